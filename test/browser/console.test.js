// A supervisor at the console.

import assert from "node:assert/strict";
import { test } from "node:test";
import { card, choose, inspect, open, picture, press, quiet, signIn } from "./browser.js";
import { Centre, password, Server } from "./server.js";

test("the console shows at once what goes on", async (t) => {
  const server = await Server.start(t);
  const centre = await Centre.create(server, { managers: ["max"] });
  const page = await open(t);
  await page.goto(`${server.url}/?instance=acme`);
  await page.getByLabel("User name").fill("max");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
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
