package cti

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"strowger/internal/center"
	"strowger/internal/ctiapi"
	"strowger/internal/routing"
)

// The types of agent state, in the client library's words. The last two are no
// statuses: they cover one while a voice contact occupies the agent.
const (
	stateRoutable    = "routable"
	stateNotRoutable = "not_routable"
	stateOffline     = "offline"
	stateSystem      = "system"
	stateError       = "error"
)

// stateType is the type of a status.
func stateType(t center.StatusType) string {
	switch t {
	case center.Routable:
		return stateRoutable
	case center.Offline:
		return stateOffline
	default:
		return stateNotRoutable
	}
}

// offlineName is shown for an agent without a status, which is one whom nobody
// has seen in an instance that has no offline status.
const offlineName = "Offline"

// wireState is a status as an agent state, since the moment given.
func wireState(in *center.Instance, status *center.AgentStatus, since center.Instant) *ctiapi.AgentState {
	state := &ctiapi.AgentState{Name: &status.Name, Type: ptr(stateType(status.Type)), StartTimestamp: stamp(since)}
	if status.Name == "" {
		state.Name = ptr(offlineName)
	}
	if status.ID != "" {
		state.AgentStateARN = ptr(in.ARN(center.KindAgentStatus, string(status.ID)))
	}
	return state
}

// GetAgentStates lists the statuses that the agent may choose: those enabled, in
// the order of display, those without a place in it last.
func (s *Service) GetAgentStates(ctx context.Context, in *ctiapi.GetAgentStatesInput) (*ctiapi.GetAgentStatesOutput, error) {
	d := caller(ctx).Directory()
	var enabled []*center.AgentStatus
	for status := range d.Statuses.All() {
		if !status.Disabled {
			enabled = append(enabled, status)
		}
	}
	slices.SortFunc(enabled, func(a, b *center.AgentStatus) int { return cmp.Compare(stateKey(a), stateKey(b)) })
	chosen, next, err := page(enabled, stateKey, in.NextToken, in.MaxResults)
	if err != nil {
		return nil, err
	}
	out := &ctiapi.GetAgentStatesOutput{States: make([]ctiapi.AgentState, len(chosen)), NextToken: next}
	for i, status := range chosen {
		out.States[i] = *wireState(d.Instance, status, 0)
	}
	return out, nil
}

// stateKey sorts statuses: by place, then those that route before those that do
// not and those before offline, then by name.
func stateKey(s *center.AgentStatus) string {
	place := s.DisplayOrder
	if place == 0 {
		place = center.MaxAgentStatuses + 1
	}
	kind := map[string]int{stateRoutable: 0, stateNotRoutable: 1, stateOffline: 2}[stateType(s.Type)]
	return fmt.Sprintf("%03d/%d/%s/%s", place, kind, s.Name, s.ID)
}

// PutAgentState chooses a status. Without enqueueNextState it is refused while a
// contact is live, unless the status is routable, which only takes back a next
// status (R4.9); with it, it becomes the next status (R4.5 to R4.8).
func (s *Service) PutAgentState(ctx context.Context, in *ctiapi.PutAgentStateInput) (*ctiapi.PutAgentStateOutput, error) {
	d := caller(ctx)
	status, err := d.status(in.State)
	if err != nil {
		return nil, err
	}
	if status.Type != center.Routable && (in.EnqueueNextState == nil || !*in.EnqueueNextState) {
		view, err := d.view(ctx, nil)
		if err != nil {
			return nil, err
		}
		if view.Presence.StatusID != status.ID && slices.ContainsFunc(view.Contacts, live) {
			return nil, center.Errorf(center.Conflict,
				"A contact is live: choose %s as the next state, with enqueueNextState, or end the contact.", status.Name)
		}
	}
	return nil, d.do(ctx, routing.SetStatus{UserID: d.user, StatusID: status.ID})
}

// live reports whether the contact rings, at the agent or the customer, is
// connected or is paused.
func live(c center.Contact) bool {
	return c.AgentState == center.AgentConnecting || c.AgentState == center.AgentDialing || c.AgentState == center.AgentConnected || c.AgentState == center.AgentPaused
}

// status finds the status that a state names: by its ARN, or by its name where
// there is no ARN.
func (d desk) status(state *ctiapi.AgentState) (*center.AgentStatus, error) {
	statuses := &d.Directory().Statuses
	if text(state.AgentStateARN) == "" {
		if status, ok := statuses.ByName(*state.Name); ok {
			return status, nil
		}
		return nil, center.Missing(center.KindAgentStatus, *state.Name)
	}
	id, err := d.own(center.KindAgentStatus, *state.AgentStateARN)
	if err != nil {
		return nil, err
	}
	if status, ok := statuses.Get(id); ok {
		return status, nil
	}
	return nil, center.Missing(center.KindAgentStatus, id)
}

// systemState is the state that voice contacts put the agent in, over the chosen
// status, in the names that the client library lists; nil while there is none.
// Other channels leave the status to be seen, and agentAvailabilityState shows
// it always. Where several contacts have a say, the order is that of R4.12.
func systemState(view *routing.AgentView) *ctiapi.AgentState {
	best, at, since := len(systemStates), systemForm{}, center.Instant(0)
	consider := func(channel center.Channel, state center.AgentContactState, moment center.Instant, reason center.DisconnectReason) {
		if channel != center.Voice {
			return
		}
		i := slices.IndexFunc(systemStates, func(f systemForm) bool { return f.state == state })
		if i >= 0 && i < best {
			best, at, since = i, systemStates[i], moment
			if name, ok := failures[reason]; ok {
				at.name = name
			}
		}
	}
	for i := range view.Presence.Uncleared {
		u := &view.Presence.Uncleared[i]
		consider(u.Channel, u.State, u.Since, u.Reason)
	}
	for i := range view.Contacts {
		c := &view.Contacts[i]
		consider(c.Channel, c.AgentState, c.AgentSince, "")
	}
	if at.name == "" {
		return nil
	}
	return &ctiapi.AgentState{Name: &at.name, Type: &at.kind, StartTimestamp: stamp(since)}
}

// failures are the agent's states while a call is not cleared whose customer was
// not reached.
var failures = map[center.DisconnectReason]string{
	center.TelecomUnanswered: "MissedCallCustomer",
	center.TelecomBusy:       "LineEngagedCustomer",
	center.TelecomInvalid:    "BadAddressCustomer",
	center.TelecomBlocked:    "FailedConnectCustomer",
	center.TelecomTimeout:    "FailedConnectCustomer",
	center.TelecomProblem:    "FailedConnectCustomer",
}

// systemForm is how a voice contact's state at the agent shows as the agent's.
type systemForm struct {
	state      center.AgentContactState
	name, kind string
}

// systemStates has them in the order of R4.12, the strongest first.
var systemStates = []systemForm{
	{center.AgentError, "Error", stateError},
	{center.AgentMissed, "MissedCallAgent", stateError},
	{center.AgentRejected, "FailedConnectAgent", stateError},
	{center.AgentConnected, "Busy", stateSystem},
	{center.AgentDialing, "CallingCustomer", stateSystem},
	{center.AgentEnded, "AfterCallWork", stateSystem},
	{center.AgentConnecting, "PendingBusy", stateSystem},
}
