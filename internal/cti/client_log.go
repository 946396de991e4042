package cti

import (
	"context"

	"github.com/go-json-experiment/json"

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

// softphoneComponent is the part of the desk that speaks in reports of a call.
const softphoneComponent = "softphone"

// SendSoftphoneCallReport hands a desk's report of a call to the operator.
func (s *Service) SendSoftphoneCallReport(ctx context.Context, in *ctiapi.SendSoftphoneCallReportInput) (*ctiapi.SendSoftphoneCallReportOutput, error) {
	if s.options.Note == nil {
		return s.Unimplemented.SendSoftphoneCallReport(ctx, in)
	}
	return nil, s.report(ctx, *in.ContactId, in.Report)
}

// SendSoftphoneCallMetrics hands figures of a call that goes on to the operator.
func (s *Service) SendSoftphoneCallMetrics(ctx context.Context, in *ctiapi.SendSoftphoneCallMetricsInput) (*ctiapi.SendSoftphoneCallMetricsOutput, error) {
	if s.options.Note == nil {
		return s.Unimplemented.SendSoftphoneCallMetrics(ctx, in)
	}
	return nil, s.report(ctx, *in.ContactId, in.SoftphoneStreamStatistics)
}

// report notes what a softphone said of a contact, as JSON.
func (s *Service) report(ctx context.Context, contact string, said any) error {
	d, id := caller(ctx), center.ContactID(contact)
	if _, err := d.Contact(ctx, id); err != nil {
		return err
	}
	body, err := json.Marshal(said)
	if err != nil {
		return err
	}
	note := d.note(softphoneComponent, string(body))
	note.ContactID = id
	s.options.Note(ctx, note)
	return nil
}

func (d desk) note(component, text string) Note {
	return Note{InstanceID: d.Directory().Instance.ID, UserID: d.user, Component: component, Text: text}
}
