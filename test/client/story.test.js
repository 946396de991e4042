// The AWS SDK for JavaScript makes a contact centre, a task is routed in it, and
// everything reads back as it was written.

import assert from "node:assert/strict";
import { test } from "node:test";

import * as connect from "@aws-sdk/client-connect";

const client = new connect.ConnectClient({
  endpoint: process.env.STROWGER_ENDPOINT, region: "us-west-2", maxAttempts: 1,
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
});
const send = (name, input) => client.send(new connect[`${name}Command`](input));

/** toQueue is the content of a flow that puts a contact into a queue. */
const toQueue = (queue) => JSON.stringify({
  Version: "2019-10-30", StartAction: "target",
  Actions: [
    { Identifier: "target", Type: "UpdateContactTargetQueue", Parameters: { QueueId: queue },
      Transitions: { NextAction: "wait", Errors: [{ NextAction: "end", ErrorType: "NoMatchingError" }] } },
    { Identifier: "wait", Type: "TransferContactToQueue", Parameters: {},
      Transitions: { NextAction: "end", Errors: [{ NextAction: "end", ErrorType: "QueueAtCapacity" }, { NextAction: "end", ErrorType: "NoMatchingError" }] } },
    { Identifier: "end", Type: "DisconnectParticipant", Parameters: {}, Transitions: {} },
  ],
});

test("a task is routed to the agent, and everything reads back", async () => {
  const { Id: InstanceId } = await send("CreateInstance", {
    IdentityManagementType: "CONNECT_MANAGED", InstanceAlias: "javascript", InboundCallsEnabled: true, OutboundCallsEnabled: true,
  });
  assert.equal((await send("DescribeInstance", { InstanceId })).Instance.InstanceStatus, "ACTIVE");

  const hours = [];
  for await (const page of connect.paginateListHoursOfOperations({ client, pageSize: 1 }, { InstanceId })) {
    hours.push(...page.HoursOfOperationSummaryList);
  }
  const { Id: HoursOfOperationId } = hours.find((h) => h.Name === "Basic Hours");
  const { QueueId, QueueArn } = await send("CreateQueue", { InstanceId, Name: "Sales", HoursOfOperationId, MaxContacts: 10, Tags: { team: "blue" } });
  const { RoutingProfileId } = await send("CreateRoutingProfile", {
    InstanceId, Name: "Sales", Description: "Sells.", DefaultOutboundQueueId: QueueId,
    QueueConfigs: [{ QueueReference: { QueueId, Channel: "TASK" }, Priority: 2, Delay: 0 }],
    MediaConcurrencies: [{ Channel: "TASK", Concurrency: 3 }],
  });
  const { ContactFlowId } = await send("CreateContactFlow", { InstanceId, Name: "To Sales", Type: "CONTACT_FLOW", Content: toQueue(QueueArn) });
  const { SecurityProfileSummaryList } = await send("ListSecurityProfiles", { InstanceId });
  const { UserId } = await send("CreateUser", {
    InstanceId, Username: "ann", Password: "Strowger-1891", RoutingProfileId, PhoneConfig: { PhoneType: "SOFT_PHONE" },
    SecurityProfileIds: [SecurityProfileSummaryList.find((p) => p.Name === "Agent").Id], IdentityInfo: { FirstName: "Ann", LastName: "Arbor" },
  });
  const { AgentStatusSummaryList } = await send("ListAgentStatuses", { InstanceId });
  await send("PutUserStatus", { InstanceId, UserId, AgentStatusId: AgentStatusSummaryList.find((s) => s.Name === "Available").Id });

  const { ContactId } = await send("StartTaskContact", { InstanceId, ContactFlowId, Name: "call back", Attributes: { colour: "red" } });
  const { Contact } = await send("DescribeContact", { InstanceId, ContactId });
  assert.equal(Contact.QueueInfo.Id, QueueId);
  assert.ok(Contact.InitiationTimestamp instanceof Date && Math.abs(Date.now() - Contact.InitiationTimestamp) < 60_000);
  assert.deepEqual((await send("GetContactAttributes", { InstanceId, InitialContactId: ContactId })).Attributes, { colour: "red" });
  const { UserDataList: [ann] } = await send("GetCurrentUserData", { InstanceId, Filters: { Queues: [QueueId] } });
  assert.equal(ann.User.Id, UserId);
  assert.deepEqual(ann.Contacts.map((c) => [c.ContactId, c.AgentContactState]), [[ContactId, "CONNECTING"]]);

  const { Queue } = await send("DescribeQueue", { InstanceId, QueueId });
  assert.deepEqual([Queue.Name, Queue.MaxContacts, Queue.Tags, Queue.Status], ["Sales", 10, { team: "blue" }, "ENABLED"]);
  const { RoutingProfiles } = await send("SearchRoutingProfiles", { InstanceId,
    SearchCriteria: { OrConditions: [{ StringCondition: { FieldName: "name", Value: "sal", ComparisonType: "STARTS_WITH" } }] } });
  assert.deepEqual(RoutingProfiles.map((p) => p.AssociatedQueueIds), [[QueueId]]);
  await assert.rejects(send("DeleteRoutingProfile", { InstanceId, RoutingProfileId }), (e) =>
    e instanceof connect.ResourceInUseException && e.ResourceId === RoutingProfileId && e.$metadata.httpStatusCode === 409);
  await assert.rejects(send("DescribeQueue", { InstanceId, QueueId: "11111111-2222-4333-8444-555555555555" }), connect.ResourceNotFoundException);

  const { AvailableNumbersList: [{ PhoneNumber }] } = await send("SearchAvailablePhoneNumbers", { InstanceId, PhoneNumberCountryCode: "GB", PhoneNumberType: "DID" });
  const { PhoneNumberId } = await send("ClaimPhoneNumber", { InstanceId, PhoneNumber });
  assert.equal((await send("DescribePhoneNumber", { PhoneNumberId })).ClaimedPhoneNumberSummary.PhoneNumber, PhoneNumber);
  await send("ReleasePhoneNumber", { PhoneNumberId });
  await send("DeleteInstance", { InstanceId });
  await assert.rejects(send("DescribeInstance", { InstanceId }), connect.ResourceNotFoundException);
});
