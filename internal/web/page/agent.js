// The agent's page: what is on the desk, shown, and what its buttons do.

import { connectionsOf } from "./call.js";
import { Card, rings } from "./card.js";
import { Desk } from "./desk.js";
import { newCall, newTask, transfer } from "./dialog.js";
import { element, fill } from "./dom.js";
import { Host, hostOrigin } from "./host.js";
import { ask, call } from "./protocol.js";
import { channelOf, clock, queueOf, slotNames, titleOf } from "./text.js";
import { Worklist } from "./worklist.js";

const find = (id) => document.getElementById(id);
const desk = new Desk();
const cards = new Map(); // Card by contact id
let shown = null; // the status last shown
let asked = ""; // the name of the status last chosen here
let taken = null; // id of the contact that was taken from the worklist and is not here yet
const worklist = new Worklist(find("worklist"), (id) => attempt(async () => {
  taken = id;
  try {
    await ask(`worklist/${encodeURIComponent(id)}`, { method: "POST" });
  } catch (error) {
    taken = null;
    throw error;
  }
}), () => desk.now());
const approved = document.querySelector('meta[name="approved-origins"]').content.split(" ").filter(Boolean);
const origin = hostOrigin(approved);
const host = origin && new Host(origin, desk, { view, signOut });

// Operations that a card's buttons are for.
const acts = {
  async accept({ contactId }) {
    await call("AcceptContact", { contactId });
    host?.tell("contact::accepted", contactId);
    host?.send("contact::view", { contactId });
  },
  reject: ({ contactId }) => call("RejectContact", { contactId }),
  clear: ({ contactId }) => call("ClearContact", { contactId }),
  pause: ({ contactId }) => call("PauseContact", { contactId }),
  resume: ({ contactId }) => call("ResumeContact", { contactId }),
  end: (contact) => call("DestroyConnection", { contactId: contact.contactId, connectionId: connectionsOf(contact).agent.connectionId }),
  transfer: (contact) => transfer(desk, contact),
  hold: ({ contactId }, connectionId) => call("HoldConnection", { contactId, connectionId }),
  unhold: ({ contactId }, connectionId) => call("ResumeConnection", { contactId, connectionId }),
  mute: ({ contactId }, connectionId) => call("MuteParticipant", { contactId, connectionId }),
  unmute: ({ contactId }, connectionId) => call("UnmuteParticipant", { contactId, connectionId }),
  swap: ({ contactId }, connectionId) => call("ToggleActiveConnections", { contactId, connectionId }),
  join: ({ contactId }) => call("ConferenceConnections", { contactId }),
  drop: ({ contactId }, connectionId) => call("DestroyConnection", { contactId, connectionId }),
};

// attempt does something and shows what was wrong with it.
async function attempt(action) {
  find("error").hidden = true; // now, since news may complain before the action is over
  try {
    await action();
  } catch (error) {
    complain(error.message);
  }
}

function complain(text) {
  find("error-text").textContent = text;
  find("error").hidden = false;
}

function show() {
  const { snapshot, configuration, why } = desk;
  if (!snapshot || !configuration) {
    return;
  }
  showStatus(snapshot, configuration);
  showContacts(snapshot.contacts, why);
  find("new-call").hidden = !configuration.permissions.includes("outboundCall");
  fill(find("slots"), why.slots.map(({ channel, occupied, concurrency }) => {
    const item = element("li", `${slotNames[channel] ?? channel} ${occupied} of ${concurrency}`);
    item.classList.toggle("full", occupied >= concurrency);
    return item;
  }));
  find("desk-why").textContent = why.desk;
  find("idle").hidden = snapshot.contacts.length > 0;
  find("idle-title").textContent = kindOf(chosen(snapshot, configuration)) === "routable" ? "Ready for the next contact" : "Contacts do not ring now";
  tick();
}

// chosen is the status that the agent has, which a call covers in snapshot.state.
function chosen(snapshot, configuration) {
  const name = snapshot.agentAvailabilityState.state;
  return configuration.agentStates.find((state) => state.name === name) ?? { name, type: snapshot.state.type };
}

function kindOf(state) {
  return { routable: "routable", offline: "offline" }[state.type] ?? "other";
}

function showStatus(snapshot, configuration) {
  const status = chosen(snapshot, configuration);
  if (shown && kindOf(shown) !== "offline" && kindOf(status) === "offline" && asked !== status.name) {
    complain(`You are ${status.name} now: somebody put you there, or this page did not reach the server for too long. Choose your status to go on.`);
  }
  shown = status;
  const states = configuration.agentStates.some(({ name }) => name === status.name)
    ? configuration.agentStates
    : [status, ...configuration.agentStates];
  const choice = find("status-choice");
  fill(choice, states.map(({ name }) => element("option", name)));
  choice.disabled = false;
  choice.value = status.name;
  find("status").dataset.kind = kindOf(status);
  find("next").hidden = !snapshot.nextState;
  find("next-name").textContent = snapshot.nextState?.name ?? "";
}

function showContacts(contacts, why) {
  const ids = new Set(contacts.map(({ contactId }) => contactId));
  for (const [id, card] of cards) {
    if (!ids.has(id)) {
      leave(card);
      cards.delete(id);
    }
  }
  const offers = [];
  for (const contact of contacts) {
    let card = cards.get(contact.contactId);
    if (!card) {
      card = new Card((name, contact, connectionId) => attempt(() => acts[name](contact, connectionId)));
      cards.set(contact.contactId, card);
      find("contacts").prepend(card.element); // what is new is on top
      if (rings(contact)) {
        offers.push(contact);
      }
    }
    card.update(contact, why.contacts[contact.contactId]);
    if (contact.contactId === taken) {
      taken = null;
      card.element.focus();
    }
  }
  announce(offers);
  const waiting = contacts.filter(rings).length;
  document.title = `${waiting ? `(${waiting}) ` : ""}Agent - Strowger`;
}

// leave takes a card away. Focus goes to the next one, not to the top of the page.
function leave(card) {
  const focused = card.element.contains(document.activeElement);
  const next = card.element.nextElementSibling ?? card.element.previousElementSibling ?? find("status-choice");
  card.element.remove();
  if (focused) {
    next.focus();
  }
}

function announce(offers) {
  if (offers.length > 0) {
    find("announcement").textContent = offers.map((offer) => `${channelOf(offer).name} from ${queueOf(offer)}: ${titleOf(offer)}`).join(". ");
  }
}

function tick() {
  if (desk.snapshot) {
    const now = desk.now();
    find("status-clock").textContent = clock(now - desk.snapshot.agentAvailabilityState.timeStamp);
    cards.forEach((card) => card.tick(now));
    worklist.tick(now);
  }
}

// view shows a contact that the page around this one wants to see.
function view(contactId) {
  cards.get(contactId)?.element.focus();
}

async function signOut() {
  await attempt(async () => {
    const offline = desk.configuration?.agentStates.find(({ type }) => type === "offline");
    if (offline) {
      asked = offline.name;
      await call("PutAgentState", { state: offline, enqueueNextState: true });
    }
    await ask("sign-out", { method: "POST" });
    host?.send("terminated");
    location.reload();
  });
}

find("status-choice").addEventListener("change", async (change) => {
  const state = desk.configuration.agentStates.find(({ name }) => name === change.target.value);
  asked = state.name;
  await attempt(() => call("PutAgentState", { state, enqueueNextState: true }));
  show(); // the status is what the server says, also where it refused
});
find("next-cancel").addEventListener("click", () =>
  attempt(() => call("PutAgentState", { state: chosen(desk.snapshot, desk.configuration), enqueueNextState: true })));
find("new-task").addEventListener("click", () => attempt(() => newTask(desk)));
find("new-call").addEventListener("click", () => attempt(() => newCall(desk)));
find("error-close").addEventListener("click", () => (find("error").hidden = true));
find("sign-out").addEventListener("click", signOut);
desk.addEventListener("change", show);
desk.addEventListener("connection", () => (find("connection").hidden = desk.online));
desk.addEventListener("end", () => location.reload()); // which leads to the sign-in, or says why not

setInterval(tick, 1000); // the clocks alone; news come by the long poll
desk.run();
worklist.run();
