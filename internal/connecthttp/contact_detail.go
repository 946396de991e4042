package connecthttp

import (
	"context"
	"maps"
	"slices"
	"time"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/routing"
)

// UpdateContact changes name, description, references and segment attributes of
// a contact, live or finished. References and segment attributes are set by
// name; those not named stay. The expiry of a contact that is over cannot be
// changed. Queue, user and endpoints can be given for contacts of external
// telephone systems only, of which there are none here.
func (s *Service) UpdateContact(ctx context.Context, in *connectapi.UpdateContactInput) (*connectapi.UpdateContactOutput, error) {
	instance, rec, err := s.contact(ctx, in.InstanceId, in.ContactId)
	if err != nil {
		return nil, err
	}
	switch {
	case in.QueueInfo != nil || in.UserInfo != nil || in.CustomerEndpoint != nil || in.SystemEndpoint != nil:
		return nil, center.Errorf(center.Refused, "QueueInfo, UserInfo, CustomerEndpoint and SystemEndpoint can be updated for external audio contacts only.")
	case in.Name == nil && in.Description == nil && len(in.References) == 0 && len(in.SegmentAttributes) == 0:
		return nil, center.Errorf(center.Refused, "Give at least one of Name, Description, References and SegmentAttributes.")
	}
	cmd := routing.UpdateContact{ContactID: rec.ID, Name: in.Name, Description: in.Description}
	if cmd.References, err = taskReferences(in.References); err != nil {
		return nil, err
	}
	if cmd.Lifetime, cmd.Segment, err = updatedSegment(instance.Directory(), rec, in.SegmentAttributes); err != nil {
		return nil, err
	}
	return nil, instance.UpdateContact(ctx, cmd)
}

// updatedSegment reads segment attributes that are changed later: the expiry,
// and those whose names are predefined attributes.
func updatedSegment(d *center.Directory, rec *center.Contact, in map[string]connectapi.SegmentAttributeValue) (time.Duration, map[string]string, error) {
	lifetime, others, err := expiryOf(in)
	if err != nil {
		return 0, nil, err
	}
	if lifetime > 0 && rec.Channel != center.Task && rec.Channel != center.Email {
		return 0, nil, center.Errorf(center.Refused, "SegmentAttributes[%s] belongs to tasks and e-mails.", contactExpiry)
	}
	segment, err := segmentAttributes(d, others)
	if err != nil {
		return 0, nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(segment)) {
		a, ok := d.PredefinedAttributes.Get(name)
		switch {
		case !ok:
			return 0, nil, center.Errorf(center.Invalid, "SegmentAttributes[%s]: there is no predefined attribute of that name.", name)
		case a.ValidateValues && !slices.Contains(a.Values, segment[name]):
			return 0, nil, center.Errorf(center.Invalid, "SegmentAttributes[%s]: the predefined attribute has no value %q.", name, segment[name])
		}
	}
	return lifetime, segment, nil
}

// TagContact sets tags of a contact; it may have 6. They can be changed until
// three hours after its end.
func (s *Service) TagContact(ctx context.Context, in *connectapi.TagContactInput) (*connectapi.TagContactOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	return nil, instance.UpdateContact(ctx, routing.UpdateContact{
		ContactID: idOf[center.ContactID](instance, center.KindContact, in.ContactId), Tags: in.Tags})
}

// UntagContact takes tags of a contact away. Keys that it does not have are
// passed over.
func (s *Service) UntagContact(ctx context.Context, in *connectapi.UntagContactInput) (*connectapi.UntagContactOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	return nil, instance.UpdateContact(ctx, routing.UpdateContact{
		ContactID: idOf[center.ContactID](instance, center.KindContact, in.ContactId), Untag: in.TagKeys})
}

// ListContactReferences lists the references of a contact that are of the types
// asked for, by name and all at once. Contacts have no attachments and no
// messages of e-mail, so that there is nothing of those types. No answer has a
// token for another page.
func (s *Service) ListContactReferences(ctx context.Context, in *connectapi.ListContactReferencesInput) (*connectapi.ListContactReferencesOutput, error) {
	if in.NextToken != nil {
		return nil, center.Errorf(center.Invalid, "NextToken is none that this operation gave: all references come at once.")
	}
	_, rec, err := s.contact(ctx, in.InstanceId, in.ContactId)
	if err != nil {
		return nil, err
	}
	out := &connectapi.ListContactReferencesOutput{ReferenceSummaryList: []connectapi.ReferenceSummary{}}
	for _, name := range slices.Sorted(maps.Keys(rec.References)) {
		r := rec.References[name]
		kind := connectapi.ReferenceType(r.Type)
		if !slices.Contains(in.ReferenceTypes, kind) {
			continue
		}
		var item connectapi.ReferenceSummary
		switch kind {
		case connectapi.ReferenceTypeUrl:
			item.Url = &connectapi.UrlReference{Name: &name, Value: &r.Value}
		case connectapi.ReferenceTypeNumber:
			item.Number = &connectapi.NumberReference{Name: &name, Value: &r.Value}
		case connectapi.ReferenceTypeString:
			item.String = &connectapi.StringReference{Name: &name, Value: &r.Value}
		case connectapi.ReferenceTypeDate:
			item.Date = &connectapi.DateReference{Name: &name, Value: &r.Value}
		case connectapi.ReferenceTypeEmail:
			item.Email = &connectapi.EmailReference{Name: &name, Value: &r.Value}
		default: // taskReferences lets no other type in
			continue
		}
		out.ReferenceSummaryList = append(out.ReferenceSummaryList, item)
	}
	return out, nil
}
