package scenario

import (
	"cmp"
	"errors"
	"strings"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// Runner plays the acts of a script on an engine of its own, in virtual time.
type Runner struct {
	start   center.Instant
	engine  *routing.Engine
	records map[center.ContactID]*center.Contact // every contact there was, as it is or as it ended
	hidden  map[routing.EventKind]bool
	silent  bool // during the set-up
	log     strings.Builder
}

// NewRunner returns a runner for a script whose set-up is done. The error is a
// *Problem, for the first declaration that the engine refuses.
func NewRunner(s *Script) (*Runner, error) {
	r := &Runner{start: s.Start, engine: routing.New(), records: map[center.ContactID]*center.Contact{},
		hidden: s.hidden, silent: true}
	for _, resource := range furniture() {
		if err := r.step(r.start, routing.Put{Resource: resource}); err != nil {
			return nil, &Problem{Position{s.Name, 1, 1}, "the empty centre was refused: " + reason(err)}
		}
	}
	for i := range s.Setup {
		if err := r.Do(&s.Setup[i]); err != nil {
			return nil, err
		}
	}
	r.silent = false
	return r, nil
}

// Run plays a whole script and returns the log. The error joins a *Problem for
// each act that went otherwise than the script says and each expectation that
// failed; the log is complete all the same.
func Run(s *Script) (string, error) {
	r, err := NewRunner(s)
	if err != nil {
		return "", err
	}
	var problems []error
	for i := range s.Acts {
		if err := r.Do(&s.Acts[i]); err != nil {
			problems = append(problems, err)
		}
	}
	return r.Log(), errors.Join(problems...)
}

// Log returns the events so far, one on each line.
func (r *Runner) Log() string { return r.log.String() }

// Engine returns the engine that the acts are played on.
func (r *Runner) Engine() *routing.Engine { return r.engine }

// Do lets time pass until the moment of the act, and plays the act. The error is
// a *Problem: what was refused, was not refused, or is not as expected.
func (r *Runner) Do(a *Act) error {
	now := r.start.Add(a.At)
	if text := r.pass(now); text != "" {
		return &Problem{a.Position, text}
	}
	if a.expect != nil {
		if text := a.expect.check(r); text != "" {
			return &Problem{a.Position, text}
		}
		return nil
	}
	for _, cmd := range a.Commands(r.engine.Directory()) {
		out, err := r.engine.Step(now, cmd)
		r.note(out)
		if text := a.judge(cmd, out, err); text != "" {
			return &Problem{a.Position, text}
		}
	}
	return nil
}

// pass lets everything happen that is due at or before a moment, each timer at
// its own, so that the state beside each event is that of the moment.
func (r *Runner) pass(now center.Instant) string {
	for {
		at, ok := r.engine.Deadline()
		if !ok || at > now {
			return ""
		}
		if err := r.step(at, routing.Tick{}); err != nil {
			return "time was refused: " + reason(err)
		}
		if again, ok := r.engine.Deadline(); ok && again <= at {
			return "the engine is due at " + showTime(at.Sub(r.start)) + " and stays so"
		}
	}
}

func (r *Runner) step(now center.Instant, cmd routing.Command) error {
	out, err := r.engine.Step(now, cmd)
	r.note(out)
	return err
}

// note keeps what follows from a command.
func (r *Runner) note(out routing.Outcome) {
	for _, change := range out.Changes {
		if c, ok := change.Record.(*center.Contact); ok {
			r.records[c.ID] = c
		}
	}
	if r.silent {
		return
	}
	for i := range out.Events {
		r.write(&out.Events[i])
	}
}

// judge compares what the engine said to a command with what the script says.
func (a *Act) judge(cmd routing.Command, out routing.Outcome, err error) string {
	switch {
	case err != nil && a.Refused == "":
		return "refused: " + reason(err)
	case err != nil && !errors.Is(err, a.Refused):
		return "expected to be refused as " + string(a.Refused) + ", but it was for another reason: " + reason(err)
	case err == nil && a.Refused != "":
		return "expected to be refused as " + string(a.Refused) + ", but it was not"
	}
	if err != nil {
		return ""
	}
	want := a.answer
	switch cmd := cmd.(type) {
	case routing.StartContact:
		want = cmp.Or(want, cmd.Contact.ID)
	case routing.Transfer:
		want = cmp.Or(want, cmd.Next.ID)
	default:
		return ""
	}
	if got := out.Result.ContactID; got != want {
		return "expected the answer to name contact " + string(want) + ", found " + string(got)
	}
	return ""
}

// reason returns the kind of a refusal and its text.
func reason(err error) string {
	var refusal *center.Error
	if !errors.As(err, &refusal) {
		return err.Error()
	}
	return string(refusal.Kind) + ": " + strings.Join(append([]string{refusal.Message}, refusal.Problems...), " ")
}
