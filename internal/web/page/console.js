// What goes on in the queues and at the desks, as the server tells it after each
// commit, at most once a second.

import { element, fill } from "./dom.js";
import { ask } from "./protocol.js";
import { clock, slotNames } from "./text.js";

const find = (id) => document.getElementById(id);

const channelNames = { VOICE: "Call", CHAT: "Chat", TASK: "Task", EMAIL: "Email" };
const stateNames = {
  CONNECTING: "ringing", CONNECTED: "connected", PAUSED: "paused", MISSED: "missed", REJECTED: "rejected", ERROR: "failed",
  ENDED: "after-contact work", WAITING: "waiting",
};

let skew = 0; // ms by which the server's clock is before this one's

// rows keeps a row for each item, in order; cells makes what is in it.
function rows(body, items, cells) {
  const old = new Map([...body.children].map((row) => [row.dataset.key, row]));
  items.forEach(({ key, item, fresh }, i) => {
    const made = old.get(key) ?? document.createElement("tr");
    const isNew = !old.delete(key);
    made.dataset.key = key;
    if (body.children[i] !== made) {
      body.insertBefore(made, body.children[i] ?? null);
    }
    if (isNew || fresh) {
      cells(item).forEach((content, n) => {
        const cell = made.children[n] ?? made.appendChild(document.createElement(n === 0 ? "th" : "td"));
        if (n === 0) {
          cell.scope = "row";
        }
        fill(cell, content);
      });
    }
  });
  old.forEach((row) => row.remove());
}

// The board as it was told so far, by the key of each row.
const told = { queues: new Map(), agents: new Map() };

// take takes in what changed, and returns the rows in order.
function take(name, { whole, gone, [name]: changed }) {
  const all = told[name];
  if (whole) {
    all.clear();
  }
  gone.forEach((key) => all.delete(key));
  all.forEach((row) => { row.fresh = false; });
  changed.forEach((item) => {
    const key = item.key ?? item.id;
    all.set(key, { key, item, fresh: true });
  });
  return [...all.values()].sort((a, b) => collate(a.item.name, b.item.name) || (a.key < b.key ? -1 : 1));
}

const collate = new Intl.Collator(undefined, { numeric: true }).compare;

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

const percent = (part, all) => `${Math.floor((100 * part) / all)} %`;
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
  const queues = take("queues", board);
  const people = take("agents", board);
  rows(find("queues"), queues, (queue) => [
    [link(`/console/queues/${encodeURIComponent(queue.id)}`, queue.name), text(channelNames[queue.channel] ?? queue.channel, "soft")],
    [text(queue.waiting, queue.waiting ? "loud" : "soft")],
    queue.oldest ? [since(queue.oldest)] : [],
    [text(queue.ringing, queue.ringing ? "" : "soft")],
    [text(queue.staffed)],
    [text(queue.slots, queue.slots ? "" : "soft")],
    queue.today ? [text(percent(queue.today.inTime, queue.today.queued)), text(`of ${queue.today.queued}`, "soft")] : [],
    [...list(queue.next.map(contact), "contacts"), ...list(reasons(queue), "reasons")],
  ]);
  rows(find("agents"), people, (agent) => [
    [link(`/console/users/${encodeURIComponent(agent.id)}`, agent.name), text(agent.profile, "soft")],
    [status(agent)],
    [since(agent.since)],
    list(agent.slots.map(slots), "slots"),
    list(agent.contacts.map(contact), "contacts"),
  ]);
  sums(board, queues.map(({ item }) => item), people.map(({ item }) => item));
}

function sums(board, queues, people) {
  const sum = (of) => queues.reduce((total, queue) => total + of(queue), 0);
  const oldest = Math.min(...queues.map((queue) => queue.oldest || Infinity));
  find("sum-waiting").textContent = sum((queue) => queue.waiting);
  fill(find("sum-oldest"), oldest < Infinity ? [since(oldest)] : [text("none")]);
  const served = sum((queue) => queue.today?.queued ?? 0);
  find("sum-level").textContent = served ? percent(sum((queue) => queue.today?.inTime ?? 0), served) : "-";
  find("sum-handled").textContent = people.reduce((total, agent) => total + agent.contacts.filter(({ state }) => state === "CONNECTED" || state === "PAUSED").length, 0);
  find("sum-available").textContent = people.filter(({ kind, contacts: held }) => kind === "routable" && held.length === 0).length;
  find("sum-online").textContent = board.online;
  find("no-queues").hidden = queues.length > 0;
  const unlisted = board.online - people.length;
  find("others").textContent = `${unlisted > 0 ? `${unlisted} more at work are not listed. ` : ""}${board.offline} offline.`;
}

function link(address, name) {
  const made = element("a", name);
  made.href = address;
  return made;
}

const dialog = find("status"); // there for those who may change statuses

function status({ id, name: agent, status: name, kind, next }) {
  const made = document.createElement(dialog ? "button" : "span");
  made.className = "status";
  made.dataset.kind = kind;
  made.append(text("", "dot"), text(name), ...(next ? [text(`then ${next}`, "soft")] : []));
  if (dialog) {
    made.dataset.agent = id;
    made.dataset.name = agent;
    made.setAttribute("aria-label", `Status of ${agent}: ${name}${next ? `, then ${next}` : ""}. Change it`);
  }
  return made;
}

// A click on a status asks for another one. The board tells what came of it.
function changeStatuses() {
  let agent = "";
  const wrong = find("status-wrong");
  find("agents").addEventListener("click", ({ target }) => {
    const button = target.closest("button.status");
    if (button) {
      agent = button.dataset.agent;
      wrong.hidden = true;
      find("status-heading").textContent = `Status of ${button.dataset.name}`;
      dialog.showModal();
    }
  });
  find("status-set").addEventListener("click", async () => {
    try {
      await ask(`/console/users/${encodeURIComponent(agent)}/status`, {
        method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams({ status: find("status-choice").value }),
      });
      dialog.close();
    } catch (refusal) {
      wrong.textContent = refusal.message;
      wrong.hidden = false;
    }
  });
}

function connect() {
  const feed = new EventSource("/console/board");
  feed.addEventListener("message", ({ data }) => {
    find("connection").hidden = true;
    const start = performance.now();
    show(JSON.parse(data));
    performance.clearMeasures("board");
    performance.measure("board", { start }); // for those who look why a page is slow
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
if (dialog) {
  changeStatuses();
}
connect();
