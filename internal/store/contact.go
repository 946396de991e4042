package store

import "strowger/internal/center"

// appendContact appends the body of a contact.
func appendContact(b []byte, c *center.Contact) []byte {
	start := len(b)
	b = textMember(b, `,"ID":`, c.ID)
	b = textMember(b, `,"InitialID":`, c.InitialID)
	b = textMember(b, `,"PreviousID":`, c.PreviousID)
	b = textMember(b, `,"NextID":`, c.NextID)
	b = textMember(b, `,"RelatedID":`, c.RelatedID)
	b = channelMember(b, `,"Channel":`, c.Channel)
	b = textMember(b, `,"Method":`, c.Method)
	b = textMember(b, `,"Name":`, c.Name)
	b = textMember(b, `,"Description":`, c.Description)
	b = textMember(b, `,"TemplateID":`, c.TemplateID)
	b = textMember(b, `,"ClientToken":`, c.ClientToken)
	b = textMember(b, `,"CustomerID":`, c.CustomerID)
	b = endpointMember(b, `,"Endpoint":`, &c.Endpoint)
	b = endpointMember(b, `,"System":`, &c.System)
	b = mapMember(b, `,"References":`, c.References, appendReference)
	b = mapMember(b, `,"Attributes":`, c.Attributes, appendText)
	b = mapMember(b, `,"Segment":`, c.Segment, appendText)
	b = mapMember(b, `,"Tags":`, c.Tags, appendText)
	b = customerMember(b, &c.Customer)
	b = textMember(b, `,"CallbackNumber":`, c.CallbackNumber)
	b = dialMember(b, &c.Dial)
	b = textMember(b, `,"State":`, c.State)
	b = flowMember(b, &c.Flow)
	b = mapMember(b, `,"Hooks":`, c.Hooks, appendFlowID)
	b = appendContactRouting(b, c)
	return closeObject(b, start)
}

// appendContactRouting appends the members that say where a contact waits, who
// has it, and when.
func appendContactRouting(b []byte, c *center.Contact) []byte {
	b = targetMember(b, &c.Target)
	b = numberMember(b, `,"Priority":`, c.Priority)
	b = numberMember(b, `,"Adjust":`, c.Adjust)
	b = numberMember(b, `,"RankTime":`, c.RankTime)
	b = numberMember(b, `,"Sequence":`, c.Sequence)
	b = listMember(b, `,"Criteria":`, c.Criteria, appendCriteria)
	b = numberMember(b, `,"Matched":`, c.Matched)
	b = textMember(b, `,"AgentID":`, c.AgentID)
	b = textMember(b, `,"AgentState":`, c.AgentState)
	b = numberMember(b, `,"AgentSince":`, c.AgentSince)
	b = numberMember(b, `,"AgentUntil":`, c.AgentUntil)
	b = numberMember(b, `,"Attempts":`, c.Attempts)
	b = textMember(b, `,"ProfileID":`, c.ProfileID)
	b = textMember(b, `,"GroupID":`, c.GroupID)
	b = textMember(b, `,"Disconnect":`, c.Disconnect)
	b = numberMember(b, `,"Initiated":`, c.Initiated)
	b = numberMember(b, `,"ToSystem":`, c.ToSystem)
	b = numberMember(b, `,"Enqueued":`, c.Enqueued)
	b = numberMember(b, `,"Dequeued":`, c.Dequeued)
	b = numberMember(b, `,"ToAgent":`, c.ToAgent)
	b = numberMember(b, `,"Ended":`, c.Ended)
	b = numberMember(b, `,"WrapStarted":`, c.WrapStarted)
	b = numberMember(b, `,"WrapEnded":`, c.WrapEnded)
	b = numberMember(b, `,"Updated":`, c.Updated)
	b = numberMember(b, `,"Scheduled":`, c.Scheduled)
	b = numberMember(b, `,"Expires":`, c.Expires)
	b = numberMember(b, `,"Reschedules":`, c.Reschedules)
	b = numberMember(b, `,"Transfers":`, c.Transfers)
	b = numberMember(b, `,"Made":`, c.Made)
	b = numberMember(b, `,"Tasks":`, c.Tasks)
	b = boolMember(b, `,"ByFlow":`, c.ByFlow)
	b = numberMember(b, `,"TransferCompleted":`, c.TransferCompleted)
	b = callMember(b, &c.Call)
	b = pausesMember(b, &c.Pauses)
	return listMember(b, `,"Unbuilt":`, c.Unbuilt, appendUnbuilt)
}

func dialMember(b []byte, d *center.Dial) []byte {
	mark := len(b)
	b = append(b, `,"Dial":`...)
	start := len(b)
	b = numberMember(b, `,"Ring":`, d.Ring)
	b = numberMember(b, `,"Since":`, d.Since)
	b = numberMember(b, `,"Until":`, d.Until)
	b = numberMember(b, `,"Attempts":`, d.Attempts)
	b = numberMember(b, `,"Most":`, d.Most)
	b = numberMember(b, `,"Retry":`, d.Retry)
	return dropEmpty(closeObject(b, start), mark)
}

func pausesMember(b []byte, p *center.Pauses) []byte {
	mark := len(b)
	b = append(b, `,"Pauses":`...)
	start := len(b)
	b = numberMember(b, `,"Count":`, p.Count)
	b = numberMember(b, `,"Paused":`, p.Paused)
	b = numberMember(b, `,"Resumed":`, p.Resumed)
	b = numberMember(b, `,"Total":`, p.Total)
	b = numberMember(b, `,"WithAgent":`, p.WithAgent)
	return dropEmpty(closeObject(b, start), mark)
}

func callMember(b []byte, c *center.Call) []byte {
	if *c == (center.Call{}) {
		return b
	}
	b = append(b, `,"Call":`...)
	start := len(b)
	b = textMember(b, `,"Third":`, c.Third)
	b = legMember(b, `,"Agent":`, &c.Agent)
	b = legMember(b, `,"Customer":`, &c.Customer)
	b = legMember(b, `,"Other":`, &c.Other)
	b = numberMember(b, `,"Holds":`, c.Holds)
	b = numberMember(b, `,"HoldTime":`, c.HoldTime)
	b = numberMember(b, `,"LongestHold":`, c.LongestHold)
	return closeObject(b, start)
}

func legMember(b []byte, name string, l *center.Leg) []byte {
	mark := len(b)
	b = append(b, name...)
	start := len(b)
	b = numberMember(b, `,"Held":`, l.Held)
	b = boolMember(b, `,"Muted":`, l.Muted)
	return dropEmpty(closeObject(b, start), mark)
}

func endpointMember(b []byte, name string, e *center.Endpoint) []byte {
	mark := len(b)
	b = append(b, name...)
	start := len(b)
	b = textMember(b, `,"Type":`, e.Type)
	b = textMember(b, `,"Address":`, e.Address)
	return dropEmpty(closeObject(b, start), mark)
}

func customerMember(b []byte, p *center.Participant) []byte {
	mark := len(b)
	b = append(b, `,"Customer":`...)
	start := len(b)
	b = textMember(b, `,"ID":`, p.ID)
	b = textMember(b, `,"DisplayName":`, p.DisplayName)
	return dropEmpty(closeObject(b, start), mark)
}

func flowMember(b []byte, f *center.FlowPosition) []byte {
	mark := len(b)
	b = append(b, `,"Flow":`...)
	start := len(b)
	b = textMember(b, `,"FlowID":`, f.FlowID)
	b = textMember(b, `,"Event":`, f.Event)
	b = textMember(b, `,"Action":`, f.Action)
	b = numberMember(b, `,"Until":`, f.Until)
	b = mapMember(b, `,"Loops":`, f.Loops, appendNumber)
	b = targetMember(b, &f.Target)
	b = mapMember(b, `,"Metrics":`, f.Metrics, appendText)
	b = placeMember(b, f.Aside)
	b = numberMember(b, `,"Steps":`, f.Steps)
	b = numberMember(b, `,"Rested":`, f.Rested)
	return dropEmpty(closeObject(b, start), mark)
}

func placeMember(b []byte, p *center.FlowPlace) []byte {
	if p == nil {
		return b
	}
	mark := len(b)
	b = append(b, `,"Aside":`...)
	start := len(b)
	b = textMember(b, `,"FlowID":`, p.FlowID)
	b = textMember(b, `,"Action":`, p.Action)
	b = numberMember(b, `,"Until":`, p.Until)
	return dropEmpty(closeObject(b, start), mark)
}

func targetMember(b []byte, t *center.FlowTarget) []byte {
	mark := len(b)
	b = append(b, `,"Target":`...)
	start := len(b)
	b = textMember(b, `,"QueueID":`, t.QueueID)
	b = textMember(b, `,"UserID":`, t.UserID)
	return dropEmpty(closeObject(b, start), mark)
}

func appendFlowID(b []byte, id center.FlowID) []byte { return appendText(b, string(id)) }

func appendReference(b []byte, r center.Reference) []byte {
	start := len(b)
	b = textMember(b, `,"Type":`, r.Type)
	b = textMember(b, `,"Value":`, r.Value)
	return closeObject(b, start)
}

func appendUnbuilt(b []byte, u *center.UnbuiltAction) []byte {
	start := len(b)
	b = textMember(b, `,"FlowID":`, u.FlowID)
	b = textMember(b, `,"Action":`, u.Action)
	b = textMember(b, `,"Type":`, u.Type)
	b = numberMember(b, `,"At":`, u.At)
	return closeObject(b, start)
}
