package centerfile

import (
	"os"
	"strings"
	"testing"
)

// The page that describes the format names every member of it.
func TestDocumentation(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/centre-file.md")
	if err != nil {
		t.Fatal(err)
	}
	for typ, members := range described {
		for _, m := range members.list {
			if !strings.Contains(string(page), "`"+m.name+"`") {
				t.Errorf("docs/centre-file.md does not name %s of %s", m.name, typ.Name())
			}
		}
	}
}
