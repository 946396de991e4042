// The board of a large centre.

import assert from "node:assert/strict";
import { test } from "node:test";
import { enter, open, picture, quiet } from "./browser.js";
import { Centre, Server } from "./server.js";

const agents = 1000;
const queues = 100;

test(`${agents} agents and ${queues} queues`, { timeout: 600_000 }, async (t) => {
  const server = await Server.start(t);
  const centre = await Centre.create(server, { managers: ["max"] });
  const { users, available, lunch } = await crowd(server, centre);
  const page = await open(t, { viewport: { width: 1280, height: 900 } });
  const sizes = [];
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Network.enable");
  devtools.on("Network.eventSourceMessageReceived", ({ data }) => sizes.push(data.length));
  await enter(page, server, "max");
  await page.locator("#agents tr").nth(agents - 1).waitFor({ state: "attached" });
  await page.evaluate(() => {
    window.took = [];
    new PerformanceObserver((list) => window.took.push(...list.getEntriesByName("board").map(({ duration }) => duration))).observe({ type: "measure" });
  });

  const begun = performance.now();
  sizes.splice(1); // the first has all rows
  for (let round = 0; round < 8; round++) { // as if 20 agents changed their status in a second
    const seen = await page.evaluate(() => window.took.length);
    await each(20, (i) => server.api("PUT", `/users/${centre.id}/${users[20 * round + i]}/status`, { AgentStatusId: i % 5 ? lunch : available }));
    await page.waitForFunction((count) => window.took.length > count, seen);
  }
  const seconds = (performance.now() - begun) / 1000;
  const took = (await page.evaluate(() => window.took)).sort((a, b) => a - b);
  const [first, ...others] = sizes;
  t.diagnostic(`updates in ms: ${took.map((ms) => ms.toFixed(0)).join(" ")}; kilobytes: first ${(first / 1024).toFixed(0)}, then ${others.map((size) => (size / 1024).toFixed(1)).join(" ")}`);
  assert.ok(took[Math.floor(took.length / 2)] < 100, `the median of the updates takes ${took[Math.floor(took.length / 2)]} ms`);
  assert.ok(took.length <= seconds + 2, `${took.length} updates in ${seconds} s`);
  assert.ok(first < 1 << 20, `the first board has ${first} bytes`);
  assert.ok(others.every((size) => size < 1 << 15), `updates have ${others.join(", ")} bytes`);
  await picture(page, "board-large");
  quiet(page);
});

// crowd makes agents at work, queues and contacts, eight requests at a time.
async function crowd(server, { id }) {
  const { HoursOfOperationSummaryList: [hours] } = await server.api("GET", `/hours-of-operations-summary/${id}`);
  const { SecurityProfileSummaryList: profiles } = await server.api("GET", `/security-profiles-summary/${id}`);
  const { AgentStatusSummaryList: statuses } = await server.api("GET", `/agent-status/${id}`);
  const idOf = (list, name) => list.find(({ Name }) => Name === name).Id;
  const made = await each(queues, async (i) => (await server.api("PUT", `/queues/${id}`, { Name: `Queue ${i}`, HoursOfOperationId: hours.Id })).QueueId);
  const routing = await each(10, async (i) => (await server.api("PUT", `/routing-profiles/${id}`, {
    Name: `Profile ${i}`, Description: "one of ten", DefaultOutboundQueueId: made[0],
    MediaConcurrencies: [{ Channel: "TASK", Concurrency: 2 }],
    QueueConfigs: made.slice(10 * i, 10 * i + 10).map((QueueId) => ({ QueueReference: { QueueId, Channel: "TASK" }, Priority: 1, Delay: 0 })),
  })).RoutingProfileId);
  const users = await each(agents, async (i) => (await server.api("PUT", `/users/${id}`, {
    Username: `agent${i}`, Password: "Strowger-1891", IdentityInfo: { FirstName: "Agent", LastName: `Number ${i}` },
    SecurityProfileIds: [idOf(profiles, "Agent")], RoutingProfileId: routing[i % 10], PhoneConfig: { PhoneType: "SOFT_PHONE" },
  })).UserId);
  const [available, lunch] = [idOf(statuses, "Available"), idOf(statuses, "Lunch")];
  await each(agents, (i) => server.api("PUT", `/users/${id}/${users[i]}/status`, { AgentStatusId: i % 5 ? available : lunch }));
  return { users, available, lunch };
}

async function each(count, make) {
  const made = new Array(count);
  let next = 0;
  await Promise.all(Array.from({ length: 8 }, async () => {
    for (let i = next++; i < count; i = next++) {
      made[i] = await make(i);
    }
  }));
  return made;
}
