package routing

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"strowger/internal/center"
	"strowger/internal/flow"
)

// kindOrder is the order in which the engine follows new values of a larger
// change: what others name comes before them. Removals go the other way.
var kindOrder = []center.ResourceKind{center.KindInstance, center.KindHours, center.KindFlow, center.KindQueue,
	center.KindAgentStatus, center.KindSecurityProfile, center.KindRoutingProfile, center.KindUser}

// configure takes in a larger change of the configuration as one.
func (e *Engine) configure(cmd Configure) error {
	parsed, err := e.checkChanges(cmd)
	if err != nil {
		return err
	}
	changes := inKindOrder(cmd.Changes)
	before, err := e.dir.Apply(e.now, changes)
	if err != nil {
		return err
	}
	for i, c := range changes {
		if c.Put != nil {
			e.out.Changes = append(e.out.Changes, Change{Record: c.Put})
			e.resourceEvent(ResourcePut, c.Put)
			e.follow(before[i], c.Put, parsed[c.Put.RecordKey()])
		}
	}
	for i, c := range slices.Backward(changes) {
		if c.Put == nil {
			e.out.Changes = append(e.out.Changes, Change{Record: before[i], Removed: true})
			e.resourceEvent(ResourceRemoved, before[i])
			e.forsake(before[i])
		}
	}
	return nil
}

// CheckConfigure says what a Configure would be refused for now, and changes
// nothing but the stamps of the values in it.
func (e *Engine) CheckConfigure(cmd Configure) error {
	if _, err := e.checkChanges(cmd); err != nil {
		return err
	}
	_, err := e.dir.Copy().Apply(e.now, cmd.Changes)
	return err
}

// checkChanges refuses what the directory cannot: queues in which contacts wait
// (R5.1), flows that break the language, and more resources than there may be. It
// returns the flows by their ids.
func (e *Engine) checkChanges(cmd Configure) (map[string]*flow.Flow, error) {
	added := map[center.ResourceKind]int{}
	for _, c := range cmd.Changes {
		switch {
		case c.Put == nil:
			added[c.Kind]--
			if err := e.checkEmpty(c.Kind, c.ID); err != nil {
				return nil, center.Errorf(center.InUse, "queue %s: %s", e.queues[center.QueueID(c.ID)].Name, err)
			}
		case c.Base == 0:
			added[c.Put.RecordKind()]++
		}
	}
	parsed, err := parseFlows(cmd.Changes)
	if err != nil {
		return nil, err
	}
	kinds := make([]center.ResourceKind, 0, len(added))
	for kind := range added { // order: sorted below
		kinds = append(kinds, kind)
	}
	slices.Sort(kinds)
	for _, kind := range kinds {
		if limit := cmd.Limits[kind]; limit > 0 && added[kind] > 0 && e.dir.Count(kind)+added[kind] > limit {
			return nil, overQuota(kind, limit)
		}
	}
	return parsed, nil
}

// maxFlowProblems is how many problems of flows a refusal lists.
const maxFlowProblems = 100

// parseFlows reads the flows and modules among new values. The refusal names each
// that breaks the language, so that all can be mended at once.
func parseFlows(changes []center.Change) (map[string]*flow.Flow, error) {
	parsed := map[string]*flow.Flow{}
	var broken []string // names
	var problems []string
	for _, c := range changes {
		var bad *center.Error
		switch r := c.Put.(type) {
		case *center.ContactFlow:
			if r.Saved {
				continue
			}
			var f *flow.Flow
			if f, bad = flow.Parse(r.Content, r.Type); bad == nil {
				parsed[string(r.ID)] = f
			}
		case *center.FlowModule:
			_, bad = flow.Parse(r.Content, center.ModuleFlow)
		}
		if bad == nil {
			continue
		}
		name := c.Put.RecordKind().Noun() + " " + c.Put.ResourceName()
		broken = append(broken, name)
		if len(bad.Problems) == 0 {
			problems = append(problems, name+": "+bad.Message)
		}
		for _, problem := range bad.Problems {
			problems = append(problems, name+": "+problem)
		}
	}
	if len(broken) == 0 {
		return parsed, nil
	}
	if more := len(problems) - maxFlowProblems; more > 0 {
		problems = append(problems[:maxFlowProblems], fmt.Sprintf("and %d problems more", more))
	}
	return nil, &center.Error{Kind: center.BadFlow, Message: strings.Join(broken, ", ") + ": it breaks the flow language.", Problems: problems}
}

// inKindOrder sorts changes so that what others name comes before them.
func inKindOrder(changes []center.Change) []center.Change {
	rank := func(c center.Change) int {
		if c.Put != nil {
			return slices.Index(kindOrder, c.Put.RecordKind())
		}
		return slices.Index(kindOrder, c.Kind)
	}
	sorted := slices.Clone(changes)
	slices.SortStableFunc(sorted, func(a, b center.Change) int { return cmp.Compare(rank(a), rank(b)) })
	return sorted
}
