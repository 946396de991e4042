package connecthttp

import (
	"slices"
	"time"

	"strowger/internal/center"
	"strowger/internal/flow"
)

// seed makes what a new instance holds, in the order in which its parts refer
// to each other, and names the flow of inbound calls in the instance. The names
// are those of an instance on AWS, by which scripts look its resources up; what
// is not known of AWS is decided here:
//
//   - Basic Hours are always open, so that nothing waits for an opening hour
//     that nobody set.
//   - The basic routing profile takes every channel from the basic queue.
//   - Beside Available and Offline there are two custom statuses.
func (s *Service) seed(in *center.Instance) ([]center.Resource, error) {
	ids := idSource{service: s}
	hours := basicHours(ids.next())
	queue := &center.Queue{ID: center.QueueID(ids.next()), Name: "BasicQueue", Description: "Where contacts wait that no other queue takes.",
		HoursID: hours.ID, MaxContacts: center.NoMaxContacts}
	resources := []center.Resource{hours, queue, basicProfile(ids.next(), queue.ID)}
	for _, profile := range basicSecurityProfiles() {
		profile.ID = center.SecurityProfileID(ids.next())
		resources = append(resources, profile)
	}
	for _, status := range basicStatuses() {
		status.ID = center.AgentStatusID(ids.next())
		resources = append(resources, status)
	}
	for _, f := range flow.DefaultFlows(in.ARN(center.KindQueue, string(queue.ID))) {
		f.ID = center.FlowID(ids.next())
		if f.Type == center.ContactFlowType {
			in.InboundFlowID = f.ID
		}
		resources = append(resources, &f)
	}
	resources = append(resources, &center.Prompt{ID: center.PromptID(ids.next()), Name: "Beep.wav", Description: "A short beep."})
	for _, attribute := range systemAttributes() {
		resources = append(resources, attribute)
	}
	return resources, ids.err
}

// systemAttributes are the attributes that every instance has (R6.2). Which
// languages Amazon Connect knows is not written down; these are ours.
func systemAttributes() []*center.PredefinedAttribute {
	named := func(names ...string) []string {
		values := make([]string, len(names))
		for i, name := range names {
			values[i] = center.SystemPrefix + name
		}
		return values
	}
	return []*center.PredefinedAttribute{
		{Name: center.LanguageAttribute, Values: named("Arabic", "Chinese", "Czech", "Danish", "Dutch", "English", "Finnish", "French",
			"German", "Greek", "Hindi", "Italian", "Japanese", "Korean", "Norwegian", "Polish", "Portuguese", "Russian", "Spanish",
			"Swedish", "Thai", "Turkish")},
		{Name: center.SubtypeAttribute, Values: named("Apple", "Chat", "Email", "Guide", "SMS", "Task", "Telephony", "WebRTC", "WhatsApp")},
		{Name: center.WorkloadAttribute},
	}
}

// idSource makes ids until one fails, which it remembers.
type idSource struct {
	service *Service
	err     error
}

func (i *idSource) next() string {
	if i.err != nil {
		return ""
	}
	var id string
	id, i.err = i.service.newID()
	return id
}

func basicHours(id string) *center.HoursOfOperation {
	hours := &center.HoursOfOperation{ID: center.HoursID(id), Name: "Basic Hours", Description: "Open at all times.", TimeZone: "UTC"}
	for day := time.Sunday; day <= time.Saturday; day++ {
		hours.Periods = append(hours.Periods, center.Period{Day: day}) // from midnight to midnight (R5.22)
	}
	return hours
}

func basicProfile(id string, queue center.QueueID) *center.RoutingProfile {
	p := &center.RoutingProfile{
		ID: center.RoutingProfileID(id), Name: "Basic Routing Profile", Description: "A simple routing profile.",
		DefaultOutboundQueueID: queue, Timer: center.SinceLastActivity, IsDefault: true,
	}
	concurrency := [center.Channels]int{center.Voice: 1, center.Chat: 2, center.Task: 1, center.Email: 1}
	for ch, n := range concurrency {
		p.Media[ch].Concurrency = n
		p.Queues = append(p.Queues, center.QueueConfig{QueueID: queue, Channel: center.Channel(ch), Priority: 1})
	}
	return p
}

func basicStatuses() []*center.AgentStatus {
	return []*center.AgentStatus{
		{Name: "Available", Description: "Ready for contacts.", Type: center.Routable, DisplayOrder: 1},
		{Name: "Offline", Description: "Not at work.", Type: center.Offline, DisplayOrder: 2},
		{Name: "Break", Description: "Away for a short while.", Type: center.Custom, DisplayOrder: 3},
		{Name: "Lunch", Description: "Away for lunch.", Type: center.Custom, DisplayOrder: 4},
	}
}

// The permissions of the security profiles that every instance has, by the
// names of the API. Routing asks for BasicAgentAccess and, in the worklist,
// ContactSearch.View and MyContacts.View; the agent's desk for OutboundCallAccess;
// the console for those of what it shows and changes.
var (
	deskPermissions   = []string{"BasicAgentAccess", "OutboundCallAccess"}
	reviewPermissions = []string{"AccessMetrics", "ContactAttributes.View", "ContactSearch.View", "ListenCallRecordings",
		"MetricsReports.Create", "MetricsReports.Delete", "MetricsReports.Edit", "MetricsReports.Publish",
		"MetricsReports.Schedule", "MetricsReports.View", "ManagerListenIn", "MyContacts.View",
		"ReportSchedules.Create", "ReportSchedules.Delete", "ReportSchedules.Edit", "ReportSchedules.View"}
	managePermissions = []string{"AgentStates.Create", "AgentStates.Edit", "AgentStates.EnableAndDisable", "AgentStates.View",
		"HoursOfOperation.Create", "HoursOfOperation.Delete", "HoursOfOperation.Edit", "HoursOfOperation.View",
		"ManagerBargeIn", "Queues.Create", "Queues.Edit", "Queues.EnableAndDisable", "Queues.View",
		"RoutingPolicies.Create", "RoutingPolicies.Edit", "RoutingPolicies.View", "StopContact.Enabled",
		"TransferContact.Enabled", "TransferDestinations.Create", "TransferDestinations.Delete",
		"TransferDestinations.Edit", "TransferDestinations.View", "UpdateContactSchedule.Enabled",
		"Users.Create", "Users.Delete", "Users.Edit", "Users.View"}
	adminPermissions = []string{"ContactFlows.Create", "ContactFlows.Delete", "ContactFlows.Edit", "ContactFlows.Publish",
		"ContactFlows.View", "PhoneNumbers.Claim", "PhoneNumbers.Edit", "PhoneNumbers.Release", "PhoneNumbers.View",
		"Prompts.Create", "Prompts.Delete", "Prompts.Edit", "Prompts.View",
		"Queues.Delete", "RoutingPolicies.Delete", "SecurityProfiles.Create", "SecurityProfiles.Delete",
		"SecurityProfiles.Edit", "SecurityProfiles.View", "TaskTemplates.Create", "TaskTemplates.Delete",
		"TaskTemplates.Edit", "TaskTemplates.View", "Users.EditPermission"}
)

func basicSecurityProfiles() []*center.SecurityProfile {
	return []*center.SecurityProfile{
		{Name: "Admin", Description: "May do everything.",
			Permissions: permissionSet(deskPermissions, reviewPermissions, managePermissions, adminPermissions)},
		{Name: "Agent", Description: "May handle contacts.", Permissions: permissionSet(deskPermissions)},
		{Name: "CallCenterManager", Description: "May handle contacts, watch them, and manage people and queues.",
			Permissions: permissionSet(deskPermissions, reviewPermissions, managePermissions)},
		{Name: "QualityAnalyst", Description: "May search contacts and judge them.", Permissions: permissionSet(reviewPermissions)},
	}
}

// permissionSet joins lists of permissions: sorted, each once.
func permissionSet(lists ...[]string) []string {
	return slices.Compact(slices.Sorted(slices.Values(slices.Concat(lists...))))
}
