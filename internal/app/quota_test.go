package app

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/restjson"
)

func TestParseLimits(t *testing.T) {
	t.Parallel()
	read, err := parseLimits([]byte(`{"instances": 3, "resources": {"queues": 7, "users": 0}, "contacts": {"CHAT": 5},
		"rates": {"*": {"rate": 1.5, "burst": 2}, "ListQueues": {"rate": 9, "burst": 9}}, "desk": {"rate": 4, "burst": 8}}`))
	if err != nil {
		t.Fatal(err)
	}
	if q := read.quotas; q.Instances != 3 || q.Resources[center.KindQueue] != 7 || q.Resources[center.KindFlow] != 0 || q.Contacts[center.Chat] != 5 || q.AllContacts() != 0 {
		t.Errorf("the quotas are %+v", q)
	}
	if read.desk != (pace{4, 8}) {
		t.Errorf("the rate of desks is %v", read.desk)
	}
	if read.rates[anyOperation] != (pace{1.5, 2}) || read.rates["ListQueues"] != (pace{9, 9}) {
		t.Errorf("the rates are %v", read.rates)
	}
	for name, tt := range map[string]struct{ file, message string }{
		"no JSON":              {`queues: 7`, ""},
		"an unknown member":    {`{"queues": 7}`, "queues"},
		"an unknown resource":  {`{"resources": {"cats": 7}}`, "cats"},
		"fewer than none":      {`{"resources": {"queues": -1}}`, "queues"},
		"an unknown channel":   {`{"contacts": {"FAX": 7}}`, "FAX"},
		"fewer contacts":       {`{"contacts": {"CHAT": -7}}`, "CHAT"},
		"fewer instances":      {`{"instances": -7}`, "instances"},
		"a rate of nothing":    {`{"rates": {"*": {"burst": 1}}}`, "rates"},
		"a burst of nothing":   {`{"rates": {"ListQueues": {"rate": 1}}}`, "ListQueues"},
		"a desk of nothing":    {`{"desk": {"rate": 1}}`, "desk"},
		"a number for a group": {`{"rates": 7}`, ""},
	} {
		if _, err := parseLimits([]byte(tt.file)); err == nil || !strings.Contains(err.Error(), tt.message) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Section 5.10 of the rules: the operations that have a rate of their own exist,
// and all others have the usual one.
func TestAWSRates(t *testing.T) {
	t.Parallel()
	known := restjson.ByOperation(connectapi.Routes)
	rates := awsRates()
	var unknown []string
	for _, operation := range slices.Sorted(maps.Keys(rates)) {
		if _, ok := known[operation]; !ok && operation != anyOperation {
			unknown = append(unknown, operation)
		}
	}
	if len(unknown) > 0 {
		t.Errorf("no operations of the API: %v", unknown)
	}
	if rates[anyOperation] != (pace{2, 5}) || rates["DescribeContact"] != (pace{10, 15}) {
		t.Errorf("%v", rates)
	}
}

// A bucket is one operation's, fills with time and has the exception that the
// operation declares.
func TestThrottle(t *testing.T) {
	t.Parallel()
	routes := restjson.ByOperation(connectapi.Routes)
	list, describe, chat := routes["ListQueues"], routes["DescribeQueue"], routes["StartChatContact"]
	th := newThrottle(map[string]pace{anyOperation: {2, 3}}, connectapi.Routes)
	now := time.Unix(1_800_000_000, 0)
	passed := func(route restjson.Route, tries int) (n int) {
		for range tries {
			err := th.take(&route, now)
			var fault *restjson.Fault
			switch {
			case err == nil:
				n++
			case !errors.As(err, &fault) || fault.Status != http.StatusTooManyRequests || !route.Declares(fault.Code) && fault.Code != "TooManyRequestsException":
				t.Errorf("%s: %v", route.Operation, err)
			}
		}
		return n
	}
	if n := passed(list, 10); n != 3 {
		t.Errorf("%d at once, want 3", n)
	}
	if n := passed(describe, 10); n != 3 {
		t.Errorf("%d of another operation, want 3", n)
	}
	if n := passed(chat, 10); n != 3 {
		t.Errorf("%d chats, want 3", n)
	}
	now = now.Add(time.Second)
	if n := passed(list, 10); n != 2 {
		t.Errorf("%d after a second, want 2", n)
	}
	now = now.Add(time.Hour)
	if n := passed(list, 10); n != 3 {
		t.Errorf("%d after an hour, want 3", n)
	}
	admitted := newThrottle(nil, connectapi.Routes).after(func(ctx context.Context, _ *restjson.Arrival) (context.Context, error) { return ctx, nil })
	for range 100 {
		if _, err := admitted(t.Context(), &restjson.Arrival{Route: &list}); err != nil {
			t.Fatal(err)
		}
	}
}
