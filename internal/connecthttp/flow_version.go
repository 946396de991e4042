package connecthttp

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/routing"
)

// latestSuffix follows the id of a flow or module where the published content
// is meant, as it is without it.
const latestSuffix = ":$LATEST"

// maxVersions is how many versions a flow or module may have.
const maxVersions = 1000

// cutVersion divides the id or ARN of a flow or module from the number of the
// version that follows it; 0 stands for the published content. What follows and
// is no number belongs to the id, which nothing has then.
func cutVersion(idOrARN string) (id string, number int64) {
	idOrARN = strings.TrimSuffix(idOrARN, latestSuffix)
	i := strings.LastIndexByte(idOrARN, ':')
	if i < 0 {
		return idOrARN, 0
	}
	number, err := strconv.ParseInt(idOrARN[i+1:], 10, 64)
	if err != nil || number < 1 {
		return idOrARN, 0
	}
	return idOrARN[:i], number
}

func version(d *center.Directory, r center.Resource, number int64) (*center.FlowVersion, error) {
	v, ok := d.FlowVersions.Get(center.VersionID(r.RecordKind(), r.RecordKey(), number))
	if !ok {
		return nil, center.Errorf(center.NotFound, "The %s %s has no version %d.", r.RecordKind().Noun(), r.ResourceName(), number)
	}
	return v, nil
}

// versions returns the versions of a flow or module, the oldest first.
func versions(d *center.Directory, kind center.ResourceKind, id string) (all []*center.FlowVersion) {
	prefix := center.VersionPrefix(kind, id)
	for v := range d.FlowVersions.After(prefix) {
		if !strings.HasPrefix(v.ID, prefix) {
			break
		}
		all = append(all, v)
	}
	return all
}

// showVersion puts the content of a version in the place of the published one.
func showVersion(d *center.Directory, f *center.ContactFlow, number int64, out *connectapi.ContactFlow) error {
	v, err := version(d, f, number)
	if err != nil {
		return err
	}
	out.Arn = versionARN(d, f, number)
	out.Content, out.FlowContentSha256, out.Status = &v.Content, ptr(checksum(v.Content)), connectapi.ContactFlowStatusPublished
	out.Version, out.VersionDescription, out.LastModifiedTime = &v.Number, optional(v.Description), stamp(v.Stamp.Modified)
	return nil
}

func versionARN(d *center.Directory, r center.Resource, number int64) *string {
	return ptr(d.Instance.ARN(r.RecordKind(), r.RecordKey()) + ":" + strconv.FormatInt(number, 10))
}

// newVersion is what makes a version: the content, the number that the resource
// gave last, and the resource after giving the next.
type newVersion[R center.Resource] struct {
	content, settings string
	highest           bool // of the versions there are only the highest may be the answer
	last              int64
	after             func(next int64) R
}

// versionRequest is what a request says of the version that it makes.
type versionRequest struct {
	description string
	sha         string // checksum that the content must have; empty: any
}

// addVersion makes a version of the published content and returns its number; a
// version that has the same content already, or the highest if it does, is
// returned instead.
func addVersion[R center.Resource](ctx context.Context, in *served, find func(*center.Directory) (R, error), request versionRequest, of func(R) (newVersion[R], error)) (R, int64, error) {
	var made R
	for range maxEdits {
		d := in.Directory()
		r, err := find(d)
		if err != nil {
			return made, 0, err
		}
		next, err := of(r)
		if err != nil {
			return made, 0, err
		}
		if request.sha != "" && request.sha != checksum(next.content) {
			return made, 0, center.Errorf(center.Refused, "The checksum is not that of the published content, which is %s.", checksum(next.content))
		}
		all := versions(d, r.RecordKind(), r.RecordKey())
		same := all
		if next.highest && len(all) > 0 {
			same = all[len(all)-1:]
		}
		for _, v := range same {
			if v.Content == next.content && v.Settings == next.settings {
				return r, v.Number, nil
			}
		}
		if len(all) >= maxVersions {
			return made, 0, center.Errorf(center.Limit, "The %s %s has %d versions already.", r.RecordKind().Noun(), r.ResourceName(), len(all))
		}
		number := next.last + 1
		made = next.after(number)
		_, err = in.Do(ctx, routing.Put{Resource: made, Base: r.ResourceStamp().Revision}, routing.Put{Resource: &center.FlowVersion{
			ID: center.VersionID(r.RecordKind(), r.RecordKey(), number), Number: number, Description: request.description,
			Content: next.content, Settings: next.settings,
		}})
		if !errors.Is(err, center.Stale) {
			return made, number, err
		}
	}
	return made, 0, center.Errorf(center.Unavailable, "Too many others change the same resource.")
}

// CreateContactFlowVersion keeps the published content of a flow under the next
// number. Where a version has that content already its number is the answer.
//
// Not built: ContactFlowVersion, LastModifiedTime and LastModifiedRegion are
// refused. Contacts run the published content, never a version.
func (s *Service) CreateContactFlowVersion(ctx context.Context, in *connectapi.CreateContactFlowVersionInput) (*connectapi.CreateContactFlowVersionOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	if in.ContactFlowVersion != nil || in.LastModifiedTime != nil || in.LastModifiedRegion != nil {
		return nil, center.Errorf(center.Refused, "ContactFlowVersion, LastModifiedTime and LastModifiedRegion are not supported yet.")
	}
	id := strings.TrimSuffix(*in.ContactFlowId, latestSuffix)
	find := func(d *center.Directory) (*center.ContactFlow, error) { return get(d, &d.Flows, center.KindFlow, &id) }
	f, number, err := addVersion(ctx, instance, find, versionRequest{description: text(in.Description), sha: text(in.FlowContentSha256)}, func(f *center.ContactFlow) (newVersion[*center.ContactFlow], error) {
		if f.Saved {
			return newVersion[*center.ContactFlow]{}, center.Errorf(center.Refused, "The contact flow %s has not been published.", f.Name)
		}
		return newVersion[*center.ContactFlow]{content: f.Content, last: f.Versions, after: func(next int64) *center.ContactFlow {
			after := *f
			after.Versions = next
			return &after
		}}, nil
	})
	if err != nil {
		return nil, err
	}
	return &connectapi.CreateContactFlowVersionOutput{ContactFlowArn: versionARN(instance.Directory(), f, number), Version: &number}, nil
}

// ListContactFlowVersions lists the versions of a flow, the oldest first.
func (s *Service) ListContactFlowVersions(_ context.Context, in *connectapi.ListContactFlowVersionsInput) (*connectapi.ListContactFlowVersionsOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	d := instance.Directory()
	f, err := get(d, &d.Flows, center.KindFlow, in.ContactFlowId)
	if err != nil {
		return nil, err
	}
	items, next, err := slicePage(versions(d, center.KindFlow, string(f.ID)), (*center.FlowVersion).RecordKey, in.NextToken, in.MaxResults)
	if err != nil {
		return nil, err
	}
	out := &connectapi.ListContactFlowVersionsOutput{NextToken: next, ContactFlowVersionSummaryList: make([]connectapi.ContactFlowVersionSummary, len(items))}
	for i, v := range items {
		out.ContactFlowVersionSummaryList[i] = connectapi.ContactFlowVersionSummary{Arn: versionARN(d, f, v.Number), Version: &v.Number, VersionDescription: optional(v.Description)}
	}
	return out, nil
}

// DeleteContactFlowVersion removes a version of a flow. Its number is not given
// again.
func (s *Service) DeleteContactFlowVersion(ctx context.Context, in *connectapi.DeleteContactFlowVersionInput) (*connectapi.DeleteContactFlowVersionOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	d := instance.Directory()
	f, err := get(d, &d.Flows, center.KindFlow, in.ContactFlowId)
	if err != nil {
		return nil, err
	}
	return nil, removeVersion(ctx, instance, f, *in.ContactFlowVersion)
}

func removeVersion(ctx context.Context, in *served, r center.Resource, number int64) error {
	v, err := version(in.Directory(), r, number)
	if err != nil {
		return err
	}
	_, err = in.Do(ctx, routing.Remove{Kind: center.KindFlowVersion, ID: v.ID})
	return err
}

// removeWithVersions removes a flow or module, and then its versions.
func removeWithVersions(ctx context.Context, in *served, kind center.ResourceKind, idOrARN *string) error {
	id := idOf[string](in, kind, idOrARN)
	commands := []routing.Command{routing.Remove{Kind: kind, ID: id}}
	for _, v := range versions(in.Directory(), kind, id) {
		commands = append(commands, routing.Remove{Kind: center.KindFlowVersion, ID: v.ID})
	}
	_, err := in.Do(ctx, commands...)
	return err
}
