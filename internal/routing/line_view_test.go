package routing

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"strowger/internal/center"
)

// R2.2: the contacts of a line are shown in the order in which they are served,
// also where some of them ask for certain agents.
func TestWaiting_InRankOrder(t *testing.T) {
	t.Parallel()
	c := criteriaCentre(t)
	var want []center.ContactID
	for i := range 3 {
		want = append(want, c.start("q", center.Task), c.startWith("q", step(least(fmt.Sprintf("Skill %d", i), 5), time.Minute)))
	}
	ids := func(waiting []center.Contact) (list []center.ContactID) {
		for i := range waiting {
			list = append(list, waiting[i].ID)
		}
		return list
	}
	if got := ids(c.e.Waiting("q", center.Task, 10)); !slices.Equal(got, want) {
		t.Errorf("waiting are %v, want %v", got, want)
	}
	if got := ids(c.e.Waiting("q", center.Task, 2)); !slices.Equal(got, want[:2]) {
		t.Errorf("the first two are %v, want %v", got, want[:2])
	}
	if got := c.e.Waiting("q", center.Voice, 10); got != nil {
		t.Errorf("calls wait: %v", ids(got))
	}
	if got := c.e.Waiting("no queue", center.Task, 10); got != nil {
		t.Errorf("in no queue wait %v", ids(got))
	}
}
