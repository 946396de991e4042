package connecthttp

import (
	"context"
	"net/url"

	"strowger/internal/center"
	"strowger/internal/connectapi"
)

// AssociateApprovedOrigin lets pages of an origin show the agent's page in a
// frame. An origin that is no plain host name, with a port perhaps, is noted
// without effect.
func (s *Service) AssociateApprovedOrigin(ctx context.Context, in *connectapi.AssociateApprovedOriginInput) (*connectapi.AssociateApprovedOriginOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	u, err := url.Parse(*in.Origin)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.Path != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return nil, center.Errorf(center.Invalid, "Origin must be a scheme and a host, such as https://desk.example.com.")
	}
	_, err = associate(ctx, instance, &center.Association{Type: center.ApprovedOrigin, Value: *in.Origin, Token: text(in.ClientToken)})
	return nil, err
}

// ListApprovedOrigins lists the origins noted.
func (s *Service) ListApprovedOrigins(_ context.Context, in *connectapi.ListApprovedOriginsInput) (*connectapi.ListApprovedOriginsOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	items, next, err := associations(instance.Directory(), center.ApprovedOrigin, in.NextToken, in.MaxResults)
	if err != nil {
		return nil, err
	}
	return &connectapi.ListApprovedOriginsOutput{Origins: values(items), NextToken: next}, nil
}

// DisassociateApprovedOrigin takes an origin back.
func (s *Service) DisassociateApprovedOrigin(ctx context.Context, in *connectapi.DisassociateApprovedOriginInput) (*connectapi.DisassociateApprovedOriginOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	return nil, disassociate(ctx, instance, center.ApprovedOrigin, *in.Origin)
}
