package main

import (
	"fmt"
	"strconv"
	"strings"
)

// enumTypes writes the enumerations.
func (p *goPackage) enumTypes() string {
	var b strings.Builder
	for _, name := range p.enums() {
		goType := goName(name)
		values := p.model.Shapes[name].Enum
		plural := "s"
		if len(values) == 1 {
			plural = ""
		}
		fmt.Fprintf(&b, "// %s is an enumeration of %d value%s; it occurs in %s.\ntype %s string\n\n",
			goType, len(values), plural, p.occurrence(name), goType)
		fmt.Fprintf(&b, "// The values of %s.\nconst (\n", goType)
		for _, value := range values {
			fmt.Fprintf(&b, "\t%s %s = %q\n", constantName(name, value), goType, value)
		}
		fmt.Fprintf(&b, ")\n\n// Values lists the known values.\nfunc (%s) Values() []%s {\n\treturn []%s{\n", goType, goType, goType)
		for _, value := range values {
			fmt.Fprintf(&b, "\t\t%s,\n", constantName(name, value))
		}
		b.WriteString("\t}\n}\n\n")
	}
	return b.String()
}

// errorTypes writes the exceptions.
func (p *goPackage) errorTypes() string {
	var b strings.Builder
	b.WriteString("// NotImplementedError is the answer of operations that this server does not carry out.\n")
	b.WriteString("type NotImplementedError = restjson.NotImplementedError\n\n")
	for _, name := range p.exceptions() {
		s := p.model.Shapes[name]
		goType := goName(name)
		message := ""
		fmt.Fprintf(&b, "// %s is answered with status %d.\ntype %s struct {\n", goType, s.Error.Status, goType)
		for _, member := range orderedMembers(s) {
			if strings.EqualFold(member, "message") {
				message = goName(member)
			}
			f := p.memberField(name, s.Members[member])
			fmt.Fprintf(&b, "\t%s %s `%s`\n", goName(member), f.goType, p.memberTag(name, member, f))
		}
		if message == "" {
			message = "Message"
			b.WriteString("\t// Message is for logs only: the model has no such member.\n\tMessage *string `json:\"-\"`\n")
		}
		b.WriteString("}\n\n")
		fmt.Fprintf(&b, "// Error returns code and message.\nfunc (e *%s) Error() string { return %q + e.ErrorMessage() }\n\n", goType, name+": ")
		fmt.Fprintf(&b, "// ErrorCode returns %q.\nfunc (e *%s) ErrorCode() string { return %q }\n\n", name, goType, name)
		fmt.Fprintf(&b, "// ErrorMessage returns the message, or nothing.\nfunc (e *%s) ErrorMessage() string { return textOf(e.%s) }\n\n", goType, message)
		fmt.Fprintf(&b, "// HTTPStatus returns %d.\nfunc (e *%s) HTTPStatus() int { return %d }\n\n", s.Error.Status, goType, s.Error.Status)
	}
	if len(p.exceptions()) > 0 {
		b.WriteString("// textOf returns the text behind a pointer, or nothing.\nfunc textOf(text *string) string {\n")
		b.WriteString("\tif text == nil {\n\t\treturn \"\"\n\t}\n\treturn *text\n}\n")
	}
	return b.String()
}

// limitsFile writes the table of limits.
func (p *goPackage) limitsFile(table string) string {
	var b strings.Builder
	b.WriteString("// limits is what the model demands of the members of requests, by shape. Lengths count Unicode code points.\n")
	b.WriteString("var limits = restjson.NewLimits(map[string]restjson.Limit{\n" + table + "})\n\n")
	b.WriteString("// Limits returns the checker of this package's requests, with its table of limits by shape.\n")
	b.WriteString("func Limits() *restjson.Limits { return limits }\n")
	return b.String()
}

// validateMethods writes a Validate for every input.
func (p *goPackage) validateMethods() string {
	var b strings.Builder
	for _, name := range sortedKeys(p.model.Operations) {
		b.WriteString("// Validate returns a *restjson.Invalid that lists what breaks the limits of the model, or nil.\n")
		fmt.Fprintf(&b, "func (in *%sInput) Validate() error { return limits.Check(in) }\n\n", name)
	}
	return b.String()
}

// routesFile writes the table of operations and what serves them.
func (p *goPackage) routesFile() string {
	var b strings.Builder
	b.WriteString("// APIVersion is the version of the API in the model.\n")
	fmt.Fprintf(&b, "const APIVersion = %q\n\n", p.model.Metadata.APIVersion)
	b.WriteString("// Wire returns what a handler of package restjson needs to let service carry out all operations; hooks and\n")
	b.WriteString("// limits are the caller's to add.\nfunc Wire(service Service) restjson.Options {\n\treturn restjson.Options{\n")
	b.WriteString("\t\tRoutes: Routes,\n\t\tService: service,\n")
	fmt.Fprintf(&b, "\t\tInvalidCodes: %s,\n\t\tInternalCode: %q,\n", stringList(p.target.invalid), p.target.internal)
	if p.model.Metadata.TargetPrefix != "" {
		fmt.Fprintf(&b, "\t\tTargetPrefix: %q,\n", p.model.Metadata.TargetPrefix)
	}
	b.WriteString("\t}\n}\n\n")
	if p.model.Metadata.Protocol == "json" {
		b.WriteString("// Targets are all operations by name, which is what follows the dot in the X-Amz-Target header.\n")
		b.WriteString("var Targets = restjson.ByOperation(Routes)\n\n")
	}
	b.WriteString("// Routes are all operations, by name. The table must not be changed.\nvar Routes = []restjson.Route{\n")
	for _, name := range sortedKeys(p.model.Operations) {
		fmt.Fprintf(&b, "\trestjson.Bind(restjson.Route{%s}, Service.%s),\n", p.routeFields(name), name)
	}
	b.WriteString("}\n")
	return b.String()
}

// routeFields writes the fields of one restjson.Route.
func (p *goPackage) routeFields(name string) string {
	op := p.model.Operations[name]
	parts := []string{fmt.Sprintf("Operation: %q", name)}
	if op.HTTP.URI != "" {
		parts = append(parts, fmt.Sprintf("Method: %q, Pattern: %q", op.HTTP.Method, op.HTTP.URI))
	}
	if op.Output == nil {
		parts = append(parts, "NoOutput: true")
	}
	input := p.model.Shapes[op.Input.Name]
	for _, member := range sortedKeys(input.Members) {
		if input.Members[member].Token {
			parts = append(parts, fmt.Sprintf("IdempotencyToken: %q", member))
		}
	}
	if len(op.Errors) > 0 {
		names := make([]string, len(op.Errors))
		for i, r := range op.Errors {
			names[i] = r.Name
		}
		parts = append(parts, "Errors: "+stringList(names))
	}
	return strings.Join(parts, ", ")
}

// stringList writes a slice of strings.
func stringList(list []string) string {
	quoted := make([]string, len(list))
	for i, text := range list {
		quoted[i] = strconv.Quote(text)
	}
	return "[]string{" + strings.Join(quoted, ", ") + "}"
}

// serviceFile writes the interface and the implementation that implements nothing.
func (p *goPackage) serviceFile() string {
	var b strings.Builder
	fmt.Fprintf(&b, "// Service carries out the operations of the %s. A method gets an input that has been\n", p.target.title)
	b.WriteString("// validated, and returns either an output or an error; an error that is a restjson.Exception is answered as such.\n")
	b.WriteString("type Service interface {\n")
	names := sortedKeys(p.model.Operations)
	for _, name := range names {
		line := requestLine(p.model.Operations[name])
		if line == "" {
			line = " has its request in " + name + "Input"
		} else {
			line = " is" + strings.Trim(strings.Replace(line, "(", "", 1), ")")
		}
		fmt.Fprintf(&b, "\t// %s%s.\n\t%s(context.Context, *%sInput) (*%sOutput, error)\n", name, line, name, name, name)
	}
	b.WriteString("}\n\n// Unimplemented is a Service that answers every operation with a *NotImplementedError. Embed it to implement some.\n")
	b.WriteString("type Unimplemented struct{}\n\nvar _ Service = Unimplemented{}\n\n")
	for _, name := range names {
		fmt.Fprintf(&b, "// %s is not implemented.\nfunc (Unimplemented) %s(context.Context, *%sInput) (*%sOutput, error) {\n", name, name, name, name)
		fmt.Fprintf(&b, "\treturn nil, &NotImplementedError{Operation: %q}\n}\n\n", name)
	}
	return b.String()
}

// packageComment explains the package to its readers.
func (p *goPackage) packageComment() string {
	lines := []string{
		"Package %[1]s is the wire layer of the %[2]s: types, enumerations, exceptions, limits,",
		"routes and the Service interface, all generated from the service model by package gen.",
		"",
		"Types and fields are called as in the AWS SDK for Go v2 where that has the API, and their kinds are the SDK's, with",
		"one exception. Strings, structures and moments are pointers, nil when absent; lists and maps are nil and enums are",
		"empty when absent. A number or truth value is a pointer, unless the SDK has it plain and the structure occurs in",
		"answers only: then it is plain, and always written. Where the SDK has a plain member in a structure that can also be",
		"part of a request, the member is a pointer here, so that absent and zero can be told apart; if the structure can be",
		"part of an answer too, nil is written as zero, because that is what clients expect to read. Note that the SDK for Go",
		"does not send an optional plain member that is zero: in a request that replaces a whole structure, nil means zero.",
		"",
		"Unions are structs with one field per member, of which exactly one is set. Moments are restjson.Timestamp (seconds",
		"since 1970) or restjson.DateTime (text).",
		"",
		"Serve an implementation of Service with restjson and [Wire]; embed [Unimplemented] to implement only some operations.",
	}
	if p.model.Metadata.Protocol == "json" {
		lines = append(lines, "", "Required lists and maps of an answer are written as empty ones when nil.")
	}
	text := fmt.Sprintf(strings.Join(lines, "\n"), p.target.pkg, p.target.title)
	return "// " + strings.ReplaceAll(strings.ReplaceAll(text, "\n", "\n// "), "// \n", "//\n") + "\n"
}
