package connecthttp

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/restjson"
	"strowger/internal/routing"
)

// harness is a service with one seeded instance, whose engine is stepped in the
// goroutine of the caller and whose time moves only when the test says so.
//
// Every call goes the whole way of a request: the input becomes an HTTP request
// by its tags, is bound, validated and carried out, and the answer is read back.
type harness struct {
	service   *Service
	instances *fakeInstances
	instance  *fakeInstance // made by CreateInstance, with all its seeds
	handler   http.Handler
}

// Region and account of the instances in tests.
const (
	testRegion  = "us-west-2"
	testAccount = "123456789012"
	testBaseURL = "https://centre.example"
)

// testStart is the time at which the clock of a harness starts: a Monday.
var testStart = center.At(time.Date(2026, time.June, 1, 12, 0, 0, 0, time.UTC))

func newHarness(t testing.TB) *harness {
	t.Helper()
	instances := &fakeInstances{now: testStart, byID: map[center.InstanceID]*fakeInstance{}}
	h := &harness{instances: instances, service: New(Options{
		Instances: instances, Region: testRegion, Account: testAccount, BaseURL: testBaseURL,
		Random: &lockedReader{from: rand.NewChaCha8([32]byte([]byte("the test's own source of numbers")))},
		Hash:   func(password string) (string, error) { return "hash of " + password, nil },
		Token: func(in center.InstanceID, id center.ContactID, p center.Participant) (string, error) {
			return fmt.Sprintf("token of %s in %s in %s", p.ID, id, in), nil
		},
	})}
	h.serve(t)
	out := call[connectapi.CreateInstanceOutput](t, h, "CreateInstance", &connectapi.CreateInstanceInput{
		IdentityManagementType: connectapi.DirectoryTypeConnectManaged, InstanceAlias: ptr("first"),
		InboundCallsEnabled: ptr(true), OutboundCallsEnabled: ptr(false),
	})
	h.instance = instances.byID[center.InstanceID(*out.Id)]
	return h
}

// serve makes the handler of the harness's service.
func (h *harness) serve(t testing.TB) {
	t.Helper()
	options := Wire(h.service)
	options.Report = func(_ context.Context, f restjson.Failure) {
		t.Errorf("%s failed: %v\n%s", f.Operation, f.Err, f.Stack)
	}
	handler, err := restjson.NewREST(options)
	if err != nil {
		t.Fatal(err)
	}
	h.handler = handler
}

// elsewhere is another service before the same instances, as another process
// has one.
func (h *harness) elsewhere(t testing.TB) *harness {
	t.Helper()
	other := &harness{service: New(h.service.options), instances: h.instances, instance: h.instance}
	other.serve(t)
	return other
}

// id is the id of the seeded instance, as inputs take it.
func (h *harness) id() *string { return str(h.instance.id) }

// advance lets time pass in all instances.
func (h *harness) advance(d time.Duration) {
	h.instances.now = h.instances.now.Add(d)
	for _, in := range h.instances.byID {
		in.mustDo(routing.Tick{})
	}
}

// answerError is an answer with an exception.
type answerError struct {
	Status  int
	Code    string
	Message string
	Body    string
}

// Error returns everything that the answer says.
func (e *answerError) Error() string { return fmt.Sprintf("%d %s: %s", e.Status, e.Code, e.Body) }

// call carries out an operation and returns its output; input is a pointer to
// the operation's input struct, output one to its output struct.
func (h *harness) call(t testing.TB, operation string, input any) (output any, err error) {
	t.Helper()
	i := slices.IndexFunc(connectapi.Routes, func(r restjson.Route) bool { return r.Operation == operation })
	method, ok := reflect.TypeFor[connectapi.Service]().MethodByName(operation)
	if i < 0 || !ok {
		t.Fatalf("there is no operation %s", operation)
	}
	if want := reflect.TypeOf(connectapi.Routes[i].NewInput()); reflect.TypeOf(input) != want {
		t.Fatalf("%s takes a %v, not a %T", operation, want, input)
	}
	answer := h.request(t, connectapi.Routes[i], input)
	if answer.Code != http.StatusOK {
		refusal := &answerError{Status: answer.Code, Code: answer.Header().Get("X-Amzn-Errortype"), Body: answer.Body.String()}
		var body struct{ Message string }
		if err := json.Unmarshal(answer.Body.Bytes(), &body, json.MatchCaseInsensitiveNames(true)); err != nil {
			t.Fatalf("%s: the answer %s is not an exception: %v", operation, answer.Body, err)
		}
		refusal.Message = body.Message
		return nil, refusal
	}
	output = reflect.New(method.Type.Out(0).Elem()).Interface()
	if connectapi.Routes[i].NoOutput {
		if answer.Body.Len() > 0 {
			t.Fatalf("%s answered %s, want an empty body", operation, answer.Body)
		}
		return output, nil
	}
	if err := json.Unmarshal(answer.Body.Bytes(), output, json.RejectUnknownMembers(true)); err != nil {
		t.Fatalf("%s: the answer %s is not its output: %v", operation, answer.Body, err)
	}
	return output, nil
}

// call carries out an operation that must succeed.
func call[O any](t testing.TB, h *harness, operation string, input any) *O {
	t.Helper()
	output, err := h.call(t, operation, input)
	if err != nil {
		t.Fatalf("%s: %v", operation, err)
	}
	out, ok := output.(*O)
	if !ok {
		t.Fatalf("%s answers with a %T, not a %T", operation, output, out)
	}
	return out
}

// do carries out an operation that must succeed and whose output is of no
// interest.
func (h *harness) do(t testing.TB, operation string, input any) {
	t.Helper()
	if _, err := h.call(t, operation, input); err != nil {
		t.Fatalf("%s: %v", operation, err)
	}
}

// refused carries out an operation that must be answered with an exception, and
// returns it. code has no suffix "Exception".
func (h *harness) refused(t testing.TB, operation string, input any, status int, code string) *answerError {
	t.Helper()
	output, err := h.call(t, operation, input)
	var refusal *answerError
	if !errors.As(err, &refusal) {
		t.Fatalf("%s answered %+v, want %d %s", operation, output, status, code)
	}
	if refusal.Status != status || refusal.Code != code+"Exception" {
		t.Fatalf("%s answered %v, want %d %s", operation, refusal, status, code)
	}
	return refusal
}

// request sends an input as a client would.
func (h *harness) request(t testing.TB, route restjson.Route, input any) *httptest.ResponseRecorder {
	t.Helper()
	path, query := route.Pattern, url.Values{}
	v := reflect.ValueOf(input).Elem()
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if name := field.Tag.Get("path"); name != "" {
			path = strings.ReplaceAll(path, "{"+name+"}", url.PathEscape(strings.Join(texts(v.Field(i)), "")))
		}
		if name := field.Tag.Get("query"); name != "" && !v.Field(i).IsZero() {
			query[name] = texts(v.Field(i))
		}
	}
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	var body []byte
	if route.Method == http.MethodPost || route.Method == http.MethodPut {
		var err error
		if body, err = json.Marshal(input); err != nil {
			t.Fatal(err)
		}
	}
	answer := httptest.NewRecorder()
	h.handler.ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), route.Method, path, bytes.NewReader(body)))
	return answer
}

// texts writes a member that travels outside the body.
func texts(v reflect.Value) []string {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return nil
		}
		return texts(v.Elem())
	case reflect.Slice:
		var all []string
		for i := range v.Len() {
			all = append(all, texts(v.Index(i))...)
		}
		return all
	default:
		return []string{fmt.Sprint(v.Interface())}
	}
}

// diff fails the test unless both values are equal, and shows them.
func diff(t testing.TB, what string, got, want any) {
	t.Helper()
	if reflect.DeepEqual(got, want) {
		return
	}
	show := func(v any) string {
		if b, err := json.Marshal(v, json.Deterministic(true)); err == nil {
			return string(b)
		}
		return fmt.Sprintf("%+v", v)
	}
	t.Errorf("%s:\n got %s\nwant %s", what, show(got), show(want))
}

// lockedReader lets several goroutines read.
type lockedReader struct {
	mu   sync.Mutex
	from io.Reader
}

func (r *lockedReader) Read(b []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.from.Read(b)
}

// fakeInstances is a set of instances without a store.
type fakeInstances struct {
	mu   sync.Mutex
	now  center.Instant
	byID map[center.InstanceID]*fakeInstance
}

func (f *fakeInstances) Get(id center.InstanceID) (Instance, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if in, ok := f.byID[id]; ok {
		return in, nil
	}
	return nil, center.Missing(center.KindInstance, string(id))
}

func (f *fakeInstances) All() []Instance {
	f.mu.Lock()
	defer f.mu.Unlock()
	sorted := make([]*fakeInstance, 0, len(f.byID))
	for _, in := range f.byID {
		sorted = append(sorted, in)
	}
	slices.SortFunc(sorted, func(a, b *fakeInstance) int { return cmp.Compare(a.id, b.id) })
	all := make([]Instance, len(sorted))
	for i, in := range sorted {
		all[i] = in
	}
	return all
}

func (f *fakeInstances) Create(ctx context.Context, instance *center.Instance, resources []center.Resource) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, in := range f.byID {
		if alias := in.view.Instance.Alias; alias != "" && strings.EqualFold(alias, instance.Alias) {
			return center.Errorf(center.Refused, "Invalid Input. Instance alias is already used.")
		}
	}
	in := &fakeInstance{id: instance.ID, all: f, engine: routing.New(), contacts: map[center.ContactID]*center.Contact{}}
	commands := []routing.Command{routing.Put{Resource: instance}}
	for _, r := range resources {
		commands = append(commands, routing.Put{Resource: r})
	}
	if _, err := in.Do(ctx, commands...); err != nil {
		return err
	}
	f.byID[instance.ID] = in
	return nil
}

func (f *fakeInstances) Delete(_ context.Context, id center.InstanceID) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, ok := f.byID[id]; !ok {
		return center.Missing(center.KindInstance, string(id))
	}
	delete(f.byID, id)
	return nil
}

// fakeInstance is an engine behind a lock.
type fakeInstance struct {
	id  center.InstanceID
	all *fakeInstances

	mu       sync.Mutex
	engine   *routing.Engine
	view     *center.Directory
	contacts map[center.ContactID]*center.Contact // every contact that ever was
	before   func()                               // runs once, before the next Do takes the lock: another request in between
}

func (f *fakeInstance) Directory() *center.Directory {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.view
}

func (f *fakeInstance) Do(_ context.Context, commands ...routing.Command) (result routing.Result, err error) {
	if before := f.before; before != nil {
		f.before = nil
		before()
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, cmd := range commands {
		out, refused := f.engine.Step(f.all.now, cmd)
		for _, change := range out.Changes {
			if c, ok := change.Record.(*center.Contact); ok {
				f.contacts[c.ID] = c
			}
		}
		if err = refused; err != nil {
			break
		}
		if out.Result != (routing.Result{}) {
			result = out.Result
		}
	}
	f.view = f.engine.Directory().Copy()
	return result, err
}

// mustDo steps commands that tests give the engine themselves, such as what an
// agent does at the desk.
func (f *fakeInstance) mustDo(commands ...routing.Command) routing.Result {
	result, err := f.Do(context.Background(), commands...)
	if err != nil {
		panic(err)
	}
	return result
}

func (f *fakeInstance) Query(_ context.Context, look func(*routing.Engine)) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	look(f.engine)
	return nil
}

func (f *fakeInstance) WatchDialing() (<-chan struct{}, func()) { return nil, func() {} }

func (f *fakeInstance) Contact(_ context.Context, id center.ContactID) (*center.Contact, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if live, ok := f.engine.Contact(id); ok {
		return &live, nil
	}
	if c, ok := f.contacts[id]; ok {
		stored := *c
		return &stored, nil
	}
	return nil, center.Missing(center.KindContact, string(id))
}

func (f *fakeInstance) UpdateContact(ctx context.Context, cmd routing.UpdateContact) error {
	c, err := f.Contact(ctx, cmd.ContactID)
	if err != nil {
		return err
	}
	if !c.Live() {
		cmd.Finished = c
	}
	_, err = f.Do(ctx, cmd)
	return err
}

func (f *fakeInstance) UpdateAttributes(ctx context.Context, id center.ContactID, attributes map[string]string) error {
	c, err := f.Contact(ctx, id)
	if err != nil {
		return err
	}
	cmd := routing.UpdateAttributes{ContactID: id, Attributes: attributes}
	if !c.Live() {
		cmd.Finished = c
	}
	_, err = f.Do(ctx, cmd)
	return err
}

// setMember sets a text member of an input, if it has it.
func setMember(input any, name string, value *string) {
	if f := reflect.ValueOf(input).Elem().FieldByName(name); f.IsValid() {
		f.Set(reflect.ValueOf(value))
	}
}
