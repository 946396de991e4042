package routing

import (
	"fmt"
	"strings"
	"testing"

	"strowger/internal/center"
)

// What a flow writes has the limits that it has when a client writes it, however
// often a path stands in it and however often the flow comes round.
func TestFlow_TextsHaveLimits(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	c.queue("q")
	var b strings.Builder
	for i := range 500 {
		fmt.Fprintf(&b, `,"r%d":{"Type":"STRING","Value":"$.Attributes.a"}`, i)
	}
	data := func(id, parameters, to string) string {
		return action(id, "UpdateContactData", parameters, goes(to, "NoMatchingError=failed"))
	}
	for name, first := range map[string]string{
		"a name that doubles":        data("more", `"Name":"$.Name$.Name$.Name$.Name$.Name$.Name$.Name$.Name"`, "more"),
		"a description that doubles": data("more", `"Description":"$.Description$.Description$.Description$.Description$.Description$.Description$.Description$.Description"`, "more"),
		"a long text":                data("more", `"Description":"`+strings.Repeat("$.Attributes.a,", 15_000)+`"`, "end"),
		"a long customer":            data("more", `"CustomerId":"`+strings.Repeat("$.Attributes.a,", 10)+`"`, "end"),
		"a long reference":           data("more", `"References":{"r":{"Type":"STRING","Value":"$.Attributes.a"}}`, "end"),
		"many references":            data("more", `"References":{"x":{"Type":"STRING","Value":"x"}`+strings.ReplaceAll(b.String(), "$.Attributes.a", "$.Attributes.b")+`}`, "end"),
		"a task":                     taskAction("more", "to-q", `,"Description":"`+strings.Repeat("$.Attributes.a,", 15_000)+`"`, "end"),
		"a task with references":     taskAction("more", "to-q", `,"References":{"x":{"Type":"STRING","Value":"x"}`+b.String()+`}`, "end"),
	} {
		id := center.ContactID(strings.ReplaceAll(name, " ", "-"))
		c.flowOf("big-"+string(id), center.ContactFlowType, first, mark("failed", "failed", "target"),
			action("target", "UpdateContactTargetQueue", `"QueueId":"q"`, goes("queue", "NoMatchingError=end")),
			action("queue", "TransferContactToQueue", "", goes("end", "QueueAtCapacity=end", "NoMatchingError=end")))
		c.do(StartContact{Contact: &center.Contact{ID: id, Channel: center.Task, Method: center.ByAPI, Name: "12345678", Description: "12345678",
			Attributes: map[string]string{"a": strings.Repeat("x", 30_000), "b": strings.Repeat("y", 1000)}, Flow: center.FlowPosition{FlowID: center.FlowID("big-" + id)}}})
		rec := c.e.contacts[id]
		if rec == nil {
			t.Errorf("%s: it is taken", name)
			continue
		}
		if rec.Attributes["failed"] != "yes" || len(rec.Name) > 512 || len(rec.Description) > 4096 || len(rec.CustomerID) > 0 || len(rec.References) > 0 {
			t.Errorf("%s: %d, %d and %d bytes, %d references", name, len(rec.Name), len(rec.Description), len(rec.CustomerID), len(rec.References))
		}
	}
}
