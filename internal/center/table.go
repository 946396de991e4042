package center

import (
	"iter"

	"github.com/tidwall/btree"
)

// Resource is a configured thing: an immutable value that a change replaces.
type Resource interface {
	Record
	ResourceName() string   // unique among the resources of its kind
	ResourceStamp() *Stamp  // set by the Directory
	check(*Directory) error // references and limits; may complete derived fields
}

// Table holds the resources of one kind by id. A copy costs nothing and keeps
// what it had when the original changes.
type Table[R Resource] struct {
	byID   btree.Map[string, R]
	byName btree.Map[string, R]
}

// Get returns the resource with that id.
func (t *Table[R]) Get(id string) (R, bool) { return t.byID.Get(id) }

// ByName returns the resource with that name.
func (t *Table[R]) ByName(name string) (R, bool) { return t.byName.Get(name) }

// Len returns the number of resources.
func (t *Table[R]) Len() int { return t.byID.Len() }

// All walks the resources in the order of their ids.
func (t *Table[R]) All() iter.Seq[R] { return t.After("") }

// After walks the resources whose id is greater than id, in the order of ids. A
// list that remembers the last id it gave stays right while others are added
// and removed.
func (t *Table[R]) After(id string) iter.Seq[R] {
	return func(yield func(R) bool) {
		t.byID.Ascend(id, func(key string, r R) bool {
			if key == id {
				return true
			}
			return yield(r)
		})
	}
}

func (t *Table[R]) put(r R) {
	if old, ok := t.byID.Get(r.RecordKey()); ok && old.ResourceName() != r.ResourceName() {
		t.byName.Delete(old.ResourceName())
	}
	t.byID.Set(r.RecordKey(), r)
	t.byName.Set(r.ResourceName(), r)
}

func (t *Table[R]) remove(id string) {
	if old, ok := t.byID.Delete(id); ok {
		t.byName.Delete(old.ResourceName())
	}
}

// shelf is a Table whose kind of resource the caller does not know.
type shelf interface {
	get(id string) (Resource, bool)
	named(name string) (Resource, bool)
	take(Resource) // which must be of the table's kind
	remove(id string)
	Len() int
}

func (t *Table[R]) get(id string) (Resource, bool)     { return found(t.Get(id)) }
func (t *Table[R]) named(name string) (Resource, bool) { return found(t.ByName(name)) }
func (t *Table[R]) take(r Resource)                    { t.put(r.(R)) }

// found turns a typed pair into one of interfaces without a nil pointer inside.
func found[R Resource](r R, ok bool) (Resource, bool) {
	if !ok {
		return nil, false
	}
	return r, true
}

func (t *Table[R]) copy() Table[R] {
	return Table[R]{byID: *t.byID.Copy(), byName: *t.byName.Copy()}
}
