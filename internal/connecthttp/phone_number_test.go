package connecthttp

import (
	"strings"
	"testing"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/routing"
)

// second makes another instance.
func (h *harness) second(t testing.TB) *string {
	t.Helper()
	return call[connectapi.CreateInstanceOutput](t, h, "CreateInstance", &connectapi.CreateInstanceInput{
		IdentityManagementType: connectapi.DirectoryTypeConnectManaged, InstanceAlias: ptr("second"),
		InboundCallsEnabled: ptr(true), OutboundCallsEnabled: ptr(true),
	}).Id
}

// available returns the next page of American numbers, and the rest of the answer.
func (h *harness) available(t testing.TB, edit ...func(*connectapi.SearchAvailablePhoneNumbersInput)) ([]string, *string) {
	t.Helper()
	in := &connectapi.SearchAvailablePhoneNumbersInput{InstanceId: h.id(), PhoneNumberCountryCode: connectapi.PhoneNumberCountryCodeUs,
		PhoneNumberType: connectapi.PhoneNumberTypeDid}
	for _, e := range edit {
		e(in)
	}
	out := call[connectapi.SearchAvailablePhoneNumbersOutput](t, h, "SearchAvailablePhoneNumbers", in)
	numbers := []string{}
	for _, n := range out.AvailableNumbersList {
		if n.PhoneNumberCountryCode != in.PhoneNumberCountryCode || n.PhoneNumberType != in.PhoneNumberType {
			t.Errorf("a number that was not asked for: %+v", n)
		}
		numbers = append(numbers, *n.PhoneNumber)
	}
	return numbers, out.NextToken
}

// claim claims a number and returns its id.
func (h *harness) claim(t testing.TB, number string) *string {
	t.Helper()
	return call[connectapi.ClaimPhoneNumberOutput](t, h, "ClaimPhoneNumber", &connectapi.ClaimPhoneNumberInput{InstanceId: h.id(), PhoneNumber: &number}).PhoneNumberId
}

func (h *harness) describeNumber(t testing.TB, id *string) *connectapi.ClaimedPhoneNumberSummary {
	t.Helper()
	return call[connectapi.DescribePhoneNumberOutput](t, h, "DescribePhoneNumber", &connectapi.DescribePhoneNumberInput{PhoneNumberId: id}).ClaimedPhoneNumberSummary
}

func TestPhoneNumber_Available(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	first, next := h.available(t)
	if len(first) != 10 || first[0] != "+12065550100" || next == nil {
		t.Fatalf("%v, next %v", first, next)
	}
	h.claim(t, "+12065550103")
	h.claim(t, first[9]) // on which the token rests
	second, _ := h.available(t, func(in *connectapi.SearchAvailablePhoneNumbersInput) { in.NextToken = next })
	diff(t, "the next page", second[0], "+12065550110")
	again, _ := h.available(t)
	for _, n := range again {
		if n == "+12065550103" || n == first[9] {
			t.Errorf("%s is offered, and claimed", n)
		}
	}
	chicago, _ := h.available(t, func(in *connectapi.SearchAvailablePhoneNumbersInput) {
		in.PhoneNumberPrefix, in.MaxResults = ptr("+1312"), ptr(int32(2))
	})
	diff(t, "with a prefix", chicago, []string{"+13125550100", "+13125550101"})
	none, next := h.available(t, func(in *connectapi.SearchAvailablePhoneNumbersInput) {
		in.PhoneNumberType = connectapi.PhoneNumberTypeShared
	})
	if len(none) > 0 || next != nil {
		t.Errorf("shared numbers: %v", none)
	}
	h.refused(t, "SearchAvailablePhoneNumbers", &connectapi.SearchAvailablePhoneNumbersInput{
		PhoneNumberCountryCode: "US", PhoneNumberType: "DID"}, 400, "InvalidParameter")
}

// Every country has numbers of both types, each of them of one country and type
// alone.
func TestPhoneNumber_Ranges(t *testing.T) {
	t.Parallel()
	for _, country := range connectapi.PhoneNumberCountryCode("").Values() {
		for _, typ := range offeredTypes {
			ranges := numberRanges(country, typ)
			if len(ranges) == 0 {
				t.Errorf("there are no %s numbers in %s", typ, country)
			}
			for _, r := range ranges {
				for n := range r.all() {
					c, ty, ok := offered(n)
					if !isE164(n) || !strings.HasPrefix(n, "+"+callingCode(country)[:1]) || c != country || ty != typ || !ok {
						t.Errorf("%s of %s %s is read as one of %s %s", n, country, typ, c, ty)
					}
					break
				}
			}
		}
	}
	for number, want := range map[string]connectapi.PhoneNumberCountryCode{"+493023125000": "DE", "+442071838750": "GB", "+12125550100": "US",
		"+18765550100": "JM", "+390612345678": "IT", "+9715550100": "AE"} {
		diff(t, "the country of "+number, countryOf(number), want)
	}
}

func TestPhoneNumber_Life(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	claim := &connectapi.ClaimPhoneNumberInput{TargetArn: ptr(strings.TrimSuffix(*h.arn(""), "/")), PhoneNumber: ptr("+442079460123"),
		PhoneNumberDescription: ptr("front desk"), Tags: map[string]string{"team": "blue"}, ClientToken: ptr("token-1")}
	out := call[connectapi.ClaimPhoneNumberOutput](t, h, "ClaimPhoneNumber", claim)
	id := out.PhoneNumberId
	diff(t, "ARN", *out.PhoneNumberArn, "arn:aws:connect:us-west-2:123456789012:phone-number/"+*id)
	want := &connectapi.ClaimedPhoneNumberSummary{
		PhoneNumberId: id, PhoneNumberArn: out.PhoneNumberArn, PhoneNumber: ptr("+442079460123"), PhoneNumberCountryCode: "GB", PhoneNumberType: "DID",
		PhoneNumberDescription: ptr("front desk"), InstanceId: h.id(), TargetArn: claim.TargetArn, Tags: claim.Tags,
		PhoneNumberStatus: &connectapi.PhoneNumberStatus{Status: "CLAIMED"},
	}
	diff(t, "by id", h.describeNumber(t, id), want)
	diff(t, "by ARN", h.describeNumber(t, out.PhoneNumberArn), want)
	diff(t, "by the older ARN", h.describeNumber(t, h.arn("phone-number/"+*id)), want)

	// The same request again answers the same, also where it names the instance
	// in another way; another one with its token does not.
	again := *claim
	again.TargetArn, again.InstanceId = nil, h.id()
	diff(t, "claimed again", call[connectapi.ClaimPhoneNumberOutput](t, h, "ClaimPhoneNumber", &again), out)
	again.PhoneNumber = ptr("+442079460124")
	h.refused(t, "ClaimPhoneNumber", &again, 409, "Idempotency")
	again.ClientToken = nil
	h.do(t, "ClaimPhoneNumber", &again)
	got := h.refused(t, "ClaimPhoneNumber", &again, 400, "InvalidParameter")
	diff(t, "message", got.Message, "Phone number not available: +442079460124")

	h.do(t, "UpdatePhoneNumberMetadata", &connectapi.UpdatePhoneNumberMetadataInput{PhoneNumberId: id, PhoneNumberDescription: ptr("")})
	h.refused(t, "UpdatePhoneNumberMetadata", &connectapi.UpdatePhoneNumberMetadataInput{PhoneNumberId: id}, 400, "InvalidRequest")
	h.do(t, "TagResource", &connectapi.TagResourceInput{ResourceArn: out.PhoneNumberArn, Tags: map[string]string{"team": "red", "more": "1"}})
	h.do(t, "UntagResource", &connectapi.UntagResourceInput{ResourceArn: out.PhoneNumberArn, TagKeys: []string{"more"}})
	want.PhoneNumberDescription, want.Tags = nil, map[string]string{"team": "red"}
	diff(t, "after the changes", h.describeNumber(t, id), want)
	diff(t, "tags", call[connectapi.ListTagsForResourceOutput](t, h, "ListTagsForResource", &connectapi.ListTagsForResourceInput{ResourceArn: out.PhoneNumberArn}).Tags, want.Tags)

	h.do(t, "ReleasePhoneNumber", &connectapi.ReleasePhoneNumberInput{PhoneNumberId: out.PhoneNumberArn})
	h.refused(t, "DescribePhoneNumber", &connectapi.DescribePhoneNumberInput{PhoneNumberId: id}, 404, "ResourceNotFound")
	h.refused(t, "ReleasePhoneNumber", &connectapi.ReleasePhoneNumberInput{PhoneNumberId: id}, 404, "ResourceNotFound")
	h.claim(t, "+442079460123")
}

func TestPhoneNumber_Refusals(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	for number, in := range map[string]*connectapi.ClaimPhoneNumberInput{
		"not offered": {InstanceId: h.id(), PhoneNumber: ptr("+12065551234")},
		"no target":   {PhoneNumber: ptr("+12065550100")},
		"no number":   {InstanceId: h.id()},
		"not E.164":   {InstanceId: h.id(), PhoneNumber: ptr("2065550100")},
		"two targets": {InstanceId: h.second(t), TargetArn: ptr(strings.TrimSuffix(*h.arn(""), "/")), PhoneNumber: ptr("+12065550100")},
		"no ARN":      {TargetArn: h.id(), PhoneNumber: ptr("+12065550100")},
	} {
		if got := h.refused(t, "ClaimPhoneNumber", in, 400, "InvalidParameter"); got.Message == "" {
			t.Errorf("%s: no message", number)
		}
	}
	h.refused(t, "ClaimPhoneNumber", &connectapi.ClaimPhoneNumberInput{PhoneNumber: ptr("+12065550100"),
		TargetArn: ptr("arn:aws:connect:us-west-2:123456789012:traffic-distribution-group/" + absentID)}, 404, "ResourceNotFound")
	h.refused(t, "ClaimPhoneNumber", &connectapi.ClaimPhoneNumberInput{PhoneNumber: ptr("+12065550100"), InstanceId: ptr(absentID)}, 404, "ResourceNotFound")
	if got, _ := h.available(t); got[0] != "+12065550100" {
		t.Errorf("after refused claims %s is the first", got[0])
	}
}

func TestPhoneNumber_Lists(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	other := h.second(t)
	h.claim(t, "+12065550100")
	h.claim(t, "+442079460000")
	h.claim(t, "+448081570000")
	h.do(t, "ClaimPhoneNumber", &connectapi.ClaimPhoneNumberInput{InstanceId: other, PhoneNumber: ptr("+12065550101")})
	count := func(in *connectapi.ListPhoneNumbersV2Input) (numbers int) {
		for {
			out := call[connectapi.ListPhoneNumbersV2Output](t, h, "ListPhoneNumbersV2", in)
			numbers += len(out.ListPhoneNumbersSummaryList)
			if out.NextToken == nil {
				return numbers
			}
			in.NextToken = out.NextToken
		}
	}
	for what, test := range map[string]struct {
		in   *connectapi.ListPhoneNumbersV2Input
		want int
	}{
		"all instances": {&connectapi.ListPhoneNumbersV2Input{MaxResults: ptr(int32(1))}, 4},
		"one":           {&connectapi.ListPhoneNumbersV2Input{InstanceId: h.id(), MaxResults: ptr(int32(2))}, 3},
		"by its ARN":    {&connectapi.ListPhoneNumbersV2Input{TargetArn: ptr(strings.TrimSuffix(*h.arn(""), "/"))}, 3},
		"a country":     {&connectapi.ListPhoneNumbersV2Input{PhoneNumberCountryCodes: []connectapi.PhoneNumberCountryCode{"GB"}}, 2},
		"a type":        {&connectapi.ListPhoneNumbersV2Input{PhoneNumberTypes: []connectapi.PhoneNumberType{"TOLL_FREE"}}, 1},
		"a prefix":      {&connectapi.ListPhoneNumbersV2Input{PhoneNumberPrefix: ptr("+1206")}, 2},
	} {
		diff(t, what, count(test.in), test.want)
	}
	old := call[connectapi.ListPhoneNumbersOutput](t, h, "ListPhoneNumbers", &connectapi.ListPhoneNumbersInput{InstanceId: h.id(),
		PhoneNumberCountryCodes: []connectapi.PhoneNumberCountryCode{"US"}}).PhoneNumberSummaryList
	if len(old) != 1 || *old[0].PhoneNumber != "+12065550100" || *old[0].Arn != *h.arn("phone-number/" + *old[0].Id) {
		t.Errorf("the older list is %+v", old)
	}
}

// A number moves between instances with what it is, without its flow.
func TestPhoneNumber_Move(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	other := h.second(t)
	id := h.claim(t, "+12065550100")
	flow := h.flow(t, center.ContactFlowType)
	h.do(t, "AssociatePhoneNumberContactFlow", &connectapi.AssociatePhoneNumberContactFlowInput{InstanceId: h.id(), PhoneNumberId: id, ContactFlowId: flow})
	h.do(t, "UpdatePhoneNumber", &connectapi.UpdatePhoneNumberInput{PhoneNumberId: id, InstanceId: other})
	diff(t, "instance", *h.describeNumber(t, id).InstanceId, *other)
	h.do(t, "UpdatePhoneNumber", &connectapi.UpdatePhoneNumberInput{PhoneNumberId: id, InstanceId: other})
	h.do(t, "DeleteContactFlow", &connectapi.DeleteContactFlowInput{InstanceId: h.id(), ContactFlowId: flow})
	h.refused(t, "AssociatePhoneNumberContactFlow", &connectapi.AssociatePhoneNumberContactFlowInput{InstanceId: h.id(), PhoneNumberId: id, ContactFlowId: flow}, 404, "ResourceNotFound")
	h.refused(t, "ClaimPhoneNumber", &connectapi.ClaimPhoneNumberInput{InstanceId: h.id(), PhoneNumber: ptr("+12065550100")}, 400, "InvalidParameter")
	h.do(t, "UpdatePhoneNumber", &connectapi.UpdatePhoneNumberInput{PhoneNumberId: id, InstanceId: h.id()})

	queue := h.queue(t, "calling")
	h.do(t, "UpdateQueueOutboundCallerConfig", &connectapi.UpdateQueueOutboundCallerConfigInput{InstanceId: h.id(), QueueId: queue,
		OutboundCallerConfig: &connectapi.OutboundCallerConfig{OutboundCallerIdNumberId: id}})
	h.refused(t, "UpdatePhoneNumber", &connectapi.UpdatePhoneNumberInput{PhoneNumberId: id, InstanceId: other}, 409, "ResourceInUse")
	diff(t, "instance", *h.describeNumber(t, id).InstanceId, *h.id())
	if n := h.instances.byID[center.InstanceID(*other)].view.PhoneNumbers.Len(); n != 0 {
		t.Errorf("a refused move left %d numbers behind", n)
	}
}

// A move that broke off between its two commits has left the number in both
// instances: the newer copy counts, and the same request again ends the move.
func TestPhoneNumber_BrokenMove(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	other := h.second(t)
	id := h.claim(t, "+12065550100")
	old, _ := h.instance.view.PhoneNumbers.Get(*id)
	copied := *old
	copied.Moves++
	h.instances.byID[center.InstanceID(*other)].mustDo(routing.Put{Resource: &copied})
	diff(t, "instance", *h.describeNumber(t, id).InstanceId, *other)
	h.do(t, "UpdatePhoneNumber", &connectapi.UpdatePhoneNumberInput{PhoneNumberId: id, InstanceId: other})
	diff(t, "numbers left behind", h.instance.view.PhoneNumbers.Len(), 0)
}

// What a queue or a number refers to cannot go.
func TestPhoneNumber_InUse(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	id, queue, flow := h.claim(t, "+12065550100"), h.queue(t, "calling"), h.flow(t, center.ContactFlowType)
	caller := &connectapi.OutboundCallerConfig{OutboundCallerIdNumberId: h.describeNumber(t, id).PhoneNumberArn}
	h.do(t, "UpdateQueueOutboundCallerConfig", &connectapi.UpdateQueueOutboundCallerConfigInput{InstanceId: h.id(), QueueId: queue, OutboundCallerConfig: caller})
	diff(t, "caller id", h.describeQueue(t, queue).OutboundCallerConfig, &connectapi.OutboundCallerConfig{OutboundCallerIdNumberId: id})
	refusal := h.refused(t, "ReleasePhoneNumber", &connectapi.ReleasePhoneNumberInput{PhoneNumberId: id}, 409, "ResourceInUse")
	if !strings.Contains(refusal.Body, `"ResourceType":"PHONE_NUMBER"`) || !strings.Contains(refusal.Body, *id) {
		t.Errorf("the refusal is %s", refusal.Body)
	}
	h.do(t, "UpdateQueueOutboundCallerConfig", &connectapi.UpdateQueueOutboundCallerConfigInput{InstanceId: h.id(), QueueId: queue, OutboundCallerConfig: &connectapi.OutboundCallerConfig{}})
	h.do(t, "AssociatePhoneNumberContactFlow", &connectapi.AssociatePhoneNumberContactFlowInput{InstanceId: h.id(), PhoneNumberId: id, ContactFlowId: flow})
	h.refused(t, "DeleteContactFlow", &connectapi.DeleteContactFlowInput{InstanceId: h.id(), ContactFlowId: flow}, 400, "InvalidRequest")
	h.refused(t, "AssociatePhoneNumberContactFlow", &connectapi.AssociatePhoneNumberContactFlowInput{InstanceId: h.id(), PhoneNumberId: id, ContactFlowId: ptr(absentID)}, 404, "ResourceNotFound")
	h.do(t, "ReleasePhoneNumber", &connectapi.ReleasePhoneNumberInput{PhoneNumberId: id})
	h.do(t, "DeleteContactFlow", &connectapi.DeleteContactFlowInput{InstanceId: h.id(), ContactFlowId: flow})
}

func TestPhoneNumber_Import(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	in := &connectapi.ImportPhoneNumberInput{InstanceId: h.id(), SourcePhoneNumberArn: ptr("arn:aws:sms-voice:us-west-2:123456789012:phone-number/+4930901820")}
	got := h.describeNumber(t, call[connectapi.ImportPhoneNumberOutput](t, h, "ImportPhoneNumber", in).PhoneNumberId)
	if *got.PhoneNumber != "+4930901820" || got.PhoneNumberCountryCode != "DE" || got.PhoneNumberType != "DID" || *got.SourcePhoneNumberArn != *in.SourcePhoneNumberArn {
		t.Errorf("the number is %+v", got)
	}
	h.refused(t, "ImportPhoneNumber", in, 400, "InvalidParameter")
	for _, arn := range []string{"arn:aws:sms-voice:us-west-2:123456789012:phone-number/phone-1", "+4930901821", "arn:aws:x:y:z:phone-number/+0"} {
		in.SourcePhoneNumberArn = &arn
		h.refused(t, "ImportPhoneNumber", in, 400, "InvalidParameter")
	}
}

// A call without a flow runs that of the number it was made to.
func TestCall_FlowOfTheNumber(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	id := f.claim(t, "+12065550100")
	basic, _ := f.instance.view.Queues.ByName("BasicQueue")
	if got := f.describe(f.ring(`{"To":"+12065550100"}`)); *got.QueueInfo.Id != string(basic.ID) {
		t.Errorf("without a flow the call waits in %s", *got.QueueInfo.Id)
	}
	f.do(t, "AssociatePhoneNumberContactFlow", &connectapi.AssociatePhoneNumberContactFlowInput{InstanceId: f.id(), PhoneNumberId: id, ContactFlowId: ptr("to-sales")})
	if got := f.describe(f.ring(`{"To":"+12065550100"}`)); *got.QueueInfo.Id != "sales" {
		t.Errorf("the call waits in %s", *got.QueueInfo.Id)
	}
	if got := f.describe(f.ring(`{"To":"+12065550101"}`)); *got.QueueInfo.Id != string(basic.ID) {
		t.Errorf("a call to another number waits in %s", *got.QueueInfo.Id)
	}
	f.do(t, "DisassociatePhoneNumberContactFlow", &connectapi.DisassociatePhoneNumberContactFlowInput{InstanceId: f.id(), PhoneNumberId: id})
	if got := f.describe(f.ring(`{"To":"+12065550100"}`)); *got.QueueInfo.Id != string(basic.ID) {
		t.Errorf("without its flow the call waits in %s", *got.QueueInfo.Id)
	}
}

// Flow associations are those of numbers, by ARNs on both sides, as infrastructure
// tools look for them.
func TestFlowAssociations(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	with, without := f.claim(t, "+12065550100"), f.claim(t, "+12065550101")
	f.do(t, "AssociatePhoneNumberContactFlow", &connectapi.AssociatePhoneNumberContactFlowInput{InstanceId: f.id(), PhoneNumberId: with, ContactFlowId: ptr("to-sales")})
	arn := f.instance.Directory().Instance.ARN(center.KindPhoneNumber, *with)
	one := []connectapi.FlowAssociationSummary{{ResourceId: &arn, FlowId: f.arn("contact-flow/to-sales"), ResourceType: connectapi.ListFlowAssociationResourceTypeVoicePhoneNumber}}
	none := []connectapi.FlowAssociationSummary{}
	for kind, want := range map[connectapi.ListFlowAssociationResourceType][]connectapi.FlowAssociationSummary{
		"": one, connectapi.ListFlowAssociationResourceTypeVoicePhoneNumber: one, connectapi.ListFlowAssociationResourceTypeInboundEmail: none} {
		list := call[connectapi.ListFlowAssociationsOutput](t, f.harness, "ListFlowAssociations", &connectapi.ListFlowAssociationsInput{InstanceId: f.id(), ResourceType: kind})
		diff(t, "listed "+string(kind), list.FlowAssociationSummaryList, want)
		for _, id := range []string{*with, arn} {
			batch := call[connectapi.BatchGetFlowAssociationOutput](t, f.harness, "BatchGetFlowAssociation", &connectapi.BatchGetFlowAssociationInput{InstanceId: f.id(), ResourceType: kind,
				ResourceIds: []string{"gone", *without, id}})
			diff(t, "in a batch "+string(kind), batch.FlowAssociationSummaryList, want)
		}
	}
	f.do(t, "DisassociatePhoneNumberContactFlow", &connectapi.DisassociatePhoneNumberContactFlowInput{InstanceId: f.id(), PhoneNumberId: with})
	diff(t, "taken away", call[connectapi.ListFlowAssociationsOutput](t, f.harness, "ListFlowAssociations", &connectapi.ListFlowAssociationsInput{InstanceId: f.id()}).FlowAssociationSummaryList, none)
}
