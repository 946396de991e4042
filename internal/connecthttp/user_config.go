package connecthttp

import (
	"context"
	"time"

	"strowger/internal/center"
	"strowger/internal/connectapi"
)

// UpdateUserConfig sets auto-accept and the limit of after-contact work by
// channel (R4.24 to R4.28). Channels that are not named stay as they are.
//
// Not built: PhoneNumberConfigs, PersistentConnectionConfigs,
// VoiceEnhancementConfigs, AgentFirstCallbackAutoAccept and
// AgentFirstCallbackAfterContactWorkConfig; they are refused. For the first two
// there is UpdateUserPhoneConfig.
func (s *Service) UpdateUserConfig(ctx context.Context, in *connectapi.UpdateUserConfigInput) (*connectapi.UpdateUserConfigOutput, error) {
	if err := refuseConfigs(len(in.PhoneNumberConfigs), len(in.PersistentConnectionConfigs), len(in.VoiceEnhancementConfigs)); err != nil {
		return nil, err
	}
	media, err := mediaConfigs(in.AutoAcceptConfigs, in.AfterContactWorkConfigs)
	if err != nil {
		return nil, err
	}
	return nil, s.editUser(ctx, in.InstanceId, in.UserId, func(u *center.User) error {
		for ch, set := range media {
			if set.AutoAccept != nil {
				u.Media[ch].AutoAccept = set.AutoAccept
			}
			if set.AfterContactWork != nil {
				u.Media[ch].AfterContactWork = set.AfterContactWork
			}
		}
		return nil
	})
}

// refuseConfigs refuses settings by channel that are not built, of which so many
// are given.
func refuseConfigs(numbers, connections, enhancements int) error {
	for _, unbuilt := range []struct {
		member string
		length int
		use    string
	}{
		{"PhoneNumberConfigs", numbers, "; use PhoneConfig.PhoneType and DeskPhoneNumber"},
		{"PersistentConnectionConfigs", connections, "; use PhoneConfig.PersistentConnection"},
		{"VoiceEnhancementConfigs", enhancements, ""},
	} {
		if unbuilt.length > 0 {
			return center.Errorf(center.Refused, "%s are not supported yet%s.", unbuilt.member, unbuilt.use)
		}
	}
	return nil
}

// mediaConfigs reads settings by channel, each channel at most once in a list.
func mediaConfigs(accept []connectapi.AutoAcceptConfig, work []connectapi.AfterContactWorkConfigPerChannel) (media [center.Channels]center.MediaConfig, err error) {
	for _, c := range accept {
		ch, err := channelOf("AutoAcceptConfigs", c.Channel)
		switch {
		case err != nil:
			return media, err
		case c.AgentFirstCallbackAutoAccept != nil:
			return media, unsupported("AgentFirstCallbackAutoAccept", "agents accept callbacks themselves")
		case media[ch].AutoAccept != nil:
			return media, center.Errorf(center.Invalid, "AutoAcceptConfigs has %s twice.", c.Channel)
		}
		media[ch].AutoAccept = c.AutoAccept
	}
	for _, c := range work {
		ch, err := channelOf("AfterContactWorkConfigs", c.Channel)
		switch {
		case err != nil:
			return media, err
		case c.AgentFirstCallbackAfterContactWorkConfig != nil:
			return media, unsupported("AgentFirstCallbackAfterContactWorkConfig", "callbacks have the after-contact work of calls")
		case media[ch].AfterContactWork != nil:
			return media, center.Errorf(center.Invalid, "AfterContactWorkConfigs has %s twice.", c.Channel)
		}
		limit, err := workLimit("AfterContactWorkConfig.AfterContactWorkTimeLimit", c.AfterContactWorkConfig.AfterContactWorkTimeLimit)
		if err != nil {
			return media, err
		}
		media[ch].AfterContactWork = &limit
	}
	return media, nil
}

func channelOf(member string, name connectapi.Channel) (center.Channel, error) {
	ch, ok := center.ParseChannel(string(name))
	if !ok {
		return 0, center.Errorf(center.Invalid, "%s: there is no channel %q.", member, name)
	}
	return ch, nil
}

// maxAfterContactWork is the largest limit of after-contact work in seconds
// (R4.27). The model knows no bound.
const maxAfterContactWork = 2_000_000

// workLimit reads a limit of after-contact work in seconds; none is 0, which is
// without limit.
func workLimit(member string, seconds *int32) (time.Duration, error) {
	if seconds == nil {
		return 0, nil
	}
	if *seconds > maxAfterContactWork {
		return 0, center.Errorf(center.Invalid, "%s must be at most %d, but is %d", member, maxAfterContactWork, *seconds)
	}
	return time.Duration(*seconds) * time.Second, nil
}

// wireAutoAccept lists the channels for which auto-accept was set by channel.
func wireAutoAccept(u *center.User) []connectapi.AutoAcceptConfig {
	var list []connectapi.AutoAcceptConfig
	for ch, set := range u.Media {
		if set.AutoAccept != nil {
			list = append(list, connectapi.AutoAcceptConfig{Channel: connectapi.Channel(center.Channel(ch).String()), AutoAccept: set.AutoAccept})
		}
	}
	return list
}

// wireWorkLimits lists the channels for which the limit of after-contact work
// was set by channel, in seconds.
func wireWorkLimits(u *center.User) []connectapi.AfterContactWorkConfigPerChannel {
	var list []connectapi.AfterContactWorkConfigPerChannel
	for ch, set := range u.Media {
		if set.AfterContactWork != nil {
			list = append(list, connectapi.AfterContactWorkConfigPerChannel{Channel: connectapi.Channel(center.Channel(ch).String()),
				AfterContactWorkConfig: &connectapi.AfterContactWorkConfig{AfterContactWorkTimeLimit: ptr(int32(*set.AfterContactWork / time.Second))}})
		}
	}
	return list
}
