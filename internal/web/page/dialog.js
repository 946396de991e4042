// What an agent is asked before something is made or handed on.

import { element, fill } from "./dom.js";
import { all, call } from "./protocol.js";
import { titleOf } from "./text.js";

// ask shows a dialog and returns what was filled in, null where it was called off.
function ask(dialog) {
  return new Promise((answer) => {
    dialog.returnValue = "";
    dialog.addEventListener("close", () => {
      answer(dialog.returnValue === "do" ? Object.fromEntries(new FormData(dialog.querySelector("form"))) : null);
    }, { once: true });
    dialog.querySelector(".cancel").onclick = () => dialog.close();
    dialog.showModal();
  });
}

const kinds = { agent: "agent", queue: "queue", flow: "flow" };

// offer fills a choice with the quick connects of the agent's queues, without
// those to telephone numbers, which this server does not call. It returns them.
async function offer(desk, dialog) {
  const queueARNs = desk.configuration.routingProfile.queues.map(({ queueARN }) => queueARN);
  const endpoints = (await all("GetEndpoints", "endpoints", { queueARNs })).filter(({ type }) => type in kinds);
  const choice = dialog.querySelector("select");
  fill(choice, endpoints.map(({ name, type }, i) => {
    const option = element("option", `${name} (${kinds[type]})`);
    option.value = i;
    return option;
  }));
  dialog.querySelector(".none").hidden = endpoints.length > 0;
  choice.disabled = dialog.querySelector('[value="do"]').disabled = endpoints.length === 0;
  return endpoints;
}

/** transfer asks where to, and hands the contact on. */
export async function transfer(desk, contact) {
  const dialog = document.getElementById("transfer");
  dialog.querySelector("h2").textContent = `Transfer ${titleOf(contact)}`;
  const endpoints = await offer(desk, dialog);
  const asked = await ask(dialog);
  if (asked) {
    await call("CreateAdditionalConnection", { contactId: contact.contactId, endpoint: endpoints[asked.to] });
  }
}

/** newTask asks what for, and makes a task. */
export async function newTask(desk) {
  const dialog = document.getElementById("task");
  dialog.querySelector("form").reset();
  const endpoints = await offer(desk, dialog);
  const asked = await ask(dialog);
  if (asked) {
    const { name, description } = asked;
    await call("CreateTaskContact", { endpoint: endpoints[asked.to], name, description, idempotencyToken: token() });
  }
}

/** newCall asks for a number, and calls it. */
export async function newCall(desk) {
  const asked = await ask(document.getElementById("call"));
  if (asked) {
    const { queueARN } = desk.configuration.routingProfile.defaultOutboundQueue ?? {};
    await call("CreateOutboundContact", { endpoint: { type: "phone_number", phoneNumber: asked.number }, queueARN });
  }
}

// token is one that no other request has. randomUUID is there over TLS or on a
// loopback address alone.
function token() {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("-");
}
