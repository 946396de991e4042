package routing

import (
	"fmt"
	"math/bits"
	"slices"
	"time"

	"pgregory.net/rapid"

	"strowger/internal/center"
)

// number draws a number with equal chances, bit by bit: the generators of rapid
// for numbers love small ones so much that most of a centre would never happen.
// Fewer set bits are smaller for rapid, so that a failure shrinks towards least.
func (d *duel) number(label string, least, most int) int {
	span := most - least + 1
	return least + rapid.Custom(func(t *rapid.T) int {
		n := 0
		for range bits.Len(uint(span)) + 4 {
			n *= 2
			if rapid.Bool().Draw(t, "bit") {
				n++
			}
		}
		return n % span
	}).Draw(d.T, label)
}

// oneOf gives one of the values, each with the same chance.
func oneOf[V any](d *duel, label string, values ...V) V {
	return values[d.number(label, 0, len(values)-1)]
}

// seldom is true once in n times.
func (d *duel) seldom(label string, n int) bool { return d.number(label, 0, n-1) == n-1 }

// queueID is a queue that there is, or at times one that there may not be.
func (d *duel) queueID() center.QueueID {
	if ids := sortedKeys(d.m.queues); len(ids) > 0 && !d.seldom("unknown", 30) {
		return oneOf(d, "queue", ids...)
	}
	return center.QueueID(fmt.Sprintf("q%d", d.number("queue", 1, 6)))
}

func (d *duel) flowID() center.FlowID {
	ids := slices.DeleteFunc(sortedKeys(d.m.flows), func(id center.FlowID) bool { return slices.Contains(queueFlows, id) })
	if len(ids) > 0 && !d.seldom("unknown", 50) {
		return oneOf(d, "flow", ids...)
	}
	return center.FlowID(fmt.Sprintf("f%d", d.number("flow", 1, 6)))
}

func (d *duel) userID() center.UserID {
	if ids := sortedKeys(d.m.agents); len(ids) > 0 && !d.seldom("unknown", 30) {
		return oneOf(d, "user", ids...)
	}
	return center.UserID(fmt.Sprintf("u%d", d.number("user", 1, 9)))
}

// contactID is any contact that there ever was, a late one as a rule.
func (d *duel) contactID() center.ContactID {
	if n := len(d.m.contacts); n > 0 && !d.seldom("unknown", 20) {
		return d.m.contacts[max(n-1-d.number("back", 0, 12), 0)].ID
	}
	return "nobody"
}

// draw draws a command that makes sense now in most cases.
func (d *duel) draw() errand {
	switch n := d.number("command", 0, 135); {
	case n < 24:
		return d.drawStart()
	case n < 50:
		return d.drawAnswer()
	case n < 68:
		return d.drawFinish()
	case n < 80:
		return d.drawStatus()
	case n < 85:
		_, id, _ := d.some(func(c *center.Contact) bool { return c.State != center.Ended })
		reason := oneOf(d, "reason", center.CustomerDisconnect, center.APIDisconnect)
		return errand{fmt.Sprint("stop ", id), func() Command { return StopContact{ContactID: id, Reason: reason} }}
	case n < 92:
		return d.drawRank()
	case n < 94:
		id := d.userID()
		if d.seldom("session", 3) {
			return errand{fmt.Sprint("sign in ", id), func() Command { return SignIn{UserID: id} }}
		}
		lease := oneOf(d, "lease", seconds(10), seconds(25), seconds(60), 0, -1)
		return errand{fmt.Sprint("attend ", id, " ", lease), func() Command { return Attend{UserID: id, Lease: lease} }}
	case n < 100:
		return d.drawPut()
	case n < 102:
		return d.drawConfigure()
	case n < 104:
		return d.drawRemove()
	case n < 112:
		return d.drawDial()
	default:
		return d.drawSegment()
	}
}

func (d *duel) drawStart() errand {
	d.next++
	c := center.Contact{ID: center.ContactID(fmt.Sprintf("c%d", d.next)), Method: center.ByAPI,
		Channel: oneOf(d, "channel", center.Voice, center.Chat, center.Task, center.Email, center.Task, center.Task),
		Flow:    center.FlowPosition{FlowID: d.flowID()}}
	if c.Channel == center.Voice {
		c.Method = center.Inbound
		if !d.seldom("withheld", 4) {
			c.Endpoint = center.Endpoint{Type: "TELEPHONE_NUMBER", Address: "+12065550100"}
		}
	}
	if d.seldom("token", 10) {
		c.ClientToken = oneOf(d, "token", "t1", "t2")
	}
	if d.seldom("ours", 4) {
		c.Criteria = []center.Criteria{{Steps: fresh(d.drawSteps())}}
	}
	if d.seldom("later", 8) {
		c.Scheduled = d.now.Add(seconds(oneOf(d, "scheduled", 1, 5, 10, 20, 40, 0)))
	}
	life := time.Duration(0)
	if d.seldom("mortal", 6) || c.Scheduled != 0 && d.seldom("mortal", 2) {
		if life = seconds(oneOf(d, "life", 5, 10, 20, 30, 60)); d.seldom("moment", 3) {
			c.Expires, life = d.now.Add(life), 0
		}
	}
	if d.seldom("target", 4) {
		c.Flow.Target = d.drawTarget("given")
	}
	c.Hooks = d.drawHooks()
	limit := d.drawLimit()
	return errand{fmt.Sprint("start ", text(c), " life ", life, " limit ", limit), func() Command {
		mine := c
		mine.Criteria = slices.Clone(c.Criteria)
		for i := range mine.Criteria {
			mine.Criteria[i].Steps = slices.Clone(mine.Criteria[i].Steps)
		}
		return StartContact{Contact: &mine, Lifetime: life, Limit: limit}
	}}
}

// some picks one of the contacts for which keep holds, with its agent; any
// contact and user at times, and where there is none, a few times only (ok).
func (d *duel) some(keep func(*center.Contact) bool) (user center.UserID, id center.ContactID, ok bool) {
	var found []*center.Contact
	for _, c := range d.m.contacts {
		if keep(c) {
			found = append(found, c)
		}
	}
	if d.seldom("nonsense", 15) {
		return d.userID(), d.contactID(), true
	}
	if len(found) == 0 {
		return "", "", false
	}
	c := oneOf(d, "contact", found...)
	return c.AgentID, c.ID, true
}

func (d *duel) drawAnswer() errand {
	user, id, ok := d.some(func(c *center.Contact) bool { return c.State == center.Offered })
	switch {
	case !ok:
		return d.drawElse()
	case d.number("answer", 0, 4) < 4:
		return errand{fmt.Sprint("accept ", user, " ", id), func() Command { return Accept{UserID: user, ContactID: id} }}
	default:
		return errand{fmt.Sprint("reject ", user, " ", id), func() Command { return Reject{UserID: user, ContactID: id} }}
	}
}

func (d *duel) drawFinish() errand {
	user, id, ok := d.some(func(c *center.Contact) bool {
		return c.State == center.Connected || c.State == center.Ended && c.Live()
	})
	var blocked []*modelAgent
	for _, u := range sortedKeys(d.m.agents) {
		if len(d.m.agents[u].uncleared) > 0 {
			blocked = append(blocked, d.m.agents[u])
		}
	}
	if len(blocked) > 0 && d.number("missed", 0, 2) < 2 {
		a := oneOf(d, "blocked", blocked...)
		user, id, ok = a.user.ID, oneOf(d, "uncleared", a.uncleared...).ContactID, true
	}
	if !ok {
		return d.drawElse()
	}
	switch d.number("finish", 0, 5) {
	case 0, 1:
		return errand{fmt.Sprint("clear ", user, " ", id), func() Command { return Clear{UserID: user, ContactID: id} }}
	case 2, 3:
		return errand{fmt.Sprint("complete ", user, " ", id), func() Command { return Complete{UserID: user, ContactID: id} }}
	default:
		return errand{fmt.Sprint("hangup ", user, " ", id), func() Command { return Hangup{UserID: user, ContactID: id} }}
	}
}

// drawElse draws something that gets the work going again where nothing of the
// kind that was wanted is there to be done.
func (d *duel) drawElse() errand {
	var away []*modelAgent
	for _, u := range sortedKeys(d.m.agents) {
		if a := d.m.agents[u]; a.status != "available" || a.next != "" || len(a.uncleared) > 0 {
			away = append(away, a)
		}
	}
	if len(away) == 0 || d.seldom("more", 3) {
		return d.drawStart()
	}
	a := oneOf(d, "away", away...)
	user := a.user.ID
	if len(a.uncleared) > 0 {
		id := a.uncleared[0].ContactID
		return errand{fmt.Sprint("clear ", user, " ", id), func() Command { return Clear{UserID: user, ContactID: id} }}
	}
	return errand{fmt.Sprint("available ", user), func() Command { return SetStatus{UserID: user, StatusID: "available"} }}
}

func (d *duel) drawStatus() errand {
	id := d.userID()
	choices := []center.AgentStatusID{"available", "available", "available", "available", "available", "available", "lunch", "offline"}
	if a := d.m.agents[id]; a != nil && a.status == "available" && a.next == "" {
		choices = []center.AgentStatusID{"available", "lunch", "lunch", "lunch", "training", "training", "offline"}
	}
	if d.seldom("odd", 10) {
		choices = []center.AgentStatusID{"retired", "unknown"}
	}
	status := oneOf(d, "status", choices...)
	return errand{fmt.Sprint("status ", id, " ", status), func() Command { return SetStatus{UserID: id, StatusID: status} }}
}

func (d *duel) drawRank() errand {
	_, id, ok := d.some(func(c *center.Contact) bool { return c.ToAgent == 0 && c.State != center.Ended })
	if !ok {
		id = d.contactID()
	}
	cmd := SetRank{ContactID: id}
	if n := d.number("rank", 0, 20); n > 0 {
		if n%2 == 0 || n == 19 {
			v := oneOf[int64](d, "priority", 1, 4, 4, 5, 6, 6, 1<<62, 0)
			cmd.Priority = &v
		}
		if n%2 == 1 {
			v := oneOf[int64](d, "adjust", -600, -60, -5, 0, 5, 60, 600)
			cmd.Adjust = &v
		}
	}
	if d.seldom("criteria", 2) {
		cmd.Steps = d.drawSteps()
		d.spoil(cmd.Steps, true)
	}
	return errand{"rank " + text(cmd), func() Command {
		mine := cmd
		mine.Steps = slices.Clone(cmd.Steps)
		return mine
	}}
}

// drawPut draws a change of something there is, or something new; at times on a
// base that is not the current one.
func (d *duel) drawPut() errand {
	off := oneOf[int64](d, "base", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, -1)
	switch d.number("kind", 0, 8) {
	case 8:
		s := d.m.security["none"]
		base := max(s.Stamp.Revision+off, 0)
		s.Permissions = oneOf(d, "permissions", nil, nil, []string{"BasicAgentAccess", "Queues.View"}, []string{"BasicAgentAccess", "MyContacts.View"}, []string{"BasicAgentAccess", "ContactSearch.View"})
		return errand{"put " + text(s), func() Command { mine := s; return Put{Resource: &mine, Base: base} }}
	case 0:
		id := d.queueID()
		return d.drawQueue(string(id), max(d.m.queues[id].Stamp.Revision+off, 0))
	case 1, 6, 7:
		id := fmt.Sprintf("p%d", d.number("profile", 1, 5))
		return d.drawProfile(id, max(d.m.profiles[center.RoutingProfileID(id)].Stamp.Revision+off, 0))
	case 2, 3:
		id, base := d.userID(), int64(0)
		if a := d.m.agents[id]; a != nil {
			base = a.user.Stamp.Revision
		}
		return d.drawUser(string(id), max(base+off, 0))
	case 4:
		id := fmt.Sprintf("f%d", d.number("flow", 1, 6))
		return d.drawFlow(id, max(d.m.flows[center.FlowID(id)].Stamp.Revision+off, 0))
	default:
		s := d.m.statuses[oneOf[center.AgentStatusID](d, "status", "available", "offline", "lunch", "training", "retired")]
		base := max(s.Stamp.Revision+off, 0)
		s.Description = oneOf(d, "description", "", "new")
		return errand{"put " + text(s), func() Command { mine := s; return Put{Resource: &mine, Base: base} }}
	}
}

func (d *duel) name(id string) string {
	if d.seldom("name", 30) {
		return "taken"
	}
	return id
}

func (d *duel) drawQueue(id string, base int64) errand {
	q := center.Queue{ID: center.QueueID(id), Name: d.name(id), HoursID: oneOf[center.HoursID](d, "hours", "h", "h", "h", "h", "h", "h", "h", "h", "h", "gone"),
		MaxContacts: oneOf[int32](d, "max", -1, -1, -1, -1, -1, -1, -1, 0, 1, 2, 3, 4, 4, 5, 5, 6), Disabled: d.seldom("disabled", 20)}
	if !d.seldom("no caller id", 20) {
		q.Outbound.NumberID = "n"
	}
	if base == 0 {
		q.HoursID = "h"
	}
	return errand{"put " + text(q), func() Command { mine := q; return Put{Resource: &mine, Base: base} }}
}

func (d *duel) drawProfile(id string, base int64) errand {
	p := center.RoutingProfile{ID: center.RoutingProfileID(id), Name: d.name(id),
		Timer: oneOf(d, "timer", center.SinceLastActivity, center.SinceLastInbound)}
	known := sortedKeys(d.m.queues)
	if len(known) == 0 || d.seldom("known", 40) {
		known = append(known, "gone")
	}
	p.DefaultOutboundQueueID = known[0]
	p.Media[center.Voice] = center.MediaRule{Concurrency: oneOf(d, "voice", 1, 1, 1, 0), AnyChannel: d.seldom("any", 2)}
	for ch := center.Chat; ch < center.Channels; ch++ {
		p.Media[ch] = center.MediaRule{Concurrency: oneOf(d, "concurrency", 1, 2, 1, 3, 2, 0), AnyChannel: d.seldom("any", 2)}
	}
	for _, q := range known {
		for ch := range center.Channel(center.Channels) {
			if d.seldom("pair", 4) {
				continue
			}
			p.Queues = append(p.Queues, center.QueueConfig{QueueID: q, Channel: ch, Priority: d.number("priority", 1, 3),
				Delay: seconds(oneOf(d, "delay", 0, 0, 0, 0, 5, 10, 15, 20, 30))})
		}
	}
	for _, q := range known {
		if d.seldom("manual", 2) {
			p.ManualQueues = append(p.ManualQueues, center.QueueChannel{QueueID: q, Channel: oneOf(d, "channel", center.Task, center.Chat)})
		}
	}
	if len(p.Queues) > 0 && d.seldom("twice", 40) {
		p.Queues = append(p.Queues, p.Queues[0])
	}
	return errand{"put " + text(p), func() Command {
		mine := p
		mine.Queues = slices.Clone(p.Queues)
		return Put{Resource: &mine, Base: base}
	}}
}

func (d *duel) drawUser(id string, base int64) errand {
	profiles := sortedKeys(d.m.profiles)
	if len(profiles) == 0 || d.seldom("known", 40) {
		profiles = append(profiles, "gone")
	}
	u := center.User{ID: center.UserID(id), Username: d.name(id), ProfileID: oneOf(d, "profile", profiles...)}
	u.SecurityProfiles = oneOf(d, "security", nil, nil, nil, nil, []center.SecurityProfileID{"page"}, []center.SecurityProfileID{"page", "none"}, []center.SecurityProfileID{"none"})
	u.Phone.AutoAccept = d.seldom("auto", 4)
	u.Phone.AfterContactWork = oneOf[time.Duration](d, "work", 0, seconds(5), seconds(5), seconds(20))
	for ch := range u.Media {
		if d.seldom("by channel", 6) {
			on := d.seldom("auto", 2)
			u.Media[ch].AutoAccept = &on
		}
		if d.seldom("by channel", 6) {
			limit := seconds(oneOf(d, "work", 0, 3, 5, 20))
			u.Media[ch].AfterContactWork = &limit
		}
	}
	for _, value := range skills {
		if level := d.number("level", 0, 5); level > 0 {
			u.Proficiencies = append(u.Proficiencies, center.Proficiency{Name: "skill", Value: value, Level: float64(level)})
		}
	}
	return errand{"put " + text(u), func() Command { mine := u; return Put{Resource: &mine, Base: base} }}
}

func (d *duel) drawTarget(label string) (t center.FlowTarget) {
	if d.seldom(label+" agent", 5) {
		t.UserID = d.userID()
	} else {
		t.QueueID = d.queueID()
	}
	return t
}

func (d *duel) drawFlow(id string, base int64) errand {
	r := modelRoute{target: d.drawTarget("target"), given: d.seldom("given", 4)}
	if d.seldom("criteria", 5) {
		r.steps = d.drawSteps()
		d.spoil(r.steps, false)
	}
	if d.seldom("callback", 4) {
		r.callback = d.drawCallback()
	}
	if d.seldom("full", 2) {
		r.full = d.drawTarget("full")
	}
	if d.seldom("fail", 2) {
		r.fail = d.drawTarget("fail")
	}
	if d.seldom("ranked", 3) {
		v := oneOf[int64](d, "priority", 1, 4, 6)
		r.priority = &v
	}
	if d.seldom("adjusted", 3) {
		v := oneOf[int64](d, "adjust", -30, -5, 5, 30)
		r.adjust = &v
	}
	f := center.ContactFlow{ID: center.FlowID(id), Name: d.name(id), Type: center.ContactFlowType, Content: r.content()}
	d.m.routes[f.Content] = r
	return errand{fmt.Sprintf("put flow %s to %v (given %v) full %v fail %v %s %s steps %s base %d", id, r.target, r.given, r.full, r.fail, text(r.priority), text(r.adjust), text(r.steps), base),
		func() Command { mine := f; return Put{Resource: &mine, Base: base} }}
}

func (d *duel) drawRemove() errand {
	cmd := Remove{Kind: center.KindUser, ID: string(d.userID())}
	switch d.number("kind", 0, 5) {
	case 0, 1:
		cmd = Remove{Kind: center.KindQueue, ID: string(d.queueID())}
	case 2:
		cmd = Remove{Kind: center.KindRoutingProfile, ID: fmt.Sprintf("p%d", d.number("profile", 1, 5))}
	case 3:
		cmd = Remove{Kind: center.KindFlow, ID: fmt.Sprintf("f%d", d.number("flow", 1, 6))}
	case 4:
		cmd = Remove{Kind: center.KindAgentStatus, ID: oneOf(d, "status", "available", "unknown")}
	}
	return errand{"remove " + text(cmd), func() Command { return cmd }}
}

// content writes the route as a flow.
func (r modelRoute) content() string {
	type object = map[string]any
	var actions []object
	add := func(id, kind string, parameters, transitions object) {
		actions = append(actions, object{"Identifier": id, "Type": kind, "Parameters": parameters, "Transitions": transitions})
	}
	rank := func(id, name string, value *int64, next string) string {
		if value == nil {
			return next
		}
		add(id, "UpdateContactRoutingBehavior", object{name: *value}, object{"NextAction": next})
		return id
	}
	transfer := func(id, full, fail string) {
		add(id, "TransferContactToQueue", object{}, object{"NextAction": "x", "Errors": []object{
			{"ErrorType": "QueueAtCapacity", "NextAction": full}, {"ErrorType": "NoMatchingError", "NextAction": fail}}})
	}
	visit := func(id string, t center.FlowTarget, full, fail string) string {
		if t == (center.FlowTarget{}) {
			return "x"
		}
		parameters := object{"QueueId": t.QueueID}
		if t.UserID != "" {
			parameters = object{"AgentId": t.UserID}
		}
		add(id, "UpdateContactTargetQueue", parameters, object{"NextAction": id + "t",
			"Errors": []object{{"ErrorType": "NoMatchingError", "NextAction": "x"}}})
		transfer(id+"t", full, fail)
		return id
	}
	first, full, fail := "qt", visit("full", r.full, "x", "x"), visit("fail", r.fail, "x", "x")
	if r.given {
		transfer("qt", full, fail)
	} else {
		first = visit("q", r.target, full, fail)
	}
	if r.callback != nil { // after the criteria, which it takes along
		actions, first = append(actions, r.callback.action(first)), "cb"
	}
	if r.steps != nil {
		add("s", "UpdateRoutingCriteria", object{"RoutingCriteria": object{"Steps": stepsDocument(r.steps)}},
			object{"NextAction": first, "Errors": []object{{"ErrorType": "NoMatchingError", "NextAction": "x"}}})
		first = "s"
	}
	first = rank("a", "QueueTimeAdjustmentSeconds", r.adjust, rank("p", "QueuePriority", r.priority, first))
	if r.wait > 0 {
		add("w", "Wait", object{"TimeoutSeconds": int(r.wait.Seconds())}, object{"NextAction": first, "Errors": []object{{"ErrorType": "NoMatchingError", "NextAction": first}},
			"Conditions": []object{{"NextAction": first, "Condition": object{"Operator": "Equals", "Operands": []string{"WaitCompleted"}}}}})
		first = "w"
	}
	add("x", "DisconnectParticipant", object{}, object{})
	return text(object{"Version": "2019-10-30", "StartAction": first, "Actions": actions})
}
