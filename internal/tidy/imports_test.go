package tidy

import (
	"encoding/json"
	"errors"
	"go/ast"
	"io"
	"maps"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// room is a package's place in the house.
type room struct {
	imports []string // packages of this module that it may import
	tests   []string // what its tests may import beside that and all below it
	why     string
}

// house says who may import whom. Names are from internal/ on; a name with /*
// stands for every package below. An import that is not here is a mistake until
// someone argues for it. Packages that are planned and not built yet are in it,
// so that their place is settled before their first line.
var house = map[string]room{
	"center": {why: "the nouns rest on nothing, so that everything may rest on them"},
	"flow": {imports: []string{"center"},
		why: "the flow language is pure and knows contacts only by the values it is given"},
	"routing": {imports: []string{"center", "flow"}, tests: []string{"store"}, // a restart is an encode and a decode
		why: "the engine decides and the shell does: it knows no store, no transport and no clock"},
	"metric": {imports: []string{"center", "routing"},
		why: "figures are worked out of what the engine shows and nothing else"},
	"store": {imports: []string{"center", "routing"}, tests: []string{"store/storetest"},
		why: "a store keeps records; it does not know who asks for them"},
	"store/*": {imports: []string{"center", "routing", "store"}, tests: []string{"store/storetest"},
		why: "a database implements the Store interface and knows nobody above it"},
	"tenant": {imports: []string{"center", "routing", "store", "metric"}, tests: []string{"store/*"},
		why: "the shell of an instance works with any store, which the composition root chooses"},
	"cluster": {imports: []string{"center", "routing", "store", "tenant"}, tests: []string{"store/*", "apptest"},
		why: "who owns an instance is a matter of leases and forwarding, not of any transport"},
	"restjson": {why: "the protocol is one home for every API and knows none of them"},
	"connectapi": {imports: []string{"restjson"},
		why: "generated wire types speak the API and nothing of ours"},
	"participantapi": {imports: []string{"restjson"},
		why: "generated wire types speak the API and nothing of ours"},
	"ctiapi": {imports: []string{"restjson"},
		why: "generated wire types speak the API and nothing of ours"},
	"auth": {why: "signatures, tokens and passwords are checked without knowing what they open"},
	"centerfile": {imports: []string{"center"},
		why: "a centre file is a text about the nouns, whoever reads, writes or sends it"},
	"connectclient": {imports: []string{"connectapi", "restjson", "center"}, tests: []string{"apptest", "app", "auth", "centerfile"},
		why: "a client knows the API by its types, and a server by its address"},
	"connecthttp": {imports: []string{"connectapi", "restjson", "center", "centerfile", "routing", "flow", "metric"},
		tests: []string{"tenant", "store/*", "apptest"},
		why:   "a transport declares the small interface that it needs of an instance itself"},
	"cti": {imports: []string{"ctiapi", "restjson", "center", "routing", "auth"},
		tests: []string{"tenant", "store/*", "apptest", "connecthttp", "connectapi"},
		why:   "a transport declares the small interface that it needs of an instance itself"},
	"chat": {imports: []string{"participantapi", "restjson", "center", "routing", "auth"},
		tests: []string{"tenant", "store/*", "apptest", "connecthttp", "connectapi"},
		why:   "a transport declares the small interface that it needs of an instance itself"},
	"web": {imports: []string{"center", "routing", "flow", "metric", "auth"}, // flow: which actions are built, and what is wrong with a flow that is drawn
		tests: []string{"tenant", "store/*", "apptest", "connecthttp", "connectapi"},
		why:   "a page declares the small interface that it needs of an instance itself"},
	"scenario": {imports: []string{"center", "routing"}, tests: []string{"flow"},
		why: "the little language says commands and reads events; who runs them is the caller's business"},
	"sim": {imports: []string{"center", "routing", "metric", "scenario", "store", "store/memory", "tenant"}, tests: []string{"flow", "store/*"},
		why: "the simulator drives the same shell as the server, with another clock"},
	"app": {imports: []string{"auth", "center", "chat", "cluster", "connectapi", "connecthttp", "cti", "ctiapi", "flow", "metric",
		"participantapi", "restjson", "routing", "scenario", "sim", "store", "store/memory", "store/postgres", "store/sqlite", "tenant", "web"},
		tests: []string{"apptest"},
		why:   "the composition root puts everything together; test tools and the generator are not part of a server"},
	"apptest": {imports: []string{"app", "auth", "center", "connectapi", "connecthttp", "cti", "ctiapi", "participantapi", "restjson",
		"routing", "store", "store/memory", "tenant"},
		why: "a whole server inside a test, for tests only"},
	"demo": {tests: []string{"apptest"},
		why: "the demo is a client like any other: it knows the server by its address only"},
	"gen": {why: "the generator reads a model and writes text; it must build when what it writes does not"},
	"tidy": {tests: []string{"flow"},
		why: "the checks read sources and must run when the packages they check do not build"},
	"cmd/strowger": {imports: []string{"app", "auth", "center", "centerfile", "connectclient", "demo", "sim", "scenario"}, tests: []string{"apptest"},
		why: "the command has flags and signals; a server is put together in app"},
}

// inTestsOnly are packages that no program may contain.
var inTestsOnly = []string{"apptest", "store/storetest"}

// supplier is a module that the product is built on.
type supplier struct {
	in  []string // packages that may import it, by name or prefix; nil: any that is not pure
	why string
}

// suppliers are the modules that sources may import. Another one needs a sentence
// in the commit that brings it, and a line here.
var suppliers = map[string]supplier{
	"github.com/go-json-experiment/json":  {why: "the one JSON codec, soon the standard library's second version"},
	"github.com/google/uuid":              {why: "ids"},
	"go.yaml.in/yaml/v4":                  {in: []string{"centerfile"}, why: "centre files, which people read, with the line of each value"},
	"github.com/tidwall/btree":            {why: "ordered maps that copy in no time"},
	"golang.org/x/time":                   {why: "rate limits"},
	"golang.org/x/sync":                   {why: "groups of goroutines that end together"},
	"golang.org/x/sys":                    {in: []string{"store", "app"}, why: "locks on files"},
	"modernc.org/sqlite":                  {in: []string{"store/sqlite"}, why: "the embedded database, without a C compiler"},
	"github.com/jackc/pgx/v5":             {in: []string{"store/postgres", "cluster"}, why: "the shared database"},
	"github.com/pressly/goose/v3":         {in: []string{"store"}, why: "migrations"},
	"github.com/coder/websocket":          {in: []string{"chat", "cti", "web", "apptest"}, why: "sockets of chats and pages"},
	"github.com/prometheus/client_golang": {in: []string{"app"}, why: "figures for operators, gathered where the server is put together"},
	"github.com/spf13/cobra":              {in: []string{"cmd"}, why: "the command line"},
	"github.com/schollz/progressbar/v3":   {in: []string{"cmd"}, why: "progress of long simulations"},
	"gonum.org/v1/plot":                   {in: []string{"sim", "web"}, why: "plots as SVG"},
	"pgregory.net/rapid":                  {in: []string{"tests"}, why: "property tests"},
	"github.com/anishathalye/porcupine":   {in: []string{"tests"}, why: "checks of histories"},
	"github.com/chromedp/chromedp":        {in: []string{"tests"}, why: "pages in a browser"},
}

// pure are the packages that decide and do nothing else.
var pure = []string{"center", "flow", "routing", "metric"}

// pureSuppliers are the modules that pure packages may use: they compute.
var pureSuppliers = []string{"github.com/tidwall/btree", "github.com/go-json-experiment/json"}

// roomName returns the name under which the house knows a folder.
func roomName(folder string) string { return strings.TrimPrefix(folder, "internal/") }

// findRoom returns the entry for a package.
func findRoom(name string) (room, bool) {
	if r, ok := house[name]; ok {
		return r, true
	}
	parent, _, nested := strings.Cut(name, "/")
	r, ok := house[parent+"/*"]
	return r, ok && nested
}

// among reports whether name is in the list, or below an entry with /*.
func among(list []string, name string) bool {
	return slices.ContainsFunc(list, func(entry string) bool {
		prefix, below := strings.CutSuffix(entry, "/*")
		return entry == name || below && strings.HasPrefix(name, prefix+"/")
	})
}

// below returns what a package may import, directly or not.
func below(name string) []string {
	seen := map[string]bool{}
	var walk func(string)
	walk = func(name string) {
		r, _ := findRoom(name)
		for _, next := range r.imports {
			if !seen[next] {
				seen[next] = true
				walk(next)
			}
		}
	}
	walk(name)
	return slices.Sorted(maps.Keys(seen))
}

// checkImports compares every import of one of our packages with the house.
func checkImports(tr *tree) []finding {
	var found []finding
	for _, s := range tr.sources {
		if s.foreign() {
			continue
		}
		name := roomName(s.folder())
		r, known := findRoom(name)
		if !known {
			found = append(found, finding{path: s.folder(), text: "the package has no place in the table of imports (internal/tidy/imports_test.go)"})
			continue
		}
		s.imports(func(spec *ast.ImportSpec, p string) {
			rest, ours := strings.CutPrefix(p, module+"/")
			if !ours {
				return
			}
			target := roomName(rest)
			switch {
			case s.test && (target == name || among(below(name), target) || among(r.tests, target)):
			case s.test:
				found = append(found, s.at(spec.Pos(), "a test of %s imports %s; beside what is below the package its tests may import: %s (%s)",
					name, target, list(r.tests), r.why))
			case !among(r.imports, target):
				found = append(found, s.at(spec.Pos(), "%s imports %s; it may import: %s (%s)", name, target, list(r.imports), r.why))
			case slices.Contains(inTestsOnly, target):
				found = append(found, s.at(spec.Pos(), "%s is for tests only", target))
			}
		})
	}
	return found
}

func list(names []string) string {
	if len(names) == 0 {
		return "nothing"
	}
	return strings.Join(names, ", ")
}

// checkSuppliers compares every import of a foreign module with the list.
func checkSuppliers(tr *tree) []finding {
	var found []finding
	for _, s := range tr.sources {
		if s.foreign() {
			continue
		}
		name := roomName(s.folder())
		s.imports(func(spec *ast.ImportSpec, p string) {
			first, _, _ := strings.Cut(p, "/")
			if p == module || strings.HasPrefix(p, module+"/") || !strings.Contains(first, ".") {
				return
			}
			from := supplierOf(p)
			if from == "" {
				found = append(found, s.at(spec.Pos(), "%s is of no module that was chosen", p))
				return
			}
			in := suppliers[from].in
			if s.test || in == nil {
				return
			}
			if !slices.ContainsFunc(in, func(prefix string) bool { return name == prefix || strings.HasPrefix(name, prefix+"/") }) {
				found = append(found, s.at(spec.Pos(), "%s imports %s, which is for %s: %s", name, p, list(in), suppliers[from].why))
			}
		})
	}
	return found
}

// supplierOf returns the module of the list that an import path belongs to.
func supplierOf(p string) string {
	for m := range suppliers {
		if p == m || strings.HasPrefix(p, m+"/") {
			return m
		}
	}
	return ""
}

const houseReason = "imports point inward, so that the engine can be tested, simulated and replayed without the world around it"

func TestImports_House(t *testing.T) {
	t.Parallel()
	report(t, houseReason, checkImports(load(t)))
}

func TestImports_Suppliers(t *testing.T) {
	t.Parallel()
	report(t, "each module is somebody else's work that we answer for; one place for each keeps it replaceable", checkSuppliers(load(t)))
}

// TestImports_TableIsSound makes sure that the table has no circle and names
// only packages that have a place.
func TestImports_TableIsSound(t *testing.T) {
	t.Parallel()
	for name, r := range house {
		if slices.Contains(below(name), name) {
			t.Errorf("%s may import itself over others", name)
		}
		for _, target := range slices.Concat(r.imports, r.tests) {
			if _, ok := findRoom(target); !ok && house[target].why == "" {
				t.Errorf("%s: %s has no place in the house", name, target)
			}
		}
		for _, target := range r.imports {
			if slices.Contains(inTestsOnly, target) {
				t.Errorf("%s may import %s, which is for tests only", name, target)
			}
		}
		if r.why == "" {
			t.Errorf("%s has no reason", name)
		}
	}
}

// TestImports_Product asks the go command for everything that the product's
// packages are built from. The AWS SDK is the referee in test/sdk and nowhere
// else: a server built on it would share its mistakes unseen, and carry a client
// that nobody calls.
func TestImports_Product(t *testing.T) {
	t.Parallel()
	tr := load(t)
	cmd := exec.Command("go", "list", "-e", "-deps", "-json=ImportPath,Module", "./...")
	cmd.Dir = tr.root
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	count := 0
	for d := json.NewDecoder(strings.NewReader(string(out))); ; count++ {
		var p struct {
			ImportPath string
			Module     *struct{ Path string }
		}
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if outside(p.ImportPath) {
			t.Errorf("the product is built with %s\n\tReason: the AWS SDK and what is below test/ belong to tests with modules of their own", p.ImportPath)
		}
	}
	if count < len(pure) {
		t.Errorf("go list knows of %d packages only", count)
	}
	for _, f := range tr.files {
		if f.path != "go.mod" && f.path != "go.sum" {
			continue
		}
		for i, line := range strings.Split(string(f.data), "\n") {
			if slices.ContainsFunc(strings.Fields(line), outside) || strings.HasPrefix(line, "replace") {
				t.Errorf("%s:%d: %s\n\tReason: the module graph of the product holds neither the AWS SDK nor anything replaced", f.path, i+1, line)
			}
		}
	}
}

// outside reports whether a package or module must stay out of the product.
func outside(p string) bool {
	return strings.HasPrefix(p, "github.com/aws/") || p == module+"/test" || strings.HasPrefix(p, module+"/test/")
}

func TestImports_Finds(t *testing.T) {
	t.Parallel()
	tr := sample(t, map[string]string{
		"internal/flow/a.go":         "package flow\nimport (\n_ \"strowger/internal/center\"\n_ \"strowger/internal/routing\"\n)",
		"internal/flow/a_test.go":    "package flow_test\nimport (\n_ \"strowger/internal/flow\"\n_ \"strowger/internal/tenant\"\n)",
		"internal/store/memory/a.go": "package memory\nimport (\n_ \"strowger/internal/store\"\n_ \"strowger/internal/store/storetest\"\n)",
		"internal/tenant/a_test.go":  "package tenant\nimport _ \"strowger/internal/store/memory\"",
		"internal/helper/a.go":       "package helper",
		"test/sdk/a.go":              "package sdk\nimport _ \"strowger/internal/app\"",
	})
	wantFindings(t, checkImports(tr),
		"flow imports routing", "a test of flow imports tenant", "internal/helper: the package has no place", "store/memory imports store/storetest")
	wantFindings(t, checkSuppliers(sample(t, map[string]string{
		"internal/web/a.go":      "package web\nimport (\n_ \"modernc.org/sqlite\"\n_ \"example.org/left/pad\"\n_ \"net/http\"\n)",
		"internal/web/a_test.go": "package web\nimport _ \"pgregory.net/rapid\"",
	})), "web imports modernc.org/sqlite", "example.org/left/pad is of no module")
	for p, want := range map[string]bool{"github.com/aws/smithy-go": true, "strowger/test/sdk": true, "strowger/internal/app": false} {
		if outside(p) != want {
			t.Errorf("outside(%s) is %t", p, !want)
		}
	}
}
