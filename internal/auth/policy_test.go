package auth

import (
	"strings"
	"testing"
)

const (
	testQueue = "arn:aws:connect:us-west-2:123456789012:instance/i-1/queue/q-1"
	testUser  = "arn:aws:connect:us-west-2:123456789012:instance/i-1/agent/u-1"
)

// policyOf makes a policy of statements without their braces, parted by |.
func policyOf(t testing.TB, statements string) *Policy {
	t.Helper()
	list := strings.ReplaceAll("{"+statements+"}", "|", "},{")
	p, err := ParsePolicy([]byte(`{"Version":"2012-10-17","Statement":[` + list + `]}`))
	if err != nil {
		t.Fatalf("%s: %v", statements, err)
	}
	return p
}

// The evaluation logic of AWS: an explicit deny, then an allow, then the implicit deny.
func TestPolicy_Decide(t *testing.T) {
	t.Parallel()
	const all = `"Effect":"Allow","Action":"*","Resource":"*"`
	request := Request{Action: "connect:DeleteQueue", Resource: testQueue}
	tests := map[string]struct {
		statements string
		want       Decision
	}{
		"everything":                     {all, Allow},
		"the action":                     {`"Effect":"Allow","Action":"connect:DeleteQueue","Resource":"*"`, Allow},
		"the action in another case":     {`"Effect":"Allow","Action":"CONNECT:deletequeue","Resource":"*"`, Allow},
		"one of two actions":             {`"Effect":"Allow","Action":["connect:ListQueues","connect:Delete*"],"Resource":"*"`, Allow},
		"a character":                    {`"Effect":"Allow","Action":"connect:DeleteQueu?","Resource":"*"`, Allow},
		"another action":                 {`"Effect":"Allow","Action":"connect:Describe*","Resource":"*"`, ImplicitDeny},
		"another service":                {`"Effect":"Allow","Action":"s3:*","Resource":"*"`, ImplicitDeny},
		"not this action":                {`"Effect":"Allow","NotAction":"connect:Delete*","Resource":"*"`, ImplicitDeny},
		"not another action":             {`"Effect":"Allow","NotAction":"connect:Create*","Resource":"*"`, Allow},
		"the resource":                   {`"Effect":"Allow","Action":"*","Resource":"` + testQueue + `"`, Allow},
		"queues of the instance":         {`"Effect":"Allow","Action":"*","Resource":"arn:aws:connect:*:*:instance/i-1/queue/*"`, Allow},
		"other resources":                {`"Effect":"Allow","Action":"*","Resource":"arn:aws:connect:*:*:instance/i-1/agent/*"`, ImplicitDeny},
		"the case of a resource":         {`"Effect":"Allow","Action":"*","Resource":"arn:aws:connect:*:*:INSTANCE/*"`, ImplicitDeny},
		"a star stays in its field":      {`"Effect":"Allow","Action":"*","Resource":"arn:aws:connect:*:instance/*:*:"`, ImplicitDeny},
		"all but this resource":          {`"Effect":"Allow","Action":"*","NotResource":"` + testQueue + `"`, ImplicitDeny},
		"denied after allowed":           {all + `|"Effect":"Deny","Action":"connect:Delete*","Resource":"*"`, ExplicitDeny},
		"denied before allowed":          {`"Effect":"Deny","Action":"connect:Delete*","Resource":"*"|` + all, ExplicitDeny},
		"a denial of something else":     {all + `|"Effect":"Deny","Action":"connect:Create*","Resource":"*"`, Allow},
		"a denial on a condition unmet":  {all + `|"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/a":"b"}}`, Allow},
		"denied for want of a tag":       {all + `|"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Null":{"aws:ResourceTag/a":"true"}}`, ExplicitDeny},
		"allowed on a condition unmet":   {`"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/a":"b"}}`, ImplicitDeny},
		"two statements, one is enough":  {`"Effect":"Allow","Action":"s3:*","Resource":"*"|` + all, Allow},
		"a denial of a resource by tags": {all + `|"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringNotEquals":{"aws:ResourceTag/a":"b"}}`, ExplicitDeny},
	}
	for name, tt := range tests {
		if got := policyOf(t, tt.statements).Decide(request); got != tt.want {
			t.Errorf("%s: %d, want %d", name, got, tt.want)
		}
	}
}

func TestPolicy_Conditions(t *testing.T) {
	t.Parallel()
	context := map[string][]string{"connect:instanceid": {"i-1"}, "aws:resourcetag/team": {"Blue"}, "aws:tagkeys": {"team", "site"}}
	tests := map[string]bool{
		`"StringEquals":{"aws:ResourceTag/team":"Blue"}`:                                      true,
		`"StringEquals":{"aws:ResourceTag/Team":"Blue"}`:                                      true, // keys have no case
		`"StringEquals":{"aws:ResourceTag/team":"blue"}`:                                      false,
		`"StringEquals":{"aws:ResourceTag/team":["Red","Blue"]}`:                              true,
		`"StringEquals":{"aws:ResourceTag/site":"Blue"}`:                                      false,
		`"StringEqualsIfExists":{"aws:ResourceTag/site":"Blue"}`:                              true,
		`"StringEqualsIfExists":{"aws:ResourceTag/team":"Red"}`:                               false,
		`"StringEqualsIgnoreCase":{"aws:ResourceTag/team":"bLUE"}`:                            true,
		`"StringNotEquals":{"aws:ResourceTag/team":"Red"}`:                                    true,
		`"StringNotEquals":{"aws:ResourceTag/team":["Red","Blue"]}`:                           false,
		`"StringNotEquals":{"aws:ResourceTag/site":"Red"}`:                                    true, // a key that is not there
		`"StringNotEqualsIgnoreCase":{"aws:ResourceTag/team":"blue"}`:                         false,
		`"StringLike":{"aws:ResourceTag/team":"B*"}`:                                          true,
		`"StringLike":{"aws:ResourceTag/team":"b*"}`:                                          false,
		`"StringNotLike":{"aws:ResourceTag/team":"?lue"}`:                                     false,
		`"StringEquals":{"connect:InstanceId":"i-1"}`:                                         true,
		`"StringEquals":{"connect:InstanceId":"i-2"}`:                                         false,
		`"StringEquals":{"connect:InstanceId":"i-1","aws:ResourceTag/team":"Red"}`:            false,
		`"StringEquals":{"connect:InstanceId":"i-1"},"Null":{"aws:ResourceTag/team":"false"}`: true,
		`"Null":{"aws:ResourceTag/team":"true"}`:                                              false,
		`"Null":{"aws:RequestTag/team":"true"}`:                                               true,
		`"ForAllValues:StringEquals":{"aws:TagKeys":["team","site","x"]}`:                     true,
		`"ForAllValues:StringEquals":{"aws:TagKeys":["team"]}`:                                false,
		`"ForAllValues:StringLike":{"aws:TagKeys":"*e*"}`:                                     true,
		`"ForAllValues:StringEquals":{"aws:RequestTag/x":"y"}`:                                true, // none to break it
		`"ForAllValues:StringNotEquals":{"aws:TagKeys":"owner"}`:                              true,
		`"ForAllValues:StringNotEquals":{"aws:TagKeys":"team"}`:                               false,
		`"ForAnyValue:StringEquals":{"aws:TagKeys":["team"]}`:                                 true,
		`"ForAnyValue:StringEquals":{"aws:TagKeys":["owner"]}`:                                false,
		`"ForAnyValue:StringNotEquals":{"aws:TagKeys":["team"]}`:                              true, // site is another
		`"ForAnyValue:StringNotEquals":{"aws:TagKeys":["team","site"]}`:                       false,
		`"ForAnyValue:StringEquals":{"aws:RequestTag/x":"y"}`:                                 false,
		`"ForAnyValue:StringNotEquals":{"aws:RequestTag/x":"y"}`:                              false, // there is no value
	}
	for written, want := range tests {
		p := policyOf(t, `"Effect":"Allow","Action":"*","Resource":"*","Condition":{`+written+`}`)
		if got := p.Decide(Request{Action: "connect:TagResource", Resource: testUser, Context: context}) == Allow; got != want {
			t.Errorf("%s: %v, want %v", written, got, want)
		}
	}
}

func TestParsePolicy_Refusals(t *testing.T) {
	t.Parallel()
	with := func(statement string) string { return `{"Version":"2012-10-17","Statement":[{` + statement + `}]}` }
	const good = `"Effect":"Allow","Action":"*","Resource":"*"`
	tests := map[string]struct{ document, message string }{
		"nothing":              {``, "policy"},
		"no JSON":              {`Allow`, "policy"},
		"another version":      {`{"Version":"2008-10-17","Statement":[{` + good + `}]}`, "2012-10-17"},
		"no version":           {`{"Statement":[{` + good + `}]}`, "2012-10-17"},
		"no statement":         {`{"Version":"2012-10-17"}`, "Statement"},
		"empty list":           {`{"Version":"2012-10-17","Statement":[]}`, "no statement"},
		"no effect":            {with(`"Action":"*","Resource":"*"`), "Effect"},
		"effect in lower case": {with(`"Effect":"allow","Action":"*","Resource":"*"`), "Effect"},
		"no action":            {with(`"Effect":"Allow","Resource":"*"`), "Action"},
		"two actions":          {with(good + `,"NotAction":"*"`), "Action"},
		"no resource":          {with(`"Effect":"Allow","Action":"*"`), "Resource"},
		"an action's name":     {with(`"Effect":"Allow","Action":"ListQueues","Resource":"*"`), "ListQueues"},
		"a resource's name":    {with(`"Effect":"Allow","Action":"*","Resource":"queue/*"`), "queue/*"},
		"a principal":          {with(good + `,"Principal":"*"`), "Principal"},
		"a member twice":       {with(good + `,"Effect":"Deny"`), "Effect"},
		"a variable":           {with(`"Effect":"Allow","Action":"*","Resource":"arn:aws:connect:*:*:${aws:username}"`), "variables"},
		"an operator":          {with(good + `,"Condition":{"IpAddress":{"aws:username":"x"}}`), "IpAddress"},
		"a key":                {with(good + `,"Condition":{"StringEquals":{"aws:SourceIp":"x"}}`), "aws:SourceIp"},
		"a tag without a key":  {with(good + `,"Condition":{"StringEquals":{"aws:RequestTag/":"x"}}`), "aws:RequestTag/"},
		"no value":             {with(good + `,"Condition":{"StringEquals":{"aws:username":[]}}`), "no value"},
		"no key":               {with(good + `,"Condition":{"StringEquals":{}}`), "no key"},
		"null of what":         {with(good + `,"Condition":{"Null":{"aws:username":"x"}}`), "true or false"},
		"null if it exists":    {with(good + `,"Condition":{"NullIfExists":{"aws:username":"true"}}`), "NullIfExists"},
		"a number":             {with(`"Effect":"Allow","Action":1,"Resource":"*"`), "policy"},
		"too long":             {with(good + strings.Repeat(" ", PolicySizeMax)), "longer"},
	}
	for name, tt := range tests {
		if _, err := ParsePolicy([]byte(tt.document)); err == nil || !strings.Contains(err.Error(), tt.message) {
			t.Errorf("%s: %v, want %q in it", name, err, tt.message)
		}
	}
	if _, err := ParsePolicy([]byte(`{"Version":"2012-10-17","Id":"x","Statement":{"Sid":"y",` + good + `}}`)); err != nil {
		t.Errorf("a single statement with an id: %v", err)
	}
}

// Whatever a document says, reading it ends with a policy or an error, a policy decides every request, and one more
// denial of everything denies all of them.
func FuzzParsePolicy(f *testing.F) {
	f.Add([]byte(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["connect:*"],"NotResource":"arn:a:b:c:d:e*?f"}]}`), "connect:DescribeQueue", testQueue, "team")
	f.Add([]byte(`{"Version":"2012-10-17","Statement":{"Effect":"Deny","NotAction":"a:b","Resource":"*","Condition":{"ForAllValues:StringNotLikeIfExists":{"aws:TagKeys":["*a*b*"]}}}}`), "a:b", "c", "ab")
	f.Fuzz(func(t *testing.T, raw []byte, action, resource, tag string) {
		p, err := ParsePolicy(raw)
		if err != nil {
			return
		}
		r := Request{Action: action, Resource: resource, Context: map[string][]string{KeyTagKeys: {tag, ""}, KeyResourceTag + "team": {tag}}}
		decision := p.Decide(r)
		if decision != p.Decide(r) {
			t.Error("the same request is decided in two ways")
		}
		p.statements = append(p.statements, statement{deny: true, actions: matcher{patterns: []string{"*"}}, resources: matcher{patterns: []string{"*"}}})
		if got := p.Decide(r); got != ExplicitDeny {
			t.Errorf("%d in spite of a denial of everything", got)
		}
	})
}

// FuzzWildcard compares with the obvious recursion on short texts.
func FuzzWildcard(f *testing.F) {
	f.Add("a*b?c", "axxbyc")
	f.Fuzz(func(t *testing.T, pattern, text string) {
		if len(pattern) > 12 || len(text) > 20 {
			return
		}
		if got, want := wildcard(pattern, text), slowWildcard([]rune(pattern), []rune(text)); got != want {
			t.Errorf("%q on %q: %v, want %v", pattern, text, got, want)
		}
	})
}

func slowWildcard(p, s []rune) bool {
	switch {
	case len(p) == 0:
		return len(s) == 0
	case p[0] == '*':
		return slowWildcard(p[1:], s) || len(s) > 0 && slowWildcard(p, s[1:])
	default:
		return len(s) > 0 && (p[0] == '?' || p[0] == s[0]) && slowWildcard(p[1:], s[1:])
	}
}
