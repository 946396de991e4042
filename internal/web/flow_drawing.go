package web

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Measures of a drawing, in pixels.
const (
	boxHeight   = 56.0
	layerGap    = 58.0
	labelHeight = 15.0
	margin      = 16.0
	backLane    = 18.0
	maxLabel    = 34 // characters
)

// flowDrawing is a flow as it is drawn.
type flowDrawing struct {
	Width, Height int
	Boxes         []flowBox
	Lines         []flowLine
	Crossings     int
}

// flowBox is one action.
type flowBox struct {
	ID, Kind, About string
	Title           string // all that is known of it
	Look            string // class names
	X, Y, MiddleX   int
	Width, Height   int
	KindY, AboutY   int
	Unbuilt, Start  bool
	Lost            bool
}

// flowLine is one way with its label.
type flowLine struct {
	Path, Look     string
	Kind           wayKind
	Title          string
	Label          string
	LabelX, LabelY int
	Back           bool
}

// drawFlow draws the actions in their layers; nil: they are too many.
func drawFlow(o *outline) *flowDrawing {
	l := layOut(o)
	if l == nil {
		return nil
	}
	d := &flowDrawing{Crossings: l.crossings()}
	tops := l.tops()
	width := 0.0
	for i, layer := range l.layers {
		for _, s := range layer {
			width = max(width, s.x+s.width/2)
			if s.action >= 0 {
				d.Boxes = append(d.Boxes, l.box(s, tops[i]))
			}
		}
	}
	slices.SortFunc(d.Boxes, func(a, b flowBox) int { return cmp.Or(cmp.Compare(a.Y, b.Y), cmp.Compare(a.X, b.X)) })
	ports := l.ports()
	for i := range l.lines {
		d.Lines = append(d.Lines, ports.down(&l.lines[i], tops))
	}
	for i := range l.back {
		d.Lines = append(d.Lines, l.loop(&l.back[i], tops, width+margin+backLane*float64(i+1)))
	}
	d.Width = int(width + 2*margin + backLane*float64(len(l.back)+1))
	d.Height = int(tops[len(tops)-1] + boxHeight + 2*margin)
	return d
}

// tops returns where each layer begins: the gap above has room for the labels of
// the ways that begin there, one below the other.
func (l *layout) tops() []float64 {
	tops := make([]float64, len(l.layers))
	y := margin
	for i, layer := range l.layers {
		tops[i] = y
		most := 0
		for _, s := range layer {
			if s.action >= 0 {
				most = max(most, len(s.down))
			}
		}
		y += boxHeight + layerGap + labelHeight*float64(max(most-1, 0))
	}
	return tops
}

func (l *layout) box(s *spot, top float64) flowBox {
	a := &l.outline.actions[s.action]
	b := flowBox{
		ID: a.id, Kind: shortened(inWordsOf(a.kind), 28), About: shortened(a.about, 32), X: int(margin + s.x - s.width/2), Y: int(top), MiddleX: int(margin + s.x),
		Width: int(s.width), Height: int(boxHeight), KindY: int(top) + 24, AboutY: int(top) + 43,
		Unbuilt: !a.built, Start: a.id == l.outline.start, Lost: slices.Contains(l.lost, s), Look: "box",
	}
	b.Title = inWordsOf(a.kind) + ", " + a.id
	if a.about != "" {
		b.Title += ": " + a.about
	}
	if b.Unbuilt {
		b.Look += " unbuilt"
		b.About = "not built: takes its error branch"
	}
	if b.Start {
		b.Look += " start"
	}
	if b.Lost {
		b.Look += " lost"
		b.Title += "; no way leads to it"
	}
	return b
}

// ports say where ways leave and enter a box: beside each other, in the order of
// their other ends.
type ports struct {
	out, in map[*line]float64
	row     map[*line]int // of the label
}

func (l *layout) ports() ports {
	p := ports{map[*line]float64{}, map[*line]float64{}, map[*line]int{}}
	out, in := map[*spot][]*line{}, map[*spot][]*line{}
	for i := range l.lines {
		line := &l.lines[i]
		first, last := line.spots[0], line.spots[len(line.spots)-1]
		out[first], in[last] = append(out[first], line), append(in[last], line)
	}
	for s, lines := range out { // order: each spot by itself
		slices.SortStableFunc(lines, func(a, b *line) int { return cmp.Compare(a.spots[1].x, b.spots[1].x) })
		for i, line := range lines {
			p.out[line], p.row[line] = spread(s, i, len(lines)), i
		}
	}
	for s, lines := range in { // order: each spot by itself
		before := func(line *line) float64 { return line.spots[len(line.spots)-2].x }
		slices.SortStableFunc(lines, func(a, b *line) int { return cmp.Compare(before(a), before(b)) })
		for i, line := range lines {
			p.in[line] = spread(s, i, len(lines))
		}
	}
	return p
}

// spread returns the place of the i-th of n ways at a box.
func spread(s *spot, i, n int) float64 {
	room := s.width * 0.7
	return s.x - room/2 + room*(float64(i)+0.5)/float64(n)
}

// down draws a way from layer to layer.
func (p ports) down(line *line, tops []float64) flowLine {
	var b strings.Builder
	first, last := line.spots[0], line.spots[len(line.spots)-1]
	x, y := margin+p.out[line], tops[first.layer]+boxHeight
	fmt.Fprintf(&b, "M%.0f %.0f", x, y)
	label := y + 14 + labelHeight*float64(p.row[line])
	for _, s := range line.spots[1:] {
		toX, toY := margin+s.x, tops[s.layer]
		if s == last {
			toX = margin + p.in[line]
			toY -= 5 // the point of the arrow
		}
		bend := (toY - y) / 2
		fmt.Fprintf(&b, " C%.0f %.0f %.0f %.0f %.0f %.0f", x, y+bend, toX, toY-bend, toX, toY)
		if s != last { // beside the actions of the layer
			toY += boxHeight
			fmt.Fprintf(&b, " L%.0f %.0f", toX, toY)
		}
		x, y = toX, toY
	}
	return flowLine{Path: b.String(), Look: "way " + string(line.way.kind), Kind: line.way.kind, Title: wayTitle(line.way), Label: shortened(line.way.label, maxLabel),
		LabelX: int(margin+p.out[line]) + 5, LabelY: int(label)}
}

// loop draws a way that leads back, at the right of everything.
func (l *layout) loop(line *line, tops []float64, lane float64) flowLine {
	from, to := line.spots[0], line.spots[1]
	x1, y1 := margin+from.x+from.width*0.45, tops[from.layer]+boxHeight
	x2, y2 := margin+to.x+to.width*0.45, tops[to.layer]
	path := fmt.Sprintf("M%.0f %.0f V%.0f H%.0f V%.0f H%.0f V%.0f", x1, y1, y1+9, lane+margin, y2-9, x2, y2-5)
	return flowLine{Path: path, Look: "way back " + string(line.way.kind), Kind: line.way.kind, Title: wayTitle(line.way) + ", back", Label: shortened(line.way.label, maxLabel),
		LabelX: int(x1) + 6, LabelY: int(y1) + 7, Back: true}
}

func wayTitle(w way) string {
	switch {
	case w.kind == wayError:
		return "on error: " + w.label
	case w.kind == wayCondition:
		return "where the result " + w.label
	default:
		return "then"
	}
}

// shortened cuts a text to so many characters.
func shortened(text string, most int) string {
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most-1]) + "…"
}
