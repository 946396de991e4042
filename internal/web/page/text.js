// Words and figures of the page.

/** channels are the kinds of contact by their name on the wire. */
export const channels = {
  voice: { name: "Call", icon: "voice", end: "End call" },
  queue_callback: { name: "Callback", icon: "voice", end: "End call" },
  chat: { name: "Chat", icon: "chat", end: "End chat" },
  task: { name: "Task", icon: "task", end: "End task" },
  email: { name: "Email", icon: "email", end: "End email" },
};

/** channelOf returns the kind of contact, also of one that is unknown here. */
export function channelOf(contact) {
  return channels[contact.type] ?? { name: contact.type, icon: "task", end: "End" };
}

/** slotNames are the channels of a routing profile. */
export const slotNames = { VOICE: "Calls", CHAT: "Chats", TASK: "Tasks", EMAIL: "Emails" };

/** states are the states of a contact at the agent. */
export const states = {
  incoming: "Incoming",
  connecting: "Ringing",
  connected: "Connected",
  paused: "Paused",
  missed: "Missed",
  rejected: "Rejected",
  error: "Failed",
  ended: "After-contact work",
};

/** titleOf is what the contact is called: its name, or who is at its other end. */
export function titleOf(contact) {
  const customer = contact.connections.find((connection) => connection.initial);
  const end = customer?.endpoint ?? contact.customerEndpoint;
  return contact.name || customer?.chatMediaInfo?.customerName || end?.phoneNumber || end?.emailAddress || end?.name || channelOf(contact).name;
}

/** queueOf is where the contact comes from. */
export function queueOf(contact) {
  return contact.queue ? (contact.queue.name ?? "Your own queue") : "No queue";
}

/** clock writes a length of time in ms as 4:05 or 1:04:05. */
export function clock(time) {
  const seconds = Math.max(0, Math.floor(time / 1000));
  const two = (n) => String(n).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  return (hours ? `${hours}:${two(Math.floor(seconds / 60) % 60)}` : String(Math.floor(seconds / 60))) + `:${two(seconds % 60)}`;
}
