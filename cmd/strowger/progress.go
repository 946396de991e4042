package main

import (
	"fmt"
	"io"
	"os"
	"strings"
)

// progress shows how far something has come: a bar that moves on a terminal,
// otherwise a line for each part that is done.
type progress struct {
	out      io.Writer
	terminal bool
	width    int // of what stands on the line
}

func newProgress(out io.Writer) *progress {
	p := &progress{out: out}
	if file, ok := out.(*os.File); ok {
		info, err := file.Stat()
		p.terminal = err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	return p
}

// barWidth is the length of the bar in characters.
const barWidth = 30

func (p *progress) report(what string, done, total int) {
	if !p.terminal {
		if done == total {
			fmt.Fprintf(p.out, "strowger: %s: %d read\n", what, total)
		}
		return
	}
	full := barWidth
	if total > 0 {
		full = barWidth * done / total
	}
	line := fmt.Sprintf("%-24s [%s%s] %d/%d", what, strings.Repeat("#", full), strings.Repeat(" ", barWidth-full), done, total)
	fmt.Fprintf(p.out, "\r%-*s", p.width, line)
	p.width = len(line)
}

// end leaves the line.
func (p *progress) end() {
	if p.terminal && p.width > 0 {
		fmt.Fprintf(p.out, "\r%s\r", strings.Repeat(" ", p.width))
	}
}
