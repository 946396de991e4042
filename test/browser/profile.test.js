// The editor of routing profiles.

import assert from "node:assert/strict";
import { test } from "node:test";
import { card, choose, enter, fits, inspect, open, picture, quiet, signIn } from "./browser.js";
import { Centre, Server } from "./server.js";

test("a routing profile that is saved routes at once", async (t) => {
  const server = await Server.start(t);
  const centre = await Centre.create(server, { managers: ["max"] });
  const support = await centre.another("Support");
  const desk = await open(t);
  await signIn(desk, server);
  await choose(desk, "Available");
  await centre.task("Of support", { ContactFlowId: support.flow });

  const page = await open(t, { viewport: { width: 1280, height: 900 } });
  await enter(page, server, "max");
  await page.locator("#queues").getByRole("link", { name: "Of support" }).waitFor();
  await page.getByRole("link", { name: "Routing profiles" }).click();
  await page.getByRole("link", { name: "Sellers" }).click();
  const said = page.locator("#said");
  await said.getByText("To them come calls, chats and tasks of Sales.").waitFor();
  await page.getByRole("button", { name: "Add a queue" }).first().click();
  await page.getByLabel("Row 4: queue").selectOption("Support");
  await page.getByLabel("Row 4: channel").selectOption("Task");
  await page.getByLabel("Row 4: priority").fill("2");
  await said.getByText("To them come first calls, chats and tasks of Sales, then tasks of Support.").waitFor();
  await page.getByLabel("Row 4: delay in seconds").fill("soon");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Give a whole number from 0 to 9999.").waitFor();
  assert.equal(await page.getByLabel("Row 4: delay in seconds").inputValue(), "soon");
  await inspect(page);
  await picture(page, "profile-error");
  await page.getByLabel("Row 4: delay in seconds").fill("0");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Done.").waitFor();
  await card(desk, "Of support").getByRole("button", { name: /^Accept:/ }).waitFor(); // it rings
  await inspect(page);
  quiet(page);
});

test("the second of two who edit a routing profile is told", async (t) => {
  const server = await Server.start(t);
  await Centre.create(server, { managers: ["max", "mia"] });
  const [first, second] = [await open(t), await open(t)];
  for (const [page, name] of [[first, "max"], [second, "mia"]]) {
    await enter(page, server, name);
    await page.getByRole("link", { name: "Routing profiles" }).click();
    await page.getByRole("link", { name: "Sellers" }).click();
  }
  await first.getByLabel("Task: contacts at once").fill("5");
  await first.locator("#said").getByText("5 tasks at once").waitFor();
  await first.getByRole("button", { name: "Save" }).click();
  await first.getByText("Done.").waitFor();
  await second.getByLabel("Description").fill("who sell and help");
  await second.getByRole("button", { name: "Save" }).click();
  await second.getByText("Somebody else changed this profile meanwhile.").waitFor();
  await second.getByRole("alert").getByText("5 tasks at once").waitFor();
  assert.equal(await second.getByLabel("Description").inputValue(), "who sell and help");
  await inspect(second);
  await picture(second, "profile-stale");
  await second.getByRole("link", { name: "look at what is saved" }).click();
  assert.equal(await second.getByLabel("Description").inputValue(), "who sells");
  assert.equal(await second.getByLabel("Task: contacts at once").inputValue(), "5");
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [400, 1280]) {
    test(`a routing profile, ${colorScheme} and ${width} wide`, async (t) => {
      const server = await Server.start(t);
      await Centre.create(server, { managers: ["max"] });
      const page = await open(t, { colorScheme, viewport: { width, height: 900 } });
      await enter(page, server, "max");
      await page.getByRole("link", { name: "Routing profiles" }).click();
      await fits(page);
      await inspect(page);
      await page.getByRole("link", { name: "Sellers" }).click();
      await page.locator("#said").getByText("To them come").waitFor();
      await fits(page);
      await inspect(page);
      await picture(page, `profile-${width}-${colorScheme}`);
      quiet(page);
    });
  }
}
