package connecthttp

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"strowger/internal/center"
	"strowger/internal/connectapi"
)

// DescribeInstanceAttribute returns one attribute.
func (s *Service) DescribeInstanceAttribute(_ context.Context, in *connectapi.DescribeInstanceAttributeInput) (*connectapi.DescribeInstanceAttributeOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	found := instanceAttribute(instance.Directory().Instance, in.AttributeType)
	return &connectapi.DescribeInstanceAttributeOutput{Attribute: &found}, nil
}

// maxAttributes is the largest page of ListInstanceAttributes, and its usual one.
const maxAttributes = 7

// ListInstanceAttributes lists all attributes, by name.
func (s *Service) ListInstanceAttributes(_ context.Context, in *connectapi.ListInstanceAttributesInput) (*connectapi.ListInstanceAttributesOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	if in.MaxResults == nil {
		in.MaxResults = ptr(int32(maxAttributes))
	}
	shown := instance.Directory().Instance
	var all []connectapi.Attribute
	for _, kind := range connectapi.InstanceAttributeType("").Values() {
		all = append(all, instanceAttribute(shown, kind))
	}
	name := func(a connectapi.Attribute) string { return string(a.AttributeType) }
	slices.SortFunc(all, func(a, b connectapi.Attribute) int { return strings.Compare(name(a), name(b)) })
	items, next, err := slicePage(all, name, in.NextToken, in.MaxResults)
	if err != nil {
		return nil, err
	}
	return &connectapi.ListInstanceAttributesOutput{Attributes: items, NextToken: next}, nil
}

// UpdateInstanceAttribute turns an attribute on or off.
//
// Not built: INBOUND_CALLS alone has an effect. All other attributes are kept
// and shown, and none asks for a permission of its own.
func (s *Service) UpdateInstanceAttribute(ctx context.Context, in *connectapi.UpdateInstanceAttributeInput) (*connectapi.UpdateInstanceAttributeOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	if *in.Value != "true" && *in.Value != "false" {
		return nil, center.Errorf(center.Invalid, "Value must be true or false, not %q.", *in.Value)
	}
	return nil, editFound(ctx, instance, theInstance, func(changed *center.Instance) error {
		switch in.AttributeType {
		case connectapi.InstanceAttributeTypeInboundCalls:
			changed.InboundCalls = *in.Value == "true"
		case connectapi.InstanceAttributeTypeOutboundCalls:
			changed.OutboundCalls = *in.Value == "true"
		default:
			attributes := map[string]string{}
			maps.Copy(attributes, changed.Attributes)
			attributes[string(in.AttributeType)] = *in.Value
			changed.Attributes = attributes
		}
		return nil
	})
}

// theInstance is the find of editFound for the instance itself.
func theInstance(d *center.Directory) (*center.Instance, error) { return d.Instance, nil }

func instanceAttribute(in *center.Instance, kind connectapi.InstanceAttributeType) connectapi.Attribute {
	value, ok := in.Attributes[string(kind)]
	switch {
	case kind == connectapi.InstanceAttributeTypeInboundCalls:
		value = strconv.FormatBool(in.InboundCalls)
	case kind == connectapi.InstanceAttributeTypeOutboundCalls:
		value = strconv.FormatBool(in.OutboundCalls)
	case !ok:
		value = strconv.FormatBool(center.DefaultAttribute(string(kind)))
	}
	return connectapi.Attribute{AttributeType: kind, Value: &value}
}
