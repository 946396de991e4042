package connecthttp

import (
	"context"
	"maps"
	"time"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/restjson"
	"strowger/internal/routing"
)

// How long contacts go on if nobody says otherwise, from their beginning on
// (section 5.9 of the rules).
const (
	taskLifetime = 7 * 24 * time.Hour
	chatLifetime = 25 * time.Hour
)

// UpdateContactSchedule moves the beginning of a scheduled task: to a moment
// within 90 days, and at most 20 times. The moment at which it expires moves
// with it.
func (s *Service) UpdateContactSchedule(ctx context.Context, in *connectapi.UpdateContactScheduleInput) (*connectapi.UpdateContactScheduleOutput, error) {
	instance, rec, err := s.contact(ctx, in.InstanceId, in.ContactId)
	if err != nil {
		return nil, err
	}
	_, err = instance.Do(ctx, routing.Reschedule{ContactID: rec.ID, At: moment(in.ScheduledTime)})
	return nil, over(err, rec, center.Refused)
}

// moment reads a timestamp that was given; no moment comes back as not set.
func moment(t *restjson.Timestamp) center.Instant {
	if at := center.At(t.Time); at != 0 {
		return at
	}
	return 1 // as far in the past
}

// The segment attribute that says how many minutes after its beginning a contact
// expires, and the member that has the number.
const (
	contactExpiry  = "connect:ContactExpiry"
	expiryDuration = "ExpiryDuration"
)

// expiryOf reads the expiry out of segment attributes, 0 if there is none, and
// returns the others.
func expiryOf(in map[string]connectapi.SegmentAttributeValue) (lifetime time.Duration, others map[string]connectapi.SegmentAttributeValue, err error) {
	v, ok := in[contactExpiry]
	if !ok {
		return 0, in, nil
	}
	minutes := v.ValueMap[expiryDuration].ValueInteger
	if minutes == nil || len(v.ValueMap) != 1 || v.ValueString != nil || v.ValueInteger != nil || v.ValueArn != nil || v.ValueList != nil {
		return 0, nil, center.Errorf(center.Invalid, "SegmentAttributes[%s] must be a ValueMap with %s, a ValueInteger, and nothing else.", contactExpiry, expiryDuration)
	}
	lifetime = time.Duration(*minutes) * time.Minute
	if lifetime <= 0 || lifetime > routing.MaxExpiry {
		return 0, nil, center.Errorf(center.Invalid, "SegmentAttributes[%s].%s must be from 1 to %d, but is %d.", contactExpiry, expiryDuration, routing.MaxExpiry/time.Minute, *minutes)
	}
	others = maps.Clone(in)
	delete(others, contactExpiry)
	return lifetime, others, nil
}

// wireSegment is what DescribeContact shows of segment attributes: those kept,
// and when a task or an e-mail expires.
func wireSegment(c *center.Contact) map[string]connectapi.SegmentAttributeValue {
	out := make(map[string]connectapi.SegmentAttributeValue, len(c.Segment)+1)
	for name, value := range c.Segment {
		out[name] = connectapi.SegmentAttributeValue{ValueString: &value}
	}
	if c.Expires != 0 && (c.Channel == center.Task || c.Channel == center.Email) {
		minutes := int32(c.Expires.Sub(c.Begin()) / time.Minute)
		out[contactExpiry] = connectapi.SegmentAttributeValue{
			ValueMap: map[string]connectapi.SegmentAttributeValue{expiryDuration: {ValueInteger: &minutes}}}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}
