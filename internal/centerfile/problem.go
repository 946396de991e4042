package centerfile

import (
	"fmt"
	"strconv"
	"strings"
)

// Problem is what is wrong at one place of a file.
type Problem struct {
	Line int    // from 1; 0: of the file as a whole
	Path string // such as queues.Sales.max_contacts; empty: of the file as a whole
	Text string
}

// Error returns place and text in one line.
func (p *Problem) Error() string {
	var b strings.Builder
	if p.Line > 0 {
		b.WriteString("line " + strconv.Itoa(p.Line) + ": ")
	}
	if p.Path != "" {
		b.WriteString(shortened(p.Path) + ": ")
	}
	return b.String() + p.Text
}

// Problems is everything that is wrong with a file, up to maxProblems.
type Problems []*Problem

// maxProblems bounds how many problems are told at once.
const maxProblems = 20

// Error returns one problem a line.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, problem := range p {
		lines[i] = problem.Error()
	}
	return strings.Join(lines, "\n")
}

func problemf(line int, path, format string, args ...any) *Problem {
	return &Problem{Line: line, Path: path, Text: fmt.Sprintf(format, args...)}
}

// maxShown is how many bytes of a text from a file a message repeats.
const maxShown = 120

func shortened(text string) string {
	if len(text) <= maxShown {
		return text
	}
	return strings.ToValidUTF8(text[:maxShown], "") + "..."
}
