"""boto3 makes a contact centre, a task is routed in it, and everything reads
back as it was written."""

import datetime
import json
import os
import unittest

import boto3
from botocore.config import Config

connect = boto3.client("connect", endpoint_url=os.environ["STROWGER_ENDPOINT"], config=Config(retries={"max_attempts": 1}))


def to_queue(queue):
    """The content of a flow that puts a contact into a queue."""
    failed = lambda *kinds: [{"NextAction": "end", "ErrorType": kind} for kind in kinds]
    return json.dumps({"Version": "2019-10-30", "StartAction": "target", "Actions": [
        {"Identifier": "target", "Type": "UpdateContactTargetQueue", "Parameters": {"QueueId": queue},
         "Transitions": {"NextAction": "wait", "Errors": failed("NoMatchingError")}},
        {"Identifier": "wait", "Type": "TransferContactToQueue", "Parameters": {},
         "Transitions": {"NextAction": "end", "Errors": failed("QueueAtCapacity", "NoMatchingError")}},
        {"Identifier": "end", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}]})


class Story(unittest.TestCase):
    maxDiff = None

    def test_task(self):
        instance = connect.create_instance(IdentityManagementType="CONNECT_MANAGED", InstanceAlias="python",
                                           InboundCallsEnabled=True, OutboundCallsEnabled=True)["Id"]
        hours = [h for page in connect.get_paginator("list_hours_of_operations").paginate(InstanceId=instance, PaginationConfig={"PageSize": 1})
                 for h in page["HoursOfOperationSummaryList"] if h["Name"] == "Basic Hours"]
        queue = connect.create_queue(InstanceId=instance, Name="Sales", HoursOfOperationId=hours[0]["Id"], Tags={"team": "blue"})
        profile = connect.create_routing_profile(
            InstanceId=instance, Name="Sales", Description="Sells.", DefaultOutboundQueueId=queue["QueueId"],
            QueueConfigs=[{"QueueReference": {"QueueId": queue["QueueId"], "Channel": "TASK"}, "Priority": 2, "Delay": 0}],
            MediaConcurrencies=[{"Channel": "TASK", "Concurrency": 3}])["RoutingProfileId"]
        flow = connect.create_contact_flow(InstanceId=instance, Name="To Sales", Type="CONTACT_FLOW", Content=to_queue(queue["QueueArn"]))["ContactFlowId"]
        agent = [p["Id"] for p in connect.list_security_profiles(InstanceId=instance)["SecurityProfileSummaryList"] if p["Name"] == "Agent"]
        ann = connect.create_user(InstanceId=instance, Username="ann", Password="Strowger-1891", SecurityProfileIds=agent, RoutingProfileId=profile,
                                  PhoneConfig={"PhoneType": "SOFT_PHONE"}, IdentityInfo={"FirstName": "Ann", "LastName": "Arbor"})["UserId"]
        available = [s["Id"] for s in connect.list_agent_statuses(InstanceId=instance)["AgentStatusSummaryList"] if s["Name"] == "Available"]
        connect.put_user_status(InstanceId=instance, UserId=ann, AgentStatusId=available[0])

        task = connect.start_task_contact(InstanceId=instance, ContactFlowId=flow, Name="call back", Attributes={"colour": "red"})["ContactId"]
        contact = connect.describe_contact(InstanceId=instance, ContactId=task)["Contact"]
        self.assertEqual(contact["QueueInfo"]["Id"], queue["QueueId"])
        age = datetime.datetime.now(datetime.timezone.utc) - contact["InitiationTimestamp"]
        self.assertLess(abs(age.total_seconds()), 60)
        self.assertEqual(connect.get_contact_attributes(InstanceId=instance, InitialContactId=task)["Attributes"], {"colour": "red"})
        data = connect.get_current_user_data(InstanceId=instance, Filters={"Queues": [queue["QueueId"]]})["UserDataList"]
        self.assertEqual([(u["User"]["Id"], [(c["ContactId"], c["AgentContactState"]) for c in u["Contacts"]]) for u in data], [(ann, [(task, "CONNECTING")])])

        shown = connect.describe_queue(InstanceId=instance, QueueId=queue["QueueArn"])["Queue"]
        self.assertEqual((shown["Name"], shown["Tags"], shown["Status"]), ("Sales", {"team": "blue"}, "ENABLED"))
        connect.tag_resource(resourceArn=queue["QueueArn"], tags={"team": "red"})
        self.assertEqual(connect.list_tags_for_resource(resourceArn=queue["QueueArn"])["tags"], {"team": "red"})
        with self.assertRaises(connect.exceptions.DuplicateResourceException):
            connect.create_queue(InstanceId=instance, Name="Sales", HoursOfOperationId=hours[0]["Id"])
        with self.assertRaises(connect.exceptions.InvalidContactFlowException) as refused:
            connect.create_contact_flow(InstanceId=instance, Name="bad", Type="CONTACT_FLOW", Content="{}")
        self.assertTrue(refused.exception.response["problems"])
        connect.delete_instance(InstanceId=instance)
        with self.assertRaises(connect.exceptions.ResourceNotFoundException):
            connect.describe_instance(InstanceId=instance)


unittest.main()
