package cti

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"strowger/internal/center"
	"strowger/internal/ctiapi"
	"strowger/internal/routing"
)

// taskLifetime is how long a task goes on if nobody ends it (section 5.9 of the
// rules).
const taskLifetime = 7 * 24 * time.Hour

// The longest texts of a task, in characters, and of a token; those of the
// Connect API.
const (
	maxTaskName        = 512
	maxTaskDescription = 4096
	maxTaskToken       = 500
)

// referenceTypes are those that come without files or messages.
var referenceTypes = []string{"URL", "NUMBER", "STRING", "DATE", "EMAIL"}

// CreateTaskContact makes a task and starts it in the flow of a quick connect
// for agents, queues or flows. scheduledTime is in seconds since 1970. With the
// idempotencyToken of a task that was made it answers with that task. A related or
// a previous contact, which must be or have been the agent's own, lends its
// attributes and tags; with a previous one they are in common from then on (R2.21).
//
// Not built: references with files are refused.
func (s *Service) CreateTaskContact(ctx context.Context, in *ctiapi.CreateTaskContactInput) (*ctiapi.CreateTaskContactOutput, error) {
	d := caller(ctx)
	if err := checkTask(in); err != nil {
		return nil, err
	}
	q, err := d.quickConnect(in.Endpoint, "")
	if err != nil {
		return nil, err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return nil, err
	}
	rec := &center.Contact{
		ID: center.ContactID(id.String()), Channel: center.Task, Method: center.ByAPI, Priority: center.DefaultPriority,
		Name: *in.Name, Description: text(in.Description), ClientToken: text(in.IdempotencyToken),
		Flow: center.FlowPosition{FlowID: q.To.FlowID, Target: q.To.Target},
	}
	if rec.References, err = taskReferences(in.References); err != nil {
		return nil, err
	}
	if in.ScheduledTime != nil {
		rec.Scheduled = center.At(time.Unix(*in.ScheduledTime, 0))
	}
	if err := d.link(ctx, rec, in); err != nil {
		return nil, err
	}
	start := routing.StartContact{Contact: rec, Lifetime: taskLifetime}
	if s.options.Quotas != nil {
		start.Limit = s.options.Quotas.Contacts[center.Task]
	}
	result, err := d.Do(ctx, start)
	if err != nil {
		return nil, err
	}
	return &ctiapi.CreateTaskContactOutput{ContactId: str(result.ContactID)}, nil
}

// maxChain is how many contacts may be linked as previous and next (R2.21).
const maxChain = 12

// link links a task to the contact that it has to do with.
func (d desk) link(ctx context.Context, rec *center.Contact, in *ctiapi.CreateTaskContactInput) error {
	id := center.ContactID(text(in.RelatedContactId) + text(in.PreviousContactId)) // one of them
	if id == "" {
		return nil
	}
	c, err := d.Contact(ctx, id)
	if err != nil {
		return err
	}
	if c.AgentID != d.user { // what a customer told somebody else stays there
		return center.Missing(center.KindContact, string(id))
	}
	rec.Attributes, rec.Tags = maps.Clone(c.Attributes), maps.Clone(c.Tags)
	if text(in.RelatedContactId) != "" {
		rec.RelatedID = c.ID
		return nil
	}
	rec.PreviousID, rec.InitialID = c.ID, c.InitialID
	for links := 1; c.PreviousID != ""; links++ {
		if links >= maxChain-1 {
			return center.Errorf(center.Limit, "At most %d contacts may be linked by previousContactId.", maxChain)
		}
		if c, err = d.Contact(ctx, c.PreviousID); err != nil {
			return err
		}
	}
	return nil
}

// checkTask refuses texts that are empty or too long, and what contradicts itself.
func checkTask(in *ctiapi.CreateTaskContactInput) error {
	switch {
	case strings.TrimSpace(*in.Name) == "" || utf8.RuneCountInString(*in.Name) > maxTaskName:
		return center.Errorf(center.Invalid, "name must have 1 to %d characters.", maxTaskName)
	case utf8.RuneCountInString(text(in.Description)) > maxTaskDescription:
		return center.Errorf(center.Invalid, "description may have %d characters at most.", maxTaskDescription)
	case len(text(in.IdempotencyToken)) > maxTaskToken:
		return center.Errorf(center.Invalid, "idempotencyToken may have %d characters at most.", maxTaskToken)
	case text(in.PreviousContactId) != "" && text(in.RelatedContactId) != "":
		return center.Errorf(center.Invalid, "Give previousContactId or relatedContactId, not both.")
	case in.ScheduledTime != nil && *in.ScheduledTime <= 0:
		return center.Errorf(center.Invalid, "scheduledTime must be a moment after 1970.")
	}
	return nil
}

func taskReferences(in map[string]ctiapi.Reference) (map[string]center.Reference, error) {
	if len(in) == 0 {
		return nil, nil
	}
	out := make(map[string]center.Reference, len(in))
	for _, name := range slices.Sorted(maps.Keys(in)) {
		r := in[name]
		switch {
		case !slices.Contains(referenceTypes, *r.Type):
			return nil, center.Errorf(center.Invalid, "references[%q].type must be one of %s.", name, strings.Join(referenceTypes, ", "))
		case r.Value == nil:
			return nil, center.Errorf(center.Invalid, "references[%q].value is required.", name)
		case r.Arn != nil || r.Status != nil || r.StatusReason != nil:
			return nil, center.Errorf(center.Invalid, "references[%q]: arn, status and statusReason belong to files.", name)
		}
		out[name] = center.Reference{Type: *r.Type, Value: *r.Value}
	}
	return out, nil
}
