package connecthttp

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"strowger/internal/center"
	"strowger/internal/connectapi"
)

// tagged are the types of resource in which SearchResourceTags looks, and how
// the tags of each such resource are visited.
var tagged = map[string]func(d *center.Directory, visit func(tags map[string]string)){
	"AGENT": visitTags(users), "ROUTING_PROFILE": visitTags(profiles), "STANDARD_QUEUE": visitTags(queues), "SECURITY_PROFILE": visitTags(securityProfiles),
	"OPERATING_HOURS": visitTags(hoursTable), "PROMPT": visitTags(prompts), "CONTACT_FLOW": visitTags(flows), "FLOW_MODULE": visitTags(flowModules),
}

func visitTags[R center.Resource](table func(*center.Directory) *center.Table[R]) func(*center.Directory, func(map[string]string)) {
	return func(d *center.Directory, visit func(map[string]string)) {
		for r := range table(d).All() {
			visit(*tagsOf(r))
		}
	}
}

// tagPair is one tag.
type tagPair struct{ key, value string }

// SearchResourceTags finds the tags that resources of some types have, or of all
// eight, each once and in the order of keys and values.
func (s *Service) SearchResourceTags(_ context.Context, in *connectapi.SearchResourceTagsInput) (*connectapi.SearchResourceTagsOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	types := in.ResourceTypes
	if len(types) == 0 {
		types = slices.Collect(maps.Keys(tagged))
	}
	wanted := opened(opened(in.SearchCriteria).TagSearchCondition)
	isKey, isValue := comparison(wanted.TagKeyComparisonType), comparison(wanted.TagValueComparisonType)
	found := map[tagPair]bool{}
	for _, name := range types {
		visit, ok := tagged[name]
		if !ok {
			return nil, center.Errorf(center.Invalid, "ResourceTypes: %q is none of %v.", name, slices.Sorted(maps.Keys(tagged)))
		}
		visit(instance.Directory(), func(tags map[string]string) {
			for key, value := range tags {
				if (wanted.TagKey == nil || isKey(key, *wanted.TagKey)) && (wanted.TagValue == nil || isValue(value, *wanted.TagValue)) {
					found[tagPair{key, value}] = true
				}
			}
		})
	}
	all := slices.SortedFunc(maps.Keys(found), func(a, b tagPair) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.value, b.value)) })
	items, next, err := slicePage(all, func(t tagPair) string { return t.key + "\x00" + t.value }, in.NextToken, in.MaxResults)
	if err != nil {
		return nil, err
	}
	out := &connectapi.SearchResourceTagsOutput{NextToken: next, Tags: make([]connectapi.TagSet, len(items))}
	for i, t := range items {
		out.Tags[i] = connectapi.TagSet{Key: &t.key, Value: &t.value}
	}
	return out, nil
}
