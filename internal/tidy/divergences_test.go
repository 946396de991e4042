package tidy

import (
	"regexp"
	"strings"
	"testing"
)

// divergence is one point in which Strowger differs from Amazon Connect.
type divergence struct {
	title string
	text  string
	// over, where there is one, matches the sources of in (folders) when the
	// point is likely to be settled: then the entry must be looked at again.
	over *regexp.Regexp
	in   []string
}

var engine = []string{"internal/center", "internal/routing"}

// divergences is kept by hand. Write what a user sees, not what the code does.
var divergences = []divergence{
	{title: "Calls have no media", text: "A call is a contact that a telephone gateway reports and hangs up through `/strowger/v1`. Strowger carries no audio: " +
		"no prompts, no key input, no hold music, no recording, no speech recognition."},
	{title: "Telephone numbers are fictitious", text: "`SearchAvailablePhoneNumbers` offers numbers that authorities keep free for films and books, or that begin with 000 where there are none, of the types DID and " +
		"TOLL_FREE. Claiming one takes no time and costs nothing, and a released one can be claimed again at once. A number of one's own comes in with `ImportPhoneNumber`, whose " +
		"`SourcePhoneNumberArn` is any ARN that ends with the number, such as `arn:aws:sms-voice:eu-west-1:123456789012:phone-number/+4930901820`."},
	{title: "Somebody else dials", text: "Agents call numbers, and a telephone gateway asks `/strowger/v1` for the calls and says who answered. An agent whose call reaches nobody " +
		"keeps it as failed until it is cleared, as after a missed offer; one who gives up before the answer is in after-contact work. A call from a queue without an outbound caller id is refused in words (R5.47)."},
	{title: "Callbacks are agent first", text: "An agent accepts a callback, then the customer is called (R5.38). The flow language has no documented way to ask for a customer-first callback, so there " +
		"are none (R5.41, R2.20). Each attempt is a segment of its own; only a call that rang in vain is repeated. A callback that its queue does not take when its delay has passed is over, with " +
		"the reason OTHER. Callbacks run no customer queue flow and no whispers, and are never accepted by themselves (`AgentFirstCallbackAutoAccept`)."},
	{title: "Prompts take no time", text: "`MessageParticipant` in a call goes on at once, and in a chat too where it is a text, which nobody gets. `MessageParticipantIteratively` in a call rests until " +
		"`InterruptFrequencySeconds` have passed, for ever without it. Elsewhere both take the error branch, as they do on Amazon Connect (R5.31). A choice of voice and of flow logging changes nothing: there is no voice and no flow log."},
	{title: "Who waits in a flow", text: "`Wait` works in chats, tasks and e-mails; nothing comes before its time is up. In a call it takes the error branch, and so it does in a whisper. " +
		"A flow that a task was in before it waited goes on where it rested when the task is resumed."},
	{title: "Whispers take no time", text: "They run at the accept, the agent's first, and the contact is joined and leaves its queue in the same moment (R7.2, R7.3, Q19). Calls have the default ones, other channels only those that were set."},
	{title: "No flow on hold or at the agent's desk", text: "Hold flows are stored and checked, and never run: nobody hears them. `UpdateContactEventHooks` keeps them and refuses `DefaultAgentUI` and `DisconnectAgentUI`.",
		over: regexp.MustCompile(`"(DefaultAgentUI|DisconnectAgentUI)"`), in: []string{"internal/routing"}},
	{title: "What runs after a disconnect", text: "A customer in a call or a chat whom the agent leaves goes on as a segment of its own with the flow set for `CustomerRemaining`, initiated by DISCONNECT, whatever the flow does then (R7.6). " +
		"The hooks do not go with it. `TransferContactToAgent` rings at the agent out of the agent's own queue; where the agent has anything but after-contact work in hand, or is not available, the contact ends."},
	{title: "Saved flows do not run", text: "A flow that was never published is kept with its content, even a bad one, and a contact cannot start in it or be sent to it. " +
		"Content saved for later does not run either; contacts take the published one."},
	{title: "Flow actions that are not built take their error branch", text: "They are noted on the contact and reported as an event. Where the flow has no error branch, which only actions " +
		"without effect here may lack, the contact goes on at the next action. The table of flow actions says which they are."},
	{title: "Fields of a task template are references", text: "A task of a template has the fields that are no part of every task as references under the fields' names: URL, NUMBER, DATE (of DATE_TIME), EMAIL, and STRING " +
		"for all others. Defaults fill in what is not given, what is required must be there, and values must be of their types. Of a template there is what it is now; `SnapshotVersion` is refused. Tasks that agents " +
		"make at their desks know no templates."},
	{title: "Views are kept and shown", text: "They have saved and published content and versions. There are none of the type AWS_MANAGED, no `InputSchema`, and no flow shows one; published content is checked for being a JSON object of at most 400 kB, and no further.",
		over: regexp.MustCompile(`"ShowView".*op:`), in: []string{"internal/flow"}},
	{title: "Recordings stay where they are", text: "The source of a prompt is kept and not fetched. `GetPromptFile` answers with it where it is an https URL, and refuses a place in a bucket, and `Beep.wav`."},
	{title: "Where paths may stand", text: "Inside a text they are replaced in names, descriptions and references, of the contact and of tasks that it makes; elsewhere a path is the whole value. `$.Agent` has `UserName`, `FirstName`, " +
		"`LastName` and `ARN`, of the agent who has the contact, or handed it on and is not done with it. Paths of functions and profiles have no value."},
	{title: "Tasks of flows", text: "`CreateTask` makes a task that is related to the contact and lives seven days; `TaskTemplateId` is not built. The flows of one contact make at most ten, and a task made so makes none before an agent has had it. " +
		"Otherwise, and for a flow that is not there, it takes the error branch. The quota of active tasks is for those that the API and agents begin."},
	{title: "A split is the same on every run", text: "`DistributeByPercentage` draws from the contact's id, the action and the step, not from chance, so that a replay takes the same way."},
	{title: "Routing steps are shown with four statuses", text: "A step that was interrupted by new criteria, or that ran when the customer left, is shown as INACTIVE: the API has no word for either (R6.20). " +
		"`DescribeContact` shows the criteria in force alone, not those before. The values of `connect:Language` and `connect:Subtype` are ours (R6.2)."},
	{title: "Routing criteria ask for what there is", text: "A request or a flow that asks for a predefined attribute or a value that the instance does not have is refused or takes its error branch (R6.19). " +
		"A value that an agent has cannot be taken out of its attribute. A path to a whole `RoutingCriteria` must lead to a text that is its JSON, such as a user-defined attribute.",
		over: regexp.MustCompile(`\$\.External\b`), in: []string{"internal/routing"}},
	{title: "The estimated wait is a plain one", text: "`ESTIMATED_WAIT_TIME` follows from the place in the queue and from how fast agents take contacts and contacts leave without one, in the last half hour or so (R2.27); no correction is learned " +
		"beside that. There is none before agents took four contacts that had to wait, also after a restart, and none for a contact whose active routing step asks for certain agents."},
	{title: "A consultation has one end", text: "When the customer hangs up while an agent consults a third party, both segments of the call end. A third party by telephone is called by the gateway, shows the number of the call's queue (R5.47) and has a segment of its own, EXTERNAL_OUTBOUND, that no quota counts."},
	{title: "Numbers of a queue are those of the moment", text: "`CheckMetricData` and `GetMetricData` count without lag (R5.29), and what they count is there also where nothing happened. " +
		"`UpdateContactData` sets a name, a description, a customer and references; with anything else, such as a language, it takes its error branch."},
	{title: "Transfers by a flow cannot leave a consultation", text: "A third party's segment that waits stays in its queue, and so does a contact that was moved eleven times (R2.21). The event hooks of a contact go with it to its next segment, unless an agent had it in between."},
	{title: "A worklist of our own", text: "The public API has no operation that lists what an agent may take by hand (R1.16): `GET /strowger/v1/instances/{InstanceId}/agents/{UserId}/worklist` does, and `POST .../worklist/{ContactId}` " +
		"takes a contact. `ContactSearch.View` stands for the permission to see any contact, `MyContacts.View` for the one to see those whose routing criteria prefer the agent (R1.17)."},
	{title: "When contacts expire", text: "The seven days of a task, or what `connect:ContactExpiry` says, count from the time for which it is scheduled, and a segment that a transfer made " +
		"ends when the one before would have. `DescribeContact` shows that duration for every task, as it stands."},
	{title: "Contacts have the tags they are given", text: "The tags that Amazon Connect adds by itself, such as `aws:connect:instanceId`, are not there."},
	{title: "Channels share one concurrency model", text: "Workload types are not built (R3.19 to R3.23)."},
	{title: "Where the documents on overrides are silent", text: "Several temporary hours of one date add up. Temporary hours rule their date from midnight to midnight, so the night before ends there. Recurring overrides count from the week (from Sunday), month or year of `EffectiveFrom`; one without rows covers its dates whole, and a row without `Day` holds on each of them (R5.23 to R5.25)."},
	{title: "Quotas and rates are off", text: "`serve --quotas aws` keeps those of a new account, `--quotas FILE` others: instances, resources of an instance, active contacts by channel (R5.12, Q35) and " +
		"rates of requests by operation, which all instances share. The agent's protocol has one rate for each agent, which is ours as AWS publishes none; the participant's has none, and `SearchContacts` has one for any window."},
	{title: "Changes of priority act at once", text: "Amazon Connect takes a minute (R2.7e). Capacity is exact as well, also in bursts (R5.14)."},
	{title: "Client tokens hold for ten minutes", text: "The start of a contact with a token seen before on the same channel answers with the contact that it made then. Later it makes a new one. " +
		"docs/decisions/0004-client-tokens.md has the reasons."},
	{title: "Few permissions are enforced", text: "Security profiles are kept. A user without `BasicAgentAccess` has no desk and takes no contacts (R1.1h), the worklist asks for permissions (R1.17), calls from the desk for `OutboundCallAccess`, and the console for those of what it shows and changes; " +
		"the other permissions are only shown, and the API asks access keys, not security profiles. Access keys obey the policies that they carry, as far as docs/operations.md says."},
	{title: "No e-mail", text: "E-mail is a channel of routing profiles; no message is received or sent."},
	{title: "No streams", text: "Contact events, agent events and contact records are not delivered to anything (R7.8 to R7.22). What happened stands in the records of contacts."},
	{title: "The neighbours are absent", text: "Cases, customer profiles, campaigns, voice id, contact lens and assistants are services of their own, and not here."},
}

// writeDivergences writes the section that is kept by hand.
func writeDivergences(b *strings.Builder) {
	b.WriteString("\n## Where Strowger differs\n\n")
	for _, d := range divergences {
		b.WriteString("- **" + d.title + ".** " + d.text + "\n")
	}
}

// settled returns the divergences whose sign of being over is in the sources.
func settled(tr *tree, all []divergence) []finding {
	var found []finding
	byFolder := tr.packages()
	for _, d := range all {
		for _, folder := range d.in {
			for _, s := range byFolder[folder] {
				if s.test {
					continue
				}
				if m := d.over.FindString(code(s)); m != "" {
					found = append(found, finding{path: s.path, text: "has " + m + ", so \"" + d.title + "\" may no longer be true"})
				}
			}
		}
	}
	return found
}

// code returns the text of a file without its comments.
func code(s *source) string {
	text := []byte(string(s.data))
	for _, group := range s.syntax.Comments {
		from, to := s.fset.Position(group.Pos()).Offset, s.fset.Position(group.End()).Offset
		for i := from; i < to; i++ {
			if text[i] != '\n' {
				text[i] = ' '
			}
		}
	}
	return string(text)
}

func TestCompatibility_Divergences(t *testing.T) {
	t.Parallel()
	report(t, "the list of differences in internal/tidy/divergences_test.go must be true; look at the entry again, reword or remove it", settled(load(t), divergences))
}

func TestCompatibility_DivergencesFind(t *testing.T) {
	t.Parallel()
	tr := sample(t, map[string]string{
		"internal/routing/a.go":      "package routing // Transfer\n\nvar _ = \"dequeue\"\n",
		"internal/routing/a_test.go": "package routing\n\nvar _ = Transfer\n",
	})
	all := []divergence{{title: "No transfers", over: regexp.MustCompile(`\bTransfer\b`), in: []string{"internal/routing"}}}
	wantFindings(t, settled(tr, all))
	tr = sample(t, map[string]string{"internal/routing/a.go": "package routing\n\nvar _ = Transfer\n"})
	wantFindings(t, settled(tr, all), `"No transfers" may no longer be true`)
}
