package connecthttp

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/routing"
)

func phoneNumbers(d *center.Directory) *center.Table[*center.PhoneNumber] { return &d.PhoneNumbers }

// maxAvailable is the largest page of SearchAvailablePhoneNumbers, and its usual one.
const maxAvailable = 10

// SearchAvailablePhoneNumbers offers numbers of a country and type that nobody
// has claimed, in their order.
//
// Not built: the numbers are fictitious ones, which reach nobody, and of the
// types DID and TOLL_FREE; of other types none is offered.
func (s *Service) SearchAvailablePhoneNumbers(_ context.Context, in *connectapi.SearchAvailablePhoneNumbersInput) (*connectapi.SearchAvailablePhoneNumbersOutput, error) {
	if _, err := s.target(in.TargetArn, in.InstanceId); err != nil {
		return nil, err
	}
	last, err := parsePageToken(in.NextToken)
	if err != nil {
		return nil, err
	}
	size := maxAvailable
	if in.MaxResults != nil {
		size = int(*in.MaxResults)
	}
	prefix := numberPrefix(in.PhoneNumberPrefix)
	out := &connectapi.SearchAvailablePhoneNumbersOutput{AvailableNumbersList: []connectapi.AvailableNumberSummary{}}
	taken, passed := s.claimed(), last == ""
	for _, numbers := range numberRanges(in.PhoneNumberCountryCode, in.PhoneNumberType) {
		for number := range numbers.all() {
			if !passed {
				passed = number == last
				continue
			}
			if taken[number] || !strings.HasPrefix(number, prefix) {
				continue
			}
			if n := len(out.AvailableNumbersList); n == size {
				out.NextToken = pageToken(*out.AvailableNumbersList[n-1].PhoneNumber)
				return out, nil
			}
			out.AvailableNumbersList = append(out.AvailableNumbersList, connectapi.AvailableNumberSummary{
				PhoneNumber: &number, PhoneNumberCountryCode: in.PhoneNumberCountryCode, PhoneNumberType: in.PhoneNumberType})
		}
	}
	return out, nil
}

// numberPrefix is how numbers in E.164 begin that a prefix asks for; the plus
// may be left out.
func numberPrefix(prefix *string) string { return "+" + strings.TrimPrefix(text(prefix), "+") }

// claimed is the set of numbers that instances have.
func (s *Service) claimed() map[string]bool {
	taken := map[string]bool{}
	for _, instance := range s.options.Instances.All() {
		for n := range instance.Directory().PhoneNumbers.All() {
			taken[n.Number] = true
		}
	}
	return taken
}

// target finds the instance that a request about numbers means, of which it
// gives the ARN, the id or both.
func (s *Service) target(arn, id *string) (*served, error) {
	if text(arn) == "" && text(id) == "" {
		return nil, center.Errorf(center.Invalid, "Give TargetArn or InstanceId.")
	}
	if text(arn) == "" {
		return s.instance(id)
	}
	if !strings.HasPrefix(*arn, "arn:") {
		return nil, center.Errorf(center.Invalid, "TargetArn is not an ARN.")
	}
	instance, err := s.instance(arn)
	if err != nil || text(id) == "" {
		return instance, err
	}
	other, err := s.instance(id)
	if err == nil && other.Directory().Instance.ID != instance.Directory().Instance.ID {
		err = center.Errorf(center.Invalid, "TargetArn and InstanceId name two instances.")
	}
	return instance, err
}

// ClaimPhoneNumber gives an available number to an instance. It is claimed at
// once. A ClientToken that claimed a number before answers with that number.
//
// Not built: traffic distribution groups, which TargetArn may name, are answered
// as not found.
func (s *Service) ClaimPhoneNumber(ctx context.Context, in *connectapi.ClaimPhoneNumberInput) (*connectapi.ClaimPhoneNumberOutput, error) {
	instance, err := s.target(in.TargetArn, in.InstanceId)
	if err != nil {
		return nil, err
	}
	country, typ, ok := offered(*in.PhoneNumber)
	if !ok {
		return nil, notAvailable(*in.PhoneNumber)
	}
	named := *in
	named.TargetArn = ptr(instance.Directory().Instance.ARN(center.KindInstance, "")) // which may have been named by its id
	n, err := s.claim(ctx, instance, &center.PhoneNumber{
		Number: *in.PhoneNumber, Country: string(country), Type: string(typ),
		Description: text(in.PhoneNumberDescription), Tags: in.Tags, Request: requestOf(in.ClientToken, &named),
	})
	if err != nil {
		return nil, err
	}
	return &connectapi.ClaimPhoneNumberOutput{PhoneNumberId: str(n.ID), PhoneNumberArn: numberARN(instance, n.ID)}, nil
}

func notAvailable(number string) error {
	return center.Errorf(center.Invalid, "Phone number not available: %s", number)
}

func numberARN(instance Instance, id center.PhoneNumberID) *string {
	return ptr(instance.Directory().Instance.ARN(center.KindPhoneNumber, string(id)))
}

// claim gives a number that nobody has to an instance, unless the same request
// has done so before.
func (s *Service) claim(ctx context.Context, instance *served, n *center.PhoneNumber) (*center.PhoneNumber, error) {
	s.numbering.Lock()
	defer s.numbering.Unlock()
	for _, other := range s.options.Instances.All() {
		for made := range other.Directory().PhoneNumbers.All() {
			if again, err := repeats(made.Request, n.Request); again {
				return made, err
			}
		}
	}
	if s.claimed()[n.Number] {
		return nil, notAvailable(n.Number)
	}
	id, err := s.newID()
	if err != nil {
		return nil, err
	}
	n.ID = center.PhoneNumberID(id)
	_, err = instance.Do(ctx, routing.Put{Resource: n})
	return n, err
}

// ImportPhoneNumber gives an instance a number that a telephone gateway reaches
// it by. The number itself, in E.164, is the last part of SourcePhoneNumberArn,
// whatever service the ARN names: nothing there is asked.
//
// Not built: ARNs that end with an id in place of the number, as those of AWS
// do, are refused.
func (s *Service) ImportPhoneNumber(ctx context.Context, in *connectapi.ImportPhoneNumberInput) (*connectapi.ImportPhoneNumberOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	number := center.LastPart(*in.SourcePhoneNumberArn)
	if !strings.HasPrefix(*in.SourcePhoneNumberArn, "arn:") || !isE164(number) {
		return nil, center.Errorf(center.Invalid, "SourcePhoneNumberArn must be an ARN that ends with a number in E.164, such as phone-number/+12065550100.")
	}
	country, typ, ok := offered(number)
	if !ok {
		country, typ = countryOf(number), connectapi.PhoneNumberTypeDid
	}
	n, err := s.claim(ctx, instance, &center.PhoneNumber{
		Number: number, Country: string(country), Type: string(typ), SourceARN: *in.SourcePhoneNumberArn,
		Description: text(in.PhoneNumberDescription), Tags: in.Tags, Request: requestOf(in.ClientToken, in),
	})
	if err != nil {
		return nil, err
	}
	return &connectapi.ImportPhoneNumberOutput{PhoneNumberId: str(n.ID), PhoneNumberArn: numberARN(instance, n.ID)}, nil
}

// isE164 reports whether a text is a plus and 2 to 15 digits, the first not zero.
func isE164(number string) bool {
	digits, ok := strings.CutPrefix(number, "+")
	return ok && len(digits) >= 2 && len(digits) <= 15 && digits[0] != '0' && strings.Trim(digits, "0123456789") == ""
}

// number finds a claimed number by its id or ARN, in whichever instance it is.
func (s *Service) number(idOrARN *string) (*served, *center.PhoneNumber, error) {
	var instance *served
	var found *center.PhoneNumber
	for _, in := range s.options.Instances.All() {
		d := in.Directory()
		id := d.Instance.IDOf(center.KindPhoneNumber, text(idOrARN))
		if legacy, ok := strings.CutPrefix(id, legacyNumberARN(d, "")); ok {
			id = legacy
		}
		if n, ok := d.PhoneNumbers.Get(id); ok && (found == nil || n.Moves > found.Moves) {
			instance, found = &served{Instance: in, turns: &s.turns}, n
		}
	}
	if found == nil {
		return nil, nil, center.Missing(center.KindPhoneNumber, text(idOrARN))
	}
	return instance, found, nil
}

// legacyNumberARN is the older form of a number's name, in its instance.
func legacyNumberARN(d *center.Directory, id center.PhoneNumberID) string {
	return d.Instance.ARN(center.KindInstance, "") + "/" + string(center.KindPhoneNumber) + "/" + string(id)
}

// DescribePhoneNumber returns a claimed number.
func (s *Service) DescribePhoneNumber(_ context.Context, in *connectapi.DescribePhoneNumberInput) (*connectapi.DescribePhoneNumberOutput, error) {
	instance, n, err := s.number(in.PhoneNumberId)
	if err != nil {
		return nil, err
	}
	owner := instance.Directory().Instance
	return &connectapi.DescribePhoneNumberOutput{ClaimedPhoneNumberSummary: &connectapi.ClaimedPhoneNumberSummary{
		PhoneNumberId: str(n.ID), PhoneNumberArn: numberARN(instance, n.ID), PhoneNumber: &n.Number,
		PhoneNumberCountryCode: connectapi.PhoneNumberCountryCode(n.Country), PhoneNumberType: connectapi.PhoneNumberType(n.Type),
		PhoneNumberDescription: optional(n.Description), InstanceId: str(owner.ID), TargetArn: ptr(owner.ARN(center.KindInstance, "")),
		PhoneNumberStatus:    &connectapi.PhoneNumberStatus{Status: connectapi.PhoneNumberWorkflowStatusClaimed},
		SourcePhoneNumberArn: optional(n.SourceARN), Tags: n.Tags,
	}}, nil
}

// asksForNumber reports whether a list that is filtered by country and type has
// a number.
func asksForNumber(n *center.PhoneNumber, countries []connectapi.PhoneNumberCountryCode, types []connectapi.PhoneNumberType) bool {
	return asksFor(countries, connectapi.PhoneNumberCountryCode(n.Country)) && asksFor(types, connectapi.PhoneNumberType(n.Type))
}

// ListPhoneNumbers lists the numbers of an instance, named as things inside it.
func (s *Service) ListPhoneNumbers(_ context.Context, in *connectapi.ListPhoneNumbersInput) (*connectapi.ListPhoneNumbersOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	d := instance.Directory()
	items, next, err := page(&d.PhoneNumbers, in.NextToken, in.MaxResults, func(n *center.PhoneNumber) bool {
		return asksForNumber(n, in.PhoneNumberCountryCodes, in.PhoneNumberTypes)
	})
	if err != nil {
		return nil, err
	}
	out := &connectapi.ListPhoneNumbersOutput{NextToken: next, PhoneNumberSummaryList: make([]connectapi.PhoneNumberSummary, len(items))}
	for i, n := range items {
		out.PhoneNumberSummaryList[i] = connectapi.PhoneNumberSummary{Id: str(n.ID), Arn: ptr(legacyNumberARN(d, n.ID)), PhoneNumber: &n.Number,
			PhoneNumberCountryCode: connectapi.PhoneNumberCountryCode(n.Country), PhoneNumberType: connectapi.PhoneNumberType(n.Type)}
	}
	return out, nil
}

// ListPhoneNumbersV2 lists the numbers of an instance, or those of all
// instances.
func (s *Service) ListPhoneNumbersV2(_ context.Context, in *connectapi.ListPhoneNumbersV2Input) (*connectapi.ListPhoneNumbersV2Output, error) {
	instances := s.options.Instances.All()
	if text(in.TargetArn) != "" || text(in.InstanceId) != "" {
		one, err := s.target(in.TargetArn, in.InstanceId)
		if err != nil {
			return nil, err
		}
		instances = []Instance{one}
	}
	prefix := numberPrefix(in.PhoneNumberPrefix)
	var all []connectapi.ListPhoneNumbersSummary
	for _, instance := range instances {
		owner := instance.Directory().Instance
		for n := range instance.Directory().PhoneNumbers.All() {
			if !asksForNumber(n, in.PhoneNumberCountryCodes, in.PhoneNumberTypes) || !strings.HasPrefix(n.Number, prefix) {
				continue
			}
			all = append(all, connectapi.ListPhoneNumbersSummary{
				PhoneNumberId: str(n.ID), PhoneNumberArn: numberARN(instance, n.ID), PhoneNumber: &n.Number,
				PhoneNumberCountryCode: connectapi.PhoneNumberCountryCode(n.Country), PhoneNumberType: connectapi.PhoneNumberType(n.Type),
				PhoneNumberDescription: optional(n.Description), InstanceId: str(owner.ID), TargetArn: ptr(owner.ARN(center.KindInstance, "")),
				SourcePhoneNumberArn: optional(n.SourceARN),
			})
		}
	}
	id := func(n connectapi.ListPhoneNumbersSummary) string { return *n.PhoneNumberId }
	slices.SortFunc(all, func(a, b connectapi.ListPhoneNumbersSummary) int { return cmp.Compare(id(a), id(b)) })
	items, next, err := slicePage(all, id, in.NextToken, in.MaxResults)
	if err != nil {
		return nil, err
	}
	return &connectapi.ListPhoneNumbersV2Output{NextToken: next, ListPhoneNumbersSummaryList: items}, nil
}

// UpdatePhoneNumber moves a number to another instance. It loses its flow, which
// belongs to the old one; a number with which a queue calls stays where it is.
//
// Not built: traffic distribution groups, which TargetArn may name, are answered
// as not found.
func (s *Service) UpdatePhoneNumber(ctx context.Context, in *connectapi.UpdatePhoneNumberInput) (*connectapi.UpdatePhoneNumberOutput, error) {
	to, err := s.target(in.TargetArn, in.InstanceId)
	if err != nil {
		return nil, err
	}
	s.numbering.Lock()
	defer s.numbering.Unlock()
	from, n, err := s.number(in.PhoneNumberId)
	if err != nil {
		return nil, err
	}
	if from.Directory().Instance.ID != to.Directory().Instance.ID {
		if err := move(ctx, from, to, n); err != nil {
			return nil, err
		}
	}
	// What a move that was broken off has left behind goes now.
	for _, other := range s.options.Instances.All() {
		if _, left := other.Directory().PhoneNumbers.Get(string(n.ID)); left && other.Directory().Instance.ID != to.Directory().Instance.ID {
			if _, err := other.Do(ctx, routing.Remove{Kind: center.KindPhoneNumber, ID: string(n.ID)}); err != nil && !center.IsMissing(err) {
				return nil, err
			}
		}
	}
	return &connectapi.UpdatePhoneNumberOutput{PhoneNumberId: str(n.ID), PhoneNumberArn: numberARN(to, n.ID)}, nil
}

// move brings a number into another instance before it leaves the old one, so
// that a failure in between does not lose it.
func move(ctx context.Context, from, to *served, n *center.PhoneNumber) error {
	moved := *n
	moved.FlowID, moved.Moves, moved.Tags = "", n.Moves+1, maps.Clone(n.Tags)
	base := int64(0)
	if old, ok := to.Directory().PhoneNumbers.Get(string(n.ID)); ok {
		base = old.Stamp.Revision
	}
	if _, err := to.Do(ctx, routing.Put{Resource: &moved, Base: base}); err != nil {
		return err
	}
	_, err := from.Do(ctx, routing.Remove{Kind: center.KindPhoneNumber, ID: string(n.ID)})
	if err == nil {
		return nil
	}
	if _, undone := to.Do(ctx, routing.Remove{Kind: center.KindPhoneNumber, ID: string(n.ID)}); undone != nil {
		return undone
	}
	return err
}

// UpdatePhoneNumberMetadata changes the description of a number.
func (s *Service) UpdatePhoneNumberMetadata(ctx context.Context, in *connectapi.UpdatePhoneNumberMetadataInput) (*connectapi.UpdatePhoneNumberMetadataOutput, error) {
	if in.PhoneNumberDescription == nil {
		return nil, center.Errorf(center.Refused, "Give PhoneNumberDescription: there is nothing to update.")
	}
	return nil, s.editNumber(ctx, in.PhoneNumberId, nil, func(n *center.PhoneNumber) error {
		n.Description = *in.PhoneNumberDescription
		return nil
	})
}

// AssociatePhoneNumberContactFlow gives a number the flow that calls to it run,
// which must be of the number's own instance.
func (s *Service) AssociatePhoneNumberContactFlow(ctx context.Context, in *connectapi.AssociatePhoneNumberContactFlowInput) (*connectapi.AssociatePhoneNumberContactFlowOutput, error) {
	return nil, s.editNumber(ctx, in.PhoneNumberId, in.InstanceId, func(n *center.PhoneNumber) error {
		instance, err := s.instance(in.InstanceId)
		if err != nil {
			return err
		}
		n.FlowID = idOf[center.FlowID](instance, center.KindFlow, in.ContactFlowId)
		if n.FlowID == "" {
			return center.Missing(center.KindFlow, "")
		}
		return nil
	})
}

// DisassociatePhoneNumberContactFlow takes the flow from a number, whose calls
// run the instance's flow for inbound calls from then on.
func (s *Service) DisassociatePhoneNumberContactFlow(ctx context.Context, in *connectapi.DisassociatePhoneNumberContactFlowInput) (*connectapi.DisassociatePhoneNumberContactFlowOutput, error) {
	return nil, s.editNumber(ctx, in.PhoneNumberId, in.InstanceId, func(n *center.PhoneNumber) error {
		n.FlowID = ""
		return nil
	})
}

// editNumber changes a number; where an instance is given it must be the
// number's.
func (s *Service) editNumber(ctx context.Context, idOrARN, instanceID *string, change func(*center.PhoneNumber) error) error {
	instance, n, err := s.number(idOrARN)
	if err != nil {
		return err
	}
	if instanceID != nil {
		given, err := s.instance(instanceID)
		if err != nil {
			return err
		}
		if given.Directory().Instance.ID != instance.Directory().Instance.ID {
			return center.Missing(center.KindPhoneNumber, *idOrARN)
		}
	}
	return edit(ctx, instance, phoneNumbers, str(n.ID), change)
}

// ReleasePhoneNumber gives a number back, which can be claimed again at once. A
// number with which a queue calls is in use.
func (s *Service) ReleasePhoneNumber(ctx context.Context, in *connectapi.ReleasePhoneNumberInput) (*connectapi.ReleasePhoneNumberOutput, error) {
	s.numbering.Lock()
	defer s.numbering.Unlock()
	instance, n, err := s.number(in.PhoneNumberId)
	if err != nil {
		return nil, err
	}
	_, err = instance.Do(ctx, routing.Remove{Kind: center.KindPhoneNumber, ID: string(n.ID)})
	return nil, err
}
