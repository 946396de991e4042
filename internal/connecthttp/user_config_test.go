package connecthttp

import (
	"testing"
	"time"

	"strowger/internal/center"
	"strowger/internal/connectapi"
	"strowger/internal/routing"
)

func acceptConfig(ch connectapi.Channel, on bool) connectapi.AutoAcceptConfig {
	return connectapi.AutoAcceptConfig{Channel: ch, AutoAccept: &on}
}

func workConfig(ch connectapi.Channel, limit int32) connectapi.AfterContactWorkConfigPerChannel {
	return connectapi.AfterContactWorkConfigPerChannel{Channel: ch, AfterContactWorkConfig: &connectapi.AfterContactWorkConfig{AfterContactWorkTimeLimit: &limit}}
}

func (f *floor) configure(edit func(*connectapi.UpdateUserConfigInput)) {
	f.Helper()
	in := &connectapi.UpdateUserConfigInput{InstanceId: f.id(), UserId: ptr("ann")}
	edit(in)
	f.do(f, "UpdateUserConfig", in)
}

// R4.24, R4.25, R4.27, R4.28: what is set for a channel holds for it alone.
func TestUserConfig_Routes(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	f.configure(func(in *connectapi.UpdateUserConfigInput) {
		in.AutoAcceptConfigs = []connectapi.AutoAcceptConfig{acceptConfig(connectapi.ChannelTask, true)}
		in.AfterContactWorkConfigs = []connectapi.AfterContactWorkConfigPerChannel{workConfig(connectapi.ChannelTask, 5), workConfig(connectapi.ChannelChat, 0)}
	})
	id := f.task()
	diff(t, "state of the task", f.contact(t, center.ContactID(id)).State, center.Connected)
	f.instance.mustDo(routing.Hangup{UserID: "ann", ContactID: center.ContactID(id)})
	f.advance(5*time.Second - time.Millisecond)
	diff(t, "state before the limit", f.contact(t, center.ContactID(id)).AgentState, center.AgentEnded)
	f.advance(time.Millisecond)
	diff(t, "state after the limit", f.contact(t, center.ContactID(id)), center.Contact{})

	chat := *call[connectapi.StartChatContactOutput](t, f.harness, "StartChatContact", f.chatInput()).ContactId
	diff(t, "state of the chat", f.contact(t, center.ContactID(chat)).State, center.Offered)
	f.accept(chat)
	f.instance.mustDo(routing.Hangup{UserID: "ann", ContactID: center.ContactID(chat)})
	f.advance(1000 * time.Hour) // without limit
	diff(t, "state of the chat much later", f.contact(t, center.ContactID(chat)).AgentState, center.AgentEnded)
}

// R4.28: what is not named stays; UpdateUserPhoneConfig writes one limit for all
// channels. What is set by channel is shown by channel, that for calls among the
// phone settings too.
func TestUserConfig_Shown(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	check := func(what string, accepts []connectapi.AutoAcceptConfig, works []connectapi.AfterContactWorkConfigPerChannel, auto bool, limit int32) {
		t.Helper()
		got := f.describeUser(t, ptr("ann"))
		diff(t, what+": auto-accept", got.AutoAcceptConfigs, accepts)
		diff(t, what+": limits", got.AfterContactWorkConfigs, works)
		diff(t, what+": phone", []any{*got.PhoneConfig.AutoAccept, *got.PhoneConfig.AfterContactWorkTimeLimit}, []any{auto, limit})
		found := call[connectapi.SearchUsersOutput](t, f.harness, "SearchUsers", &connectapi.SearchUsersInput{InstanceId: f.id(),
			SearchCriteria: &connectapi.UserSearchCriteria{StringCondition: &connectapi.StringCondition{
				FieldName: ptr("Username"), ComparisonType: connectapi.StringComparisonTypeExact, Value: ptr("ann")}}}).Users[0]
		diff(t, what+": found auto-accept", found.AutoAcceptConfigs, accepts)
		diff(t, what+": found limits", found.AfterContactWorkConfigs, works)
		diff(t, what+": found phone", []any{*found.PhoneConfig.AutoAccept, *found.PhoneConfig.AfterContactWorkTimeLimit}, []any{auto, limit * 1000})
	}
	check("at first", nil, nil, false, 0)
	f.configure(func(in *connectapi.UpdateUserConfigInput) {
		in.AutoAcceptConfigs = []connectapi.AutoAcceptConfig{acceptConfig(connectapi.ChannelVoice, true), acceptConfig(connectapi.ChannelEmail, true)}
		in.AfterContactWorkConfigs = []connectapi.AfterContactWorkConfigPerChannel{workConfig(connectapi.ChannelVoice, 2_000_000)}
	})
	f.configure(func(in *connectapi.UpdateUserConfigInput) {
		in.AutoAcceptConfigs = []connectapi.AutoAcceptConfig{acceptConfig(connectapi.ChannelEmail, false)}
		in.AfterContactWorkConfigs = []connectapi.AfterContactWorkConfigPerChannel{workConfig(connectapi.ChannelTask, 9)}
	})
	accepts := []connectapi.AutoAcceptConfig{acceptConfig(connectapi.ChannelVoice, true), acceptConfig(connectapi.ChannelEmail, false)}
	works := []connectapi.AfterContactWorkConfigPerChannel{workConfig(connectapi.ChannelVoice, 2_000_000), workConfig(connectapi.ChannelTask, 9)}
	check("by channel", accepts, works, true, 2_000_000)
	f.configure(func(*connectapi.UpdateUserConfigInput) {})
	check("without a change", accepts, works, true, 2_000_000)
	f.do(t, "UpdateUserPhoneConfig", &connectapi.UpdateUserPhoneConfigInput{InstanceId: f.id(), UserId: ptr("ann"),
		PhoneConfig: &connectapi.UserPhoneConfig{PhoneType: connectapi.PhoneTypeSoftPhone, AfterContactWorkTimeLimit: ptr(int32(30))}})
	check("one for all", accepts[1:], nil, false, 30)
	u, _ := f.instance.view.Users.Get("ann")
	for ch := range center.Channel(center.Channels) {
		diff(t, ch.String()+" after one for all", u.AfterContactWork(ch), 30*time.Second)
	}
}

// R4.26: a new user has the settings by channel that come without phone settings.
func TestUserConfig_Create(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	in := h.userInput(t, "ann")
	in.AutoAcceptConfigs = []connectapi.AutoAcceptConfig{acceptConfig(connectapi.ChannelVoice, true), acceptConfig(connectapi.ChannelChat, true)}
	in.AfterContactWorkConfigs = []connectapi.AfterContactWorkConfigPerChannel{workConfig(connectapi.ChannelTask, 3)}
	got := h.describeUser(t, call[connectapi.CreateUserOutput](t, h, "CreateUser", in).UserId)
	diff(t, "auto-accept", got.AutoAcceptConfigs, in.AutoAcceptConfigs)
	diff(t, "limits", got.AfterContactWorkConfigs, in.AfterContactWorkConfigs)
	diff(t, "auto-accept of calls", *got.PhoneConfig.AutoAccept, true)
}

func TestUserConfig_Refusals(t *testing.T) {
	t.Parallel()
	f := newFloor(t)
	type input = connectapi.UpdateUserConfigInput
	yes := true
	callbacks := workConfig(connectapi.ChannelVoice, 5)
	callbacks.AgentFirstCallbackAfterContactWorkConfig = callbacks.AfterContactWorkConfig
	tests := map[string]struct {
		edit   func(*input)
		status int
		code   string
	}{
		"unknown user":   {func(in *input) { in.UserId = ptr("nobody") }, 404, "ResourceNotFound"},
		"unknown centre": {func(in *input) { in.InstanceId = ptr("nowhere") }, 404, "ResourceNotFound"},
		"unknown channel": {func(in *input) {
			in.AutoAcceptConfigs = []connectapi.AutoAcceptConfig{acceptConfig("FAX", true)}
		}, 400, "InvalidParameter"},
		"switch twice": {func(in *input) {
			in.AutoAcceptConfigs = []connectapi.AutoAcceptConfig{acceptConfig(connectapi.ChannelChat, true), acceptConfig(connectapi.ChannelChat, false)}
		}, 400, "InvalidParameter"},
		"callbacks": {func(in *input) {
			in.AutoAcceptConfigs = []connectapi.AutoAcceptConfig{{Channel: connectapi.ChannelVoice, AutoAccept: &yes, AgentFirstCallbackAutoAccept: &yes}}
		}, 400, "InvalidParameter"},
		"limit twice": {func(in *input) {
			in.AfterContactWorkConfigs = []connectapi.AfterContactWorkConfigPerChannel{workConfig(connectapi.ChannelChat, 1), workConfig(connectapi.ChannelChat, 1)}
		}, 400, "InvalidParameter"},
		"limit too long (R4.27)": {func(in *input) {
			in.AfterContactWorkConfigs = []connectapi.AfterContactWorkConfigPerChannel{workConfig(connectapi.ChannelChat, 2_000_001)}
		}, 400, "InvalidParameter"},
		"limit below zero": {func(in *input) {
			in.AfterContactWorkConfigs = []connectapi.AfterContactWorkConfigPerChannel{workConfig(connectapi.ChannelChat, -1)}
		}, 400, "InvalidParameter"},
		"limit of callbacks": {func(in *input) {
			in.AfterContactWorkConfigs = []connectapi.AfterContactWorkConfigPerChannel{callbacks}
		}, 400, "InvalidParameter"},
		"numbers": {func(in *input) {
			in.PhoneNumberConfigs = []connectapi.PhoneNumberConfig{{Channel: connectapi.ChannelVoice, PhoneType: connectapi.PhoneTypeSoftPhone}}
		}, 400, "InvalidRequest"},
		"connections": {func(in *input) {
			in.PersistentConnectionConfigs = []connectapi.PersistentConnectionConfig{{Channel: connectapi.ChannelVoice, PersistentConnection: &yes}}
		}, 400, "InvalidRequest"},
		"enhancements": {func(in *input) {
			in.VoiceEnhancementConfigs = []connectapi.VoiceEnhancementConfig{{Channel: connectapi.ChannelVoice, VoiceEnhancementMode: "NOISE_SUPPRESSION"}}
		}, 400, "InvalidRequest"},
	}
	want := f.describeUser(t, ptr("ann"))
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			in := &input{InstanceId: f.id(), UserId: ptr("ann")}
			test.edit(in)
			f.refused(t, "UpdateUserConfig", in, test.status, test.code)
		})
	}
	diff(t, "user", f.describeUser(t, ptr("ann")), want)
}
