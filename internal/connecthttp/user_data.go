package connecthttp

import (
	"context"
	"slices"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/routing"
)

// PutUserStatus sets the status of a user. While contacts occupy the user a
// custom or offline status becomes the next one (R4.5), so that nobody changes
// the status over a contact from outside (R4.11). Contacts in after-contact work
// are cleared by it, as by the user's own choice, and where nothing else is in
// hand the status changes at once (R4.7, R4.8).
func (s *Service) PutUserStatus(ctx context.Context, in *connectapi.PutUserStatusInput) (*connectapi.PutUserStatusOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	_, err = instance.Do(ctx, routing.SetStatus{UserID: idOf[center.UserID](instance, center.KindUser, in.UserId),
		StatusID: idOf[center.AgentStatusID](instance, center.KindAgentStatus, in.AgentStatusId)})
	return nil, err
}

// DismissUserContact clears a contact that is missed, rejected, in error or in
// after-contact work from a user's slots; any other state is refused (R4.14).
func (s *Service) DismissUserContact(ctx context.Context, in *connectapi.DismissUserContactInput) (*connectapi.DismissUserContactOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	_, err = instance.Do(ctx, routing.Clear{UserID: idOf[center.UserID](instance, center.KindUser, in.UserId),
		ContactID: idOf[center.ContactID](instance, center.KindContact, in.ContactId)})
	return nil, err
}

// GetCurrentUserData shows the users who are online or still have contacts, in
// the order of their ids. The filter names queues, routing profiles, users or
// hierarchy groups, to which those below them belong, and states of which a user must have a contact; a user belongs to the queues
// from which its routing profile gives it contacts.
func (s *Service) GetCurrentUserData(ctx context.Context, in *connectapi.GetCurrentUserDataInput) (*connectapi.GetCurrentUserDataOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	d := instance.Directory()
	filter, err := newUserFilter(d, in.Filters)
	if err != nil {
		return nil, err
	}
	last, err := parsePageToken(in.NextToken)
	if err != nil {
		return nil, err
	}
	size := defaultPage
	if in.MaxResults != nil {
		size = int(*in.MaxResults)
	}
	var total int64
	var agents []routing.AgentView
	more := false
	err = instance.Query(ctx, func(e *routing.Engine) {
		for _, t := range e.Tallies(filter.carries) {
			if !filter.shows(&t) {
				continue
			}
			total++
			switch {
			case string(t.User.ID) <= last:
			case len(agents) == size:
				more = true
			default:
				view, _ := e.Agent(t.User.ID)
				agents = append(agents, view)
			}
		}
	})
	if err != nil {
		return nil, err
	}
	out := &connectapi.GetCurrentUserDataOutput{ApproximateTotalCount: &total, UserDataList: make([]connectapi.UserData, len(agents))}
	for i := range agents {
		out.UserDataList[i] = wireUserData(d, &agents[i])
	}
	if more {
		out.NextToken = pageToken(string(agents[size-1].User.ID))
	}
	return out, nil
}

// userFilter decides which users are shown. A nil set lets everything pass.
type userFilter struct {
	users    map[center.UserID]bool
	profiles map[center.RoutingProfileID]bool
	queues   map[center.QueueID]bool
	groups   map[center.HierarchyGroupID]bool
	states   map[connectapi.ContactState]bool

	directory *center.Directory
	known     map[*center.RoutingProfile]bool // what carries has found out
}

// newUserFilter reads a filter, of which at most one of four lists is given and
// whose resources must exist.
func newUserFilter(d *center.Directory, in *connectapi.UserDataFilters) (f *userFilter, err error) {
	given := 0
	for _, list := range [][]string{in.Queues, in.RoutingProfiles, in.Agents, in.UserHierarchyGroups} {
		if len(list) > 0 {
			given++
		}
	}
	if given > 1 {
		return nil, center.Errorf(center.Invalid, "Filters: give only one of Queues, RoutingProfiles, Agents and UserHierarchyGroups.")
	}
	f = &userFilter{directory: d, known: map[*center.RoutingProfile]bool{}}
	if f.queues, err = named[center.QueueID](d, &d.Queues, center.KindQueue, in.Queues); err != nil {
		return nil, err
	}
	if f.profiles, err = named[center.RoutingProfileID](d, &d.Profiles, center.KindRoutingProfile, in.RoutingProfiles); err != nil {
		return nil, err
	}
	if f.users, err = named[center.UserID](d, &d.Users, center.KindUser, in.Agents); err != nil {
		return nil, err
	}
	if f.groups, err = named[center.HierarchyGroupID](d, &d.HierarchyGroups, center.KindHierarchyGroup, in.UserHierarchyGroups); err != nil {
		return nil, err
	}
	if c := in.ContactFilter; c != nil && len(c.ContactStates) > 0 {
		f.states = map[connectapi.ContactState]bool{}
		for _, state := range c.ContactStates {
			f.states[state] = true
		}
	}
	return f, nil
}

// named reads ids or ARNs of resources, which must exist; no ids make a nil set.
func named[ID ~string, R center.Resource](d *center.Directory, table *center.Table[R], kind center.ResourceKind, ids []string) (map[ID]bool, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	set := make(map[ID]bool, len(ids))
	for i := range ids {
		r, err := get(d, table, kind, &ids[i])
		if err != nil {
			return nil, err
		}
		set[ID(r.RecordKey())] = true
	}
	return set, nil
}

// carries reports whether users with the profile may be shown.
func (f *userFilter) carries(p *center.RoutingProfile) bool {
	wanted, known := f.known[p]
	if !known {
		wanted = (f.profiles == nil || f.profiles[p.ID]) &&
			(f.queues == nil || slices.ContainsFunc(p.Queues, func(c center.QueueConfig) bool { return f.queues[c.QueueID] }))
		f.known[p] = wanted
	}
	return wanted
}

// shows reports whether the user is shown.
func (f *userFilter) shows(t *routing.Tally) bool {
	if f.users != nil && !f.users[t.User.ID] {
		return false
	}
	if f.groups != nil && !slices.ContainsFunc(f.directory.HierarchyPath(t.User.HierarchyGroupID),
		func(g *center.HierarchyGroup) bool { return f.groups[g.ID] }) {
		return false
	}
	held, matched := false, false
	for _, s := range []struct {
		state connectapi.ContactState
		n     routing.Counts
	}{
		{connectapi.ContactStateConnecting, t.Ringing}, {connectapi.ContactStateConnecting, t.Dialing},
		{connectapi.ContactStateConnected, minus(t.Connected, t.OnHold)}, {connectapi.ContactStateConnectedOnhold, t.OnHold},
		{connectapi.ContactStateEnded, t.WrapUp}, {connectapi.ContactStateMissed, t.Missed},
		{connectapi.ContactStateRejected, t.Rejected}, {connectapi.ContactStateError, t.Failed},
	} {
		if s.n != (routing.Counts{}) {
			held, matched = true, matched || f.states[s.state]
		}
	}
	return (held || t.Status.Type != center.Offline) && (matched || f.states == nil)
}

func minus(all, some routing.Counts) routing.Counts {
	for ch := range all {
		all[ch] -= some[ch]
	}
	return all
}

// wireUserData is a user as GetCurrentUserData shows it. Slots are listed for
// the channels of the routing profile, and for others that are in use; those in
// use are connected or in after-contact work (R3.7, section 8.1 of the rules).
func wireUserData(d *center.Directory, v *routing.AgentView) connectapi.UserData {
	in := d.Instance
	out := connectapi.UserData{
		User:           &connectapi.UserReference{Id: str(v.User.ID), Arn: ptr(in.ARN(center.KindUser, string(v.User.ID)))},
		RoutingProfile: &connectapi.RoutingProfileReference{Id: str(v.Profile.ID), Arn: ptr(in.ARN(center.KindRoutingProfile, string(v.Profile.ID)))},
		Status: &connectapi.AgentStatusReference{StatusStartTimestamp: stamp(v.Presence.Since), StatusName: &v.Status.Name,
			StatusArn: ptr(in.ARN(center.KindAgentStatus, string(v.Status.ID)))},
		AvailableSlotsByChannel: map[string]int32{}, MaxSlotsByChannel: map[string]int32{}, ActiveSlotsByChannel: map[string]int32{},
		Contacts: make([]connectapi.AgentContactReference, 0, len(v.Contacts)+len(v.Presence.Uncleared)),
	}
	out.HierarchyPath = wireHierarchyReference(d, v.User.HierarchyGroupID)
	if next, ok := d.Statuses.Get(string(v.Presence.NextStatus)); ok {
		out.NextStatus = &next.Name
	}
	for ch, rule := range v.Profile.Media {
		if name := center.Channel(ch).String(); rule.Concurrency > 0 {
			out.MaxSlotsByChannel[name] = int32(rule.Concurrency)
			out.AvailableSlotsByChannel[name] = int32(v.Available[ch])
			out.ActiveSlotsByChannel[name] = 0
		}
	}
	for i := range v.Contacts {
		c := &v.Contacts[i]
		if c.AgentState != center.AgentConnecting {
			out.ActiveSlotsByChannel[c.Channel.String()]++
		}
		out.Contacts = append(out.Contacts, connectapi.AgentContactReference{
			ContactId: str(c.ID), Channel: connectapi.Channel(c.Channel.String()),
			InitiationMethod:  connectapi.ContactInitiationMethod(c.Method),
			AgentContactState: contactState(c), StateStartTimestamp: stamp(stateStart(c)),
			ConnectedToAgentTimestamp: stamp(c.ToAgent), Queue: queueReference(in, c.Target),
		})
	}
	for i := range v.Presence.Uncleared {
		u := &v.Presence.Uncleared[i]
		out.Contacts = append(out.Contacts, connectapi.AgentContactReference{
			ContactId: str(u.ContactID), Channel: connectapi.Channel(u.Channel.String()),
			InitiationMethod:  connectapi.ContactInitiationMethod(u.Method),
			AgentContactState: connectapi.ContactState(u.State), StateStartTimestamp: stamp(u.Since), Queue: queueReference(in, u.Target),
		})
	}
	return out
}

// contactState is what a contact is for an agent, in the nine states of this
// operation: a paused task is connected (R4.13), a callback that rings at the
// agent is incoming, and a call whose customer is being called is connecting.
func contactState(c *center.Contact) connectapi.ContactState {
	switch {
	case c.AgentState == center.AgentPaused:
		return connectapi.ContactStateConnected
	case c.AgentState == center.AgentConnected && c.Call.Customer.Held != 0:
		return connectapi.ContactStateConnectedOnhold
	case c.AgentState == center.AgentDialing:
		return connectapi.ContactStateConnecting
	case c.AgentState == center.AgentConnecting && c.Method == center.Callback:
		return connectapi.ContactStateIncoming
	default:
		return connectapi.ContactState(c.AgentState)
	}
}

// stateStart is the start of that state, which neither pauses nor holds interrupt.
func stateStart(c *center.Contact) center.Instant {
	switch contactState(c) {
	case connectapi.ContactStateConnected, connectapi.ContactStateConnectedOnhold:
		return c.ToAgent
	default:
		return c.AgentSince
	}
}

// queueReference names a queue; nil where there was none.
func queueReference(in *center.Instance, t center.FlowTarget) *connectapi.QueueReference {
	if t == (center.FlowTarget{}) {
		return nil
	}
	id, arn := queueOf(in, t)
	return &connectapi.QueueReference{Id: &id, Arn: &arn}
}
