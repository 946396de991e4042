package connecthttp

import (
	"context"
	"errors"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/routing"
)

func storageConfigs(d *center.Directory) *center.Table[*center.StorageConfig] {
	return &d.StorageConfigs
}

// AssociateInstanceStorageConfig says where an instance stores something; each
// type of resource has one place.
//
// Not built: StorageConfig is kept and shown; nothing is written there.
func (s *Service) AssociateInstanceStorageConfig(ctx context.Context, in *connectapi.AssociateInstanceStorageConfigInput) (*connectapi.AssociateInstanceStorageConfigOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	c, err := storageConfig(in.StorageConfig)
	if err != nil {
		return nil, err
	}
	if c.ID, err = s.newID(); err != nil {
		return nil, err
	}
	c.ResourceType = string(in.ResourceType)
	c.Request = requestOf(in.ClientToken, in)
	c, err = makeOnce(ctx, instance, storageConfigs, c)
	if errors.Is(err, center.Duplicate) {
		return nil, center.Errorf(center.Conflict, "The instance has a storage configuration for %s already.", in.ResourceType)
	}
	if err != nil {
		return nil, err
	}
	return &connectapi.AssociateInstanceStorageConfigOutput{AssociationId: &c.ID}, nil
}

// storageConfig reads where something is stored: exactly the one of its members
// that its type asks for is given.
func storageConfig(in *connectapi.InstanceStorageConfig) (*center.StorageConfig, error) {
	c := &center.StorageConfig{StorageType: string(in.StorageType)}
	given := map[connectapi.StorageType]bool{
		connectapi.StorageTypeS3: in.S3Config != nil, connectapi.StorageTypeKinesisVideoStream: in.KinesisVideoStreamConfig != nil,
		connectapi.StorageTypeKinesisStream: in.KinesisStreamConfig != nil, connectapi.StorageTypeKinesisFirehose: in.KinesisFirehoseConfig != nil,
	}
	for typ, is := range given {
		if is != (typ == in.StorageType) {
			return nil, center.Errorf(center.Invalid, "StorageConfig must have the configuration of the type %s, and no other.", in.StorageType)
		}
	}
	switch in.StorageType {
	case connectapi.StorageTypeS3:
		c.Bucket, c.Prefix = *in.S3Config.BucketName, *in.S3Config.BucketPrefix
		if e := in.S3Config.EncryptionConfig; e != nil {
			c.KeyID = *e.KeyId
		}
	case connectapi.StorageTypeKinesisVideoStream:
		v := in.KinesisVideoStreamConfig
		c.Prefix, c.Retention, c.KeyID = *v.Prefix, *v.RetentionPeriodHours, *v.EncryptionConfig.KeyId
	case connectapi.StorageTypeKinesisStream:
		c.StreamARN = *in.KinesisStreamConfig.StreamArn
		if !isARNOf(c.StreamARN, "kinesis", "stream/") {
			return nil, center.Errorf(center.Invalid, "StreamArn is not the ARN of a stream.")
		}
	case connectapi.StorageTypeKinesisFirehose:
		c.StreamARN = *in.KinesisFirehoseConfig.FirehoseArn
		if !isARNOf(c.StreamARN, "firehose", "deliverystream/") {
			return nil, center.Errorf(center.Invalid, "FirehoseArn is not the ARN of a delivery stream.")
		}
	}
	return c, nil
}

func wireStorageConfig(c *center.StorageConfig) *connectapi.InstanceStorageConfig {
	out := &connectapi.InstanceStorageConfig{AssociationId: &c.ID, StorageType: connectapi.StorageType(c.StorageType)}
	var encryption *connectapi.EncryptionConfig
	if c.KeyID != "" {
		encryption = &connectapi.EncryptionConfig{EncryptionType: connectapi.EncryptionTypeKms, KeyId: &c.KeyID}
	}
	switch out.StorageType {
	case connectapi.StorageTypeS3:
		out.S3Config = &connectapi.S3Config{BucketName: &c.Bucket, BucketPrefix: &c.Prefix, EncryptionConfig: encryption}
	case connectapi.StorageTypeKinesisVideoStream:
		out.KinesisVideoStreamConfig = &connectapi.KinesisVideoStreamConfig{Prefix: &c.Prefix, RetentionPeriodHours: &c.Retention, EncryptionConfig: encryption}
	case connectapi.StorageTypeKinesisStream:
		out.KinesisStreamConfig = &connectapi.KinesisStreamConfig{StreamArn: &c.StreamARN}
	case connectapi.StorageTypeKinesisFirehose:
		out.KinesisFirehoseConfig = &connectapi.KinesisFirehoseConfig{FirehoseArn: &c.StreamARN}
	}
	return out
}

// storage finds a storage configuration by its id, which must be of the type.
func storage(d *center.Directory, id *string, typ connectapi.InstanceStorageResourceType) (*center.StorageConfig, error) {
	c, ok := d.StorageConfigs.Get(*id)
	if !ok || c.ResourceType != string(typ) {
		return nil, center.Missing(center.KindStorageConfig, *id)
	}
	return c, nil
}

// DescribeInstanceStorageConfig returns where an instance stores something.
func (s *Service) DescribeInstanceStorageConfig(_ context.Context, in *connectapi.DescribeInstanceStorageConfigInput) (*connectapi.DescribeInstanceStorageConfigOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	c, err := storage(instance.Directory(), in.AssociationId, in.ResourceType)
	if err != nil {
		return nil, err
	}
	return &connectapi.DescribeInstanceStorageConfigOutput{StorageConfig: wireStorageConfig(c)}, nil
}

// UpdateInstanceStorageConfig replaces where an instance stores something.
//
// Not built: StorageConfig is kept and shown; nothing is written there.
func (s *Service) UpdateInstanceStorageConfig(ctx context.Context, in *connectapi.UpdateInstanceStorageConfigInput) (*connectapi.UpdateInstanceStorageConfigOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	if id := in.StorageConfig.AssociationId; id != nil && *id != *in.AssociationId {
		return nil, center.Errorf(center.Invalid, "StorageConfig.AssociationId is not that of the request.")
	}
	c, err := storageConfig(in.StorageConfig)
	if err != nil {
		return nil, err
	}
	if _, err := storage(instance.Directory(), in.AssociationId, in.ResourceType); err != nil {
		return nil, err
	}
	return nil, edit(ctx, instance, storageConfigs, in.AssociationId, func(old *center.StorageConfig) error {
		next := *c
		next.ID, next.ResourceType, next.Request = old.ID, old.ResourceType, old.Request
		*old = next
		return nil
	})
}

// DisassociateInstanceStorageConfig takes back where an instance stores something.
func (s *Service) DisassociateInstanceStorageConfig(ctx context.Context, in *connectapi.DisassociateInstanceStorageConfigInput) (*connectapi.DisassociateInstanceStorageConfigOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	if _, err := storage(instance.Directory(), in.AssociationId, in.ResourceType); err != nil {
		return nil, err
	}
	_, err = instance.Do(ctx, routing.Remove{Kind: center.KindStorageConfig, ID: *in.AssociationId})
	return nil, err
}

// ListInstanceStorageConfigs lists where an instance stores one type of
// resource: one place or none.
func (s *Service) ListInstanceStorageConfigs(_ context.Context, in *connectapi.ListInstanceStorageConfigsInput) (*connectapi.ListInstanceStorageConfigsOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	items, next, err := page(&instance.Directory().StorageConfigs, in.NextToken, in.MaxResults, func(c *center.StorageConfig) bool {
		return c.ResourceType == string(in.ResourceType)
	})
	if err != nil {
		return nil, err
	}
	out := &connectapi.ListInstanceStorageConfigsOutput{NextToken: next, StorageConfigs: make([]connectapi.InstanceStorageConfig, len(items))}
	for i, c := range items {
		out.StorageConfigs[i] = *wireStorageConfig(c)
	}
	return out, nil
}
