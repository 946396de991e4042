package binary

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// desksFlag is how many agents wait in BenchmarkWaitingDesks.
var desksFlag = flag.Int("desks", 10_000, "agents who wait in BenchmarkWaitingDesks")

// idleSpan is how long the processor time of the server is watched while all
// wait. They wait for 30 s each, so that all of them ask twice in it.
const idleSpan = time.Minute

// BenchmarkWaitingDesks lets agents wait for news, each on a connection of its own,
// and reports what each of them costs the server: memory of the process, of its
// heap and of its stacks, and how much of a core all of them together keep busy;
// once while nobody's request ends, and once over polls that end and begin again.
func BenchmarkWaitingDesks(b *testing.B) {
	s := &server{data: b.TempDir()}
	if err := s.launch(); err != nil {
		b.Fatal(err)
	}
	defer func() { _ = s.cmd.Process.Kill(); _ = s.cmd.Wait() }()
	tokens := hireMany(b, s, *desksFlag)
	for b.Loop() {
		b.StopTimer()
		before := s.cost(b)
		desks := make([]*waitingDesk, len(tokens))
		for i, token := range tokens {
			desks[i] = openDesk(b, s, token)
		}
		var done sync.WaitGroup
		var stop atomic.Bool
		var asked atomic.Int64
		for _, d := range desks {
			d.ask(b) // the first answer, with the token of what there is
			d.read(b)
			done.Go(func() {
				for !stop.Load() {
					asked.Add(1)
					if d.write() != nil || d.answer() != nil {
						return
					}
				}
			})
		}
		until(b.Context(), time.Minute, func() bool { return asked.Load() == int64(len(desks)) })
		<-time.After(2 * time.Second) // what opening them still takes
		after := s.cost(b)
		per := func(x, y float64) float64 { return (y - x) / float64(len(desks)) }
		b.ReportMetric(per(before.resident, after.resident), "B-resident/desk")
		b.ReportMetric(per(before.heap, after.heap), "B-heap/desk")
		b.ReportMetric(per(before.stacks, after.stacks), "B-stacks/desk")
		quiet := s.cost(b)
		<-time.After(5 * time.Second)
		b.ReportMetric((s.cost(b).processor-quiet.processor)/5*100, "%core-waiting")
		begin, count := s.cost(b), asked.Load()
		<-time.After(idleSpan)
		end := s.cost(b)
		b.ReportMetric((end.processor-begin.processor)/idleSpan.Seconds()*100, "%core-polling")
		b.ReportMetric((end.processor-begin.processor)/float64(max(asked.Load()-count, 1))*1e6, "us-processor/poll")
		stop.Store(true)
		for _, d := range desks {
			_ = d.conn.Close()
		}
		done.Wait()
		b.StartTimer()
	}
}

// cost is what the process uses.
type cost struct{ resident, heap, stacks, processor float64 } // bytes, bytes, bytes, seconds

func (s *server) cost(b *testing.B) (c cost) {
	b.Helper()
	r, err := http.Get(s.url + "/metrics")
	if err != nil {
		b.Fatal(err)
	}
	defer r.Body.Close()
	lines := bufio.NewScanner(r.Body)
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), " ")
		at := map[string]*float64{"process_resident_memory_bytes": &c.resident, "go_memstats_heap_inuse_bytes": &c.heap,
			"go_memstats_stack_inuse_bytes": &c.stacks, "process_cpu_seconds_total": &c.processor}[name]
		if at != nil {
			if *at, err = strconv.ParseFloat(value, 64); err != nil {
				b.Fatal(err)
			}
		}
	}
	if c.resident*c.heap*c.stacks*c.processor == 0 {
		b.Fatalf("the metrics say %+v", c)
	}
	return c
}

// hireMany makes an instance with so many agents and signs them in.
func hireMany(b *testing.B, s *server, n int) []string {
	b.Helper()
	var in struct{ Id string }
	s.ask(b, http.MethodPut, "/instance", map[string]any{"IdentityManagementType": "CONNECT_MANAGED", "InstanceAlias": "many", "InboundCallsEnabled": true, "OutboundCallsEnabled": true}, &in)
	var profiles struct{ RoutingProfileSummaryList []struct{ Id string } }
	s.ask(b, http.MethodGet, "/routing-profiles-summary/"+in.Id, nil, &profiles)
	var security struct {
		SecurityProfileSummaryList []struct{ Id, Name string }
	}
	s.ask(b, http.MethodGet, "/security-profiles-summary/"+in.Id, nil, &security)
	agent := ""
	for _, p := range security.SecurityProfileSummaryList {
		if p.Name == "Agent" {
			agent = p.Id
		}
	}
	tokens := make([]string, n)
	var next atomic.Int64
	var hired sync.WaitGroup
	for range 8 {
		hired.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				name := fmt.Sprintf("agent-%05d", i)
				s.ask(b, http.MethodPut, "/users/"+in.Id, map[string]any{"Username": name, "Password": "Strowger-1891", "RoutingProfileId": profiles.RoutingProfileSummaryList[0].Id,
					"SecurityProfileIds": []string{agent}, "PhoneConfig": map[string]any{"PhoneType": "SOFT_PHONE"}}, nil)
				var session struct{ AuthToken string }
				s.ask(b, http.MethodPost, "/login", map[string]any{"instance": "many", "username": name, "password": "Strowger-1891"}, &session)
				tokens[i] = session.AuthToken
			}
		})
	}
	hired.Wait()
	return tokens
}

// ask sends a request that must succeed.
func (s *server) ask(b *testing.B, method, path string, in, out any) {
	body, err := json.Marshal(in)
	if err != nil {
		b.Error(err)
		return
	}
	r, _ := http.NewRequest(method, s.url+path, bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		b.Error(err)
		return
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode >= 300 {
		b.Errorf("%s %s: %d %s %v", method, path, answer.StatusCode, text, err)
		return
	}
	if out != nil {
		if err := json.Unmarshal(text, out); err != nil {
			b.Error(err)
		}
	}
}

// waitingDesk is a connection on which one agent asks for news.
type waitingDesk struct {
	conn  net.Conn
	in    *bufio.Reader
	token string
	host  string
	next  string
}

func openDesk(b *testing.B, s *server, token string) *waitingDesk {
	b.Helper()
	u, err := url.Parse(s.url)
	if err != nil {
		b.Fatal(err)
	}
	conn, err := net.Dial("tcp", u.Host)
	if err != nil {
		b.Fatalf("a connection for each agent, here and in the server: is ulimit -n high enough? %v", err)
	}
	return &waitingDesk{conn: conn, in: bufio.NewReaderSize(conn, 512), token: token, host: u.Host}
}

func (d *waitingDesk) write() error {
	body := `{"authentication":{},"timeout":30000}`
	if d.next != "" {
		body = `{"authentication":{},"timeout":30000,"nextToken":"` + d.next + `"}`
	}
	_, err := fmt.Fprintf(d.conn, "POST /connect/api HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-amz-json-1.0\r\nX-Amz-Target: AmazonConnectCTIService.GetAgentSnapshot\r\nX-Amz-Bearer: %s\r\nContent-Length: %d\r\n\r\n%s",
		d.host, d.token, len(body), body)
	return err
}

func (d *waitingDesk) answer() error {
	r, err := http.ReadResponse(d.in, nil)
	if err != nil {
		return err
	}
	defer r.Body.Close()
	var out struct {
		NextToken string `json:"nextToken"`
	}
	if err := json.NewDecoder(r.Body).Decode(&out); err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, r.Body); err != nil {
		return err
	}
	if r.StatusCode != http.StatusOK || out.NextToken == "" {
		return fmt.Errorf("the answer is %d", r.StatusCode)
	}
	d.next = out.NextToken
	return nil
}

func (d *waitingDesk) ask(b *testing.B) {
	b.Helper()
	if err := d.write(); err != nil {
		b.Fatal(err)
	}
}

func (d *waitingDesk) read(b *testing.B) {
	b.Helper()
	if err := d.answer(); err != nil {
		b.Fatal(err)
	}
}
