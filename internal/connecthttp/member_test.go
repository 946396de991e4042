package connecthttp

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"strowger/internal/connectapi"
)

// notBuilt begins the paragraph of a handler's comment that says what its
// operation leaves out.
const notBuilt = "Not built:"

// tokenOfRemoval is why handlers do not read the token of a removal.
const tokenOfRemoval = "repeatable knows it again"

// harmless are members that a handler may pass over without a word, because
// nobody can tell the difference.
var harmless = map[string]string{
	"DeleteInstance.ClientToken":                    tokenOfRemoval,
	"DisassociateApprovedOrigin.ClientToken":        tokenOfRemoval,
	"DisassociateBot.ClientToken":                   tokenOfRemoval,
	"DisassociateInstanceStorageConfig.ClientToken": tokenOfRemoval,
	"DisassociateLambdaFunction.ClientToken":        tokenOfRemoval,
	"DisassociateLexBot.ClientToken":                tokenOfRemoval,
	"DisassociateSecurityKey.ClientToken":           tokenOfRemoval,
	"ReleasePhoneNumber.ClientToken":                tokenOfRemoval,

	"UpdateInstanceAttribute.ClientToken":     "to set an attribute twice is to set it once",
	"UpdateInstanceStorageConfig.ClientToken": "to write the same place twice is to write it once",
	"UpdatePhoneNumber.ClientToken":           "a number that is where it shall be stays there",
	"UpdatePhoneNumberMetadata.ClientToken":   "to write a description twice is to write it once",
}

// sources is what the files of this package, without its tests, say about the
// operations that are built.
type sources struct {
	missing  map[string]string          // what the paragraph says that is not built, by operation; there for every operation
	read     map[string]map[string]bool // members that functions read of an input, by the input's type
	anywhere map[string]bool            // members that are read of anything
}

func readSources(t *testing.T) *sources {
	t.Helper()
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	s := &sources{missing: map[string]string{}, read: map[string]map[string]bool{}, anywhere: map[string]bool{}}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok {
				s.function(fn)
			}
		}
	}
	return s
}

// function notes what one function reads of inputs.
func (s *sources) function(fn *ast.FuncDecl) {
	inputs := map[string]string{} // types of the parameters that are inputs
	for _, param := range fn.Type.Params.List {
		star, ok := param.Type.(*ast.StarExpr)
		if !ok {
			continue
		}
		typ, ok := star.X.(*ast.SelectorExpr)
		if !ok || !strings.HasSuffix(typ.Sel.Name, "Input") {
			continue
		}
		for _, name := range param.Names {
			inputs[name.Name] = typ.Sel.Name
		}
		if s.read[typ.Sel.Name] == nil {
			s.read[typ.Sel.Name] = map[string]bool{}
		}
		if fn.Recv != nil && fn.Name.Name+"Input" == typ.Sel.Name {
			s.missing[fn.Name.Name] = ""
			for paragraph := range strings.SplitSeq(fn.Doc.Text(), "\n\n") {
				if rest, ok := strings.CutPrefix(strings.TrimSpace(paragraph), notBuilt); ok {
					s.missing[fn.Name.Name] = rest
				}
			}
		}
	}
	ast.Inspect(fn, func(n ast.Node) bool {
		member, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		s.anywhere[member.Sel.Name] = true
		if of, ok := member.X.(*ast.Ident); ok && inputs[of.Name] != "" {
			s.read[inputs[of.Name]][member.Sel.Name] = true
		}
		return true
	})
}

// Nothing that a client says is dropped without a word: every member of the
// input of an operation that is built is read by its handler, or named as not
// built. The same holds for the members of what stands inside the inputs, as
// far as the names tell; under a member that is named as not built, or refused
// as a whole, nothing need be read.
func TestMembers_ReadOrNamed(t *testing.T) {
	t.Parallel()
	s := readSources(t)
	service := reflect.TypeFor[connectapi.Service]()
	built := 0
	for operation, missing := range s.missing {
		method, ok := service.MethodByName(operation)
		if !ok {
			continue // an operation of a telephone gateway
		}
		built++
		input := method.Type.In(1).Elem()
		for i := range input.NumField() {
			member := input.Field(i)
			if !member.IsExported() || names(missing, member.Name) || harmless[operation+"."+member.Name] != "" {
				continue
			}
			if !s.read[input.Name()][member.Name] {
				t.Errorf("%s drops %s: honour it, refuse it, or name it in a paragraph of its comment that begins with %q", operation, member.Name, notBuilt)
				continue
			}
			s.inside(t, operation+"."+member.Name, missing, member.Type, nil)
		}
	}
	if built < 80 {
		t.Errorf("found %d operations that are built; the test does not see them all", built)
	}
}

// inside looks at the members of a structure inside an input.
func (s *sources) inside(t *testing.T, path, missing string, typ reflect.Type, above []reflect.Type) {
	t.Helper()
	for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice || typ.Kind() == reflect.Map {
		typ = typ.Elem()
	}
	if typ.Kind() != reflect.Struct || !strings.HasSuffix(typ.PkgPath(), "/connectapi") || slices.Contains(above, typ) {
		return
	}
	above = append(above, typ)
	for i := range typ.NumField() {
		member := typ.Field(i)
		if !member.IsExported() || names(missing, member.Name) {
			continue
		}
		if !s.anywhere[member.Name] {
			t.Errorf("%s.%s is read nowhere: honour it, refuse it, or name it or what it belongs to in the paragraph %q", path, member.Name, notBuilt)
			continue
		}
		s.inside(t, path+"."+member.Name, missing, member.Type, above)
	}
}

// names reports whether a text has a word.
func names(text, word string) bool {
	return slices.Contains(strings.FieldsFunc(text, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9')
	}), word)
}

// The exceptions of the test above are about members that there are.
func TestMembers_Harmless(t *testing.T) {
	t.Parallel()
	service := reflect.TypeFor[connectapi.Service]()
	for path, reason := range harmless {
		operation, member, _ := strings.Cut(path, ".")
		method, ok := service.MethodByName(operation)
		if !ok {
			t.Errorf("there is no operation %s", operation)
			continue
		}
		if _, ok := method.Type.In(1).Elem().FieldByName(member); !ok || reason == "" {
			t.Errorf("%s has no member %s, or no reason is given", operation, member)
		}
	}
}
