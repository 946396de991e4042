package scenario

import (
	"errors"
	"io/fs"
	"strings"
	"time"
	"unicode/utf8"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// Script is a scenario that was read.
type Script struct {
	Name     string         // of the file, as given to Parse
	Title    string         // the first line, which says what the scenario proves
	Start    center.Instant // the moment 0s
	Setup    []Act          // what there is before anything happens
	Acts     []Act          // what happens, in order of time
	Checked  bool           // the text has an expected log, perhaps an empty one
	Expected string         // the expected log

	body   string // the text down to the line of dashes
	hidden map[routing.EventKind]bool
}

// Act is one thing that the script says.
type Act struct {
	Position
	At      time.Duration    // after the start
	Refused center.ErrorKind // why the engine must refuse it; empty: it must not

	deed   deed             // what is asked of the engine; nil for an expectation
	expect *expectation     // nil for a deed
	answer center.ContactID // the contact that the answer must name; empty: the one that was begun
}

// deed returns what is asked of an engine that is configured like that.
type deed func(dir *center.Directory) []routing.Command

// Commands returns what the act asks of an engine that is configured like dir:
// nothing where it only expects something. The values are new with each call,
// so that engines may keep them.
func (a *Act) Commands(dir *center.Directory) []routing.Command {
	if a.deed == nil {
		return nil
	}
	return a.deed(dir)
}

// separator stands between the script and the expected log.
const separator = "----"

// kind is what a name may stand for.
type kind uint8

const (
	aQueue kind = iota
	aProfile
	anAgent
	aStatus
	someHours
	aSkill
	aFlow
	aContact
	kinds
)

// String returns the noun with its article.
func (k kind) String() string {
	return [kinds]string{"a queue", "a routing profile", "an agent", "an agent status", "hours of operation", "a skill", "a flow", "a contact"}[k]
}

// parser reads a whole scenario.
type parser struct {
	script   *Script
	files    fs.FS
	declared [kinds]map[string]bool
	now      time.Duration
	lines    []string
	next     int  // index of the line after the one that is read
	acting   bool // an act was read: what follows is no longer the set-up
	problems []error
}

// Parse reads a scenario. name stands in positions; files is where the flows are
// that the script takes from files, nil where it may not. The error holds one
// *Problem for each line that cannot be read, joined by errors.Join.
func Parse(name, text string, files fs.FS) (*Script, error) {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	p := &parser{script: &Script{Name: name, Start: Opening, hidden: map[routing.EventKind]bool{}}, files: files}
	for k := range p.declared {
		p.declared[k] = map[string]bool{}
	}
	for _, r := range furniture() {
		switch r.(type) {
		case *center.HoursOfOperation:
			p.declared[someHours][r.RecordKey()] = true
		case *center.AgentStatus:
			p.declared[aStatus][r.RecordKey()] = true
		}
	}
	p.cut(text)
	for p.next < len(p.lines) {
		p.next++
		p.read(p.lines[p.next-1])
	}
	return p.script, errors.Join(p.problems...)
}

// cut separates the script from the expected log.
func (p *parser) cut(text string) {
	p.lines = strings.SplitAfter(text, "\n")
	for i, l := range p.lines {
		if strings.TrimRight(l, " \t\n") == separator {
			p.script.Checked = true
			p.script.Expected = strings.Join(p.lines[i+1:], "")
			p.lines = p.lines[:i]
			break
		}
	}
	p.script.body = strings.Join(p.lines, "")
	first, _, _ := strings.Cut(p.script.body, "\n")
	p.script.Title = strings.TrimSpace(strings.TrimLeft(first, "# "))
}

// Text returns the scenario with another expected log.
func (s *Script) Text(log string) string {
	body := s.body
	if body != "" && !strings.HasSuffix(body, "\n") {
		body += "\n"
	}
	return body + separator + "\n" + log
}

// read reads one line.
func (p *parser) read(text string) {
	l := &line{parser: p, number: p.next, end: 1}
	if l.rest = words(text); len(l.rest) == 0 {
		return
	}
	if !utf8.ValidString(text) {
		l.fail(1, "expected text in UTF-8")
	}
	act := Act{Position: Position{p.script.Name, l.number, l.rest[0].column}}
	verb := l.take("a word")
	switch {
	case verb.text == "at":
		p.acting = true
		act.At = l.moment()
		act.Refused = l.refusal()
		l.act(&act)
	case p.directive(l, verb):
		return
	case p.acting:
		l.fail(verb.column, "expected at and a time, found %q: only the set-up, before the first at, has no time", verb.text)
	default:
		if act.deed = l.declaration(verb); act.deed == nil {
			l.expected("at, or something to declare: "+declarations, verb)
		}
	}
	l.done()
	switch {
	case l.wrong != nil:
		p.problems = append(p.problems, l.wrong)
	case p.acting:
		p.script.Acts = append(p.script.Acts, act)
	default:
		p.script.Setup = append(p.script.Setup, act)
	}
}

// directive reads a line about the scenario itself: start, show or hide.
func (p *parser) directive(l *line, verb token) bool {
	switch verb.text {
	case "start":
		t := l.take("a moment")
		at, err := time.Parse(time.RFC3339Nano, t.text)
		if err != nil || at.Nanosecond()%1e6 != 0 || at.Year() < 1971 || at.Year() > 2200 {
			l.expected("a moment such as 2026-03-02T10:00:00Z", t)
		} else {
			p.script.Start = center.At(at)
		}
		if p.acting {
			l.fail(verb.column, "the start must be given before the first at")
		}
	case "show", "hide":
		l.filter(verb)
	default:
		return false
	}
	l.done()
	if l.wrong != nil {
		p.problems = append(p.problems, l.wrong)
	}
	return true
}

// moment reads when an act happens: a time after the start, or with a + after
// the act before. Time does not go back.
func (l *line) moment() time.Duration {
	t := l.take("a time such as 1m30s")
	text, later := strings.CutPrefix(t.text, "+")
	d := l.time(token{text, t.column}, maxTime)
	if later {
		d += l.now
	}
	if d < l.now {
		l.fail(t.column, "expected a time of %s or later, found %s: acts stand in order of time", showTime(l.now), t.text)
	}
	if d > maxTime {
		l.expected("a time of at most "+showTime(maxTime), t)
	}
	l.now = max(d, l.now)
	return l.now
}

// refusals are the reasons for which the engine may refuse an act.
var refusals = map[string]center.ErrorKind{
	"not-found": center.NotFound, "duplicate": center.Duplicate, "invalid": center.Invalid, "refused": center.Refused,
	"conflict": center.Conflict, "stale": center.Stale, "in-use": center.InUse, "not-ready": center.NotReady,
	"limit": center.Limit, "denied": center.Denied, "unavailable": center.Unavailable, "bad-flow": center.BadFlow,
}

// refusal takes the last two words of the line where they say that the engine
// must refuse the act.
func (l *line) refusal() center.ErrorKind {
	n := len(l.rest)
	if n < 2 || l.rest[n-2].text != "refused" || l.wrong != nil {
		return ""
	}
	why := choice(l, l.rest[n-1], refusals)
	l.rest = l.rest[:n-2]
	l.lax = why == center.NotFound
	return why
}
