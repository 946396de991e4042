package scenario

import (
	"strconv"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// names are those of the segments that the router itself makes of contacts, and
// gives ids of its own: the second segment of c1 is c1.2.
type names struct {
	byID   map[center.ContactID]string
	byName map[string]center.ContactID
}

// note names a segment whose id the router made.
func (n *names) note(c *center.Contact) {
	if n.byID[c.ID] != "" || c.ID != center.DerivedContactID(c.Initiated, c.PreviousID, "queue") {
		return
	}
	name := n.of(c.InitialID) + "." + strconv.Itoa(c.Transfers+1)
	n.byID[c.ID], n.byName[name] = name, c.ID
}

// of returns the name of a contact.
func (n *names) of(id center.ContactID) string {
	if name, ok := n.byID[id]; ok {
		return name
	}
	return string(id)
}

// id returns the id of the contact of that name.
func (n *names) id(name string) center.ContactID {
	if id, ok := n.byName[name]; ok {
		return id
	}
	return center.ContactID(name)
}

// resolve puts the id into a command that may name such a segment.
func (n *names) resolve(cmd routing.Command) routing.Command {
	switch c := cmd.(type) {
	case routing.Accept:
		c.ContactID = n.id(string(c.ContactID))
		return c
	case routing.Reject:
		c.ContactID = n.id(string(c.ContactID))
		return c
	case routing.Hangup:
		c.ContactID = n.id(string(c.ContactID))
		return c
	case routing.Clear:
		c.ContactID = n.id(string(c.ContactID))
		return c
	case routing.Complete:
		c.ContactID = n.id(string(c.ContactID))
		return c
	case routing.Assign:
		c.ContactID = n.id(string(c.ContactID))
		return c
	case routing.StopContact:
		c.ContactID = n.id(string(c.ContactID))
		return c
	case routing.SetRank:
		c.ContactID = n.id(string(c.ContactID))
		return c
	case routing.Pause:
		c.ContactID = n.id(string(c.ContactID))
		return c
	case routing.Resume:
		c.ContactID = n.id(string(c.ContactID))
		return c
	}
	return cmd
}
