// What the agent may take by hand, as the server tells it by a long poll.

import { ask } from "./protocol.js";
import { channelOf, clock } from "./text.js";

const idlePause = 60_000; // ms; an agent without a worklist may get one
const longestPause = 5_000; // ms before another try after a failure

/** Worklist shows itself in a section; take(contactId) takes a contact, now() is the time at the server. */
export class Worklist {
  #section;
  #take;
  #now;
  #rows = new Map(); // by contact id: { element, since }

  constructor(section, take, now) {
    this.#section = section;
    this.#take = take;
    this.#now = now;
  }

  /** run keeps the list up to date until the session is over. */
  async run() {
    for (let tag = "", failures = 0; ; ) {
      try {
        const list = await ask(`worklist?tag=${encodeURIComponent(tag)}`);
        failures = 0;
        if (!list.listed || list.tag !== tag) {
          this.#show(list);
        }
        tag = list.tag ?? "";
        if (!list.listed) {
          await pause(idlePause);
        }
      } catch (error) {
        if (error.status === 401) {
          return; // the desk sees to it
        }
        await pause(Math.min(250 * 2 ** failures++, longestPause));
      }
    }
  }

  /** tick shows the time at the server. */
  tick(now) {
    this.#rows.forEach(({ made, since }) => (made.querySelector(".clock").textContent = clock(now - since)));
  }

  #show({ listed, contacts, more }) {
    const find = (selector) => this.#section.querySelector(selector);
    this.#section.hidden = !listed;
    find(".count").textContent = more ? `${contacts.length} and more` : contacts.length;
    find(".none").hidden = contacts.length > 0;
    const list = find("ul");
    const ids = new Set(contacts.map(({ id }) => id));
    for (const [id, { made }] of this.#rows) {
      if (!ids.has(id)) {
        this.#leave(made);
        this.#rows.delete(id);
      }
    }
    contacts.forEach((contact, i) => {
      let row = this.#rows.get(contact.id);
      if (!row) {
        row = { made: this.#row(contact), since: contact.since };
        this.#rows.set(contact.id, row);
      }
      if (list.children[i] !== row.made) { // a button that has the focus keeps it
        list.insertBefore(row.made, list.children[i] ?? null);
      }
      row.made.querySelector(".from").textContent = `${kindOf(contact.channel).name} - ${contact.queue}, priority ${contact.priority}`;
    });
    this.tick(this.#now());
  }

  // leave takes a row away. Focus goes to the next one, not to the top of the page.
  #leave(row) {
    const next = row.contains(document.activeElement) ? (row.nextElementSibling ?? row.previousElementSibling)?.querySelector("button") ?? this.#section : null;
    row.remove();
    next?.focus();
  }

  #row({ id, channel, name, description, customer }) {
    const row = document.getElementById("work-template").content.firstElementChild.cloneNode(true);
    const kind = kindOf(channel);
    const title = name || customer || kind.name;
    row.dataset.contact = id;
    row.querySelector("use").setAttribute("href", `#icon-${kind.icon}`);
    row.querySelector("h3").textContent = title;
    row.querySelector(".about").textContent = description ?? "";
    row.querySelector(".about").hidden = !description;
    row.querySelector(".clock").setAttribute("aria-label", `Time ${title} has waited`);
    const button = row.querySelector("button");
    button.setAttribute("aria-label", `Take: ${title}`);
    button.addEventListener("click", async () => {
      if (button.getAttribute("aria-disabled") !== "true") {
        button.setAttribute("aria-disabled", "true");
        await this.#take(id);
        button.removeAttribute("aria-disabled");
      }
    });
    return row;
  }
}

// kindOf is the kind of contact; of calls only callbacks wait to be taken.
const kindOf = (channel) => channelOf({ type: channel === "VOICE" ? "queue_callback" : channel.toLowerCase() });

const pause = (time) => new Promise((done) => setTimeout(done, time));
