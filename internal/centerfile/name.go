package centerfile

import (
	"cmp"
	"reflect"
)

// names are the names of resources by section and id.
type names map[string]map[string]string

// of returns the name by which a file calls a resource: its id where it has none
// of its own.
func (n names) of(section, id string) string { return cmp.Or(n[section][id], id) }

// sections are the sections that others refer to, in which names are unique.
var sections = []string{"hours_of_operation", "contact_flows", "flow_modules", "prompts", "phone_numbers", "queues", "quick_connects", "task_templates",
	"routing_profiles", "security_profiles", "agent_statuses", "users", "hierarchy_groups"}

// ids returns the ids of a section by name; groups of the hierarchy by their
// path. Names of which there are several are left out.
func (f *File) ids(section string) map[string]string {
	if section == "hierarchy_groups" {
		ids, several := map[string]string{}, map[string]bool{}
		groupPaths(f.Groups, "", func(path string, g *group) {
			if _, twice := ids[path]; twice {
				several[path] = true
			}
			ids[path] = g.ID
		})
		for path := range several {
			delete(ids, path)
		}
		return ids
	}
	v := f.section(section)
	ids := make(map[string]string, v.Len())
	for _, key := range v.MapKeys() {
		ids[key.String()] = v.MapIndex(key).Elem().FieldByName("ID").String()
	}
	return ids
}

// section returns the field of a section.
func (f *File) section(name string) reflect.Value {
	v := reflect.ValueOf(f).Elem()
	return v.Field(membersOf(v.Type()).byName[name].index)
}

// has reports whether the file has a section.
func (f *File) has(section string) bool { return !f.section(section).IsNil() }

// groupPaths visits the groups of the hierarchy with their paths, such as
// Europe/Berlin.
func groupPaths(groups map[string]*group, above string, visit func(path string, g *group)) {
	for _, name := range sortedKeys(reflect.ValueOf(groups)) {
		path := name
		if above != "" {
			path = above + "/" + name
		}
		visit(path, groups[name])
		groupPaths(groups[name].Groups, path, visit)
	}
}

// names returns what the resources of f are called, and those of another file
// that f does not have. A name that is also an id of the section is not used.
func (f *File) names(other *File) names {
	all := names{}
	for _, section := range sections {
		named := map[string]string{}
		all[section] = named
		for _, file := range []*File{f, other} {
			if file == nil {
				continue
			}
			ids := file.ids(section)
			known := map[string]bool{}
			for _, id := range ids {
				known[id] = true
			}
			for name, id := range ids {
				if _, has := named[id]; !has && !known[name] {
					named[id] = name
				}
			}
		}
	}
	return all
}
