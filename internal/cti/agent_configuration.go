package cti

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"strowger/internal/center"
	"strowger/internal/ctiapi"
	"strowger/internal/routing"
)

// softPhone is the phone type of a user who talks through the desk.
const softPhone = "SOFT_PHONE"

// deskPhone is that of one who is called there.
const deskPhone = "DESK_PHONE"

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
		AgentPreferences:    map[string]string{preferredLanguage: cmp.Or(user.Language, center.DefaultLanguage)},
		RoutingProfile: &ctiapi.RoutingProfile{
			Name: &profile.Name, RoutingProfileARN: ptr(dir.Instance.ARN(center.KindRoutingProfile, string(profile.ID))),
			ChannelConcurrencyMap: concurrency,
			DefaultOutboundQueue:  queueRef(dir, center.FlowTarget{QueueID: profile.DefaultOutboundQueueID}),
		},
	}}, nil
}

// preferredLanguage and preferredLocale name one preference of an agent: the client
// library reads the first and sets the second.
const (
	preferredLanguage = "LANGUAGE"
	preferredLocale   = "locale"
)

// languages are those that the client library knows.
var languages = []string{"en_US", "de_DE", "es_ES", "fr_FR", "ja_JP", "it_IT", "ko_KR", "pt_BR", "zh_CN", "zh_TW"}

// UpdateAgentConfiguration changes what agents may set for themselves: the phone
// (softphoneEnabled, and extension, the number of a desk phone), whether calls are
// accepted by themselves, and the language of the page. The rest is the
// administrator's, and must be as GetAgentConfiguration says; what is left out of it
// is not looked at.
func (s *Service) UpdateAgentConfiguration(ctx context.Context, in *ctiapi.UpdateAgentConfigurationInput) (*ctiapi.UpdateAgentConfigurationOutput, error) {
	d, asked := caller(ctx), in.Configuration
	for {
		is, err := s.GetAgentConfiguration(ctx, nil)
		if err != nil {
			return nil, err
		}
		if err := checkConfiguration(is.Configuration, asked); err != nil {
			return nil, err
		}
		dir := d.Directory()
		user, ok := dir.Users.Get(string(d.user))
		if !ok {
			return nil, gone(string(d.user))
		}
		changed := *user
		changed.Phone.Type = deskPhone
		if *asked.SoftphoneEnabled {
			changed.Phone.Type = softPhone
		}
		changed.Phone.DeskPhone, changed.Phone.AutoAccept = *asked.Extension, *asked.SoftphoneAutoAccept
		if changed.Media[center.Voice].AutoAccept != nil { // the newer switch goes before (R4.25)
			changed.Media[center.Voice].AutoAccept = asked.SoftphoneAutoAccept
		}
		changed.Language = cmp.Or(asked.AgentPreferences[preferredLocale], asked.AgentPreferences[preferredLanguage], user.Language)
		err = d.do(ctx, routing.Put{Resource: &changed, Base: user.Stamp.Revision})
		if !errors.Is(err, center.Stale) { // else somebody else changed the user meanwhile
			return nil, err
		}
	}
}

// checkConfiguration refuses what an agent may not change, and what cannot be.
func checkConfiguration(is, asked *ctiapi.AgentConfiguration) error {
	profile := asked.RoutingProfile
	for _, member := range []struct{ name, is, asked string }{
		{"name", *is.Name, *asked.Name},
		{"username", *is.Username, cmp.Or(text(asked.Username), *is.Username)},
		{"agentARN", *is.AgentARN, cmp.Or(text(asked.AgentARN), *is.AgentARN)},
		{"routingProfile.routingProfileARN", *is.RoutingProfile.RoutingProfileARN, cmp.Or(text(profile.RoutingProfileARN), *is.RoutingProfile.RoutingProfileARN)},
	} {
		if member.is != member.asked {
			return refused(codeConfiguration, "configuration."+member.name+" is not the agent's to change.")
		}
	}
	if !*asked.SoftphoneEnabled && *asked.Extension == "" {
		return refused(codeConfiguration, "A desk phone needs a number: give configuration.extension.")
	}
	if *asked.Extension != "" && !dialable.MatchString(*asked.Extension) {
		return refused(codeConfiguration, "configuration.extension must be a telephone number of the form +12065550100.")
	}
	for _, name := range slices.Sorted(maps.Keys(asked.AgentPreferences)) {
		switch {
		case name != preferredLanguage && name != preferredLocale:
			return refused(codeConfiguration, "configuration.agentPreferences has "+preferredLanguage+" and "+preferredLocale+" alone.")
		case !slices.Contains(languages, asked.AgentPreferences[name]):
			return refused(codeConfiguration, "configuration.agentPreferences."+name+" is no language of the page.")
		}
	}
	return nil
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
