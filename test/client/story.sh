#!/bin/sh
# The AWS CLI makes a contact centre, a task is routed in it, and everything
# reads back as it was written.
set -eu

connect() { /usr/bin/aws --endpoint-url "$STROWGER_ENDPOINT" --output text connect "$@"; }

# same WHAT GOT WANT
same() {
  if [ "$2" != "$3" ]; then
    echo "the AWS CLI: $1 is \"$2\", want \"$3\"" >&2
    exit 1
  fi
}

# refused CODE ARGUMENTS...
refused() {
  code=$1
  shift
  if said=$(connect "$@" 2>&1); then
    echo "the AWS CLI: $1 was not refused" >&2
    exit 1
  fi
  case $said in
  *"($code)"*) ;;
  *) echo "the AWS CLI: $1 was refused with $said, want $code" >&2; exit 1 ;;
  esac
}

instance=$(connect create-instance --identity-management-type CONNECT_MANAGED --instance-alias cli --inbound-calls-enabled --outbound-calls-enabled --query Id)
same "the status" "$(connect describe-instance --instance-id "$instance" --query Instance.InstanceStatus)" ACTIVE
hours=$(connect list-hours-of-operations --instance-id "$instance" --page-size 1 --query "HoursOfOperationSummaryList[?Name=='Basic Hours'].Id")
queue=$(connect create-queue --instance-id "$instance" --name Sales --hours-of-operation-id "$hours" --tags team=blue --query QueueId)
arn=$(connect describe-queue --instance-id "$instance" --queue-id "$queue" --query Queue.QueueArn)
profile=$(connect create-routing-profile --instance-id "$instance" --name Sales --description Sells. --default-outbound-queue-id "$queue" \
  --queue-configs "QueueReference={QueueId=$queue,Channel=TASK},Priority=2,Delay=0" --media-concurrencies Channel=TASK,Concurrency=3 --query RoutingProfileId)
flow=$(connect create-contact-flow --instance-id "$instance" --name "To Sales" --type CONTACT_FLOW --query ContactFlowId --content '{
  "Version": "2019-10-30", "StartAction": "target", "Actions": [
    {"Identifier": "target", "Type": "UpdateContactTargetQueue", "Parameters": {"QueueId": "'"$arn"'"},
     "Transitions": {"NextAction": "wait", "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "wait", "Type": "TransferContactToQueue", "Parameters": {},
     "Transitions": {"NextAction": "end", "Errors": [{"NextAction": "end", "ErrorType": "QueueAtCapacity"}, {"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "end", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}]}')
agent=$(connect list-security-profiles --instance-id "$instance" --query "SecurityProfileSummaryList[?Name=='Agent'].Id")
ann=$(connect create-user --instance-id "$instance" --username ann --password Strowger-1891 --routing-profile-id "$profile" --security-profile-ids "$agent" \
  --phone-config PhoneType=SOFT_PHONE --identity-info FirstName=Ann,LastName=Arbor --query UserId)
available=$(connect list-agent-statuses --instance-id "$instance" --query "AgentStatusSummaryList[?Name=='Available'].Id")
connect put-user-status --instance-id "$instance" --user-id "$ann" --agent-status-id "$available"

task=$(connect start-task-contact --instance-id "$instance" --contact-flow-id "$flow" --name "call back" --attributes colour=red --query ContactId)
same "the contact's queue" "$(connect describe-contact --instance-id "$instance" --contact-id "$task" --query Contact.QueueInfo.Id)" "$queue"
same "the attribute" "$(connect get-contact-attributes --instance-id "$instance" --initial-contact-id "$task" --query Attributes.colour)" red
same "what rings" "$(connect get-current-user-data --instance-id "$instance" --filters "Queues=$queue" --query "UserDataList[].Contacts[].[ContactId,AgentContactState]")" "$task	CONNECTING"
connect tag-resource --resource-arn "$arn" --tags team=red
same "the tag" "$(connect list-tags-for-resource --resource-arn "$arn" --query tags.team)" red
refused DuplicateResourceException create-queue --instance-id "$instance" --name Sales --hours-of-operation-id "$hours"
refused InvalidParameterException create-queue --instance-id "$instance" --name Other --hours-of-operation-id "$hours" --tags aws:team=blue
connect delete-instance --instance-id "$instance"
refused ResourceNotFoundException describe-instance --instance-id "$instance"
echo "the AWS CLI: a task was routed, and everything read back"
