package center

import "time"

// User is a configured person. What the router knows of a signed-in user is the
// engine's business.
type User struct {
	ID               UserID
	Username         string
	FirstName        string
	LastName         string
	Email            string
	SecondaryEmail   string
	Mobile           string
	PasswordHash     string // empty: the user cannot sign in with a password
	DirectoryUserID  string
	HierarchyGroupID HierarchyGroupID // empty: in none
	Phone            PhoneConfig
	Media            [Channels]MediaConfig // by channel; what is not set there is as Phone says
	ProfileID        RoutingProfileID
	SecurityProfiles []SecurityProfileID
	Proficiencies    []Proficiency
	Language         string // of the agent's page, such as en_US; empty: DefaultLanguage
	Tags             map[string]string
	Stamp            Stamp
}

// DefaultLanguage is that of agents who have chosen none.
const DefaultLanguage = "en_US"

// PhoneConfig is how a user is reached and what follows a contact.
type PhoneConfig struct {
	Type              string // SOFT_PHONE or DESK_PHONE
	AutoAccept        bool
	AfterContactWork  time.Duration // 0: until the agent clears (R4.27)
	DeskPhone         string
	PersistentConnect bool
}

// MediaConfig is what a user has set for one channel (R4.25, R4.28).
type MediaConfig struct {
	AutoAccept       *bool
	AfterContactWork *time.Duration // 0: until the agent clears
}

// AutoAccepts reports whether an offer of the channel is accepted at once
// (R4.24). PhoneConfig speaks of calls alone.
func (u *User) AutoAccepts(ch Channel) bool {
	if set := u.Media[ch].AutoAccept; set != nil {
		return *set
	}
	return ch == Voice && u.Phone.AutoAccept
}

// AfterContactWork returns the limit of after-contact work, 0 for none (R4.27).
func (u *User) AfterContactWork(ch Channel) time.Duration {
	if set := u.Media[ch].AfterContactWork; set != nil {
		return *set
	}
	return u.Phone.AfterContactWork
}

// RecordKind implements Record.
func (u *User) RecordKind() ResourceKind { return KindUser }

// RecordKey implements Record.
func (u *User) RecordKey() string { return string(u.ID) }

// ResourceName implements Resource.
func (u *User) ResourceName() string { return u.Username }

// ResourceStamp implements Resource.
func (u *User) ResourceStamp() *Stamp { return &u.Stamp }

func (u *User) check(d *Directory) error {
	if _, ok := d.Profiles.Get(string(u.ProfileID)); !ok {
		return Missing(KindRoutingProfile, string(u.ProfileID))
	}
	for _, id := range u.SecurityProfiles {
		if _, ok := d.SecurityProfiles.Get(string(id)); !ok {
			return Missing(KindSecurityProfile, string(id))
		}
	}
	if id := u.HierarchyGroupID; id != "" {
		if _, ok := d.HierarchyGroups.Get(string(id)); !ok {
			return Missing(KindHierarchyGroup, string(id))
		}
	}
	return d.checkProficiencies(u.Proficiencies)
}
