// amazon-connect-streams with its own shared worker, which asks the server for
// everything itself, as on a page of Amazon Connect. The library wants a socket
// before anything else, and takes it by TLS alone.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { request } from "node:http";
import { createServer } from "node:https";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { open, quiet } from "./browser.js";
import { Centre, password, Server } from "./server.js";

const library = await readFile(path.join(import.meta.dirname, "node_modules/amazon-connect-streams/release/connect-streams.js"));

const page = `
  const seen = [];
  const note = (what) => { seen.push(what); document.getElementById("seen").append(what + "\\n"); };
  const does = (act) => new Promise((success, failure) => act({ success, failure: (error) => failure(new Error(JSON.stringify(error))) }));
  async function start() {
    const session = await (await fetch("/login", { method: "POST", headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ instance: "acme", username: "ann", password: ${JSON.stringify(password)} }) })).json();
    connect.core.initSharedWorker({
      sharedWorkerUrl: "/host/worker.js", authToken: session.authToken, refreshToken: session.refreshToken,
      authTokenExpiration: new Date(session.expiration), region: "us-west-2", endpoint: location.origin + "/connect/api",
      authCookieName: "lily-auth-prod", agentAppEndpoint: location.origin + "/agent-app/api", taskTemplatesEndpoint: location.origin + "/task-templates/api/ccp",
    });
    connect.core.getUpstream().onUpstream(connect.WebSocketEvents.CONNECTION_OPEN, () => note("socket"));
    connect.core.getUpstream().onUpstream(connect.WebSocketEvents.SUBSCRIPTION_FAILURE, ({ content }) => note("no " + content.topics));
    connect.agent((agent) => {
      window.agent = agent;
      note("agent " + agent.getName());
      agent.onStateChange(({ newState }) => note("state " + newState));
    });
    connect.contact((contact) => {
      window.contact = contact;
      note("contact " + contact.getType());
      contact.onConnected(() => note("connected"));
      contact.onDestroy(() => note("destroy"));
    });
  }
`;

// proxy speaks TLS before a server, and has the pages of the host.
async function proxy(t, server) {
  const folder = await mkdtemp(path.join(tmpdir(), "strowger-tls-"));
  t.after(() => rm(folder, { recursive: true }));
  const [key, cert] = [path.join(folder, "key.pem"), path.join(folder, "cert.pem")];
  await promisify(execFile)("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
    "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", cert]);
  const files = {
    "/host/": ["text/html", `<!DOCTYPE html><title>Host</title><pre id="seen"></pre><script src="/host/library.js"></script><script>${page}</script>`],
    "/host/library.js": ["text/javascript", library],
    "/host/worker.js": ["text/javascript", Buffer.concat([library, Buffer.from(";connect.worker.main();")])],
  };
  const inner = () => ({ host: "127.0.0.1", port: new URL(server.url).port });
  const outer = createServer({ key: await readFile(key), cert: await readFile(cert) }, (asked, answer) => {
    const file = files[asked.url];
    if (file) {
      answer.setHeader("Content-Type", file[0]);
      answer.end(file[1]);
      return;
    }
    const to = request({ ...inner(), method: asked.method, path: asked.url, headers: asked.headers }, (got) => {
      answer.writeHead(got.statusCode, got.headers);
      got.pipe(answer);
    });
    to.on("error", () => answer.destroy());
    answer.on("close", () => to.destroy());
    asked.pipe(to);
  });
  outer.on("upgrade", (asked, socket, head) => {
    const to = connect(inner(), () => {
      to.write(`${asked.method} ${asked.url} HTTP/1.1\r\n${Object.entries(asked.headers).map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`);
      to.write(head);
      to.pipe(socket).pipe(to);
    });
    for (const end of [to, socket]) {
      end.on("error", () => (to.destroy(), socket.destroy()));
    }
  });
  await new Promise((listens) => outer.listen(0, "127.0.0.1", listens));
  t.after(() => (outer.closeAllConnections(), outer.close()));
  return `https://127.0.0.1:${outer.address().port}`;
}

test("the library's own worker gets its socket, the agent and contacts", async (t) => {
  const server = await Server.start(t, "--behind-tls");
  const centre = await Centre.create(server);
  const address = await proxy(t, server);
  const tab = await open(t, { ignoreHTTPSErrors: true });
  await tab.goto(`${address}/host/`);
  await tab.evaluate(() => start());
  const seen = (what) => tab.waitForFunction((what) => seen.includes(what), what);
  await seen("agent Ann Lee");
  await tab.evaluate(() => does((to) => agent.setState(agent.getAgentStates().find(({ name }) => name === "Available"), to)));
  await seen("state Available");
  await centre.task("Order 1891");
  await seen("contact task");
  await tab.evaluate(() => does((to) => contact.accept(to)));
  await seen("connected");
  await tab.evaluate(() => does((to) => contact.complete(to)));
  await seen("destroy");

  // what agents may set for themselves, as the library sends it back
  await tab.evaluate(() => does((to) => agent.setConfiguration({ ...agent.getConfiguration(), softphoneAutoAccept: true, agentPreferences: { locale: "fr_FR" } }, to)));
  await tab.waitForFunction(() => agent.getConfiguration().softphoneAutoAccept && agent.getConfiguration().agentPreferences.LANGUAGE === "fr_FR");
  await centre.call("+15550100031");
  await seen("contact voice"); // and it is accepted by itself
  await tab.waitForFunction(() => contact.getType() === "voice" && contact.isConnected());

  // topics of services that are not here
  await tab.evaluate(() => connect.core.getWebSocketManager().subscribeTopics(["aws/chat"]));
  await seen("no aws/chat");
  const softphone = await tab.evaluate(() => new Promise((done) => connect.core.getClient().call("createTransport", { transportType: "softphone" }, { success: done, failure: done })));
  assert.match(JSON.stringify(softphone), /carries no media/);
  const digits = await tab.evaluate(() => does((to) => contact.getInitialConnection().sendDigits("1", to)).catch(String));
  assert.match(digits, /NotImplementedException/); // said, and not asked again
  await tab.evaluate(() => does((to) => contact.getAgentConnection().destroy(to)));
  await tab.waitForFunction(() => contact.getState().type === "ended");
  tab.complaints = tab.complaints.filter((text) => !/'(createTransport|sendDigits)' API request failed/.test(text)); // refused above
  quiet(tab);
});
