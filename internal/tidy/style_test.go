package tidy

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/build"
	"go/build/constraint"
	"go/format"
	"go/token"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Limits of size. Raise one only with a reason in the commit.
const (
	maxFileLines      = 600
	maxTestFileLines  = 1200
	maxFunctionLines  = 80
	maxParameters     = 5
	maxPackageComment = 1 // files with a package comment
)

// skipsAllowed are the calls of Skip that may stand, as "path Function", and why.
// A test that is skipped is a rule that nobody checks.
var skipsAllowed = map[string]string{}

// sized are the endings of files whose length is limited.
var sized = []string{".go", ".js", ".mjs", ".css", ".html", ".sql", ".sh"}

func checkFileLength(tr *tree) []finding {
	generated := map[string]bool{}
	for _, s := range tr.sources {
		generated[s.path] = s.generated
	}
	var found []finding
	for _, f := range tr.files {
		if generated[f.path] || !slices.ContainsFunc(sized, func(ending string) bool { return strings.HasSuffix(f.path, ending) }) {
			continue
		}
		limit := maxFileLines
		if strings.HasSuffix(f.path, "_test.go") || strings.HasPrefix(f.path, "test/") {
			limit = maxTestFileLines
		}
		if n := bytes.Count(f.data, []byte("\n")); n > limit {
			found = append(found, finding{path: f.path, text: fmt.Sprintf("has %d lines, at most %d are allowed", n, limit)})
		}
	}
	return found
}

// checkFunctions looks at length, parameters and names of functions.
func checkFunctions(tr *tree) []finding {
	var found []finding
	for _, s := range tr.sources {
		if s.generated {
			continue
		}
		fuzzed := map[ast.Expr]bool{} // their parameters are the fuzzed inputs
		ast.Inspect(s.syntax, func(n ast.Node) bool {
			name, kind, body := "a function literal", (*ast.FuncType)(nil), (*ast.BlockStmt)(nil)
			switch n := n.(type) {
			case *ast.CallExpr:
				if sel, ok := n.Fun.(*ast.SelectorExpr); ok && s.test && sel.Sel.Name == "Fuzz" && len(n.Args) == 1 {
					fuzzed[n.Args[0]] = true
				}
				return true
			case *ast.FuncDecl:
				name, kind, body = n.Name.Name, n.Type, n.Body
				if name == "init" && n.Recv == nil {
					found = append(found, s.at(n.Pos(), "init runs behind everyone's back; call it from where it is needed"))
				}
			case *ast.FuncLit:
				if fuzzed[n] {
					return true
				}
				kind, body = n.Type, n.Body
			default:
				return true
			}
			if count := kind.Params.NumFields(); count > maxParameters {
				found = append(found, s.at(n.Pos(), "%s takes %d parameters, at most %d are allowed", name, count, maxParameters))
			}
			if body != nil && !s.test {
				lines := s.fset.Position(n.End()).Line - s.fset.Position(n.Pos()).Line + 1
				if lines > maxFunctionLines {
					found = append(found, s.at(n.Pos(), "%s has %d lines, at most %d are allowed", name, lines, maxFunctionLines))
				}
			}
			return true
		})
	}
	return found
}

// checkComments looks for package comments and for exported names without one.
func checkComments(tr *tree) []finding {
	var found []finding
	for folder, sources := range tr.packages() {
		var with []string
		for _, s := range sources {
			if s.syntax.Doc != nil {
				with = append(with, s.path)
			}
			if !s.test && !s.generated {
				found = append(found, undocumented(s)...)
			}
		}
		switch {
		case len(with) == 0:
			found = append(found, finding{path: folder, text: "no file has a package comment"})
		case len(with) > maxPackageComment:
			found = append(found, finding{path: folder, text: "the package comment is in more than one file: " + strings.Join(with, ", ")})
		}
	}
	return found
}

// undocumented returns the exported names of a file that have no comment of
// their own, nor one of the group in which they stand, nor are named in the
// comment of another one of the group.
func undocumented(s *source) []finding {
	var found []finding
	miss := func(id *ast.Ident, comments ...*ast.CommentGroup) {
		if !id.IsExported() || slices.ContainsFunc(comments, func(c *ast.CommentGroup) bool { return c != nil }) {
			return
		}
		found = append(found, s.at(id.Pos(), "%s is exported and has no comment", id.Name))
	}
	for _, decl := range s.syntax.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil || ast.IsExported(receiver(d)) {
				miss(d.Name, d.Doc)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					group := d.Doc
					if d.Lparen.IsValid() {
						group = nil // a type needs a comment of its own
					}
					miss(spec.Name, group, spec.Doc, spec.Comment)
				case *ast.ValueSpec:
					for _, id := range spec.Names {
						miss(id, d.Doc, spec.Doc, spec.Comment, neighbour(d, id.Name))
					}
				}
			}
		}
	}
	return found
}

// neighbour returns a comment in the group of declarations that names name.
func neighbour(d *ast.GenDecl, name string) *ast.CommentGroup {
	word := regexp.MustCompile(`\b` + name + `\b`)
	for _, spec := range d.Specs {
		if v, ok := spec.(*ast.ValueSpec); ok && word.MatchString(v.Doc.Text()) {
			return v.Doc
		}
	}
	return nil
}

// receiver returns the name of the type that a method belongs to, "" for a
// function.
func receiver(d *ast.FuncDecl) string {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return ""
	}
	t := d.Recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.IndexListExpr:
			t = x.X
		case *ast.Ident:
			return x.Name
		default:
			return ""
		}
	}
}

// unfinished marks work that was left undone; numbered is the form that is
// allowed, because somebody can look up what became of it.
var (
	unfinished = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|XX` + `X|HA` + `CK)\b`)
	numbered   = regexp.MustCompile(`\bTO` + `DO\(#[0-9]+\): \S`)
)

func checkUnfinished(tr *tree) []finding {
	var found []finding
	for _, f := range tr.files {
		if !f.isText() || strings.HasSuffix(f.path, ".sum") {
			continue
		}
		for i, line := range strings.Split(string(f.data), "\n") {
			rest := numbered.ReplaceAllString(line, "")
			if mark := unfinished.FindString(rest); mark != "" {
				found = append(found, finding{path: f.path, line: i + 1, text: mark + " without a number to look up"})
			}
		}
	}
	return found
}

// checkSleeps looks for tests that wait for time to pass.
func checkSleeps(tr *tree) []finding {
	var found []finding
	for _, s := range tr.sources {
		if s.test || s.importName("testing") != "" {
			s.selections("time", func(use *ast.SelectorExpr) {
				if use.Sel.Name == "Sleep" {
					found = append(found, s.at(use.Pos(), "a test sleeps"))
				}
			})
		}
	}
	return found
}

// checkSkips looks for tests that skip themselves. used takes the entries of
// allowed that were needed.
func checkSkips(tr *tree, allowed map[string]string, used map[string]bool) []finding {
	var found []finding
	for _, s := range tr.sources {
		if !s.test && s.importName("testing") == "" {
			continue
		}
		for _, decl := range s.syntax.Decls {
			name := ""
			if fn, ok := decl.(*ast.FuncDecl); ok {
				name = fn.Name.Name
			}
			ast.Inspect(decl, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				sel, ok := call.Fun.(*ast.SelectorExpr)
				if !ok || !slices.Contains([]string{"Skip", "Skipf", "SkipNow"}, sel.Sel.Name) {
					return true
				}
				key := s.path + " " + name
				used[key] = true
				switch {
				case len(call.Args) == 0:
					found = append(found, s.at(call.Pos(), "%s skips without a reason", name))
				case allowed[key] == "":
					found = append(found, s.at(call.Pos(), "%s skips and is not in skipsAllowed (internal/tidy/style_test.go)", name))
				}
				return true
			})
		}
	}
	return found
}

// environment are the functions that read the environment of the process.
var environment = []string{"Getenv", "LookupEnv", "Environ", "ExpandEnv"}

// checkModes looks for code that is another program under a flag, in a test or
// on another machine. In tests, and in the packages of the composition root,
// build tags and the environment are allowed.
func checkModes(tr *tree) []finding {
	var found []finding
	for _, s := range tr.sources {
		if s.test || s.foreign() {
			continue
		}
		s.selections("testing", func(use *ast.SelectorExpr) {
			if use.Sel.Name == "Testing" {
				found = append(found, s.at(use.Pos(), "asks whether it runs in a test"))
			}
		})
		if strings.HasPrefix(s.path, "cmd/") || s.folder() == "internal/app" {
			continue
		}
		s.selections("os", func(use *ast.SelectorExpr) {
			if slices.Contains(environment, use.Sel.Name) {
				found = append(found, s.at(use.Pos(), "reads the environment"))
			}
		})
		found = append(found, constrained(s)...)
	}
	return found
}

// constrained returns what keeps a file out of some builds.
func constrained(s *source) []finding {
	var found []finding
	for _, group := range s.syntax.Comments {
		for _, c := range group.List {
			if c.Pos() < s.syntax.Package && (constraint.IsGoBuild(c.Text) || constraint.IsPlusBuild(c.Text)) {
				found = append(found, s.at(c.Pos(), "has a build tag"))
			}
		}
	}
	nowhere := build.Default
	nowhere.GOOS, nowhere.GOARCH = "nowhere", "nothing"
	nowhere.OpenFile = func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("package p\n")), nil }
	if match, err := nowhere.MatchFile(s.folder(), s.path[strings.LastIndexByte(s.path, '/')+1:]); err == nil && !match {
		found = append(found, finding{path: s.path, text: "its name keeps it out of some builds"})
	}
	return found
}

// checkSpelling looks at imports that are spelled in a way we do not use.
func checkSpelling(tr *tree) []finding {
	var found []finding
	for _, s := range tr.sources {
		s.imports(func(spec *ast.ImportSpec, p string) {
			if spec.Name != nil && spec.Name.Name == "." {
				found = append(found, s.at(spec.Pos(), "imports %s with a dot", p))
			}
			if p == "encoding/json" && !s.test && !s.foreign() {
				found = append(found, s.at(spec.Pos(), "imports encoding/json outside of tests; use github.com/go-json-experiment/json"))
			}
			if p == "testing" && !s.test && !slices.Contains(inTestsOnly, roomName(s.folder())) && !s.foreign() {
				found = append(found, s.at(spec.Pos(), "imports testing into the product"))
			}
		})
	}
	return found
}

func checkFormat(tr *tree) []finding {
	var found []finding
	for _, s := range tr.sources {
		formatted, err := format.Source(s.data)
		if err != nil {
			found = append(found, finding{path: s.path, text: err.Error()})
			continue
		}
		if !bytes.Equal(formatted, s.data) {
			line := 1
			for i := 0; i < min(len(formatted), len(s.data)) && formatted[i] == s.data[i]; i++ {
				if s.data[i] == '\n' {
					line++
				}
			}
			found = append(found, finding{path: s.path, line: line, text: "is not formatted; run gofmt -w"})
		}
	}
	return found
}

func TestStyle(t *testing.T) {
	t.Parallel()
	for name, rule := range map[string]struct {
		check func(*tree) []finding
		why   string
	}{
		"file length":  {checkFileLength, "a file that one can read in one sitting is about one thing"},
		"functions":    {checkFunctions, "a function that fits on a page can be checked by reading; more parameters than fingers want a struct"},
		"comments":     {checkComments, "who reads a name in another package must not have to read its code"},
		"unfinished":   {checkUnfinished, "what is left undone stands where someone will look: under a number"},
		"sleeps":       {checkSleeps, "a test that waits for time is slow or flaky, mostly both; use testing/synctest, or pass the moment in"},
		"modes":        {checkModes, "what is tested, simulated and served must be the same program"},
		"spelling":     {checkSpelling, "one way to do it: names say where they come from, and one codec writes all JSON"},
		"format":       {checkFormat, "formatting is nobody's opinion"},
		"variables":    {checkVariables, "a package without state of its own can run twice in one process, in parallel tests and in the simulator"},
		"interfaces":   {checkInterfaces, "a small interface can be implemented by a test in a few lines"},
		"forbidden":    {checkPackageNames, "a package is called after what it is about, not after being used by many"},
		"parallel ids": {checkDuplicateTests, "two tests of one name hide each other in reports"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			report(t, rule.why, rule.check(load(t)))
		})
	}
}

func TestStyle_Skips(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	report(t, "a test that is skipped is a rule that nobody checks", checkSkips(load(t), skipsAllowed, used))
	for key, why := range skipsAllowed {
		if why == "" || !used[key] {
			t.Errorf("skipsAllowed: %q has no reason, or skips no more", key)
		}
	}
}

// emptyNames are package names that say nothing.
var emptyNames = []string{"util", "utils", "common", "helper", "helpers", "types", "models", "misc", "shared", "base", "pkg", "lib"}

func checkPackageNames(tr *tree) []finding {
	var found []finding
	for _, s := range tr.sources {
		if slices.Contains(emptyNames, strings.TrimSuffix(s.syntax.Name.Name, "_test")) {
			found = append(found, s.at(s.syntax.Name.Pos(), "the package name %s says nothing", s.syntax.Name.Name))
		}
	}
	return found
}

// checkDuplicateTests looks for the same test function in the inner and the
// outer test package of one folder.
func checkDuplicateTests(tr *tree) []finding {
	var found []finding
	for _, sources := range tr.packages() {
		first := map[string]token.Position{}
		for _, s := range sources {
			for _, decl := range s.syntax.Decls {
				fn, ok := decl.(*ast.FuncDecl)
				if !ok || !s.test || fn.Recv != nil || !strings.HasPrefix(fn.Name.Name, "Test") {
					continue
				}
				if other, taken := first[fn.Name.Name]; taken {
					found = append(found, s.at(fn.Pos(), "%s is also in %s", fn.Name.Name, other))
				}
				first[fn.Name.Name] = s.fset.Position(fn.Pos())
			}
		}
	}
	return found
}
