package web

import (
	"net/http"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"strowger/internal/center"
	"strowger/internal/flow"
)

// flowViewing is the permission for flows, by the API's name.
const flowViewing = "ContactFlows.View"

func (c *Console) flowRoutes() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"GET " + flowsPath:                      c.allow(c.listFlows, flowViewing),
		"GET " + flowsPath + "/{ContactFlowId}": c.allow(c.showFlow, flowViewing),
	}
}

// flowRow is one flow of the list.
type flowRow struct{ ID, Name, Description, Type, State string }

// listFlows lists the flows.
func (c *Console) listFlows(v *visit) {
	search := newNameSearch(v)
	var rows []flowRow
	for f := range v.d.Flows.All() {
		if search.matches(f.Name, f.Description, string(f.Type)) {
			rows = append(rows, flowRow{string(f.ID), f.Name, f.Description, flowTypeWords(f.Type), flowState(f)})
		}
	}
	sortByName(rows, func(r flowRow) string { return r.Name })
	c.show(v, http.StatusOK, page{name: "flows", Title: "Flows", Body: listView{Search: search, Rows: rows}})
}

func flowTypeWords(t center.FlowType) string {
	return strings.ToLower(strings.ReplaceAll(string(t), "_", " "))
}

func flowState(f *center.ContactFlow) string {
	switch {
	case f.Archived:
		return "archived"
	case f.Saved:
		return "never published"
	case f.Draft != "":
		return "published, changed since"
	default:
		return "published"
	}
}

// flowView is the page of one flow.
type flowView struct {
	Description, Type, State string
	Drawing                  *flowDrawing // nil: there is nothing to draw
	Problems                 []string
	Actions                  []actionWords
	Content                  string
}

// actionWords is one action in words.
type actionWords struct {
	ID, Kind, About string
	Built           bool
	Ways            []wayWords
}

type wayWords struct{ When, To string }

// showFlow draws a flow, and has its text beside it.
func (c *Console) showFlow(v *visit) {
	f, ok := v.d.Flows.Get(v.r.PathValue("ContactFlowId"))
	if !ok {
		c.missing(v, "flow")
		return
	}
	view := flowView{Description: f.Description, Type: flowTypeWords(f.Type), State: flowState(f), Content: indented(f.Content)}
	if _, err := flow.Parse(f.Content, f.Type); err != nil {
		view.Problems = err.Problems
	}
	if o, ok := readOutline(v.d, f.Content); ok {
		view.Drawing = drawFlow(&o)
		for i := range o.actions {
			view.Actions = append(view.Actions, o.actions[i].inWords())
		}
	}
	c.show(v, http.StatusOK, page{name: "flow", Title: f.Name, Body: view})
}

func (a *outlineAction) inWords() actionWords {
	out := actionWords{ID: a.id, Kind: inWordsOf(a.kind), About: a.about, Built: a.built}
	for _, w := range a.ways {
		out.Ways = append(out.Ways, wayWords{wayTitle(w), w.to})
	}
	return out
}

// indented writes JSON for people; what is no JSON stays as it is.
func indented(content string) string {
	value := jsontext.Value(content)
	if value.Indent(jsontext.WithIndent("  ")) != nil {
		return content
	}
	return string(value)
}
