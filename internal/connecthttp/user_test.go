package connecthttp

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/routing"
)

// testPassword keeps the policy of the API.
const testPassword = "Str0wger!"

// securityProfile makes a security profile and returns its id.
func (h *harness) securityProfile(t testing.TB, name string) *string {
	t.Helper()
	if p, ok := h.instance.Directory().SecurityProfiles.ByName(name); ok {
		return str(p.ID)
	}
	id, err := h.service.newID()
	if err != nil {
		t.Fatal(err)
	}
	h.instance.mustDo(routing.Put{Resource: &center.SecurityProfile{ID: center.SecurityProfileID(id), Name: name,
		Permissions: []string{center.AgentPageAccess}}})
	return &id
}

// userInput is a request for a user with as little as possible.
func (h *harness) userInput(t testing.TB, name string) *connectapi.CreateUserInput {
	t.Helper()
	return &connectapi.CreateUserInput{InstanceId: h.id(), Username: &name, Password: ptr(testPassword),
		RoutingProfileId: h.profile(t, "profile of the tests"), SecurityProfileIds: []string{*h.securityProfile(t, "security of the tests")}}
}

// user makes a user and returns the id.
func (h *harness) user(t testing.TB, name string) *string {
	t.Helper()
	return call[connectapi.CreateUserOutput](t, h, "CreateUser", h.userInput(t, name)).UserId
}

func (h *harness) describeUser(t testing.TB, id *string) *connectapi.User {
	t.Helper()
	return call[connectapi.DescribeUserOutput](t, h, "DescribeUser", &connectapi.DescribeUserInput{InstanceId: h.id(), UserId: id}).User
}

// identityManagement makes an instance of another kind and returns the harness
// for it.
func (h *harness) identityManagement(t testing.TB, kind connectapi.DirectoryType) *harness {
	t.Helper()
	other := *h
	in := *h.instance.Directory().Instance
	in.ID, in.Alias, in.IdentityManagementType = center.InstanceID("instance-"+string(kind)), strings.ToLower(string(kind)), string(kind)
	if err := h.instances.Create(t.Context(), &in, nil); err != nil {
		t.Fatal(err)
	}
	other.instance = h.instances.byID[in.ID]
	other.instance.mustDo(routing.Put{Resource: &center.AgentStatus{ID: "offline", Name: "Offline", Type: center.Offline}})
	return &other
}

func TestUser_CreateAndDescribe(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	admin, agent := h.securityProfile(t, "one"), h.securityProfile(t, "two")
	softPhone := func(autoAccept bool, limit int32) *connectapi.UserPhoneConfig {
		return &connectapi.UserPhoneConfig{PhoneType: connectapi.PhoneTypeSoftPhone, AutoAccept: &autoAccept,
			AfterContactWorkTimeLimit: &limit, PersistentConnection: ptr(false)}
	}
	everyone := &connectapi.UserIdentityInfo{FirstName: ptr("Ann"), LastName: ptr("Ü"), Email: ptr("ann@example.com"),
		SecondaryEmail: ptr("a@example.com"), Mobile: ptr("+491701234567")}
	tests := map[string]struct {
		change func(*connectapi.CreateUserInput)
		want   connectapi.User
	}{
		"least": {func(*connectapi.CreateUserInput) {}, connectapi.User{PhoneConfig: softPhone(false, 0)}},
		"everything": {func(in *connectapi.CreateUserInput) {
			in.IdentityInfo, in.Tags, in.DirectoryUserId = everyone, map[string]string{"team": "blue"}, ptr("directory-id")
			in.PhoneConfig = &connectapi.UserPhoneConfig{PhoneType: connectapi.PhoneTypeDeskPhone, DeskPhoneNumber: ptr("+12065550100"),
				AutoAccept: ptr(true), AfterContactWorkTimeLimit: ptr(int32(2_000_000)), PersistentConnection: ptr(true)}
		}, connectapi.User{IdentityInfo: everyone, Tags: map[string]string{"team": "blue"}, DirectoryUserId: ptr("directory-id"),
			PhoneConfig: &connectapi.UserPhoneConfig{PhoneType: connectapi.PhoneTypeDeskPhone, DeskPhoneNumber: ptr("+12065550100"),
				AutoAccept: ptr(true), AfterContactWorkTimeLimit: ptr(int32(2_000_000)), PersistentConnection: ptr(true)}}},
		"no phone type": {func(in *connectapi.CreateUserInput) {
			in.PhoneConfig = &connectapi.UserPhoneConfig{AfterContactWorkTimeLimit: ptr(int32(1))}
		}, connectapi.User{PhoneConfig: softPhone(false, 1)}},
		"empty names and lists": {func(in *connectapi.CreateUserInput) {
			in.IdentityInfo = &connectapi.UserIdentityInfo{FirstName: ptr(""), LastName: ptr("")}
			in.AutoAcceptConfigs, in.AfterContactWorkConfigs = []connectapi.AutoAcceptConfig{}, []connectapi.AfterContactWorkConfigPerChannel{}
		}, connectapi.User{PhoneConfig: softPhone(false, 0)}},
		"ids by ARN and twice": {func(in *connectapi.CreateUserInput) {
			in.RoutingProfileId = h.arn("routing-profile/" + *in.RoutingProfileId)
			in.SecurityProfileIds = []string{*agent, *h.arn("security-profile/" + *admin), *agent}
		}, connectapi.User{SecurityProfileIds: []string{*agent, *admin}, PhoneConfig: softPhone(false, 0)}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			in := h.userInput(t, strings.ReplaceAll(name, " ", "."))
			want := test.want
			if want.SecurityProfileIds == nil {
				want.SecurityProfileIds = in.SecurityProfileIds
			}
			want.RoutingProfileId, want.Username = in.RoutingProfileId, in.Username
			test.change(in)
			out := call[connectapi.CreateUserOutput](t, h, "CreateUser", in)
			want.Id, want.Arn = out.UserId, h.arn("agent/"+*out.UserId)
			want.LastModifiedTime, want.LastModifiedRegion = stamp(testStart), ptr(testRegion)
			diff(t, "ARN", out.UserArn, want.Arn)
			got := h.describeUser(t, out.UserId)
			if want.DirectoryUserId == nil { // an instance that keeps its own directory gives each user an id there
				if want.DirectoryUserId = got.DirectoryUserId; text(got.DirectoryUserId) == "" || *got.DirectoryUserId == *out.UserId {
					t.Errorf("the id in the directory is %q", text(got.DirectoryUserId))
				}
			}
			diff(t, "user", got, &want)
			diff(t, "user by ARN", h.describeUser(t, out.UserArn), &want)
			stored, _ := h.instance.Directory().Users.Get(*out.UserId)
			diff(t, "stored password", stored.PasswordHash, "hash of "+testPassword)
		})
	}
}

// userRefusal is a request for a user that differs from a good one, and the
// answer to it.
type userRefusal struct {
	change func(*connectapi.CreateUserInput)
	status int
	code   string
	says   string
}

func TestUser_CreateRefusals(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.user(t, "taken")
	password := func(p string) func(*connectapi.CreateUserInput) {
		return func(in *connectapi.CreateUserInput) { in.Password = &p }
	}
	h.refuseUsers(t, map[string]userRefusal{
		"name taken": {func(in *connectapi.CreateUserInput) { in.Username = ptr("taken") }, 409, "DuplicateResource",
			"The user taken is already associated with the Amazon Connect instance " + *h.id()},
		"no name":          {func(in *connectapi.CreateUserInput) { in.Username = nil }, 400, "InvalidParameter", "Username is required"},
		"empty name":       {func(in *connectapi.CreateUserInput) { in.Username = ptr("") }, 400, "InvalidParameter", "Username"},
		"long name":        {func(in *connectapi.CreateUserInput) { in.Username = ptr(strings.Repeat("u", 101)) }, 400, "InvalidParameter", "100"},
		"unknown instance": {func(in *connectapi.CreateUserInput) { in.InstanceId = ptr(absentID) }, 404, "ResourceNotFound", "instance"},

		"no password":              {func(in *connectapi.CreateUserInput) { in.Password = nil }, 400, "InvalidParameter", "Password is required"},
		"short password":           {password("Strowg1"), 400, "InvalidParameter", "Password"},
		"long password":            {password("aA1" + strings.Repeat("x", 62)), 400, "InvalidParameter", "Password"},
		"password without lower":   {password("STROWGER1"), 400, "InvalidParameter", "Password"},
		"password without upper":   {password("strowger1"), 400, "InvalidParameter", "Password"},
		"password without digit":   {password("Strowgers"), 400, "InvalidParameter", "Password"},
		"password with white":      {password("Strowger 1"), 400, "InvalidParameter", "Password"},
		"no routing profile":       {func(in *connectapi.CreateUserInput) { in.RoutingProfileId = nil }, 400, "InvalidParameter", "RoutingProfileId"},
		"unknown routing profile":  {func(in *connectapi.CreateUserInput) { in.RoutingProfileId = ptr(absentID) }, 404, "ResourceNotFound", "routing profile"},
		"no security profile":      {func(in *connectapi.CreateUserInput) { in.SecurityProfileIds = []string{} }, 400, "InvalidParameter", "SecurityProfileIds"},
		"11 security profiles":     {func(in *connectapi.CreateUserInput) { in.SecurityProfileIds = slices.Repeat(in.SecurityProfileIds, 11) }, 400, "InvalidParameter", "at most 10"},
		"unknown security profile": {func(in *connectapi.CreateUserInput) { in.SecurityProfileIds = []string{absentID} }, 404, "ResourceNotFound", "security profile"},

		"long first name": {func(in *connectapi.CreateUserInput) {
			in.IdentityInfo = &connectapi.UserIdentityInfo{FirstName: ptr(strings.Repeat("f", 256))}
		}, 400, "InvalidParameter", "FirstName"},
		"long last name": {func(in *connectapi.CreateUserInput) {
			in.IdentityInfo = &connectapi.UserIdentityInfo{LastName: ptr(strings.Repeat("l", 301))}
		}, 400, "InvalidParameter", "LastName"},
		"mobile without plus": {func(in *connectapi.CreateUserInput) {
			in.IdentityInfo = &connectapi.UserIdentityInfo{Mobile: ptr("0170")}
		}, 400, "InvalidParameter", "Mobile"},
	})
}

func TestUser_CreateRefusedSettings(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	phone := func(c connectapi.UserPhoneConfig) func(*connectapi.CreateUserInput) {
		return func(in *connectapi.CreateUserInput) { in.PhoneConfig = &c }
	}
	perChannel := []connectapi.AutoAcceptConfig{{Channel: connectapi.ChannelVoice, AutoAccept: ptr(true)}}
	work := []connectapi.AfterContactWorkConfigPerChannel{{Channel: connectapi.ChannelVoice,
		AfterContactWorkConfig: &connectapi.AfterContactWorkConfig{AfterContactWorkTimeLimit: ptr(int32(5))}}}
	h.refuseUsers(t, map[string]userRefusal{
		"desk phone without number": {phone(connectapi.UserPhoneConfig{PhoneType: connectapi.PhoneTypeDeskPhone}), 400, "InvalidParameter", "DeskPhoneNumber"},
		"bad desk phone number":     {phone(connectapi.UserPhoneConfig{PhoneType: connectapi.PhoneTypeDeskPhone, DeskPhoneNumber: ptr("12")}), 400, "InvalidParameter", "DeskPhoneNumber"},
		"unknown phone type":        {phone(connectapi.UserPhoneConfig{PhoneType: "CAR_PHONE"}), 400, "InvalidParameter", "PhoneType"},
		"negative work limit":       {phone(connectapi.UserPhoneConfig{AfterContactWorkTimeLimit: ptr(int32(-1))}), 400, "InvalidParameter", "AfterContactWorkTimeLimit"},
		"long work limit":           {phone(connectapi.UserPhoneConfig{AfterContactWorkTimeLimit: ptr(int32(2_000_001))}), 400, "InvalidParameter", "2000000"},

		"both kinds of auto-accept": {func(in *connectapi.CreateUserInput) {
			in.PhoneConfig, in.AutoAcceptConfigs = &connectapi.UserPhoneConfig{AutoAccept: ptr(false)}, perChannel
		}, 400, "InvalidRequest", "not both"},
		"both kinds of work limit": {func(in *connectapi.CreateUserInput) {
			in.PhoneConfig, in.AfterContactWorkConfigs = &connectapi.UserPhoneConfig{AfterContactWorkTimeLimit: ptr(int32(0))}, work
		}, 400, "InvalidRequest", "not both"},
		"auto-accept of a channel twice": {func(in *connectapi.CreateUserInput) { in.AutoAcceptConfigs = append(perChannel, perChannel...) }, 400, "InvalidParameter", "VOICE twice"},
		"number by channel": {func(in *connectapi.CreateUserInput) {
			in.PhoneNumberConfigs = []connectapi.PhoneNumberConfig{{Channel: connectapi.ChannelVoice, PhoneType: connectapi.PhoneTypeSoftPhone}}
		}, 400, "InvalidRequest", "PhoneNumberConfigs are not supported"},
		"connection by channel": {func(in *connectapi.CreateUserInput) {
			in.PersistentConnectionConfigs = []connectapi.PersistentConnectionConfig{{Channel: connectapi.ChannelVoice, PersistentConnection: ptr(true)}}
		}, 400, "InvalidRequest", "PersistentConnectionConfigs are not supported"},
		"voice enhancement": {func(in *connectapi.CreateUserInput) {
			in.VoiceEnhancementConfigs = []connectapi.VoiceEnhancementConfig{{Channel: connectapi.ChannelVoice, VoiceEnhancementMode: "NOISE_SUPPRESSION"}}
		}, 400, "InvalidRequest", "VoiceEnhancementConfigs are not supported"},
		"empty hierarchy group":   {func(in *connectapi.CreateUserInput) { in.HierarchyGroupId = ptr("") }, 400, "InvalidParameter", "HierarchyGroupId"},
		"unknown hierarchy group": {func(in *connectapi.CreateUserInput) { in.HierarchyGroupId = ptr(absentID) }, 404, "ResourceNotFound", "hierarchy group"},
		"empty directory user":    {func(in *connectapi.CreateUserInput) { in.DirectoryUserId = ptr("") }, 400, "InvalidParameter", "DirectoryUserId"},
		"reserved tag":            {func(in *connectapi.CreateUserInput) { in.Tags = map[string]string{"aws:x": ""} }, 400, "InvalidParameter", "Tags"},
	})
}

// refuseUsers checks that each request is refused and leaves nothing behind.
func (h *harness) refuseUsers(t *testing.T, tests map[string]userRefusal) {
	t.Helper()
	h.userInput(t, "new") // makes the profiles that requests name
	before := h.instance.Directory().Users.Len()
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			in := h.userInput(t, "new")
			test.change(in)
			got := h.refused(t, "CreateUser", in, test.status, test.code)
			if !strings.Contains(got.Message, test.says) {
				t.Errorf("message %q does not say %q", got.Message, test.says)
			}
			if in.Password != nil && strings.Contains(got.Body, *in.Password) {
				t.Errorf("the answer %s contains the password", got.Body)
			}
		})
	}
	diff(t, "users", h.instance.Directory().Users.Len(), before)
}

func TestUser_IdentityManagement(t *testing.T) {
	t.Parallel()
	first := newHarness(t)
	saml, directory := first.identityManagement(t, connectapi.DirectoryTypeSaml), first.identityManagement(t, connectapi.DirectoryTypeExistingDirectory)
	email := &connectapi.UserIdentityInfo{Email: ptr("ann@example.com")}
	tests := map[string]struct {
		h      *harness
		change func(*connectapi.CreateUserInput)
		code   string // of a refusal
	}{
		"SAML":                         {saml, func(in *connectapi.CreateUserInput) { in.Password = nil }, ""},
		"SAML with password":           {saml, func(*connectapi.CreateUserInput) {}, "InvalidRequest"},
		"SAML with directory user":     {saml, func(in *connectapi.CreateUserInput) { in.Password, in.DirectoryUserId = nil, ptr("x") }, "InvalidRequest"},
		"SAML with e-mail":             {saml, func(in *connectapi.CreateUserInput) { in.Password, in.IdentityInfo = nil, email }, "InvalidRequest"},
		"directory with user":          {directory, func(in *connectapi.CreateUserInput) { in.Password, in.DirectoryUserId = nil, ptr("x") }, ""},
		"directory with password":      {directory, func(*connectapi.CreateUserInput) {}, "InvalidRequest"},
		"directory with e-mail":        {directory, func(in *connectapi.CreateUserInput) { in.Password, in.IdentityInfo = nil, email }, ""},
		"own management with password": {first, func(in *connectapi.CreateUserInput) { in.IdentityInfo = email }, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			in := test.h.userInput(t, strings.ReplaceAll(name, " ", "."))
			test.change(in)
			if test.code != "" {
				test.h.refused(t, "CreateUser", in, 400, test.code)
				return
			}
			id := call[connectapi.CreateUserOutput](t, test.h, "CreateUser", in).UserId
			stored, _ := test.h.instance.Directory().Users.Get(*id)
			diff(t, "has a password", stored.PasswordHash != "", in.Password != nil)
		})
	}
	in := saml.userInput(t, "bob")
	in.Password = nil
	bob := call[connectapi.CreateUserOutput](t, saml, "CreateUser", in).UserId
	saml.refused(t, "UpdateUserIdentityInfo", &connectapi.UpdateUserIdentityInfoInput{InstanceId: saml.id(), UserId: bob, IdentityInfo: email}, 400, "InvalidRequest")
}

func TestUser_Updates(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	in := h.userInput(t, "ann")
	in.IdentityInfo = &connectapi.UserIdentityInfo{FirstName: ptr("Ann"), Email: ptr("ann@example.com")}
	id := call[connectapi.CreateUserOutput](t, h, "CreateUser", in).UserId
	other, security := h.profile(t, "other"), h.securityProfile(t, "other")
	renamed := &connectapi.UserIdentityInfo{FirstName: ptr("Anna"), LastName: ptr("Bell")}
	want := *h.describeUser(t, id)
	steps := []struct {
		operation string
		input     any
		change    func()
	}{
		{"UpdateUserIdentityInfo", &connectapi.UpdateUserIdentityInfoInput{InstanceId: h.id(), UserId: id, IdentityInfo: renamed},
			func() { want.IdentityInfo = renamed }},
		{"UpdateUserPhoneConfig", &connectapi.UpdateUserPhoneConfigInput{InstanceId: h.id(), UserId: h.arn("agent/" + *id), PhoneConfig: &connectapi.UserPhoneConfig{
			PhoneType: connectapi.PhoneTypeDeskPhone, DeskPhoneNumber: ptr("+12065550100"), AutoAccept: ptr(true), AfterContactWorkTimeLimit: ptr(int32(30))}},
			func() {
				want.PhoneConfig = &connectapi.UserPhoneConfig{PhoneType: connectapi.PhoneTypeDeskPhone, DeskPhoneNumber: ptr("+12065550100"),
					AutoAccept: ptr(true), AfterContactWorkTimeLimit: ptr(int32(30)), PersistentConnection: ptr(false)}
			}},
		{"UpdateUserPhoneConfig", &connectapi.UpdateUserPhoneConfigInput{InstanceId: h.id(), UserId: id, PhoneConfig: &connectapi.UserPhoneConfig{PhoneType: connectapi.PhoneTypeSoftPhone}},
			func() {
				want.PhoneConfig = &connectapi.UserPhoneConfig{PhoneType: connectapi.PhoneTypeSoftPhone, AutoAccept: ptr(false),
					AfterContactWorkTimeLimit: ptr(int32(0)), PersistentConnection: ptr(false)}
			}},
		{"UpdateUserRoutingProfile", &connectapi.UpdateUserRoutingProfileInput{InstanceId: h.id(), UserId: id, RoutingProfileId: other},
			func() { want.RoutingProfileId = other }},
		{"UpdateUserSecurityProfiles", &connectapi.UpdateUserSecurityProfilesInput{InstanceId: h.id(), UserId: id,
			SecurityProfileIds: []string{*h.arn("security-profile/" + *security), *security}}, func() { want.SecurityProfileIds = []string{*security} }},
	}
	for _, step := range steps {
		h.advance(time.Second)
		h.do(t, step.operation, step.input)
		step.change()
		want.LastModifiedTime = stamp(h.instances.now)
		diff(t, "after "+step.operation, h.describeUser(t, id), &want)
	}
	stored, _ := h.instance.Directory().Users.Get(*id)
	diff(t, "password after the updates", stored.PasswordHash, "hash of "+testPassword)
}

func TestUser_UpdateRefusals(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	id := h.user(t, "ann")
	want := h.describeUser(t, id)
	phone := func(c *connectapi.UserPhoneConfig) *connectapi.UpdateUserPhoneConfigInput {
		return &connectapi.UpdateUserPhoneConfigInput{InstanceId: h.id(), UserId: id, PhoneConfig: c}
	}
	security := func(user *string, ids []string) *connectapi.UpdateUserSecurityProfilesInput {
		return &connectapi.UpdateUserSecurityProfilesInput{InstanceId: h.id(), UserId: user, SecurityProfileIds: ids}
	}
	tests := []struct {
		operation string
		input     any
		status    int
		code      string
	}{
		{"UpdateUserIdentityInfo", &connectapi.UpdateUserIdentityInfoInput{InstanceId: h.id(), UserId: id}, 400, "InvalidParameter"},
		{"UpdateUserIdentityInfo", &connectapi.UpdateUserIdentityInfoInput{InstanceId: h.id(), UserId: id, IdentityInfo: &connectapi.UserIdentityInfo{Mobile: ptr("1")}}, 400, "InvalidParameter"},
		{"UpdateUserIdentityInfo", &connectapi.UpdateUserIdentityInfoInput{InstanceId: h.id(), UserId: ptr(absentID), IdentityInfo: &connectapi.UserIdentityInfo{}}, 404, "ResourceNotFound"},
		{"UpdateUserPhoneConfig", phone(nil), 400, "InvalidParameter"},
		{"UpdateUserPhoneConfig", phone(&connectapi.UserPhoneConfig{PhoneType: connectapi.PhoneTypeDeskPhone}), 400, "InvalidParameter"},
		{"UpdateUserPhoneConfig", phone(&connectapi.UserPhoneConfig{AfterContactWorkTimeLimit: ptr(int32(2_000_001))}), 400, "InvalidParameter"},
		{"UpdateUserPhoneConfig", &connectapi.UpdateUserPhoneConfigInput{InstanceId: ptr(absentID), UserId: id, PhoneConfig: &connectapi.UserPhoneConfig{}}, 404, "ResourceNotFound"},
		{"UpdateUserRoutingProfile", &connectapi.UpdateUserRoutingProfileInput{InstanceId: h.id(), UserId: id, RoutingProfileId: ptr(absentID)}, 404, "ResourceNotFound"},
		{"UpdateUserRoutingProfile", &connectapi.UpdateUserRoutingProfileInput{InstanceId: h.id(), UserId: id}, 400, "InvalidParameter"},
		{"UpdateUserSecurityProfiles", security(id, []string{}), 400, "InvalidParameter"},
		{"UpdateUserSecurityProfiles", security(id, []string{absentID}), 404, "ResourceNotFound"},
		{"UpdateUserSecurityProfiles", security(ptr(absentID), want.SecurityProfileIds), 404, "ResourceNotFound"},
		{"DescribeUser", &connectapi.DescribeUserInput{InstanceId: h.id(), UserId: ptr(absentID)}, 404, "ResourceNotFound"},
	}
	for _, test := range tests {
		h.refused(t, test.operation, test.input, test.status, test.code)
	}
	diff(t, "user", h.describeUser(t, id), want)
}

// What the operations set is what routing goes by.
func TestUser_SettingsRoute(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	queue := h.queue(t, "one")
	serves := profileInput(h, "serves", queue)
	serves.QueueConfigs = []connectapi.RoutingProfileQueueConfig{queueConfig(queue, task, 1, 0)}
	profile := call[connectapi.CreateRoutingProfileOutput](t, h, "CreateRoutingProfile", serves).RoutingProfileId
	in := h.userInput(t, "ann")
	in.PhoneConfig = &connectapi.UserPhoneConfig{PhoneType: connectapi.PhoneTypeSoftPhone, AfterContactWorkTimeLimit: ptr(int32(5))}
	id := call[connectapi.CreateUserOutput](t, h, "CreateUser", in).UserId
	ann := center.UserID(*id)
	h.instance.mustDo(routing.SetStatus{UserID: ann, StatusID: center.AgentStatusID(*h.builtIn(t, center.Routable))})

	contact := h.enqueue(t, *queue) // the profile of the tests does not serve the queue
	h.do(t, "UpdateUserRoutingProfile", &connectapi.UpdateUserRoutingProfileInput{InstanceId: h.id(), UserId: id, RoutingProfileId: profile})
	diff(t, "offered to", h.contact(t, contact).AgentID, ann)

	work := func(contact center.ContactID, limit time.Duration) {
		t.Helper()
		h.instance.mustDo(routing.Accept{UserID: ann, ContactID: contact}, routing.Hangup{UserID: ann, ContactID: contact})
		diff(t, "end of after-contact work", h.contact(t, contact).AgentUntil, h.instances.now.Add(limit))
		h.advance(limit - time.Millisecond)
		diff(t, "state before the limit", h.contact(t, contact).AgentState, center.AgentEnded)
		h.advance(time.Millisecond)
		diff(t, "state after the limit", h.contact(t, contact), center.Contact{})
	}
	work(contact, 5*time.Second)
	h.do(t, "UpdateUserPhoneConfig", &connectapi.UpdateUserPhoneConfigInput{InstanceId: h.id(), UserId: id,
		PhoneConfig: &connectapi.UserPhoneConfig{PhoneType: connectapi.PhoneTypeSoftPhone, AfterContactWorkTimeLimit: ptr(int32(7))}})
	next, state := h.tryEnqueue(t, *queue)
	diff(t, "state of the next", state, center.Offered)
	work(next, 7*time.Second)
}

func TestUser_Delete(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	in := h.userInput(t, "ann")
	id := call[connectapi.CreateUserOutput](t, h, "CreateUser", in).UserId
	h.refused(t, "DeleteRoutingProfile", &connectapi.DeleteRoutingProfileInput{InstanceId: h.id(), RoutingProfileId: in.RoutingProfileId}, 409, "ResourceInUse")
	h.do(t, "DeleteUser", &connectapi.DeleteUserInput{InstanceId: h.id(), UserId: h.arn("agent/" + *id)})
	h.refused(t, "DeleteUser", &connectapi.DeleteUserInput{InstanceId: h.id(), UserId: id}, 404, "ResourceNotFound")
	h.refused(t, "DescribeUser", &connectapi.DescribeUserInput{InstanceId: h.id(), UserId: id}, 404, "ResourceNotFound")
	h.do(t, "DeleteRoutingProfile", &connectapi.DeleteRoutingProfileInput{InstanceId: h.id(), RoutingProfileId: in.RoutingProfileId})
	h.user(t, "ann") // the name is free again
}

func TestUser_List(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	for i := range 5 {
		h.user(t, fmt.Sprintf("user%d", i))
	}
	var want []connectapi.UserSummary
	for u := range h.instance.Directory().Users.All() {
		want = append(want, connectapi.UserSummary{Id: str(u.ID), Arn: h.arn("agent/" + string(u.ID)), Username: &u.Username,
			LastModifiedTime: stamp(testStart), LastModifiedRegion: ptr(testRegion)})
	}
	in := connectapi.ListUsersInput{InstanceId: h.id(), MaxResults: ptr(int32(2))}
	var got []connectapi.UserSummary
	for range len(want) {
		out := call[connectapi.ListUsersOutput](t, h, "ListUsers", &in)
		got = append(got, out.UserSummaryList...)
		if in.NextToken = out.NextToken; in.NextToken == nil {
			break
		}
		if len(out.UserSummaryList) != 2 {
			t.Fatalf("a page of %d, want 2", len(out.UserSummaryList))
		}
	}
	diff(t, "users", got, want)
	for _, in := range []connectapi.ListUsersInput{{MaxResults: ptr(int32(0))}, {MaxResults: ptr(int32(1001))}, {NextToken: ptr("forged")}} {
		in.InstanceId = h.id()
		h.refused(t, "ListUsers", &in, 400, "InvalidParameter")
	}
}

func TestUser_Search(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	night, special := h.profile(t, "night"), h.securityProfile(t, "special")
	ids := map[string]string{}
	add := func(name, first, last string, change func(*connectapi.CreateUserInput)) {
		in := h.userInput(t, name)
		in.IdentityInfo = &connectapi.UserIdentityInfo{FirstName: &first, LastName: &last, Email: ptr(name + "@example.com")}
		change(in)
		ids[name] = *call[connectapi.CreateUserOutput](t, h, "CreateUser", in).UserId
	}
	add("ann", "Ann", "Bell", func(in *connectapi.CreateUserInput) {
		in.Tags = map[string]string{"team": "blue", "site": "a"}
		in.PhoneConfig = &connectapi.UserPhoneConfig{AfterContactWorkTimeLimit: ptr(int32(2_000_000)), PhoneType: connectapi.PhoneTypeSoftPhone}
	})
	add("annabel", "Annabel", "Gray", func(in *connectapi.CreateUserInput) {
		in.RoutingProfileId, in.Tags = night, map[string]string{"team": "red"}
	})
	add("bob", "Bob", "Bell", func(in *connectapi.CreateUserInput) {
		in.RoutingProfileId, in.SecurityProfileIds = night, append(in.SecurityProfileIds, *special)
	})

	type criteria = connectapi.UserSearchCriteria
	field := func(name string, how connectapi.StringComparisonType, value string) criteria {
		return criteria{StringCondition: &connectapi.StringCondition{FieldName: &name, ComparisonType: how, Value: &value}}
	}
	exact, starts, contains := connectapi.StringComparisonTypeExact, connectapi.StringComparisonTypeStartsWith, connectapi.StringComparisonTypeContains
	tag := connectapi.TagCondition{TagKey: ptr("team"), TagValue: ptr("blue")}
	group := &connectapi.HierarchyGroupCondition{Value: ptr(absentID), HierarchyGroupMatchType: connectapi.HierarchyGroupMatchTypeExact}
	tests := map[string]struct {
		criteria criteria
		filter   *connectapi.UserSearchFilter
		want     []string
	}{
		"user name":        {field("Username", exact, "ANN"), nil, []string{"ann"}},
		"user name starts": {field("username", starts, "ann"), nil, []string{"ann", "annabel"}},
		"first name":       {field("FirstName", contains, "nab"), nil, []string{"annabel"}},
		"last name":        {field("LastName", exact, "bell"), nil, []string{"ann", "bob"}},
		"routing profile":  {field("RoutingProfileId", exact, *night), nil, []string{"annabel", "bob"}},
		"security profile": {field("SecurityProfileId", exact, *special), nil, []string{"bob"}},
		"id":               {field("resourceId", exact, ids["annabel"]), nil, []string{"annabel"}},
		"and in or": {criteria{OrConditions: []criteria{
			{AndConditions: []criteria{field("LastName", exact, "Bell"), field("RoutingProfileId", exact, *night)}}, field("Username", exact, "annabel"),
		}}, nil, []string{"annabel", "bob"}},
		"or in and": {criteria{AndConditions: []criteria{
			{OrConditions: []criteria{field("Username", exact, "ann"), field("Username", exact, "bob")}}, field("RoutingProfileId", exact, *night),
		}}, nil, []string{"bob"}},
		"hierarchy group":    {criteria{HierarchyGroupCondition: group}, nil, nil},
		"proficiency":        {criteria{ListCondition: &connectapi.ListCondition{TargetListType: connectapi.TargetListTypeProficiencies}}, nil, nil},
		"tag":                {field("Username", starts, "a"), &connectapi.UserSearchFilter{TagFilter: &connectapi.ControlPlaneTagFilter{TagCondition: &tag}}, []string{"ann"}},
		"attribute tag":      {criteria{}, &connectapi.UserSearchFilter{UserAttributeFilter: &connectapi.ControlPlaneUserAttributeFilter{TagCondition: &tag}}, []string{"ann"}},
		"attribute and tags": {criteria{}, attributes(connectapi.AttributeAndCondition{TagConditions: []connectapi.TagCondition{tag, {TagKey: ptr("site")}}}), []string{"ann"}},
		"attribute and group": {criteria{}, attributes(connectapi.AttributeAndCondition{TagConditions: []connectapi.TagCondition{tag},
			HierarchyGroupCondition: group}), nil},
		"attribute group": {criteria{}, &connectapi.UserSearchFilter{UserAttributeFilter: &connectapi.ControlPlaneUserAttributeFilter{HierarchyGroupCondition: group}}, nil},
		"attribute or": {criteria{}, &connectapi.UserSearchFilter{UserAttributeFilter: &connectapi.ControlPlaneUserAttributeFilter{OrConditions: []connectapi.AttributeAndCondition{
			{HierarchyGroupCondition: group}, {TagConditions: []connectapi.TagCondition{{TagKey: ptr("team"), TagValue: ptr("red")}}}}}}, []string{"annabel"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			out := call[connectapi.SearchUsersOutput](t, h, "SearchUsers",
				&connectapi.SearchUsersInput{InstanceId: h.id(), SearchCriteria: &test.criteria, SearchFilter: test.filter})
			var got []string
			for _, u := range out.Users {
				got = append(got, *u.Username)
				checkFoundUser(t, &u, h.describeUser(t, u.Id))
			}
			slices.Sort(got)
			diff(t, "users", got, test.want)
			diff(t, "count", out.ApproximateTotalCount, ptr(int64(len(test.want))))
		})
	}
	all := call[connectapi.SearchUsersOutput](t, h, "SearchUsers", &connectapi.SearchUsersInput{InstanceId: h.id()})
	diff(t, "all", len(all.Users), h.instance.Directory().Users.Len())
}

func TestUser_SearchRefusals(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	type criteria = connectapi.UserSearchCriteria
	field := func(name string) criteria {
		return criteria{StringCondition: &connectapi.StringCondition{FieldName: &name, ComparisonType: connectapi.StringComparisonTypeExact, Value: ptr("ann")}}
	}
	unknown := field("Email")
	for _, in := range []connectapi.SearchUsersInput{
		{MaxResults: ptr(int32(501))}, {NextToken: ptr("forged")}, {SearchCriteria: &unknown},
		{SearchCriteria: &criteria{OrConditions: []criteria{field("Username"), unknown}}},
	} {
		in.InstanceId = h.id()
		h.refused(t, "SearchUsers", &in, 400, "InvalidParameter")
	}
	h.refused(t, "SearchUsers", &connectapi.SearchUsersInput{InstanceId: h.id(), SearchFilter: &connectapi.UserSearchFilter{
		TagFilter: &connectapi.ControlPlaneTagFilter{}, UserAttributeFilter: &connectapi.ControlPlaneUserAttributeFilter{}}}, 403, "AccessDenied")
}

func attributes(c connectapi.AttributeAndCondition) *connectapi.UserSearchFilter {
	return &connectapi.UserSearchFilter{UserAttributeFilter: &connectapi.ControlPlaneUserAttributeFilter{AndCondition: &c}}
}

// checkFoundUser compares what a search and a description say of one user: the
// search leaves addresses out and counts after-contact work in milliseconds.
func checkFoundUser(t *testing.T, got *connectapi.UserSearchSummary, u *connectapi.User) {
	t.Helper()
	phone := *u.PhoneConfig
	phone.AfterContactWorkTimeLimit = ptr(*phone.AfterContactWorkTimeLimit * 1000)
	want := connectapi.UserSearchSummary{Id: u.Id, Arn: u.Arn, Username: u.Username, DirectoryUserId: u.DirectoryUserId, PhoneConfig: &phone,
		RoutingProfileId: u.RoutingProfileId, SecurityProfileIds: u.SecurityProfileIds, Tags: u.Tags}
	if u.IdentityInfo != nil {
		want.IdentityInfo = &connectapi.UserIdentityInfoLite{FirstName: u.IdentityInfo.FirstName, LastName: u.IdentityInfo.LastName}
	}
	diff(t, *u.Username, got, &want)
}

// crowd fills an instance with users.
func crowd(b *testing.B, size int) *harness {
	b.Helper()
	h := newHarness(b)
	profile, security := center.RoutingProfileID(*h.profile(b, "profile of the crowd")), center.SecurityProfileID(*h.securityProfile(b, "security of the crowd"))
	for i := range size {
		id, err := h.service.newID()
		if err != nil {
			b.Fatal(err)
		}
		if _, err := h.instance.engine.Step(testStart, routing.Put{Resource: &center.User{ID: center.UserID(id), Username: fmt.Sprintf("User.%05d", i), FirstName: "First",
			LastName: fmt.Sprintf("Last%d", i%100), ProfileID: profile, SecurityProfiles: []center.SecurityProfileID{security},
			Tags: map[string]string{"team": fmt.Sprint(i % 10)}}}); err != nil {
			b.Fatal(err)
		}
	}
	h.instance.view = h.instance.engine.Directory().Copy()
	return h
}

// A page must take less than 10 ms with 10,000 users.
func BenchmarkUsers(b *testing.B) {
	const size = 10_000
	h := crowd(b, size)
	field := func(name string, how connectapi.StringComparisonType, value string) connectapi.UserSearchCriteria {
		return connectapi.UserSearchCriteria{StringCondition: &connectapi.StringCondition{FieldName: &name, ComparisonType: how, Value: &value}}
	}
	tree := connectapi.UserSearchCriteria{OrConditions: []connectapi.UserSearchCriteria{
		field("FirstName", connectapi.StringComparisonTypeExact, "nobody"),
		{AndConditions: []connectapi.UserSearchCriteria{field("Username", connectapi.StringComparisonTypeContains, "user"),
			field("LastName", connectapi.StringComparisonTypeStartsWith, "last")}},
	}}
	bench := map[string]struct {
		operation string
		input     any
	}{
		"list":       {"ListUsers", &connectapi.ListUsersInput{InstanceId: h.id(), MaxResults: ptr(int32(1000))}},
		"queues":     {"ListQueues", &connectapi.ListQueuesInput{InstanceId: h.id(), MaxResults: ptr(int32(1000))}},
		"search all": {"SearchUsers", &connectapi.SearchUsersInput{InstanceId: h.id(), MaxResults: ptr(int32(100))}},
		"search one": {"SearchUsers", &connectapi.SearchUsersInput{InstanceId: h.id(), SearchCriteria: ptr(field("Username", connectapi.StringComparisonTypeExact, "user.09999"))}},
		"search tree": {"SearchUsers", &connectapi.SearchUsersInput{InstanceId: h.id(), SearchCriteria: &tree, MaxResults: ptr(int32(500)),
			SearchFilter: &connectapi.UserSearchFilter{TagFilter: &connectapi.ControlPlaneTagFilter{TagCondition: &connectapi.TagCondition{TagKey: ptr("team")}}}}},
	}
	for name, one := range bench {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				h.do(b, one.operation, one.input)
			}
		})
	}
}
