package web

import (
	"embed"
	"html/template"
	"net/http"
	"strings"

	"strowger/internal/center"
)

//go:embed page/*.html
var pageTemplates embed.FS

// section is a part of the console to which every page leads.
type section struct {
	Path, Name string
	permission string
}

// sections are those there are, in the order in which they stand.
var sections = []section{
	{"/", "Queues and agents", ConsolePermission},
	{contactsPath, "Contacts", center.AnyContacts},
	{usersPath, "Users", userViewing},
	{profilesPath, "Routing profiles", profileView},
	{queuesPath, "Queues", queueViewing},
	{hoursPath, "Hours", hoursViewing},
	{flowsPath, "Flows", flowViewing},
}

// page is what one page of the console shows.
type page struct {
	name   string // of its template
	Title  string
	Script string // its module; empty: none
	Body   any
}

// frame is a page with what stands around it.
type frame struct {
	page
	Centre, User string
	Sections     []section // that the user may see
	Here         string    // path of the section that the page belongs to
	Done         bool      // the page comes after a change was saved
}

// consolePages are the templates of the console by name, each in the layout.
func consolePages(names ...string) map[string]*template.Template {
	layout := template.Must(template.New("layout.html").Funcs(pageFuncs).ParseFS(pageTemplates, "page/layout.html", "page/field.html"))
	pages := map[string]*template.Template{}
	for _, name := range names {
		pages[name] = template.Must(template.Must(layout.Clone()).ParseFS(pageTemplates, "page/"+name+".html"))
	}
	return pages
}

// pageFuncs are what the templates compute.
var pageFuncs = template.FuncMap{"clock": clock, "length": length, "iso": iso, "kinds": wayKinds}

// show writes a page. A failure to write means that the browser has gone.
func (c *Console) show(v *visit, status int, p page) {
	f := frame{page: p, Centre: v.d.Instance.Alias, User: displayName(v.user), Done: v.r.URL.Query().Has("done"), Here: here(v.r.URL.Path)}
	for _, s := range sections {
		if v.can(s.permission) {
			f.Sections = append(f.Sections, s)
		}
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.w.WriteHeader(status)
	_ = c.pages[p.name].ExecuteTemplate(v.w, "layout.html", f)
}

// here returns the section to which an address belongs.
func here(path string) string {
	for _, s := range sections {
		if path == s.Path || s.Path != "/" && strings.HasPrefix(path, s.Path+"/") {
			return s.Path
		}
	}
	return ""
}

// goTo sends the browser to a page after a change, which says so.
func (v *visit) goTo(path string) { http.Redirect(v.w, v.r, path+"?done", http.StatusSeeOther) }
