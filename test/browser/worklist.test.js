// What agents take by hand.

import assert from "node:assert/strict";
import { test } from "node:test";
import { card, choose, inState, inspect, open, picture, press, quiet, signIn } from "./browser.js";
import { Centre, Server } from "./server.js";

test("a worklist from which two agents take", async (t) => {
  const server = await Server.start(t);
  const centre = await Centre.create(server, { agents: [], managers: ["ann", "bob"] });
  const [ann, bob] = [await open(t), await open(t, { viewport: { width: 320, height: 640 }, colorScheme: "dark" })];
  await signIn(ann, server);
  assert.ok(await ann.locator("#worklist").isHidden()); // no queue is for manual assignment
  const flow = await centre.byHand("Back office");
  await ann.reload();
  await signIn(bob, server, "bob");
  await ann.getByText("Nothing waits to be taken by hand.").waitFor();
  await choose(ann, "Available");

  for (const name of ["Check the meter", "Write to Mrs Hill", "Count the stamps", "File the forms"]) {
    await centre.task(name, { ContactFlowId: flow, Description: `${name}, please.` });
  }
  const item = (page, name) => page.locator(".work").filter({ hasText: name });
  await item(ann, "File the forms").getByText("Task - Back office, priority 5").waitFor();
  await item(ann, "File the forms").getByText("File the forms, please.").waitFor();
  await item(bob, "File the forms").waitFor();
  assert.deepEqual(await ann.locator(".work h3").allTextContents(), ["Check the meter", "Write to Mrs Hill", "Count the stamps", "File the forms"]);
  assert.match(await item(ann, "Check the meter").locator(".clock").textContent(), /^\d+:\d\d$/);
  assert.equal(await ann.getByRole("article").count(), 0); // nothing is pushed
  await inspect(ann);
  await inspect(bob);
  await picture(ann, "worklist");
  await picture(bob, "worklist-narrow");
  const room = await bob.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(room[0] <= room[1], `the page is ${room[0]} wide where there is room for ${room[1]}`);

  await ann.getByRole("button", { name: "Take: Write to Mrs Hill" }).focus();
  await ann.keyboard.press("Enter");
  await inState(card(ann, "Write to Mrs Hill"), "Ringing");
  await ann.locator("article:focus").getByText("It was given to you by name").waitFor(); // the focus has followed it
  await item(bob, "Write to Mrs Hill").waitFor({ state: "detached" });
  await press(card(ann, "Write to Mrs Hill"), "Accept");
  await inState(card(ann, "Write to Mrs Hill"), "Connected");

  await bob.getByRole("button", { name: "Take: Count the stamps" }).focus();
  await server.api("POST", `/contact/stop`, { InstanceId: centre.id, ContactId: await item(bob, "Count the stamps").getAttribute("data-contact") });
  await item(bob, "Count the stamps").waitFor({ state: "detached" });
  await bob.locator('button:focus[aria-label="Take: File the forms"]').waitFor(); // and on to the next one
  await bob.keyboard.press("Space"); // while offline
  await inState(card(bob, "File the forms"), "Ringing");
  await item(ann, "File the forms").waitFor({ state: "detached" });
  assert.deepEqual(await ann.locator(".work h3").allTextContents(), ["Check the meter"]);

  await server.kill();
  await ann.getByText("No connection to the server.").waitFor();
  await item(ann, "Check the meter").getByRole("button").click();
  await ann.getByRole("alert").getByText("The server did not answer").waitFor();
  await server.run();
  await centre.task("After the restart", { ContactFlowId: flow });
  await item(ann, "After the restart").waitFor();
  await item(ann, "Check the meter").waitFor();
  quiet(ann);
  quiet(bob);
});
