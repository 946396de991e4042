// What goes on in the queues and at the desks, as the server tells it after each
// commit, at most once a second.

import { element, fill } from "./dom.js";
import { clock, slotNames } from "./text.js";

const find = (id) => document.getElementById(id);

const channelNames = { VOICE: "Call", CHAT: "Chat", TASK: "Task", EMAIL: "Email" };
const stateNames = {
  CONNECTING: "ringing", CONNECTED: "connected", PAUSED: "paused", MISSED: "missed", REJECTED: "rejected", ERROR: "failed",
  ENDED: "after-contact work", WAITING: "waiting",
};

let skew = 0; // ms by which the server's clock is before this one's

// rows keeps a row for each item, in order; cells makes what is in it.
function rows(body, items, key, cells) {
  const old = new Map([...body.children].map((row) => [row.dataset.key, row]));
  items.forEach((item, i) => {
    const id = key(item);
    const row = old.get(id) ?? document.createElement("tr");
    old.delete(id);
    row.dataset.key = id;
    if (body.children[i] !== row) {
      body.insertBefore(row, body.children[i] ?? null);
    }
    cells(item).forEach((content, n) => {
      const cell = row.children[n] ?? row.appendChild(document.createElement(n === 0 ? "th" : "td"));
      if (n === 0) {
        cell.scope = "row";
      }
      fill(cell, content);
    });
  });
  old.forEach((row) => row.remove());
}

const text = (value, look = "") => {
  const made = element("span", String(value));
  made.className = look;
  return made;
};

function since(moment) {
  const made = element("time", clock(Date.now() + skew - moment));
  made.className = "clock";
  made.dataset.since = moment;
  return made;
}

function slots({ channel, occupied, concurrency }) {
  const item = element("li", `${slotNames[channel] ?? channel} ${occupied} of ${concurrency}`);
  item.classList.toggle("full", occupied >= concurrency);
  return item;
}

function list(items, look) {
  const made = document.createElement("ul");
  made.className = look;
  made.append(...items);
  return items.length > 0 ? [made] : [];
}

function contact({ id, channel, state, since: moment, name }) {
  const item = document.createElement("li");
  const link = element("a", name || channelNames[channel] || channel);
  link.href = `/console/contacts/${encodeURIComponent(id)}`;
  item.append(link, text(` ${channelNames[channel] ?? channel}, ${stateNames[state] ?? state} `, "soft"), since(moment));
  return item;
}

const agents = (count) => (count === 1 ? "1 agent has" : `${count} agents have`);
const contacts = (count) => (count === 1 ? "1 contact" : `${count} contacts`);

function reasons({ idle, vain }) {
  return [
    ...vain.map(({ count, text: why, rule }) => text(`No agent at work can take ${contacts(count)}: each ${why} (${rule})`, "vain")),
    ...idle.map(({ count, text: why, rule }) => text(`${agents(count)} a free slot in vain: each ${why} (${rule})`, "idle")),
  ].map((reason) => {
    const item = document.createElement("li");
    item.append(reason);
    return item;
  });
}

function show(board) {
  skew = board.at - Date.now();
  rows(find("queues"), board.queues, ({ id, channel }) => `${id}/${channel}`, (queue) => [
    [text(queue.name), text(channelNames[queue.channel] ?? queue.channel, "soft")],
    [text(queue.waiting, queue.waiting ? "loud" : "soft")],
    queue.oldest ? [since(queue.oldest)] : [],
    [text(queue.ringing, queue.ringing ? "" : "soft")],
    [text(queue.staffed)],
    [text(queue.slots, queue.slots ? "" : "soft")],
    [...list(queue.next.map(contact), "contacts"), ...list(reasons(queue), "reasons")],
  ]);
  rows(find("agents"), board.agents, ({ id }) => id, (agent) => [
    [text(agent.name), text(agent.profile, "soft")],
    [status(agent)],
    [since(agent.since)],
    list(agent.slots.map(slots), "slots"),
    list(agent.contacts.map(contact), "contacts"),
  ]);
  const sum = (of) => board.queues.reduce((total, queue) => total + of(queue), 0);
  const oldest = Math.min(...board.queues.map((queue) => queue.oldest || Infinity));
  find("sum-waiting").textContent = sum((queue) => queue.waiting);
  fill(find("sum-oldest"), oldest < Infinity ? [since(oldest)] : [text("none")]);
  find("sum-handled").textContent = board.agents.reduce((total, agent) => total + agent.contacts.filter(({ state }) => state === "CONNECTED" || state === "PAUSED").length, 0);
  find("sum-available").textContent = board.agents.filter(({ kind, contacts: held }) => kind === "routable" && held.length === 0).length;
  find("sum-online").textContent = board.online;
  find("no-queues").hidden = board.queues.length > 0;
  const left = board.online - board.agents.length;
  find("others").textContent = `${left > 0 ? `${left} more at work are not listed. ` : ""}${board.offline} offline.`;
}

function status({ status: name, kind, next }) {
  const made = document.createElement("span");
  made.className = "status";
  made.dataset.kind = kind;
  const dot = text("", "dot");
  made.append(dot, text(name), ...(next ? [text(`then ${next}`, "soft")] : []));
  return made;
}

function connect() {
  const feed = new EventSource("/console/board");
  feed.addEventListener("message", ({ data }) => {
    find("connection").hidden = true;
    show(JSON.parse(data));
  });
  feed.addEventListener("error", () => {
    if (feed.readyState === EventSource.CLOSED) {
      location.reload(); // which leads to the sign-in where the session is over
      return;
    }
    find("connection").hidden = false; // the browser tries again
  });
}

setInterval(() => { // the clocks alone
  for (const time of document.querySelectorAll("time[data-since]")) {
    time.textContent = clock(Date.now() + skew - time.dataset.since);
  }
}, 1000);
connect();
