package connecthttp

import (
	"context"

	"strowger/internal/center"
	"strowger/internal/connectapi"
)

// passwordPath is where a user gets a password.
const passwordPath = decisionPath + "users/{UserId}/password"

// SetPasswordInput gives a user a password, as a user needs one whom an import
// made.
type SetPasswordInput struct {
	InstanceId *string `json:"-" path:"InstanceId" check:"required,arn,InstanceId"`
	UserId     *string `json:"-" path:"UserId" check:"required,arn,UserId"`
	Password   *string `json:"Password" check:"required"`
}

// SetPasswordOutput is empty.
type SetPasswordOutput struct{}

// Validate returns a *restjson.Invalid that lists what breaks the limits, or nil.
func (in *SetPasswordInput) Validate() error {
	if err := decisionLimits.Check(in); err != nil {
		return err
	}
	any := ptr("any") // the password is held against the limits of CreateUser
	return (&connectapi.CreateUserInput{InstanceId: any, RoutingProfileId: any, SecurityProfileIds: []string{*any}, Username: any, Password: in.Password}).Validate()
}

// SetPassword gives a user another password. Sessions that are open stay so.
func (s *Service) SetPassword(ctx context.Context, in *SetPasswordInput) (*SetPasswordOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	d := instance.Directory()
	if d.Instance.IdentityManagementType != string(connectapi.DirectoryTypeConnectManaged) {
		return nil, center.Errorf(center.Refused, "The identities of this instance's users are managed elsewhere.")
	}
	if _, err := get(d, &d.Users, center.KindUser, in.UserId); err != nil {
		return nil, err // before the password costs time
	}
	hash, err := s.hash(ctx, *in.Password)
	if err != nil {
		return nil, err
	}
	return nil, edit(ctx, instance, users, in.UserId, func(u *center.User) error {
		u.PasswordHash = hash
		return nil
	})
}
