// An agent at work.

import assert from "node:assert/strict";
import { test } from "node:test";
import { card, choose, inState, inspect, open, picture, press, quiet, signIn } from "./browser.js";
import { Centre, Server } from "./server.js";

test("a task from offer to clear", async (t) => {
  const server = await Server.start(t);
  const centre = await Centre.create(server);
  const page = await open(t);
  await signIn(page, server);
  await page.getByText("Your status gets no contacts").waitFor();
  await inspect(page);
  await choose(page, "Available");
  await page.getByText("Ready for the next contact").waitFor();

  await centre.task("Order 1891", {
    Description: "Send the form\nto the customer.", Attributes: { customer: "gold", note: "<script>document.title='broken'</script>" },
    References: { form: { Type: "URL", Value: "https://example.com/form" }, trap: { Type: "URL", Value: "javascript:alert(1)" } },
  });
  const task = card(page, "Order 1891");
  await inState(task, "Ringing");
  await task.getByText("Task - Sales").waitFor();
  await task.getByText("You were the only agent who could take it.").waitFor();
  await task.getByText(/^\d+ s to answer$/).waitFor();
  await task.getByText("<script>document.title='broken'</script>").waitFor(); // as text
  assert.deepEqual(await task.getByRole("link").evaluateAll((links) => links.map(({ href }) => href)), ["https://example.com/form"]);
  assert.equal(await page.locator("#announcement").textContent(), "Task from Sales: Order 1891");
  assert.equal(await page.title(), "(1) Agent - Strowger");
  await inspect(page);
  await picture(page, "task-ringing");

  await press(task, "Accept");
  await inState(task, "Connected");
  await page.getByText("Tasks 1 of 3").waitFor();
  await press(task, "Pause");
  await inState(task, "Paused");
  await press(task, "Resume");
  await press(task, "End task");
  await inState(task, "After-contact work");
  await inspect(page);
  await press(task, "Clear");
  await page.getByText("Ready for the next contact").waitFor();
  assert.equal(await task.count(), 0);
  quiet(page);
});

test("a call that is missed, then one that is taken", async (t) => {
  const server = await Server.start(t);
  const centre = await Centre.create(server, { afterContactWork: 30 });
  const page = await open(t);
  await signIn(page, server);
  await choose(page, "Available");
  const first = await centre.call("+15550100001");
  const missed = card(page, "+15550100001");
  await inState(missed, "Ringing");
  await inState(missed, "Missed"); // when its ring time is over
  await page.getByText("keeps new ones away until you clear it").waitFor();
  await picture(page, "call-missed");
  await centre.hangUp(first);
  await centre.call("+15550100002");
  await press(missed, "Clear");

  const call = card(page, "+15550100002");
  await press(call, "Accept");
  await inState(call, "Connected");
  await press(call, "End call");
  await call.getByText(/^\d+ s of after-contact work left$/).waitFor();
  await press(call, "Clear");
  await page.getByText("Ready for the next contact").waitFor();
  quiet(page);
});

test("a next status waits for the contact in hand", async (t) => {
  const server = await Server.start(t);
  const centre = await Centre.create(server);
  const page = await open(t);
  await signIn(page, server);
  await choose(page, "Available");
  await centre.task("Long work");
  const task = card(page, "Long work");
  await press(task, "Accept");
  await inState(task, "Connected");
  const next = page.locator("#next");

  await choose(page, "Lunch");
  await next.getByText("Lunch").waitFor();
  await next.getByRole("button", { name: "Take back" }).click();
  await next.waitFor({ state: "hidden" });
  await choose(page, "Lunch");
  await next.getByText("Lunch").waitFor();
  await picture(page, "next-status");
  await press(task, "End task");
  await inState(task, "After-contact work");
  await press(task, "Clear");
  await page.getByText("Contacts do not ring now").waitFor();
  assert.equal(await page.getByLabel("Status", { exact: true }).inputValue(), "Lunch");
  quiet(page);
});

test("two contacts at once, by keyboard alone", async (t) => {
  const server = await Server.start(t);
  const centre = await Centre.create(server, { concurrency: 2 });
  const page = await open(t);
  await signIn(page, server);
  await choose(page, "Available");
  await centre.task("First");
  await centre.task("Second");
  await centre.task("Third");
  const [first, second, third] = ["First", "Second", "Third"].map((name) => card(page, name));
  await first.waitFor();
  await second.waitFor();
  await page.getByText("Tasks 2 of 2").waitFor();
  await page.getByText("You have no room on any channel.").waitFor({ state: "hidden" }); // there is room for a call
  assert.equal(await third.count(), 0);

  await page.getByRole("button", { name: "Accept: First" }).focus();
  await page.keyboard.press("Enter");
  await inState(first, "Connected");
  await page.locator('[data-action="end"]:focus').waitFor(); // focus has stayed at the contact
  await page.getByRole("button", { name: "Accept: Second" }).focus();
  await page.keyboard.press("Space");
  await inState(second, "Connected");
  assert.match(await first.locator("header .clock").textContent(), /^\d+:\d\d$/);
  await picture(page, "two-contacts");

  await first.locator('[data-action="end"]').focus();
  await page.keyboard.press("Enter");
  await first.locator('[data-action="clear"]:focus').waitFor();
  await page.keyboard.press("Enter");
  await inState(third, "Ringing"); // the slot is free
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "ARTICLE"); // the next contact has the focus
  quiet(page);
});

test("the desk comes back after the server was killed", async (t) => {
  const server = await Server.start(t);
  const centre = await Centre.create(server);
  const page = await open(t);
  await signIn(page, server);
  await choose(page, "Available");
  await centre.task("Survivor");
  const task = card(page, "Survivor");
  await press(task, "Accept");
  await inState(task, "Connected");

  await server.kill();
  await page.getByText("No connection to the server.").waitFor();
  await press(task, "End task");
  await page.getByRole("alert").waitFor(); // says that it did not happen
  await picture(page, "no-connection");
  await server.run();
  await page.getByText("No connection to the server.").waitFor({ state: "hidden" });
  await inState(task, "Connected");
  await press(task, "End task");
  await inState(task, "After-contact work");
  quiet(page);
});

test("sign-out puts the agent offline and ends the session", async (t) => {
  const server = await Server.start(t);
  const centre = await Centre.create(server);
  const page = await open(t);
  await signIn(page, server);
  await choose(page, "Available");
  await page.getByText("Ready for the next contact").waitFor();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await inspect(page);
  const { UserDataList: users } = await server.api("POST", `/metrics/userdata/${centre.id}`, { Filters: { Queues: [centre.queue] } });
  assert.deepEqual(users.map(({ Status }) => Status.StatusName), []); // who is offline is not there
  await page.goto(`${server.url}/ccp-v2/`);
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  quiet(page);
});

test("an agent whose page is gone is offline, and is told so when it is back", async (t) => {
  const server = await Server.start(t, "--agent-lease", "6s");
  const centre = await Centre.create(server, { agents: ["ann", "bob"] });
  const [ann, bob] = [await open(t), await open(t)];
  await signIn(ann, server);
  await choose(ann, "Available");
  await centre.call("+15550100021");
  await press(card(ann, "+15550100021"), "Accept");
  await inState(card(ann, "+15550100021"), "Connected");
  await centre.task("For whoever is there");
  await inState(card(ann, "For whoever is there"), "Ringing");
  await signIn(bob, server, "bob");
  await choose(bob, "Available");

  await ann.context().setOffline(true);
  await ann.getByText("No connection to the server.").waitFor();
  await inState(card(bob, "For whoever is there"), "Ringing"); // long before its 30 s are over
  await ann.context().setOffline(false);
  await ann.getByText("No connection to the server.").waitFor({ state: "hidden" });
  await ann.locator("#next").getByText("Offline").waitFor();
  await inState(card(ann, "+15550100021"), "Connected"); // the call went on
  await press(card(ann, "+15550100021"), "End call");
  await press(card(ann, "+15550100021"), "Clear");
  await ann.getByRole("alert").getByText("did not reach the server for too long").waitFor();
  await inspect(ann);
  await picture(ann, "away");
  await choose(ann, "Available");
  await ann.getByText("Ready for the next contact").waitFor();
  quiet(ann);
  quiet(bob);
});
