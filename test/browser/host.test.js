// A page of another origin that shows the agent page with amazon-connect-streams,
// as the library comes.

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { card, choose, inState, open, picture, press, quiet, signIn } from "./browser.js";
import { Centre, Server } from "./server.js";

const library = await readFile(path.join(import.meta.dirname, "node_modules/amazon-connect-streams/release/connect-streams.js"));

// What the host page does: it notes what the library tells it, and has `does` for
// the library's callbacks.
const script = `
  const seen = [];
  const note = (what) => { seen.push(what); document.getElementById("seen").append(what + "\\n"); };
  connect.core.initCCP(document.getElementById("ccp"), {
    ccpUrl: new URLSearchParams(location.search).get("ccp"), loginPopup: false, softphone: { allowFramedSoftphone: false },
  });
  connect.core.onInitialized(() => note("initialized"));
  connect.agent((agent) => {
    window.agent = agent;
    note("agent " + agent.getName());
    agent.onStateChange(({ oldState, newState }) => note("state " + newState));
    agent.onEnqueuedNextState(() => note("next state"));
  });
  connect.contact((contact) => {
    window.contact = contact;
    note("contact " + contact.getType());
    for (const event of ["Connecting", "Accepted", "Connected", "Missed", "ACW", "Ended", "Destroy"]) {
      contact["on" + event](() => note(event.toLowerCase()));
    }
  });
  connect.core.onViewContact(({ contactId }) => note("view " + (contactId === contact.getContactId())));
  window.does = (act) => new Promise((success, fail) => act({ success, failure: (error) => fail(new Error(JSON.stringify(error))) }));
`;

async function host(t) {
  const answers = {
    "/": ["text/html", `<!DOCTYPE html><title>Host</title><div id="ccp" style="width:320px;height:600px"></div><pre id="seen"></pre>
      <script src="/library.js"></script><script>${script}</script>`],
    "/library.js": ["text/javascript", library],
  };
  const server = createServer((request, response) => {
    const [kind, body] = answers[new URL(request.url, "http://host").pathname] ?? ["text/plain", ""];
    response.setHeader("Content-Type", kind);
    response.end(body);
  });
  await new Promise((listens) => server.listen(0, "127.0.0.1", listens));
  t.after(() => server.close());
  return `http://127.0.0.1:${server.address().port}`;
}

// initialize opens the host page, and returns the frame and a way to wait for what
// the library tells.
async function initialize(t, page, server) {
  await page.goto(`${await host(t)}/?ccp=${encodeURIComponent(`${server.url}/ccp-v2/`)}`);
  const seen = (what, times = 1) =>
    page.waitForFunction(([what, times]) => seen.filter((one) => one === what).length >= times, [what, times]);
  return { frame: page.frameLocator("iframe"), seen };
}

// available makes the agent available by the library.
async function available(page) {
  await page.evaluate(() => does((to) => agent.setState(agent.getAgentStates().find(({ name }) => name === "Available"), to)));
}

test("amazon-connect-streams works unmodified: the agent", async (t) => {
  const server = await Server.start(t);
  const centre = await Centre.create(server);
  const page = await open(t);
  await signIn(page, server);
  const { seen } = await initialize(t, page, server);
  await seen("initialized");
  await seen("agent Ann Lee");
  const got = await page.evaluate(() => ({
    username: agent.getConfiguration().username, tasks: agent.getChannelConcurrency("TASK"), extension: agent.getExtension(),
    profile: agent.getRoutingProfile().name, queues: agent.getRoutingProfile().queues.map(({ name }) => name ?? "own"),
    state: agent.getState().name, softphone: agent.isSoftphoneEnabled(), snapshot: agent.toSnapshot().getName(), contacts: agent.getContacts(),
    instance: connect.core.getAgentDataProvider().getInstanceId(), outbound: agent.getConfiguration().routingProfile.defaultOutboundQueue.name,
  }));
  assert.deepEqual(got, {
    username: "ann", tasks: 3, extension: "", profile: "Sellers", queues: ["Sales", "own"], state: "Offline", softphone: true,
    snapshot: "Ann Lee", contacts: [], instance: centre.id, outbound: "Sales",
  });
  const more = await page.evaluate(() => ({
    arn: agent.getAgentARN(), since: agent.getStateDuration(), states: agent.getAgentStates().map(({ name }) => name),
  }));
  assert.ok(more.arn.includes(`:instance/${centre.id}/agent/`));
  assert.ok(more.since >= 0);
  assert.ok(["Available", "Lunch", "Offline"].every((name) => more.states.includes(name)));
  await available(page);
  await seen("state Available");
  const endpoints = await page.evaluate(() => does((to) => agent.getEndpoints(agent.getAllQueueARNs(), to)));
  assert.ok(Array.isArray(endpoints.endpoints));
  const unknown = await page.evaluate(() => new Promise((done) => connect.core.getClient().call("destroyContact", {}, { failure: done, success: done })));
  assert.match(unknown, /"type":"[A-Za-z]+","message":"[^"]+/); // as the library's own worker answers
  quiet(page);
});

test("amazon-connect-streams works unmodified: tasks", async (t) => {
  const server = await Server.start(t);
  const centre = await Centre.create(server);
  const page = await open(t);
  await signIn(page, server);
  const { frame, seen } = await initialize(t, page, server);
  await seen("agent Ann Lee");
  await available(page);

  const id = await centre.task("Order 1891", { Description: "Send it.", Attributes: { customer: "gold" } });
  await seen("contact task");
  await seen("connecting");
  const got = await page.evaluate(() => ({
    id: contact.getContactId(), attributes: contact.getAttributes(), name: contact.getName(), description: contact.getDescription(),
    state: contact.getState().type, queue: contact.getQueue().name, waited: contact.getQueueTimestamp() instanceof Date,
  }));
  assert.deepEqual(got, {
    id, attributes: { customer: { name: "customer", value: "gold" } }, name: "Order 1891", description: "Send it.", state: "connecting",
    queue: "Sales", waited: true,
  });
  assert.ok(await page.evaluate(() => contact.getStateDuration()) >= 0);
  await picture(page, "host");
  await page.evaluate(() => does((to) => contact.accept(to)));
  await seen("accepted");
  await seen("connected");
  await inState(card(frame, "Order 1891"), "Connected"); // the page in the frame shows the same
  await page.evaluate(() => connect.core.viewContact(contact.getContactId()));
  await seen("view true");
  await frame.locator("article:focus").waitFor();
  await page.evaluate(() => does((to) => contact.pause(to)));
  await inState(card(frame, "Order 1891"), "Paused");
  await page.evaluate(() => does((to) => contact.resume(to)));
  await inState(card(frame, "Order 1891"), "Connected");
  await page.evaluate(() => does((to) => contact.complete(to)));
  await seen("destroy");

  await centre.task("Unwanted");
  await seen("contact task", 2);
  await page.evaluate(() => does((to) => contact.reject(to)));
  await inState(card(frame, "Unwanted"), "Rejected");
  await page.evaluate(() => does((to) => contact.clear(to)));
  await inState(card(frame, "Unwanted"), "Ringing"); // it comes back to the only agent
  quiet(page);
});

test("amazon-connect-streams works unmodified: calls", async (t) => {
  const server = await Server.start(t);
  const centre = await Centre.create(server);
  const page = await open(t);
  await signIn(page, server);
  const { seen } = await initialize(t, page, server);
  await seen("agent Ann Lee");
  await available(page);
  const id = await centre.call("+15550100005");
  await seen("contact voice");
  await page.evaluate(() => does((to) => contact.accept(to)));
  await seen("connected");
  const got = await page.evaluate(() => ({
    inbound: contact.isInbound(), connections: contact.getConnections().map((one) => one.getType()),
    customer: contact.getInitialConnection().getEndpoint().phoneNumber, customerState: contact.getInitialConnection().getState().type,
    active: contact.getAgentConnection().isActive(), since: contact.getAgentConnection().getStateDuration() >= 0,
  }));
  assert.deepEqual(got, {
    inbound: true, connections: ["agent", "inbound"], customer: "+15550100005", customerState: "connected", active: true, since: true,
  });
  await page.evaluate(() => does((to) => agent.setState(agent.getAgentStates().find(({ name }) => name === "Lunch"), to, { enqueueNextState: true })));
  await seen("next state");
  assert.equal(await page.evaluate(() => agent.getNextState().name), "Lunch");
  await centre.hangUp(id);
  await seen("acw");
  await page.evaluate(() => does((to) => contact.clear(to)));
  await seen("destroy");
  await seen("state Lunch");
  quiet(page);
});

test("amazon-connect-streams works unmodified: outbound calls and transfers", async (t) => {
  const server = await Server.start(t);
  const centre = await Centre.create(server, { agents: ["ann", "bob"] });
  await centre.quickConnect("Bob", "bob");
  await centre.line();
  const page = await open(t);
  await signIn(page, server);
  const { seen } = await initialize(t, page, server);
  await seen("agent Ann Lee");
  await page.evaluate(() => does((to) => agent.connect(connect.Endpoint.byPhoneNumber("+15550100009"), to)));
  await seen("contact voice");
  assert.ok(!await page.evaluate(() => contact.isInbound()));
  await centre.answer(await page.evaluate(() => contact.getContactId()));
  await seen("connected");
  const endpoints = await page.evaluate(() => does((to) => agent.getEndpoints(agent.getAllQueueARNs(), to)).then(({ endpoints }) => {
    window.bob = endpoints[0];
    return endpoints.map(({ name, type }) => `${name} ${type}`);
  }));
  assert.deepEqual(endpoints, ["Bob agent"]);
  await page.evaluate(() => does((to) => contact.addConnection(bob, to)));
  await page.waitForFunction(() => contact.getThirdPartyConnections().length === 1);
  assert.ok(await page.evaluate(() => contact.getInitialConnection().isOnHold()));
  await page.evaluate(() => does((to) => contact.getSingleActiveThirdPartyConnection().destroy(to)));
  await page.waitForFunction(() => contact.getSingleActiveThirdPartyConnection() === null);
  await page.evaluate(() => does((to) => contact.getInitialConnection().resume(to)));
  await page.waitForFunction(() => !contact.getInitialConnection().isOnHold());
  await page.evaluate(() => does((to) => contact.getInitialConnection().hold(to)));
  await page.waitForFunction(() => contact.getInitialConnection().isOnHold());
  await page.evaluate(() => does((to) => agent.setState(agent.getAgentStates().find(({ name }) => name === "Lunch"), to, { enqueueNextState: true })));
  await seen("next state");
  quiet(page);
});

test("what the agent does in the frame, the host page hears", async (t) => {
  const server = await Server.start(t);
  const centre = await Centre.create(server);
  const page = await open(t);
  await signIn(page, server);
  const { frame, seen } = await initialize(t, page, server);
  await seen("agent Ann Lee");
  await choose(frame, "Available");
  await seen("state Available");
  await centre.call("+15550100004");
  await seen("contact voice");
  const room = await frame.locator("html").evaluate((page) => [page.scrollWidth, page.clientWidth]);
  assert.ok(room[0] <= room[1] && room[1] === 320, `the page is ${room[0]} wide where there is room for ${room[1]}`);
  await picture(page, "frame");
  await press(card(frame, "+15550100004"), "Accept");
  await seen("accepted");
  await seen("view true");
  await seen("state Busy");
  await press(card(frame, "+15550100004"), "End call");
  await seen("state AfterCallWork");
  await press(card(frame, "+15550100004"), "Clear");
  await seen("destroy");

  await server.kill();
  await frame.getByText("No connection to the server.").waitFor();
  await server.run();
  await centre.task("After the restart");
  await seen("contact task");
  quiet(page);
});

test("a frame in which nobody is signed in opens the sign-in", async (t) => {
  const server = await Server.start(t);
  await Centre.create(server);
  const page = await open(t);
  const { frame, seen } = await initialize(t, page, server);
  const [popup] = await Promise.all([page.waitForEvent("popup"), frame.getByRole("link", { name: "Sign in" }).click()]);
  await popup.getByLabel("Instance").fill("acme");
  await popup.getByLabel("User name").fill("ann");
  await popup.getByLabel("Password").fill("Strowger-1891");
  await Promise.all([popup.waitForEvent("close"), popup.getByRole("button", { name: "Sign in" }).click()]);
  await seen("agent Ann Lee");
  quiet(page);
});

test("a page that is not approved does not get the page, nor answers", async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), "strowger-keys-"));
  t.after(() => rm(folder, { recursive: true }));
  const keys = path.join(folder, "keys.txt");
  await writeFile(keys, "AKIDEXAMPLE secret-of-sixteen-characters\n", { mode: 0o600 });
  const approved = await host(t);
  const server = await Server.start(t, "--access-keys", keys, "--approved-origin", approved);
  const page = await open(t);
  const shown = async (address) => {
    await page.goto(`${address}/?ccp=${encodeURIComponent(`${server.url}/ccp-v2/`)}`);
    const frame = page.frames().find((frame) => frame.parentFrame());
    await frame.waitForLoadState();
    return frame.url();
  };
  assert.match(await shown(approved), /\/ccp-v2\/$/);
  assert.match(await shown(await host(t)), /^chrome-error:/);
});
