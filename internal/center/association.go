package center

// Association is something outside that an instance may use: an origin of web
// pages, a function, a bot or a key. It is there or not, and has no other
// members to change.
type Association struct {
	ID    string // what AssociationID makes
	Type  AssociationType
	Value string // origin, ARN, "name region" of an older bot, or PEM
	Key   string // short id of its own, where the API gives it one
	Made  Instant
	Token string // ClientToken of the request that made it
	Stamp Stamp
}

// AssociationType is what an association is of.
type AssociationType string

// The types of association.
const (
	ApprovedOrigin AssociationType = "origin"
	LambdaFunction AssociationType = "lambda"
	LexBot         AssociationType = "lex-bot"
	LexBotAlias    AssociationType = "lex-bot-alias"
	SecurityKey    AssociationType = "security-key"
)

// MaxSecurityKeys is how many keys an instance has at most.
const MaxSecurityKeys = 2

// AssociationID is the key of an association.
func AssociationID(t AssociationType, value string) string { return string(t) + " " + value }

// RecordKind implements Record.
func (a *Association) RecordKind() ResourceKind { return KindAssociation }

// RecordKey implements Record.
func (a *Association) RecordKey() string { return a.ID }

// ResourceName returns the key: associations have no names.
func (a *Association) ResourceName() string { return a.ID }

// MadeBy returns the request that made the association.
func (a *Association) MadeBy() Request { return Request{Token: a.Token, Digest: a.ID} }

// ResourceStamp implements Resource.
func (a *Association) ResourceStamp() *Stamp { return &a.Stamp }

func (a *Association) check(d *Directory) error {
	if a.Type != SecurityKey {
		return nil
	}
	keys := 0
	for other := range d.Associations.All() {
		if other.Type == SecurityKey && other.ID != a.ID {
			keys++
		}
	}
	if keys >= MaxSecurityKeys {
		return Errorf(Limit, "An instance may have %d security keys.", MaxSecurityKeys)
	}
	return nil
}
