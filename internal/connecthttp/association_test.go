package connecthttp

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"strings"
	"testing"

	"strowger/internal/center"
	"strowger/internal/connectapi"
)

const (
	testFunction = "arn:aws:lambda:us-west-2:123456789012:function:look-up"
	testAlias    = "arn:aws:lex:us-west-2:123456789012:bot-alias/BOT/ALIAS"
)

// What can be associated is listed until it is taken back; a second time is a
// conflict unless it is the same request.
func TestAssociations(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	older, newer := &connectapi.LexBot{Name: ptr("order"), LexRegion: ptr("us-west-2")}, &connectapi.LexV2Bot{AliasArn: ptr(testAlias)}
	for what, test := range map[string]struct {
		add, list, remove string
		added, removed    any
		listed            any
		found             func(out any) int
	}{
		"origin": {"AssociateApprovedOrigin", "ListApprovedOrigins", "DisassociateApprovedOrigin",
			&connectapi.AssociateApprovedOriginInput{InstanceId: h.id(), Origin: ptr("https://desk.example.com"), ClientToken: ptr("t")},
			&connectapi.DisassociateApprovedOriginInput{InstanceId: h.id(), Origin: ptr("https://desk.example.com")},
			&connectapi.ListApprovedOriginsInput{InstanceId: h.id()},
			func(out any) int { return len(out.(*connectapi.ListApprovedOriginsOutput).Origins) }},
		"function": {"AssociateLambdaFunction", "ListLambdaFunctions", "DisassociateLambdaFunction",
			&connectapi.AssociateLambdaFunctionInput{InstanceId: h.id(), FunctionArn: ptr(testFunction), ClientToken: ptr("t")},
			&connectapi.DisassociateLambdaFunctionInput{InstanceId: h.id(), FunctionArn: ptr(testFunction)},
			&connectapi.ListLambdaFunctionsInput{InstanceId: h.id()},
			func(out any) int { return len(out.(*connectapi.ListLambdaFunctionsOutput).LambdaFunctions) }},
		"older bot": {"AssociateBot", "ListBots", "DisassociateLexBot",
			&connectapi.AssociateBotInput{InstanceId: h.id(), LexBot: older, ClientToken: ptr("t")},
			&connectapi.DisassociateLexBotInput{InstanceId: h.id(), BotName: older.Name, LexRegion: older.LexRegion},
			&connectapi.ListBotsInput{InstanceId: h.id(), LexVersion: "V1"},
			func(out any) (n int) {
				for _, b := range out.(*connectapi.ListBotsOutput).LexBots {
					if b.LexBot != nil && *b.LexBot.Name == "order" && *b.LexBot.LexRegion == "us-west-2" {
						n++
					}
				}
				return n
			}},
		"newer bot": {"AssociateBot", "ListBots", "DisassociateBot",
			&connectapi.AssociateBotInput{InstanceId: h.id(), LexV2Bot: newer, ClientToken: ptr("u")},
			&connectapi.DisassociateBotInput{InstanceId: h.id(), LexV2Bot: newer},
			&connectapi.ListBotsInput{InstanceId: h.id(), LexVersion: "V2"},
			func(out any) (n int) {
				for _, b := range out.(*connectapi.ListBotsOutput).LexBots {
					if b.LexV2Bot != nil && *b.LexV2Bot.AliasArn == testAlias {
						n++
					}
				}
				return n
			}},
	} {
		t.Run(what, func(t *testing.T) {
			h := newHarness(t)
			setInstance(test.added, h.id())
			setInstance(test.removed, h.id())
			setInstance(test.listed, h.id())
			count := func() int {
				out, err := h.call(t, test.list, test.listed)
				if err != nil {
					t.Fatal(err)
				}
				return test.found(out)
			}
			h.do(t, test.add, test.added)
			h.do(t, test.add, test.added) // the same request again
			diff(t, "listed", count(), 1)
			setToken(test.added, "another")
			h.refused(t, test.add, test.added, 409, "ResourceConflict")
			h.do(t, test.remove, test.removed)
			diff(t, "listed after the removal", count(), 0)
			h.refused(t, test.remove, test.removed, 404, "ResourceNotFound")
		})
	}
	lex := call[connectapi.ListLexBotsOutput]
	h.do(t, "AssociateLexBot", &connectapi.AssociateLexBotInput{InstanceId: h.id(), LexBot: older})
	diff(t, "older bots", lex(t, h, "ListLexBots", &connectapi.ListLexBotsInput{InstanceId: h.id()}).LexBots, []connectapi.LexBot{*older})
}

func TestAssociations_Refusals(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	for _, origin := range []string{"desk.example.com", "ftp://desk.example.com", "https://", "https://desk.example.com/page", "https://u@desk.example.com"} {
		h.refused(t, "AssociateApprovedOrigin", &connectapi.AssociateApprovedOriginInput{InstanceId: h.id(), Origin: &origin}, 400, "InvalidParameter")
	}
	for _, arn := range []string{"look-up", "arn:aws:s3:us-west-2:123456789012:function:look-up", "arn:aws:lambda:us-west-2:123456789012:function:", "arn:aws:lambda::123456789012:function:x"} {
		h.refused(t, "AssociateLambdaFunction", &connectapi.AssociateLambdaFunctionInput{InstanceId: h.id(), FunctionArn: &arn}, 400, "InvalidParameter")
	}
	older, newer := &connectapi.LexBot{Name: ptr("order"), LexRegion: ptr("us-west-2")}, &connectapi.LexV2Bot{AliasArn: ptr(testAlias)}
	h.refused(t, "AssociateBot", &connectapi.AssociateBotInput{InstanceId: h.id()}, 400, "InvalidRequest")
	h.refused(t, "AssociateBot", &connectapi.AssociateBotInput{InstanceId: h.id(), LexBot: older, LexV2Bot: newer}, 400, "InvalidRequest")
	h.refused(t, "AssociateBot", &connectapi.AssociateBotInput{InstanceId: h.id(), LexV2Bot: &connectapi.LexV2Bot{AliasArn: ptr("x")}}, 400, "InvalidRequest")
}

func setInstance(input any, id *string) { setMember(input, "InstanceId", id) }

func setToken(input any, token string) { setMember(input, "ClientToken", &token) }

// testKey makes a public key in PEM.
func testKey(t *testing.T) *string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	return ptr(string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})))
}

func TestSecurityKeys(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	var ids []string
	for range 2 {
		ids = append(ids, *call[connectapi.AssociateSecurityKeyOutput](t, h, "AssociateSecurityKey", &connectapi.AssociateSecurityKeyInput{InstanceId: h.id(), Key: testKey(t)}).AssociationId)
	}
	h.refused(t, "AssociateSecurityKey", &connectapi.AssociateSecurityKeyInput{InstanceId: h.id(), Key: testKey(t)}, 402, "ServiceQuotaExceeded")
	h.refused(t, "AssociateSecurityKey", &connectapi.AssociateSecurityKeyInput{InstanceId: h.id(), Key: ptr("no key")}, 400, "InvalidParameter")
	keys := call[connectapi.ListSecurityKeysOutput](t, h, "ListSecurityKeys", &connectapi.ListSecurityKeysInput{InstanceId: h.id()}).SecurityKeys
	if len(keys) != 2 || keys[0].CreationTime == nil || !strings.Contains(*keys[0].Key, "PUBLIC KEY") {
		t.Errorf("the keys are %+v", keys)
	}
	h.do(t, "DisassociateSecurityKey", &connectapi.DisassociateSecurityKeyInput{InstanceId: h.id(), AssociationId: &ids[0]})
	h.refused(t, "DisassociateSecurityKey", &connectapi.DisassociateSecurityKeyInput{InstanceId: h.id(), AssociationId: &ids[0]}, 404, "ResourceNotFound")
}

func TestStorageConfig(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	s3 := &connectapi.InstanceStorageConfig{StorageType: "S3", S3Config: &connectapi.S3Config{BucketName: ptr("bucket"), BucketPrefix: ptr("chat"),
		EncryptionConfig: &connectapi.EncryptionConfig{EncryptionType: "KMS", KeyId: ptr("key")}}}
	stream := &connectapi.InstanceStorageConfig{StorageType: "KINESIS_STREAM", KinesisStreamConfig: &connectapi.KinesisStreamConfig{
		StreamArn: ptr("arn:aws:kinesis:us-west-2:123456789012:stream/contacts")}}
	hose := &connectapi.InstanceStorageConfig{StorageType: "KINESIS_FIREHOSE", KinesisFirehoseConfig: &connectapi.KinesisFirehoseConfig{
		FirehoseArn: ptr("arn:aws:firehose:us-west-2:123456789012:deliverystream/contacts")}}
	video := &connectapi.InstanceStorageConfig{StorageType: "KINESIS_VIDEO_STREAM", KinesisVideoStreamConfig: &connectapi.KinesisVideoStreamConfig{
		Prefix: ptr("video"), RetentionPeriodHours: ptr(int32(0)), EncryptionConfig: s3.S3Config.EncryptionConfig}}
	for typ, config := range map[connectapi.InstanceStorageResourceType]*connectapi.InstanceStorageConfig{
		"CHAT_TRANSCRIPTS": s3, "AGENT_EVENTS": stream, "CONTACT_TRACE_RECORDS": hose, "MEDIA_STREAMS": video} {
		in := &connectapi.AssociateInstanceStorageConfigInput{InstanceId: h.id(), ResourceType: typ, StorageConfig: config, ClientToken: ptr(string(typ))}
		id := call[connectapi.AssociateInstanceStorageConfigOutput](t, h, "AssociateInstanceStorageConfig", in).AssociationId
		diff(t, "the same request again", call[connectapi.AssociateInstanceStorageConfigOutput](t, h, "AssociateInstanceStorageConfig", in).AssociationId, id)
		in.ClientToken = nil
		h.refused(t, "AssociateInstanceStorageConfig", in, 409, "ResourceConflict")
		want := *config
		want.AssociationId = id
		describe := &connectapi.DescribeInstanceStorageConfigInput{InstanceId: h.id(), AssociationId: id, ResourceType: typ}
		diff(t, string(typ), call[connectapi.DescribeInstanceStorageConfigOutput](t, h, "DescribeInstanceStorageConfig", describe).StorageConfig, &want)
		diff(t, "listed", call[connectapi.ListInstanceStorageConfigsOutput](t, h, "ListInstanceStorageConfigs", &connectapi.ListInstanceStorageConfigsInput{
			InstanceId: h.id(), ResourceType: typ}).StorageConfigs, []connectapi.InstanceStorageConfig{want})
		h.do(t, "UpdateInstanceStorageConfig", &connectapi.UpdateInstanceStorageConfigInput{InstanceId: h.id(), AssociationId: id, ResourceType: typ, StorageConfig: stream})
		changed := *stream
		changed.AssociationId = id
		diff(t, "updated", call[connectapi.DescribeInstanceStorageConfigOutput](t, h, "DescribeInstanceStorageConfig", describe).StorageConfig, &changed)
		describe.ResourceType = "ATTACHMENTS"
		h.refused(t, "DescribeInstanceStorageConfig", describe, 404, "ResourceNotFound")
		h.do(t, "DisassociateInstanceStorageConfig", &connectapi.DisassociateInstanceStorageConfigInput{InstanceId: h.id(), AssociationId: id, ResourceType: typ})
	}
	diff(t, "left", h.instance.view.StorageConfigs.Len(), 0)
	for _, bad := range []*connectapi.InstanceStorageConfig{
		{StorageType: "S3"}, {StorageType: "S3", S3Config: s3.S3Config, KinesisStreamConfig: stream.KinesisStreamConfig}, {StorageType: "KINESIS_STREAM", S3Config: s3.S3Config},
		{StorageType: "KINESIS_STREAM", KinesisStreamConfig: &connectapi.KinesisStreamConfig{StreamArn: hose.KinesisFirehoseConfig.FirehoseArn}},
		{StorageType: "KINESIS_VIDEO_STREAM", KinesisVideoStreamConfig: &connectapi.KinesisVideoStreamConfig{Prefix: ptr("p"), RetentionPeriodHours: ptr(int32(87601)), EncryptionConfig: s3.S3Config.EncryptionConfig}},
	} {
		h.refused(t, "AssociateInstanceStorageConfig", &connectapi.AssociateInstanceStorageConfigInput{InstanceId: h.id(), ResourceType: "CHAT_TRANSCRIPTS", StorageConfig: bad}, 400, "InvalidParameter")
	}
}

func TestIntegrationAssociation(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	in := &connectapi.CreateIntegrationAssociationInput{InstanceId: h.id(), IntegrationType: "APPLICATION", IntegrationArn: ptr("arn:aws:app-integrations:us-west-2:123456789012:application/x"),
		SourceApplicationName: ptr("Tickets"), SourceApplicationUrl: ptr("https://tickets.example.com"), SourceType: "ZENDESK", Tags: map[string]string{"a": "b"}}
	out := call[connectapi.CreateIntegrationAssociationOutput](t, h, "CreateIntegrationAssociation", in)
	h.refused(t, "CreateIntegrationAssociation", in, 409, "DuplicateResource")
	list := call[connectapi.ListIntegrationAssociationsOutput](t, h, "ListIntegrationAssociations", &connectapi.ListIntegrationAssociationsInput{InstanceId: h.id(), IntegrationType: "APPLICATION", IntegrationArn: in.IntegrationArn})
	diff(t, "listed", list.IntegrationAssociationSummaryList, []connectapi.IntegrationAssociationSummary{{IntegrationAssociationId: out.IntegrationAssociationId,
		IntegrationAssociationArn: h.arn("integration-association/" + *out.IntegrationAssociationId), InstanceId: h.id(), IntegrationType: in.IntegrationType,
		IntegrationArn: in.IntegrationArn, SourceApplicationName: in.SourceApplicationName, SourceApplicationUrl: in.SourceApplicationUrl, SourceType: in.SourceType}})
	use := &connectapi.CreateUseCaseInput{InstanceId: h.id(), IntegrationAssociationId: out.IntegrationAssociationId, UseCaseType: "RULES_EVALUATION"}
	id := call[connectapi.CreateUseCaseOutput](t, h, "CreateUseCase", use).UseCaseId
	h.refused(t, "CreateUseCase", use, 409, "DuplicateResource")
	cases := call[connectapi.ListUseCasesOutput](t, h, "ListUseCases", &connectapi.ListUseCasesInput{InstanceId: h.id(), IntegrationAssociationId: out.IntegrationAssociationId}).UseCaseSummaryList
	diff(t, "use cases", cases, []connectapi.UseCase{{UseCaseId: id, UseCaseArn: h.arn("use-case/" + *id), UseCaseType: "RULES_EVALUATION"}})
	remove := &connectapi.DeleteIntegrationAssociationInput{InstanceId: h.id(), IntegrationAssociationId: out.IntegrationAssociationId}
	h.refused(t, "DeleteIntegrationAssociation", remove, 400, "InvalidRequest")
	h.do(t, "DeleteUseCase", &connectapi.DeleteUseCaseInput{InstanceId: h.id(), IntegrationAssociationId: out.IntegrationAssociationId, UseCaseId: id})
	h.refused(t, "DeleteUseCase", &connectapi.DeleteUseCaseInput{InstanceId: h.id(), IntegrationAssociationId: out.IntegrationAssociationId, UseCaseId: id}, 404, "ResourceNotFound")
	h.do(t, "DeleteIntegrationAssociation", remove)
	h.refused(t, "DeleteIntegrationAssociation", remove, 404, "ResourceNotFound")
}

func TestPrompt(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	in := &connectapi.CreatePromptInput{InstanceId: h.id(), Name: ptr("welcome.wav"), Description: ptr("Welcome."), S3Uri: ptr("s3://bucket/welcome.wav"), Tags: map[string]string{"a": "b"}}
	id := call[connectapi.CreatePromptOutput](t, h, "CreatePrompt", in).PromptId
	h.refused(t, "CreatePrompt", in, 409, "DuplicateResource")
	want := &connectapi.Prompt{PromptId: id, PromptARN: h.arn("prompt/" + *id), Name: in.Name, Description: in.Description, Tags: in.Tags,
		LastModifiedTime: stamp(testStart), LastModifiedRegion: ptr(testRegion)}
	describe := func() *connectapi.Prompt {
		return call[connectapi.DescribePromptOutput](t, h, "DescribePrompt", &connectapi.DescribePromptInput{InstanceId: h.id(), PromptId: id}).Prompt
	}
	diff(t, "made", describe(), want)
	h.do(t, "UpdatePrompt", &connectapi.UpdatePromptInput{InstanceId: h.id(), PromptId: id, Name: ptr("hello.wav")})
	h.refused(t, "UpdatePrompt", &connectapi.UpdatePromptInput{InstanceId: h.id(), PromptId: id}, 400, "InvalidRequest")
	want.Name = ptr("hello.wav")
	diff(t, "renamed", describe(), want)
	found := call[connectapi.SearchPromptsOutput](t, h, "SearchPrompts", &connectapi.SearchPromptsInput{InstanceId: h.id(), SearchCriteria: &connectapi.PromptSearchCriteria{
		StringCondition: &connectapi.StringCondition{FieldName: ptr("name"), Value: ptr("hello"), ComparisonType: "STARTS_WITH"}}})
	diff(t, "found", found.Prompts, []connectapi.Prompt{*want})
	list := call[connectapi.ListPromptsOutput](t, h, "ListPrompts", &connectapi.ListPromptsInput{InstanceId: h.id()}).PromptSummaryList
	beep, _ := h.instance.view.Prompts.ByName("Beep.wav")
	if len(list) != 2 || beep == nil {
		t.Errorf("the prompts are %+v", list)
	}
	h.refused(t, "UpdatePrompt", &connectapi.UpdatePromptInput{InstanceId: h.id(), PromptId: id, Name: ptr("Beep.wav")}, 400, "InvalidRequest")
	const recording = "https://bucket.s3.eu-west-1.amazonaws.com/welcome.wav?X-Amz-Expires=60"
	for _, silent := range []*string{id, str(beep.ID)} {
		h.refused(t, "GetPromptFile", &connectapi.GetPromptFileInput{InstanceId: h.id(), PromptId: silent}, 400, "InvalidRequest")
	}
	h.do(t, "UpdatePrompt", &connectapi.UpdatePromptInput{InstanceId: h.id(), PromptId: id, S3Uri: ptr(recording)})
	diff(t, "file", call[connectapi.GetPromptFileOutput](t, h, "GetPromptFile", &connectapi.GetPromptFileInput{InstanceId: h.id(), PromptId: id}),
		&connectapi.GetPromptFileOutput{PromptPresignedUrl: ptr(recording), LastModifiedTime: stamp(testStart), LastModifiedRegion: ptr(testRegion)})
	h.do(t, "DeletePrompt", &connectapi.DeletePromptInput{InstanceId: h.id(), PromptId: id})
	h.refused(t, "DescribePrompt", &connectapi.DescribePromptInput{InstanceId: h.id(), PromptId: id}, 404, "ResourceNotFound")
	if _, ok := h.instance.view.Get(center.KindPrompt, *id); ok {
		t.Error("the prompt is still there")
	}
}
