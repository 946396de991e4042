package flow

import (
	"slices"
	"strconv"
	"time"

	"strowger/internal/center"
)

// CreateTask makes a task (CreateTask). Answer with NoMatchingError where it
// cannot be made. The maps are the caller's.
type CreateTask struct {
	FlowRef     string // id or ARN of the flow that the task runs
	Name        string // not empty
	Description string
	Attributes  map[string]string
	References  map[string]center.Reference
	Delay       time.Duration  // before it begins; 0: at once
	At          center.Instant // when it begins; 0: as Delay says
}

func (CreateTask) op() {}

// maxTaskDelay is the longest delay of a task, in seconds: six days.
const maxTaskDelay = 518_400

// buildTask compiles CreateTask. Templates of tasks are not built.
func buildTask(p *parameters, a *action) {
	if p.has("TaskTemplateId") {
		a.op = Unbuilt{Type: a.spec.name}
		return
	}
	for _, name := range sortedNames(p.raw) { // of those that the documents do not list none is done
		if !slices.ContainsFunc(a.spec.parameters, func(r rule) bool { return r.name == name }) {
			a.op = Unbuilt{Type: a.spec.name}
			return
		}
	}
	if !p.has("ContactFlowId") {
		p.problem("the parameter ContactFlowId is missing")
	}
	a.ref = p.value("ContactFlowId")
	for _, name := range []string{"Name", "Description"} {
		a.texts = append(a.texts, named{name, parsePhrase(p.text(name))})
	}
	a.attributes = p.attributes("Attributes")
	a.references = p.references("References")
	a.agent, a.word = p.value("DelaySeconds"), p.value("ScheduledTime")
}

// createTask resolves everything, or nothing is done.
func (a *action) createTask(world Values) (Op, Answer) {
	failed := Answer{Error: NoMatchingError}
	var op CreateTask
	var ok bool
	if op.FlowRef, ok = a.ref.resolve(world); !ok {
		return nil, failed
	}
	if op.Name, ok = a.texts[0].text.resolve(world); !ok || op.Name == "" {
		return nil, failed
	}
	if op.Description, ok = a.texts[1].text.resolve(world); !ok {
		return nil, failed
	}
	for _, entry := range a.attributes {
		text, ok := entry.value.resolve(world)
		if !ok {
			return nil, failed
		}
		if op.Attributes == nil {
			op.Attributes = map[string]string{}
		}
		op.Attributes[entry.name] = text
	}
	if op.References, ok = a.resolveReferences(world); !ok {
		return nil, failed
	}
	if op.Delay, op.At, ok = a.begins(world); !ok {
		return nil, failed
	}
	return op, Answer{}
}

// begins resolves when a task begins: after a delay, or at a time by the calendar,
// as 2026-03-02T10:00:00Z or in seconds since 1970.
func (a *action) begins(world Values) (delay time.Duration, at center.Instant, ok bool) {
	if text, ok := a.agent.resolve(world); !ok {
		return 0, 0, false
	} else if text != "" {
		n, err := strconv.Atoi(text)
		return time.Duration(n) * time.Second, 0, err == nil && n >= 1 && n <= maxTaskDelay
	}
	text, ok := a.word.resolve(world)
	if !ok || text == "" {
		return 0, 0, ok && !a.agent.path && !a.word.path
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return 0, center.Instant(n * 1000), n > 0 && n < 1<<40
	}
	when, err := time.Parse(time.RFC3339, text)
	return 0, center.At(when), err == nil
}
