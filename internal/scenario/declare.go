package scenario

import (
	"io/fs"
	"math"
	"slices"
	"strings"
	"time"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// declarations are the words that declare something.
const declarations = "queue, hours, override, profile, skill, agent, agent-status or flow"

// declaration reads what is declared, or nil where the word declares nothing.
func (l *line) declaration(verb token) deed {
	switch verb.text {
	case "queue":
		return l.queue()
	case "hours":
		return l.hours()
	case "override":
		return l.override()
	case "profile":
		return l.profile()
	case "skill":
		return l.skill()
	case "agent":
		return l.agent()
	case "agent-status":
		return l.agentStatus()
	case "flow":
		return l.flow()
	default:
		return nil
	}
}

// declare reads the names of the things that are declared. In the set-up nothing
// is declared twice; after that a declaration changes what there is.
func (l *line) declare(k kind) []string {
	var list []string
	for _, t := range l.names("a name for " + k.String()) {
		if l.declared[k][t.text] && !l.acting {
			l.fail(t.column, "expected a new name for %s, found %q, which is declared already", k, t.text)
		}
		l.declared[k][t.text] = true
		list = append(list, t.text)
	}
	return list
}

// declareOne reads the name of the one thing that is declared.
func (l *line) declareOne(k kind) string {
	names := l.declare(k)
	if len(names) != 1 {
		l.fail(l.end, "expected one name for %s, found %d", k, len(names))
		return ""
	}
	return names[0]
}

// create makes a resource for each name, or replaces what there is under it. A
// queue and an agent also get the flow that leads there.
func create(names []string, build func(dir *center.Directory, name string) center.Resource) deed {
	return func(dir *center.Directory) []routing.Command {
		var list []routing.Command
		for _, name := range names {
			r := build(dir, name)
			list = append(list, put(dir, r))
			k := r.RecordKind()
			if _, known := dir.Flows.Get(string(wayName(k, name))); !known && (k == center.KindQueue || k == center.KindUser) {
				list = append(list, put(dir, way(k, name)))
			}
		}
		return list
	}
}

func put(dir *center.Directory, r center.Resource) routing.Command {
	cmd := routing.Put{Resource: r}
	if old, ok := dir.Get(r.RecordKind(), r.RecordKey()); ok {
		cmd.Base = old.ResourceStamp().Revision
	}
	return cmd
}

// alwaysOpen are the hours of a queue that names none.
const alwaysOpen = "always"

// callerID is the number that the calls of a queue show.
const callerID = "caller-id"

// furniture is what every centre has before the script declares anything.
func furniture() []center.Resource {
	always := &center.HoursOfOperation{ID: alwaysOpen, Name: alwaysOpen, TimeZone: "UTC"}
	for day := range time.Weekday(7) {
		always.Periods = append(always.Periods, center.Period{Day: day})
	}
	return []center.Resource{
		&center.Instance{ID: "scenario", Alias: "scenario", Region: "us-west-2", Account: "123456789012", OutboundCalls: true},
		always,
		&center.PhoneNumber{ID: callerID, Number: "+12065550199"},
		&center.AgentStatus{ID: "Available", Name: "Available", Type: center.Routable},
		&center.AgentStatus{ID: "Offline", Name: "Offline", Type: center.Offline},
	}
}

func (l *line) queue() deed {
	names, queue := l.declare(aQueue), center.Queue{HoursID: alwaysOpen, MaxContacts: center.NoMaxContacts,
		Outbound: center.OutboundCaller{NumberID: callerID}}
	l.options(map[string]func(token){
		"max=":      func(t token) { queue.MaxContacts = int32(l.integer(t, 0, math.MaxInt32)) },
		"hours=":    func(t token) { queue.HoursID = center.HoursID(l.known(someHours, t)) },
		"disabled":  func(token) { queue.Disabled = true },
		"no-caller": func(token) { queue.Outbound.NumberID = "" },
	})
	return create(names, func(_ *center.Directory, name string) center.Resource {
		q := queue
		q.ID, q.Name = center.QueueID(name), name
		return &q
	})
}

// wayName is the id of the flow that leads to a queue, or to the queue of an
// agent. No script can give a flow such a name.
func wayName(k center.ResourceKind, name string) center.FlowID {
	return center.FlowID(string(k) + ":" + name)
}

// way makes the flow that leads to a queue or an agent.
func way(k center.ResourceKind, name string) center.Resource {
	id, member := wayName(k, name), "QueueId"
	if k == center.KindUser {
		member = "AgentId"
	}
	content := `{"Version":"2019-10-30","StartAction":"target","Actions":[
{"Identifier":"target","Type":"UpdateContactTargetQueue","Parameters":{"` + member + `":"` + name + `"},"Transitions":{
 "NextAction":"queue","Errors":[{"ErrorType":"NoMatchingError","NextAction":"end"}],"Conditions":[]}},
{"Identifier":"queue","Type":"TransferContactToQueue","Parameters":{},"Transitions":{"NextAction":"end","Conditions":[],
 "Errors":[{"ErrorType":"QueueAtCapacity","NextAction":"end"},{"ErrorType":"NoMatchingError","NextAction":"end"}]}},
{"Identifier":"end","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`
	return &center.ContactFlow{ID: id, Name: string(id), Type: center.ContactFlowType, Content: content}
}

// maxAfterContactWork is the longest limit of after-contact work (R4.27).
const maxAfterContactWork = 2_000_000 * time.Second

func (l *line) agent() deed {
	names, user := l.declare(anAgent), center.User{ProfileID: center.RoutingProfileID(l.one(aProfile))}
	l.options(map[string]func(token){
		"acw=":        func(t token) { user.Phone.AfterContactWork = l.time(t, maxAfterContactWork) },
		"auto-accept": func(token) { user.Phone.AutoAccept = true },
		"skills=":     func(t token) { user.Proficiencies = l.skills(t) },
	})
	return create(names, func(_ *center.Directory, name string) center.Resource {
		u := user
		u.ID, u.Username, u.Proficiencies = center.UserID(name), name, slices.Clone(u.Proficiencies)
		return &u
	})
}

func (l *line) agentStatus() deed {
	names, status := l.declare(aStatus), center.AgentStatus{Type: center.Custom}
	l.options(map[string]func(token){
		"disabled": func(token) { status.Disabled = true },
		"routable": func(token) { status.Type = center.Routable },
		"offline":  func(token) { status.Type = center.Offline },
	})
	return create(names, func(_ *center.Directory, name string) center.Resource {
		s := status
		s.ID, s.Name = center.AgentStatusID(name), name
		return &s
	})
}

// blockEnd is the line after the content of a flow.
const blockEnd = "end"

func (l *line) flow() deed {
	name, inline, byDefault, flow := l.declareOne(aFlow), true, false, center.ContactFlow{Type: center.ContactFlowType}
	l.options(map[string]func(token){
		"type=": func(t token) { flow.Type = center.FlowType(t.text) },
		"file=": func(t token) { inline, flow.Content = false, l.file(t) },
		"default": func(t token) {
			if byDefault = true; flow.Type.DefaultName() == "" {
				l.fail(t.column, "there is no default flow of type %s", flow.Type)
			}
		},
	})
	if inline {
		flow.Content = l.block()
	}
	return create([]string{name}, func(*center.Directory, string) center.Resource {
		f := flow
		f.ID, f.Name = center.FlowID(name), name
		if byDefault {
			f.Name = f.Type.DefaultName()
		}
		return &f
	})
}

// file reads the content of a flow from a file beside the script.
func (l *line) file(t token) string {
	if l.files == nil {
		l.fail(t.column, "expected the flow on the lines that follow, down to a line %q: files cannot be read here", blockEnd)
		return ""
	}
	content, err := fs.ReadFile(l.files, t.text)
	if err != nil {
		l.fail(t.column, "cannot read the flow: %v", err)
	}
	return string(content)
}

// block takes the lines that follow, down to the line that ends the block.
func (l *line) block() string {
	for i := l.next; i < len(l.lines); i++ {
		if strings.TrimSpace(l.lines[i]) == blockEnd {
			content := strings.Join(l.lines[l.next:i], "")
			l.next = i + 1
			return content
		}
	}
	l.fail(l.end, "expected the flow on the lines that follow, down to a line %q, which is not there", blockEnd)
	return ""
}
