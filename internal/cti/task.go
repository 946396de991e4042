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
// idempotencyToken of a task that was made it answers with that task. A related
// contact, which must be or have been the agent's own, lends its attributes and tags.
//
// Not built: previousContactId and references with files are refused.
func (s *Service) CreateTaskContact(ctx context.Context, in *ctiapi.CreateTaskContactInput) (*ctiapi.CreateTaskContactOutput, error) {
	d := caller(ctx)
	if err := checkTask(in); err != nil {
		return nil, err
	}
	q, err := d.quickConnect(in.Endpoint)
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
	if related := text(in.RelatedContactId); related != "" {
		c, err := d.Contact(ctx, center.ContactID(related))
		if err != nil {
			return nil, err
		}
		if c.AgentID != d.user { // what a customer told somebody else stays there
			return nil, center.Missing(center.KindContact, related)
		}
		rec.RelatedID, rec.Attributes, rec.Tags = c.ID, maps.Clone(c.Attributes), maps.Clone(c.Tags)
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

// checkTask refuses texts that are empty or too long, and what is not built.
func checkTask(in *ctiapi.CreateTaskContactInput) error {
	switch {
	case strings.TrimSpace(*in.Name) == "" || utf8.RuneCountInString(*in.Name) > maxTaskName:
		return center.Errorf(center.Invalid, "name must have 1 to %d characters.", maxTaskName)
	case utf8.RuneCountInString(text(in.Description)) > maxTaskDescription:
		return center.Errorf(center.Invalid, "description may have %d characters at most.", maxTaskDescription)
	case len(text(in.IdempotencyToken)) > maxTaskToken:
		return center.Errorf(center.Invalid, "idempotencyToken may have %d characters at most.", maxTaskToken)
	case text(in.PreviousContactId) != "":
		return center.Errorf(center.Refused, "previousContactId is not supported by this server; give relatedContactId.")
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
