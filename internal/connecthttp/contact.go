package connecthttp

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"math"
	"slices"
	"time"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/routing"
)

// maxChain is how many task contacts may be linked as previous and next (R2.21).
const maxChain = 12

// StartTaskContact creates a task and runs its flow.
//
// Not built: Attachments are refused, and so are SegmentAttributes without a
// ValueString, except the one that sets the expiry.
func (s *Service) StartTaskContact(ctx context.Context, in *connectapi.StartTaskContactInput) (*connectapi.StartTaskContactOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	if err := checkTask(in); err != nil {
		return nil, err
	}
	template, in, err := taskOf(instance, in)
	if err != nil {
		return nil, err
	}
	rec := &center.Contact{
		Channel: center.Task, Method: center.ByAPI, Name: *in.Name, Description: text(in.Description),
		ClientToken: text(in.ClientToken), Attributes: in.Attributes,
	}
	if template != nil {
		rec.TemplateID, rec.Flow = template.ID, center.FlowPosition{FlowID: template.FlowID}
	} else if rec.Flow, err = taskFlow(instance, in); err != nil {
		return nil, err
	}
	if err := checkNames(in.Attributes); err != nil {
		return nil, err
	}
	if rec.References, err = taskReferences(in.References); err != nil {
		return nil, err
	}
	if in.ScheduledTime != nil {
		rec.Scheduled = moment(in.ScheduledTime)
	}
	lifetime, segment, err := expiryOf(in.SegmentAttributes)
	if err != nil {
		return nil, err
	}
	if rec.Segment, err = segmentAttributes(instance.Directory(), segment); err != nil {
		return nil, err
	}
	chain, err := linkTask(ctx, instance, rec, in)
	if err != nil {
		return nil, err
	}
	id, fresh, err := s.start(ctx, instance, rec, cmp.Or(lifetime, taskLifetime))
	if err != nil {
		return nil, err
	}
	if fresh && len(in.Attributes) > 0 {
		if err := updateChain(ctx, instance, chain, in.Attributes); err != nil {
			return nil, err
		}
	}
	return &connectapi.StartTaskContactOutput{ContactId: str(id)}, nil
}

// checkTask refuses combinations that the API forbids, and members whose effect
// this server does not have.
func checkTask(in *connectapi.StartTaskContactInput) error {
	sources := 0
	for _, id := range []*string{in.ContactFlowId, in.TaskTemplateId, in.QuickConnectId} {
		if text(id) != "" {
			sources++
		}
	}
	switch {
	case sources != 1:
		return center.Errorf(center.Refused, "Give exactly one of ContactFlowId, TaskTemplateId and QuickConnectId.")
	case in.PreviousContactId != nil && in.RelatedContactId != nil:
		return center.Errorf(center.Refused, "Give PreviousContactId or RelatedContactId, not both.")
	case len(in.Attachments) > 0:
		return unsupported("Attachments", "it stores no files")
	}
	return nil
}

// unsupported refuses a member that this server cannot honour, so that nobody
// takes it for done.
func unsupported(member, reason string) error {
	return center.Errorf(center.Invalid, "%s is not supported by this server: %s.", member, reason)
}

// taskReferences reads references of the types that do not come with files or
// messages.
func taskReferences(in map[string]connectapi.Reference) (map[string]center.Reference, error) {
	if len(in) == 0 {
		return nil, nil
	}
	out := make(map[string]center.Reference, len(in))
	for _, name := range slices.Sorted(maps.Keys(in)) {
		r := in[name]
		switch r.Type {
		case connectapi.ReferenceTypeUrl, connectapi.ReferenceTypeNumber, connectapi.ReferenceTypeString,
			connectapi.ReferenceTypeDate, connectapi.ReferenceTypeEmail:
		default:
			return nil, center.Errorf(center.Invalid, "References[%q].Type must be URL, NUMBER, STRING, DATE or EMAIL, not %s.", name, r.Type)
		}
		if r.Value == nil {
			return nil, center.Errorf(center.Invalid, "References[%q].Value is required.", name)
		}
		if r.Arn != nil || r.Status != "" || r.StatusReason != nil {
			return nil, center.Errorf(center.Invalid, "References[%q]: Arn, Status and StatusReason belong to attachments.", name)
		}
		out[name] = center.Reference{Type: string(r.Type), Value: *r.Value}
	}
	return out, nil
}

// createdByUser is the segment attribute that names the user who created a task.
const createdByUser = "connect:CreatedByUser"

// segmentAttributes reads segment attributes, of which this server keeps those
// with a text.
func segmentAttributes(d *center.Directory, in map[string]connectapi.SegmentAttributeValue) (map[string]string, error) {
	if len(in) == 0 {
		return nil, nil
	}
	out := make(map[string]string, len(in))
	for _, name := range slices.Sorted(maps.Keys(in)) {
		v := in[name]
		if v.ValueString == nil || v.ValueInteger != nil || v.ValueArn != nil || v.ValueList != nil || v.ValueMap != nil {
			return nil, unsupported("SegmentAttributes["+name+"]", "it keeps segment attributes with a ValueString only")
		}
		if name == createdByUser {
			if _, err := get(d, &d.Users, center.KindUser, v.ValueString); err != nil {
				return nil, err
			}
		}
		out[name] = *v.ValueString
	}
	return out, nil
}

// linkTask links a task to another contact. Linked as the next of a chain it
// has the attributes of the chain in common with all others, and the contacts
// of the chain before it are returned; linked as related it begins with a copy.
func linkTask(ctx context.Context, instance Instance, rec *center.Contact, in *connectapi.StartTaskContactInput) ([]*center.Contact, error) {
	switch {
	case in.PreviousContactId != nil:
		chain, err := chainTo(ctx, instance, idOf[center.ContactID](instance, center.KindContact, in.PreviousContactId))
		if err != nil {
			return nil, err
		}
		if len(chain) >= maxChain {
			return nil, center.Errorf(center.Limit, "At most %d contacts may be linked by PreviousContactId.", maxChain)
		}
		rec.PreviousID, rec.InitialID, rec.Tags = chain[0].ID, chain[0].InitialID, chain[0].Tags
		rec.Attributes = overlaid(chain[0].Attributes, in.Attributes)
		return chain, nil
	case in.RelatedContactId != nil:
		related, err := instance.Contact(ctx, idOf[center.ContactID](instance, center.KindContact, in.RelatedContactId))
		if err != nil {
			return nil, err
		}
		rec.RelatedID, rec.Tags = related.ID, related.Tags
		rec.Attributes = overlaid(related.Attributes, in.Attributes)
	}
	return nil, nil
}

func overlaid(under, over map[string]string) map[string]string {
	all := make(map[string]string, len(under)+len(over))
	maps.Copy(all, under)
	maps.Copy(all, over)
	return all
}

// StartChatContact creates a chat and runs its flow. The answer lets the
// customer take part.
//
// Not built: InitialMessage, PersistentChat, CustomerId,
// ParticipantConfiguration, DisconnectOnCustomerExit, content types beside
// text/plain, and SegmentAttributes without a ValueString are refused.
func (s *Service) StartChatContact(ctx context.Context, in *connectapi.StartChatContactInput) (*connectapi.StartChatContactOutput, error) {
	out, err := s.startChat(ctx, in)
	var refusal *center.Error
	if errors.As(err, &refusal) && refusal.Kind == center.NotFound && (refusal.Resource == center.KindInstance || refusal.Resource == center.KindFlow) {
		return nil, &connectapi.ResourceNotFoundException{Message: ptr("Resource not found of Type: null")} // as the API says it
	}
	return out, err
}

func (s *Service) startChat(ctx context.Context, in *connectapi.StartChatContactInput) (*connectapi.StartChatContactOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	if err := checkChat(in); err != nil {
		return nil, err
	}
	if err := checkNames(in.Attributes); err != nil {
		return nil, err
	}
	participant, err := s.newID()
	if err != nil {
		return nil, err
	}
	rec := &center.Contact{
		Channel: center.Chat, Method: center.ByAPI, ClientToken: text(in.ClientToken), Attributes: in.Attributes,
		Customer: center.Participant{ID: participant, DisplayName: *in.ParticipantDetails.DisplayName},
		Flow:     center.FlowPosition{FlowID: idOf[center.FlowID](instance, center.KindFlow, in.ContactFlowId)},
	}
	if rec.Segment, err = segmentAttributes(instance.Directory(), in.SegmentAttributes); err != nil {
		return nil, err
	}
	if in.RelatedContactId != nil {
		related, err := instance.Contact(ctx, idOf[center.ContactID](instance, center.KindContact, in.RelatedContactId))
		if err != nil {
			return nil, err
		}
		rec.RelatedID = related.ID
	}
	customer := rec.Customer
	lifetime := chatLifetime
	if in.ChatDurationInMinutes != nil {
		lifetime = time.Duration(*in.ChatDurationInMinutes) * time.Minute
	}
	id, fresh, err := s.start(ctx, instance, rec, lifetime)
	if err != nil {
		return nil, err
	}
	if !fresh { // a repetition gets the customer of the first request
		stored, err := instance.Contact(ctx, id)
		if err != nil {
			return nil, err
		}
		customer = stored.Customer
	}
	token, err := s.options.Token(instance.Directory().Instance.ID, id, customer)
	if err != nil {
		return nil, err
	}
	return &connectapi.StartChatContactOutput{ContactId: str(id), ParticipantId: &customer.ID, ParticipantToken: &token}, nil
}

// plainText is the one content type that every chat has.
const plainText = "text/plain"

// checkChat refuses combinations that the API forbids, and members whose effect
// this server does not have.
func checkChat(in *connectapi.StartChatContactInput) error {
	types := in.SupportedMessagingContentTypes
	switch {
	case in.RelatedContactId != nil && in.PersistentChat != nil:
		return center.Errorf(center.Refused, "Give RelatedContactId or PersistentChat, not both.")
	case in.InitialMessage != nil:
		return unsupported("InitialMessage", "it keeps no transcript in which the message could stand")
	case in.PersistentChat != nil:
		return unsupported("PersistentChat", "it keeps no transcript of earlier chats")
	case in.CustomerId != nil:
		return unsupported("CustomerId", "it has no customer profiles")
	case in.ParticipantConfiguration != nil:
		return unsupported("ParticipantConfiguration", "agents and customers answer when they like")
	case len(in.DisconnectOnCustomerExit) > 0:
		return unsupported("DisconnectOnCustomerExit", "a chat ends for all participants at once")
	case len(types) > 0 && !slices.Contains(types, plainText):
		return center.Errorf(center.Invalid, "SupportedMessagingContentTypes must contain %s.", plainText)
	}
	for _, t := range types {
		if t != plainText {
			return unsupported("SupportedMessagingContentTypes "+t, "chats carry plain text")
		}
	}
	return nil
}

// start brings a contact in under a new id; it expires after its lifetime, or
// never if that is 0. Where the client token was seen before, it returns the
// contact made then, which is not fresh.
func (s *Service) start(ctx context.Context, instance Instance, rec *center.Contact, lifetime time.Duration) (id center.ContactID, fresh bool, err error) {
	if _, err := startable(instance.Directory(), str(rec.Flow.FlowID)); err != nil {
		return "", false, err
	}
	if id, err = s.newContactID(); err != nil {
		return "", false, err
	}
	rec.ID = id
	result, err := instance.Do(ctx, routing.StartContact{Contact: rec, Lifetime: lifetime})
	return result.ContactID, result.ContactID == id, err
}

// startable finds a flow in which a contact may start.
func startable(d *center.Directory, idOrARN *string) (*center.ContactFlow, error) {
	f, err := get(d, &d.Flows, center.KindFlow, idOrARN)
	switch {
	case err != nil:
		return nil, err
	case f.Saved:
		return nil, center.Errorf(center.NotReady, "The contact flow %s was never published.", f.ID)
	case f.Type != center.ContactFlowType && f.Type != center.AgentTransferFlow && f.Type != center.QueueTransferFlow:
		return nil, center.Errorf(center.Refused, "A contact cannot start with a flow of type %s.", f.Type)
	}
	return f, nil
}

// StopContact ends a contact at any point of its way. Voice contacts of some
// initiation methods cannot be ended so (R7.5).
//
// Not built: the reasons that a DisconnectReason may give are those of outbound
// campaigns; they are noted, and campaigns are not here.
func (s *Service) StopContact(ctx context.Context, in *connectapi.StopContactInput) (*connectapi.StopContactOutput, error) {
	instance, rec, err := s.contact(ctx, in.InstanceId, in.ContactId)
	if err != nil {
		return nil, err
	}
	if rec.State == center.Ended {
		return nil, center.Missing(center.KindContact, string(rec.ID))
	}
	if rec.Channel == center.Voice {
		switch rec.Method {
		case center.AfterDisconnect, center.Transfer, center.QueueTransfer, center.ExternalOutbound, "MONITOR":
			return nil, center.Errorf(center.Refused, "A voice contact with initiation method %s cannot be stopped.", rec.Method)
		}
	}
	reason, err := stopReason(rec.Channel, in.DisconnectReason)
	if err != nil {
		return nil, err
	}
	_, err = instance.Do(ctx, routing.StopContact{ContactID: rec.ID, Reason: reason})
	return nil, err
}

// stopReason is the disconnect reason of a contact that was stopped: OTHER for a
// call, API for everything else (section 7.2 of the rules). Outbound campaigns
// alone may give another one, and only for calls.
func stopReason(ch center.Channel, given *connectapi.DisconnectReason) (center.DisconnectReason, error) {
	usual := center.APIDisconnect
	if ch == center.Voice {
		usual = center.OtherDisconnect
	}
	if given == nil || text(given.Code) == "" {
		return usual, nil
	}
	switch code := center.DisconnectReason(*given.Code); code {
	case "OUTBOUND_DESTINATION_ENDPOINT_ERROR", "OUTBOUND_RESOURCE_ERROR", "OUTBOUND_ATTEMPT_FAILED", "OUTBOUND_PREVIEW_DISCARDED", center.Expired:
		if ch == center.Voice {
			return code, nil
		}
		return "", center.Errorf(center.Refused, "DisconnectReason may be given for voice contacts only.")
	default:
		return "", center.Errorf(center.Invalid, "DisconnectReason.Code %q is not a reason that a request may give.", code)
	}
}

// UpdateContactRoutingData changes the rank of a contact (R2.7a to R2.7g) or
// gives it new routing criteria, which begin at once if it is queued (R6.16).
// After it has left its queue that is a conflict (Q34).
func (s *Service) UpdateContactRoutingData(ctx context.Context, in *connectapi.UpdateContactRoutingDataInput) (*connectapi.UpdateContactRoutingDataOutput, error) {
	instance, rec, err := s.contact(ctx, in.InstanceId, in.ContactId)
	if err != nil {
		return nil, err
	}
	cmd := routing.SetRank{ContactID: rec.ID, Priority: in.QueuePriority}
	if in.RoutingCriteria != nil {
		if cmd.Steps, err = routingSteps(in.RoutingCriteria); err != nil {
			return nil, err
		}
	}
	if in.QueueTimeAdjustmentSeconds != nil {
		cmd.Adjust = ptr(int64(*in.QueueTimeAdjustmentSeconds))
	}
	if _, err = instance.Do(ctx, cmd); center.IsMissing(err) { // it has left the engine
		err = center.Errorf(center.Conflict, "Contact %s is over.", rec.ID)
	}
	return nil, err
}

// DescribeContact returns a contact, live or finished.
//
// Not built: members of features that are not here never appear, such as
// recordings, transcripts, quality of calls and customer profiles.
func (s *Service) DescribeContact(ctx context.Context, in *connectapi.DescribeContactInput) (*connectapi.DescribeContactOutput, error) {
	instance, rec, err := s.contact(ctx, in.InstanceId, in.ContactId)
	if err != nil {
		return nil, err
	}
	d := instance.Directory()
	out := wireContact(d.Instance, rec)
	if out.AgentInfo != nil {
		out.AgentInfo.HierarchyGroups = wireAgentHierarchy(d, rec.GroupID)
	}
	if rec.TemplateID != "" {
		out.TaskTemplateInfo = &connectapi.TaskTemplateInfoV2{Arn: ptr(d.Instance.ARN(center.KindTaskTemplate, string(rec.TemplateID)))}
		if t, ok := d.TaskTemplates.Get(string(rec.TemplateID)); ok {
			out.TaskTemplateInfo.Name = &t.Name
		}
	}
	return &connectapi.DescribeContactOutput{Contact: &out}, nil
}

// contact finds an instance and one of its contacts, live or finished.
func (s *Service) contact(ctx context.Context, instanceID, contactID *string) (Instance, *center.Contact, error) {
	instance, err := s.instance(instanceID)
	if err != nil {
		return nil, nil, err
	}
	rec, err := instance.Contact(ctx, idOf[center.ContactID](instance, center.KindContact, contactID))
	return instance, rec, err
}

// wireContact is a contact as DescribeContact shows it.
func wireContact(in *center.Instance, c *center.Contact) connectapi.Contact {
	out := connectapi.Contact{
		RoutingCriteria: wireCriteria(c),
		Arn:             ptr(in.ARN(center.KindContact, string(c.ID))), Id: str(c.ID), InitialContactId: str(c.InitialID),
		PreviousContactId: optional(c.PreviousID), RelatedContactId: optional(c.RelatedID), CustomerId: optional(c.CustomerID),
		Channel: connectapi.Channel(c.Channel.String()), InitiationMethod: connectapi.ContactInitiationMethod(c.Method),
		Name: optional(c.Name), Description: optional(c.Description), Attributes: c.Attributes, Tags: c.Tags,
		CustomerEndpoint: wireEndpoint(c.Endpoint), SystemEndpoint: wireEndpoint(c.System),
		QueuePriority: ptr(c.Priority), QueueTimeAdjustmentSeconds: ptr(int32(min(max(c.Adjust, math.MinInt32), math.MaxInt32))),
		InitiationTimestamp: stamp(c.Initiated), ConnectedToSystemTimestamp: stamp(c.ToSystem),
		ScheduledTimestamp: stamp(c.Scheduled), SegmentAttributes: wireSegment(c),
		DisconnectTimestamp: stamp(c.Ended), LastUpdateTimestamp: stamp(c.Updated), DisconnectReason: optional(c.Disconnect),
	}
	wirePauses(&out, c)
	if !c.Enqueued.IsZero() {
		id, _ := queueOf(in, c.Target)
		out.QueueInfo = &connectapi.QueueInfo{Id: &id, EnqueueTimestamp: stamp(c.Enqueued)}
	}
	if !c.ToAgent.IsZero() {
		out.AgentInfo = wireAgent(c)
	}
	return out
}

// wireAgent is the agent who was joined with the contact.
func wireAgent(c *center.Contact) *connectapi.AgentInfo {
	info := &connectapi.AgentInfo{Id: str(c.AgentID), ConnectedToAgentTimestamp: stamp(c.ToAgent),
		AgentPauseDurationInSeconds:    ptr(int32(c.Pauses.WithAgent / time.Second)),
		AfterContactWorkStartTimestamp: stamp(c.WrapStarted), AfterContactWorkEndTimestamp: stamp(c.WrapEnded)}
	if c.Channel == center.Voice {
		info.AgentInitiatedHoldDuration = ptr(int32(c.Call.HoldTime / time.Second))
	}
	if !c.WrapEnded.IsZero() {
		info.AfterContactWorkDuration = ptr(int32(c.WrapEnded.Sub(c.WrapStarted) / time.Second))
	}
	return info
}

func wireEndpoint(e center.Endpoint) *connectapi.EndpointInfo {
	if e == (center.Endpoint{}) {
		return nil
	}
	return &connectapi.EndpointInfo{Type: connectapi.EndpointType(e.Type), Address: &e.Address}
}

// queueOf returns id and ARN of a standard queue, or of a user's own queue,
// which has the user's id (R2.14).
func queueOf(in *center.Instance, t center.FlowTarget) (id, arn string) {
	if t.UserID != "" {
		return string(t.UserID), in.AgentQueueARN(t.UserID)
	}
	return string(t.QueueID), in.ARN(center.KindQueue, string(t.QueueID))
}
