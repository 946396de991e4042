package connecthttp

import (
	"context"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// Do gives the commands that make something the quotas of the account, and
// carries them out.
func (in *served) Do(ctx context.Context, commands ...routing.Command) (routing.Result, error) {
	if in.quotas == nil {
		return in.Instance.Do(ctx, commands...)
	}
	limited := make([]routing.Command, len(commands))
	for i, command := range commands {
		switch cmd := command.(type) {
		case routing.Put:
			cmd.Limit = in.quotas.Resources[cmd.Resource.RecordKind()]
			command = cmd
		case routing.Configure:
			cmd.Limits = in.quotas.Resources
			command = cmd
		case routing.StartContact:
			cmd.Limit = in.quotas.Contacts[cmd.Contact.Channel]
			command = cmd
		}
		limited[i] = command
	}
	return in.Instance.Do(ctx, limited...)
}

// checkMaxContacts keeps the capacity of a queue below the sum of what the
// instance may have at all (R5.12).
func (s *Service) checkMaxContacts(max *int32) error {
	if s.options.Quotas == nil || max == nil {
		return nil
	}
	if sum := s.options.Quotas.AllContacts(); sum > 0 && int(*max) >= sum {
		return center.Errorf(center.Invalid, "MaxContacts must be less than %d, the sum of the quotas of contacts.", sum)
	}
	return nil
}
