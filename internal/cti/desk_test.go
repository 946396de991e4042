package cti

import (
	"bytes"
	"errors"
	"net/http"
	"testing"
	"time"

	"strowger/internal/auth"
	"strowger/internal/center"
	"strowger/internal/restjson"
	"strowger/internal/routing"
)

func TestAdmit_RefusesWhoIsNotSignedIn(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		claims := auth.Claims{Kind: auth.TokenAgent, InstanceID: testInstance, Subject: "ann",
			Issued: time.Now(), Expires: time.Now().Add(time.Hour)}
		issue := func(issuer *auth.Issuer, change func(*auth.Claims)) string {
			claims := claims
			change(&claims)
			token, err := issuer.Issue(claims)
			if err != nil {
				t.Fatal(err)
			}
			return token
		}
		stranger, err := auth.NewIssuer(bytes.Repeat([]byte{2}, auth.TokenKeyLengthMin))
		if err != nil {
			t.Fatal(err)
		}
		expired := issue(c.issuer, func(c *auth.Claims) { c.Issued, c.Expires = c.Issued.Add(-time.Hour), c.Issued })
		for _, test := range []struct {
			name, token string
		}{
			{"no token", ""},
			{"no token at all", "hello"},
			{"expired", expired},
			{"signed by another server", issue(stranger, func(*auth.Claims) {})},
			{"refresh token", issue(c.issuer, func(c *auth.Claims) { c.Kind = auth.TokenRefresh })},
			{"participant's token", issue(c.issuer, func(c *auth.Claims) { c.Kind, c.ParticipantID = auth.TokenParticipant, "p" })},
			{"another instance", issue(c.issuer, func(c *auth.Claims) { c.InstanceID = "99999999-2222-3333-4444-555555555555" })},
			{"a user who is gone", issue(c.issuer, func(c *auth.Claims) { c.Subject = "zoe" })},
		} {
			for _, operation := range []string{"GetAgentSnapshot", "GetAgentConfiguration", "ClearContact", "CreateTaskContact"} {
				a := c.send(t.Context(), operation, test.token, map[string]any{"contactId": "c"})
				if a.Status != http.StatusUnauthorized || a.Type != "UnauthorizedException" || a.Code != a.Type {
					t.Errorf("%s, %s in the header: %d %s", test.name, operation, a.Status, a.Body)
				}
				a = c.send(t.Context(), operation, "", map[string]any{"authentication": map[string]any{"authToken": test.token}})
				if a.Status != http.StatusUnauthorized || a.Type != "UnauthorizedException" {
					t.Errorf("%s, %s in the body: %d %s", test.name, operation, a.Status, a.Body)
				}
			}
		}
		good := c.token("ann")
		body := map[string]any{"authentication": map[string]any{"authToken": good}}
		c.want(c.send(t.Context(), "GetAgentConfiguration", "", body), http.StatusOK, "")
		c.want(c.send(t.Context(), "GetAgentConfiguration", expired, body), http.StatusUnauthorized, "UnauthorizedException")
		c.want(c.send(t.Context(), "GetAgentConfiguration", good, map[string]any{"authentication": map[string]any{}}), http.StatusOK, "")

		c.do(routing.Remove{Kind: center.KindUser, ID: "ann"})
		c.want(c.send(t.Context(), "GetAgentConfiguration", good, body), http.StatusUnauthorized, "UnauthorizedException")
	})
}

func TestAdmit_BodiesThatAreNoJSONCarryNoToken(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", "{", "[]", `"x"`, `{"authentication":7}`, `{"authentication":{"authToken":{}}}`, "\xff"} {
		if got := bodyToken([]byte(body)); got != "" {
			t.Errorf("the body %q carries the token %q", body, got)
		}
	}
}

func TestGetNewAuthToken_RenewsUntilTheSessionEnds(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		session, err := c.issuer.OpenSession(testInstance, "ann", "", time.Now())
		if err != nil {
			t.Fatal(err)
		}
		renew := func(auth, refresh string) answer {
			return c.send(t.Context(), "GetNewAuthToken", auth,
				map[string]any{"authentication": map[string]any{"authToken": auth}, "refreshToken": refresh})
		}
		pass(auth.AgentTokenLife)
		c.want(c.send(t.Context(), "GetAgentConfiguration", session.AuthToken, map[string]any{"authentication": map[string]any{}}),
			http.StatusUnauthorized, "UnauthorizedException")
		a := renew(session.AuthToken, session.RefreshToken)
		c.want(a, http.StatusOK, "")
		out := read[struct {
			NewAuthToken       string
			ExpirationDateTime float64
		}](c, a)
		end := time.Now().Add(auth.SessionLife - auth.AgentTokenLife)
		if got := time.UnixMilli(int64(out.ExpirationDateTime * 1000)); !got.Equal(end) {
			t.Errorf("the new token expires at %v, want %v", got, end)
		}
		c.want(c.send(t.Context(), "GetAgentConfiguration", out.NewAuthToken, map[string]any{"authentication": map[string]any{}}), http.StatusOK, "")

		c.want(renew(out.NewAuthToken, out.NewAuthToken), http.StatusUnauthorized, "UnauthorizedException")
		c.want(renew(out.NewAuthToken, "nonsense"), http.StatusUnauthorized, "UnauthorizedException")
		c.want(c.send(t.Context(), "GetNewAuthToken", out.NewAuthToken, map[string]any{"authentication": map[string]any{}}),
			http.StatusBadRequest, "ValidationException")
		pass(time.Until(end))
		c.want(renew(out.NewAuthToken, session.RefreshToken), http.StatusUnauthorized, "RefreshTokenExpiredException")

		bob, err := c.issuer.OpenSession(testInstance, "bob", "", time.Now())
		if err != nil {
			t.Fatal(err)
		}
		c.do(routing.Remove{Kind: center.KindUser, ID: "bob"})
		c.want(renew(bob.AuthToken, bob.RefreshToken), http.StatusUnauthorized, "UnauthorizedException")
	})
}

func TestException_EveryKindHasAForm(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		kind   center.ErrorKind
		code   string
		status int
	}{
		{center.NotFound, "ResourceNotFoundException", 404},
		{center.Duplicate, "DuplicateResourceException", 409},
		{center.Invalid, "ValidationException", 400},
		{center.Refused, "ValidationException", 400},
		{center.BadFlow, "ValidationException", 400},
		{center.Conflict, "InvalidStateException", 409},
		{center.Stale, "InvalidStateException", 409},
		{center.InUse, "InvalidStateException", 409},
		{center.NotReady, "InvalidStateException", 409},
		{center.Limit, "QuotaExceededException", 400},
		{center.Denied, "AccessDeniedException", 403},
		{center.Unavailable, "ServiceUnavailableException", 503},
	} {
		var fault *restjson.Fault
		err := exception(center.Errorf(test.kind, "Words for the caller."))
		if !errors.As(err, &fault) || fault.Code != test.code || fault.Status != test.status {
			t.Errorf("%s becomes %v, want %d %s", test.kind, err, test.status, test.code)
			continue
		}
		if fault.Message != "Words for the caller." || !errors.Is(err, test.kind) {
			t.Errorf("%s lost its words or its cause: %v", test.kind, err)
		}
	}
	if len(faultForms) != 12 {
		t.Errorf("the table has %d kinds; this test knows 12", len(faultForms))
	}
	other := errors.New("a fault")
	if got := exception(other); got != other {
		t.Errorf("a fault becomes %v", got)
	}
}

func TestUnimplemented_IsSaid(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		for operation, input := range map[string]map[string]any{
			"SendDigits":                    {"contactId": "c", "connectionId": "c", "digits": "1"},
			"UpdateMonitorParticipantState": {"contactId": "c", "targetMonitorMode": "SILENT_MONITOR"},
		} {
			c.want(c.call(operation, input), http.StatusNotImplemented, "NotImplementedException")
		}
		c.service.options.Note = nil
		c.want(c.call("SendClientLogs", map[string]any{"logEvents": []any{}}), http.StatusNotImplemented, "NotImplementedException")
		c.want(c.call("NotifyContactIssue", map[string]any{"contactId": "c"}), http.StatusNotImplemented, "NotImplementedException")
		c.want(c.call("SendSoftphoneCallReport", map[string]any{"contactId": "c", "report": map[string]any{}}), http.StatusNotImplemented, "NotImplementedException")
		c.want(c.call("SendSoftphoneCallMetrics", map[string]any{"contactId": "c", "softphoneStreamStatistics": []any{}}), http.StatusNotImplemented, "NotImplementedException")
	})
}

func TestNotes_ReachTheOperator(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		c.start(&center.Contact{ID: "t1", Channel: center.Task})
		c.want(c.call("SendClientLogs", map[string]any{"logEvents": []any{
			map[string]any{"timestamp": 1_700_000_000.25, "component": "ccp", "message": "one"},
			map[string]any{"message": "two"},
		}}), http.StatusOK, "")
		c.want(c.call("NotifyContactIssue", map[string]any{"contactId": "t1", "issueCode": "noise", "description": "It hums."}), http.StatusOK, "")
		c.want(c.call("NotifyContactIssue", map[string]any{"contactId": "t2"}), http.StatusNotFound, "ResourceNotFoundException")
		want := []Note{
			{InstanceID: testInstance, UserID: "ann", At: time.UnixMilli(1_700_000_000_250).UTC(), Component: "ccp", Text: "one"},
			{InstanceID: testInstance, UserID: "ann", Text: "two"},
			{InstanceID: testInstance, UserID: "ann", ContactID: "t1", Component: "noise", Text: "It hums."},
		}
		if len(c.notes) != len(want) {
			t.Fatalf("the operator got %+v", c.notes)
		}
		for i := range want {
			got := c.notes[i]
			if got.At = got.At.UTC(); got.At.Equal(want[i].At) {
				got.At = want[i].At
			}
			if got != want[i] {
				t.Errorf("note %d is %+v, want %+v", i, got, want[i])
			}
		}
	})
}

// R1.1h: a user whose security profiles do not allow the agent's page has no
// desk.
func TestAdmit_PermissionForTheAgentsPage(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		bob, _ := c.tenant.Directory().Users.Get("bob")
		barred := *bob
		barred.SecurityProfiles = []center.SecurityProfileID{"video"}
		c.do(routing.Put{Resource: &barred, Base: bob.Stamp.Revision})
		c.want(c.callAs("bob", "GetAgentSnapshot", nil), http.StatusForbidden, "AccessDeniedException")
		c.want(c.callAs("ann", "GetAgentSnapshot", nil), http.StatusOK, "")
	})
}
