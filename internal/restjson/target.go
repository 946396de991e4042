package restjson

import (
	"bytes"
	"net/http"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// Target serves operations over the AWS JSON 1.0 protocol: every request is a POST whose header X-Amz-Target names
// the operation, and whose body is the input. It is an [http.Handler] for one path.
type Target struct {
	server    *server
	endpoints map[string]*endpoint // by value of the header
}

// NewTarget returns the handler for a service. It fails if an input's tags cannot be understood.
func NewTarget(options Options) (*Target, error) {
	h := &Target{
		server:    newServer(options, format{contentType: "application/x-amz-json-1.0", writeError: writeTargetError}),
		endpoints: make(map[string]*endpoint, len(options.Routes)),
	}
	for _, route := range options.Routes {
		e, err := h.server.newEndpoint(route)
		if err != nil {
			return nil, err
		}
		h.endpoints[options.TargetPrefix+"."+route.Operation] = e
	}
	return h, nil
}

// ServeHTTP answers a request for an operation, and refuses all others.
func (h *Target) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := h.server.begin(w, r)
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		x.refuse(&Fault{
			Code: CodeUnknownOperation, Status: http.StatusMethodNotAllowed,
			Message: "Operations of this API are called with POST.",
		})
		return
	}
	target := r.Header.Get("X-Amz-Target")
	e, ok := h.endpoints[target]
	if !ok {
		x.refuse(&Fault{
			Code: CodeUnknownOperation, Status: http.StatusBadRequest,
			Message: "The header X-Amz-Target names no operation: " + quote(strings.ToValidUTF8(target, "?")) + ".",
		})
		return
	}
	x.run(e)
}

// writeTargetError writes code and message, which is all that clients of this protocol look for.
func writeTargetError(body *bytes.Buffer, exception Exception) error {
	b, _ := jsontext.AppendQuote([]byte(`{"__type":`), exception.ErrorCode())
	b = append(b, `,"message":`...)
	b, _ = jsontext.AppendQuote(b, exception.ErrorMessage())
	body.Write(append(b, '}'))
	return nil
}
