package connecthttp

import (
	"context"
	"strings"

	"strowger/internal/center"
	"strowger/internal/connectapi"
)

// maxLexBots is the usual page of ListLexBots.
const maxLexBots = 10

// bot reads which bot a request means: an older one by name and region, or a
// newer one by the ARN of its alias.
func bot(older *connectapi.LexBot, newer *connectapi.LexV2Bot) (center.AssociationType, string, error) {
	switch {
	case (older == nil) == (newer == nil):
		return "", "", center.Errorf(center.Refused, "Give LexBot or LexV2Bot, and not both.")
	case older != nil:
		if *older.Name == "" || *older.LexRegion == "" || strings.Contains(*older.Name, " ") {
			return "", "", center.Errorf(center.Refused, "LexBot needs a Name without spaces and a LexRegion.")
		}
		return center.LexBot, *older.Name + " " + *older.LexRegion, nil
	case newer.AliasArn == nil || !isARNOf(*newer.AliasArn, "lex", "bot-alias/"):
		return "", "", center.Errorf(center.Refused, "LexV2Bot.AliasArn is not the ARN of a bot's alias.")
	default:
		return center.LexBotAlias, *newer.AliasArn, nil
	}
}

func lexBot(a *center.Association) *connectapi.LexBot {
	name, region, _ := strings.Cut(a.Value, " ")
	return &connectapi.LexBot{Name: &name, LexRegion: &region}
}

// AssociateBot notes a bot that flows may use.
//
// Not built: bots are kept and shown; no flow talks to one.
func (s *Service) AssociateBot(ctx context.Context, in *connectapi.AssociateBotInput) (*connectapi.AssociateBotOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	typ, value, err := bot(in.LexBot, in.LexV2Bot)
	if err != nil {
		return nil, err
	}
	_, err = associate(ctx, instance, &center.Association{Type: typ, Value: value, Token: text(in.ClientToken)})
	return nil, err
}

// ListBots lists the older bots (V1) or the newer ones (V2).
func (s *Service) ListBots(_ context.Context, in *connectapi.ListBotsInput) (*connectapi.ListBotsOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	typ := center.LexBot
	if in.LexVersion == connectapi.LexVersionV2 {
		typ = center.LexBotAlias
	}
	items, next, err := associations(instance.Directory(), typ, in.NextToken, in.MaxResults)
	if err != nil {
		return nil, err
	}
	out := &connectapi.ListBotsOutput{NextToken: next, LexBots: make([]connectapi.LexBotConfig, len(items))}
	for i, a := range items {
		if a.Type == center.LexBot {
			out.LexBots[i].LexBot = lexBot(a)
		} else {
			out.LexBots[i].LexV2Bot = &connectapi.LexV2Bot{AliasArn: &a.Value}
		}
	}
	return out, nil
}

// DisassociateBot takes a bot back.
func (s *Service) DisassociateBot(ctx context.Context, in *connectapi.DisassociateBotInput) (*connectapi.DisassociateBotOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	typ, value, err := bot(in.LexBot, in.LexV2Bot)
	if err != nil {
		return nil, err
	}
	return nil, disassociate(ctx, instance, typ, value)
}

// AssociateLexBot notes an older bot.
//
// Not built: bots are kept and shown; no flow talks to one.
func (s *Service) AssociateLexBot(ctx context.Context, in *connectapi.AssociateLexBotInput) (*connectapi.AssociateLexBotOutput, error) {
	_, err := s.AssociateBot(ctx, &connectapi.AssociateBotInput{InstanceId: in.InstanceId, LexBot: in.LexBot, ClientToken: in.ClientToken})
	return nil, err
}

// ListLexBots lists the older bots.
func (s *Service) ListLexBots(_ context.Context, in *connectapi.ListLexBotsInput) (*connectapi.ListLexBotsOutput, error) {
	instance, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	if in.MaxResults == nil {
		in.MaxResults = ptr(int32(maxLexBots))
	}
	items, next, err := associations(instance.Directory(), center.LexBot, in.NextToken, in.MaxResults)
	if err != nil {
		return nil, err
	}
	out := &connectapi.ListLexBotsOutput{NextToken: next, LexBots: make([]connectapi.LexBot, len(items))}
	for i, a := range items {
		out.LexBots[i] = *lexBot(a)
	}
	return out, nil
}

// DisassociateLexBot takes an older bot back.
func (s *Service) DisassociateLexBot(ctx context.Context, in *connectapi.DisassociateLexBotInput) (*connectapi.DisassociateLexBotOutput, error) {
	_, err := s.DisassociateBot(ctx, &connectapi.DisassociateBotInput{InstanceId: in.InstanceId,
		LexBot: &connectapi.LexBot{Name: in.BotName, LexRegion: in.LexRegion}})
	return nil, err
}
