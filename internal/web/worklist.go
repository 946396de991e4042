package web

import (
	"errors"
	"hash/maphash"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/go-json-experiment/json"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// worklistSize is how many contacts a page shows of a worklist.
const worklistSize = 50

// worklistWait is how long a request waits for another worklist. worklistPause is
// the least time between two looks of a request, and between two questions to the
// engine for all agents of a routing profile who may see any contact: they have
// one worklist.
const (
	worklistWait  = 20 * time.Second
	worklistPause = time.Second
)

// worklists are those that agents have in common.
type worklists struct {
	mu   sync.Mutex
	some map[listKey]*sharedList
}

type listKey struct {
	instance center.InstanceID
	profile  center.RoutingProfileID
}

// sharedList is the last worklist of a routing profile. Who holds the lock asks
// the engine for all who wait for it.
type sharedList struct {
	mu   sync.Mutex
	at   time.Time
	list *worklist // never changed; nil: none yet
}

func (s *worklists) of(key listKey) *sharedList {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.some == nil {
		s.some = map[listKey]*sharedList{}
	}
	if s.some[key] == nil {
		s.some[key] = &sharedList{}
	}
	return s.some[key]
}

// take returns the worklist, at most worklistPause old, and the moment before which
// it was made.
func (s *sharedList) take(look func() (*worklist, error)) (list *worklist, at time.Time, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.list != nil && time.Since(s.at) < worklistPause {
		return s.list, s.at, nil
	}
	at = time.Now()
	if list, err = look(); err != nil {
		return nil, at, err
	}
	if list.Listed {
		s.at, s.list = at, list
	}
	return list, at, nil
}

// worklist is what an agent may take by hand (R1.16).
type worklist struct {
	// Listed says whether the agent's routing profile and permissions give a
	// worklist at all.
	Listed bool `json:"listed"`
	// Tag names this worklist: whoever has it waits for another one.
	Tag string `json:"tag,omitzero"`
	// Contacts are in the order of rank.
	Contacts []workItem `json:"contacts"`
	More     bool       `json:"more,omitzero"` // than are shown
}

// workItem is a contact of a worklist.
type workItem struct {
	ID          string `json:"id"`
	Channel     string `json:"channel"`
	Queue       string `json:"queue"`
	Name        string `json:"name,omitzero"`
	Description string `json:"description,omitzero"`
	Customer    string `json:"customer,omitzero"` // number to call back
	Priority    int64  `json:"priority"`
	Since       int64  `json:"since"` // when it came into the queue, in ms since 1970
}

// worklist answers with the worklist of the agent as soon as it is another one
// than that of the tag. Who has none is told so at once, from the configuration
// alone.
func (p *AgentPage) worklist(w http.ResponseWriter, r *http.Request) {
	instance, user := p.options.Sessions.user(r, p.options.Instances())
	if user == nil {
		writeJSON(w, http.StatusUnauthorized, failure{"UnauthorizedException", "Sign in first."})
		return
	}
	known, waiting := r.URL.Query().Get("tag"), true
	news, leave := instance.WatchAll()
	defer leave()
	heard := time.Now() // of commits, all before
	end := time.NewTimer(worklistWait)
	defer end.Stop()
	pause := time.NewTimer(0)
	defer pause.Stop()
	for {
		select {
		case <-pause.C:
		case <-p.options.Closing:
			waiting = false
		case <-r.Context().Done():
			return
		}
		list, at, err := p.takeWorklist(r, instance, user.ID)
		if err != nil {
			writeJSON(w, http.StatusServiceUnavailable, failure{"ServiceUnavailableException", "The instance is not available just now; try again."})
			return
		}
		if !waiting || !list.Listed || list.Tag != known {
			writeJSON(w, http.StatusOK, list)
			return
		}
		if !at.After(heard) { // it may lack what was committed since
			pause.Reset(worklistPause)
			continue
		}
		select {
		case <-news:
			heard = time.Now()
			pause.Reset(worklistPause)
		case <-end.C:
			waiting = false
			pause.Reset(0)
		case <-p.options.Closing:
		case <-r.Context().Done():
			return
		}
	}
}

// takeWorklist returns the agent's worklist, where there is one, and the moment
// before which it was made.
func (p *AgentPage) takeWorklist(r *http.Request, instance Instance, id center.UserID) (list *worklist, at time.Time, err error) {
	dir, now := instance.Directory(), time.Now()
	user, ok := dir.Users.Get(string(id))
	if !ok {
		return &worklist{Contacts: []workItem{}}, now, nil // deleted meanwhile
	}
	look := func() (*worklist, error) { return p.lookWorklist(r, instance, id) }
	profile, ok := dir.Profiles.Get(string(user.ProfileID))
	switch {
	case !ok || len(profile.ManualQueues) == 0 || !dir.Allows(user, center.AgentPageAccess):
		return &worklist{Contacts: []workItem{}}, now, nil
	case dir.Allows(user, center.AnyContacts):
		return p.lists.of(listKey{dir.Instance.ID, profile.ID}).take(look)
	case dir.Allows(user, center.OwnContacts): // R1.17: each has another one
		list, err = look()
		return list, now, err
	default:
		return &worklist{Contacts: []workItem{}}, now, nil
	}
}

// lookWorklist asks the engine for the agent's worklist.
func (p *AgentPage) lookWorklist(r *http.Request, instance Instance, id center.UserID) (*worklist, error) {
	list, dir := &worklist{Contacts: []workItem{}}, instance.Directory()
	var items []routing.WorkItem
	var refused error
	err := instance.Query(r.Context(), func(e *routing.Engine) { items, refused = e.Worklist(id, routing.WorkPlace{}, worklistSize+1) })
	switch {
	case err != nil:
		return nil, err
	case refused != nil:
		return list, nil // the permission has gone just now
	}
	list.Listed, list.More = true, len(items) > worklistSize
	names := directoryNames(dir)
	for i := range items[:min(worklistSize, len(items))] {
		c := &items[i].Contact
		list.Contacts = append(list.Contacts, workItem{ID: string(c.ID), Channel: c.Channel.String(), Queue: names.Queue(c.Target), Name: c.Name,
			Description: c.Description, Customer: c.Endpoint.Address, Priority: c.Priority, Since: c.Enqueued.Time().UnixMilli()})
	}
	text, err := json.Marshal(list)
	if err != nil {
		return nil, err
	}
	list.Tag = strconv.FormatUint(maphash.Bytes(p.seed, text), 36)
	return list, nil
}

// take gives the agent a contact of the worklist, which then rings at the page.
func (p *AgentPage) take(w http.ResponseWriter, r *http.Request) {
	instance, user := p.options.Sessions.user(r, p.options.Instances())
	if user == nil {
		writeJSON(w, http.StatusUnauthorized, failure{"UnauthorizedException", "Sign in first."})
		return
	}
	id := center.ContactID(r.PathValue("ContactId"))
	_, err := instance.Do(r.Context(), routing.Assign{UserID: user.ID, ContactID: id, Listed: true})
	switch {
	case err == nil:
		w.WriteHeader(http.StatusNoContent)
	case errors.Is(err, center.Denied):
		writeJSON(w, http.StatusForbidden, failure{"AccessDeniedException", "You have no permission to take contacts from the worklist."})
	case errors.Is(err, center.NotFound), errors.Is(err, center.Refused):
		writeJSON(w, http.StatusConflict, failure{"InvalidStateException", "It is not in your worklist any more: somebody has it, or it is over."})
	default:
		writeJSON(w, http.StatusServiceUnavailable, failure{"ServiceUnavailableException", "The instance is not available just now; try again."})
	}
}
