package connecthttp

import (
	"cmp"
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/metric"
	"strowger/internal/routing"
)

// GetCurrentMetricData returns real-time figures (section 8.1 of the rules).
//
// Agents count in every queue of their routing profile. Groups in which nobody
// is online, nothing waits and nothing is in hand are left out, so that the list
// is empty where there is nothing to tell. A filter by agent status limits the
// agents; contacts in queues have no status and are counted all the same.
//
// ESTIMATED_WAIT_TIME is that of a contact which enters the queue now (R2.27). It
// has no value where agents took too few contacts lately for an estimate.
//
// Not built: metrics of the user's own, Filters by RoutingStepExpressions,
// Subtypes and ValidationTestTypes, and groupings by these are refused.
func (s *Service) GetCurrentMetricData(ctx context.Context, in *connectapi.GetCurrentMetricDataInput) (*connectapi.GetCurrentMetricDataOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	d := instance.Directory()
	request, err := newMetricRequest(d, in)
	if err != nil {
		return nil, err
	}
	// The engine's time stands still between two steps; a step brings it, and
	// all that has fallen due, up to now.
	if _, err := instance.Do(ctx, routing.Tick{}); err != nil {
		return nil, err
	}
	var snapshot metric.Snapshot
	err = instance.Query(ctx, func(e *routing.Engine) { snapshot = metric.Take(e, e.Now(), &request.scope) })
	if err != nil {
		return nil, err
	}
	start, err := parseMetricToken(in.NextToken, snapshot.At)
	if err != nil {
		return nil, err
	}
	rows := metric.Current(&snapshot, &request.scope)
	request.sort(rows)
	size := defaultPage
	if in.MaxResults != nil {
		size = int(*in.MaxResults)
	}
	first := min(start, len(rows))
	last := min(first+size, len(rows))
	out := &connectapi.GetCurrentMetricDataOutput{
		DataSnapshotTime: stamp(snapshot.At), ApproximateTotalCount: ptr(int64(len(rows))),
		MetricResults: make([]connectapi.CurrentMetricResult, 0, last-first),
	}
	for i := range rows[first:last] {
		out.MetricResults = append(out.MetricResults, request.result(d.Instance, &rows[first+i]))
	}
	if last < len(rows) {
		out.NextToken = metricToken(last, snapshot.At)
	}
	return out, nil
}

// metricRequest is a request that has been checked.
type metricRequest struct {
	scope      metric.Scope
	metrics    []connectapi.CurrentMetric // as asked for, to be repeated in the answer
	names      []metric.Name              // of metrics
	by         metric.Name                // to sort by
	descending bool
}

func newMetricRequest(d *center.Directory, in *connectapi.GetCurrentMetricDataInput) (*metricRequest, error) {
	r := &metricRequest{metrics: in.CurrentMetrics}
	if len(in.CurrentMetrics) == 0 {
		return nil, center.Errorf(center.Invalid, "CurrentMetrics must name at least one metric.")
	}
	for i := range in.CurrentMetrics {
		name, err := metricName(&in.CurrentMetrics[i])
		if err != nil {
			return nil, err
		}
		r.names = append(r.names, name)
	}
	if err := r.filter(d, in.Filters); err != nil {
		return nil, err
	}
	if err := r.group(in.Groupings); err != nil {
		return nil, err
	}
	if err := r.order(in.SortCriteria); err != nil {
		return nil, err
	}
	return r, r.estimate()
}

// estimate checks the conditions that the API sets for estimates.
func (r *metricRequest) estimate() error {
	s := &r.scope
	s.Estimate = r.by == metric.EstimatedWaitTime || slices.Contains(r.names, metric.EstimatedWaitTime)
	if s.Estimate && (s.By != metric.ByQueue|metric.ByChannel || len(s.Queues) == 0 || len(s.Channels) == 0 || len(s.Statuses) > 0) {
		return center.Errorf(center.Invalid, "%s needs Filters.Queues, Filters.Channels and no other filter, and Groupings QUEUE and CHANNEL.", metric.EstimatedWaitTime)
	}
	return nil
}

// metricName reads which metric is meant, by name or by the ARN of a built-in
// one, and checks its unit.
func metricName(m *connectapi.CurrentMetric) (metric.Name, error) {
	name := metric.Name(m.Name)
	if id := text(m.MetricId); id != "" {
		_, builtIn, ok := strings.Cut(id, ":aws:metric/")
		if !ok {
			return "", unsupported("MetricId "+id, "it has built-in metrics only")
		}
		if name != "" && string(name) != builtIn {
			return "", center.Errorf(center.Invalid, "Name %s and MetricId %s are not the same metric.", name, id)
		}
		name = metric.Name(builtIn)
	}
	switch {
	case name == "":
		return "", center.Errorf(center.Invalid, "Each of CurrentMetrics needs a Name or a MetricId.")
	case !name.Known():
		return "", center.Errorf(center.Invalid, "%s is not a metric.", name)
	}
	unit := connectapi.UnitCount
	if name.InSeconds() {
		unit = connectapi.UnitSeconds
	}
	if m.Unit != "" && m.Unit != unit {
		return "", center.Errorf(center.Invalid, "The unit of %s is %s, not %s.", name, unit, m.Unit)
	}
	return name, nil
}

// filter reads the filters; what they name must exist.
func (r *metricRequest) filter(d *center.Directory, in *connectapi.Filters) error {
	switch {
	case len(in.RoutingStepExpressions) > 0:
		return unsupported("Filters.RoutingStepExpressions", "it keeps no figures by routing step")
	case len(in.Subtypes) > 0:
		return unsupported("Filters.Subtypes", "it keeps no subtypes of contacts")
	case len(in.ValidationTestTypes) > 0:
		return unsupported("Filters.ValidationTestTypes", "it has no test cases")
	case len(in.Queues) > 0 && len(in.RoutingProfiles) > 0:
		return center.Errorf(center.Invalid, "Filters: give Queues or RoutingProfiles, not both.")
	case len(in.AgentStatuses) > 0 && len(in.Queues) == 0:
		return center.Errorf(center.Invalid, "Filters.AgentStatuses needs Filters.Queues.")
	case len(in.AgentStatuses) > center.MaxAgentStatuses:
		return center.Errorf(center.Invalid, "Filters.AgentStatuses must include at most %d items", center.MaxAgentStatuses)
	}
	var err error
	if r.scope.Queues, err = listed[center.QueueID](d, &d.Queues, center.KindQueue, in.Queues); err != nil {
		return err
	}
	if r.scope.Profiles, err = listed[center.RoutingProfileID](d, &d.Profiles, center.KindRoutingProfile, in.RoutingProfiles); err != nil {
		return err
	}
	if r.scope.Statuses, err = listed[center.AgentStatusID](d, &d.Statuses, center.KindAgentStatus, in.AgentStatuses); err != nil {
		return err
	}
	for _, name := range in.Channels { // the model has checked the names
		if ch, ok := center.ParseChannel(string(name)); ok && !slices.Contains(r.scope.Channels, ch) {
			r.scope.Channels = append(r.scope.Channels, ch)
		}
	}
	return nil
}

// listed reads ids or ARNs of resources, which must exist, each once.
func listed[ID ~string, R center.Resource](d *center.Directory, table *center.Table[R], kind center.ResourceKind, ids []string) ([]ID, error) {
	var list []ID
	for i := range ids {
		r, err := get(d, table, kind, &ids[i])
		if err != nil {
			return nil, err
		}
		if id := ID(r.RecordKey()); !slices.Contains(list, id) {
			list = append(list, id)
		}
	}
	return list, nil
}

// group reads the groupings and the conditions that the API sets for them.
func (r *metricRequest) group(groupings []connectapi.Grouping) error {
	byName := map[connectapi.Grouping]metric.Group{connectapi.GroupingQueue: metric.ByQueue, connectapi.GroupingChannel: metric.ByChannel,
		connectapi.GroupingRoutingProfile: metric.ByProfile, connectapi.GroupingAgentStatus: metric.ByStatus}
	for _, g := range groupings {
		dimension, ok := byName[g]
		switch {
		case !ok:
			return unsupported("Groupings "+string(g), "it keeps no figures by it")
		case r.scope.By&dimension != 0:
			return center.Errorf(center.Invalid, "Groupings: %s is listed more than once.", g)
		}
		r.scope.By |= dimension
	}
	s := &r.scope
	if s.By&metric.ByProfile != 0 {
		if len(s.Queues)+len(s.Profiles) == 0 {
			return center.Errorf(center.Invalid, "Grouping by ROUTING_PROFILE needs Filters.Queues or Filters.RoutingProfiles.")
		}
		if len(s.Profiles) == 0 && slices.ContainsFunc(r.names, metric.Name.OfWaiting) {
			return center.Errorf(center.Invalid, "Grouping %s by ROUTING_PROFILE needs Filters.RoutingProfiles.", r.names[slices.IndexFunc(r.names, metric.Name.OfWaiting)])
		}
	}
	if s.By&metric.ByStatus != 0 {
		if groupings[0] != connectapi.GroupingQueue || len(s.Queues) == 0 {
			return center.Errorf(center.Invalid, "Grouping by AGENT_STATUS needs QUEUE as the first grouping and Filters.Queues.")
		}
		if slices.ContainsFunc(r.names, func(n metric.Name) bool { return n != metric.AgentsOnline }) {
			return center.Errorf(center.Invalid, "Grouped by AGENT_STATUS, AGENTS_ONLINE is the only metric.")
		}
	}
	return nil
}

// order reads how to sort: by AGENTS_ONLINE, most first, unless told otherwise.
func (r *metricRequest) order(criteria []connectapi.CurrentMetricSortCriteria) error {
	r.by, r.descending = metric.AgentsOnline, true
	if len(criteria) == 0 {
		return nil
	}
	c := criteria[0]
	r.descending = c.SortOrder != connectapi.SortOrderAscending
	if c.SortByMetric == "" {
		return nil
	}
	r.by = metric.Name(c.SortByMetric)
	if !r.by.Sortable() {
		return center.Errorf(center.Invalid, "Results cannot be sorted by %s.", r.by)
	}
	if !r.by.Known() {
		return center.Errorf(center.Invalid, "%s is not a metric.", r.by)
	}
	return nil
}

// sort orders rows; equal ones stay in the order of their dimensions, and those
// without a value come last.
func (r *metricRequest) sort(rows []metric.Row) {
	slices.SortStableFunc(rows, func(a, b metric.Row) int {
		x, xKnown := a.Value(r.by, false)
		y, yKnown := b.Value(r.by, false)
		switch {
		case xKnown != yKnown && xKnown:
			return -1
		case xKnown != yKnown:
			return 1
		case r.descending:
			x, y = y, x
		}
		return cmp.Compare(x, y)
	})
}

// result is one group as the API shows it, with the metrics in the order in
// which they were asked for.
func (r *metricRequest) result(in *center.Instance, row *metric.Row) connectapi.CurrentMetricResult {
	out := connectapi.CurrentMetricResult{Collections: make([]connectapi.CurrentMetricData, len(r.metrics))}
	for i := range r.metrics {
		out.Collections[i].Metric = &r.metrics[i]
		if value, ok := row.Value(r.names[i], r.scope.By != 0); ok {
			out.Collections[i].Value = &value
		}
	}
	if r.scope.By == 0 {
		return out
	}
	dimensions, k := &connectapi.Dimensions{}, row.Key
	if r.scope.By&metric.ByQueue != 0 {
		dimensions.Queue = &connectapi.QueueReference{Id: str(k.QueueID), Arn: ptr(in.ARN(center.KindQueue, string(k.QueueID)))}
	}
	if r.scope.By&metric.ByChannel != 0 {
		dimensions.Channel = connectapi.Channel(k.Channel.String())
	}
	if r.scope.By&metric.ByProfile != 0 {
		dimensions.RoutingProfile = &connectapi.RoutingProfileReference{Id: str(k.ProfileID), Arn: ptr(in.ARN(center.KindRoutingProfile, string(k.ProfileID)))}
	}
	if r.scope.By&metric.ByStatus != 0 {
		dimensions.AgentStatus = &connectapi.AgentStatusIdentifier{Id: str(k.StatusID), Arn: ptr(in.ARN(center.KindAgentStatus, string(k.StatusID)))}
	}
	out.Dimensions = dimensions
	return out
}

// metricTokenAge is how long a page token of these results is good for.
const metricTokenAge = 5 * time.Minute

// metricPrefix marks page tokens of results that have an order of their own:
// the number of results given and the moment of the token follow.
const metricPrefix = "figures:"

func metricToken(given int, at center.Instant) *string {
	return ptr(base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%s%d:%d", metricPrefix, given, at)))
}

// parseMetricToken returns how many results were given before.
func parseMetricToken(token *string, now center.Instant) (given int, err error) {
	if text(token) == "" {
		return 0, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(*token)
	var at center.Instant
	if err == nil {
		_, err = fmt.Sscanf(string(raw), metricPrefix+"%d:%d", &given, &at)
	}
	if err != nil || given < 0 {
		return 0, center.Errorf(center.Invalid, "NextToken is not a token that this operation returned.")
	}
	if now.Sub(at) > metricTokenAge {
		return 0, center.Errorf(center.Invalid, "NextToken has expired; begin again with the first page.")
	}
	return given, nil
}
