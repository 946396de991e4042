package binary

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// R5.23 to R5.25: overrides of hours and of their parent, as a client sees them.
func TestHoursOfOperation_Overrides(t *testing.T) {
	t.Parallel()
	c := shared.centre(t, foreign)
	api, ctx := c.client(), t.Context()
	hours := func(name string, parents ...types.ParentHoursOfOperationConfig) *string {
		out, err := api.CreateHoursOfOperation(ctx, &connect.CreateHoursOfOperationInput{InstanceId: &c.instance, Name: &name, TimeZone: aws.String("Europe/Berlin"),
			ParentHoursOfOperationConfigs: parents, Config: []types.HoursOfOperationConfig{opening(types.HoursOfOperationDaysFriday, [2]int32{9, 0}, [2]int32{0, 0})}})
		c.check(err)
		return out.HoursOfOperationId
	}
	parent := hours("Holidays")
	child := hours("Shop")
	_, err := api.AssociateHoursOfOperations(ctx, &connect.AssociateHoursOfOperationsInput{InstanceId: &c.instance, HoursOfOperationId: child,
		ParentHoursOfOperationConfigs: []types.ParentHoursOfOperationConfig{{HoursOfOperationId: parent}}})
	c.check(err)
	in := &connect.CreateHoursOfOperationOverrideInput{InstanceId: &c.instance, HoursOfOperationId: parent, Name: aws.String("Christmas"),
		Description: aws.String("every year"), OverrideType: types.OverrideTypeClosed, EffectiveFrom: aws.String("2026-01-01"), EffectiveTill: aws.String("2036-12-31"),
		Config: []types.HoursOfOperationOverrideConfig{},
		RecurrenceConfig: &types.RecurrenceConfig{RecurrencePattern: &types.RecurrencePattern{Frequency: types.RecurrenceFrequencyYearly, Interval: aws.Int32(1),
			ByMonth: []int32{12}, ByMonthDay: []int32{25}}}}
	made, err := api.CreateHoursOfOperationOverride(ctx, in)
	c.check(err)
	want := types.HoursOfOperationOverride{HoursOfOperationOverrideId: made.HoursOfOperationOverrideId, HoursOfOperationId: parent,
		HoursOfOperationArn: aws.String(c.arn("operating-hours/" + *parent)), Name: in.Name, Description: in.Description, OverrideType: in.OverrideType,
		EffectiveFrom: in.EffectiveFrom, EffectiveTill: in.EffectiveTill, Config: in.Config, RecurrenceConfig: in.RecurrenceConfig}
	described, err := api.DescribeHoursOfOperationOverride(ctx, &connect.DescribeHoursOfOperationOverrideInput{InstanceId: &c.instance, HoursOfOperationId: parent,
		HoursOfOperationOverrideId: made.HoursOfOperationOverrideId})
	c.check(err)
	equal(t, "described", *described.HoursOfOperationOverride, want)
	listed, err := api.ListHoursOfOperationOverrides(ctx, &connect.ListHoursOfOperationOverridesInput{InstanceId: &c.instance, HoursOfOperationId: parent})
	c.check(err)
	equal(t, "listed", listed.HoursOfOperationOverrideList, []types.HoursOfOperationOverride{want})
	found, err := api.SearchHoursOfOperationOverrides(ctx, &connect.SearchHoursOfOperationOverridesInput{InstanceId: &c.instance,
		SearchCriteria: &types.HoursOfOperationOverrideSearchCriteria{DateCondition: &types.DateCondition{FieldName: aws.String("EffectiveTill"),
			Value: aws.String("2030-01-01"), ComparisonType: types.DateComparisonTypeGreaterThan}}})
	c.check(err)
	equal(t, "found", found.HoursOfOperationOverrides, []types.HoursOfOperationOverride{want})
	children, err := api.ListChildHoursOfOperations(ctx, &connect.ListChildHoursOfOperationsInput{InstanceId: &c.instance, HoursOfOperationId: parent})
	c.check(err)
	equal(t, "children", children.ChildHoursOfOperationsSummaryList,
		[]types.HoursOfOperationsIdentifier{{Id: child, Name: aws.String("Shop"), Arn: aws.String(c.arn("operating-hours/" + *child))}})

	effective := func(date string) []types.OperationalHour {
		out, err := api.GetEffectiveHoursOfOperations(ctx, &connect.GetEffectiveHoursOfOperationsInput{InstanceId: &c.instance, HoursOfOperationId: child,
			FromDate: &date, ToDate: &date})
		c.check(err)
		return out.EffectiveHoursOfOperationList[0].OperationalHours
	}
	at := func(hour int32) *types.OverrideTimeSlice {
		return &types.OverrideTimeSlice{Hours: aws.Int32(hour), Minutes: aws.Int32(0)}
	}
	open := []types.OperationalHour{{Start: at(9), End: at(0)}}
	equal(t, "a week before", effective("2026-12-18"), open)
	equal(t, "on the day", effective("2026-12-25"), []types.OperationalHour{})
	_, err = api.UpdateHoursOfOperationOverride(ctx, &connect.UpdateHoursOfOperationOverrideInput{InstanceId: &c.instance, HoursOfOperationId: parent,
		HoursOfOperationOverrideId: made.HoursOfOperationOverrideId, EffectiveTill: aws.String("2026-12-24")})
	c.check(err)
	equal(t, "when it no longer holds", effective("2026-12-25"), open)
	_, err = api.AssociateHoursOfOperations(ctx, &connect.AssociateHoursOfOperationsInput{InstanceId: &c.instance, HoursOfOperationId: parent,
		ParentHoursOfOperationConfigs: []types.ParentHoursOfOperationConfig{{HoursOfOperationId: child}}})
	refused[*types.ConditionalOperationFailedException](t, err)
	_, err = api.DisassociateHoursOfOperations(ctx, &connect.DisassociateHoursOfOperationsInput{InstanceId: &c.instance, HoursOfOperationId: child, ParentHoursOfOperationIds: []string{*parent}})
	c.check(err)
	_, err = api.DeleteHoursOfOperationOverride(ctx, &connect.DeleteHoursOfOperationOverrideInput{InstanceId: &c.instance, HoursOfOperationId: parent,
		HoursOfOperationOverrideId: made.HoursOfOperationOverrideId})
	c.check(err)
	_, err = api.DeleteHoursOfOperation(ctx, &connect.DeleteHoursOfOperationInput{InstanceId: &c.instance, HoursOfOperationId: parent})
	c.check(err)
}
