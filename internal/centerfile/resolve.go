package centerfile

import (
	"reflect"
	"regexp"
	"strings"

	"strowger/internal/center"
)

// Target is where a file is to be imported.
type Target struct {
	Current  *File            // what is there; nil: nothing yet
	Instance *center.Instance // whose ARNs hold there
	NewID    func() (string, error)
}

// Resolve gives every reference the id that it means, and every resource without
// an id that of the same name at the target, or a new one. ARNs of the file's own
// instance become those of the target's. The error is Problems, or that of NewID.
func (f *File) Resolve(t Target) error {
	if t.Current == nil {
		t.Current = &File{}
	}
	r := resolver{file: f, target: t, ids: map[string]map[string]string{}}
	if err := r.identify(); err != nil {
		return err
	}
	for _, p := range f.refs {
		r.reference(p)
	}
	r.move()
	if len(r.problems) > 0 {
		return r.problems
	}
	return nil
}

type resolver struct {
	file     *File
	target   Target
	ids      map[string]map[string]string // by section, then name: what references may mean
	known    map[string]map[string]bool   // the ids of these
	problems Problems
}

func (r *resolver) fail(line int, path, format string, args ...any) {
	if len(r.problems) < maxProblems {
		r.problems = append(r.problems, problemf(line, path, format, args...))
	}
}

// idForm is what an id looks like, so that it can stand in paths and ARNs.
var idForm = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z._-]{0,99}$`)

// identify gives ids to what has none, and refuses two of a kind with one id.
func (r *resolver) identify() error {
	r.known = map[string]map[string]bool{}
	for _, section := range sections {
		from := r.file
		if !r.file.has(section) {
			from = r.target.Current
		} else if err := r.identifySection(section); err != nil {
			return err
		}
		r.ids[section] = from.ids(section)
		r.known[section] = map[string]bool{}
		for _, id := range r.ids[section] {
			r.known[section][id] = true
		}
	}
	for name, h := range r.file.Hours {
		if err := r.identifyOverrides(name, h); err != nil {
			return err
		}
	}
	for name, s := range r.file.StorageConfigs {
		if s.ID == "" {
			if old := r.target.Current.StorageConfigs[name]; old != nil {
				s.ID = old.ID
			}
		}
		if err := r.identifyOne(&s.ID, r.file.lines[s], "storage_configs."+name); err != nil {
			return err
		}
	}
	return nil
}

func (r *resolver) identifySection(section string) error {
	current := r.target.Current.ids(section)
	seen := map[string]string{}
	one := func(name string, id *string, line int) error {
		path := join(section, name)
		if *id == "" {
			*id = current[name]
		}
		if err := r.identifyOne(id, line, path); err != nil {
			return err
		}
		if first, twice := seen[*id]; twice {
			r.fail(line, path, "The id %s is that of %s too.", *id, shortened(first))
		}
		seen[*id] = path
		return nil
	}
	var err error
	if section == "hierarchy_groups" {
		groupPaths(r.file.Groups, "", func(path string, g *group) {
			if err == nil {
				err = one(path, &g.ID, r.file.lines[g])
			}
		})
		return err
	}
	v := r.file.section(section)
	for _, name := range sortedKeys(v) {
		item := v.MapIndex(reflect.ValueOf(name))
		id := item.Elem().FieldByName("ID").Addr().Interface().(*string)
		if err := one(name, id, r.file.lines[item.Interface()]); err != nil {
			return err
		}
	}
	return nil
}

// identifyOne checks an id, or makes one.
func (r *resolver) identifyOne(id *string, line int, path string) (err error) {
	if *id == "" {
		*id, err = r.target.NewID()
		return err
	}
	if !idForm.MatchString(*id) {
		r.fail(line, path, "%q is no id: it has letters, digits, hyphens, points and underscores, and at most 100 of them.", shortened(*id))
	}
	return nil
}

// identifyOverrides gives ids to the overrides of hours of operation.
func (r *resolver) identifyOverrides(name string, h *hours) error {
	var old *hours
	for _, o := range r.target.Current.Hours {
		if o.ID == h.ID {
			old = o
		}
	}
	seen := map[string]bool{}
	for _, key := range sortedKeys(reflect.ValueOf(h.Overrides)) {
		o := h.Overrides[key]
		path := "hours_of_operation." + name + ".overrides." + key
		if o.ID == "" && old != nil && old.Overrides[key] != nil {
			o.ID = old.Overrides[key].ID
		}
		if err := r.identifyOne(&o.ID, r.file.lines[o], path); err != nil {
			return err
		}
		if seen[o.ID] {
			r.fail(r.file.lines[o], path, "The id %s stands in these hours twice.", o.ID)
		}
		seen[o.ID] = true
	}
	return nil
}

// reference finds what a reference means.
func (r *resolver) reference(p *pendingRef) {
	id, named := r.ids[p.section][p.text]
	isID := r.known[p.section][p.text]
	switch {
	case named && isID && id != p.text:
		r.fail(p.line, p.path, "%q is the name of one and the id of another; give the id of the one that is meant.", shortened(p.text))
	case named:
		p.to.id = id
	case isID:
		p.to.id = p.text
	case p.section == "users" && idForm.MatchString(p.text):
		p.to.id = p.text // of a user who is gone, whom a quick connect may still name
	default:
		r.fail(p.line, p.path, "There is no %q in %s.", shortened(p.text), p.section)
	}
}

// move rewrites the ARNs of the file's own instance.
func (r *resolver) move() {
	own, target := r.file.Instance, r.target.Instance
	if own == nil || target == nil {
		return
	}
	from := center.Instance{ID: center.InstanceID(own.ID), Region: own.Region, Account: own.Account}
	replace := strings.NewReplacer(
		from.ARN(center.KindInstance, ""), target.ARN(center.KindInstance, ""),
		from.ARN(center.KindPhoneNumber, ""), target.ARN(center.KindPhoneNumber, ""))
	if from.ARN(center.KindInstance, "") == target.ARN(center.KindInstance, "") {
		return
	}
	moved := func(c *content) { *c = content(replace.Replace(string(*c))) }
	for _, f := range r.file.Flows {
		moved(&f.Content)
		moved(&f.Draft)
	}
	for _, m := range r.file.Modules {
		moved(&m.Content)
		moved(&m.Settings)
	}
}
