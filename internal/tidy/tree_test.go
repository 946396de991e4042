package tidy

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// module is the path of the product's module.
const module = "strowger"

// tree is the source tree as it stands on disk.
type tree struct {
	root    string
	fset    *token.FileSet
	files   []document // every file under version control or about to be, by path
	sources []*source  // the Go files among them, testdata left out
	broken  []finding  // Go files that do not parse
}

// document is one file.
type document struct {
	path string // from the root, with slashes
	data []byte
}

// source is one Go file.
type source struct {
	document
	fset      *token.FileSet
	syntax    *ast.File
	test      bool
	generated bool
}

// finding is one breach of a rule.
type finding struct {
	path string
	line int // 0: the file as a whole
	text string
}

func (f finding) String() string {
	if f.line == 0 {
		return f.path + ": " + f.text
	}
	return fmt.Sprintf("%s:%d: %s", f.path, f.line, f.text)
}

// report fails the test once for each finding and says why the rule is there.
func report(t *testing.T, why string, found []finding) {
	t.Helper()
	slices.SortFunc(found, func(a, b finding) int {
		return cmp.Or(cmp.Compare(a.path, b.path), cmp.Compare(a.line, b.line), cmp.Compare(a.text, b.text))
	})
	for _, f := range slices.Compact(found) {
		t.Errorf("%s\n\tReason: %s", f, why)
	}
}

// load returns the tree, read once for all tests.
func load(t *testing.T) *tree {
	t.Helper()
	tr, err := readOnce()
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

var readOnce = sync.OnceValues(func() (*tree, error) {
	root, err := filepath.Abs("../..")
	if err != nil {
		return nil, err
	}
	names, err := listFiles(root)
	if err != nil {
		return nil, err
	}
	tr := &tree{root: root, fset: token.NewFileSet()}
	for _, name := range names {
		data, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
		if errors.Is(err, fs.ErrNotExist) {
			continue // removed while we look
		}
		if err != nil {
			return nil, err
		}
		tr.add(document{path: name, data: data})
	}
	return tr, nil
})

// listFiles returns the files of the tree by path: those that version control
// has or would take; where that cannot be asked, all. The folders are walked in
// any case, because the go command then knows that a new file makes a remembered
// result of these tests void.
func listFiles(root string) ([]string, error) {
	var names []string
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil // removed while we look
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == ".git" || d.Name() == "node_modules"):
			return fs.SkipDir
		case !d.Type().IsRegular():
			return nil
		}
		rel, err := filepath.Rel(root, name)
		names = append(names, filepath.ToSlash(rel))
		return err
	})
	if err != nil {
		return nil, err
	}
	cmd := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil || len(out) == 0 {
		return names, nil
	}
	controlled := map[string]bool{}
	for name := range strings.SplitSeq(string(out), "\x00") {
		controlled[name] = true
	}
	return slices.DeleteFunc(names, func(name string) bool { return !controlled[name] }), nil
}

// add takes in a file, and parses it where it is Go.
func (tr *tree) add(d document) {
	tr.files = append(tr.files, d)
	if !strings.HasSuffix(d.path, ".go") || strings.Contains("/"+d.path, "/testdata/") {
		return
	}
	s, err := parse(tr.fset, d)
	if err != nil {
		tr.broken = append(tr.broken, finding{path: d.path, text: err.Error()})
		return
	}
	tr.sources = append(tr.sources, s)
}

func parse(fset *token.FileSet, d document) (*source, error) {
	syntax, err := parser.ParseFile(fset, d.path, d.data, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	return &source{document: d, fset: fset, syntax: syntax,
		test: strings.HasSuffix(d.path, "_test.go"), generated: ast.IsGenerated(syntax)}, nil
}

// sample makes a tree of a few files, for tests of the checks.
func sample(t *testing.T, files map[string]string) *tree {
	t.Helper()
	tr := &tree{fset: token.NewFileSet()}
	for name, text := range files {
		tr.add(document{path: name, data: []byte(text)})
	}
	for _, f := range tr.broken {
		t.Fatal(f)
	}
	slices.SortFunc(tr.sources, func(a, b *source) int { return strings.Compare(a.path, b.path) })
	slices.SortFunc(tr.files, func(a, b document) int { return strings.Compare(a.path, b.path) })
	return tr
}

// folder returns the folder of the file, from the root.
func (d *document) folder() string { return path.Dir(d.path) }

// isText reports whether the file holds text.
func (d *document) isText() bool { return bytes.IndexByte(d.data[:min(len(d.data), 8000)], 0) < 0 }

// foreign reports whether the file belongs to a module of its own, below test/.
func (d *document) foreign() bool { return strings.HasPrefix(d.path, "test/") }

// at makes a finding at a position of the file.
func (s *source) at(pos token.Pos, format string, args ...any) finding {
	return finding{path: s.path, line: s.fset.Position(pos).Line, text: fmt.Sprintf(format, args...)}
}

// imports calls visit with each import of the file.
func (s *source) imports(visit func(spec *ast.ImportSpec, importPath string)) {
	for _, spec := range s.syntax.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err == nil {
			visit(spec, p)
		}
	}
}

// importName returns the name under which the file knows a package of the
// standard library, "" where it does not import it.
func (s *source) importName(importPath string) string {
	name := ""
	s.imports(func(spec *ast.ImportSpec, p string) {
		if p != importPath {
			return
		}
		name = path.Base(p)
		if spec.Name != nil {
			name = spec.Name.Name
		}
	})
	return name
}

// selections calls visit with each use of a name of that package. A local name
// that hides the package is taken for it; nobody should read such code anyway.
func (s *source) selections(importPath string, visit func(use *ast.SelectorExpr)) {
	name := s.importName(importPath)
	if name == "" {
		return
	}
	ast.Inspect(s.syntax, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == name {
				visit(sel)
			}
		}
		return true
	})
}

// packages returns the sources by folder, test files included.
func (tr *tree) packages() map[string][]*source {
	byFolder := map[string][]*source{}
	for _, s := range tr.sources {
		byFolder[s.folder()] = append(byFolder[s.folder()], s)
	}
	return byFolder
}

// wantFindings compares the texts of findings with what a check should have
// found, each a part of one text, in order.
func wantFindings(t *testing.T, found []finding, want ...string) {
	t.Helper()
	slices.SortFunc(found, func(a, b finding) int {
		return cmp.Or(cmp.Compare(a.path, b.path), cmp.Compare(a.line, b.line), cmp.Compare(a.text, b.text))
	})
	if len(found) != len(want) {
		t.Fatalf("%d findings, want %d: %v", len(found), len(want), found)
	}
	for i, f := range found {
		if !strings.Contains(f.String(), want[i]) {
			t.Errorf("finding %d is %q, want it to contain %q", i, f, want[i])
		}
	}
}

func TestTree_Parses(t *testing.T) {
	t.Parallel()
	report(t, "what does not parse is not checked", load(t).broken)
}
