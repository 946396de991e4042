package routing

import "strowger/internal/center"

// admit looks anew whether the agent may take contacts at all (R1.1h).
func (e *Engine) admit(a *agent) {
	shut := !e.dir.Allows(a.user, center.AgentPageAccess)
	if shut == a.shut {
		return
	}
	a.shut = shut
	e.refresh(a)
	e.free(a)
}
