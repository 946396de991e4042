package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"strowger/internal/app"
	"strowger/internal/apptest"
)

// The size of the centre that the benchmarks work with.
const (
	manyUsers, manyQueues, manyProfiles = 10_000, 1_000, 500
	profilePairs                        = 20
)

// manyCentre is the centre file of an instance of that size, called big.
func manyCentre() string {
	var b strings.Builder
	b.WriteString("strowger_centre: 1\ninstance: {id: big, region: us-west-2, account: \"000000000000\", alias: big, identity_management: SAML}\n" +
		"hours_of_operation: {Always: {id: always, time_zone: UTC}}\nagent_statuses: {Available: {type: ROUTABLE}, Offline: {type: OFFLINE}}\n" +
		"security_profiles: {Agent: {id: agent, permissions: [BasicAgentAccess]}}\nqueues:\n")
	for i := range manyQueues {
		fmt.Fprintf(&b, "  Queue %04d: {id: q%04d, hours_of_operation: Always}\n", i, i)
	}
	b.WriteString("routing_profiles:\n")
	for i := range manyProfiles {
		fmt.Fprintf(&b, "  Profile %03d:\n    id: p%03d\n    default_outbound_queue: q%04d\n    concurrency: {VOICE: 1, TASK: 3}\n    queues:\n", i, i, i)
		for k := range profilePairs {
			fmt.Fprintf(&b, "    - {queue: q%04d, channel: VOICE, priority: 1, delay: 0}\n", (7*i+k)%manyQueues)
		}
	}
	b.WriteString("users:\n")
	for i := range manyUsers {
		fmt.Fprintf(&b, "  user%05d: {first_name: First %d, last_name: Last %d, routing_profile: p%03d, security_profiles: [agent]}\n", i, i, i, i%manyProfiles)
	}
	return b.String()
}

// visitor makes requests of the API and keeps its connections.
type visitor struct {
	testing.TB
	url    string
	client http.Client
}

func newVisitor(t testing.TB, url string, connections int) *visitor {
	return &visitor{TB: t, url: url, client: http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: connections, MaxConnsPerHost: connections}}}
}

// send makes one request, whose answer must be 200.
func (v *visitor) send(method, path string, body []byte) []byte {
	request, err := http.NewRequestWithContext(context.Background(), method, v.url+path, bytes.NewReader(body))
	if err != nil {
		v.Error(err)
		return nil
	}
	answer, err := v.client.Do(request)
	if err != nil {
		v.Error(err)
		return nil
	}
	defer answer.Body.Close()
	out, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		v.Errorf("%s %s: %s %.300s %v", method, path, answer.Status, out, err)
	}
	return out
}

// openMany starts a server that has the large centre.
func openMany(b *testing.B, data string) *visitor {
	v := newVisitor(b, apptest.Start(b, app.Options{Data: data}).URL(), 64)
	file, err := json.Marshal(struct{ File string }{manyCentre()})
	if err != nil {
		b.Fatal(err)
	}
	v.send(http.MethodPut, "/strowger/v1/instances/big/centre-file", file)
	return v
}

// processorTime is what the process, server and client, has used so far: the
// clock on the wall says little where others use the machine.
func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// reportTimes reports the median and the 99th percentile of times in ms.
func reportTimes(b *testing.B, times []time.Duration) {
	slices.Sort(times)
	at := func(share float64) float64 {
		return float64(times[int(share*float64(len(times)-1))].Microseconds()) / 1000
	}
	b.ReportMetric(at(0.5), "p50-ms")
	b.ReportMetric(at(0.99), "p99-ms")
}

// BenchmarkCentre_Pages asks for pages of a large centre over HTTP, one request
// after the other.
func BenchmarkCentre_Pages(b *testing.B) {
	v := openMany(b, "")
	contains := func(field, value string) string {
		return `{"InstanceId":"big","MaxResults":100,"SearchCriteria":{"StringCondition":{"FieldName":"` + field + `","Value":"` + value + `","ComparisonType":"CONTAINS"}}}`
	}
	for _, c := range []struct{ name, method, path, body string }{
		{"ListUsers", "GET", "/users-summary/big?maxResults=100", ""},
		{"ListQueues", "GET", "/queues-summary/big?maxResults=100", ""},
		{"ListRoutingProfiles", "GET", "/routing-profiles-summary/big?maxResults=100", ""},
		{"ListRoutingProfileQueues", "GET", "/routing-profiles/big/p250/queues?maxResults=100", ""},
		{"DescribeUser", "GET", "/users/big/USER", ""},
		{"SearchUsers", "POST", "/search-users", contains("username", "er0999")},
		{"SearchUsersAll", "POST", "/search-users", `{"InstanceId":"big","MaxResults":100}`},
		{"SearchQueues", "POST", "/search-queues", contains("name", "e 099")},
		{"SearchRoutingProfiles", "POST", "/search-routing-profiles", contains("name", "e 49")},
	} {
		b.Run(c.name, func(b *testing.B) {
			if strings.HasSuffix(c.path, "/USER") {
				var list struct{ UserSummaryList []struct{ Id string } }
				if err := json.Unmarshal(v.send("GET", "/users-summary/big?maxResults=1", nil), &list); err != nil {
					b.Fatal(err)
				}
				c.path = strings.Replace(c.path, "USER", list.UserSummaryList[0].Id, 1)
			}
			var times []time.Duration
			used := processorTime()
			for b.Loop() {
				start := time.Now()
				v.send(c.method, c.path, []byte(c.body))
				times = append(times, time.Since(start))
			}
			b.ReportMetric(float64((processorTime()-used).Microseconds())/1000/float64(len(times)), "cpu-ms")
			reportTimes(b, times)
		})
	}
}

// crowd lets connections make requests at the same time until n are made, and
// returns how many were made a second.
func crowd(connections, n int, request func(i int)) float64 {
	var next atomic.Int64
	var all sync.WaitGroup
	start := time.Now()
	for range connections {
		all.Go(func() {
			for i := int(next.Add(1)); i <= n; i = int(next.Add(1)) {
				request(i)
			}
		})
	}
	all.Wait()
	return float64(n) / time.Since(start).Seconds()
}

// BenchmarkCentre_Creates makes queues and users in a large centre, durably, over
// 64 connections. ratio is to a handler that reads the request and answers at once,
// with the same clients in the same run, in turns.
func BenchmarkCentre_Creates(b *testing.B) {
	const connections, turn = 64, 2_000
	v := openMany(b, "")
	bare := newVisitor(b, bareServer(b), connections)
	for _, c := range []struct{ name, method, path, body string }{
		{"CreateQueue", "PUT", "/queues/big", `{"Name":"made %s %d","HoursOfOperationId":"always"}`},
		{"CreateUser", "PUT", "/users/big", `{"Username":"made%s-%d","RoutingProfileId":"p250","SecurityProfileIds":["agent"]}`},
	} {
		b.Run(c.name, func(b *testing.B) {
			var rates, ratios []float64
			for b.Loop() {
				made := func(v *visitor) float64 {
					mark := fmt.Sprint(time.Now().UnixNano())
					return crowd(connections, turn, func(i int) { v.send(c.method, c.path, fmt.Appendf(nil, c.body, mark, i)) })
				}
				before, rate, after := made(bare), made(v), made(bare)
				rates, ratios = append(rates, rate), append(ratios, 2*rate/(before+after))
			}
			slices.Sort(rates)
			slices.Sort(ratios)
			b.ReportMetric(rates[len(rates)/2], "creates/s")
			b.ReportMetric(ratios[len(ratios)/2], "ratio")
		})
	}
}

// bareServer answers every request with a few bytes.
func bareServer(b *testing.B) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"QueueArn":"arn:aws:connect:us-west-2:000000000000:instance/big/queue/x","QueueId":"x"}`))
	})}
	go func() { _ = server.Serve(listener) }()
	b.Cleanup(func() { _ = server.Close() })
	return "http://" + listener.Addr().String()
}

// BenchmarkCentre_ColdStart opens a large centre from its database.
func BenchmarkCentre_ColdStart(b *testing.B) {
	data := b.TempDir()
	stop := func(a *app.App) {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := a.Stop(ctx); err != nil {
			b.Fatal(err)
		}
	}
	start := func() *app.App {
		a, err := app.Start(context.Background(), app.Options{Listen: "127.0.0.1:0", Data: data})
		if err != nil {
			b.Fatal(err)
		}
		return a
	}
	a := start()
	file, err := json.Marshal(struct{ File string }{manyCentre()})
	if err != nil {
		b.Fatal(err)
	}
	newVisitor(b, a.URL(), 1).send(http.MethodPut, "/strowger/v1/instances/big/centre-file", file)
	stop(a)
	for b.Loop() {
		a := start()
		newVisitor(b, a.URL(), 1).send(http.MethodGet, "/users-summary/big?maxResults=1", nil)
		b.StopTimer()
		stop(a)
		b.StartTimer()
	}
}
