package centerfile

import "reflect"

// member is a field of one of the types of file.go, as its tags say.
type member struct {
	name     string
	index    int
	to       string // section that a reference leads to
	required bool
	always   bool
	kept     bool
	line     bool
}

type members struct {
	list   []*member
	byName map[string]*member
}

// described are the members of the types of file.go, by type.
var described = describe(reflect.TypeFor[File](), map[reflect.Type]*members{})

// membersOf returns the members of one of the types of file.go.
func membersOf(t reflect.Type) *members { return described[t] }

// describe reads the tags of a type and of all that it leads to.
func describe(t reflect.Type, into map[reflect.Type]*members) map[reflect.Type]*members {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Map || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || t == refType || into[t] != nil {
		return into
	}
	all := &members{byName: map[string]*member{}}
	into[t] = all
	for i := range t.NumField() {
		f := t.Field(i)
		name, ok := f.Tag.Lookup("yaml")
		if !ok {
			continue
		}
		is := f.Tag.Get("is")
		m := &member{name: name, index: i, to: f.Tag.Get("to"), required: is == "required", always: is == "always", kept: is == "kept", line: is == "line"}
		all.list = append(all.list, m)
		all.byName[name] = m
		describe(f.Type, into)
	}
	return into
}
