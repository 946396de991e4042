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
