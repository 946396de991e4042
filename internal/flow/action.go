package flow

import (
	"math"
	"strings"
)

// maxLoopCount is the most rounds of a Loop (table 9.3).
const maxLoopCount = 100

// Parameters that several actions share.
var (
	queueOrAgent = []rule{{name: "QueueId", form: formRef}, {name: "AgentId", form: formRef}}
	queueXor     = [][]string{{"QueueId", "AgentId"}}
	messageForms = []string{"PromptId", "Text", "SSML", "Media"}
	message      = []rule{
		{name: "PromptId", form: formRef}, {name: "Text", form: formText},
		{name: "SSML", form: formText}, {name: "Media", form: formObject},
	}
	criteria       = []rule{{name: "RoutingCriteria", form: formObjectRef, required: true}}
	tagKeys        = []rule{{name: "TagKeys", form: formList, required: true}}
	anyError       = []string{NoMatchingError}
	callbackErrors = []string{InvalidCallbackNumber, CallbackNumberNotDialable}
	currentRelated = []string{"Current", "Related"}
)

// buildTarget compiles UpdateContactTargetQueue.
func buildTarget(p *parameters, a *action) {
	a.ref, a.agent = p.value("QueueId"), p.value("AgentId")
	if !a.ref.path && !a.agent.path {
		a.op = SetTarget{QueueRef: a.ref.text, AgentRef: a.agent.text}
	}
}

// buildDequeue compiles DequeueContactAndTransferToQueue.
func buildDequeue(p *parameters, a *action) { a.ref, a.agent = p.value("QueueId"), p.value("AgentId") }

func buildEnqueue(_ *parameters, a *action)    { a.op = Enqueue{} }
func buildToAgent(_ *parameters, a *action)    { a.op = ToAgent{} }
func buildEnd(_ *parameters, a *action)        { a.op = End{} }
func buildDisconnect(_ *parameters, a *action) { a.op = Disconnect{} }

// buildRouting compiles UpdateContactRoutingBehavior, whose values are static.
func buildRouting(p *parameters, a *action) {
	a.op = SetRouting{Priority: p.integer("QueuePriority"), Adjust: p.integer("QueueTimeAdjustmentSeconds")}
}

// buildAttributes compiles UpdateContactAttributes. It has no ready-made Op, so
// that each contact gets a map of its own.
func buildAttributes(p *parameters, a *action) {
	a.attributes = p.attributes("Attributes")
	a.related = p.text("TargetContact") == "Related"
}

// buildHours compiles CheckHoursOfOperation. Both answers need a condition;
// further conditions are for named overrides (R5.18).
func buildHours(p *parameters, a *action) {
	a.ref = p.value("HoursOfOperationId")
	for i := range a.conds {
		if c := &a.conds[i]; c.op == opEquals && c.text != ResultTrue && c.text != ResultFalse {
			a.overrides = append(a.overrides, c.text)
		}
	}
	if !a.ref.path {
		a.op = CheckHours{HoursRef: a.ref.text, Overrides: a.overrides}
	}
	requireResults(p, a, ResultTrue, ResultFalse)
}

func buildGoTo(p *parameters, a *action) {
	a.ref = p.value("ContactFlowId")
	if !a.ref.path {
		a.op = GoTo{FlowRef: a.ref.text}
	}
}

func buildCompare(p *parameters, a *action) { a.ref = p.value("ComparisonValue") }

// buildLoop compiles Loop, which has exactly its two conditions.
func buildLoop(p *parameters, a *action) {
	a.ref = p.value("LoopCount")
	requireResults(p, a, continueLooping, doneLooping)
	allowResults(p, a, continueLooping, doneLooping)
}

// buildDistribute checks that the conditions are a chain of rising shares.
func buildDistribute(p *parameters, a *action) {
	last := 0.0
	for i := range a.conds {
		c := &a.conds[i]
		if c.op != opNumberLessThan || !c.numeric || c.number < last || c.number > 100 {
			p.problem("condition %d must be NumberLessThan with a share not below the one before and not above 100", i+1)
			return
		}
		last = c.number
	}
}

// buildLambda checks the limit of a function's time, which depends on how it is
// called.
func buildLambda(p *parameters, _ *action) {
	if !p.has("InvocationTimeLimitSeconds") {
		return
	}
	most := int64(8)
	if p.text("InvocationType") == "ASYNCHRONOUS" {
		most = 60
	}
	p.checkRule(&rule{name: "InvocationTimeLimitSeconds", form: formIntegerRef, least: 1, most: most})
}

// requireResults wants an Equals condition for each result.
func requireResults(p *parameters, a *action, results ...string) {
	for _, result := range results {
		found := false
		for i := range a.conds {
			found = found || a.conds[i].op == opEquals && a.conds[i].text == result
		}
		if !found {
			p.problem("the condition Equals %s is missing", result)
		}
	}
}

// allowResults wants no condition but Equals with one of the results.
func allowResults(p *parameters, a *action, results ...string) {
	for i := range a.conds {
		found := false
		for _, result := range results {
			found = found || a.conds[i].op == opEquals && a.conds[i].text == result
		}
		if !found {
			p.problem("condition %d must be Equals with one of %s", i+1, strings.Join(results, ", "))
		}
	}
}

// seconds is a rule for a time in seconds, 1 to most, static or dynamic.
func seconds(name string, most int64) rule {
	return rule{name: name, form: formIntegerRef, least: 1, most: most}
}

// positive is a rule for a whole number of at least 1.
func positive(name string, f form) rule {
	return rule{name: name, form: f, least: 1, most: math.MaxInt64}
}
