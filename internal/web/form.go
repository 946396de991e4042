package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// form is what a browser sent, and what is wrong with it.
type form struct {
	values url.Values
	wrong  map[string]string // by field
	all    string            // what is wrong with the whole; empty: nothing
}

// readForm reads the body of the request. What did not come whole is not good: it
// may lack rows that are to stay.
func readForm(v *visit) *form {
	f := &form{wrong: map[string]string{}}
	if v.r.ParseForm() != nil {
		f.all = "The form did not come whole; try again."
	}
	f.values = v.r.PostForm
	return f
}

// blame notes what is wrong with a field; the first note stays.
func (f *form) blame(field, format string, args ...any) {
	if f.wrong[field] == "" {
		f.wrong[field] = fmt.Sprintf(format, args...)
	}
}

// ok reports whether nothing is wrong so far.
func (f *form) ok() bool { return len(f.wrong) == 0 && f.all == "" }

// text reads a field of so many characters.
func (f *form) text(field string, least, most int) string {
	value := strings.TrimSpace(f.values.Get(field))
	switch n := utf8.RuneCountInString(value); {
	case !utf8.ValidString(value):
		f.blame(field, "This is no text.")
	case n < least && least == 1:
		f.blame(field, "Give something here.")
	case n < least || n > most:
		f.blame(field, "Give %d to %d characters, not %d.", least, most, n)
	}
	return value
}

// whole reads a whole number from the value of a field, which may be one of
// several of the same name.
func (f *form) whole(field, value string, least, most int) int {
	n, err := strconv.Atoi(strings.TrimSpace(value))
	if err != nil || n < least || n > most {
		f.blame(field, "Give a whole number from %d to %d.", least, most)
		return least
	}
	return n
}

// revision reads the revision from which the form was made.
func (f *form) revision() int64 {
	n, _ := strconv.ParseInt(f.values.Get("revision"), 10, 64)
	return n
}

// column returns the value of one of the fields that stand in rows, "" past the
// last one.
func (f *form) column(field string, row int) string {
	if all := f.values[field]; row < len(all) {
		return all[row]
	}
	return ""
}

// nameTaken is what the field of a name says.
const nameTaken = "This name is used already."

// save carries out commands, and notes a refusal of them at the form. It reports
// whether they were carried out, and false with stale where another change came
// first.
func (c *Console) save(ctx context.Context, instance Instance, f *form, commands ...routing.Command) (saved, stale bool) {
	_, err := instance.Do(ctx, commands...)
	var refusal *center.Error
	switch {
	case err == nil:
		return true, false
	case errors.Is(err, center.Stale):
		return false, true
	case errors.As(err, &refusal) && refusal.Kind == center.Duplicate:
		f.blame("name", nameTaken)
	default:
		_, f.all = refusalOf(err)
	}
	return false, false
}

// put is the command that saves a resource, with the quota of the account for a
// new one.
func (c *Console) put(r center.Resource, base int64) routing.Put {
	cmd := routing.Put{Resource: r, Base: base}
	if c.options.Quotas != nil {
		cmd.Limit = c.options.Quotas.Resources[r.RecordKind()]
	}
	return cmd
}

// input is a field to write into.
type input struct {
	Name, Label, Value string
	Hint               string
	Wrong              string
	ID                 string // of the element; Name where it is empty
	Type               string // text where it is empty
	Bare               bool   // its label is for those alone who do not see where it stands
	Number             bool
}

// choice is a field with a list to choose from.
type choice struct {
	Name, Label string
	Hint        string
	Wrong       string
	ID          string
	Bare        bool
	Options     []option
}

// option is one of a choice.
type option struct {
	Value, Name string
	Chosen      bool
}

// Key is the id of the element.
func (i input) Key() string {
	if i.ID != "" {
		return i.ID
	}
	return i.Name
}

// Key is the id of the element.
func (c choice) Key() string {
	if c.ID != "" {
		return c.ID
	}
	return c.Name
}

// options lists the rows of a table by name, of which one is chosen. A choice
// that is not among them is shown as what it is, so that no form changes it by
// itself.
func options[R center.Resource](table *center.Table[R], name func(R) string, chosen string) []option {
	var all []option
	found := false
	for r := range table.All() {
		o := option{Value: r.RecordKey(), Name: name(r), Chosen: r.RecordKey() == chosen}
		found = found || o.Chosen
		all = append(all, o)
	}
	sortOptions(all)
	if !found {
		first := option{Value: chosen, Name: "Choose one", Chosen: true}
		if chosen != "" {
			first.Name = "Unknown: " + chosen
		}
		all = append([]option{first}, all...)
	}
	return all
}

func sortOptions(all []option) {
	slices.SortStableFunc(all, func(a, b option) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), cmp.Compare(a.Value, b.Value))
	})
}

// channelOptions are the channels, of which one is chosen.
func channelOptions(chosen string) []option {
	all := make([]option, center.Channels)
	for ch := range center.Channel(center.Channels) {
		all[ch] = option{Value: ch.String(), Name: channelNames[ch], Chosen: ch.String() == chosen}
	}
	return all
}

// settings is what the forms of all kinds of things have in common.
type settings struct {
	ID        string // empty: a new one
	Revision  int64
	Problem   string // with the whole; empty: none
	Stale     bool   // somebody else changed the thing meanwhile, and nothing was saved
	Here      string // address of the page, under which what is saved is shown
	MayEdit   bool
	MayDelete bool
}

// sent returns what the browser sent in a field, and what is saved where it sent
// nothing.
func (f *form) sent(field, saved string) string {
	if _, ok := f.values[field]; ok {
		return f.values.Get(field)
	}
	return saved
}

// textInput is a field of text as it was sent, or else as it is saved.
func (f *form) textInput(name, label, saved string) input {
	return input{Name: name, Label: label, Value: f.sent(name, saved), Wrong: f.wrong[name]}
}
