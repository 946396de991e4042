package web

import (
	"cmp"
	"net/http"
	"slices"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// choosableStatuses are those that are enabled, in the order of display.
func choosableStatuses(d *center.Directory) []*center.AgentStatus {
	var all []*center.AgentStatus
	for s := range d.Statuses.All() {
		if !s.Disabled {
			all = append(all, s)
		}
	}
	slices.SortFunc(all, func(a, b *center.AgentStatus) int {
		return cmp.Or(cmp.Compare(a.DisplayOrder, b.DisplayOrder), cmp.Compare(a.Name, b.Name))
	})
	return all
}

// setStatus sets the status of an agent, as PutUserStatus does: the next one
// while contacts occupy the agent (R4.5). Scripts get a status without a body,
// forms the page of the agent.
func (c *Console) setStatus(v *visit) {
	user := v.r.PathValue("UserId")
	_, err := v.instance.Do(v.r.Context(), routing.SetStatus{UserID: center.UserID(user), StatusID: center.AgentStatusID(v.r.PostFormValue("status"))})
	script := v.r.Header.Get("Accept") == jsonType
	switch {
	case err == nil && script:
		v.w.WriteHeader(http.StatusNoContent)
	case err == nil:
		v.goTo(usersPath + "/" + user)
	case script:
		status, text := refusalOf(err)
		writeJSON(v.w, status, failure{http.StatusText(status), text})
	default:
		status, text := refusalOf(err)
		c.say(v, status, "Status", text)
	}
}
