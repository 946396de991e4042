// One contact on the desk, as a card. It is changed in place, so that focus and
// what is folded open stay while news come in.

import { buttonsOf, partiesOf } from "./call.js";
import { element, fill, link } from "./dom.js";
import { channelOf, clock, queueOf, states, titleOf } from "./text.js";

const template = document.getElementById("contact-template");

const ringing = new Set(["connecting", "incoming"]);

/** rings reports whether the contact is an offer. */
export function rings(contact) {
  return ringing.has(contact.state.type);
}

/** Card shows one contact; act(name, contact, connectionId) does what its buttons say. */
export class Card {
  #act;
  #contact = null;
  #shown = ""; // what the buttons are for
  #until = 0; // ms since 1970
  #from = 0; // start of what ends at #until

  constructor(act) {
    this.#act = act;
    this.element = template.content.firstElementChild.cloneNode(true);
  }

  /** update shows the contact as it is now. why is what the router says of it, or nothing. */
  update(contact, why) {
    const before = this.#contact?.state.type;
    this.#contact = contact;
    const kind = channelOf(contact);
    const title = titleOf(contact);
    const find = (selector) => this.element.querySelector(selector);
    this.element.dataset.state = contact.state.type;
    this.element.dataset.contact = contact.contactId;
    this.element.setAttribute("aria-label", `${kind.name}: ${title}`);
    find("use").setAttribute("href", `#icon-${kind.icon}`);
    find("h3").textContent = title;
    find(".queue").textContent = `${kind.name} - ${queueOf(contact)}`;
    find(".state").textContent = states[contact.state.type] ?? contact.state.type;
    find(".clock").setAttribute("aria-label", `Time ${title} is in this state`);
    find(".description").hidden = !contact.description;
    find(".description").textContent = contact.description ?? "";
    this.#list(find(".data"), Object.values(contact.attributes).map(({ name, value }) => [name, value]));
    this.#list(find(".references"), Object.entries(contact.references ?? {}).map(([name, { type, value }]) => [name, value, type === "URL"]));
    this.#explain(find(".why"), why, before);
    this.#parties(find(".parties"));
    this.#buttons(find(".actions"));
    this.#until = why?.until ?? 0;
    this.#from = contact.state.timestamp.getTime();
  }

  /** tick shows the time at the server. */
  tick(now) {
    this.element.querySelector("header .clock").textContent = clock(now - this.#from);
    const limit = this.element.querySelector(".limit");
    limit.hidden = !this.#until;
    if (this.#until) {
      const left = Math.max(0, this.#until - now);
      const label = rings(this.#contact) ? "to answer" : "of after-contact work left";
      limit.querySelector("progress").value = left / Math.max(1, this.#until - this.#from);
      limit.querySelector("progress").setAttribute("aria-label", `Time ${label}`);
      limit.querySelector("p").textContent = `${Math.ceil(left / 1000)} s ${label}`;
    }
  }

  #explain(details, why, before) {
    const said = why?.said ?? [];
    details.hidden = said.length === 0;
    if (before !== this.#contact.state.type) {
      details.open = rings(this.#contact); // while it rings, it is what there is to read
    }
    fill(details.querySelector("ul"), said.map((text) => element("li", text)));
  }

  #list(details, pairs) {
    details.hidden = pairs.length === 0;
    fill(details.querySelector("dl"), pairs.flatMap(([name, value, isLink]) => {
      const item = element("dd", isLink ? "" : value);
      if (isLink) {
        item.append(link(value));
      }
      return [element("dt", name), item];
    }));
  }

  #parties(list) {
    const shown = this.#contact.state.type === "connected" ? partiesOf(this.#contact) : [];
    list.hidden = shown.length === 0;
    fill(list, shown.map(({ name, state }) => element("li", `${name}: ${state}`)));
  }

  #buttons(actions) {
    const buttons = buttonsOf(this.#contact);
    const shown = JSON.stringify(buttons);
    if (shown === this.#shown) {
      return;
    }
    this.#shown = shown;
    const focused = actions.contains(document.activeElement) ? document.activeElement.dataset.action : null;
    fill(actions, buttons.map(({ name, label, look, connection }) => {
      const button = element("button", label);
      button.type = "button";
      button.className = look ?? "";
      button.dataset.action = name;
      button.setAttribute("aria-label", `${label}: ${titleOf(this.#contact)}`);
      button.addEventListener("click", () => this.#press(button, name, connection));
      return button;
    }));
    if (focused) {
      (actions.querySelector(`[data-action="${focused}"]`) ?? actions.firstElementChild).focus();
    }
  }

  // press does what the button says, once at a time.
  async #press(button, name, connection) {
    if (button.getAttribute("aria-disabled") === "true") {
      return;
    }
    button.setAttribute("aria-disabled", "true");
    await this.#act(name, this.#contact, connection);
    button.removeAttribute("aria-disabled");
  }
}
