package sim

import (
	"fmt"
	"slices"
	"time"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// What people do in a trial. Who acts looks at the views, as the pages and the
// API do, and sends a command that mostly makes sense.

var skills = []string{"en", "fr", "nl"}

// furnish draws the centre and sets its agents to work.
func (t *trial) furnish() {
	put := func(r center.Resource) { t.process([]errand{{cmd: routing.Put{Resource: r}}}) }
	put(&center.Instance{ID: instance, Region: "us-west-2", Account: "123456789012", OutboundCalls: true})
	put(&center.PhoneNumber{ID: "n", Number: "+12065550100", Country: "US", Type: "DID"})
	put(&center.HoursOfOperation{ID: "h", Name: "h", TimeZone: "UTC"})
	for _, s := range []center.AgentStatus{
		{ID: available, Name: "Available", Type: center.Routable}, {ID: offline, Name: "Offline", Type: center.Offline},
		{ID: "lunch", Name: "Lunch", Type: center.Custom}, {ID: "training", Name: "Training", Type: center.Custom},
	} {
		put(&s)
	}
	put(&center.PredefinedAttribute{Name: "skill", Values: slices.Clone(skills)})
	for i := range 1 + t.rng.IntN(4) {
		put(t.drawQueue(fmt.Sprint("q", i+1)))
	}
	for i := range 1 + t.rng.IntN(3) {
		put(t.drawProfile(fmt.Sprint("p", i+1)))
	}
	for i := range 2 + t.rng.IntN(6) {
		id := fmt.Sprint("u", i+1)
		put(t.drawUser(id))
		t.hire(center.UserID(id))
	}
	for q := range t.dir().Queues.All() {
		put(t.drawFlow("to-"+string(q.ID), "QueueId", string(q.ID)))
	}
	if rest := t.drawQueueFlow(); rest != nil {
		put(rest)
	}
	put(t.drawAsk())
	for u := range t.dir().Users.All() {
		put(t.drawFlow("to-"+string(u.ID), "AgentId", string(u.ID)))
	}
}

func (t *trial) dir() *center.Directory { return t.w.tenant.Engine().Directory() }

// hire sets an agent to work who signs in and becomes available.
func (t *trial) hire(id center.UserID) {
	t.process([]errand{{cmd: routing.SignIn{UserID: id}}, {cmd: routing.SetStatus{UserID: id, StatusID: available}}})
	t.w.Staff(id, t.habits)
}

// habits are those of all agents of a trial: mostly they do what is expected.
func (t *trial) habits(user center.UserID, h Held) (time.Duration, routing.Command) {
	if t.away[user] {
		return 0, nil
	}
	switch h.State {
	case center.AgentConnecting:
		switch n := t.rng.IntN(20); {
		case n == 0 && !t.calm:
			return 0, nil // rings in vain
		case n < 3:
			return t.upTo(10 * time.Second), routing.Reject{UserID: user, ContactID: h.Contact}
		default:
			return t.upTo(8 * time.Second), routing.Accept{UserID: user, ContactID: h.Contact}
		}
	case center.AgentConnected:
		if t.rng.IntN(3) == 0 {
			return t.upTo(time.Minute), routing.Hangup{UserID: user, ContactID: h.Contact}
		}
		return t.upTo(time.Minute), routing.Complete{UserID: user, ContactID: h.Contact}
	case center.AgentPaused:
		return t.upTo(time.Minute), routing.Resume{ContactID: h.Contact}
	default:
		return t.upTo(20 * time.Second), routing.Clear{UserID: user, ContactID: h.Contact}
	}
}

// deed is something that people do now and then.
type deed struct {
	name   string
	weight int
	do     func(*trial)
}

var deeds = []deed{
	{"arrive", 40, (*trial).arrive},
	{"leave", 8, func(t *trial) { t.stop(center.CustomerDisconnect) }},
	{"stop", 3, func(t *trial) { t.stop(center.APIDisconnect) }},
	{"status", 10, (*trial).status},
	{"sign in", 1, func(t *trial) { t.send(routing.SignIn{UserID: t.user()}) }},
	{"attend", 3, func(t *trial) {
		t.send(routing.Attend{UserID: t.user(), Lease: oneOf(t, 0, 10*time.Second, 30*time.Second, time.Minute)})
	}},
	{"rank", 6, (*trial).rank},
	{"pause", 6, (*trial).pause},
	{"assign", 4, func(t *trial) { t.send(routing.Assign{UserID: t.user(), ContactID: t.contact(center.Waiting).ID}) }},
	{"transfer", 7, (*trial).transfer},
	{"consult", 5, (*trial).consult},
	{"call", 8, (*trial).call},
	{"dial", 6, (*trial).dial},
	{"callback", 6, (*trial).askForCallback},
	{"api call", 4, (*trial).apiCall},
	{"reschedule", 2, func(t *trial) {
		t.send(routing.Reschedule{ContactID: t.contact(center.Scheduled).ID, At: t.w.now.Add(t.upTo(time.Minute))})
	}},
	{"life", 2, func(t *trial) {
		t.send(routing.UpdateContact{ContactID: t.contact("").ID, Lifetime: t.upTo(time.Minute)})
	}},
	{"attributes", 3, (*trial).attributes},
	{"queue", 3, func(t *trial) { t.edit(t.drawQueue(string(t.queue()))) }},
	{"profile", 3, func(t *trial) { t.edit(t.drawProfile(oneOf(t, "p1", "p2", "p3", "p4"))) }},
	{"user", 4, func(t *trial) { t.edit(t.drawUser(string(t.user()))) }},
	{"remove", 2, (*trial).remove},
	{"vanish", 2, (*trial).vanish},
	{"look", 3, (*trial).look},
}

// drive lets people do something every now and then.
func (t *trial) drive() {
	t.w.At(t.w.now.Add(t.upTo(3*time.Second)), func() {
		if t.step >= t.steps {
			return
		}
		total := 0
		for _, d := range deeds {
			total += d.weight
		}
		n := t.rng.IntN(total)
		for _, d := range deeds {
			if n -= d.weight; n < 0 {
				if !t.spare[d.name] {
					d.do(t)
				}
				break
			}
		}
		t.drive()
	})
}

// user draws an agent, or at times somebody who may not be there.
func (t *trial) user() center.UserID {
	var ids []center.UserID
	for u := range t.dir().Users.All() {
		ids = append(ids, u.ID)
	}
	if len(ids) == 0 || t.rng.IntN(20) == 0 {
		return center.UserID(fmt.Sprint("u", 1+t.rng.IntN(9)))
	}
	return oneOf(t, ids...)
}

func (t *trial) queue() center.QueueID {
	var ids []center.QueueID
	for q := range t.dir().Queues.All() {
		ids = append(ids, q.ID)
	}
	if len(ids) == 0 || t.rng.IntN(20) == 0 {
		return center.QueueID(fmt.Sprint("q", 1+t.rng.IntN(5)))
	}
	return oneOf(t, ids...)
}

// contact draws a live contact in that state, any where there is none or no
// state is given.
func (t *trial) contact(state center.ContactState) center.Contact {
	var all, fit []center.Contact
	for c := range t.w.tenant.Engine().Contacts() {
		all = append(all, c)
		if c.State == state {
			fit = append(fit, c)
		}
	}
	switch {
	case len(all) == 0:
		return center.Contact{ID: "nobody"}
	case len(fit) == 0 || t.rng.IntN(10) == 0:
		return oneOf(t, all...)
	default:
		return oneOf(t, fit...)
	}
}

// flow draws a way to a queue or an agent.
func (t *trial) flow() center.FlowID {
	var ids []center.FlowID
	for f := range t.dir().Flows.All() {
		if f.Type == center.ContactFlowType {
			ids = append(ids, f.ID)
		}
	}
	if len(ids) == 0 || t.rng.IntN(50) == 0 {
		return "nowhere"
	}
	return oneOf(t, ids...)
}

// arrive brings a contact. One whose answer is lost tries again, with its token.
func (t *trial) arrive() {
	c := center.Contact{Method: center.ByAPI, Flow: center.FlowPosition{FlowID: t.flow()},
		Channel: oneOf(t, center.Voice, center.Chat, center.Task, center.Task, center.Email)}
	if c.Channel == center.Voice {
		c.Method = center.Inbound
	}
	if t.rng.IntN(4) == 0 {
		c.Criteria = []center.Criteria{{Steps: t.drawSteps()}}
	}
	life := time.Duration(0)
	if t.rng.IntN(6) == 0 {
		life = t.upTo(2 * time.Minute)
	}
	later := time.Duration(0)
	if t.rng.IntN(8) == 0 {
		later = t.upTo(time.Minute)
	}
	t.w.made++
	if t.rng.IntN(2) == 0 {
		c.ClientToken = fmt.Sprint("token-", t.w.made)
	}
	t.begin(c, later, life, 0)
}

func (t *trial) begin(c center.Contact, later, life time.Duration, tries int) {
	mine := c
	mine.ID = t.w.NewContactID()
	if later > 0 {
		mine.Scheduled = t.w.now.Add(later)
	}
	t.carry(twin(routing.StartContact{Contact: &mine, Lifetime: life}), func(r routing.Result, err error) {
		switch {
		case err == nil && c.ClientToken != "":
			if known := t.tokens[c.ClientToken]; known != "" && known != r.ContactID {
				t.fail("token %s made %s, and before %s", c.ClientToken, r.ContactID, known)
			}
			t.tokens[c.ClientToken] = r.ContactID
		case err == nil && r.ContactID != mine.ID:
			t.fail("the start of %s was answered with %s", mine.ID, r.ContactID)
		case lost(err) && c.ClientToken != "" && tries < 5:
			t.w.At(t.w.now.Add(time.Second), func() { t.begin(c, later, life, tries+1) })
		}
		if err == nil {
			t.all[r.ContactID] = true
		}
	})
}

func (t *trial) stop(reason center.DisconnectReason) {
	t.send(routing.StopContact{ContactID: t.contact(oneOf(t, center.Waiting, center.Offered, center.Connected, "")).ID, Reason: reason})
}

func (t *trial) status() {
	t.send(routing.SetStatus{UserID: t.user(), StatusID: oneOf[center.AgentStatusID](t, available, available, available, "lunch", "training", offline)})
}

func (t *trial) rank() {
	cmd := routing.SetRank{ContactID: t.contact(center.Waiting).ID}
	switch t.rng.IntN(3) {
	case 0:
		n := int64(1 + t.rng.IntN(8))
		cmd.Priority = &n
	case 1:
		n := int64(t.rng.IntN(121) - 60)
		cmd.Adjust = &n
	default:
		cmd.Steps = t.drawSteps()
	}
	t.send(cmd)
}

func (t *trial) pause() {
	c := t.contact(oneOf(t, center.Connected, center.Waiting, center.Paused, center.Paused))
	if c.State == center.Paused || c.AgentState == center.AgentPaused {
		t.send(routing.Resume{ContactID: c.ID})
		return
	}
	t.send(routing.Pause{ContactID: c.ID})
}

// segment is the next one of a chain.
func (t *trial) segment() *center.Contact {
	return &center.Contact{ID: t.w.NewContactID(), Flow: center.FlowPosition{FlowID: t.flow()}}
}

func (t *trial) transfer() {
	c := t.contact(oneOf(t, center.Connected, center.Waiting))
	cmd := routing.Transfer{ContactID: c.ID, Next: t.segment()}
	cmd.Next.Channel = c.Channel
	if c.State == center.Connected {
		cmd.By = c.AgentID
	}
	if t.rng.IntN(2) == 0 {
		cmd.Next.ClientToken = fmt.Sprint("transfer-", t.w.made)
	}
	t.send(cmd)
}

// talking draws a call in conversation.
func (t *trial) talking(consulting bool) (center.Contact, bool) {
	var found []center.Contact
	for c := range t.w.tenant.Engine().Contacts() {
		if c.Channel == center.Voice && c.State == center.Connected && (c.Call.Third != "") == consulting {
			found = append(found, c)
		}
	}
	if len(found) == 0 {
		return center.Contact{}, false
	}
	return oneOf(t, found...), true
}

func (t *trial) consult() {
	if c, ok := t.talking(false); ok {
		next := t.segment()
		if t.rng.IntN(3) == 0 {
			next = &center.Contact{ID: next.ID, Endpoint: center.Endpoint{Type: "TELEPHONE_NUMBER", Address: "+12065550177"}}
		}
		t.send(routing.Consult{UserID: c.AgentID, ContactID: c.ID, Next: next})
	}
}

// askForCallback is a customer who calls and wants to be called back.
func (t *trial) askForCallback() {
	t.w.made++
	t.begin(center.Contact{Method: center.Inbound, Channel: center.Voice, Flow: center.FlowPosition{FlowID: "ask"},
		Endpoint: center.Endpoint{Type: "TELEPHONE_NUMBER", Address: "+12065550144"}}, 0, 0, 0)
}

// apiCall calls a customer, who is queued after the answer, under a quota or none.
func (t *trial) apiCall() {
	t.w.made++
	c := center.Contact{Method: center.ByAPI, Channel: center.Voice, Flow: center.FlowPosition{FlowID: t.flow()}, ClientToken: fmt.Sprint("call-", t.w.made),
		Endpoint: center.Endpoint{Type: "TELEPHONE_NUMBER", Address: "+12065550155"}, System: center.Endpoint{Type: "TELEPHONE_NUMBER", Address: "+12065550100"},
		Dial: center.Dial{Ring: oneOf(t, 15*time.Second, time.Minute), Most: 1}}
	t.begin(c, 0, 0, 0)
}

// drawAsk is the flow that makes callbacks.
func (t *trial) drawAsk() *center.ContactFlow {
	content := fmt.Sprintf(`{"Version":"2019-10-30","StartAction":"c","Actions":[
{"Identifier":"c","Type":"CreateCallbackContact","Parameters":{"QueueId":%q,"InitialCallDelaySeconds":"%d","MaximumConnectionAttempts":"%d","RetryDelaySeconds":"%d"},
"Transitions":{"NextAction":"x","Errors":[{"ErrorType":"NoMatchingError","NextAction":"x"}],"Conditions":[]}},
{"Identifier":"x","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`, t.queue(), 1+t.rng.IntN(20), 1+t.rng.IntN(3), 1+t.rng.IntN(20))
	return &center.ContactFlow{ID: "ask", Name: "ask", Type: center.ContactFlowType, Content: content}
}

// dial lets an agent call a number.
func (t *trial) dial() {
	c := &center.Contact{ID: t.w.NewContactID(), Endpoint: center.Endpoint{Type: "TELEPHONE_NUMBER", Address: "+12065550123"}}
	if t.rng.IntN(3) == 0 {
		c.Target.QueueID = t.queue()
	}
	t.send(routing.Dial{UserID: t.user(), Contact: c})
}

// gateway is the far end of a call that is being dialled.
func (t *trial) gateway(id center.ContactID) {
	var cmd routing.Command
	switch n := t.rng.IntN(10); {
	case n < 6:
		cmd = routing.Answer{ContactID: id}
	case n < 9:
		cmd = routing.Refuse{ContactID: id, Reason: oneOf(t, center.TelecomBusy, center.TelecomInvalid, center.TelecomUnanswered)}
	default:
		return // it rings out
	}
	t.w.At(t.w.now.Add(t.upTo(20*time.Second)), func() { t.send(cmd) })
}

// call does something with the parties of a call.
func (t *trial) call() {
	c, ok := t.talking(t.rng.IntN(3) > 0)
	if !ok {
		return
	}
	user, party, off := c.AgentID, oneOf(t, center.CustomerParty, center.ThirdParty), t.rng.IntN(2) == 0
	switch t.rng.IntN(6) {
	case 0:
		t.send(routing.Hold{UserID: user, ContactID: c.ID, Party: party, Off: off})
	case 1:
		t.send(routing.Mute{UserID: user, ContactID: c.ID, Party: oneOf(t, center.AgentParty, party), Off: off})
	case 2:
		t.send(routing.Join{UserID: user, ContactID: c.ID})
	case 3:
		t.send(routing.Toggle{UserID: user, ContactID: c.ID, Party: party})
	case 4:
		t.send(routing.Drop{UserID: user, ContactID: c.ID, Party: party})
	default:
		t.send(routing.Hangup{UserID: user, ContactID: c.ID})
	}
}

// attributes sets attributes of a live or, at times, of a finished contact.
func (t *trial) attributes() {
	cmd := routing.UpdateAttributes{ContactID: t.contact("").ID, Attributes: map[string]string{oneOf(t, "a", "b"): fmt.Sprint(t.step)}}
	t.send(cmd)
}

// edit puts a resource, new or changed, mostly on the revision that is there.
func (t *trial) edit(r center.Resource) {
	cmd := routing.Put{Resource: r}
	if old, ok := t.dir().Get(r.RecordKind(), r.RecordKey()); ok && t.rng.IntN(15) > 0 {
		cmd.Base = old.ResourceStamp().Revision
	}
	t.send(cmd)
	if u, ok := r.(*center.User); ok && cmd.Base == 0 {
		t.w.At(t.w.now.Add(time.Second), func() {
			t.send(routing.SetStatus{UserID: u.ID, StatusID: available})
			if !slices.ContainsFunc(t.w.desks, func(d *Desk) bool { return d.user == u.ID }) {
				t.w.Staff(u.ID, t.habits)
			}
		})
	}
}

func (t *trial) remove() {
	cmd := routing.Remove{Kind: center.KindUser, ID: string(t.user())}
	switch t.rng.IntN(4) {
	case 0:
		cmd = routing.Remove{Kind: center.KindQueue, ID: string(t.queue())}
	case 1:
		cmd = routing.Remove{Kind: center.KindFlow, ID: string(t.flow())}
	case 2:
		cmd = routing.Remove{Kind: center.KindRoutingProfile, ID: oneOf(t, "p1", "p2", "p3", "p4")}
	}
	t.send(cmd)
}

// vanish lets an agent leave the desk as it is, and come back.
func (t *trial) vanish() {
	id := t.user()
	t.away[id] = true
	t.w.At(t.w.now.Add(t.upTo(2*time.Minute)), func() {
		delete(t.away, id)
		t.wake(id)
	})
}

// look is news that came twice, or for nothing.
func (t *trial) look() { t.wake(t.user()) }

func (t *trial) wake(id center.UserID) {
	for _, d := range t.w.desks {
		if d.user == id {
			clear(d.seen)
			d.Look()
		}
	}
}

func (t *trial) drawQueue(id string) *center.Queue {
	return &center.Queue{ID: center.QueueID(id), Name: id, HoursID: "h", Disabled: t.rng.IntN(15) == 0,
		MaxContacts: oneOf[int32](t, -1, -1, -1, 3, 5, 8), Outbound: center.OutboundCaller{NumberID: "n"}}
}

func (t *trial) drawProfile(id string) *center.RoutingProfile {
	p := &center.RoutingProfile{ID: center.RoutingProfileID(id), Name: id, Timer: oneOf(t, center.SinceLastActivity, center.SinceLastInbound)}
	p.Media[center.Voice] = center.MediaRule{Concurrency: 1, AnyChannel: t.rng.IntN(2) == 0}
	for ch := center.Chat; ch < center.Channels; ch++ {
		p.Media[ch] = center.MediaRule{Concurrency: oneOf(t, 1, 2, 3, 0), AnyChannel: t.rng.IntN(2) == 0}
	}
	for q := range t.dir().Queues.All() {
		p.DefaultOutboundQueueID = q.ID
		for ch := range center.Channel(center.Channels) {
			if t.rng.IntN(5) > 0 {
				p.Queues = append(p.Queues, center.QueueConfig{QueueID: q.ID, Channel: ch, Priority: 1 + t.rng.IntN(3),
					Delay: time.Duration(oneOf(t, 0, 0, 0, 5, 10, 20)) * time.Second})
			}
		}
	}
	return p
}

func (t *trial) drawUser(id string) *center.User {
	var profiles []center.RoutingProfileID
	for p := range t.dir().Profiles.All() {
		profiles = append(profiles, p.ID)
	}
	u := &center.User{ID: center.UserID(id), Username: id, ProfileID: oneOf(t, profiles...)}
	u.Phone.AutoAccept = t.rng.IntN(4) == 0
	u.Phone.AfterContactWork = oneOf(t, 0, 0, 5*time.Second, 20*time.Second)
	for _, s := range skills {
		if level := t.rng.IntN(6); level > 0 {
			u.Proficiencies = append(u.Proficiencies, center.Proficiency{Name: "skill", Value: s, Level: float64(level)})
		}
	}
	return u
}

func (t *trial) drawSteps() []center.RoutingStep {
	list := make([]center.RoutingStep, 1+t.rng.IntN(3))
	for i := range list {
		c := &center.AttributeCondition{Name: "skill", Value: oneOf(t, skills...), Min: float64(1 + t.rng.IntN(5)), Max: 5, Range: true}
		list[i] = center.RoutingStep{Expression: center.Expression{Attribute: c}, Duration: time.Duration(1+t.rng.IntN(20)) * time.Second}
		if t.rng.IntN(4) == 0 {
			list[i].Expression = center.Expression{Attribute: &center.AttributeCondition{Agents: []center.UserID{t.user()}}}
		}
	}
	if t.rng.IntN(2) == 0 {
		list[len(list)-1].Duration = 0
	}
	return list
}

// drawQueueFlow is what happens to those who wait: nothing, another rank, another
// queue, or a goodbye.
func (t *trial) drawQueueFlow() *center.ContactFlow {
	then := ""
	switch t.rng.IntN(4) {
	case 0:
		return nil
	case 1:
		then = `{"Identifier":"a","Type":"UpdateContactRoutingBehavior","Parameters":{"QueuePriority":"2"},"Transitions":{"NextAction":"x"}},
{"Identifier":"x","Type":"EndFlowExecution","Parameters":{},"Transitions":{}}`
	case 2:
		then = fmt.Sprintf(`{"Identifier":"a","Type":"UpdateContactTargetQueue","Parameters":{"QueueId":%q},"Transitions":{"NextAction":"b","Errors":[{"ErrorType":"NoMatchingError","NextAction":"x"}],"Conditions":[]}},
{"Identifier":"b","Type":"TransferContactToQueue","Parameters":{},"Transitions":{"NextAction":"x","Conditions":[],"Errors":[{"ErrorType":"QueueAtCapacity","NextAction":"x"},{"ErrorType":"NoMatchingError","NextAction":"x"}]}},
{"Identifier":"x","Type":"EndFlowExecution","Parameters":{},"Transitions":{}}`, t.queue())
	default:
		then = `{"Identifier":"a","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}`
	}
	return &center.ContactFlow{ID: "rest", Name: center.CustomerQueueFlow.DefaultName(), Type: center.CustomerQueueFlow, Content: fmt.Sprintf(
		`{"Version":"2019-10-30","StartAction":"w","Actions":[{"Identifier":"w","Type":"Wait","Parameters":{"TimeoutSeconds":"%d"},"Transitions":{"NextAction":"a",
"Errors":[{"ErrorType":"NoMatchingError","NextAction":"a"}],"Conditions":[{"NextAction":"a","Condition":{"Operator":"Equals","Operands":["WaitCompleted"]}}]}},%s]}`,
		10+t.rng.IntN(30), then)}
}

// drawFlow leads to a queue or an agent, and at times to a second queue where
// that is full.
func (t *trial) drawFlow(id, member, target string) *center.ContactFlow {
	return way(id, member, target, string(t.queue()))
}

// way is a flow to a queue or an agent and, where that is full, to a second
// queue.
func way(id, member, target, second string) *center.ContactFlow {
	content := fmt.Sprintf(`{"Version":"2019-10-30","StartAction":"a","Actions":[
{"Identifier":"a","Type":"UpdateContactTargetQueue","Parameters":{%q:%q},"Transitions":{"NextAction":"b","Errors":[{"ErrorType":"NoMatchingError","NextAction":"x"}],"Conditions":[]}},
{"Identifier":"b","Type":"TransferContactToQueue","Parameters":{},"Transitions":{"NextAction":"x","Conditions":[],"Errors":[{"ErrorType":"QueueAtCapacity","NextAction":"c"},{"ErrorType":"NoMatchingError","NextAction":"c"}]}},
{"Identifier":"c","Type":"UpdateContactTargetQueue","Parameters":{"QueueId":%q},"Transitions":{"NextAction":"d","Errors":[{"ErrorType":"NoMatchingError","NextAction":"x"}],"Conditions":[]}},
{"Identifier":"d","Type":"TransferContactToQueue","Parameters":{},"Transitions":{"NextAction":"x","Conditions":[],"Errors":[{"ErrorType":"QueueAtCapacity","NextAction":"x"},{"ErrorType":"NoMatchingError","NextAction":"x"}]}},
{"Identifier":"x","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`, member, target, second)
	return &center.ContactFlow{ID: center.FlowID(id), Name: id, Type: center.ContactFlowType, Content: content}
}

// twin copies a command as deep as the engine takes it over.
func twin(cmd routing.Command) routing.Command {
	contact := func(c *center.Contact) *center.Contact {
		mine := *c
		mine.Criteria = slices.Clone(c.Criteria)
		for i := range mine.Criteria {
			mine.Criteria[i].Steps = slices.Clone(mine.Criteria[i].Steps)
		}
		return &mine
	}
	switch cmd := cmd.(type) {
	case routing.StartContact:
		cmd.Contact = contact(cmd.Contact)
		return cmd
	case routing.Transfer:
		cmd.Next = contact(cmd.Next)
		return cmd
	case routing.Consult:
		cmd.Next = contact(cmd.Next)
		return cmd
	case routing.Dial:
		cmd.Contact = contact(cmd.Contact)
		return cmd
	case routing.SetRank:
		cmd.Steps = slices.Clone(cmd.Steps)
		return cmd
	case routing.Put:
		switch r := cmd.Resource.(type) {
		case *center.Queue:
			mine := *r
			cmd.Resource = &mine
		case *center.RoutingProfile:
			mine := *r
			mine.Queues = slices.Clone(r.Queues)
			cmd.Resource = &mine
		case *center.User:
			mine := *r
			cmd.Resource = &mine
		case *center.ContactFlow:
			mine := *r
			cmd.Resource = &mine
		}
		return cmd
	default:
		return cmd
	}
}
