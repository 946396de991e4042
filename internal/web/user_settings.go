package web

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"strowger/internal/center"
	"strowger/internal/routing"
)

// The permissions for users, by the API's names.
const (
	userViewing    = "Users.View"
	userCreating   = "Users.Create"
	userEditing    = "Users.Edit"
	userDeleting   = "Users.Delete"
	userPermitting = "Users.EditPermission" // to give security profiles
)

func (c *Console) userRoutes() map[string]http.HandlerFunc {
	one := usersPath + "/{UserId}"
	return map[string]http.HandlerFunc{
		"GET " + usersPath:                   c.allow(c.listUsers, userViewing),
		"GET " + usersPath + "/new":          c.allow(c.newUser, userCreating),
		"POST " + usersPath + "/new":         c.allow(c.createUser, userCreating),
		"GET " + one:                         c.allow(c.showUser, userViewing, ConsolePermission),
		"POST " + one:                        c.allow(c.saveUser(readUser), userEditing),
		"POST " + one + "/security-profiles": c.allow(c.saveUser(readSecurityProfiles), userPermitting),
		"POST " + one + "/proficiencies":     c.allow(c.saveUser(readProficiencies), userEditing),
		"POST " + one + "/delete":            c.allow(c.deleteUser, userDeleting),
	}
}

// userRow is one user of the list.
type userRow struct {
	ID, Name, Username, Profile, ProfileID, Security, Group string
}

// listUsers lists the users, or those of whom a name or an address has what is
// searched for.
func (c *Console) listUsers(v *visit) {
	search := newNameSearch(v)
	var rows []userRow
	for u := range v.d.Users.All() {
		if !search.matches(u.Username, u.FirstName, u.LastName, u.Email) {
			continue
		}
		row := userRow{ID: string(u.ID), Name: displayName(u), Username: u.Username, ProfileID: string(u.ProfileID), Group: groupName(v.d, u.HierarchyGroupID)}
		if p, ok := v.d.Profiles.Get(row.ProfileID); ok {
			row.Profile = p.Name
		}
		var names []string
		for _, id := range u.SecurityProfiles {
			if s, ok := v.d.SecurityProfiles.Get(string(id)); ok {
				names = append(names, s.Name)
			}
		}
		row.Security = strings.Join(names, ", ")
		rows = append(rows, row)
	}
	sortByName(rows, func(r userRow) string { return r.Name })
	shown := rows[:min(len(rows), maxListed)]
	c.show(v, http.StatusOK, page{name: "users", Title: "Users", Body: listView{Search: search, Rows: shown, More: len(rows) - len(shown), MayCreate: v.can(userCreating)}})
}

// groupName is the path of a hierarchy group, "" for none.
func groupName(d *center.Directory, id center.HierarchyGroupID) string {
	var names []string
	for _, g := range d.HierarchyPath(id) {
		names = append(names, g.Name)
	}
	return strings.Join(names, " / ")
}

// userForm are the settings of a user.
type userForm struct {
	settings
	Username, Password, First, Last, Email input
	WorkLimit                              input
	Profile, Group                         choice
	Security                               choice
	Proficiencies                          []proficiencyFields
	Blank                                  proficiencyFields
	HasPassword                            bool // a new user is given one
	MayPermit                              bool
}

// proficiencyFields are those of one row.
type proficiencyFields struct {
	What, Level choice
	Wrong       string
}

func userFormOf(v *visit, u *center.User, f *form) *userForm {
	out := &userForm{
		settings: settings{ID: string(u.ID), Revision: u.Stamp.Revision, Problem: f.all, Here: usersPath + "/" + string(u.ID),
			MayEdit: v.can(userEditing), MayDelete: v.can(userDeleting) && u.ID != v.user.ID},
		Username: f.textInput("username", "User name", u.Username),
		Password: input{Name: "password", Label: "Password", Type: "password", Wrong: f.wrong["password"], Hint: passwordHint},
		First:    f.textInput("first", "First name", u.FirstName), Last: f.textInput("last", "Last name", u.LastName), Email: f.textInput("email", "E-mail address", u.Email),
		WorkLimit: f.textInput("work", "After-contact work ends after, s", fmt.Sprint(int(u.AfterContactWork(center.Voice).Seconds()))),
		Profile: choice{Name: "profile", Label: "Routing profile", Wrong: f.wrong["profile"],
			Options: options(&v.d.Profiles, func(p *center.RoutingProfile) string { return p.Name }, string(u.ProfileID))},
		Group: choice{Name: "group", Label: "Hierarchy group", Options: options(&v.d.HierarchyGroups,
			func(g *center.HierarchyGroup) string { return groupName(v.d, g.ID) }, string(u.HierarchyGroupID))},
		Security:    choice{Name: "security", Label: "Security profiles", Wrong: f.wrong["security"]},
		HasPassword: managed(v.d.Instance), MayPermit: v.can(userPermitting),
	}
	out.WorkLimit.Hint, out.WorkLimit.Number = "0: when the agent clears the contact.", true
	out.Group.Options = noneOf(out.Group.Options)
	for s := range v.d.SecurityProfiles.All() {
		if u.ID == "" && !mayGive(v, s.ID) {
			continue
		}
		out.Security.Options = append(out.Security.Options, option{Value: string(s.ID), Name: s.Name, Chosen: slices.Contains(u.SecurityProfiles, s.ID)})
	}
	sortOptions(out.Security.Options)
	for i, p := range u.Proficiencies {
		out.Proficiencies = append(out.Proficiencies, proficiencyRow(v.d, i, p, f.wrong[fmt.Sprintf("proficiency-%d", i)]))
	}
	out.Blank = proficiencyRow(v.d, -1, center.Proficiency{Level: 3}, "")
	if u.ID == "" {
		out.MayEdit, out.MayDelete = v.can(userCreating), false
	}
	return out
}

// noneOf makes the first of the options the choice of none.
func noneOf(all []option) []option {
	if len(all) > 0 && all[0].Value == "" {
		all[0].Name = "none"
		return all
	}
	return append([]option{{Name: "none"}}, all...)
}

// proficiencySplit stands between attribute and value in a choice.
const proficiencySplit = "\t"

func proficiencyRow(d *center.Directory, row int, p center.Proficiency, wrong string) proficiencyFields {
	at, label := fmt.Sprint(row), fmt.Sprintf("Row %d: ", row+1)
	if row < 0 {
		at, label = "new", "New row: "
	}
	out := proficiencyFields{Wrong: wrong,
		What:  choice{Name: "proficiency", ID: "proficiency-" + at, Label: label + "proficiency", Bare: true, Wrong: wrong},
		Level: choice{Name: "level", ID: "level-" + at, Label: label + "level", Bare: true}}
	for a := range d.PredefinedAttributes.All() {
		for _, value := range a.Values {
			out.What.Options = append(out.What.Options, option{Value: a.Name + proficiencySplit + value, Name: a.Name + ": " + value, Chosen: a.Name == p.Name && value == p.Value})
		}
	}
	for level := 1; level <= 5; level++ {
		out.Level.Options = append(out.Level.Options, option{Value: fmt.Sprint(level), Name: fmt.Sprint(level), Chosen: float64(level) == p.Level})
	}
	return out
}

// managed reports whether the instance keeps the passwords of its users.
func managed(in *center.Instance) bool {
	return in.IdentityManagementType == "" || in.IdentityManagementType == "CONNECT_MANAGED"
}

// mayGive reports whether the visitor may give a new user a security profile: who
// may not give permissions gives none beyond the own ones.
func mayGive(v *visit, id center.SecurityProfileID) bool {
	s, ok := v.d.SecurityProfiles.Get(string(id))
	return ok && (v.can(userPermitting) || !slices.ContainsFunc(s.Permissions, func(p string) bool { return !v.can(p) }))
}

const passwordHint = "8 to 64 characters, among them a small and a capital letter and a digit, no blanks."

// goodPassword reports whether the API would take the password.
func goodPassword(text string) bool {
	n := utf8.RuneCountInString(text)
	return n >= 8 && n <= 64 && utf8.ValidString(text) && !strings.ContainsFunc(text, unicode.IsSpace) &&
		strings.ContainsAny(text, "abcdefghijklmnopqrstuvwxyz") && strings.ContainsAny(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") && strings.ContainsAny(text, "0123456789")
}

func (c *Console) newUser(v *visit) {
	c.writeUser(v, http.StatusOK, userFormOf(v, &center.User{}, &form{}), nil)
}

// createUser makes a user, who is offline until the first sign-in.
func (c *Console) createUser(v *visit) {
	f, u := readForm(v), &center.User{ID: center.UserID(uuid.NewString()), Phone: center.PhoneConfig{Type: "SOFT_PHONE"}}
	readUser(v, f, u)
	readSecurityProfiles(v, f, u)
	if u.Username = f.text("username", 1, 100); strings.ContainsFunc(u.Username, unicode.IsSpace) {
		f.blame("username", "A user name has no blanks.")
	}
	for _, id := range u.SecurityProfiles {
		if !mayGive(v, id) {
			f.blame("security", "You cannot give a security profile that has permissions you do not have.")
		}
	}
	if _, taken := v.d.Users.ByName(u.Username); taken { // before the password costs time
		f.blame("username", nameTaken)
	}
	password := f.values.Get("password")
	if managed(v.d.Instance) && !goodPassword(password) {
		f.blame("password", "%s", passwordHint)
	}
	if f.ok() && managed(v.d.Instance) {
		var err error
		if u.PasswordHash, err = c.hash(v, password); err != nil {
			c.unavailable(v)
			return
		}
	}
	if f.ok() {
		if saved, _ := c.save(v.r.Context(), v.instance, f, c.put(u, 0)); saved {
			v.goTo(usersPath + "/" + string(u.ID))
			return
		}
		if wrong := f.wrong["name"]; wrong != "" {
			f.blame("username", "%s", wrong)
		}
	}
	u.ID = ""
	c.writeUser(v, http.StatusBadRequest, userFormOf(v, u, f), nil)
}

// hash makes the stored form of a password, which takes long on purpose.
func (c *Console) hash(v *visit, password string) (string, error) {
	select {
	case c.hashing <- struct{}{}:
		defer func() { <-c.hashing }()
		return c.options.Hash(password)
	case <-v.r.Context().Done():
		return "", v.r.Context().Err()
	}
}

// saveUser saves what read takes from a form.
func (c *Console) saveUser(read func(*visit, *form, *center.User)) func(*visit) {
	return func(v *visit) {
		old, ok := v.d.Users.Get(v.r.PathValue("UserId"))
		if !ok {
			c.missing(v, "user")
			return
		}
		f, u := readForm(v), *old
		read(v, f, &u)
		status, stale := http.StatusBadRequest, false
		if f.ok() {
			var saved bool
			if saved, stale = c.save(v.r.Context(), v.instance, f, c.put(&u, f.revision())); saved {
				v.goTo(usersPath + "/" + string(u.ID))
				return
			}
		}
		u.Stamp.Revision = f.revision()
		if stale {
			status, u.Stamp.Revision = http.StatusConflict, old.Stamp.Revision
		}
		view := userFormOf(v, &u, f)
		view.Stale = stale
		c.writeUser(v, status, view, old)
	}
}

// maxWorkLimit is the largest limit of after-contact work in seconds (R4.27).
const maxWorkLimit = 2_000_000

func readUser(_ *visit, f *form, u *center.User) {
	u.FirstName, u.LastName, u.Email = f.text("first", 0, 255), f.text("last", 0, 300), f.text("email", 0, 254)
	if u.ProfileID = center.RoutingProfileID(f.values.Get("profile")); u.ProfileID == "" {
		f.blame("profile", "Choose a routing profile.")
	}
	u.HierarchyGroupID = center.HierarchyGroupID(f.values.Get("group"))
	limit := time.Duration(f.whole("work", f.sent("work", "0"), 0, maxWorkLimit)) * time.Second
	if limit != u.AfterContactWork(center.Voice) {
		u.Phone.AfterContactWork = limit
		for ch := range u.Media { // as UpdateUserPhoneConfig does (R4.28)
			u.Media[ch].AfterContactWork = nil
		}
	}
}

func readSecurityProfiles(_ *visit, f *form, u *center.User) {
	u.SecurityProfiles = nil
	for _, id := range f.values["security"] {
		if s := center.SecurityProfileID(id); !slices.Contains(u.SecurityProfiles, s) {
			u.SecurityProfiles = append(u.SecurityProfiles, s)
		}
	}
	if len(u.SecurityProfiles) == 0 {
		f.blame("security", "Choose one at least.")
	}
}

func readProficiencies(_ *visit, f *form, u *center.User) {
	u.Proficiencies = nil
	for i, what := range f.values["proficiency"] {
		name, value, _ := strings.Cut(what, proficiencySplit)
		field := fmt.Sprintf("proficiency-%d", i)
		level := f.whole(field, f.column("level", i), 1, 5)
		if slices.ContainsFunc(u.Proficiencies, func(p center.Proficiency) bool { return p.Name == name && p.Value == value }) {
			f.blame(field, "This stands above already.")
		}
		u.Proficiencies = append(u.Proficiencies, center.Proficiency{Name: name, Value: value, Level: float64(level)})
	}
	if f.ok() {
		slices.SortFunc(u.Proficiencies, func(a, b center.Proficiency) int {
			return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.Value, b.Value))
		})
	}
}

// deleteUser removes a user (Q31). Nobody removes the own one, who could not undo
// it.
func (c *Console) deleteUser(v *visit) {
	id := v.r.PathValue("UserId")
	if id == string(v.user.ID) {
		c.say(v, http.StatusBadRequest, "Not deleted", "You cannot delete yourself.")
		return
	}
	c.remove(v, routing.Remove{Kind: center.KindUser, ID: id}, usersPath)
}

// writeUser shows a form; saved is the user as it is, nil for a new one.
func (c *Console) writeUser(v *visit, status int, form *userForm, saved *center.User) {
	title := "New user"
	if saved != nil {
		title = displayName(saved)
	}
	c.show(v, status, page{name: "user", Title: title, Script: "user.js", Body: userView{Settings: form}})
}
