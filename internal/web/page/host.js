// The other side of amazon-connect-streams: a page that shows this one in a frame
// with initCCP gets the agent's data by messages, and has operations carried out.

import { call } from "./protocol.js";

/**
 * hostOrigin returns the origin of the page around this one if it is approved,
 * null if it is not or if there is none. The server's policy lets no other page
 * show this one; messages are checked all the same.
 */
export function hostOrigin(approved) {
  if (window.parent === window) {
    return null;
  }
  const around = location.ancestorOrigins?.[0] ?? (document.referrer && new URL(document.referrer).origin);
  const fits = (pattern) => pattern === around || (pattern.endsWith(":*") && anyPort(around).startsWith(pattern.slice(0, -1)));
  return around && [location.origin, ...approved].some(fits) ? around : null;
}

// anyPort writes an origin with its port, also where it is the usual one.
function anyPort(origin) {
  const url = new URL(origin);
  return `${url.protocol}//${url.hostname}:${url.port}`;
}

// Operations that a host may have carried out. Those about tokens are not among
// them: the session stays here.
const barred = new Set(["getNewAuthToken"]);

/** Host speaks with the page around this one. */
export class Host {
  #origin;
  #desk;
  #actions;
  #id = crypto.randomUUID?.() ?? String(Math.random()); // randomUUID needs TLS or a loopback address

  /**
   * actions has view(contactId), which shows a contact, and signOut().
   */
  constructor(origin, desk, actions) {
    this.#origin = origin;
    this.#desk = desk;
    this.#actions = actions;
    addEventListener("message", (message) => {
      if (message.source === window.parent && message.origin === origin && typeof message.data?.event === "string") {
        this.#receive(message.data.event, message.data.data);
      }
    });
    desk.addEventListener("change", () => this.#update());
    desk.addEventListener("end", () => this.send(desk.denied ? "access_denied" : "auth_fail"));
    this.send("acknowledge", { id: this.#id });
  }

  /** send sends an event to the host. */
  send(event, data) {
    window.parent.postMessage({ event, data }, this.#origin);
  }

  /** tell sends an event about a contact: to whoever wants all, and to whoever wants this one's. */
  tell(event, contactId) {
    this.send(event, { contactId });
    this.send(`${event}::${contactId}`, { contactId });
  }

  #receive(event, data) {
    switch (event) {
      case "synchronize":
        this.send("acknowledge");
        break;
      case "api_request":
        this.#carryOut(data);
        break;
      case "master_request":
        this.#master(data);
        break;
      case "broadcast":
        this.send(data.event, data.data);
        if (data.event === "contact::view" && data.data?.contactId) {
          this.#actions.view(data.data.contactId);
        }
        break;
      case "reload_agent_configuration":
        this.#desk.configure().catch(() => {}); // the next answer of the long poll brings it
        break;
      case "terminate":
        this.#actions.signOut();
        break;
      default: // logs, figures and settings of a softphone, which this page does not have
    }
  }

  async #carryOut({ requestId, method, params }) {
    const answer = { event: "api_response", requestId, data: null, err: null };
    try {
      if (typeof method !== "string" || !/^[a-z][A-Za-z]+$/.test(method) || barred.has(method)) {
        throw Object.assign(new Error(`There is no method ${method}.`), { type: "ValueError", status: 400 });
      }
      answer.data = await call(method[0].toUpperCase() + method.slice(1), params ?? {});
    } catch (error) {
      answer.err = JSON.stringify({
        type: error.type ?? "NetworkingError", message: error.message, stack: [], retryStatus: "none", statusCode: error.status,
      });
    }
    this.send("api_response", answer);
  }

  // This page is the one that does what only one of several may do.
  #master({ requestId, method, params }) {
    const data = { masterId: this.#id, topic: params.topic };
    if (method === "becomeMaster") {
      data.takeOver = false;
    } else {
      data.isMaster = true;
    }
    this.send("master_response", { event: "master_response", requestId, data, err: null });
  }

  #update() {
    if (this.#desk.snapshot && this.#desk.configuration) {
      this.send("agent::update", agentData(this.#desk));
    }
  }
}

// agentData is the desk as the library's objects read it: some members have a
// second name for the sake of its older versions.
function agentData(desk) {
  const { snapshot, configuration } = structuredClone({ snapshot: desk.snapshot, configuration: desk.configuration });
  snapshot.localTimestamp = Date.now();
  snapshot.skew = desk.skew;
  snapshot.contacts.sort((a, b) => a.state.timestamp - b.state.timestamp);
  for (const contact of snapshot.contacts) {
    contact.status = contact.state;
    identify(contact.queue, "queue");
    for (const connection of contact.connections) {
      connection.address = connection.endpoint;
    }
  }
  const profile = configuration.routingProfile;
  identify(profile, "routingProfile");
  profile.defaultOutboundQueue ??= {};
  identify(profile.defaultOutboundQueue, "queue");
  profile.queues.forEach((queue) => identify(queue, "queue"));
  return { snapshot, configuration };
}

function identify(thing, kind) {
  if (thing) {
    thing[`${kind}Id`] = thing[`${kind}ARN`];
  }
}
