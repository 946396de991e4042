// A server of the built binary over a data folder of its own, and a contact
// centre on it.

import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";

const binary = process.env.STROWGER ?? path.resolve(import.meta.dirname, "../../bin/strowger");

/** password is that of every user. */
export const password = "Strowger-1891";

/** Server is one process after another over the same data and port. */
export class Server {
  #process = null;
  #flags;

  static async start(t, ...flags) {
    const server = new Server();
    server.#flags = flags;
    server.data = await mkdtemp(path.join(tmpdir(), "strowger-browser-"));
    t.after(async () => {
      await server.kill();
      await rm(server.data, { recursive: true, force: true });
    });
    await server.run("127.0.0.1:0");
    return server;
  }

  /** run starts the process and returns when it listens. */
  async run(listen = new URL(this.url).host) {
    this.#process = spawn(binary, ["serve", "--listen", listen, "--data", this.data, ...this.#flags], { stdio: ["ignore", "pipe", "inherit"] });
    for await (const line of createInterface(this.#process.stdout)) {
      const ready = /^strowger: listening on (\S+)$/.exec(line);
      if (ready) {
        this.url = ready[1];
        return;
      }
    }
    throw new Error("the server ended before it listened");
  }

  /** kill ends the process as a power cut does. */
  async kill() {
    const running = this.#process;
    if (running?.exitCode === null && running.signalCode === null) {
      await new Promise((gone) => running.once("exit", gone).kill("SIGKILL"));
    }
  }

  /** api calls an operation of the Connect API, or one of our own. */
  async api(method, address, body) {
    const response = await fetch(this.url + address, {
      method, headers: { "Content-Type": "application/json" }, body: body && JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`${method} ${address}: ${response.status} ${text}`);
    }
    return text ? JSON.parse(text) : {};
  }
}

/** Centre is an instance with one queue and agents. */
export class Centre {
  /**
   * options may have concurrency, of tasks, afterContactWork in seconds, and the
   * names of agents, managers and administrators.
   */
  static async create(server, { concurrency = 3, afterContactWork = 0, agents = ["ann"], managers = [], admins = [] } = {}) {
    const centre = Object.assign(new Centre(), { server, users: {} });
    const { Id: id } = await server.api("PUT", "/instance", {
      IdentityManagementType: "CONNECT_MANAGED", InstanceAlias: "acme", InboundCallsEnabled: true, OutboundCallsEnabled: true,
    });
    centre.id = id;
    const { HoursOfOperationSummaryList: [hours] } = await server.api("GET", `/hours-of-operations-summary/${id}`);
    centre.queue = (await server.api("PUT", `/queues/${id}`, { Name: "Sales", HoursOfOperationId: hours.Id })).QueueId;
    centre.flow = (await server.api("PUT", `/contact-flows/${id}`, { Name: "To Sales", Type: "CONTACT_FLOW", Content: queueFlow(centre.queue) })).ContactFlowId;
    const { RoutingProfileId: profile } = await server.api("PUT", `/routing-profiles/${id}`, {
      Name: "Sellers", Description: "who sells", DefaultOutboundQueueId: centre.queue,
      MediaConcurrencies: [media("VOICE", 1), media("CHAT", 2), media("TASK", concurrency)],
      QueueConfigs: ["VOICE", "CHAT", "TASK"].map((Channel) => ({ QueueReference: { QueueId: centre.queue, Channel }, Priority: 1, Delay: 0 })),
    });
    centre.profile = profile;
    const { SecurityProfileSummaryList: profiles } = await server.api("GET", `/security-profiles-summary/${id}`);
    const role = (name) => (admins.includes(name) ? "Admin" : managers.includes(name) ? "CallCenterManager" : "Agent");
    const security = (name) => profiles.find(({ Name }) => Name === role(name)).Id;
    for (const name of [...agents, ...managers, ...admins]) {
      const { UserId } = await server.api("PUT", `/users/${id}`, {
        Username: name, Password: password, IdentityInfo: { FirstName: name[0].toUpperCase() + name.slice(1), LastName: "Lee" },
        SecurityProfileIds: [security(name)], RoutingProfileId: profile,
        PhoneConfig: { PhoneType: "SOFT_PHONE", AfterContactWorkTimeLimit: afterContactWork },
      });
      centre.users[name] = UserId;
    }
    return centre;
  }

  /** quickConnect lets agents hand contacts on back to the queue, or to an agent. */
  async quickConnect(name, agent) {
    const { server, id } = this;
    const { Content } = (await server.api("GET", `/contact-flows/${id}/${this.flow}`)).ContactFlow;
    const own = JSON.parse(Content);
    own.Actions.shift(); // the target is the quick connect's
    own.StartAction = "wait";
    const flow = (await server.api("PUT", `/contact-flows/${id}`, {
      Name: `Flow of ${name}`, Type: agent ? "AGENT_TRANSFER" : "QUEUE_TRANSFER", Content: JSON.stringify(own),
    })).ContactFlowId;
    const config = agent
      ? { QuickConnectType: "USER", UserConfig: { UserId: this.users[agent], ContactFlowId: flow } }
      : { QuickConnectType: "QUEUE", QueueConfig: { QueueId: this.queue, ContactFlowId: flow } };
    const { QuickConnectId } = await server.api("PUT", `/quick-connects/${id}`, { Name: name, QuickConnectConfig: config });
    await server.api("POST", `/queues/${id}/${this.queue}/associate-quick-connects`, { QuickConnectIds: [QuickConnectId] });
  }

  /** another makes one more queue, and a flow into it. */
  async another(Name) {
    const { HoursOfOperationSummaryList: [hours] } = await this.server.api("GET", `/hours-of-operations-summary/${this.id}`);
    const { QueueId: queue } = await this.server.api("PUT", `/queues/${this.id}`, { Name, HoursOfOperationId: hours.Id });
    const { ContactFlowId: flow } = await this.server.api("PUT", `/contact-flows/${this.id}`, { Name: `To ${Name}`, Type: "CONTACT_FLOW", Content: queueFlow(queue) });
    return { queue, flow };
  }

  /** byHand makes a queue of which tasks are not pushed, but taken, and returns the flow to it. */
  async byHand(Name) {
    const { queue: QueueId, flow } = await this.another(Name);
    await this.server.api("POST", `/routing-profiles/${this.id}/${this.profile}/associate-queues`, {
      ManualAssignmentQueueConfigs: [{ QueueReference: { QueueId, Channel: "TASK" } }],
    });
    return flow;
  }

  /** task starts a task that waits for an agent. */
  async task(Name, more = {}) {
    return (await this.server.api("PUT", "/contact/task", { InstanceId: this.id, ContactFlowId: this.flow, Name, ...more })).ContactId;
  }

  /** call reports a call. */
  async call(From) {
    const calls = `/strowger/v1/instances/${this.id}/calls`;
    return (await this.server.api("POST", calls, { From, To: "+15550001111", ContactFlowId: this.flow })).ContactId;
  }

  /** line gives calls of the queue a number to show, without which nobody dials. */
  async line() {
    const { PhoneNumberId } = await this.server.api("POST", "/phone-number/claim", { InstanceId: this.id, PhoneNumber: "+12065550100" });
    await this.server.api("POST", `/queues/${this.id}/${this.queue}/outbound-caller-config`, { OutboundCallerConfig: { OutboundCallerIdNumberId: PhoneNumberId } });
  }

  /** answer reports that the customer who is called has answered. */
  async answer(contactId) {
    await this.server.api("POST", `/strowger/v1/instances/${this.id}/calls/${contactId}/answer`);
  }

  /** hangUp reports that the caller has hung up. */
  async hangUp(contactId) {
    await this.server.api("DELETE", `/strowger/v1/instances/${this.id}/calls/${contactId}`);
  }
}

function media(Channel, Concurrency) {
  return { Channel, Concurrency, CrossChannelBehavior: { BehaviorType: "ROUTE_ANY_CHANNEL" } };
}

// queueFlow is the smallest flow that puts a contact into a queue.
function queueFlow(queue) {
  return JSON.stringify({
    Version: "2019-10-30", StartAction: "queue",
    Actions: [
      { Identifier: "queue", Type: "UpdateContactTargetQueue", Parameters: { QueueId: queue },
        Transitions: { NextAction: "wait", Errors: [{ ErrorType: "NoMatchingError", NextAction: "end" }], Conditions: [] } },
      { Identifier: "wait", Type: "TransferContactToQueue", Parameters: {},
        Transitions: { NextAction: "end", Conditions: [],
          Errors: [{ ErrorType: "QueueAtCapacity", NextAction: "end" }, { ErrorType: "NoMatchingError", NextAction: "end" }] } },
      { Identifier: "end", Type: "DisconnectParticipant", Parameters: {}, Transitions: {} },
    ],
  });
}
