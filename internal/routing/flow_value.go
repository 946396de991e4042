package routing

import (
	"strings"

	"strowger/internal/center"
)

// world is what a flow may read of its contact (R9.5).
type world struct {
	e *Engine
	c *contact
}

// Seed implements flow.Values.
func (w world) Seed() string { return string(w.c.ID) }

// Value implements flow.Values.
func (w world) Value(path string) (string, bool) {
	c, in := w.c, w.e.dir.Instance
	if name, ok := strings.CutPrefix(path, "$.Attributes."); ok {
		v, ok := c.Attributes[name]
		return v, ok
	}
	if name, ok := strings.CutPrefix(path, "$.SegmentAttributes."); ok {
		v, ok := c.Segment[name]
		return v, ok
	}
	if name, ok := strings.CutPrefix(path, "$.Metrics."); ok {
		v, ok := c.Flow.Metrics[name]
		return v, ok
	}
	if name, ok := strings.CutPrefix(path, "$.Agent."); ok {
		return w.agent(name)
	}
	switch path {
	case "$.Channel":
		return c.Channel.String(), true
	case "$.ContactId":
		return string(c.ID), true
	case "$.InitialContactId":
		return string(c.InitialID), true
	case "$.PreviousContactId":
		return string(c.PreviousID), c.PreviousID != ""
	case "$.InitiationMethod":
		return string(c.Method), true
	case "$.InstanceARN":
		return in.ARN("", ""), true
	case "$.Name":
		return c.Name, c.Name != ""
	case "$.Description":
		return c.Description, c.Description != ""
	case "$.CustomerId":
		return c.CustomerID, c.CustomerID != ""
	case "$.CustomerEndpoint.Address":
		return c.Endpoint.Address, c.Endpoint.Address != ""
	case "$.CustomerEndpoint.Type":
		return c.Endpoint.Type, c.Endpoint.Type != ""
	case "$.SystemEndpoint.Address":
		return c.System.Address, c.System.Address != ""
	case "$.SystemEndpoint.Type":
		return c.System.Type, c.System.Type != ""
	case "$.Queue.Name", "$.Queue.ARN":
		return w.queue(path)
	default:
		return "", false
	}
}

// agent is the agent who has the contact or is offered it, or who handed it on or
// consults; others have no value.
func (w world) agent(name string) (string, bool) {
	id := w.c.AgentID
	if before := w.e.contacts[w.c.PreviousID]; id == "" && before != nil {
		id = before.AgentID
	}
	a := w.e.agents[id]
	if a == nil {
		return "", false
	}
	switch name {
	case "UserName":
		return a.user.Username, true
	case "FirstName":
		return a.user.FirstName, a.user.FirstName != ""
	case "LastName":
		return a.user.LastName, a.user.LastName != ""
	case "ARN":
		return w.e.dir.Instance.ARN(center.KindUser, string(id)), true
	default:
		return "", false
	}
}

func (w world) queue(path string) (string, bool) {
	q := w.e.queues[w.c.Flow.Target.QueueID]
	switch {
	case q == nil:
		return "", false
	case path == "$.Queue.Name":
		return q.Name, true
	default:
		return w.e.dir.Instance.ARN(center.KindQueue, string(q.ID)), true
	}
}
