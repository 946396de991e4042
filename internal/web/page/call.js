// The parties of a call, and what an agent may do with a contact.

import { channelOf } from "./text.js";

const over = (connection) => connection.state.type === "disconnected";

/** connectionsOf tells the connections of a contact apart; there may be no third one. */
export function connectionsOf({ connections }) {
  return {
    agent: connections.find(({ type }) => type === "agent"),
    customer: connections.find(({ initial }) => initial),
    third: connections.find((one) => !one.initial && one.type !== "agent" && !over(one)),
  };
}

const words = { connecting: "being called", connected: "connected", hold: "on hold" };

/** partiesOf names the ends of a call beside the agent, with their states. */
export function partiesOf(contact) {
  if (channelOf(contact).icon !== "voice") {
    return [];
  }
  const { customer, third } = connectionsOf(contact);
  const party = (connection, name) => ({ name, state: words[connection.state.type] ?? connection.state.type });
  return [party(customer, "Customer"), ...(third ? [party(third, third.endpoint?.name ?? third.endpoint?.phoneNumber ?? "Third party")] : [])];
}

/** buttonsOf are the things that an agent may do with a contact as it is. */
export function buttonsOf(contact) {
  const offer = [{ name: "accept", label: "Accept", look: "primary" }, { name: "reject", label: "Reject" }];
  const end = { name: "end", label: channelOf(contact).end, look: "danger" };
  switch (contact.state.type) {
    case "incoming":
      return offer;
    case "connecting":
      return contact.initiationMethod === "outbound" ? [{ ...end, label: "Cancel call" }] : offer;
    case "connected":
      return channelOf(contact).icon === "voice" ? callButtons(contact, end) : [
        end, { name: "transfer", label: "Transfer" }, ...(contact.type === "task" ? [{ name: "pause", label: "Pause" }] : []),
      ];
    case "paused":
      return [{ name: "resume", label: "Resume", look: "primary" }, end];
    default:
      return [{ name: "clear", label: "Clear", look: "primary" }];
  }
}

function callButtons(contact, end) {
  const { agent, customer, third } = connectionsOf(contact);
  const held = (connection) => connection.state.type === "hold";
  const button = (name, label, connection) => ({ name, label, connection: connection.connectionId });
  const own = third?.type === "outbound"; // called from this desk; else the other agent has the call
  const buttons = [
    third ? { ...end, label: "Leave call" } : end,
    held(customer) ? button("unhold", "Resume", customer) : button("hold", "Hold", customer),
    agent.mute ? button("unmute", "Unmute", agent) : button("mute", "Mute", agent),
  ];
  if (!third) {
    return [...buttons, { name: "transfer", label: "Transfer" }];
  }
  if (own) {
    if (third.state.type !== "connecting" && (held(customer) || held(third))) {
      buttons.push(button("swap", "Swap", held(customer) ? customer : third), { name: "join", label: "Join all" });
    }
    buttons.push({ ...button("drop", "End third party", third), look: "danger" });
  }
  return buttons;
}
