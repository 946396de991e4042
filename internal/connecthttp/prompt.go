package connecthttp

import (
	"context"
	"strings"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/routing"
)

func prompts(d *center.Directory) *center.Table[*center.Prompt] { return &d.Prompts }

// CreatePrompt makes a prompt of a recording.
//
// Not built: S3Uri is kept and not fetched; nothing is played.
func (s *Service) CreatePrompt(ctx context.Context, in *connectapi.CreatePromptInput) (*connectapi.CreatePromptOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	id, err := s.newID()
	if err != nil {
		return nil, err
	}
	p := &center.Prompt{ID: center.PromptID(id), Name: *in.Name, Description: text(in.Description), Source: *in.S3Uri, Tags: in.Tags}
	if _, err := instance.Do(ctx, routing.Put{Resource: p}); err != nil {
		return nil, err
	}
	return &connectapi.CreatePromptOutput{PromptId: &id, PromptARN: ptr(instance.Directory().Instance.ARN(center.KindPrompt, id))}, nil
}

// DescribePrompt returns a prompt.
func (s *Service) DescribePrompt(_ context.Context, in *connectapi.DescribePromptInput) (*connectapi.DescribePromptOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	d := instance.Directory()
	p, err := get(d, &d.Prompts, center.KindPrompt, in.PromptId)
	if err != nil {
		return nil, err
	}
	out := wirePrompt(d, p)
	return &connectapi.DescribePromptOutput{Prompt: &out}, nil
}

// UpdatePrompt changes name, description and recording.
//
// Not built: S3Uri is kept and not fetched; nothing is played.
func (s *Service) UpdatePrompt(ctx context.Context, in *connectapi.UpdatePromptInput) (*connectapi.UpdatePromptOutput, error) {
	if in.Name == nil && in.Description == nil && in.S3Uri == nil {
		return nil, center.Errorf(center.Refused, "Give Name, Description or S3Uri: there is nothing to update.")
	}
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	var id string
	err = edit(ctx, instance, prompts, in.PromptId, func(p *center.Prompt) error {
		id = string(p.ID)
		set(&p.Name, in.Name)
		set(&p.Description, in.Description)
		set(&p.Source, in.S3Uri)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &connectapi.UpdatePromptOutput{PromptId: &id, PromptARN: ptr(instance.Directory().Instance.ARN(center.KindPrompt, id))}, nil
}

// DeletePrompt removes a prompt. Flows that name it are not looked at.
func (s *Service) DeletePrompt(ctx context.Context, in *connectapi.DeletePromptInput) (*connectapi.DeletePromptOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	_, err = instance.Do(ctx, routing.Remove{Kind: center.KindPrompt, ID: idOf[string](instance, center.KindPrompt, in.PromptId)})
	return nil, err
}

// GetPromptFile returns where a recording can be fetched: the URL that it was
// given with, which S3Uri takes as well as the place in a bucket.
//
// Not built: recordings in buckets are refused, because nothing is fetched from
// there.
func (s *Service) GetPromptFile(_ context.Context, in *connectapi.GetPromptFileInput) (*connectapi.GetPromptFileOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	d := instance.Directory()
	p, err := get(d, &d.Prompts, center.KindPrompt, in.PromptId)
	if err != nil {
		return nil, err
	}
	if !strings.HasPrefix(p.Source, "https://") {
		return nil, center.Errorf(center.Refused, "The recording of the prompt %s is not on this server.", p.Name)
	}
	return &connectapi.GetPromptFileOutput{PromptPresignedUrl: &p.Source, LastModifiedTime: stamp(p.Stamp.Modified), LastModifiedRegion: &d.Instance.Region}, nil
}

// ListPrompts lists the prompts of an instance.
func (s *Service) ListPrompts(_ context.Context, in *connectapi.ListPromptsInput) (*connectapi.ListPromptsOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	d := instance.Directory()
	items, next, err := page(&d.Prompts, in.NextToken, in.MaxResults, nil)
	if err != nil {
		return nil, err
	}
	out := &connectapi.ListPromptsOutput{NextToken: next, PromptSummaryList: make([]connectapi.PromptSummary, len(items))}
	for i, p := range items {
		out.PromptSummaryList[i] = connectapi.PromptSummary{Id: str(p.ID), Arn: ptr(d.Instance.ARN(center.KindPrompt, string(p.ID))), Name: &p.Name,
			LastModifiedTime: stamp(p.Stamp.Modified), LastModifiedRegion: &d.Instance.Region}
	}
	return out, nil
}

// SearchPrompts finds prompts by name, description or id, and by tags.
func (s *Service) SearchPrompts(_ context.Context, in *connectapi.SearchPromptsInput) (out *connectapi.SearchPromptsOutput, err error) {
	out = &connectapi.SearchPromptsOutput{}
	out.Prompts, out.NextToken, out.ApproximateTotalCount, err = search[*center.Prompt, connectapi.PromptSearchCriteria, connectapi.Prompt]{
		table: prompts, criteria: in.SearchCriteria, fields: promptFields, show: wirePrompt,
		keep: byTags[*center.Prompt](opened(in.SearchFilter).TagFilter),
		open: func(c *connectapi.PromptSearchCriteria) term[*center.Prompt, connectapi.PromptSearchCriteria] {
			return term[*center.Prompt, connectapi.PromptSearchCriteria]{or: c.OrConditions, and: c.AndConditions, text: c.StringCondition}
		},
	}.page(s, in.InstanceId, in.NextToken, in.MaxResults)
	return out, err
}

var promptFields = namedFields(func(p *center.Prompt) string { return p.Description }, nil)

func wirePrompt(d *center.Directory, p *center.Prompt) connectapi.Prompt {
	return connectapi.Prompt{PromptId: str(p.ID), PromptARN: ptr(d.Instance.ARN(center.KindPrompt, string(p.ID))), Name: &p.Name,
		Description: optional(p.Description), Tags: p.Tags, LastModifiedTime: stamp(p.Stamp.Modified), LastModifiedRegion: &d.Instance.Region}
}
