package routing

import (
	"time"

	"strowger/internal/center"
	"strowger/internal/flow"
)

// restTimer ends the rest that the flow of a contact takes.
type restTimer struct {
	timer
	contact *contact
}

func (t *restTimer) turn() turn { return t.contact.at(restEnd) }

// due lets the flow go on.
func (t *restTimer) due(e *Engine) {
	c := t.contact
	c.Flow.Until = 0
	e.runFlow(c, &flow.Answer{TimeUp: true})
	e.touch(c)
}

// rest keeps the flow where it stands for a while.
func (e *Engine) rest(c *contact, span time.Duration) {
	c.Flow.Until = e.now.Add(span)
	e.setRest(c)
}

// setRest arms the end of a rest. The flow in which a contact began rests on
// while the contact is paused, and goes on when it is resumed.
func (e *Engine) setRest(c *contact) {
	if c.Flow.Until == 0 || c.State == center.Ended || c.State == center.Paused && c.Flow.Event == "" {
		return
	}
	if c.rest == nil {
		c.rest = &restTimer{contact: c}
		c.rest.owner = c.rest
	}
	e.timers.set(&c.rest.timer, c.Flow.Until)
}

func (e *Engine) clearRest(c *contact) {
	if c.rest != nil {
		e.timers.clear(&c.rest.timer)
	}
}

// stopFlow ends what flow there is, wherever it stands.
func (e *Engine) stopFlow(c *contact) {
	c.Flow.Action, c.Flow.Until = "", 0
	e.clearRest(c)
}

// play says something without media: it takes no time, and messages that are
// repeated go on until they are interrupted. A chat can take text only, and once;
// tasks and e-mails nothing at all (R5.31).
func (e *Engine) play(c *contact, op flow.Play) (answer *flow.Answer, done bool) {
	switch {
	case !op.Loop && (c.Channel == center.Voice || c.Channel == center.Chat && op.Text):
		return &flow.Answer{}, false
	case !op.Loop || c.Channel != center.Voice || !canRest(c):
		return &flow.Answer{Error: flow.NoMatchingError}, false
	case op.Interrupt == 0: // nothing will ever come after it
		e.flowOver(c)
	default:
		e.rest(c, op.Interrupt)
	}
	return nil, true
}

// waitFor rests. Calls do not wait (block page of Wait), and there is no bot
// that could leave a chat; of other channels nobody asks for one.
func (e *Engine) waitFor(c *contact, op flow.Wait) (answer *flow.Answer, done bool) {
	switch {
	case c.Channel == center.Voice || !canRest(c):
		return &flow.Answer{Error: flow.NoMatchingError}, false
	case op.Bot && c.Channel == center.Chat:
		return &flow.Answer{Error: flow.ParticipantNotFound}, false
	}
	e.rest(c, op.Time)
	return nil, true
}

// canRest reports whether the flow of a contact may take time. Whispers take
// none, so that customer and agent are joined at once (R7.2).
func canRest(c *contact) bool {
	return c.Flow.Event != center.OnAgentWhisper && c.Flow.Event != center.OnCustomerWhisper
}
