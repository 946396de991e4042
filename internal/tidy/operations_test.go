package tidy

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// api is one of the interfaces that the generated packages describe.
type api struct {
	title   string
	wire    string // folder of the generated package, which has all operations
	service string // folder whose type Service has those that are built
	head    string // what there is to say beside the table
	grouped bool   // by resource
}

var apis = []api{
	{title: "Connect API", wire: "internal/connectapi", service: "internal/connecthttp", grouped: true,
		head: "The operations of Amazon Connect itself, as every AWS SDK and the AWS CLI call them, signed with SigV4."},
	{title: "Participant API", wire: "internal/participantapi", service: "internal/chat",
		head: "What the customer's and the agent's side of a chat call, with the token of the participant."},
	{title: "Agent protocol", wire: "internal/ctiapi", service: "internal/cti",
		head: "What amazon-connect-streams sends to `POST /connect/api` on behalf of the agent's page. It is not documented by AWS; the operations are those that the library calls."},
}

// operation is one operation of an API.
type operation struct {
	name    string
	request string // method and path; empty where the name alone decides
	built   bool
	missing string // what a built one leaves out
}

// status returns what the table says.
func (o operation) status() string {
	switch {
	case !o.built:
		return "absent"
	case o.missing != "":
		return "partial: " + o.missing
	default:
		return "full"
	}
}

// routeType is the type of an entry in a generated table of routes.
const routeType = "restjson.Route"

// operations returns the operations of an API by name, as its generated table
// of routes has them and the type Service of its handlers carries them out.
func operations(tr *tree, a api) []operation {
	built := serviceMethods(tr, a.service)
	var all []operation
	for _, s := range tr.packages()[a.wire] {
		if s.test {
			continue
		}
		ast.Inspect(s.syntax, func(n ast.Node) bool {
			lit, ok := n.(*ast.CompositeLit)
			if !ok || types.ExprString(lit.Type) != routeType {
				return true
			}
			fields := textFields(lit)
			if name := fields["Operation"]; name != "" {
				missing, ok := built[name]
				all = append(all, operation{name: name, built: ok, missing: missing,
					request: strings.TrimSpace(fields["Method"] + " " + fields["Pattern"])})
			}
			return true
		})
	}
	slices.SortFunc(all, func(x, y operation) int { return strings.Compare(x.name, y.name) })
	return all
}

// textFields returns the fields of a literal that are plain strings.
func textFields(lit *ast.CompositeLit) map[string]string {
	fields := map[string]string{}
	for _, elt := range lit.Elts {
		pair, ok := elt.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		key, isName := pair.Key.(*ast.Ident)
		value, isText := pair.Value.(*ast.BasicLit)
		if isName && isText && value.Kind == token.STRING {
			fields[key.Name], _ = strconv.Unquote(value.Value)
		}
	}
	return fields
}

// notBuilt begins the paragraph of a handler's comment that says what the
// operation leaves out.
const notBuilt = "Not built:"

// serviceMethods returns the exported methods of the type Service of a package,
// each with what its comment says is not built.
func serviceMethods(tr *tree, folder string) map[string]string {
	methods := map[string]string{}
	for _, s := range tr.packages()[folder] {
		if s.test || s.generated {
			continue
		}
		for _, decl := range s.syntax.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || receiver(fn) != "Service" || !fn.Name.IsExported() {
				continue
			}
			methods[fn.Name.Name] = ""
			for paragraph := range strings.SplitSeq(fn.Doc.Text(), "\n\n") {
				if rest, ok := strings.CutPrefix(strings.TrimSpace(paragraph), notBuilt); ok {
					methods[fn.Name.Name] = strings.TrimSuffix(strings.Join(strings.Fields(rest), " "), ".")
				}
			}
		}
	}
	return methods
}

// resources are the groups of operations of the Connect API. The first whose
// form matches takes the operation, so special ones stand before general ones.
var resources = []struct {
	name string
	form *regexp.Regexp
}{
	{"Metrics", regexp.MustCompile(`^Get(ContactMetrics|CurrentMetricData|CurrentUserData|MetricData)`)},
	{"Evaluations", regexp.MustCompile(`Evaluation`)},
	{"Recording, streaming and screen sharing", regexp.MustCompile(`Contact(Recording|MediaProcessing|Streaming)$|ScreenSharing`)},
	{"Flow modules", regexp.MustCompile(`ContactFlowModule`)},
	{"Phone numbers", regexp.MustCompile(`PhoneNumber`)},
	{"Task templates", regexp.MustCompile(`TaskTemplate`)},
	{"Flows", regexp.MustCompile(`ContactFlow`)},
	{"Flow associations", regexp.MustCompile(`FlowAssociation|(Associate|Disassociate)Flow$`)},
	{"Test cases", regexp.MustCompile(`TestCase`)},
	{"Traffic distribution groups", regexp.MustCompile(`TrafficDistribution`)},
	{"User hierarchy", regexp.MustCompile(`UserHierarchy(Group|Structure)`)},
	{"Starting contacts", regexp.MustCompile(`^(BatchPutContact|CreateContact|CreateParticipant|CreatePersistentContactAssociation|Start\w*Contact)$`)},
	{"Users", regexp.MustCompile(`User(s$|$|[A-Z])`)},
	{"Routing profiles", regexp.MustCompile(`RoutingProfile`)},
	{"Queues", regexp.MustCompile(`Queue`)},
	{"Agent statuses", regexp.MustCompile(`AgentStatus`)},
	{"Hours of operation", regexp.MustCompile(`HoursOfOperation`)},
	{"Quick connects", regexp.MustCompile(`QuickConnect`)},
	{"Security profiles", regexp.MustCompile(`SecurityProfile`)},
	{"Sending messages", regexp.MustCompile(`^Send`)},
	{"Notifications", regexp.MustCompile(`Notification`)},
	{"Analytics data", regexp.MustCompile(`AnalyticsData`)},
	{"Workspaces", regexp.MustCompile(`Workspace`)},
	{"Data tables", regexp.MustCompile(`DataTable`)},
	{"Attached files", regexp.MustCompile(`AttachedFile`)},
	{"E-mail addresses", regexp.MustCompile(`EmailAddress`)},
	{"Vocabularies", regexp.MustCompile(`Vocabular`)},
	{"Predefined attributes", regexp.MustCompile(`PredefinedAttribute`)},
	{"Prompts", regexp.MustCompile(`Prompt`)},
	{"Views", regexp.MustCompile(`View`)},
	{"Rules", regexp.MustCompile(`Rules?$`)},
	{"Tags", regexp.MustCompile(`^(TagResource|UntagResource|ListTagsForResource|SearchResourceTags)$`)},
	{"Storage of an instance", regexp.MustCompile(`InstanceStorageConfig`)},
	{"Integrations", regexp.MustCompile(`IntegrationAssociation|UseCase|ApprovedOrigin|(Associate|Disassociate)Bot$|ListBots|LambdaFunction|LexBot|SecurityKey`)},
	{"Sign-in and sessions", regexp.MustCompile(`AuthCode|AuthenticationProfile|FederationToken|DeleteSession`)},
	{"Instances", regexp.MustCompile(`Instance`)},
	{"Contacts", regexp.MustCompile(`Contact|Participant`)},
}

// resourceOf returns the group of an operation, "" where none fits.
func resourceOf(name string) string {
	for _, r := range resources {
		if r.form.MatchString(name) {
			return r.name
		}
	}
	return ""
}

// count returns how many operations are full, partial and absent.
func count(all []operation) (full, partial, absent int) {
	for _, o := range all {
		switch {
		case !o.built:
			absent++
		case o.missing != "":
			partial++
		default:
			full++
		}
	}
	return full, partial, absent
}

// writeOperations writes the tables of one API.
func writeOperations(b *strings.Builder, a api, all []operation) {
	fmt.Fprintf(b, "\n## %s\n\n%s\n", a.title, a.head)
	if !a.grouped {
		writeOperationTable(b, all)
		return
	}
	byResource := map[string][]operation{}
	for _, o := range all {
		byResource[resourceOf(o.name)] = append(byResource[resourceOf(o.name)], o)
	}
	for _, name := range slices.Sorted(maps.Keys(byResource)) {
		fmt.Fprintf(b, "\n### %s\n", name)
		writeOperationTable(b, byResource[name])
	}
}

func writeOperationTable(b *strings.Builder, all []operation) {
	withRequest := slices.ContainsFunc(all, func(o operation) bool { return o.request != "" })
	if !withRequest {
		b.WriteString("\n| Operation | Status |\n| --- | --- |\n")
		for _, o := range all {
			fmt.Fprintf(b, "| %s | %s |\n", o.name, cell(o.status()))
		}
		return
	}
	b.WriteString("\n| Operation | Request | Status |\n| --- | --- | --- |\n")
	for _, o := range all {
		fmt.Fprintf(b, "| %s | `%s` | %s |\n", o.name, o.request, cell(o.status()))
	}
}

// cell makes a text fit for a cell of a table.
func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }

// TestCompatibility_Resources makes sure that every operation of the Connect API
// has its place.
func TestCompatibility_Resources(t *testing.T) {
	t.Parallel()
	tr := load(t)
	seen := map[string]bool{}
	for _, o := range operations(tr, apis[0]) {
		if resourceOf(o.name) == "" {
			t.Errorf("the operation %s belongs to no resource of internal/tidy/operations_test.go", o.name)
		}
		seen[resourceOf(o.name)] = true
	}
	for _, r := range resources {
		if !seen[r.name] {
			t.Errorf("no operation belongs to the resource %s", r.name)
		}
	}
}

// TestCompatibility_Complete holds the operations found against the methods of
// the generated interface Service, which are the whole API.
func TestCompatibility_Complete(t *testing.T) {
	t.Parallel()
	tr := load(t)
	for _, a := range apis {
		var want, got []string
		for _, s := range tr.packages()[a.wire] {
			ast.Inspect(s.syntax, func(n ast.Node) bool {
				spec, ok := n.(*ast.TypeSpec)
				if !ok || spec.Name.Name != "Service" {
					return true
				}
				if i, ok := spec.Type.(*ast.InterfaceType); ok {
					for _, method := range i.Methods.List {
						want = append(want, method.Names[0].Name)
					}
				}
				return true
			})
		}
		for _, o := range operations(tr, a) {
			got = append(got, o.name)
		}
		slices.Sort(want)
		if len(want) == 0 || !slices.Equal(got, want) {
			t.Errorf("%s: the table of routes has %d operations, the interface Service %d, and they are not the same", a.wire, len(got), len(want))
		}
	}
}

func TestCompatibility_Operations(t *testing.T) {
	t.Parallel()
	tr := sample(t, map[string]string{
		"internal/connectapi/routes.go": `package connectapi
var Routes = []restjson.Route{
	restjson.Bind(restjson.Route{Operation: "StopContact", Method: "POST", Pattern: "/contact/stop"}, nil),
	restjson.Bind(restjson.Route{Operation: "CreateQueue", Method: "PUT", Pattern: "/queues/{InstanceId}"}, nil),
	restjson.Bind(restjson.Route{Operation: "ListQueues"}, nil),
}`,
		"internal/connecthttp/queue.go": `package connecthttp
// CreateQueue makes a queue.
//
// Not built: quick connects,
// and e-mail | addresses.
//
// It is fast.
func (s *Service) CreateQueue() {}
// ListQueues lists. Not built: in the middle this is only a phrase.
func (Service) ListQueues() {}
func (o other) StopContact() {}
`,
		"internal/connectapi/errors.go": `package connectapi
var _ = NotImplementedError{Operation: "StopContact"}`,
		"internal/connecthttp/queue_test.go": "package connecthttp\nfunc (s *Service) StopContact() {}",
	})
	got := operations(tr, apis[0])
	want := []operation{
		{name: "CreateQueue", request: "PUT /queues/{InstanceId}", built: true, missing: "quick connects, and e-mail | addresses"},
		{name: "ListQueues", built: true},
		{name: "StopContact", request: "POST /contact/stop"},
	}
	if !slices.Equal(got, want) {
		t.Fatalf("got %+v", got)
	}
	if full, partial, absent := count(got); full != 1 || partial != 1 || absent != 1 {
		t.Errorf("counted %d, %d, %d", full, partial, absent)
	}
	var b strings.Builder
	writeOperations(&b, apis[0], got)
	for _, line := range []string{
		"### Queues", "| CreateQueue | `PUT /queues/{InstanceId}` | partial: quick connects, and e-mail \\| addresses |",
		"### Contacts", "| StopContact | `POST /contact/stop` | absent |",
	} {
		if !strings.Contains(b.String(), line) {
			t.Errorf("the page lacks %q:\n%s", line, b.String())
		}
	}
}
