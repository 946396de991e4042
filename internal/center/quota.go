package center

// Quotas are what an account may have at once (section 5.9 of the rules). A
// number of 0 is no limit, and so is what is not named.
type Quotas struct {
	Instances int
	Resources map[ResourceKind]int // of each instance
	Contacts  [Channels]int        // of each instance, active at once
}

// AWSQuotas are those with which a new account of Amazon Connect begins.
func AWSQuotas() *Quotas {
	q := &Quotas{Instances: 2, Resources: map[ResourceKind]int{
		KindUser: 500, KindQueue: 100, KindRoutingProfile: 500, KindAgentStatus: 50, KindHours: 100, KindFlow: 100, KindFlowModule: 200,
		KindQuickConnect: 100, KindPredefinedAttribute: 150, KindSecurityProfile: 100, KindHierarchyGroup: 500, KindPhoneNumber: 10,
		KindPrompt: 500, KindTaskTemplate: 50,
	}}
	q.Contacts[Voice], q.Contacts[Chat], q.Contacts[Task], q.Contacts[Email] = 10, 500, 2500, 1000
	return q
}

// AllContacts returns the sum of the quotas of contacts, below which the
// MaxContacts of a queue must stay (R5.12); 0: there is no such sum.
func (q *Quotas) AllContacts() int {
	sum := 0
	for _, n := range q.Contacts {
		if n == 0 {
			return 0
		}
		sum += n
	}
	return sum
}
