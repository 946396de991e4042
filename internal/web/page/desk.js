// What is on the agent's desk, kept up to date by the long poll of the agent
// protocol.

import { all, ask, call } from "./protocol.js";

const pollTime = 20_000; // ms; a request waits so long for news
const configurationAge = 30_000; // ms; an older configuration is read again with the next answer
const firstPause = 250; // ms before another try after a failure, doubled each time
const longestPause = 5_000;

/**
 * Desk tells of itself by the events "change" (snapshot, configuration or why are
 * new), "connection" (online is new) and "end" (the session is over, or the agent
 * is denied the desk).
 */
export class Desk extends EventTarget {
  snapshot = null;
  configuration = null;
  why = { desk: "", contacts: {}, slots: [] };
  online = true;
  denied = false;
  skew = 0; // ms by which the server's clock is before this one's

  #token = null;
  #configured = -Infinity;
  #asked = 0;

  /** now is the server's time, in ms since 1970. */
  now() {
    return Date.now() + this.skew;
  }

  /** run keeps the desk up to date until the session is over. */
  async run() {
    for (let failures = 0; ; ) {
      try {
        await this.#poll();
        failures = 0;
        this.#connected(true);
      } catch (error) {
        if (error.status === 401 || error.status === 403) {
          this.denied = error.status === 403;
          this.dispatchEvent(new Event("end"));
          return;
        }
        this.#connected(false);
        await pause(Math.min(firstPause * 2 ** failures++, longestPause));
      }
    }
  }

  async #poll() {
    if (performance.now() - this.#configured > configurationAge) {
      await this.configure();
    }
    const { snapshot, nextToken } = await call("GetAgentSnapshot", { nextToken: this.#token, timeout: pollTime });
    this.skew = snapshot.snapshotTimestamp.getTime() - Date.now();
    const news = nextToken !== this.#token;
    this.#token = nextToken;
    this.snapshot = snapshot;
    if (news) {
      this.#changed();
      this.#explain();
    }
  }

  /** configure reads what the agent may do. */
  async configure() {
    const { configuration } = await call("GetAgentConfiguration");
    const profile = configuration.routingProfile;
    [configuration.permissions, configuration.agentStates, configuration.dialableCountries, profile.queues] = await Promise.all([
      all("GetAgentPermissions", "permissions"),
      all("GetAgentStates", "states"),
      all("GetDialableCountryCodes", "countryCodes"),
      all("GetRoutingProfileQueues", "queues", { routingProfileARN: profile.routingProfileARN }),
    ]);
    const news = JSON.stringify(configuration) !== JSON.stringify(this.configuration);
    this.configuration = configuration;
    this.#configured = performance.now();
    if (news && this.snapshot) {
      this.#changed();
    }
  }

  // What the router says comes after the snapshot, which must not wait for it. Of
  // two questions on the way only the answer to the later counts.
  async #explain() {
    const turn = ++this.#asked;
    try {
      const why = await ask("why");
      if (turn === this.#asked) {
        this.why = why;
        this.#changed();
      }
    } catch {
      // The next snapshot asks again; the long poll notices what is wrong.
    }
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }

  #connected(online) {
    if (online !== this.online) {
      this.online = online;
      this.dispatchEvent(new Event("connection"));
    }
  }
}

// pause waits, or less if the browser finds the network again.
function pause(time) {
  return new Promise((done) => {
    const over = new AbortController();
    const end = () => (over.abort(), clearTimeout(timer), done());
    const timer = setTimeout(end, time);
    addEventListener("online", end, { signal: over.signal });
  });
}
