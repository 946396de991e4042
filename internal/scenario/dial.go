package scenario

import (
	"strowger/internal/center"
	"strowger/internal/routing"
)

// dial reads calls that an agent makes. The number is of no account.
func (l *line) dial() deed {
	user, target := center.UserID(l.one(anAgent)), center.FlowTarget{}
	var ids []string
	for _, t := range l.names("a name for a contact") {
		l.declared[aContact][t.text] = true
		ids = append(ids, t.text)
	}
	l.options(map[string]func(token){"queue=": func(t token) { target = l.target(t) }})
	return each(ids, func(id string) routing.Command {
		return routing.Dial{UserID: user, Contact: &center.Contact{ID: center.ContactID(id), Target: target,
			Endpoint: center.Endpoint{Type: "TELEPHONE_NUMBER", Address: customerNumber}}}
	})
}

// customerNumber is the number of every customer.
const customerNumber = "+12065550100"

// farEnd reads what customers do who are being called.
func (l *line) farEnd(verb string) deed {
	ids, reason := l.allKnown(aContact), center.TelecomBusy
	if verb == "refuse" {
		l.options(map[string]func(token){"reason=": func(t token) { reason = center.DisconnectReason(t.text) }})
	}
	return each(ids, func(id string) routing.Command {
		if verb == "answer" {
			return routing.Answer{ContactID: center.ContactID(id)}
		}
		return routing.Refuse{ContactID: center.ContactID(id), Reason: reason}
	})
}
