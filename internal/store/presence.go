package store

import "strowger/internal/center"

// appendPresence appends the body of a presence.
func appendPresence(b []byte, p *center.Presence) []byte {
	start := len(b)
	b = textMember(b, `,"UserID":`, p.UserID)
	b = textMember(b, `,"StatusID":`, p.StatusID)
	b = numberMember(b, `,"Since":`, p.Since)
	b = textMember(b, `,"NextStatus":`, p.NextStatus)
	b = numberMember(b, `,"NextSince":`, p.NextSince)
	b = numberMember(b, `,"Activity":`, p.Activity)
	b = numberMember(b, `,"Inbound":`, p.Inbound)
	b = numberMember(b, `,"SignedIn":`, p.SignedIn)
	b = numberMember(b, `,"Lease":`, p.Lease)
	b = numberMember(b, `,"Left":`, p.Left)
	b = listMember(b, `,"Uncleared":`, p.Uncleared, appendUncleared)
	return closeObject(b, start)
}

func appendUncleared(b []byte, u *center.Uncleared) []byte {
	start := len(b)
	b = textMember(b, `,"ContactID":`, u.ContactID)
	b = textMember(b, `,"InitialID":`, u.InitialID)
	b = channelMember(b, `,"Channel":`, u.Channel)
	b = textMember(b, `,"Method":`, u.Method)
	b = targetMember(b, &u.Target)
	b = textMember(b, `,"State":`, u.State)
	b = textMember(b, `,"Reason":`, u.Reason)
	b = numberMember(b, `,"Offered":`, u.Offered)
	b = numberMember(b, `,"Since":`, u.Since)
	b = numberMember(b, `,"Enqueued":`, u.Enqueued)
	b = textMember(b, `,"Name":`, u.Name)
	b = textMember(b, `,"Description":`, u.Description)
	b = mapMember(b, `,"Attributes":`, u.Attributes, appendText)
	b = mapMember(b, `,"References":`, u.References, appendReference)
	return closeObject(b, start)
}
