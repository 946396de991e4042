package cti

import (
	"context"

	"strowger/internal/center"
	"strowger/internal/ctiapi"
)

// SendClientLogs hands what a desk logged to the operator.
func (s *Service) SendClientLogs(ctx context.Context, in *ctiapi.SendClientLogsInput) (*ctiapi.SendClientLogsOutput, error) {
	if s.options.Note == nil {
		return s.Unimplemented.SendClientLogs(ctx, in)
	}
	d := caller(ctx)
	for _, event := range in.LogEvents {
		note := d.note(text(event.Component), text(event.Message))
		if event.Timestamp != nil {
			note.At = event.Timestamp.Time
		}
		s.options.Note(ctx, note)
	}
	return nil, nil
}

// NotifyContactIssue hands an agent's complaint about a contact to the operator.
func (s *Service) NotifyContactIssue(ctx context.Context, in *ctiapi.NotifyContactIssueInput) (*ctiapi.NotifyContactIssueOutput, error) {
	if s.options.Note == nil {
		return s.Unimplemented.NotifyContactIssue(ctx, in)
	}
	d := caller(ctx)
	id := center.ContactID(*in.ContactId)
	if _, err := d.Contact(ctx, id); err != nil {
		return nil, err
	}
	note := d.note(text(in.IssueCode), text(in.Description))
	note.ContactID = id
	s.options.Note(ctx, note)
	return nil, nil
}

func (d desk) note(component, text string) Note {
	return Note{InstanceID: d.Directory().Instance.ID, UserID: d.user, Component: component, Text: text}
}
