package tidy

import (
	"errors"
	"go/ast"
	"go/token"
	"go/types"
	"path"
	"slices"
	"strings"
)

// shallow is what the type checker knows of one package when everything from
// other modules is taken as empty: what is ours is exact, and that takes no
// compiled packages.
type shallow struct {
	sources []*source
	pkg     *types.Package
	info    *types.Info
}

// shallowImports gives packages of this module their own names and every other
// one none.
type shallowImports struct {
	tr       *tree
	packages map[string][]*source
	known    map[string]*types.Package
}

// Import implements types.Importer.
func (i *shallowImports) Import(importPath string) (*types.Package, error) {
	if importPath == "C" {
		return nil, errors.New("no C here")
	}
	if p := i.known[importPath]; p != nil {
		return p, nil
	}
	name := path.Base(importPath)
	if len(name) > 1 && name[0] == 'v' && strings.Trim(name[1:], "0123456789") == "" {
		name = path.Base(path.Dir(importPath))
	}
	p := types.NewPackage(importPath, strings.TrimPrefix(name, "go-"))
	p.MarkComplete()
	i.known[importPath] = p // also where packages import each other in a circle
	if folder, ours := strings.CutPrefix(importPath, module+"/"); ours {
		var files []*ast.File
		for _, s := range i.packages[folder] {
			if !s.test {
				files = append(files, s.syntax)
			}
		}
		config := types.Config{Importer: i, Error: func(error) {}, IgnoreFuncBodies: true}
		if checked, _ := config.Check(importPath, i.tr.fset, files, nil); checked != nil {
			i.known[importPath] = checked
		}
	}
	return i.known[importPath], nil
}

// lookInto checks the sources of each package of the tree shallowly; the tests
// of a package that are outside of it are a package of their own.
func lookInto(tr *tree) []shallow {
	var all []shallow
	packages := tr.packages()
	imports := &shallowImports{tr: tr, packages: packages, known: map[string]*types.Package{}}
	for folder, sources := range packages {
		byName := map[string][]*source{}
		for _, s := range sources {
			byName[s.syntax.Name.Name] = append(byName[s.syntax.Name.Name], s)
		}
		for _, sources := range byName {
			if !slices.ContainsFunc(sources, func(s *source) bool { return !s.generated }) {
				continue
			}
			var files []*ast.File
			for _, s := range sources {
				files = append(files, s.syntax)
			}
			look := shallow{sources: sources, info: &types.Info{Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
				Types: map[ast.Expr]types.TypeAndValue{}, Selections: map[*ast.SelectorExpr]*types.Selection{}}}
			// Names of other modules are unknown, so there are errors by design.
			config := types.Config{Importer: imports, Error: func(error) {}}
			look.pkg, _ = config.Check(module+"/"+folder, tr.fset, files, look.info)
			all = append(all, look)
		}
	}
	return all
}

// statefulTypes are types of the standard library whose variables are there to
// change.
var statefulTypes = []string{"sync.Mutex", "sync.RWMutex", "sync.Once", "sync.Map", "sync.Pool", "sync.WaitGroup", "sync.Cond",
	"atomic.", "bytes.Buffer", "strings.Builder", "rand.Rand", "list.List", "ring.Ring"}

// checkVariables looks for variables of packages that change. Constants in
// disguise stay: errors, expressions, tables, embedded files. A variable must not
// be assigned to, in whole or in part, outside of its declaration; its address
// may be taken, and a method with a pointer receiver be called, only where the
// package never writes through a pointer to that type.
func checkVariables(tr *tree) []finding {
	var found []finding
	for _, look := range lookInto(tr) {
		written := look.writtenThrough()
		for _, s := range look.sources {
			if s.generated || strings.HasPrefix(s.path, "test/") { // a test of the whole server shares its process
				continue
			}
			found = append(found, look.declared(s)...)
			found = append(found, look.changed(s, written)...)
		}
	}
	return found
}

// declared returns the variables of packages that are made to change.
func (look shallow) declared(s *source) []finding {
	var found []finding
	for _, decl := range s.syntax.Decls {
		d, ok := decl.(*ast.GenDecl)
		if !ok || d.Tok != token.VAR {
			continue
		}
		for _, spec := range d.Specs {
			spec := spec.(*ast.ValueSpec)
			if len(spec.Names) == 1 && spec.Names[0].Name == "_" {
				continue
			}
			ast.Inspect(spec, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.FuncLit:
					return false
				case *ast.ChanType:
					found = append(found, s.at(n.Pos(), "the variable %s holds a channel", spec.Names[0].Name))
				case *ast.SelectorExpr:
					name := types.ExprString(n)
					if slices.ContainsFunc(statefulTypes, func(t string) bool {
						return name == t || strings.HasSuffix(t, ".") && strings.HasPrefix(name, t)
					}) {
						found = append(found, s.at(n.Pos(), "the variable %s holds a %s, which is there to change", spec.Names[0].Name, name))
					}
				}
				return true
			})
		}
	}
	return found
}

// changed returns the places at which a variable of a package changes, or may.
func (look shallow) changed(s *source, written map[types.Type]bool) []finding {
	var found []finding
	write := func(x ast.Expr) {
		if name := look.variable(x); name != "" {
			found = append(found, s.at(x.Pos(), "changes the variable %s of a package", name))
		}
	}
	ast.Inspect(s.syntax, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			return !beforeTests(n)
		case *ast.AssignStmt:
			for _, x := range n.Lhs {
				write(x)
			}
		case *ast.IncDecStmt:
			write(n.X)
		case *ast.SendStmt:
			write(n.Chan)
		case *ast.RangeStmt:
			if n.Tok == token.ASSIGN {
				write(n.Key)
				if n.Value != nil {
					write(n.Value)
				}
			}
		case *ast.CallExpr:
			if id, ok := ast.Unparen(n.Fun).(*ast.Ident); ok && len(n.Args) > 0 && slices.Contains([]string{"delete", "clear", "copy", "close"}, id.Name) {
				if _, builtin := look.info.Uses[id].(*types.Builtin); builtin {
					write(n.Args[0])
				}
			}
		case *ast.UnaryExpr:
			if name := look.variable(n.X); n.Op == token.AND && name != "" && look.mayBeWritten(n.X, written) {
				found = append(found, s.at(n.Pos(), "takes the address of the variable %s, and something writes through pointers to its type", name))
			}
		case *ast.SelectorExpr:
			if name := look.variable(n.X); name != "" && look.pointerMethod(n) && look.mayBeWritten(n.X, written) {
				found = append(found, s.at(n.Pos(), "calls %s, which may write, on the variable %s", n.Sel.Name, name))
			}
		}
		return true
	})
	return found
}

// beforeTests reports whether a function gets a *testing.M: it runs once, before
// the first test, so what it sets is set for good.
func beforeTests(fn *ast.FuncDecl) bool {
	return slices.ContainsFunc(fn.Type.Params.List, func(f *ast.Field) bool { return types.ExprString(f.Type) == "*testing.M" })
}

// variable returns the name of the package variable that an expression is, or is
// part of; "" where it is none.
func (look shallow) variable(x ast.Expr) string {
	for {
		switch e := x.(type) {
		case *ast.ParenExpr:
			x = e.X
		case *ast.StarExpr:
			x = e.X
		case *ast.IndexExpr:
			x = e.X
		case *ast.SliceExpr:
			x = e.X
		case *ast.SelectorExpr:
			if id, ok := e.X.(*ast.Ident); ok {
				if _, isPackage := look.info.Uses[id].(*types.PkgName); isPackage {
					return id.Name + "." + e.Sel.Name
				}
			}
			x = e.X
		case *ast.Ident:
			if v, ok := look.info.Uses[e].(*types.Var); ok && look.pkg != nil && v.Parent() == look.pkg.Scope() {
				return e.Name
			}
			return ""
		default:
			return ""
		}
	}
}

// pointerMethod reports whether the selection is a method of this package with a
// pointer receiver.
func (look shallow) pointerMethod(x *ast.SelectorExpr) bool {
	sel := look.info.Selections[x]
	if sel == nil || sel.Kind() != types.MethodVal {
		return false
	}
	recv := sel.Obj().(*types.Func).Signature().Recv()
	if recv == nil {
		return false
	}
	_, pointer := recv.Type().(*types.Pointer)
	return pointer
}

// mayBeWritten reports whether the package writes through pointers to the type
// of an expression. Of a type that is not known it must be feared.
func (look shallow) mayBeWritten(x ast.Expr, written map[types.Type]bool) bool {
	t := look.info.TypeOf(x)
	if t == nil || t == types.Typ[types.Invalid] {
		return true
	}
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	for w := range written {
		if types.Identical(w, t) {
			return true
		}
	}
	return false
}

// writtenThrough returns the types to which the package writes through pointers.
func (look shallow) writtenThrough() map[types.Type]bool {
	written := map[types.Type]bool{}
	note := func(x ast.Expr) {
		for {
			var inner ast.Expr
			switch e := ast.Unparen(x).(type) {
			case *ast.StarExpr:
				inner = e.X
			case *ast.SelectorExpr:
				inner = e.X
			case *ast.IndexExpr:
				inner = e.X
			default:
				return
			}
			if t := look.info.TypeOf(inner); t != nil {
				if p, ok := t.Underlying().(*types.Pointer); ok {
					written[p.Elem()] = true
				}
			}
			x = inner
		}
	}
	for _, s := range look.sources {
		ast.Inspect(s.syntax, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				for _, x := range n.Lhs {
					note(x)
				}
			case *ast.IncDecStmt:
				note(n.X)
			}
			return true
		})
	}
	return written
}

// maxMethods is how many methods an interface may have, those of interfaces in
// it included.
const maxMethods = 7

// checkInterfaces counts the methods of interfaces that are written by hand.
func checkInterfaces(tr *tree) []finding {
	var found []finding
	for _, look := range lookInto(tr) {
		for _, s := range look.sources {
			if s.generated {
				continue
			}
			ast.Inspect(s.syntax, func(n ast.Node) bool {
				spec, ok := n.(*ast.InterfaceType)
				if !ok {
					return true
				}
				if i, ok := look.info.TypeOf(spec).(*types.Interface); ok && i.NumMethods() > maxMethods {
					found = append(found, s.at(spec.Pos(), "an interface has %d methods, at most %d are allowed", i.NumMethods(), maxMethods))
				}
				return true
			})
		}
	}
	return found
}
