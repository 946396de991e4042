// Users, queues and hours of operation in the console.

import assert from "node:assert/strict";
import { test } from "node:test";
import { card, choose, enter, fits, inspect, open, picture, quiet, signIn } from "./browser.js";
import { Centre, password, Server } from "./server.js";

test("an administrator makes a user, who takes contacts", async (t) => {
  const server = await Server.start(t);
  const centre = await Centre.create(server, { admins: ["ada"] });
  const page = await open(t, { viewport: { width: 1280, height: 900 } });
  await enter(page, server, "ada");
  await page.getByRole("link", { name: "Users" }).click();
  await page.getByRole("link", { name: "New user" }).click();
  await page.getByLabel("User name").fill("bea");
  await page.getByLabel("Password").fill("short");
  await page.getByLabel("First name").fill("Bea");
  await page.getByLabel("Routing profile").selectOption("Sellers");
  await page.getByLabel("Agent", { exact: true }).check();
  await page.getByRole("button", { name: "Save" }).click();
  await page.locator("#password-wrong").waitFor();
  assert.equal(await page.getByLabel("User name").inputValue(), "bea");
  await inspect(page);
  await picture(page, "user-new");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: "Bea", exact: true }).waitFor();
  await page.getByText("The agent is offline (R1.1a).").waitFor();

  await page.getByRole("button", { name: "Add a proficiency" }).click();
  await page.getByLabel("Row 1: proficiency").selectOption("connect:Language: connect:German");
  await page.getByLabel("Row 1: level").selectOption("5");
  await page.getByRole("button", { name: "Save the proficiencies" }).click();
  await page.getByText("Done.").waitFor();
  assert.equal(await page.getByLabel("Row 1: level").inputValue(), "5");
  await inspect(page);
  await picture(page, "user");

  const desk = await open(t);
  await signIn(desk, server, "bea");
  await choose(desk, "Available");
  await centre.task("For Bea");
  await card(desk, "For Bea").getByRole("button", { name: /^Accept:/ }).waitFor();
  await page.getByText("ringing").first().waitFor();
  page.on("dialog", (dialog) => dialog.accept());
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("heading", { name: "Users" }).waitFor();
  assert.equal(await page.getByRole("link", { name: "Bea", exact: true }).count(), 0);
  quiet(page);
});

test("a queue that is closed takes nothing more", async (t) => {
  const server = await Server.start(t);
  const centre = await Centre.create(server, { managers: ["max"] });
  const page = await open(t, { viewport: { width: 1280, height: 900 } });
  await enter(page, server, "max");
  await page.getByRole("link", { name: "Queues", exact: true }).click();
  await page.getByRole("link", { name: "Sales" }).click();
  await page.getByLabel("Most contacts that wait").fill("2");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Done.").waitFor();
  page.on("dialog", (dialog) => dialog.accept());
  await page.getByRole("button", { name: "Close to new contacts" }).click();
  await page.getByText("The queue takes no new contacts.").waitFor();
  const refused = await centre.task("Too late");
  await page.goto(`${server.url}/console/contacts/${refused}`);
  await page.getByText("It is over.").waitFor();
  await page.goto(`${server.url}/console/queues`);
  await page.getByText("closed").waitFor();
  quiet(page);
});

test("hours of operation are drawn and edited", async (t) => {
  const server = await Server.start(t);
  await Centre.create(server, { managers: ["max"] });
  const page = await open(t, { viewport: { width: 1280, height: 900 } });
  await enter(page, server, "max");
  await page.getByRole("link", { name: "Hours" }).click();
  await page.getByRole("link", { name: "New hours of operation" }).click();
  await page.getByLabel("Name").fill("Office");
  await page.getByLabel("Time zone").fill("Europe/Berlin");
  await page.getByRole("button", { name: "Add a row" }).click();
  await page.getByLabel("Row 6: day").selectOption("Saturday");
  await page.getByLabel("Row 6: opens at").fill("10:00");
  await page.getByLabel("Row 6: closes at").fill("noon");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Give a time from 00:00 to 23:59.").waitFor();
  await page.getByLabel("Row 6: closes at").fill("12:00");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("img", { name: /Sat [0-9]+ [A-Z][a-z]+: 10:00 to 12:00/ }).waitFor();
  await page.locator("svg .open").nth(5).waitFor();
  await inspect(page);
  await picture(page, "hours");
  quiet(page);
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [400, 1280]) {
    test(`users, queues and hours, ${colorScheme} and ${width} wide`, async (t) => {
      const server = await Server.start(t);
      await Centre.create(server, { admins: ["ada"] });
      const page = await open(t, { colorScheme, viewport: { width, height: 900 } });
      await enter(page, server, "ada");
      for (const [section, one] of [["Users", "Ann Lee"], ["Queues", "Sales"], ["Hours", "Basic Hours"]]) {
        await page.getByRole("link", { name: section, exact: true }).click();
        await fits(page);
        await inspect(page);
        await picture(page, `${section.toLowerCase()}-${width}-${colorScheme}`);
        await page.getByRole("link", { name: one }).first().click();
        await page.getByRole("heading", { name: one, level: 1 }).waitFor();
        await fits(page);
        await inspect(page);
        await picture(page, `${section.toLowerCase()}-one-${width}-${colorScheme}`);
      }
      quiet(page);
    });
  }
}
