package sim

import (
	"testing"
	"time"

	"strowger/internal/center"
	"strowger/internal/routing"
	"strowger/internal/store/memory"
)

// TestLease_PageThatIsGone lets the page of one of two agents go away while a
// contact rings there and another one is in hand. It is alone in that the lease
// is renewed as a page renews it, by its polls, and lost with them.
func TestLease_PageThatIsGone(t *testing.T) {
	t.Parallel()
	w, err := Open(t.Context(), Config{Store: memory.New(), Instance: "i", Start: 1_000_000})
	if err != nil {
		t.Fatal(err)
	}
	opened := w.Now()
	p := &center.RoutingProfile{ID: "p", Name: "p", DefaultOutboundQueueID: "q", Timer: center.SinceLastActivity}
	for ch := range center.Channel(center.Channels) {
		p.Media[ch] = center.MediaRule{Concurrency: 2, AnyChannel: true}
		p.Queues = append(p.Queues, center.QueueConfig{QueueID: "q", Channel: ch, Priority: 1})
	}
	p.Media[center.Voice].Concurrency = 1
	toQueue := &center.ContactFlow{ID: "f", Name: "f", Type: center.ContactFlowType, Content: `{"Version":"2019-10-30","StartAction":"t","Actions":[
{"Identifier":"t","Type":"TransferContactToQueue","Parameters":{},"Transitions":{"NextAction":"x","Errors":[{"ErrorType":"QueueAtCapacity","NextAction":"x"},{"ErrorType":"NoMatchingError","NextAction":"x"}],"Conditions":[]}},
{"Identifier":"x","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`}
	must(t, w.Set(&center.Instance{ID: "i", Region: "us-west-2", Account: "123456789012"}, &center.HoursOfOperation{ID: "h", Name: "h", TimeZone: "UTC"},
		&center.AgentStatus{ID: "available", Name: "Available", Type: center.Routable}, &center.AgentStatus{ID: "offline", Name: "Offline", Type: center.Offline},
		&center.Queue{ID: "q", Name: "q", HoursID: "h", MaxContacts: center.NoMaxContacts}, toQueue, p,
		&center.User{ID: "ann", Username: "ann", ProfileID: "p"}, &center.User{ID: "bob", Username: "bob", ProfileID: "p"}))

	const lease, poll = time.Minute, 20 * time.Second
	gone := map[center.UserID]bool{}
	var page func(user center.UserID)
	page = func(user center.UserID) {
		if gone[user] {
			return
		}
		w.Carry(routing.Attend{UserID: user, Lease: lease}, func(routing.Result, error) {})
		w.At(w.Now().Add(poll), func() { page(user) })
	}
	view := func(user center.UserID) routing.AgentView {
		v, _ := w.Tenant().Engine().Agent(user)
		return v
	}
	start := func(id center.ContactID, ch center.Channel) {
		w.Process(routing.StartContact{Contact: &center.Contact{ID: id, Channel: ch, Method: center.ByAPI,
			Flow: center.FlowPosition{FlowID: "f", Target: center.FlowTarget{QueueID: "q"}}}})
	}
	do := func(commands ...routing.Command) {
		t.Helper()
		for _, cmd := range commands {
			if _, errs := w.Process(cmd); errs[0] != nil {
				t.Fatalf("%T: %v", cmd, errs[0])
			}
		}
	}
	at := func(after time.Duration) { w.Run(opened.Add(after)) }

	page("ann")
	must(t, w.Available("ann"))
	start("chat", center.Chat)
	do(routing.Accept{UserID: "ann", ContactID: "chat"})
	at(10 * time.Minute)
	if v := view("ann"); v.Status.ID != "available" || v.Presence.Left != 0 {
		t.Fatalf("a page that polls has lost its lease: %+v", v.Presence)
	}
	page("bob")
	gone["ann"] = true // her last poll was at 10m
	at(10*time.Minute + 40*time.Second)
	start("task", center.Task) // rings for 30 s, so beyond the lease
	must(t, w.Available("bob"))
	if c, _ := w.Tenant().Engine().Contact("task"); c.AgentID != "ann" {
		t.Fatalf("the task rings at %q", c.AgentID)
	}
	at(11*time.Minute - time.Millisecond)
	if v := view("ann"); v.Presence.Left != 0 {
		t.Fatal("the lease has ended too early")
	}
	at(11 * time.Minute)
	if c, _ := w.Tenant().Engine().Contact("task"); c.AgentID != "bob" {
		t.Fatalf("the task rings at %q, not at the next one", c.AgentID)
	}
	v := view("ann")
	if v.Presence.NextStatus != "offline" || len(v.Presence.Uncleared) != 0 || v.Contacts[0].AgentState != center.AgentConnected {
		t.Fatalf("with a chat in hand: %+v", v.Presence)
	}

	// What a restart finds it keeps: who has left stays away, who has not gets a
	// lease that begins with the restart.
	at(11*time.Minute + 10*time.Second)
	gone["bob"] = true // his last poll was at 11m
	must(t, w.Restart())
	at(12*time.Minute + 5*time.Second)
	if view("bob").Presence.Left != 0 {
		t.Fatal("the lease did not begin anew with the restart")
	}
	at(12*time.Minute + 10*time.Second)
	if v := view("bob"); v.Presence.Left == 0 || v.Status.ID != "offline" || view("ann").Presence.Left != opened.Add(11*time.Minute) {
		t.Fatalf("after the restart: %+v and %+v", v.Presence, view("ann").Presence)
	}

	// The chat ends while nobody is there: its after-contact work with it.
	do(routing.StopContact{ContactID: "chat", Reason: center.CustomerDisconnect})
	at(13 * time.Minute)
	if v := view("ann"); v.Status.ID != "offline" || len(v.Contacts) != 0 || v.Presence.NextStatus != "" {
		t.Fatalf("after the chat: %+v with %d contacts", v.Presence, len(v.Contacts))
	}
	if c, _ := w.Tenant().Engine().Contact("task"); c.State != center.Waiting {
		t.Fatalf("the task is %s", c.State)
	}

	gone["ann"] = false
	page("ann")
	if v := view("ann"); v.Presence.Left != 0 || v.Status.ID != "offline" {
		t.Fatalf("back at the desk: %+v", v.Presence)
	}
	must(t, w.Available("ann"))
	if c, _ := w.Tenant().Engine().Contact("task"); c.AgentID != "ann" {
		t.Fatalf("the task rings at %q", c.AgentID)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
