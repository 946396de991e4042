package flow

import (
	"strconv"

	"strowger/internal/center"
)

// MaxSteps is how many actions one contact may run in its flows without a rest,
// counted in FlowPosition.Steps. It stops flows that lead in a circle without ever waiting;
// a loop of 100 rounds over 25 actions still passes.
const MaxSteps = 2500

// Next runs actions from pos on until one asks something of the world, and
// returns what it asks. pos moves along. Without an answer it starts with the
// action at pos.Action; with one, the answer belongs to the Op that the action
// at pos.Action returned before.
//
// After End, Disconnect and Stray the flow is over and pos.Action is empty.
// After Enqueue and GoTo it stays at the action, so that an error can be
// answered; when they went well the flow is over and the caller moves pos.
// Next never fails: where a contact cannot go on it returns Stray.
func (f *Flow) Next(pos *center.FlowPosition, answer *Answer, world Values) Op {
	at, ok := f.index[pos.Action]
	if !ok {
		return stray(pos, "The flow has no action "+quote(pos.Action)+".")
	}
	if answer != nil {
		a := &f.actions[at]
		if answer.Error == "" && a.spec.leaves() {
			pos.Action = ""
			return End{}
		}
		reply := *answer
		if reply.TimeUp {
			reply.Result, pos.Rested = a.spec.timeUp, pos.Steps
		}
		if at = a.follow(reply); at == nowhere {
			return stray(pos, a.lost(reply))
		}
	}
	for {
		a := &f.actions[at]
		if pos.Steps-pos.Rested >= MaxSteps {
			return stray(pos, "The contact has run "+strconv.Itoa(MaxSteps)+" actions without a rest, the flow seems to lead in a circle.")
		}
		pos.Steps++
		op, own := a.run(pos, world)
		if op != nil {
			pos.Action = a.id
			if a.spec.terminal && a.spec.step != stepUnbuilt {
				pos.Action = ""
			}
			return op
		}
		if at = a.follow(own); at == nowhere {
			return stray(pos, a.lost(own))
		}
	}
}

func stray(pos *center.FlowPosition, reason string) Op {
	pos.Action = ""
	return Stray{Reason: reason}
}

// follow finds the action that an answer leads to: for an error its own branch,
// else that of NoMatchingError; for a result the first condition that is true,
// else the branch of NoMatchingCondition, else NextAction (R9.3).
func (a *action) follow(answer Answer) int {
	if answer.Error == "" {
		if !a.spec.answers {
			return a.next
		}
		for i := range a.conds {
			if a.conds[i].holds(answer.Result) {
				return a.conds[i].next
			}
		}
		answer.Error = NoMatchingCondition
	}
	if next := a.branch(answer.Error); next != nowhere {
		return next
	}
	if answer.Error == NoMatchingCondition {
		return a.next
	}
	if next := a.branch(NoMatchingError); next != nowhere {
		return next
	}
	if a.spec.goesOn() {
		return a.next
	}
	return nowhere
}

func (a *action) branch(errorType string) int {
	for i := range a.errors {
		if a.errors[i].errorType == errorType {
			return a.errors[i].next
		}
	}
	return nowhere
}

// lost says why follow found nothing.
func (a *action) lost(answer Answer) string {
	text := "Action " + quote(a.id) + " (" + a.spec.name + ") "
	if answer.Error != "" {
		return text + "ended with " + quote(answer.Error) + " and has no branch for it."
	}
	return text + "has no way on from the result " + quote(answer.Result) + "."
}

// run does what an action can do by itself. It returns either what the action
// asks of the world, or its own answer.
func (a *action) run(pos *center.FlowPosition, world Values) (Op, Answer) {
	if a.op != nil {
		return a.op, Answer{}
	}
	switch a.spec.step {
	case stepTarget:
		return a.target(world)
	case stepAttributes:
		return a.setAttributes(world)
	case stepCriteria:
		return a.setCriteria(world)
	case stepCallbackNumber:
		return a.setCallbackNumber(world)
	case stepCallback:
		return a.createCallback(world)
	case stepTask:
		return a.createTask(world)
	case stepHours:
		if ref, ok := a.ref.resolve(world); ok && ref != "" {
			return CheckHours{HoursRef: ref, Overrides: a.overrides}, Answer{}
		}
	case stepHook:
		return a.setHook(world)
	case stepPlay, stepWait:
		return a.rest(world)
	case stepMetric:
		return a.checkMetric(world)
	case stepMetrics:
		return a.getMetrics(world)
	case stepDequeue:
		return a.dequeue(world)
	case stepData:
		return a.setData(world)
	case stepTags:
		return a.setTags(world)
	case stepNothing:
		return nil, Answer{}
	case stepGoTo:
		if ref, ok := a.ref.resolve(world); ok && ref != "" {
			return GoTo{FlowRef: ref}, Answer{}
		}
	case stepCompare:
		if result, ok := a.ref.resolve(world); ok {
			return nil, Answer{Result: result}
		}
		return nil, Answer{Error: NoMatchingCondition} // nothing equals a value that is not there
	case stepLoop:
		return nil, a.loop(pos, world)
	case stepDistribute:
		return nil, Answer{Result: strconv.Itoa(draw(world.Seed(), pos, a.id))}
	}
	return nil, Answer{Error: NoMatchingError} // a path leads nowhere
}

// target resolves the queue or agent of UpdateContactTargetQueue.
func (a *action) target(world Values) (Op, Answer) {
	queue, ok := a.ref.resolve(world)
	agent, okAgent := a.agent.resolve(world)
	if !ok || !okAgent || queue == "" && agent == "" {
		return nil, Answer{Error: NoMatchingError}
	}
	return SetTarget{QueueRef: queue, AgentRef: agent}, Answer{}
}

// setAttributes resolves the values of UpdateContactAttributes. Where one of
// them is not there none is set.
func (a *action) setAttributes(world Values) (Op, Answer) {
	resolved := make(map[string]string, len(a.attributes))
	for _, entry := range a.attributes {
		text, ok := entry.value.resolve(world)
		if !ok {
			return nil, Answer{Error: NoMatchingError}
		}
		resolved[entry.name] = text
	}
	return SetAttributes{Attributes: resolved, Related: a.related}, Answer{}
}

// loop counts a visit of Loop: ContinueLooping as often as it says, then
// DoneLooping once, then from the start again. The count is kept in pos and so
// belongs to the contact, not to the run of the flow (R9.9).
func (a *action) loop(pos *center.FlowPosition, world Values) Answer {
	text, _ := a.ref.resolve(world)
	rounds, err := strconv.Atoi(text)
	if err != nil || rounds < 0 || rounds > maxLoopCount {
		return Answer{Error: NoMatchingError}
	}
	key := string(pos.FlowID) + "/" + a.id
	if done := pos.Loops[key]; done < rounds {
		if pos.Loops == nil {
			pos.Loops = make(map[string]int)
		}
		pos.Loops[key] = done + 1
		return Answer{Result: continueLooping}
	}
	delete(pos.Loops, key)
	return Answer{Result: doneLooping}
}

// draw returns 1 to 100, evenly spread over contacts. It is a hash of the
// contact, the flow, the action and the number of the step, so that a contact
// that passes twice is drawn anew and a replay takes the same way.
func draw(seed string, pos *center.FlowPosition, id string) int {
	const (
		offset = 14695981039346656037 // FNV-1a, 64 bits
		prime  = 1099511628211
	)
	h := uint64(offset)
	for _, text := range [...]string{seed, string(pos.FlowID), id} {
		for i := range len(text) {
			h = (h ^ uint64(text[i])) * prime
		}
		h = (h ^ 0xff) * prime // a byte no text has, between them
	}
	h = (h ^ uint64(pos.Steps)) * prime
	// The low bits of FNV follow the last bytes closely; mix before taking the
	// remainder.
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	h ^= h >> 33
	return int(h%100) + 1
}
