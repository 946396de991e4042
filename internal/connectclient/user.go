package connectclient

import (
	"context"

	"strowger/internal/connectapi"
)

// UserID returns the id of the user with a name, or the text itself where nobody
// has that name.
func UserID(ctx context.Context, c *Client, instanceID, name string) (string, error) {
	var out connectapi.SearchUsersOutput
	field := "username"
	err := c.Call(ctx, "SearchUsers", &connectapi.SearchUsersInput{InstanceId: &instanceID, SearchCriteria: &connectapi.UserSearchCriteria{
		StringCondition: &connectapi.StringCondition{FieldName: &field, Value: &name, ComparisonType: connectapi.StringComparisonTypeExact}}}, &out)
	if err != nil {
		return "", err
	}
	for _, u := range out.Users {
		if deref(u.Username) == name {
			return deref(u.Id), nil
		}
	}
	return name, nil
}
