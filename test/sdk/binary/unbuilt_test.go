package binary

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// An operation that is not built says so: status 501, an error code that no
// client takes for a success or repeats, and a message that names it.
func TestUnbuilt_OperationsSayThatTheyAreAbsent(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	api := c.client()
	for operation, send := range map[string]func(context.Context) error{
		"CreateEvaluationForm": func(ctx context.Context) error {
			_, err := api.CreateEvaluationForm(ctx, &connect.CreateEvaluationFormInput{InstanceId: &c.instance, Title: aws.String("t"),
				Items: []types.EvaluationFormItem{&types.EvaluationFormItemMemberSection{Value: types.EvaluationFormSection{Title: aws.String("s"), RefId: aws.String("r"),
					Items: []types.EvaluationFormItem{}}}}})
			return err
		},
		"CreateTrafficDistributionGroup": func(ctx context.Context) error {
			_, err := api.CreateTrafficDistributionGroup(ctx, &connect.CreateTrafficDistributionGroupInput{InstanceId: &c.instance, Name: aws.String("n")})
			return err
		},
		"CreateVocabulary": func(ctx context.Context) error {
			_, err := api.CreateVocabulary(ctx, &connect.CreateVocabularyInput{InstanceId: &c.instance, VocabularyName: aws.String("words"),
				LanguageCode: types.VocabularyLanguageCodeEnUs, Content: aws.String("Phrase\tIPA\tSoundsLike\tDisplayAs")})
			return err
		},
		"ListDefaultVocabularies": func(ctx context.Context) error {
			_, err := api.ListDefaultVocabularies(ctx, &connect.ListDefaultVocabulariesInput{InstanceId: &c.instance})
			return err
		},
		"ListRules": func(ctx context.Context) error {
			_, err := api.ListRules(ctx, &connect.ListRulesInput{InstanceId: &c.instance})
			return err
		},
		"SearchVocabularies": func(ctx context.Context) error {
			_, err := api.SearchVocabularies(ctx, &connect.SearchVocabulariesInput{InstanceId: &c.instance})
			return err
		},
		"StartContactRecording": func(ctx context.Context) error {
			_, err := api.StartContactRecording(ctx, &connect.StartContactRecordingInput{InstanceId: &c.instance, ContactId: aws.String("c"),
				InitialContactId: aws.String("c"), VoiceRecordingConfiguration: &types.VoiceRecordingConfiguration{}})
			return err
		},
	} {
		t.Run(operation, func(t *testing.T) {
			err := send(t.Context())
			var refusal smithy.APIError
			var answer *smithyhttp.ResponseError
			if !errors.As(err, &refusal) || !errors.As(err, &answer) {
				t.Fatalf("the answer is %v, want an error of the API", err)
			}
			if answer.HTTPStatusCode() != http.StatusNotImplemented || refusal.ErrorCode() != "NotImplementedException" || !strings.Contains(refusal.ErrorMessage(), operation) {
				t.Errorf("the answer is %d %s: %q, want 501 NotImplementedException and the operation's name", answer.HTTPStatusCode(), refusal.ErrorCode(), refusal.ErrorMessage())
			}
		})
	}
}
