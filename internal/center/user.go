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
	HierarchyGroupID string
	Phone            PhoneConfig
	ProfileID        RoutingProfileID
	SecurityProfiles []SecurityProfileID
	Tags             map[string]string
	Stamp            Stamp
}

// PhoneConfig is how a user is reached and what follows a contact.
type PhoneConfig struct {
	Type              string // SOFT_PHONE or DESK_PHONE
	AutoAccept        bool
	AfterContactWork  time.Duration // 0: until the agent clears (R4.27)
	DeskPhone         string
	PersistentConnect bool
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
	return nil
}
