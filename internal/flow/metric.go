package flow

import (
	"strings"

	"strowger/internal/center"
)

// Metric is a number that CheckMetricData asks for.
type Metric string

// The numbers of a queue and of its agents (table 5.5), by the language's names.
const (
	AgentsAvailable Metric = "NumberOfAgentsAvailable"
	AgentsStaffed   Metric = "NumberOfAgentsStaffed"
	AgentsOnline    Metric = "NumberOfAgentsOnline"
	OldestContact   Metric = "OldestContactInQueueAgeSeconds"
	ContactsWaiting Metric = "NumberOfContactsInQueue"
)

var (
	queueMetrics = []string{string(OldestContact), string(ContactsWaiting)}
	agentMetrics = []string{string(AgentsAvailable), string(AgentsStaffed), string(AgentsOnline)}
)

// queueChannels are the channels by which GetMetricData narrows its numbers.
var queueChannels = map[string]center.Channel{"Voice": center.Voice, "Chat": center.Chat, "Task": center.Task, "Email": center.Email}

// buildMetric checks CheckMetricData: numbers of agents are only asked for being
// above 0, the others are numbers.
func buildMetric(p *parameters, a *action) {
	metric := p.text("MetricType")
	a.ref, a.agent, a.metric = p.value("QueueId"), p.value("AgentId"), Metric(metric)
	agents := strings.HasPrefix(metric, "NumberOfAgents")
	for i := range a.conds {
		c := &a.conds[i]
		switch {
		case agents && (c.op != opNumberGreaterThan || c.text != "0"):
			p.problem("condition %d: %s can only be compared as NumberGreaterThan 0", i+1, metric)
		case !agents && c.op != opEquals && c.op < opNumberGreaterThan:
			p.problem("condition %d: %s is a number and takes Equals or an operator for numbers", i+1, metric)
		}
	}
	noMatch := a.branch(NoMatchingCondition) != nowhere
	if !agents && metric != "" && !noMatch {
		p.problem("the error branch %s is missing", NoMatchingCondition)
	}
}

// buildMetrics compiles GetMetricData.
func buildMetrics(p *parameters, a *action) {
	a.ref, a.agent, a.word = p.value("QueueId"), p.value("AgentId"), p.value("QueueChannel")
}

// checkMetric resolves the queue of CheckMetricData.
func (a *action) checkMetric(world Values) (Op, Answer) {
	queue, agent, ok := a.queueOrAgent(world)
	if !ok {
		return nil, Answer{Error: NoMatchingError}
	}
	return CheckMetric{Metric: a.metric, QueueRef: queue, AgentRef: agent}, Answer{}
}

// getMetrics resolves the queue and the channel of GetMetricData.
func (a *action) getMetrics(world Values) (Op, Answer) {
	queue, agent, ok := a.queueOrAgent(world)
	word, okWord := a.word.resolve(world)
	if !ok || !okWord {
		return nil, Answer{Error: NoMatchingError}
	}
	op := GetMetrics{QueueRef: queue, AgentRef: agent}
	if word != "" {
		ch, known := queueChannels[word]
		if !known {
			return nil, Answer{Error: NoMatchingError}
		}
		op.Channel = &ch
	}
	return op, Answer{}
}

// queueOrAgent resolves the one that is given. Both are empty where none is; ok is
// false where a path leads nowhere.
func (a *action) queueOrAgent(world Values) (queue, agent string, ok bool) {
	queue, okQueue := a.ref.resolve(world)
	agent, okAgent := a.agent.resolve(world)
	given := a.ref.path || a.agent.path
	return queue, agent, okQueue && okAgent && !(given && queue == "" && agent == "")
}

// dequeue resolves the queue of DequeueContactAndTransferToQueue.
func (a *action) dequeue(world Values) (Op, Answer) {
	queue, agent, ok := a.queueOrAgent(world)
	if !ok || queue == "" && agent == "" {
		return nil, Answer{Error: NoMatchingError}
	}
	return Dequeue{QueueRef: queue, AgentRef: agent}, Answer{}
}
