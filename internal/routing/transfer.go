package routing

import "strowger/internal/center"

// MaxTransfers is how often a contact can be transferred: a chain holds twelve
// segments (R2.21).
const MaxTransfers = 11

// transfer ends a segment and begins the next one of its chain, which runs the
// flow given. It ranks by the time of its own entry into a queue (R2.18), or,
// where an agent hands it on, by that of the segment before (R2.17). Priority and adjustment go with
// it (Q12c); routing criteria too, from step 1, unless an agent had the contact
// (R6.17).
func (e *Engine) transfer(cmd Transfer) error {
	next := cmd.Next
	c, err := e.find(cmd.ContactID)
	if c != nil {
		next.Channel = c.Channel
	}
	if next.ClientToken != "" { // looked up first: after the transfer the old segment may be gone
		if id, seen := e.tokens.find(e.now, tokenKey{next.Channel, true, next.ClientToken}); seen {
			e.out.Result.ContactID = id
			return nil
		}
	}
	if err != nil {
		return err
	}
	switch {
	case c.State == center.Ended:
		return center.Missing(center.KindContact, string(c.ID))
	case c.State == center.Offered:
		return center.Errorf(center.Conflict, "Contact %s is ringing at an agent.", c.ID)
	case c.external():
		return center.Errorf(center.Refused, "Contact %s is a third party who is called, and cannot be transferred.", c.ID)
	case c.State == center.Dialing:
		return center.Errorf(center.Conflict, "The customer of contact %s is being called.", c.ID)
	case c.Transfers >= MaxTransfers:
		return center.Errorf(center.Refused, "Contact %s was transferred %d times; more are not possible.", c.ID, MaxTransfers)
	}
	if cmd.By != "" {
		if err := e.mayHandOn(cmd.By, c); err != nil {
			return err
		}
	}
	if err := e.mayStart(next); err != nil {
		return err
	}
	e.continueAs(c, next, cmd.By != "")
	c.NextID, c.TransferCompleted = next.ID, e.now
	e.end(c, transferReason(c.Channel))
	e.begun(next)
	return nil
}

// mayHandOn refuses an agent who does not have the contact in hand. Paused tasks
// may be handed on too (R3.17); a call is by a consultation.
func (e *Engine) mayHandOn(by center.UserID, c *contact) error {
	if c.Channel == center.Voice {
		return center.Errorf(center.Refused, "Contact %s is a call: consult a third party, and leave the call.", c.ID)
	}
	_, _, err := e.held(by, c.ID, center.AgentConnected, center.AgentPaused)
	return err
}

// continueAs fills in what the next segment has of the one before.
func (e *Engine) continueAs(c *contact, next *center.Contact, keepRank bool) {
	next.InitialID, next.PreviousID, next.RelatedID = c.InitialID, c.ID, c.RelatedID
	next.Channel, next.Method = c.Channel, center.QueueTransfer
	if c.State == center.Connected {
		next.Method = center.Transfer
	}
	next.Name, next.Description, next.References = c.Name, c.Description, c.References
	next.TemplateID, next.CustomerID = c.TemplateID, c.CustomerID
	next.Attributes, next.Segment, next.Tags = c.Attributes, c.Segment, c.Tags
	next.Endpoint, next.System, next.Customer = c.Endpoint, c.System, c.Customer
	next.Priority, next.Adjust, next.Expires = c.Priority, c.Adjust, c.Expires
	next.Transfers, next.Tasks, next.ByFlow = c.Transfers+1, c.Tasks, c.ByFlow
	if keepRank {
		next.RankTime = c.RankTime
	}
	if c.State == center.Connected {
		return
	}
	next.Hooks = c.Hooks
	if cur := c.current(); cur != nil {
		fresh := center.Criteria{Index: cur.Index, Steps: append([]center.RoutingStep(nil), cur.Steps...)}
		for i := range fresh.Steps {
			fresh.Steps[i].Status, fresh.Steps[i].Until = center.StepInactive, 0
		}
		next.Criteria = []center.Criteria{fresh}
	}
}

// transferReason is how the old segment ends (section 7.2 of the rules).
func transferReason(ch center.Channel) center.DisconnectReason {
	switch ch {
	case center.Email:
		return center.Transferred
	case center.Task:
		return center.OtherDisconnect
	default:
		return center.AgentDisconnect
	}
}

// assign offers a waiting contact to one given agent, whatever the status and
// above the concurrency if need be (R1.14). Of calls only callbacks can be assigned
// (R1.15). An agent who still holds it as missed or rejected has it once: the new offer
// clears the old one.
func (e *Engine) assignContact(cmd Assign) error {
	a, err := e.agent(cmd.UserID)
	if err != nil {
		return err
	}
	c, err := e.find(cmd.ContactID)
	switch {
	case err != nil:
		return err
	case a.shut:
		return center.Errorf(center.Denied, "User %s has no permission to take contacts.", a.user.ID) // R1.1h
	case !c.assignable():
		return center.Errorf(center.Refused, "Of calls only callbacks can be assigned to a user.")
	case c.State != center.Waiting:
		return center.Errorf(center.Refused, "Contact %s is not waiting in a queue.", c.ID)
	}
	if cmd.Listed {
		if err := e.listed(a, c); err != nil {
			return err
		}
	}
	cleared := e.dropUncleared(a, c.ID)
	e.offer(a, c, rival{})
	if cleared { // there may be room for others
		e.free(a)
	}
	return nil
}
