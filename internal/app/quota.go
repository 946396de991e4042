package app

import (
	"errors"
	"fmt"
	"os"

	"github.com/go-json-experiment/json"
	"golang.org/x/time/rate"

	"strowger/internal/center"
)

// quotasOfAWS is the name of the quotas and rates of a new account of Amazon
// Connect, where else a file is named.
const quotasOfAWS = "aws"

// limits are the quotas and rates that a server keeps; the zero value is none.
type limits struct {
	quotas *center.Quotas
	rates  map[string]pace // by operation; anyOperation is for those not named
	desk   pace            // of the agent protocol, for each agent; zero: none
}

// pace is a rate of requests in a second, and how many may come at once.
type pace struct {
	Rate  float64 `json:"rate"`
	Burst int     `json:"burst"`
}

// anyOperation stands in limits.rates for the operations that are not named.
const anyOperation = "*"

// limitsFile is the form of a file of quotas. What it leaves out has no limit.
type limitsFile struct {
	Instances int             `json:"instances"`
	Resources map[string]int  `json:"resources"`
	Contacts  map[string]int  `json:"contacts"`
	Rates     map[string]pace `json:"rates"`
	Desk      *pace           `json:"desk"`
}

// resourceNames are the names of kinds of resource in a file of quotas.
var resourceNames = map[string]center.ResourceKind{
	"users": center.KindUser, "queues": center.KindQueue, "routingProfiles": center.KindRoutingProfile, "agentStatuses": center.KindAgentStatus,
	"hoursOfOperation": center.KindHours, "flows": center.KindFlow, "flowModules": center.KindFlowModule, "quickConnects": center.KindQuickConnect,
	"predefinedAttributes": center.KindPredefinedAttribute, "securityProfiles": center.KindSecurityProfile,
	"hierarchyGroups": center.KindHierarchyGroup, "phoneNumbers": center.KindPhoneNumber, "prompts": center.KindPrompt, "views": center.KindView, "taskTemplates": center.KindTaskTemplate,
}

// loadLimits returns the limits of that name: none for the empty one, those of
// AWS, or those of a file.
func loadLimits(name string) (limits, error) {
	switch name {
	case "":
		return limits{}, nil
	case quotasOfAWS:
		return limits{quotas: center.AWSQuotas(), rates: awsRates(), desk: deskRate}, nil
	}
	raw, err := os.ReadFile(name)
	if err != nil {
		return limits{}, fmt.Errorf("quotas: %w", err)
	}
	read, err := parseLimits(raw)
	if err != nil {
		return limits{}, fmt.Errorf("quotas: %s: %w", name, err)
	}
	return read, nil
}

func parseLimits(raw []byte) (limits, error) {
	var file limitsFile
	if err := json.Unmarshal(raw, &file, json.RejectUnknownMembers(true)); err != nil {
		return limits{}, err
	}
	read := limits{rates: file.Rates, quotas: &center.Quotas{Instances: file.Instances, Resources: map[center.ResourceKind]int{}}}
	for name, n := range file.Resources {
		kind, ok := resourceNames[name]
		if !ok || n < 0 {
			return limits{}, fmt.Errorf("resources: %q: %d is not a quota", name, n)
		}
		read.quotas.Resources[kind] = n
	}
	for name, n := range file.Contacts {
		ch, ok := center.ParseChannel(name)
		if !ok || n < 0 {
			return limits{}, fmt.Errorf("contacts: %q: %d is not a quota", name, n)
		}
		read.quotas.Contacts[ch] = n
	}
	for operation, p := range file.Rates {
		if p.Rate <= 0 || p.Burst < 1 {
			return limits{}, fmt.Errorf("rates: %s: rate must be above 0 and burst at least 1", operation)
		}
	}
	if p := file.Desk; p != nil {
		if p.Rate <= 0 || p.Burst < 1 {
			return limits{}, errors.New("desk: rate must be above 0 and burst at least 1")
		}
		read.desk = *p
	}
	if file.Instances < 0 {
		return limits{}, fmt.Errorf("instances: %d is not a quota", file.Instances)
	}
	return read, nil
}

// deskRate is the rate of the agent protocol beside those of AWS, which publishes
// none: a page that comes up makes about ten requests at once, and one with a busy
// agent a few in a second.
var deskRate = pace{10, 50}

// awsRates are the rates of section 5.10 of the rules.
func awsRates() map[string]pace {
	rates := map[string]pace{anyOperation: {2, 5}}
	for _, group := range []struct {
		pace
		operations []string
	}{
		{pace{3, 5}, []string{"ActivateEvaluationForm", "CreateEvaluationForm", "DeactivateEvaluationForm", "DeleteContactEvaluation", "DeleteEvaluationForm",
			"DescribeContactEvaluation", "DescribeEvaluationForm", "ListContactEvaluations", "ListEvaluationForms", "ListEvaluationFormVersions",
			"SearchContactEvaluations", "SearchEvaluationForms", "StartContactEvaluation", "SubmitContactEvaluation", "UpdateContactEvaluation", "UpdateEvaluationForm"}},
		{pace{5, 8}, []string{"GetMetricData", "GetCurrentMetricData", "StartChatContact", "StartContactStreaming", "StopContactStreaming", "CreateParticipant",
			"CreatePersistentContactAssociation", "UpdateParticipantRoleConfig"}},
		{pace{10, 10}, []string{"GetMetricDataV2"}},
		{pace{10, 30}, []string{"SearchContacts"}},
		{pace{10, 15}, []string{"GetContactAttributes", "UpdateContactAttributes", "DescribeContact", "StopContact", "UpdateContact", "ListContactReferences",
			"BatchPutContact"}},
		{pace{20, 25}, []string{"TagContact", "UntagContact"}},
		{pace{20, 20}, []string{"UpdateContactRoutingData"}},
		{pace{17, 26}, []string{"SendChatIntegrationEvent"}},
		{pace{25, 50}, []string{"ListIntegrationAssociations"}},
	} {
		for _, operation := range group.operations {
			rates[operation] = group.pace
		}
	}
	return rates
}

// bucket makes the token bucket of a pace.
func (p pace) bucket() *rate.Limiter { return rate.NewLimiter(rate.Limit(p.Rate), p.Burst) }
