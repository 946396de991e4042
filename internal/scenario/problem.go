package scenario

import "fmt"

// Position is a place in a scenario.
type Position struct {
	File   string // as given to Parse
	Line   int    // from 1
	Column int    // from 1, in characters
}

// String returns file:line:column.
func (p Position) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column) }

// Problem is what is wrong at a place: the text cannot be read, an act was
// refused or taken against what the script says, or an expectation failed.
type Problem struct {
	Position
	Text string // what was expected, and what was found
}

// Error returns the place and the text.
func (p *Problem) Error() string { return p.Position.String() + ": " + p.Text }
