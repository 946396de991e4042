package tidy

import (
	"path"
	"regexp"
	"strconv"
	"testing"
)

// vectors is the number of worked examples of the rules, W1 to W39.
const vectors = 39

var vectorNumber = regexp.MustCompile(`\bW([0-9]+)(?: to W([0-9]+))?\b`)

// TestVectors_AreScenarios demands a scenario for every worked example.
func TestVectors_AreScenarios(t *testing.T) {
	t.Parallel()
	played := map[int]bool{}
	for _, f := range load(t).files {
		if path.Dir(f.path) != "scenarios" || path.Ext(f.path) != ".txt" {
			continue
		}
		for _, m := range vectorNumber.FindAllSubmatch(f.data, -1) {
			first, _ := strconv.Atoi(string(m[1]))
			last := first
			if len(m[2]) > 0 {
				last, _ = strconv.Atoi(string(m[2]))
			}
			for n := first; n <= last; n++ {
				played[n] = true
			}
		}
	}
	for n := 1; n <= vectors; n++ {
		if !played[n] {
			t.Errorf("no file in scenarios/ plays W%d\n\tReason: the worked examples of the rules are the first thing that a router must get right.", n)
		}
	}
}
