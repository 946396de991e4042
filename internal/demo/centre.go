package demo

import (
	"context"
	"fmt"
	"net/http"
)

// Password is the password of every user of the sample centre.
const Password = "Strowger-1891"

// Person is the user kept for the person who looks at the demo.
const Person = "you"

// Centre is the sample centre as it was made.
type Centre struct {
	InstanceID  string
	instanceARN string
	Queues      map[string]string // id by name
	Profiles    map[string]string // id by name
	flows       map[string]string // id of the flow that leads to a queue, by the queue's name
	numbers     map[string]string // telephone number of a queue, by the queue's name
	statuses    map[string]string // id by name
	client      *client
}

// staff are the simulated agents and the routing profile of each.
var staff = []struct{ username, first, last, profile string }{
	{"almon", "Almon", "Strowger", "Sales first"},
	{"emma", "Emma", "Nutt", "Sales first"},
	{"agner", "Agner", "Erlang", "Support, sales after 15 s"},
	{"grace", "Grace", "Hopper", "Support, sales after 15 s"},
}

// Create makes the sample centre on a server: two queues with a number each, two routing profiles
// with priorities and a delay, four agents and one user for the person.
func Create(ctx context.Context, url string) (*Centre, error) {
	c := &Centre{client: &client{url: url, http: http.DefaultClient}, Queues: map[string]string{}, Profiles: map[string]string{},
		flows: map[string]string{}, numbers: map[string]string{}, statuses: map[string]string{}}
	for _, step := range []func(context.Context) error{c.createInstance, c.createQueues, c.createProfiles, c.createUsers} {
		if err := step(ctx); err != nil {
			return nil, fmt.Errorf("create the sample centre: %w", err)
		}
	}
	return c, nil
}

func (c *Centre) createInstance(ctx context.Context) error {
	var made struct{ Id, Arn string }
	err := c.client.connect(ctx, http.MethodPut, "/instance", object{"IdentityManagementType": "CONNECT_MANAGED",
		"InstanceAlias": "demo", "InboundCallsEnabled": true, "OutboundCallsEnabled": true}, &made)
	if err != nil {
		return err
	}
	c.InstanceID, c.instanceARN = made.Id, made.Arn
	var list struct {
		AgentStatusSummaryList []struct{ Id, Name string }
	}
	if err := c.client.connect(ctx, http.MethodGet, "/agent-status/"+made.Id, nil, &list); err != nil {
		return err
	}
	for _, s := range list.AgentStatusSummaryList {
		c.statuses[s.Name] = s.Id
	}
	return nil
}

func (c *Centre) createQueues(ctx context.Context) error {
	var hours struct {
		HoursOfOperationSummaryList []struct{ Id string }
	}
	if err := c.client.connect(ctx, http.MethodGet, "/hours-of-operations-summary/"+c.InstanceID, nil, &hours); err != nil {
		return err
	}
	if len(hours.HoursOfOperationSummaryList) == 0 {
		return fmt.Errorf("the new instance has no hours of operation")
	}
	for _, name := range []string{"Sales", "Support"} {
		var queue struct{ QueueId string }
		err := c.client.connect(ctx, http.MethodPut, "/queues/"+c.InstanceID,
			object{"Name": name, "HoursOfOperationId": hours.HoursOfOperationSummaryList[0].Id}, &queue)
		if err != nil {
			return err
		}
		c.Queues[name] = queue.QueueId
		var flow struct{ ContactFlowId string }
		err = c.client.connect(ctx, http.MethodPut, "/contact-flows/"+c.InstanceID,
			object{"Name": "To " + name, "Type": "CONTACT_FLOW", "Content": queueFlow(queue.QueueId)}, &flow)
		if err != nil {
			return err
		}
		c.flows[name] = flow.ContactFlowId
		if err := c.claimNumber(ctx, name); err != nil {
			return err
		}
	}
	return nil
}

// queueFlow is the smallest flow that puts a contact into a queue.
func queueFlow(queueID string) string {
	return fmt.Sprintf(`{"Version":"2019-10-30","StartAction":"queue","Actions":[
{"Identifier":"queue","Type":"UpdateContactTargetQueue","Parameters":{"QueueId":%q},
 "Transitions":{"NextAction":"wait","Errors":[{"ErrorType":"NoMatchingError","NextAction":"end"}],"Conditions":[]}},
{"Identifier":"wait","Type":"TransferContactToQueue","Parameters":{},
 "Transitions":{"NextAction":"end","Errors":[{"ErrorType":"QueueAtCapacity","NextAction":"end"},{"ErrorType":"NoMatchingError","NextAction":"end"}],"Conditions":[]}},
{"Identifier":"end","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`, queueID)
}

func (c *Centre) createProfiles(ctx context.Context) error {
	media := []object{
		{"Channel": "VOICE", "Concurrency": 1, "CrossChannelBehavior": object{"BehaviorType": "ROUTE_CURRENT_CHANNEL_ONLY"}},
		{"Channel": "TASK", "Concurrency": 2, "CrossChannelBehavior": object{"BehaviorType": "ROUTE_ANY_CHANNEL"}},
	}
	pairs := func(queue string, priority, delay int) []object {
		var list []object
		for _, channel := range []string{"VOICE", "TASK"} {
			list = append(list, object{"QueueReference": object{"QueueId": c.Queues[queue], "Channel": channel}, "Priority": priority, "Delay": delay})
		}
		return list
	}
	for _, p := range []struct {
		name, description string
		queues            []object
	}{
		{"Sales first", "Sales before support", append(pairs("Sales", 1, 0), pairs("Support", 2, 0)...)},
		{"Support, sales after 15 s", "Support, and sales contacts that have waited 15 s", append(pairs("Support", 1, 0), pairs("Sales", 2, 15)...)},
	} {
		var made struct{ RoutingProfileId string }
		err := c.client.connect(ctx, http.MethodPut, "/routing-profiles/"+c.InstanceID, object{"Name": p.name, "Description": p.description,
			"DefaultOutboundQueueId": c.Queues["Sales"], "MediaConcurrencies": media, "QueueConfigs": p.queues}, &made)
		if err != nil {
			return err
		}
		c.Profiles[p.name] = made.RoutingProfileId
	}
	return nil
}

func (c *Centre) createUsers(ctx context.Context) error {
	var list struct {
		SecurityProfileSummaryList []struct{ Id, Name string }
	}
	if err := c.client.connect(ctx, http.MethodGet, "/security-profiles-summary/"+c.InstanceID, nil, &list); err != nil {
		return err
	}
	security := map[string]string{} // id by name
	for _, p := range list.SecurityProfileSummaryList {
		security[p.Name] = p.Id
	}
	users := append(staff[:len(staff):len(staff)], struct{ username, first, last, profile string }{Person, "You", "Yourself", "Sales first"})
	for _, u := range users {
		allowed := []string{security["Agent"]}
		if u.username == Person {
			allowed = append(allowed, security["CallCenterManager"]) // sees the console
		}
		err := c.client.connect(ctx, http.MethodPut, "/users/"+c.InstanceID, object{"Username": u.username, "Password": Password,
			"IdentityInfo": object{"FirstName": u.first, "LastName": u.last}, "SecurityProfileIds": allowed,
			"PhoneConfig":      object{"PhoneType": "SOFT_PHONE", "AfterContactWorkTimeLimit": 5},
			"RoutingProfileId": c.Profiles[u.profile]}, nil)
		if err != nil {
			return err
		}
	}
	return nil
}
