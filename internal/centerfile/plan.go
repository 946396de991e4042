package centerfile

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"strowger/internal/center"
)

// Action is what an import does with a resource.
type Action string

// The actions.
const (
	Create Action = "create"
	Update Action = "change"
	Delete Action = "delete"
)

// Plan is what an import would change, in the order of the sections and of names.
type Plan struct{ Items []Item }

// Item is one resource that an import changes.
type Item struct {
	Action  Action
	Kind    center.ResourceKind
	Noun    string // such as queue
	ID      string
	Name    string
	Members []Member // of an Update, sorted by path
}

// Member is one value that differs; Old is empty for what is new, New for what
// goes.
type Member struct{ Path, Old, New string }

// Count returns how many items have that action.
func (p *Plan) Count(a Action) int {
	n := 0
	for i := range p.Items {
		if p.Items[i].Action == a {
			n++
		}
	}
	return n
}

// part is one resource of a file, ready to be compared.
type part struct {
	kind   center.ResourceKind
	noun   string
	id     string
	name   string
	order  int // of its section
	values leaves
	absent map[string]bool // members that the file leaves as they are
}

// Compare says what an import of a resolved file changes in what is there; nil:
// nothing is there. Sections that the file does not have are left alone.
func Compare(current, wanted *File) *Plan {
	if current == nil {
		current = &File{}
	}
	named := wanted.names(current)
	before, after := current.parts(named, wanted), wanted.parts(named, wanted)
	p := &Plan{}
	for key, a := range after {
		b, ok := before[key]
		if !ok {
			p.Items = append(p.Items, a.item(Create, nil))
			continue
		}
		for member := range a.absent {
			delete(b.values, member)
		}
		if members := differences(b.values, a.values); len(members) > 0 {
			p.Items = append(p.Items, a.item(Update, members))
		}
	}
	for key, b := range before {
		if _, stays := after[key]; !stays && !(b.kind == center.KindPredefinedAttribute && strings.HasPrefix(b.id, center.SystemPrefix)) { // R6.2
			p.Items = append(p.Items, b.item(Delete, nil))
		}
	}
	orders := map[string]int{}
	for _, set := range []map[partKey]*part{before, after} {
		for _, part := range set {
			orders[part.noun] = part.order
		}
	}
	slices.SortFunc(p.Items, func(a, b Item) int {
		return cmp.Or(cmp.Compare(orders[a.Noun], orders[b.Noun]), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Action, b.Action), cmp.Compare(a.ID, b.ID))
	})
	return p
}

func (p *part) item(a Action, members []Member) Item {
	return Item{Action: a, Kind: p.kind, Noun: p.noun, ID: p.id, Name: p.name, Members: members}
}

func differences(old, new leaves) []Member {
	var all []Member
	for path, value := range new {
		if before, ok := old[path]; !ok || before != value {
			all = append(all, Member{path, before, value})
		}
	}
	for path, value := range old {
		if _, ok := new[path]; !ok {
			all = append(all, Member{path, value, ""})
		}
	}
	slices.SortFunc(all, func(a, b Member) int { return cmp.Compare(a.Path, b.Path) })
	return all
}

type partKey struct {
	kind center.ResourceKind
	id   string
}

// kinds are the resources of the sections that hold them by name.
var kinds = []struct {
	section string
	kind    center.ResourceKind
}{
	{"hours_of_operation", center.KindHours}, {"contact_flows", center.KindFlow}, {"flow_modules", center.KindFlowModule}, {"prompts", center.KindPrompt},
	{"phone_numbers", center.KindPhoneNumber}, {"queues", center.KindQueue}, {"quick_connects", center.KindQuickConnect},
	{"task_templates", center.KindTaskTemplate},
	{"routing_profiles", center.KindRoutingProfile}, {"predefined_attributes", center.KindPredefinedAttribute}, {"hierarchy_groups", center.KindHierarchyGroup},
	{"security_profiles", center.KindSecurityProfile}, {"agent_statuses", center.KindAgentStatus}, {"users", center.KindUser},
	{"integrations", center.KindIntegration}, {"storage_configs", center.KindStorageConfig},
}

// parts takes a file apart, as far as wanted has its sections.
func (f *File) parts(n names, wanted *File) map[partKey]*part {
	c := collector{parts: map[partKey]*part{}, encoder: encoder{names: n}}
	f.sortRefs(n)
	if f.Instance != nil && wanted.Instance != nil {
		c.add(0, center.KindInstance, "", f.Instance.Alias, reflect.ValueOf(f.Instance).Elem())
		for _, member := range []string{"id", "region", "account", "alias", "identity_management", "directory_id"} {
			delete(c.parts[partKey{center.KindInstance, ""}].values, member)
		}
	}
	for i, k := range kinds {
		if !wanted.has(k.section) {
			continue
		}
		if k.kind == center.KindHierarchyGroup {
			groupPaths(f.Groups, "", func(path string, g *group) {
				only := *g
				only.Groups = nil
				c.add(i+1, k.kind, g.ID, path, reflect.ValueOf(&only).Elem())
			})
			continue
		}
		v := f.section(k.section)
		for _, name := range sortedKeys(v) {
			item := v.MapIndex(reflect.ValueOf(name)).Elem()
			id := name // of what has no other
			if field := item.FieldByName("ID"); field.IsValid() {
				id = field.String()
			}
			c.add(i+1, k.kind, id, name, item)
		}
	}
	f.associationParts(&c, wanted)
	return c.parts
}

// collector collects parts.
type collector struct {
	parts   map[partKey]*part
	encoder encoder
}

func (c *collector) add(order int, kind center.ResourceKind, id, name string, v reflect.Value) {
	p := &part{kind: kind, noun: kind.Noun(), id: id, name: name, order: order, values: leaves{}, absent: map[string]bool{}}
	p.values.add("", c.encoder.structure(v))
	delete(p.values, "id")
	if kind != center.KindInstance {
		p.values["name"] = fmt.Sprintf("%q", name)
	}
	for _, m := range membersOf(v.Type()).list {
		if m.kept && v.Field(m.index).IsZero() {
			p.absent[m.name] = true
		}
	}
	c.parts[partKey{kind, id}] = p
}

// associationParts takes the lists of what an instance may use apart.
func (f *File) associationParts(c *collector, wanted *File) {
	order := len(kinds)
	one := func(typ center.AssociationType, noun, value, name string) {
		id := center.AssociationID(typ, value)
		c.parts[partKey{center.KindAssociation, id}] = &part{kind: center.KindAssociation, noun: noun, id: id, name: name, order: order}
	}
	for _, list := range []struct {
		typ           center.AssociationType
		noun, section string
		values        []string
	}{{center.ApprovedOrigin, "approved origin", "approved_origins", f.Origins}, {center.LambdaFunction, "lambda function", "lambda_functions", f.Functions},
		{center.LexBot, "bot", "lex_bots", f.Bots}, {center.LexBotAlias, "bot alias", "lex_bot_aliases", f.BotAliases}} {
		order++
		if !wanted.has(list.section) {
			continue
		}
		for _, value := range list.values {
			one(list.typ, list.noun, value, value)
		}
	}
	if order++; wanted.has("security_keys") {
		for key, value := range f.SecurityKeys {
			one(center.SecurityKey, "security key", value, key)
		}
	}
}

// Changes makes of a plan what the engine carries out: the resources are those of
// the file, and d is what the plan was made from. Versions of flows that go, go
// with them.
func (p *Plan) Changes(d *center.Directory, resources []center.Resource) []center.Change {
	made := make(map[partKey]center.Resource, len(resources))
	for _, r := range resources {
		key := partKey{r.RecordKind(), r.RecordKey()}
		if key.kind == center.KindInstance {
			key.id = ""
		}
		made[key] = r
	}
	var changes []center.Change
	for i := range p.Items {
		item := &p.Items[i]
		if item.Action == Delete {
			changes = append(changes, removals(d, item)...)
			continue
		}
		r := made[partKey{item.Kind, item.ID}]
		base := int64(0)
		if old, ok := d.Get(r.RecordKind(), r.RecordKey()); ok {
			base = old.ResourceStamp().Revision
		}
		changes = append(changes, center.Change{Put: r, Base: base})
	}
	return changes
}

func removals(d *center.Directory, item *Item) []center.Change {
	changes := []center.Change{{Kind: item.Kind, ID: item.ID}}
	if item.Kind != center.KindFlow && item.Kind != center.KindFlowModule {
		return changes
	}
	prefix := center.VersionPrefix(item.Kind, item.ID)
	for v := range d.FlowVersions.After(prefix) {
		if !strings.HasPrefix(v.ID, prefix) {
			break
		}
		changes = append(changes, center.Change{Kind: center.KindFlowVersion, ID: v.ID})
	}
	return changes
}
