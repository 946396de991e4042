package restjson

import (
	"bytes"
	"net/http"
	"strings"

	"github.com/go-json-experiment/json"
)

// REST serves operations over the REST-JSON protocol. It is an [http.Handler] for all paths of its routes.
type REST struct {
	server *server
	mux    *http.ServeMux
}

// catchAll is the pattern of the handler for everything that is no operation.
const catchAll = "/"

// NewREST returns the handler for a service. It fails if an input's tags cannot be understood; routes that contradict
// each other make it panic, as [http.ServeMux] does.
func NewREST(options Options) (*REST, error) {
	h := &REST{
		server: newServer(options, format{contentType: "application/json", emptyOutput: true, writeError: writeRESTError}),
		mux:    http.NewServeMux(),
	}
	for _, route := range options.Routes {
		e, err := h.server.newEndpoint(route)
		if err != nil {
			return nil, err
		}
		h.mux.HandleFunc(route.Method+" "+route.Pattern, func(w http.ResponseWriter, r *http.Request) {
			h.server.begin(w, r).run(e)
		})
	}
	h.mux.HandleFunc(catchAll, h.miss)
	return h, nil
}

// ServeHTTP answers a request for an operation, and refuses all others.
func (h *REST) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodConnect || !clean(r.URL.EscapedPath()) {
		h.miss(w, r) // The mux would answer with a redirect, which no client of the API follows as meant.
		return
	}
	h.mux.ServeHTTP(w, r)
}

// Knows says whether the path of a request is an operation's, whatever the method.
func (h *REST) Knows(r *http.Request) bool { return len(h.allowed(r)) > 0 }

// miss refuses a request that is no operation: 404 for an unknown path, 405 for another method.
func (h *REST) miss(w http.ResponseWriter, r *http.Request) {
	fault := &Fault{Code: CodeUnknownOperation, Status: http.StatusNotFound, Message: "No operation has this path."}
	if allowed := h.allowed(r); len(allowed) > 0 {
		methods := strings.Join(allowed, ", ")
		w.Header().Set("Allow", methods)
		fault.Status = http.StatusMethodNotAllowed
		fault.Message = "No operation has this method on this path; it knows " + methods + "."
	} else if h.server.options.NotFound != nil {
		h.server.options.NotFound.ServeHTTP(w, r)
		return
	}
	h.server.begin(w, r).refuse(fault)
}

// allowed lists the methods that operations have on the path of a request.
func (h *REST) allowed(r *http.Request) []string {
	if !clean(r.URL.EscapedPath()) {
		return nil
	}
	var methods []string
	probe := *r
	for _, method := range []string{http.MethodDelete, http.MethodGet, http.MethodPost, http.MethodPut} {
		probe.Method = method
		if _, pattern := h.mux.Handler(&probe); pattern != catchAll && pattern != "" {
			methods = append(methods, method)
		}
	}
	return methods
}

// clean says whether a path has no empty, "." or ".." segment, except that it may end with a slash.
func clean(path string) bool {
	return strings.HasPrefix(path, "/") && !strings.Contains(path, "//") &&
		!strings.Contains(path+"/", "/./") && !strings.Contains(path+"/", "/../")
}

// writeRESTError writes an exception's own members: the code travels in a header.
func writeRESTError(body *bytes.Buffer, exception Exception) error {
	return json.MarshalWrite(body, exception, answerOptions())
}
