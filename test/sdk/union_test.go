package sdk

import (
	"reflect"

	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// unionMembers lists the SDK's type for every member of every union: in the SDK a union is an interface, and
// reflection cannot find what implements one. TestSurface_Unions compares the list with the generated structs.
func unionMembers() map[reflect.Type][]reflect.Type {
	return map[reflect.Type][]reflect.Type{
		reflect.TypeFor[types.ContactMetricValue](): {reflect.TypeFor[types.ContactMetricValueMemberNumber]()},
		reflect.TypeFor[types.CreatedByInfo](): {
			reflect.TypeFor[types.CreatedByInfoMemberAWSIdentityArn](),
			reflect.TypeFor[types.CreatedByInfoMemberConnectUserArn](),
		},
		reflect.TypeFor[types.EvaluationAnswerData](): {
			reflect.TypeFor[types.EvaluationAnswerDataMemberDateTimeValue](),
			reflect.TypeFor[types.EvaluationAnswerDataMemberNotApplicable](),
			reflect.TypeFor[types.EvaluationAnswerDataMemberNumericValue](),
			reflect.TypeFor[types.EvaluationAnswerDataMemberStringValue](),
			reflect.TypeFor[types.EvaluationAnswerDataMemberStringValues](),
		},
		reflect.TypeFor[types.EvaluationFormItem](): {
			reflect.TypeFor[types.EvaluationFormItemMemberQuestion](),
			reflect.TypeFor[types.EvaluationFormItemMemberSection](),
		},
		reflect.TypeFor[types.EvaluationFormItemEnablementConditionOperand](): {
			reflect.TypeFor[types.EvaluationFormItemEnablementConditionOperandMemberCondition](),
			reflect.TypeFor[types.EvaluationFormItemEnablementConditionOperandMemberExpression](),
		},
		reflect.TypeFor[types.EvaluationFormMultiSelectQuestionAutomationOption](): {
			reflect.TypeFor[types.EvaluationFormMultiSelectQuestionAutomationOptionMemberRuleCategory](),
		},
		reflect.TypeFor[types.EvaluationFormNumericQuestionAutomation](): {
			reflect.TypeFor[types.EvaluationFormNumericQuestionAutomationMemberAnswerSource](),
			reflect.TypeFor[types.EvaluationFormNumericQuestionAutomationMemberPropertyValue](),
		},
		reflect.TypeFor[types.EvaluationFormQuestionTypeProperties](): {
			reflect.TypeFor[types.EvaluationFormQuestionTypePropertiesMemberMultiSelect](),
			reflect.TypeFor[types.EvaluationFormQuestionTypePropertiesMemberNumeric](),
			reflect.TypeFor[types.EvaluationFormQuestionTypePropertiesMemberSingleSelect](),
			reflect.TypeFor[types.EvaluationFormQuestionTypePropertiesMemberText](),
		},
		reflect.TypeFor[types.EvaluationFormSingleSelectQuestionAutomationOption](): {
			reflect.TypeFor[types.EvaluationFormSingleSelectQuestionAutomationOptionMemberRuleCategory](),
		},
		reflect.TypeFor[types.EvaluationQuestionAnswerAnalysisDetails](): {
			reflect.TypeFor[types.EvaluationQuestionAnswerAnalysisDetailsMemberContactLens](),
			reflect.TypeFor[types.EvaluationQuestionAnswerAnalysisDetailsMemberGenAI](),
		},
		reflect.TypeFor[types.EvaluatorUserUnion](): {reflect.TypeFor[types.EvaluatorUserUnionMemberConnectUserArn]()},
		reflect.TypeFor[types.InvalidRequestExceptionReason](): {
			reflect.TypeFor[types.InvalidRequestExceptionReasonMemberAttachedFileInvalidRequestExceptionReason](),
		},
		reflect.TypeFor[types.NextContactMetadata](): {reflect.TypeFor[types.NextContactMetadataMemberQuickConnectContactData]()},
		reflect.TypeFor[types.ParticipantTimerValue](): {
			reflect.TypeFor[types.ParticipantTimerValueMemberParticipantTimerAction](),
			reflect.TypeFor[types.ParticipantTimerValueMemberParticipantTimerDurationInMinutes](),
		},
		reflect.TypeFor[types.PredefinedAttributeValues](): {reflect.TypeFor[types.PredefinedAttributeValuesMemberStringList]()},
		reflect.TypeFor[types.RealtimeContactAnalysisSegment](): {
			reflect.TypeFor[types.RealtimeContactAnalysisSegmentMemberAttachments](),
			reflect.TypeFor[types.RealtimeContactAnalysisSegmentMemberCategories](),
			reflect.TypeFor[types.RealtimeContactAnalysisSegmentMemberEvent](),
			reflect.TypeFor[types.RealtimeContactAnalysisSegmentMemberIssues](),
			reflect.TypeFor[types.RealtimeContactAnalysisSegmentMemberPostContactSummary](),
			reflect.TypeFor[types.RealtimeContactAnalysisSegmentMemberTranscript](),
		},
		reflect.TypeFor[types.RealTimeContactAnalysisTimeData](): {reflect.TypeFor[types.RealTimeContactAnalysisTimeDataMemberAbsoluteTime]()},
		reflect.TypeFor[types.ReferenceSummary](): {
			reflect.TypeFor[types.ReferenceSummaryMemberAttachment](),
			reflect.TypeFor[types.ReferenceSummaryMemberDate](),
			reflect.TypeFor[types.ReferenceSummaryMemberEmail](),
			reflect.TypeFor[types.ReferenceSummaryMemberEmailMessage](),
			reflect.TypeFor[types.ReferenceSummaryMemberEmailMessagePlainText](),
			reflect.TypeFor[types.ReferenceSummaryMemberEmailMessagePlainTextRedacted](),
			reflect.TypeFor[types.ReferenceSummaryMemberEmailMessageRedacted](),
			reflect.TypeFor[types.ReferenceSummaryMemberNumber](),
			reflect.TypeFor[types.ReferenceSummaryMemberString](),
			reflect.TypeFor[types.ReferenceSummaryMemberUrl](),
		},
		reflect.TypeFor[types.ServiceQuotaExceededExceptionReason](): {
			reflect.TypeFor[types.ServiceQuotaExceededExceptionReasonMemberAttachedFileServiceQuotaExceededExceptionReason](),
		},
		reflect.TypeFor[types.UpdateParticipantRoleConfigChannelInfo](): {reflect.TypeFor[types.UpdateParticipantRoleConfigChannelInfoMemberChat]()},
	}
}
