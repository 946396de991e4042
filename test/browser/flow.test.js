// Flows as they are drawn.

import { test } from "node:test";
import { enter, fits, inspect, open, picture, quiet } from "./browser.js";
import { Centre, Server } from "./server.js";

// menu is a flow with a choice, a loop, an action that is not built, and errors.
const menu = (queue) => JSON.stringify({
  Version: "2019-10-30", StartAction: "hello",
  Actions: [
    action("hello", "MessageParticipant", { Text: "Good day, this is Acme." }, "hours", ["NoMatchingError", "hours"]),
    action("hours", "CheckHoursOfOperation", {}, "", ["NoMatchingError", "end"], ["True", "keys"], ["False", "later"]),
    action("later", "MessageParticipant", { Text: "Please call again tomorrow." }, "end", ["NoMatchingError", "end"]),
    action("keys", "GetParticipantInput", { Text: "For sales, press 1.", InputTimeLimitSeconds: "5" }, "again", ["NoMatchingError", "again"], ["1", "queue"]),
    action("again", "Loop", { LoopCount: "3" }, "", null, ["ContinueLooping", "keys"], ["DoneLooping", "task"]),
    action("task", "CreateTask", { Name: "Call back" }, "end", ["NoMatchingError", "end"]),
    action("queue", "UpdateContactTargetQueue", { QueueId: queue }, "wait", ["NoMatchingError", "end"]),
    action("wait", "TransferContactToQueue", {}, "end", ["QueueAtCapacity", "task"], ["NoMatchingError", "end", "error"]),
    { Identifier: "end", Type: "DisconnectParticipant", Parameters: {}, Transitions: {} },
  ],
});

function action(Identifier, Type, Parameters, next, error, ...others) {
  const conditions = others.filter(([, , kind]) => kind !== "error");
  const errors = [error, ...others.filter(([, , kind]) => kind === "error")].filter(Boolean);
  return { Identifier, Type, Parameters, Transitions: {
    NextAction: next || undefined,
    Errors: errors.map(([ErrorType, NextAction]) => ({ ErrorType, NextAction })),
    Conditions: conditions.map(([operand, NextAction]) => ({ NextAction, Condition: { Operator: "Equals", Operands: [operand] } })),
  } };
}

for (const colorScheme of ["light", "dark"]) {
  for (const width of [400, 1280]) {
    test(`flows, ${colorScheme} and ${width} wide`, async (t) => {
      const server = await Server.start(t);
      const centre = await Centre.create(server, { admins: ["ada"] });
      await server.api("PUT", `/contact-flows/${centre.id}?`, { Name: "Menu", Type: "CONTACT_FLOW", Status: "SAVED", Content: menu(centre.queue) });
      const page = await open(t, { colorScheme, viewport: { width, height: 1000 } });
      await enter(page, server, "ada");
      await page.getByRole("link", { name: "Flows" }).click();
      await inspect(page);
      await fits(page);
      await page.getByRole("link", { name: "To Sales" }).click();
      await page.getByRole("img", { name: /^The flow as a drawing/ }).waitFor();
      await fits(page);
      await picture(page, `flow-simple-${width}-${colorScheme}`);
      await page.goBack();
      await page.getByRole("link", { name: "Menu" }).click();
      await page.getByText("not built", { exact: true }).waitFor();
      await inspect(page);
      await fits(page);
      await picture(page, `flow-${width}-${colorScheme}`);
      quiet(page);
    });
  }
}
