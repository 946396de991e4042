package scenario

import "strings"

// maxDiff bounds the table that Diff fills; longer texts are compared as two
// blocks.
const maxDiff = 1 << 22

// Diff returns the lines in which two texts differ, those only in want after
// "- " and those only in got after "+ ", with the lines between them; empty where
// the texts are the same.
func Diff(want, got string) string {
	if want == got {
		return ""
	}
	w, g := lines(want), lines(got)
	first := 0
	for first < len(w) && first < len(g) && w[first] == g[first] {
		first++
	}
	w, g = w[first:], g[first:]
	last := 0
	for last < len(w) && last < len(g) && w[len(w)-1-last] == g[len(g)-1-last] {
		last++
	}
	w, g = w[:len(w)-last], g[:len(g)-last]
	var b strings.Builder
	put := func(mark, line string) { b.WriteString(mark + line + "\n") }
	common := longest(w, g)
	i, j := 0, 0
	for i < len(w) || j < len(g) {
		switch {
		case i < len(w) && j < len(g) && w[i] == g[j]:
			put("  ", w[i])
			i, j = i+1, j+1
		case j == len(g) || i < len(w) && common(i+1, j) >= common(i, j+1):
			put("- ", w[i])
			i++
		default:
			put("+ ", g[j])
			j++
		}
	}
	if b.Len() == 0 {
		return "  the last line has no end in one of them\n"
	}
	return b.String()
}

func lines(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

// longest returns how many lines w from i on and g from j on have in common, in
// order.
func longest(w, g []string) func(i, j int) int {
	width := len(g) + 1
	if (len(w)+1)*width > maxDiff {
		return func(int, int) int { return 0 }
	}
	table := make([]int32, (len(w)+1)*width)
	for i := len(w) - 1; i >= 0; i-- {
		for j := len(g) - 1; j >= 0; j-- {
			if w[i] == g[j] {
				table[i*width+j] = table[(i+1)*width+j+1] + 1
			} else {
				table[i*width+j] = max(table[(i+1)*width+j], table[i*width+j+1])
			}
		}
	}
	return func(i, j int) int { return int(table[i*width+j]) }
}
