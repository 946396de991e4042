package center

// Prompt is a recording to be played to callers. It is kept and shown; Strowger
// carries no audio.
type Prompt struct {
	ID          PromptID
	Name        string
	Description string
	Source      string // S3 URI of the recording
	Tags        map[string]string
	Stamp       Stamp
}

// RecordKind implements Record.
func (p *Prompt) RecordKind() ResourceKind { return KindPrompt }

// RecordKey implements Record.
func (p *Prompt) RecordKey() string { return string(p.ID) }

// ResourceName implements Resource.
func (p *Prompt) ResourceName() string { return p.Name }

// ResourceStamp implements Resource.
func (p *Prompt) ResourceStamp() *Stamp { return &p.Stamp }

func (p *Prompt) check(*Directory) error { return nil }
