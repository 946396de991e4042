package tidy

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// impureImports are packages of the standard library that a pure package does
// not import; a name that ends in / stands for everything below it.
var impureImports = map[string]string{
	"context":       "nobody waits in the engine, so there is nothing to cancel",
	"crypto/rand":   "random ids and tokens arrive in commands",
	"database/sql":  "the shell stores",
	"database/sql/": "the shell stores",
	"encoding/json": "one codec, and the choice is go-json-experiment",
	"hash/maphash":  "its seed differs in every run",
	"io/fs":         "files are the shell's",
	"log":           "an outcome says what happened; who logs is the shell's business",
	"log/slog":      "an outcome says what happened; who logs is the shell's business",
	"math/rand":     "chance makes a replay differ",
	"math/rand/v2":  "chance makes a replay differ",
	"net":           "the network is the shell's",
	"net/":          "the network is the shell's",
	"os":            "files, signals and the environment are the shell's",
	"os/":           "files, signals and the environment are the shell's",
	"runtime":       "the outcome must not depend on the machine",
	"runtime/":      "the outcome must not depend on the machine",
	"sync":          "one goroutine owns an engine, so there is nothing to lock",
	"sync/":         "one goroutine owns an engine, so there is nothing to lock",
	"syscall":       "the operating system is the shell's",
	"unsafe":        "addresses differ in every run",
}

// impureNames are functions that a pure package does not use, not even as a value.
var impureNames = map[string]string{
	"time.Now":          "the moment is an argument of Step",
	"time.Since":        "the moment is an argument of Step",
	"time.Until":        "the moment is an argument of Step",
	"time.After":        "a timer is an entry of the engine's heap",
	"time.AfterFunc":    "a timer is an entry of the engine's heap",
	"time.NewTimer":     "a timer is an entry of the engine's heap",
	"time.NewTicker":    "a timer is an entry of the engine's heap",
	"time.Tick":         "a timer is an entry of the engine's heap",
	"time.Sleep":        "the engine never waits",
	"time.Local":        "the zone of the machine must not decide",
	"time.LoadLocation": "zones are looked up once, by center/hours.go",
}

// impureNamesAllowed are the files that may use one of impureNames all the same.
var impureNamesAllowed = map[string]string{
	"internal/center/hours.go time.LoadLocation": "hours of operation name their zone; the data is embedded in the binary",
}

// sorters take the keys or values of a map and give them an order.
var sorters = []string{"slices.Sorted", "slices.SortedFunc", "slices.SortedStableFunc"}

// orderComment begins a comment that says why the order of a map cannot matter.
const orderComment = "// order: "

// purity checks the sources of one pure package.
type purity struct {
	info  *types.Info
	found []finding
}

// check goes over one file.
func (p *purity) check(s *source) {
	s.imports(func(spec *ast.ImportSpec, importPath string) {
		if why := impure(importPath); why != "" {
			p.found = append(p.found, s.at(spec.Pos(), "imports %s: %s", importPath, why))
		}
	})
	explained := orderLines(s)
	ordered := map[ast.Expr]bool{}
	ast.Inspect(s.syntax, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			p.found = append(p.found, s.at(n.Pos(), "starts a goroutine"))
		case *ast.SelectStmt:
			p.found = append(p.found, s.at(n.Pos(), "has a select statement"))
		case *ast.SendStmt:
			p.found = append(p.found, s.at(n.Pos(), "sends on a channel"))
		case *ast.ChanType:
			p.found = append(p.found, s.at(n.Pos(), "has a channel"))
		case *ast.UnaryExpr:
			if n.Op == token.ARROW {
				p.found = append(p.found, s.at(n.Pos(), "receives from a channel"))
			}
		case *ast.Ident:
			p.name(s, n)
		case *ast.RangeStmt:
			if p.isMap(n.X) && !explained[s.fset.Position(n.Pos()).Line] {
				p.found = append(p.found, s.at(n.Pos(), "ranges over a map without a comment \"%s...\" on the line or the line before", orderComment))
			}
		case *ast.CallExpr:
			p.call(s, n, ordered, explained)
		}
		return true
	})
}

// name refuses the use of an impure function.
func (p *purity) name(s *source, id *ast.Ident) {
	obj := p.info.Uses[id]
	if obj == nil || obj.Pkg() == nil || obj.Parent() != obj.Pkg().Scope() {
		return
	}
	full := obj.Pkg().Path() + "." + obj.Name()
	if why := impureNames[full]; why != "" && impureNamesAllowed[s.path+" "+full] == "" {
		p.found = append(p.found, s.at(id.Pos(), "uses %s: %s", full, why))
	}
}

// call refuses iterators over maps that are not sorted at once. The outer call
// is met before its arguments, so sorters note what they sort.
func (p *purity) call(s *source, call *ast.CallExpr, ordered map[ast.Expr]bool, explained map[int]bool) {
	full := p.callee(call)
	if slices.Contains(sorters, full) && len(call.Args) > 0 {
		ordered[call.Args[0]] = true
	}
	walks := full == "maps.Keys" || full == "maps.Values" || full == "maps.All"
	if walks && !ordered[call] && !explained[s.fset.Position(call.Pos()).Line] {
		p.found = append(p.found, s.at(call.Pos(), "walks a map with %s and does not sort, without a comment \"%s...\" on the line or the line before", full, orderComment))
	}
}

// callee returns package and name of a called function, "" for anything else.
func (p *purity) callee(call *ast.CallExpr) string {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	obj := p.info.Uses[sel.Sel]
	if obj == nil || obj.Pkg() == nil || obj.Parent() != obj.Pkg().Scope() {
		return ""
	}
	return obj.Pkg().Path() + "." + obj.Name()
}

// isMap reports whether the type of an expression is a map, or a type parameter
// that lets a map in.
func (p *purity) isMap(x ast.Expr) bool {
	t := p.info.TypeOf(x)
	if t == nil {
		return false
	}
	if param, ok := types.Unalias(t).(*types.TypeParam); ok {
		return mayBeMap(param.Constraint())
	}
	_, ok := t.Underlying().(*types.Map)
	return ok
}

func mayBeMap(constraint types.Type) bool {
	i, ok := constraint.Underlying().(*types.Interface)
	if !ok {
		return false
	}
	for e := range i.EmbeddedTypes() {
		u, ok := e.(*types.Union)
		if !ok {
			if _, isMap := e.Underlying().(*types.Map); isMap || mayBeMap(e) {
				return true
			}
			continue
		}
		for term := range u.Terms() {
			if _, isMap := term.Type().Underlying().(*types.Map); isMap {
				return true
			}
		}
	}
	return false
}

// orderLines returns the lines that an order comment speaks for: its own, and
// the one after it.
func orderLines(s *source) map[int]bool {
	lines := map[int]bool{}
	for _, group := range s.syntax.Comments {
		speaks := slices.ContainsFunc(group.List, func(c *ast.Comment) bool {
			return strings.HasPrefix(c.Text, orderComment) && len(c.Text) > len(orderComment)
		})
		if speaks {
			lines[s.fset.Position(group.Pos()).Line] = true
			lines[s.fset.Position(group.End()).Line] = true
			lines[s.fset.Position(group.End()).Line+1] = true
		}
	}
	return lines
}

// impure returns why a package may not be imported, "" where it may.
func impure(importPath string) string {
	if why := impureImports[importPath]; why != "" {
		return why
	}
	for p, why := range impureImports {
		if strings.HasSuffix(p, "/") && strings.HasPrefix(importPath, p) {
			return why
		}
	}
	first, _, _ := strings.Cut(importPath, "/")
	if strings.Contains(first, ".") && !slices.ContainsFunc(pureSuppliers, func(m string) bool {
		return importPath == m || strings.HasPrefix(importPath, m+"/")
	}) {
		return "of the modules from outside, a pure package uses only those that compute"
	}
	return ""
}

// checkPurity type-checks one pure package and looks for what is not pure.
func checkPurity(sources []*source, imports types.Importer) ([]finding, error) {
	p := &purity{info: &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}}}
	var files []*ast.File
	for _, s := range sources {
		files = append(files, s.syntax)
	}
	config := types.Config{Importer: imports}
	if _, err := config.Check(sources[0].folder(), sources[0].fset, files, p.info); err != nil {
		return nil, err
	}
	for _, s := range sources {
		p.check(s)
	}
	return p.found, nil
}

// exports returns an importer that knows everything that the packages import,
// out of what the compiler left in the build cache.
func exports(t *testing.T, tr *tree, packages ...string) types.Importer {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-e", "-export", "-deps", "-json=ImportPath,Export"}, packages...)...)
	cmd.Dir = tr.root
	var trouble bytes.Buffer
	cmd.Stderr = &trouble
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, trouble.String())
	}
	files := map[string]string{}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct{ ImportPath, Export string }
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		files[p.ImportPath] = p.Export
	}
	return importer.ForCompiler(tr.fset, "gc", func(importPath string) (io.ReadCloser, error) {
		if files[importPath] == "" {
			return nil, errors.New("not compiled: " + importPath)
		}
		return os.Open(files[importPath])
	})
}

const purityReason = "a pure package gives the same answer to the same question on every run and every build, which simulation and replay rest on"

func TestPurity(t *testing.T) {
	t.Parallel()
	tr := load(t)
	var folders []string
	byFolder := tr.packages()
	for _, name := range pure {
		if len(byFolder["internal/"+name]) > 0 {
			folders = append(folders, "./internal/"+name)
		}
	}
	imports := exports(t, tr, folders...)
	for _, folder := range folders {
		folder := strings.TrimPrefix(folder, "./")
		sources := slices.DeleteFunc(slices.Clone(byFolder[folder]), func(s *source) bool { return s.test })
		found, err := checkPurity(sources, imports)
		if err != nil {
			t.Errorf("%s cannot be checked: %v\n\tReason: %s", folder, err, purityReason)
		}
		report(t, purityReason, found)
	}
}

func TestPurity_Finds(t *testing.T) {
	t.Parallel()
	tr := sample(t, map[string]string{"internal/routing/a.go": `package routing

import (
	"maps"
	"slices"
	_ "net/http"
	clock "time"
)

type set map[string]int

func bad(s set, c chan int) {
	go bad(s, nil)
	select {}
	c <- 1
	<-c
	now := clock.Now
	_ = now
	for range s {
	}
	_ = slices.Collect(maps.Keys(s))
}

func generic[M ~map[string]int](m M) {
	for range m {
	}
}

func good(s set, l []int) {
	for range l {
	}
	for range s { // order: counted
	}
	// order: the sum does not depend on it
	for range s {
	}
	_ = slices.Sorted(maps.Keys(s))
	_ = clock.Unix(0, 0)
}
`})
	found, err := checkPurity(tr.sources, exports(t, load(t), "maps", "slices", "time", "net/http"))
	if err != nil {
		t.Fatal(err)
	}
	wantFindings(t, found, "imports net/http", "a.go:12: has a channel", "a.go:13: starts a goroutine", "a.go:14: has a select",
		"a.go:15: sends", "a.go:16: receives", "a.go:17: uses time.Now", "a.go:19: ranges over a map", "a.go:21: walks a map with maps.Keys",
		"a.go:25: ranges over a map")
	for importPath, want := range map[string]bool{"sync/atomic": true, "os/exec": true, "network": false, "strings": false,
		"github.com/google/uuid": true, "github.com/tidwall/btree": false, "github.com/go-json-experiment/json/jsontext": false} {
		if got := impure(importPath) != ""; got != want {
			t.Errorf("impure(%s) is %t", importPath, got)
		}
	}
}
