package cti

import (
	"maps"
	"strings"
	"testing"
	"time"

	"strowger/internal/center"
	"strowger/internal/routing"
)

func TestCreateTaskContact(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		connectDesks(c)
		c.start(&center.Contact{ID: "r1", Channel: center.Task, Attributes: map[string]string{"customer": "gold"}})
		stranger := map[string]any{"name": "Peek", "relatedContactId": "r1", "endpoint": map[string]any{"type": "queue", "endpointARN": arn(center.KindQuickConnect, "q-billing")}}
		c.want(c.call("CreateTaskContact", stranger), 404, "ResourceNotFoundException") // nobody has it yet
		c.status("ann", "available")
		c.do(routing.Accept{UserID: "ann", ContactID: "r1"})
		c.want(c.callAs("bob", "CreateTaskContact", stranger), 404, "ResourceNotFoundException") // ann has it
		in := map[string]any{"name": "Call back", "description": "Today.", "idempotencyToken": "once", "relatedContactId": "r1",
			"endpoint":   map[string]any{"type": "queue", "endpointARN": arn(center.KindQuickConnect, "q-billing")},
			"references": map[string]any{"form": map[string]any{"type": "URL", "value": "https://example.com"}}}
		made := ok[struct{ ContactID string }](c, "CreateTaskContact", in)
		rec, err := c.tenant.Contact(t.Context(), center.ContactID(made.ContactID))
		if err != nil {
			t.Fatal(err)
		}
		if rec.Name != "Call back" || rec.Description != "Today." || rec.Target.QueueID != "billing" || rec.State != center.Waiting ||
			rec.RelatedID != "r1" || rec.Attributes["customer"] != "gold" || rec.References["form"].Value != "https://example.com" ||
			rec.Expires.Sub(rec.Initiated) != taskLifetime {
			t.Errorf("made %+v", rec)
		}
		if again := ok[struct{ ContactID string }](c, "CreateTaskContact", in); again != made {
			t.Errorf("the same token made %v, before %v", again, made)
		}
		later := maps.Clone(in)
		later["idempotencyToken"], later["scheduledTime"] = "later", time.Now().Add(time.Hour).Unix()
		made = ok[struct{ ContactID string }](c, "CreateTaskContact", later)
		if rec, err := c.tenant.Contact(t.Context(), center.ContactID(made.ContactID)); err != nil || rec.State != center.Scheduled {
			t.Errorf("for later: %+v, %v", rec, err)
		}
	})
}

// R2.21: a task that follows another one has its attributes in common with it,
// and a chain has twelve contacts at most.
func TestCreateTaskContact_Previous(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		connectDesks(c)
		c.start(&center.Contact{ID: "t1", Channel: center.Task, Attributes: map[string]string{"customer": "gold"}})
		c.status("ann", "available")
		in := map[string]any{"name": "Next", "endpoint": onto("q-billing"), "previousContactId": "t1"}
		c.do(routing.Accept{UserID: "ann", ContactID: "t1"})
		c.want(c.callAs("bob", "CreateTaskContact", in), 404, "ResourceNotFoundException")
		for range maxChain - 1 {
			made := ok[struct{ ContactID string }](c, "CreateTaskContact", in)
			rec, err := c.tenant.Contact(t.Context(), center.ContactID(made.ContactID))
			if err != nil || rec.PreviousID != center.ContactID(in["previousContactId"].(string)) || rec.InitialID != "t1" || rec.Attributes["customer"] != "gold" {
				t.Fatalf("%+v, %v", rec, err)
			}
			in["previousContactId"] = made.ContactID
			c.do(routing.Complete{UserID: "ann", ContactID: rec.PreviousID})
			c.do(routing.Assign{UserID: "ann", ContactID: rec.ID}, routing.Accept{UserID: "ann", ContactID: rec.ID})
		}
		c.want(c.call("CreateTaskContact", in), 400, "QuotaExceededException")
	})
}

// Tasks that agents make count against the quota of the account (section 5.9 of
// the rules).
func TestCreateTaskContact_Quota(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		connectDesks(c)
		c.service.options.Quotas = &center.Quotas{}
		c.service.options.Quotas.Contacts[center.Task] = 2
		in := map[string]any{"name": "Call back", "endpoint": map[string]any{"type": "queue", "endpointARN": arn(center.KindQuickConnect, "q-billing")}}
		for range 2 {
			ok[struct{}](c, "CreateTaskContact", in)
		}
		c.want(c.call("CreateTaskContact", in), 400, "QuotaExceededException")
	})
}

func TestCreateTaskContact_Refusals(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		connectDesks(c)
		to := func(id string) map[string]any {
			return map[string]any{"type": "queue", "endpointARN": arn(center.KindQuickConnect, id)}
		}
		reference := func(fields map[string]any) map[string]any { return map[string]any{"x": fields} }
		for name, test := range map[string]struct {
			change map[string]any
			status int
			code   string
		}{
			"no name":             {map[string]any{"name": " "}, 400, "ValidationException"},
			"long name":           {map[string]any{"name": strings.Repeat("x", maxTaskName+1)}, 400, "ValidationException"},
			"long description":    {map[string]any{"description": strings.Repeat("x", maxTaskDescription+1)}, 400, "ValidationException"},
			"long token":          {map[string]any{"idempotencyToken": strings.Repeat("x", maxTaskToken+1)}, 400, "ValidationException"},
			"previous to nothing": {map[string]any{"previousContactId": "none"}, 404, "ResourceNotFoundException"},
			"previous, related":   {map[string]any{"previousContactId": "c", "relatedContactId": "c"}, 400, "ValidationException"},
			"of another queue":    {map[string]any{"endpoint": to("q-elsewhere")}, 404, "ResourceNotFoundException"},
			"related to nothing":  {map[string]any{"relatedContactId": "none"}, 404, "ResourceNotFoundException"},
			"time":                {map[string]any{"scheduledTime": 0}, 400, "ValidationException"},
			"no quick connect":    {map[string]any{"endpoint": to("none")}, 404, "ResourceNotFoundException"},
			"telephone":           {map[string]any{"endpoint": to("q-phone")}, 400, "ValidationException"},
			"queue alone":         {map[string]any{"endpoint": map[string]any{"type": "queue"}}, 400, "ValidationException"},
			"file":                {map[string]any{"references": reference(map[string]any{"type": "ATTACHMENT", "value": "x"})}, 400, "ValidationException"},
			"no value":            {map[string]any{"references": reference(map[string]any{"type": "URL"})}, 400, "ValidationException"},
			"state of a file":     {map[string]any{"references": reference(map[string]any{"type": "URL", "value": "x", "status": "y"})}, 400, "ValidationException"},
		} {
			in := map[string]any{"name": "x", "endpoint": to("q-billing")}
			maps.Copy(in, test.change)
			if a := c.call("CreateTaskContact", in); a.Status != test.status {
				t.Errorf("%s: %d", name, a.Status)
			} else {
				c.want(a, test.status, test.code)
			}
		}
	})
}
