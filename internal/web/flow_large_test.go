package web

import (
	"fmt"
	"testing"
)

// chained has n actions in a row, each with ways to so many of those that follow.
func chained(n, ways int) *outline {
	o := &outline{start: "a0"}
	for i := range n {
		a := outlineAction{id: fmt.Sprintf("a%d", i), kind: "Compare", built: true}
		a.lead(fmt.Sprintf("a%d", i+1), wayNext, "")
		for k := range ways {
			a.lead(fmt.Sprintf("a%d", min(n-1, i+2+k*37%n)), wayCondition, "")
		}
		o.actions = append(o.actions, a)
	}
	return o
}

// A flow that is as large as the API takes, and made to be hard to draw, costs
// whoever looks at it little time.
func TestFlowDrawing_Large(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		actions, ways int
		drawn         bool
	}{{250, 1, true}, {100, 20, true}, {500, 10, false}, {500, 50, false}, {100, 50, false}} { // the last ones took half a minute
		if drawn := drawFlow(chained(c.actions, c.ways)) != nil; drawn != c.drawn {
			t.Errorf("%d actions with %d ways: drawn is %t", c.actions, c.ways, drawn)
		}
	}
}

// The crossings are those that comparing each way with each other one finds.
func TestFlowLayout_Crossings(t *testing.T) {
	t.Parallel()
	for _, n := range []int{5, 12, 40} {
		l := layOut(chained(n, 5))
		want := 0
		for i := 1; i < len(l.layers); i++ {
			var all [][2]int
			number(l.layers[i])
			for from, s := range l.layers[i-1] {
				for _, to := range s.down {
					all = append(all, [2]int{from, to.at})
				}
			}
			for i, a := range all {
				for _, b := range all[:i] {
					if (a[0]-b[0])*(a[1]-b[1]) < 0 {
						want++
					}
				}
			}
		}
		if got := l.crossings(); got != want || n > 10 && want == 0 {
			t.Errorf("%d actions: %d crossings, want %d", n, got, want)
		}
	}
}
