package web

import (
	"net/http"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// userView is the page of one user.
type userView struct {
	ID       string
	Desk     *deskView // nil: not for this visitor
	Settings *userForm // nil: the same
	Statuses []*center.AgentStatus
	MaySet   bool
}

// showUser shows what an agent is doing and why, and the settings of the user.
func (c *Console) showUser(v *visit) {
	u, ok := v.d.Users.Get(v.r.PathValue("UserId"))
	if !ok {
		c.missing(v, "user")
		return
	}
	view := userView{ID: string(u.ID), MaySet: v.can(StatusPermission), Statuses: choosableStatuses(v.d)}
	if v.can(ConsolePermission) {
		if v.instance.Query(v.r.Context(), func(e *routing.Engine) { view.Desk = takeDesk(e, u.ID) }) != nil {
			c.unavailable(v)
			return
		}
	}
	if v.can(userViewing) {
		view.Settings = userFormOf(v, u, &form{})
	}
	c.show(v, http.StatusOK, page{name: "user", Title: displayName(u), Script: "user.js", Body: view})
}
