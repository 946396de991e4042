package connecthttp

import (
	"context"
	"errors"
	"slices"
	"time"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/routing"
)

func users(d *center.Directory) *center.Table[*center.User] { return &d.Users }

// CreateUser makes a user, who is offline until the first sign-in.
//
// Not built: PhoneNumberConfigs, PersistentConnectionConfigs,
// VoiceEnhancementConfigs, AgentFirstCallbackAutoAccept and
// AgentFirstCallbackAfterContactWorkConfig are refused. DeskPhoneNumber, PhoneType and PersistentConnection are
// kept and shown without effect; first and last name are not demanded;
// DirectoryUserId is kept, and no directory is asked.
func (s *Service) CreateUser(ctx context.Context, in *connectapi.CreateUserInput) (*connectapi.CreateUserOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	d := instance.Directory()
	if err := checkNewUser(d.Instance, in); err != nil {
		return nil, err
	}
	phone, err := phoneConfig(in.PhoneConfig)
	if err != nil {
		return nil, err
	}
	media, err := mediaConfigs(in.AutoAcceptConfigs, in.AfterContactWorkConfigs)
	if err != nil {
		return nil, err
	}
	id, err := s.newID()
	if err != nil {
		return nil, err
	}
	u := &center.User{
		ID: center.UserID(id), Username: *in.Username, DirectoryUserID: text(in.DirectoryUserId), Phone: phone, Media: media,
		ProfileID:        idOf[center.RoutingProfileID](instance, center.KindRoutingProfile, in.RoutingProfileId),
		SecurityProfiles: securityProfileIDs(instance, in.SecurityProfileIds), Tags: in.Tags,
		HierarchyGroupID: idOf[center.HierarchyGroupID](instance, center.KindHierarchyGroup, in.HierarchyGroupId),
	}
	if u.DirectoryUserID == "" && d.Instance.IdentityManagementType == string(connectapi.DirectoryTypeConnectManaged) {
		if u.DirectoryUserID, err = s.newID(); err != nil { // the user's id in the directory that the instance keeps itself
			return nil, err
		}
	}
	if in.IdentityInfo != nil {
		identify(u, in.IdentityInfo)
	}
	if in.Password != nil {
		if _, taken := d.Users.ByName(u.Username); taken { // before the password costs time
			return nil, nameTaken(instance, u.Username)
		}
		if u.PasswordHash, err = s.hash(ctx, *in.Password); err != nil {
			return nil, err
		}
	}
	_, err = instance.Do(ctx, routing.Put{Resource: u})
	if errors.Is(err, center.Duplicate) {
		return nil, nameTaken(instance, u.Username)
	}
	if err != nil {
		return nil, err
	}
	return &connectapi.CreateUserOutput{UserArn: ptr(instance.Directory().Instance.ARN(center.KindUser, id)), UserId: &id}, nil
}

func nameTaken(instance Instance, username string) error {
	return center.Errorf(center.Duplicate, "The user %s is already associated with the Amazon Connect instance %s",
		username, instance.Directory().Instance.ID)
}

// hash makes the stored form of a password, which takes long on purpose.
func (s *Service) hash(ctx context.Context, password string) (string, error) {
	select {
	case s.hashing <- struct{}{}:
		defer func() { <-s.hashing }()
		return s.options.Hash(password)
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// checkNewUser refuses what cannot go together or is not built: a setting that
// would have no effect is not taken in silently.
func checkNewUser(instance *center.Instance, in *connectapi.CreateUserInput) error {
	if in.PhoneConfig != nil {
		if in.PhoneConfig.AutoAccept != nil && len(in.AutoAcceptConfigs) > 0 { // R4.26
			return center.Errorf(center.Refused, "Give PhoneConfig.AutoAccept or AutoAcceptConfigs, not both.")
		}
		if in.PhoneConfig.AfterContactWorkTimeLimit != nil && len(in.AfterContactWorkConfigs) > 0 {
			return center.Errorf(center.Refused, "Give PhoneConfig.AfterContactWorkTimeLimit or AfterContactWorkConfigs, not both.")
		}
	}
	if err := refuseConfigs(len(in.PhoneNumberConfigs), len(in.PersistentConnectionConfigs), len(in.VoiceEnhancementConfigs)); err != nil {
		return err
	}
	if _, err := optionalID("HierarchyGroupId", in.HierarchyGroupId); err != nil {
		return err
	}
	if in.DirectoryUserId != nil && *in.DirectoryUserId == "" {
		return center.Errorf(center.Invalid, "DirectoryUserId is empty: leave it out or give an id.")
	}
	managed := instance.IdentityManagementType == string(connectapi.DirectoryTypeConnectManaged)
	switch {
	case managed && in.Password == nil:
		return center.Errorf(center.Invalid, "Password is required: this instance manages the identities of its users itself.")
	case !managed && in.Password != nil:
		return center.Errorf(center.Refused, "Password cannot be given: the identities of this instance's users are managed elsewhere.")
	case in.DirectoryUserId != nil && instance.IdentityManagementType == string(connectapi.DirectoryTypeSaml):
		return center.Errorf(center.Refused, "DirectoryUserId cannot be given for an instance with SAML.")
	}
	return checkIdentity(instance, in.IdentityInfo)
}

// checkIdentity refuses the e-mail address under SAML, where the identity
// provider is the only one to say it.
func checkIdentity(instance *center.Instance, info *connectapi.UserIdentityInfo) error {
	if info != nil && info.Email != nil && instance.IdentityManagementType == string(connectapi.DirectoryTypeSaml) {
		return center.Errorf(center.Refused, "IdentityInfo.Email cannot be given for an instance with SAML.")
	}
	return nil
}

// DescribeUser returns a user.
func (s *Service) DescribeUser(_ context.Context, in *connectapi.DescribeUserInput) (*connectapi.DescribeUserOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	d := instance.Directory()
	u, err := get(d, &d.Users, center.KindUser, in.UserId)
	if err != nil {
		return nil, err
	}
	out := &connectapi.User{
		Id: str(u.ID), Arn: ptr(d.Instance.ARN(center.KindUser, string(u.ID))), Username: &u.Username,
		DirectoryUserId: optional(u.DirectoryUserID), PhoneConfig: wirePhoneConfig(u, time.Second),
		AutoAcceptConfigs: wireAutoAccept(u), AfterContactWorkConfigs: wireWorkLimits(u),
		RoutingProfileId: str(u.ProfileID), SecurityProfileIds: wireIDs(u.SecurityProfiles), Tags: u.Tags, HierarchyGroupId: optional(u.HierarchyGroupID),
		LastModifiedTime: stamp(u.Stamp.Modified), LastModifiedRegion: &d.Instance.Region,
	}
	info := connectapi.UserIdentityInfo{FirstName: optional(u.FirstName), LastName: optional(u.LastName),
		Email: optional(u.Email), SecondaryEmail: optional(u.SecondaryEmail), Mobile: optional(u.Mobile)}
	if info != (connectapi.UserIdentityInfo{}) {
		out.IdentityInfo = &info
	}
	return &connectapi.DescribeUserOutput{User: out}, nil
}

// DeleteUser removes a user. Contacts in the user's agent queue and hands end,
// those that ring wait again (Q31).
func (s *Service) DeleteUser(ctx context.Context, in *connectapi.DeleteUserInput) (*connectapi.DeleteUserOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	_, err = instance.Do(ctx, routing.Remove{Kind: center.KindUser, ID: idOf[string](instance, center.KindUser, in.UserId)})
	return nil, err
}

// ListUsers lists all users of an instance.
func (s *Service) ListUsers(_ context.Context, in *connectapi.ListUsersInput) (*connectapi.ListUsersOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	d := instance.Directory()
	items, next, err := page(&d.Users, in.NextToken, in.MaxResults, nil)
	if err != nil {
		return nil, err
	}
	out := &connectapi.ListUsersOutput{NextToken: next, UserSummaryList: make([]connectapi.UserSummary, len(items))}
	for i, u := range items {
		out.UserSummaryList[i] = connectapi.UserSummary{
			Id: str(u.ID), Arn: ptr(d.Instance.ARN(center.KindUser, string(u.ID))), Username: &u.Username,
			LastModifiedTime: stamp(u.Stamp.Modified), LastModifiedRegion: &d.Instance.Region,
		}
	}
	return out, nil
}

// SearchUsers finds users by names, profiles, id, proficiencies or hierarchy
// group, and by tags. Times of after-contact work are in milliseconds in its
// answer alone.
func (s *Service) SearchUsers(_ context.Context, in *connectapi.SearchUsersInput) (out *connectapi.SearchUsersOutput, err error) {
	filter := opened(in.SearchFilter)
	if filter.TagFilter != nil && filter.UserAttributeFilter != nil {
		return nil, center.Errorf(center.Denied, "Give TagFilter or UserAttributeFilter, not both.")
	}
	out = &connectapi.SearchUsersOutput{}
	out.Users, out.NextToken, out.ApproximateTotalCount, err = search[*center.User, connectapi.UserSearchCriteria, connectapi.UserSearchSummary]{
		table: users, criteria: in.SearchCriteria, open: openUserCriteria, fields: userFields, show: wireFoundUser,
		keep: keepUsers(filter),
	}.page(s, in.InstanceId, in.NextToken, in.MaxResults)
	return out, err
}

// keepUsers keeps the users whom a filter wants; nil without a filter.
func keepUsers(filter connectapi.UserSearchFilter) condition[*center.User] {
	if filter.TagFilter == nil && filter.UserAttributeFilter == nil {
		return nil
	}
	return func(d *center.Directory, u *center.User) bool {
		return matchesTags(filter.TagFilter, u.Tags) && matchesUserAttributes(d, filter.UserAttributeFilter, u)
	}
}

// wireFoundUser is a user as the search shows it.
func wireFoundUser(d *center.Directory, u *center.User) connectapi.UserSearchSummary {
	found := connectapi.UserSearchSummary{
		Id: str(u.ID), Arn: ptr(d.Instance.ARN(center.KindUser, string(u.ID))), Username: &u.Username,
		DirectoryUserId: optional(u.DirectoryUserID), PhoneConfig: wirePhoneConfig(u, time.Millisecond),
		AutoAcceptConfigs: wireAutoAccept(u), AfterContactWorkConfigs: wireWorkLimits(u),
		RoutingProfileId: str(u.ProfileID), SecurityProfileIds: wireIDs(u.SecurityProfiles), Tags: u.Tags, HierarchyGroupId: optional(u.HierarchyGroupID),
	}
	info := connectapi.UserIdentityInfoLite{FirstName: optional(u.FirstName), LastName: optional(u.LastName)}
	if info != (connectapi.UserIdentityInfoLite{}) {
		found.IdentityInfo = &info
	}
	return found
}

func openUserCriteria(c *connectapi.UserSearchCriteria) term[*center.User, connectapi.UserSearchCriteria] {
	t := term[*center.User, connectapi.UserSearchCriteria]{or: c.OrConditions, and: c.AndConditions, text: c.StringCondition}
	proficient := func(*center.User) bool { return true }
	if c.ListCondition != nil {
		proficient, t.refused = compileProficiencies(c.ListCondition)
	}
	if c.HierarchyGroupCondition != nil || c.ListCondition != nil {
		t.leaf = func(d *center.Directory, u *center.User) bool {
			return inGroup(d, c.HierarchyGroupCondition, u) && proficient(u)
		}
	}
	return t
}

var userFields = fields[*center.User]{
	"username":          one((*center.User).ResourceName),
	"firstname":         one(func(u *center.User) string { return u.FirstName }),
	"lastname":          one(func(u *center.User) string { return u.LastName }),
	"routingprofileid":  one(func(u *center.User) center.RoutingProfileID { return u.ProfileID }),
	"securityprofileid": many(func(u *center.User) []string { return wireIDs(u.SecurityProfiles) }),
	"resourceid":        one((*center.User).RecordKey),
}

// matchesUserAttributes evaluates the newer filter: all parts that are given
// must hold.
func matchesUserAttributes(d *center.Directory, f *connectapi.ControlPlaneUserAttributeFilter, u *center.User) bool {
	if f == nil {
		return true
	}
	all := func(c connectapi.AttributeAndCondition) bool {
		return inGroup(d, c.HierarchyGroupCondition, u) && hasTags(c.TagConditions, u.Tags)
	}
	return inGroup(d, f.HierarchyGroupCondition, u) && (f.TagCondition == nil || hasTag(*f.TagCondition, u.Tags)) &&
		(f.AndCondition == nil || all(*f.AndCondition)) && (len(f.OrConditions) == 0 || slices.ContainsFunc(f.OrConditions, all))
}

// UpdateUserIdentityInfo replaces names and addresses: what is left out is
// taken away.
func (s *Service) UpdateUserIdentityInfo(ctx context.Context, in *connectapi.UpdateUserIdentityInfoInput) (*connectapi.UpdateUserIdentityInfoOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	if err := checkIdentity(instance.Directory().Instance, in.IdentityInfo); err != nil {
		return nil, err
	}
	return nil, edit(ctx, instance, users, in.UserId, func(u *center.User) error {
		identify(u, in.IdentityInfo)
		return nil
	})
}

// UpdateUserPhoneConfig replaces all phone settings: clients leave out what is
// false or zero. Its limit of after-contact work holds for all channels, and its
// auto-accept for calls, over what UpdateUserConfig set (R4.28).
//
// Not built: DeskPhoneNumber, PhoneType and PersistentConnection are kept and
// shown without effect.
func (s *Service) UpdateUserPhoneConfig(ctx context.Context, in *connectapi.UpdateUserPhoneConfigInput) (*connectapi.UpdateUserPhoneConfigOutput, error) {
	phone, err := phoneConfig(in.PhoneConfig)
	if err != nil {
		return nil, err
	}
	return nil, s.editUser(ctx, in.InstanceId, in.UserId, func(u *center.User) error {
		u.Phone = phone
		u.Media[center.Voice].AutoAccept = nil
		for ch := range u.Media {
			u.Media[ch].AfterContactWork = nil
		}
		return nil
	})
}

// UpdateUserRoutingProfile gives a user another routing profile. It holds from
// the next match on (Q20).
func (s *Service) UpdateUserRoutingProfile(ctx context.Context, in *connectapi.UpdateUserRoutingProfileInput) (*connectapi.UpdateUserRoutingProfileOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	profile := idOf[center.RoutingProfileID](instance, center.KindRoutingProfile, in.RoutingProfileId)
	return nil, edit(ctx, instance, users, in.UserId, func(u *center.User) error {
		u.ProfileID = profile
		return nil
	})
}

// UpdateUserSecurityProfiles replaces the security profiles of a user. What they
// permit counts at once (R1.1h, R1.17, calls from the desk, the console).
func (s *Service) UpdateUserSecurityProfiles(ctx context.Context, in *connectapi.UpdateUserSecurityProfilesInput) (*connectapi.UpdateUserSecurityProfilesOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	carried := securityProfileIDs(instance, in.SecurityProfileIds)
	return nil, edit(ctx, instance, users, in.UserId, func(u *center.User) error {
		u.SecurityProfiles = carried
		return nil
	})
}

func (s *Service) editUser(ctx context.Context, instanceID, userID *string, change func(*center.User) error) error {
	instance, err := s.instance(instanceID)
	if err != nil {
		return err
	}
	return edit(ctx, instance, users, userID, change)
}

func identify(u *center.User, info *connectapi.UserIdentityInfo) {
	u.FirstName, u.LastName = text(info.FirstName), text(info.LastName)
	u.Email, u.SecondaryEmail, u.Mobile = text(info.Email), text(info.SecondaryEmail), text(info.Mobile)
}

// phoneConfig reads phone settings; without any, the user has a soft phone and
// ends after-contact work by hand.
func phoneConfig(c *connectapi.UserPhoneConfig) (center.PhoneConfig, error) {
	phone := center.PhoneConfig{Type: string(connectapi.PhoneTypeSoftPhone)}
	if c == nil {
		return phone, nil
	}
	if c.PhoneType != "" {
		phone.Type = string(c.PhoneType)
	}
	if c.PhoneType == connectapi.PhoneTypeDeskPhone && c.DeskPhoneNumber == nil {
		return phone, center.Errorf(center.Invalid, "PhoneConfig.DeskPhoneNumber is required for a desk phone.")
	}
	var err error
	if phone.AfterContactWork, err = workLimit("PhoneConfig.AfterContactWorkTimeLimit", c.AfterContactWorkTimeLimit); err != nil {
		return phone, err
	}
	phone.DeskPhone = text(c.DeskPhoneNumber)
	phone.AutoAccept = c.AutoAccept != nil && *c.AutoAccept
	phone.PersistentConnect = c.PersistentConnection != nil && *c.PersistentConnection
	return phone, nil
}

// wirePhoneConfig is phone settings with the limit of after-contact work in the
// unit given. They are those for calls, also where UpdateUserConfig set them.
func wirePhoneConfig(u *center.User, unit time.Duration) *connectapi.UserPhoneConfig {
	p := u.Phone
	return &connectapi.UserPhoneConfig{
		PhoneType: connectapi.PhoneType(p.Type), AutoAccept: ptr(u.AutoAccepts(center.Voice)), PersistentConnection: &p.PersistentConnect,
		AfterContactWorkTimeLimit: ptr(int32(u.AfterContactWork(center.Voice) / unit)), DeskPhoneNumber: optional(p.DeskPhone),
	}
}

// securityProfileIDs reads a set of ids: what stands twice counts once.
func securityProfileIDs(instance Instance, list []string) []center.SecurityProfileID {
	var ids []center.SecurityProfileID
	for i := range list {
		if id := idOf[center.SecurityProfileID](instance, center.KindSecurityProfile, &list[i]); !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

func wireIDs[S ~string](ids []S) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = string(id)
	}
	return out
}
