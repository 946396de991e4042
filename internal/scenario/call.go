package scenario

import (
	"strings"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// consult reads an agent in a call, the segment of a third party, and where that
// goes, or the number that is called.
func (l *line) consult() deed {
	user, from, name := center.UserID(l.one(anAgent)), l.one(aContact), l.take("a name for the segment of the third party")
	if !isName(name.text) {
		l.expected("a name for the segment of the third party", name)
	}
	l.declared[aContact][name.text] = true
	next := center.Contact{ID: center.ContactID(name.text)}
	if l.more() && strings.HasPrefix(l.rest[0].text, "number=") {
		next.Endpoint = center.Endpoint{Type: "TELEPHONE_NUMBER", Address: strings.TrimPrefix(l.take("a number").text, "number=")}
	} else {
		next.Flow.FlowID = l.destination()
	}
	l.options(map[string]func(token){"target=": func(t token) { next.Flow.Target = l.target(t) }})
	return each([]string{from}, func(from string) routing.Command {
		made := next
		return routing.Consult{UserID: user, ContactID: center.ContactID(from), Next: &made}
	})
}

// parties are the words for who of a call is meant.
var parties = map[string]center.Party{"agent": center.AgentParty, "customer": center.CustomerParty, "third": center.ThirdParty}

// call reads what an agent does with a party of a call, by default the customer.
func (l *line) call(verb string) deed {
	user, id, party := center.UserID(l.one(anAgent)), center.ContactID(l.one(aContact)), center.CustomerParty
	if verb != "join" && l.more() {
		party = choice(l, l.take("a party"), parties)
	}
	l.options(map[string]func(token){})
	var cmd routing.Command
	switch verb {
	case "hold", "unhold":
		cmd = routing.Hold{UserID: user, ContactID: id, Party: party, Off: verb == "unhold"}
	case "mute", "unmute":
		cmd = routing.Mute{UserID: user, ContactID: id, Party: party, Off: verb == "unmute"}
	case "toggle":
		cmd = routing.Toggle{UserID: user, ContactID: id, Party: party}
	case "drop":
		cmd = routing.Drop{UserID: user, ContactID: id, Party: party}
	default:
		cmd = routing.Join{UserID: user, ContactID: id}
	}
	return each([]string{string(id)}, func(string) routing.Command { return cmd })
}
