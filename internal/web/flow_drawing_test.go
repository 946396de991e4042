package web

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"

	"strowger/internal/center"
	"strowger/internal/flow"
	"strowger/internal/routing"
)

// checkLayout fails unless each action has a place of its own, and ways lead down
// from it.
func checkLayout(t *testing.T, what string, o *outline) *layout {
	t.Helper()
	l := layOut(o)
	seen := map[int]bool{}
	for i, layer := range l.layers {
		right := 0.0
		for k, s := range layer {
			if left := s.x - s.width/2; left < right-0.01 || k > 0 && left < right+spotGap-0.01 {
				t.Errorf("%s: in layer %d the places %d and %d overlap", what, i, k-1, k)
			}
			right = s.x + s.width/2
			if s.layer != i {
				t.Errorf("%s: a place of layer %d stands in layer %d", what, s.layer, i)
			}
			if s.action >= 0 {
				if seen[s.action] {
					t.Errorf("%s: action %d is drawn twice", what, s.action)
				}
				seen[s.action] = true
			}
		}
	}
	if len(seen) != len(o.actions) {
		t.Errorf("%s: %d of %d actions are drawn", what, len(seen), len(o.actions))
	}
	ways := 0
	for i := range o.actions {
		for _, w := range o.actions[i].ways {
			if slices.ContainsFunc(o.actions, func(a outlineAction) bool { return a.id == w.to }) {
				ways++
			}
		}
	}
	if len(l.lines)+len(l.back) != ways {
		t.Errorf("%s: %d ways down and %d back of %d", what, len(l.lines), len(l.back), ways)
	}
	for _, line := range l.lines {
		for i := 1; i < len(line.spots); i++ {
			if line.spots[i].layer != line.spots[i-1].layer+1 {
				t.Errorf("%s: a way leads from layer %d to %d", what, line.spots[i-1].layer, line.spots[i].layer)
			}
		}
	}
	return l
}

// In flows as people write them nothing crosses.
func TestFlowDrawing_SimpleFlowsDoNotCross(t *testing.T) {
	t.Parallel()
	d := &center.Directory{Instance: &center.Instance{ID: testInstance}}
	flows := flow.DefaultFlows("q")
	flows = append(flows, center.ContactFlow{Name: "to sales", Content: toSales})
	for _, f := range flows {
		o, ok := readOutline(d, f.Content)
		if !ok {
			t.Errorf("%s is not read", f.Name)
			continue
		}
		if l := checkLayout(t, f.Name, &o); l.crossings() != 0 {
			t.Errorf("%s: %d ways cross", f.Name, l.crossings())
		}
	}
}

// random is an outline of actions with ways to anywhere.
func random(r *rand.Rand, actions int) *outline {
	o := &outline{start: "a0"}
	for i := range actions {
		a := outlineAction{id: fmt.Sprintf("a%d", i), kind: "Wait", built: true}
		for _, kind := range wayKinds() {
			for range r.IntN(3) {
				a.lead(fmt.Sprintf("a%d", r.IntN(actions+1)), kind, "x") // the last one is not there
			}
		}
		o.actions = append(o.actions, a)
	}
	return o
}

func TestFlowDrawing_OfAnyFlow(t *testing.T) {
	t.Parallel()
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 1))
		o := random(r, 1+r.IntN(30))
		if r.IntN(10) == 0 {
			o.start = "none"
		}
		if r.IntN(10) == 0 && len(o.actions) > 1 {
			o.actions[1].id = o.actions[0].id
			continue // the second cannot be led to; see below
		}
		checkLayout(t, fmt.Sprint("seed ", seed), o)
		first, again := drawFlow(o), drawFlow(o)
		if fmt.Sprint(first) != fmt.Sprint(again) {
			t.Errorf("seed %d is drawn differently the second time", seed)
		}
		for _, b := range first.Boxes {
			if b.X < 0 || b.Y < 0 || b.X+b.Width > first.Width || b.Y+b.Height > first.Height {
				t.Errorf("seed %d: a box stands outside: %+v", seed, b)
			}
		}
	}
	twins := &outline{start: "a", actions: []outlineAction{{id: "a"}, {id: "a"}}}
	if d := drawFlow(twins); len(d.Boxes) != 2 || !d.Boxes[1].Lost {
		t.Errorf("two of one name: %+v", d.Boxes)
	}
}

func BenchmarkFlowDrawing(b *testing.B) {
	o := random(rand.New(rand.NewPCG(1, 1)), 100)
	for b.Loop() {
		drawFlow(o)
	}
}

func TestConsole_Flows(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, s *site) {
		w := editor(s, flowViewing)
		unbuilt := `{"Version":"2019-10-30","StartAction":"a","Actions":[
{"Identifier":"a","Type":"CreateCase","Parameters":{"Text":"<b>x</b>"},"Transitions":{"NextAction":"x","Errors":[{"ErrorType":"NoMatchingError","NextAction":"x"}],"Conditions":[]}},
{"Identifier":"x","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`
		w.do(routing.Put{Resource: &center.ContactFlow{ID: "u", Name: "Unbuilt", Type: center.ContactFlowType, Content: unbuilt}},
			routing.Put{Resource: &center.ContactFlow{ID: "bad", Name: "Bad", Type: center.ContactFlowType, Saved: true, Content: `{"Version":"2019-10-30","StartAction":"none","Actions":[]}`}},
			routing.Put{Resource: &center.ContactFlow{ID: "no", Name: "None", Type: center.ContactFlowType, Saved: true, Content: `<script>x</script>`}})
		w.has("the list", "/console/flows", `<a href="/console/flows/u">Unbuilt</a>`, "never published", "contact flow")
		w.has("drawn", "/console/flows/flow", `class="box start"`, `class="way error"`, "Transfer contact to queue", ">queue at capacity, any error</text>", ">Sales</text>")
		page := w.has("unbuilt", "/console/flows/u", "box unbuilt start", "not built: takes its error branch", "&lt;b&gt;x&lt;/b&gt;")
		if strings.Contains(page, "<b>x") {
			t.Error("a parameter became markup")
		}
		w.has("bad", "/console/flows/bad", "The flow is not good")
		if page := w.has("no flow", "/console/flows/no", "The flow is not good", "&lt;script&gt;"); strings.Contains(page, "<svg") {
			t.Error("something is drawn of nothing")
		}
		if r := w.ask("/console/flows/gone"); r.StatusCode != http.StatusNotFound {
			t.Errorf("of no flow: %d", r.StatusCode)
		}
		w.secure("agent")
		w.refused("GET /console/flows", "GET /console/flows/flow")
	})
}
