// How the page looks where there is little room or light.

import assert from "node:assert/strict";
import { test } from "node:test";
import { card, choose, inspect, open, picture, press, quiet, signIn } from "./browser.js";
import { Centre, Server } from "./server.js";

for (const colorScheme of ["light", "dark"]) {
  for (const [shape, viewport] of [["narrow", { width: 320, height: 640 }], ["wide", { width: 1100, height: 800 }]]) {
    test(`${shape} and ${colorScheme}`, async (t) => {
      const server = await Server.start(t);
      const centre = await Centre.create(server, { afterContactWork: 60 });
      const page = await open(t, { colorScheme, viewport });
      await signIn(page, server);
      await choose(page, "Available");
      await centre.call("+15550100003");
      await press(card(page, "+15550100003"), "Accept");
      await centre.task("Send the contract to Mrs Averylongname-Withoutspaces-Thatgoeson", {
        Description: "She has asked for it twice.", Attributes: { customer: "gold", order_number: "1891-0310-000000000000000000000000000000042" },
      });
      await card(page, /^Send the contract/).getByText("You were the only agent").waitFor();
      await inspect(page);
      await picture(page, `${shape}-${colorScheme}`);
      const room = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
      assert.ok(room[0] <= room[1], `the page is ${room[0]} wide where there is room for ${room[1]}`);
      const lines = await page.getByRole("heading", { level: 1 }).evaluate((name) => name.offsetHeight / parseFloat(getComputedStyle(name).lineHeight));
      assert.ok(lines < 1.5, `the name takes ${lines} lines`);
      quiet(page);
    });
  }
}
