package flow

import (
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// The results of actions that rest: what happened first.
const (
	waitCompleted       = "WaitCompleted"
	customerReturned    = "CustomerReturned"
	botDisconnected     = "BotParticipantDisconnected"
	messagesInterrupted = "MessagesInterrupted"
)

// maxWaitSeconds is the longest time of a Wait, seven days, and of the pauses
// between messages.
const maxWaitSeconds = 604_800

// buildMessage compiles MessageParticipant, whose words matter to nobody here.
func buildMessage(p *parameters, a *action) {
	a.op = Play{Text: p.has("Text")}
}

// buildMessages compiles MessageParticipantIteratively.
func buildMessages(p *parameters, a *action) {
	allowResults(p, a, messagesInterrupted)
	var list []map[string]jsontext.Value
	if json.Unmarshal(p.raw["Messages"], &list) != nil {
		return // reported by the rule of the parameter
	}
	a.text = true
	for _, message := range list {
		_, text := message["Text"]
		a.text = a.text && text
	}
	if !p.has("InterruptFrequencySeconds") {
		a.op = Play{Text: a.text, Loop: true}
		return
	}
	a.ref = p.value("InterruptFrequencySeconds")
}

// buildWait compiles Wait, each of whose results needs its condition.
func buildWait(p *parameters, a *action) {
	a.ref = p.value("TimeoutSeconds")
	if p.has("TimeLimitSeconds") {
		a.ref = p.value("TimeLimitSeconds")
	}
	var events []string
	if p.has("Events") && json.Unmarshal(p.raw["Events"], &events) != nil {
		return // reported by the rule of the parameter
	}
	for _, event := range events {
		a.bot = a.bot || event == botDisconnected
	}
	requireResults(p, a, append(events, waitCompleted)...)
	allowResults(p, a, waitCompleted, customerReturned, botDisconnected)
}

// rest resolves the time of an action that rests.
func (a *action) rest(world Values) (Op, Answer) {
	text, _ := a.ref.resolve(world)
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 1 || n > maxWaitSeconds {
		return nil, Answer{Error: NoMatchingError}
	}
	span := time.Duration(n) * time.Second
	if a.spec.step == stepPlay {
		return Play{Text: a.text, Loop: true, Interrupt: span}, Answer{}
	}
	return Wait{Time: span, Bot: a.bot}, Answer{}
}
