// A supervisor at the console.

import assert from "node:assert/strict";
import { test } from "node:test";
import { card, choose, enter, fits, inspect, open, picture, press, quiet, signIn } from "./browser.js";
import { Centre, Server } from "./server.js";

test("the console shows at once what goes on", async (t) => {
  const server = await Server.start(t);
  const centre = await Centre.create(server, { managers: ["max"] });
  const page = await open(t);
  await enter(page, server, "max");
  await page.getByText("No queue has contacts, or agents at work.").waitFor();
  const desk = await open(t);
  await signIn(desk, server);

  await centre.task("First", { Attributes: { customer: "<b>gold</b>" } });
  const queue = page.locator("#queues tr");
  await queue.getByRole("link", { name: "First" }).waitFor();
  await queue.getByText("No agent at work can take 1 contact: each is offline (R1.1a)").waitFor();
  await choose(desk, "Lunch");
  await queue.getByText("1 agent has a free slot in vain: each is in status Lunch").waitFor();
  await inspect(page);
  await picture(page, "console");

  await choose(desk, "Available");
  const agent = page.locator("#agents tr").filter({ hasText: "Ann Lee" });
  await agent.getByText("ringing").waitFor();
  await press(card(desk, "First"), "Accept");
  await agent.getByText("connected").waitFor();
  await agent.getByRole("link", { name: "First" }).focus();
  await press(card(desk, "First"), "End task");
  await agent.getByText("after-contact work").waitFor();
  await page.locator("a:focus", { hasText: "First" }).waitFor(); // news do not take the focus away

  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "First" }).waitFor();
  await page.getByText("Taken by Ann Lee, on offer 1").waitFor();
  await page.getByText("<b>gold</b>").waitFor();
  await inspect(page);
  await picture(page, "contact");

  await page.getByRole("link", { name: "Queues and agents" }).click();
  await agent.getByText("after-contact work").waitFor(); // the feed of the new page is open
  await server.kill();
  await page.getByText("No connection to the server.").waitFor();
  await server.run();
  await page.getByText("No connection to the server.").waitFor({ state: "hidden" });
  await agent.getByText("after-contact work").waitFor();
  quiet(page);
});

test("a supervisor sets the status of an agent, and sees why the agent is idle", async (t) => {
  const server = await Server.start(t);
  const centre = await Centre.create(server, { managers: ["max"], concurrency: 1 });
  const page = await open(t, { viewport: { width: 1280, height: 800 } });
  await enter(page, server, "max");
  const desk = await open(t);
  await signIn(desk, server);
  await choose(desk, "Available");
  const agent = page.locator("#agents tr").filter({ hasText: "Ann Lee" });
  const set = async (name) => {
    await agent.getByRole("button", { name: /^Status of Ann Lee/ }).click();
    const dialog = page.getByRole("dialog", { name: "Status of Ann Lee" });
    await dialog.getByLabel("New status").selectOption(name);
    await inspect(page);
    await dialog.getByRole("button", { name: "Change" }).click();
    await dialog.waitFor({ state: "hidden" });
  };

  await set("Break");
  await agent.getByRole("button", { name: "Status of Ann Lee: Break. Change it" }).waitFor();
  await desk.locator("#status-choice option:checked", { hasText: "Break" }).waitFor({ state: "attached" });
  await set("Available");
  await agent.getByRole("button", { name: "Status of Ann Lee: Available. Change it" }).waitFor();

  await centre.task("First");
  await press(card(desk, "First"), "Accept");
  await agent.getByText("connected").waitFor();
  await set("Lunch"); // the next status, as the agent is busy
  await agent.getByRole("button", { name: "Status of Ann Lee: Available, then Lunch. Change it" }).waitFor();
  await centre.task("Second");
  await page.locator("#queues").getByRole("link", { name: "Second" }).waitFor();
  await picture(page, "console-status");

  await agent.getByRole("link", { name: "Ann Lee" }).click();
  await page.getByText("The agent has chosen a next status and gets nothing more before it (R1.1b).").waitFor();
  await page.getByRole("link", { name: "First" }).waitFor();
  await inspect(page);
  await picture(page, "console-agent");
  await press(card(desk, "First"), "End task");
  await page.getByText("Task, after-contact work").waitFor(); // the page follows
  await press(card(desk, "First"), "Clear");
  await page.getByText("The agent is in status Lunch, which gets no contacts (R1.1a).").waitFor();

  await page.getByRole("link", { name: "Sales" }).first().click();
  await page.getByRole("heading", { name: "Sales" }).waitFor();
  await page.getByRole("region", { name: "Task" }).getByText("1 with a free slot: each is in status Lunch").waitFor();
  await inspect(page);
  await picture(page, "console-queue");
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByLabel("User name").waitFor();
  await page.goto(`${server.url}/`);
  await page.getByLabel("User name").waitFor();
  quiet(page);
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [400, 1280]) {
    test(`the board, ${colorScheme} and ${width} wide`, async (t) => {
      const server = await Server.start(t);
      const centre = await Centre.create(server, { managers: ["max"], agents: ["ann", "bea"] });
      await centre.task("Send the contract to Mrs Averylongname-Withoutspaces-Thatgoeson");
      await centre.call("+15550100003");
      const page = await open(t, { colorScheme, viewport: { width, height: 800 } });
      await enter(page, server, "max");
      await page.getByText("No agent at work can take 1 contact").first().waitFor();
      await inspect(page);
      await fits(page);
      await picture(page, `board-${width}-${colorScheme}`);
      quiet(page);
    });
  }
}

test("the console is not for agents", async (t) => {
  const server = await Server.start(t);
  await Centre.create(server);
  const page = await open(t);
  await signIn(page, server);
  await page.goto(`${server.url}/`);
  await page.getByText("You have no permission").waitFor();
  assert.equal(await page.getByRole("table").count(), 0);
  await inspect(page);
});
