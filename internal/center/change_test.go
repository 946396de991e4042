package center

import (
	"errors"
	"testing"
)

// changed is a Directory with hours, a queue, a group and a user's profile.
func changed(t *testing.T) *Directory {
	t.Helper()
	d := &Directory{}
	for _, r := range []Resource{
		&Instance{ID: "i", Hierarchy: []HierarchyLevel{{Name: "Site"}, {Name: "Team"}}},
		&HoursOfOperation{ID: "h", Name: "h", TimeZone: "UTC"}, &Queue{ID: "q", Name: "q", HoursID: "h"}, &Queue{ID: "r", Name: "r", HoursID: "h"},
		&PredefinedAttribute{Name: "skill", Values: []string{"a", "b"}},
		&HierarchyGroup{ID: "g", Name: "g"},
		&RoutingProfile{ID: "p", Name: "p", DefaultOutboundQueueID: "q"}, &User{ID: "u", Username: "u", ProfileID: "p", Proficiencies: []Proficiency{{"skill", "a", 3}}},
	} {
		if _, err := d.Put(1, r, 0); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

// Changes hold together or not at all, whatever their order.
func TestApply(t *testing.T) {
	t.Parallel()
	put := func(r Resource, base int64) Change { return Change{Put: r, Base: base} }
	gone := func(kind ResourceKind, id string) Change { return Change{Kind: kind, ID: id} }
	for name, c := range map[string]struct {
		changes []Change
		want    error
		text    string
	}{
		"names are swapped":          {[]Change{put(&Queue{ID: "q", Name: "r", HoursID: "h"}, 1), put(&Queue{ID: "r", Name: "q", HoursID: "h"}, 1)}, nil, ""},
		"a name is taken over":       {[]Change{put(&Queue{ID: "new", Name: "r", HoursID: "h"}, 0), gone(KindQueue, "r")}, nil, ""},
		"those named come later":     {[]Change{put(&User{ID: "v", Username: "v", ProfileID: "p2"}, 0), put(&RoutingProfile{ID: "p2", Name: "p2", DefaultOutboundQueueID: "q2"}, 0), put(&Queue{ID: "q2", Name: "q2", HoursID: "h2"}, 0), put(&HoursOfOperation{ID: "h2", Name: "h2", TimeZone: "UTC"}, 0)}, nil, ""},
		"all that names it goes too": {[]Change{gone(KindQueue, "q"), gone(KindRoutingProfile, "p"), gone(KindUser, "u")}, nil, ""},
		"groups in any order":        {[]Change{put(&HierarchyGroup{ID: "z", Name: "z", ParentID: "y"}, 0), put(&HierarchyGroup{ID: "y", Name: "y"}, 0)}, nil, ""},
		"it is still named":          {[]Change{gone(KindQueue, "q"), gone(KindUser, "u")}, InUse, "queue q: The queue q is used by a routing profile."},
		"it names what is not there": {[]Change{put(&Queue{ID: "s", Name: "s", HoursID: "h3"}, 0)}, NotFound, `queue s: The hours of operation "h3" was not found.`},
		"it names what goes":         {[]Change{put(&Queue{ID: "q", Name: "q", HoursID: "h2"}, 1), gone(KindHours, "h")}, NotFound, ""},
		"two of a name":              {[]Change{put(&Queue{ID: "s", Name: "x", HoursID: "h"}, 0), put(&Queue{ID: "t", Name: "x", HoursID: "h"}, 0)}, Duplicate, "queue x: The name x is already used by another queue."},
		"twice":                      {[]Change{gone(KindQueue, "r"), put(&Queue{ID: "r", Name: "r", HoursID: "h"}, 1)}, Refused, "queue r: There are two changes of it."},
		"too late":                   {[]Change{put(&Queue{ID: "r", Name: "r", HoursID: "h"}, 2)}, Stale, ""},
		"new and there":              {[]Change{put(&Queue{ID: "r", Name: "r", HoursID: "h"}, 0)}, Duplicate, ""},
		"changed and not there":      {[]Change{put(&Queue{ID: "s", Name: "s", HoursID: "h"}, 1)}, NotFound, ""},
		"removed and not there":      {[]Change{gone(KindQueue, "s")}, NotFound, ""},
		"the instance goes":          {[]Change{gone(KindInstance, "i")}, Refused, ""},
		"groups in a circle":         {[]Change{put(&HierarchyGroup{ID: "y", Name: "y", ParentID: "z"}, 0), put(&HierarchyGroup{ID: "z", Name: "z", ParentID: "y"}, 0)}, Invalid, ""},
		"a group moves":              {[]Change{put(&HierarchyGroup{ID: "y", Name: "y"}, 0), put(&HierarchyGroup{ID: "g", Name: "g", ParentID: "y"}, 1)}, Refused, "hierarchy group g: A group of the hierarchy cannot move below another one."},
		"a level too many":           {[]Change{put(&HierarchyGroup{ID: "x", Name: "x", ParentID: "y"}, 0), put(&HierarchyGroup{ID: "y", Name: "y", ParentID: "g"}, 0)}, NotFound, ""},
		"a level goes with groups":   {[]Change{put(&Instance{ID: "i"}, 1)}, InUse, ""},
		"a value goes in use":        {[]Change{put(&PredefinedAttribute{Name: "skill", Values: []string{"b"}}, 1)}, InUse, ""},
		"a value and its user go":    {[]Change{put(&PredefinedAttribute{Name: "skill", Values: []string{"b"}}, 1), gone(KindUser, "u")}, nil, ""},
		"a connect to nobody":        {[]Change{put(&QuickConnect{ID: "c", Name: "c", To: Destination{Type: UserConnect, Target: FlowTarget{UserID: "w"}}}, 0)}, NotFound, ""},
		"a connect to who comes too": {[]Change{put(&QuickConnect{ID: "c", Name: "c", To: Destination{Type: UserConnect, Target: FlowTarget{UserID: "w"}}}, 0), put(&User{ID: "w", Username: "w", ProfileID: "p"}, 0)}, nil, ""},
	} {
		d := changed(t)
		before := d.Copy()
		_, err := d.Apply(7, c.changes)
		if !errors.Is(err, c.want) || c.text != "" && err.Error() != c.text {
			t.Errorf("%s: %v; want %v %s", name, err, c.want, c.text)
		}
		if (err == nil) != (c.want == nil) {
			t.Errorf("%s: %v", name, err)
		}
		same := d.Queues.Len() == before.Queues.Len() && d.Users.Len() == before.Users.Len() && d.HierarchyGroups.Len() == before.HierarchyGroups.Len()
		for q := range before.Queues.All() {
			now, ok := d.Queues.Get(string(q.ID))
			same = same && ok && now == q
		}
		if err != nil && !same {
			t.Errorf("%s: a refusal changed something", name)
		}
		for _, ch := range c.changes {
			if got, ok := d.Get(ch.key()); err == nil && (ok != (ch.Put != nil) || ok && (got != ch.Put || got.ResourceStamp().Revision != ch.Base+1 || got.ResourceStamp().Modified != 7)) {
				t.Errorf("%s: %v is %+v", name, ch, got)
			}
		}
	}
}

// What counts references knows of changes made together.
func TestApply_References(t *testing.T) {
	t.Parallel()
	d := changed(t)
	if _, err := d.Apply(2, []Change{{Put: &RoutingProfile{ID: "p", Name: "p", DefaultOutboundQueueID: "r"}, Base: 1}}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Remove(KindQueue, "q"); err != nil {
		t.Errorf("the queue that nothing names any more: %v", err)
	}
	if _, err := d.Remove(KindQueue, "r"); !errors.Is(err, InUse) {
		t.Errorf("the queue that is named now: %v", err)
	}
}
