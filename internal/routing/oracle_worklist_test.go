package routing

import (
	"slices"

	"strowger/internal/center"
)

// listed is R1.16 and R1.17: the pair stands in the list for manual assignment,
// and the user may see any contact, or this one is meant for the user.
func (m *model) listed(a *modelAgent, c *center.Contact) error {
	any, own := m.has(a, "ContactSearch.View"), m.has(a, "MyContacts.View")
	step := m.activeStep(c)
	switch {
	case !any && !own:
		return center.Denied
	case !slices.Contains(m.profiles[a.user.ProfileID].ManualQueues, center.QueueChannel{QueueID: c.Target.QueueID, Channel: c.Channel}):
		return center.Refused
	case !any && (step == nil || !slices.Contains(preferred(step.Expression), a.user.ID)):
		return center.Refused
	}
	return nil
}

// preferred are the agents whom an expression names.
func preferred(x center.Expression) (ids []center.UserID) {
	if x.Attribute != nil {
		ids = append(ids, x.Attribute.Agents...)
	}
	for _, part := range append(slices.Clone(x.And), x.Or...) {
		ids = append(ids, preferred(part)...)
	}
	return ids
}
