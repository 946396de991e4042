package connectclient

import (
	"strowger/internal/center"
	"strowger/internal/connectapi"
)

// associations reads what the instance may use.
func (r *reader) associations() error {
	const what, steps = "associations", 5
	r.progress(what, 0, steps)
	err := pages(r.ctx, r.client, "ListApprovedOrigins", &connectapi.ListApprovedOriginsInput{InstanceId: r.id}, func(out *connectapi.ListApprovedOriginsOutput) error {
		for _, origin := range out.Origins {
			r.load(center.ApprovedOrigin, origin, "")
		}
		return nil
	})
	if err != nil {
		return err
	}
	r.progress(what, 1, steps)
	err = pages(r.ctx, r.client, "ListLambdaFunctions", &connectapi.ListLambdaFunctionsInput{InstanceId: r.id}, func(out *connectapi.ListLambdaFunctionsOutput) error {
		for _, function := range out.LambdaFunctions {
			r.load(center.LambdaFunction, function, "")
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i, version := range []connectapi.LexVersion{connectapi.LexVersionV1, connectapi.LexVersionV2} {
		r.progress(what, 2+i, steps)
		err = pages(r.ctx, r.client, "ListBots", &connectapi.ListBotsInput{InstanceId: r.id, LexVersion: version}, func(out *connectapi.ListBotsOutput) error {
			for _, bot := range out.LexBots {
				if bot.LexBot != nil {
					r.load(center.LexBot, deref(bot.LexBot.Name)+" "+deref(bot.LexBot.LexRegion), "")
				}
				if bot.LexV2Bot != nil {
					r.load(center.LexBotAlias, deref(bot.LexV2Bot.AliasArn), "")
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	err = pages(r.ctx, r.client, "ListSecurityKeys", &connectapi.ListSecurityKeysInput{InstanceId: r.id}, func(out *connectapi.ListSecurityKeysOutput) error {
		for _, key := range out.SecurityKeys {
			r.load(center.SecurityKey, deref(key.Key), deref(key.AssociationId))
		}
		return nil
	})
	r.progress(what, steps, steps)
	return err
}

func (r *reader) integrations() error {
	var list []connectapi.IntegrationAssociationSummary
	err := pages(r.ctx, r.client, "ListIntegrationAssociations", &connectapi.ListIntegrationAssociationsInput{InstanceId: r.id},
		func(out *connectapi.ListIntegrationAssociationsOutput) error {
			list = append(list, out.IntegrationAssociationSummaryList...)
			return nil
		})
	if err != nil {
		return err
	}
	return describe(r, "integrations", list, func(i connectapi.IntegrationAssociationSummary) (center.Resource, error) {
		made := &center.Integration{ID: deref(i.IntegrationAssociationId), Type: string(i.IntegrationType), ApplicationARN: deref(i.IntegrationArn),
			ApplicationURL: deref(i.SourceApplicationUrl), ApplicationName: deref(i.SourceApplicationName), Source: string(i.SourceType)}
		var tags connectapi.ListTagsForResourceOutput
		if err := r.call("ListTagsForResource", &connectapi.ListTagsForResourceInput{ResourceArn: i.IntegrationAssociationArn}, &tags); err != nil {
			return nil, err
		}
		made.Tags = tags.Tags
		err := pages(r.ctx, r.client, "ListUseCases", &connectapi.ListUseCasesInput{InstanceId: r.id, IntegrationAssociationId: i.IntegrationAssociationId},
			func(out *connectapi.ListUseCasesOutput) error {
				for _, use := range out.UseCaseSummaryList {
					made.UseCases = append(made.UseCases, center.UseCase{ID: deref(use.UseCaseId), Type: string(use.UseCaseType)})
				}
				return nil
			})
		return made, err
	})
}

// storage reads where each type of resource is stored.
func (r *reader) storage() error {
	types := connectapi.InstanceStorageResourceType("").Values()
	for i, typ := range types {
		r.progress("storage configurations", i, len(types))
		err := pages(r.ctx, r.client, "ListInstanceStorageConfigs", &connectapi.ListInstanceStorageConfigsInput{InstanceId: r.id, ResourceType: typ},
			func(out *connectapi.ListInstanceStorageConfigsOutput) error {
				for k := range out.StorageConfigs {
					r.into.Load(storageConfig(typ, &out.StorageConfigs[k]))
				}
				return nil
			})
		if err != nil {
			return err
		}
	}
	r.progress("storage configurations", len(types), len(types))
	return nil
}

func storageConfig(typ connectapi.InstanceStorageResourceType, in *connectapi.InstanceStorageConfig) *center.StorageConfig {
	c := &center.StorageConfig{ID: deref(in.AssociationId), ResourceType: string(typ), StorageType: string(in.StorageType)}
	switch {
	case in.S3Config != nil:
		c.Bucket, c.Prefix = deref(in.S3Config.BucketName), deref(in.S3Config.BucketPrefix)
		c.KeyID = deref(deref(in.S3Config.EncryptionConfig).KeyId)
	case in.KinesisVideoStreamConfig != nil:
		c.Prefix, c.Retention = deref(in.KinesisVideoStreamConfig.Prefix), deref(in.KinesisVideoStreamConfig.RetentionPeriodHours)
		c.KeyID = deref(deref(in.KinesisVideoStreamConfig.EncryptionConfig).KeyId)
	case in.KinesisStreamConfig != nil:
		c.StreamARN = deref(in.KinesisStreamConfig.StreamArn)
	case in.KinesisFirehoseConfig != nil:
		c.StreamARN = deref(in.KinesisFirehoseConfig.FirehoseArn)
	}
	return c
}
