package routing

import (
	"strings"
	"testing"

	"strowger/internal/center"
)

// permit gives a user of the profile p the security profile s with these
// permissions alone.
func (c *centre) permit(user string, permissions ...string) {
	c.Helper()
	c.do(Put{Resource: &center.SecurityProfile{ID: "s", Name: "s", Permissions: permissions}})
	c.do(Put{Resource: &center.User{ID: center.UserID(user), Username: user, ProfileID: "p", SecurityProfiles: []center.SecurityProfileID{"s"}}, Base: 1})
}

// R1.1h: neither the own queue nor an assignment reaches a user without the
// permission; what is in hand stays, and a restart changes nothing.
func TestPermission_NeverTakesContacts(t *testing.T) {
	t.Parallel()
	c, kept := newRecordedCentre(t)
	c.queue("q1")
	c.profile("p", one(2, true), everyChannel("q1", 1, 0)...)
	c.agent("ann", "p")
	c.do(Put{Resource: &center.ContactFlow{ID: "to-ann", Name: "to-ann", Type: center.ContactFlowType, Content: strings.Replace(queueFlow("ann"), "QueueId", "AgentId", 1)}})
	first := c.start("q1", center.Chat)
	c.accept("ann", first)
	c.permit("ann")
	own, shared := center.ContactID("own"), c.start("q1", center.Chat)
	c.startAs(own, "ann", center.Chat)
	c.wantHolder(first, "ann")
	c.wantHolder(own, "")
	c.wantHolder(shared, "")
	c.refused(center.Denied, Assign{UserID: "ann", ContactID: shared})
	if why, _ := c.e.ExplainAgent("ann"); why.Bar == nil || why.Bar.Rule != "R1.1h" {
		t.Errorf("the agent is told %+v", why.Bar)
	}
	c.restart(kept)
	c.at(seconds(1))
	c.wantHolder(own, "")
	c.do(Put{Resource: &center.SecurityProfile{ID: "s", Name: "s", Permissions: []string{center.AgentPageAccess}}, Base: 1})
	c.wantHolder(own, "ann") // R2.9
}
