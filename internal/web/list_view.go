package web

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// listView is a page that lists things of a kind.
type listView struct {
	Search    nameSearch
	Rows      any
	MayCreate bool
	More      int // that are not shown
}

// maxListed is how many rows a list shows at most.
const maxListed = 500

// nameSearch finds things by what they are called.
type nameSearch struct{ Text string }

func newNameSearch(v *visit) nameSearch {
	return nameSearch{Text: strings.TrimSpace(v.r.URL.Query().Get("q"))}
}

// matches reports whether one of the texts has every word of the search,
// whatever the case.
func (s nameSearch) matches(texts ...string) bool {
	all := strings.ToLower(strings.Join(texts, "\n"))
	for word := range strings.FieldsSeq(strings.ToLower(s.Text)) {
		if !strings.Contains(all, word) {
			return false
		}
	}
	return true
}

// sortByName sorts rows for people.
func sortByName[T any](rows []T, name func(T) string) {
	slices.SortStableFunc(rows, func(a, b T) int { return cmp.Compare(strings.ToLower(name(a)), strings.ToLower(name(b))) })
}

// remove deletes a resource and leads to the list, or says why not.
func (c *Console) remove(v *visit, cmd routing.Remove, list string) {
	if _, err := v.instance.Do(v.r.Context(), cmd); err != nil {
		status, text := refusalOf(err)
		if center.IsMissing(err) {
			status = http.StatusNotFound
		}
		c.say(v, status, "Not deleted", text)
		return
	}
	v.goTo(list)
}
