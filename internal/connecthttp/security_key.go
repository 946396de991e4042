package connecthttp

import (
	"context"
	"crypto/x509"
	"encoding/pem"

	"strowger/internal/center"
	"strowger/internal/connectapi"
)

// AssociateSecurityKey gives an instance a public key, of which it has two at
// most.
//
// Not built: keys are kept and shown; nothing is encrypted with them.
func (s *Service) AssociateSecurityKey(ctx context.Context, in *connectapi.AssociateSecurityKeyInput) (*connectapi.AssociateSecurityKeyOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	if !isPublicKey(*in.Key) {
		return nil, center.Errorf(center.Invalid, "Key is not a public key in PEM.")
	}
	id, err := s.newID()
	if err != nil {
		return nil, err
	}
	made, err := associate(ctx, instance, &center.Association{Type: center.SecurityKey, Value: *in.Key, Key: id, Token: text(in.ClientToken)})
	if err != nil {
		return nil, err
	}
	return &connectapi.AssociateSecurityKeyOutput{AssociationId: &made.Key}, nil
}

func isPublicKey(text string) bool {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return false
	}
	if block.Type == "CERTIFICATE" {
		_, err := x509.ParseCertificate(block.Bytes)
		return err == nil
	}
	_, err := x509.ParsePKIXPublicKey(block.Bytes)
	return err == nil
}

// maxSecurityKeys is the largest page of ListSecurityKeys, and its usual one.
const maxSecurityKeys = 2

// ListSecurityKeys lists the keys of an instance.
func (s *Service) ListSecurityKeys(_ context.Context, in *connectapi.ListSecurityKeysInput) (*connectapi.ListSecurityKeysOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	if in.MaxResults == nil {
		in.MaxResults = ptr(int32(maxSecurityKeys))
	}
	items, next, err := associations(instance.Directory(), center.SecurityKey, in.NextToken, in.MaxResults)
	if err != nil {
		return nil, err
	}
	out := &connectapi.ListSecurityKeysOutput{NextToken: next, SecurityKeys: make([]connectapi.SecurityKey, len(items))}
	for i, a := range items {
		out.SecurityKeys[i] = connectapi.SecurityKey{AssociationId: &a.Key, Key: &a.Value, CreationTime: stamp(a.Made)}
	}
	return out, nil
}

// DisassociateSecurityKey takes a key back.
func (s *Service) DisassociateSecurityKey(ctx context.Context, in *connectapi.DisassociateSecurityKeyInput) (*connectapi.DisassociateSecurityKeyOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	for a := range instance.Directory().Associations.All() {
		if a.Type == center.SecurityKey && a.Key == *in.AssociationId {
			return nil, disassociate(ctx, instance, center.SecurityKey, a.Value)
		}
	}
	return nil, center.Missing(center.KindAssociation, *in.AssociationId)
}
