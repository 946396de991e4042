// Agents who hand contacts on, ask colleagues, and make contacts.

import assert from "node:assert/strict";
import { test } from "node:test";
import { card, choose, inspect, inState, open, picture, press, quiet, signIn } from "./browser.js";
import { Centre, Server } from "./server.js";

// fill fills in the dialog and confirms it.
async function fill(page, values, confirm) {
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  for (const [label, value] of Object.entries(values)) {
    const field = dialog.getByLabel(label, { exact: true });
    await (label === "To" ? field.selectOption(value) : field.fill(value));
  }
  await dialog.getByRole("button", { name: confirm, exact: true }).click();
  await dialog.waitFor({ state: "hidden" });
}

async function desks(t, ...names) {
  const server = await Server.start(t);
  const centre = await Centre.create(server, { agents: names });
  const pages = [];
  for (const name of names) {
    pages.push(await open(t));
    await signIn(pages.at(-1), server, name);
  }
  return [centre, ...pages];
}

// again kills the server and starts it, when all pages have noticed.
async function again(server, ...pages) {
  await server.kill();
  for (const page of pages) {
    await page.getByText("No connection to the server.").waitFor();
  }
  await server.run();
  for (const page of pages) {
    await page.getByText("No connection to the server.").waitFor({ state: "hidden" });
  }
}

test("a call in hand, on hold and with a colleague asked, outlives the server's death", async (t) => {
  const [centre, ann, bob] = await desks(t, "ann", "bob");
  const { server } = centre;
  await centre.quickConnect("Bob", "bob");
  await choose(ann, "Available");
  await centre.call("+15550100041");
  const call = card(ann, "+15550100041");
  await inState(call, "Ringing");
  await again(server, ann, bob);
  await inState(call, "Ringing"); // with the time that it had
  await call.getByText(/^\d+ s to answer$/).waitFor();
  await press(call, "Accept");
  await press(call, "Hold");
  await call.getByText("Customer: on hold").waitFor();
  await choose(ann, "Lunch");
  await ann.locator("#next").getByText("Lunch").waitFor();
  await again(server, ann, bob);
  await call.getByText("Customer: on hold").waitFor();
  await ann.locator("#next").getByText("Lunch").waitFor();

  await choose(bob, "Available");
  await press(call, "Transfer");
  await fill(ann, { To: "Bob (agent)" }, "Transfer");
  const asked = bob.getByRole("article");
  await press(asked, "Accept");
  await call.getByText("Bob Lee: connected").waitFor();
  await again(server, ann, bob);
  await call.getByText("Bob Lee: connected").waitFor();
  await call.getByText("Customer: on hold").waitFor();
  await picture(ann, "call-after-restart");
  await press(call, "Leave call");
  await inState(call, "After-contact work");
  await inState(asked, "Connected");
  await press(call, "Clear");
  await ann.getByText("Contacts do not ring now").waitFor();
  assert.equal(await ann.getByLabel("Status", { exact: true }).inputValue(), "Lunch");
  await press(asked, "End call");
  await inState(asked, "After-contact work");
  quiet(ann);
  quiet(bob);
});

test("a task that an agent makes goes to a colleague and is handed on", async (t) => {
  const [centre, ann, bob] = await desks(t, "ann", "bob");
  await ann.getByRole("button", { name: "New task" }).click();
  await ann.getByText("has quick connects to send a task to").waitFor(); // none yet
  await ann.getByRole("button", { name: "Cancel" }).click();
  await centre.quickConnect("Bob", "bob");
  await centre.quickConnect("Sales");
  await choose(bob, "Available");
  await ann.getByRole("button", { name: "New task" }).click();
  await inspect(ann);
  await picture(ann, "new-task");
  await fill(ann, { To: "Bob (agent)", Name: "Call Mrs Hill", Description: "Before noon." }, "Create");
  await press(card(bob, "Call Mrs Hill"), "Accept");
  await inState(card(bob, "Call Mrs Hill"), "Connected");
  await choose(ann, "Available");
  await press(card(bob, "Call Mrs Hill"), "Transfer");
  await fill(bob, { To: "Sales (queue)" }, "Transfer");
  await inState(card(ann, "Call Mrs Hill"), "Ringing");
  quiet(ann);
  quiet(bob);
});

test("a call: hold, a colleague asked, joined and left with the customer", async (t) => {
  const [centre, ann, bob] = await desks(t, "ann", "bob");
  await centre.quickConnect("Bob", "bob");
  await choose(ann, "Available");
  await centre.call("+15550100006");
  const call = card(ann, "+15550100006");
  await press(call, "Accept");
  await press(call, "Hold");
  await call.getByText("Customer: on hold").waitFor();
  await press(call, "Resume");
  await call.getByText("Customer: connected").waitFor();
  await press(call, "Mute");
  await press(call, "Unmute");
  await choose(bob, "Available");
  await press(call, "Transfer");
  await fill(ann, { To: "Bob (agent)" }, "Transfer");
  await call.getByText("Customer: on hold").waitFor();
  const asked = bob.getByRole("article");
  await press(asked, "Accept");
  await call.getByText("Bob Lee: connected").waitFor();
  await press(call, "Swap");
  await call.getByText("Customer: connected").waitFor();
  await call.getByText("Bob Lee: on hold").waitFor();
  await inspect(ann);
  await picture(ann, "consultation");
  await press(call, "Join all");
  await call.getByText("Bob Lee: connected").waitFor();
  await press(call, "Leave call");
  await inState(call, "After-contact work");
  await inState(asked, "Connected"); // the customer is with the colleague now
  await press(asked, "End call");
  await inState(asked, "After-contact work");
  quiet(ann);
  quiet(bob);
});

test("an agent calls a customer", async (t) => {
  const [centre, ann] = await desks(t, "ann");
  await ann.getByRole("button", { name: "New call" }).click();
  await fill(ann, { "Number, such as +12065550100": "+15550100007" }, "Call");
  await ann.getByRole("alert").getByText("There is no number to show to the customer").waitFor();
  await ann.getByRole("button", { name: "Close" }).click();
  await centre.line();
  await ann.getByRole("button", { name: "New call" }).click();
  await ann.getByLabel("Number").fill("+15550100007");
  await ann.keyboard.press("Enter");
  const call = card(ann, "+15550100007");
  await inState(call, "Ringing");
  await press(call, "Cancel call");
  await press(call, "Clear");
  await call.waitFor({ state: "detached" });
  await ann.getByRole("button", { name: "New call" }).click();
  await fill(ann, { "Number, such as +12065550100": "+15550100008" }, "Call");
  const next = card(ann, "+15550100008");
  await inState(next, "Ringing");
  await centre.answer(await next.getAttribute("data-contact"));
  await inState(next, "Connected");
  await press(next, "End call");
  await inState(next, "After-contact work");
  quiet(ann);
});
