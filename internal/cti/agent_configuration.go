package cti

import (
	"context"
	"maps"
	"slices"
	"strings"

	"strowger/internal/center"
	"strowger/internal/ctiapi"
)

// softPhone is the phone type of a user who talks through the desk.
const softPhone = "SOFT_PHONE"

// GetAgentConfiguration returns how the agent is set up: names, phone, routing
// profile with the channels that are on and their concurrency. The library adds
// permissions, states, queues and dialable countries from their own operations.
func (s *Service) GetAgentConfiguration(ctx context.Context, _ *ctiapi.GetAgentConfigurationInput) (*ctiapi.GetAgentConfigurationOutput, error) {
	d := caller(ctx)
	dir := d.Directory()
	user, ok := dir.Users.Get(string(d.user))
	if !ok {
		return nil, gone(string(d.user))
	}
	profile, ok := dir.Profiles.Get(string(user.ProfileID))
	if !ok {
		return nil, center.Missing(center.KindRoutingProfile, string(user.ProfileID))
	}
	concurrency := map[string]int64{}
	for ch := range center.Channel(center.Channels) {
		if n := profile.Media[ch].Concurrency; n > 0 {
			concurrency[ch.String()] = int64(n)
		}
	}
	return &ctiapi.GetAgentConfigurationOutput{Configuration: &ctiapi.AgentConfiguration{
		AgentARN:            ptr(dir.Instance.ARN(center.KindUser, string(user.ID))),
		Username:            &user.Username,
		Name:                ptr(displayName(user)),
		Extension:           &user.Phone.DeskPhone,
		SoftphoneEnabled:    ptr(user.Phone.Type == softPhone),
		SoftphoneAutoAccept: ptr(user.AutoAccepts(center.Voice)),
		AgentPreferences:    map[string]string{},
		RoutingProfile: &ctiapi.RoutingProfile{
			Name: &profile.Name, RoutingProfileARN: ptr(dir.Instance.ARN(center.KindRoutingProfile, string(profile.ID))),
			ChannelConcurrencyMap: concurrency,
			DefaultOutboundQueue:  queueRef(dir, center.FlowTarget{QueueID: profile.DefaultOutboundQueueID}),
		},
	}}, nil
}

// displayName is the name by which colleagues know the user.
func displayName(u *center.User) string {
	if name := strings.TrimSpace(u.FirstName + " " + u.LastName); name != "" {
		return name
	}
	return u.Username
}

// permissionNames are the words of this protocol for permissions of security
// profiles. Permissions without one say nothing to a desk and are left out.
var permissionNames = map[string]string{
	"OutboundCallAccess":         "outboundCall",
	"VoiceId.Access":             "voiceId",
	"RealtimeContactLens.View":   "ccpRealtimeContactLens",
	"AudioDeviceSettings.Access": "audioDeviceSettings",
	"VideoContact.Access":        "videoContact",
	"OutboundEmail.Create":       "outboundEmail",
	"SelfAssignContacts.Access":  "selfAssignContacts",
}

// GetAgentPermissions lists what the agent's security profiles allow at a desk,
// in the order of names.
func (s *Service) GetAgentPermissions(ctx context.Context, in *ctiapi.GetAgentPermissionsInput) (*ctiapi.GetAgentPermissionsOutput, error) {
	d := caller(ctx)
	dir := d.Directory()
	user, ok := dir.Users.Get(string(d.user))
	if !ok {
		return nil, gone(string(d.user))
	}
	allowed := map[string]bool{}
	for _, id := range user.SecurityProfiles {
		profile, ok := dir.SecurityProfiles.Get(string(id))
		if !ok {
			continue
		}
		for _, permission := range profile.Permissions {
			if name, known := permissionNames[permission]; known {
				allowed[name] = true
			}
		}
	}
	names, next, err := page(slices.Sorted(maps.Keys(allowed)), func(name string) string { return name }, in.NextToken, in.MaxResults)
	if err != nil {
		return nil, err
	}
	return &ctiapi.GetAgentPermissionsOutput{Permissions: names, NextToken: next}, nil
}
