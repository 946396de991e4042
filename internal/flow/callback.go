package flow

import (
	"strconv"
	"time"
)

// The error types of UpdateContactCallbackNumber.
const (
	InvalidCallbackNumber     = "InvalidCallbackNumber"
	CallbackNumberNotDialable = "CallbackNumberNotDialable"
)

// SetCallbackNumber says where the customer wants to be called back
// (UpdateContactCallbackNumber). Answer with InvalidCallbackNumber or
// CallbackNumberNotDialable where that is impossible.
type SetCallbackNumber struct {
	Number string
}

// CreateCallback makes a contact that calls the customer back
// (CreateCallbackContact, R5.35). Answer with NoMatchingError where it cannot be
// made.
type CreateCallback struct {
	QueueRef string        // id or ARN; the target queue where neither it nor AgentRef is set
	AgentRef string        // instead of a queue
	FlowRef  string        // flow that the callback runs when it is made; empty: none
	CallerID string        // number to show to the customer; empty: that of the queue
	Delay    time.Duration // before it enters its queue; without meaning where there is a flow
	Most     int           // calls to the customer in all, 1 or more
	Retry    time.Duration // from a call that was not answered to the next time in the queue
}

func (SetCallbackNumber) op() {}
func (CreateCallback) op()    {}

// maxCallbackDelay is the longest delay of a callback, and the longest time to
// its next attempt, in seconds.
const maxCallbackDelay = 259200

// callback is what CreateCallbackContact asks beside queue and agent.
type callback struct {
	flow, caller, delay, most, retry value
}

func buildCallbackNumber(p *parameters, a *action) { a.ref = p.value("CallbackNumber") }

func buildCallback(p *parameters, a *action) {
	a.ref, a.agent = p.value("QueueId"), p.value("AgentId")
	a.callback = &callback{p.value("ContactFlowId"), p.value("CallerId"), p.value("InitialCallDelaySeconds"),
		p.value("MaximumConnectionAttempts"), p.value("RetryDelaySeconds")}
}

// setCallbackNumber resolves the number; one that is not there is no number.
func (a *action) setCallbackNumber(world Values) (Op, Answer) {
	number, ok := a.ref.resolve(world)
	if !ok {
		return nil, Answer{Error: InvalidCallbackNumber}
	}
	return SetCallbackNumber{Number: number}, Answer{}
}

// createCallback resolves everything. What was left out is nothing, and one
// attempt.
func (a *action) createCallback(world Values) (Op, Answer) {
	var op CreateCallback
	for _, text := range []struct {
		from value
		to   *string
	}{{a.ref, &op.QueueRef}, {a.agent, &op.AgentRef}, {a.callback.flow, &op.FlowRef}, {a.callback.caller, &op.CallerID}} {
		resolved, ok := text.from.resolve(world)
		if !ok {
			return nil, Answer{Error: NoMatchingError}
		}
		*text.to = resolved
	}
	numbers := [3]int{0, 1, 0}
	for i, v := range []value{a.callback.delay, a.callback.most, a.callback.retry} {
		text, ok := v.resolve(world)
		if ok && text == "" && !v.path {
			continue
		}
		n, err := strconv.Atoi(text)
		if !ok || err != nil || n < 1 || i != 1 && n > maxCallbackDelay {
			return nil, Answer{Error: NoMatchingError}
		}
		numbers[i] = n
	}
	op.Delay, op.Most, op.Retry = time.Duration(numbers[0])*time.Second, numbers[1], time.Duration(numbers[2])*time.Second
	return op, Answer{}
}
