// The agent protocol as this page speaks it. The session's cookie says who calls;
// scripts never see it.

/** Refusal is an error that the server answered. */
export class Refusal extends Error {
  constructor(type, message, status) {
    super(message);
    this.name = "Refusal";
    this.type = type;
    this.status = status;
  }
}

const service = "AmazonConnectCTIService";

// send is fetch, with a failure on the way said in words. What became of the
// request nobody knows then.
async function send(path, options) {
  try {
    return await fetch(path, options);
  } catch {
    throw new Refusal("NetworkingError", "The server did not answer. Look at what is shown before you try again.");
  }
}

/** call carries out an operation and returns its output, moments as Date. */
export async function call(operation, input = {}) {
  const response = await send("/connect/api", {
    method: "POST",
    headers: { "Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": `${service}.${operation}` },
    body: JSON.stringify({ authentication: {}, ...input }, inSeconds),
  });
  const text = await response.text();
  const output = text === "" ? {} : JSON.parse(text, inDates);
  if (!response.ok) {
    throw new Refusal(output.__type ?? "UnknownError", output.message ?? output.Message ?? response.statusText, response.status);
  }
  return output;
}

/** all returns a member of all pages of a list. */
export async function all(operation, member, input = {}) {
  const items = [];
  for (let nextToken = null; ; ) {
    const output = await call(operation, { ...input, nextToken, maxResults: 500 });
    items.push(...(output[member] ?? []));
    nextToken = output.nextToken;
    if (!nextToken) {
      return items;
    }
  }
}

/** ask returns what the page's own address answers. */
export async function ask(path, options) {
  const response = await send(path, options);
  const output = response.status === 204 ? {} : await response.json();
  if (!response.ok) {
    throw new Refusal(output.code, output.message, response.status);
  }
  return output;
}

// Members that hold moments, which are seconds since 1970 on the wire.
const moments = new Set(["timestamp", "timeStamp", "startTimestamp", "snapshotTimestamp", "queueTimestamp", "joinTimeStamp"]);

function inDates(key, value) {
  return moments.has(key) && typeof value === "number" ? new Date(value * 1000) : value;
}

function inSeconds(key, value) {
  return this[key] instanceof Date ? this[key].getTime() / 1000 : value;
}
