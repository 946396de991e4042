package cti

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"strowger/internal/auth"
	"strowger/internal/center"
	"strowger/internal/routing"
)

type transportAnswer struct {
	WebSocketTransport struct {
		URL, Expiry                string
		TransportLifeTimeInSeconds float64
	}
	ChatTokenTransport struct{ ParticipantToken, Expiry string }
}

func TestCreateTransport_Socket(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		got := ok[transportAnswer](c, "CreateTransport", map[string]any{"transportType": "web_socket"}).WebSocketTransport
		u, err := url.Parse(got.URL)
		if err != nil || u.Scheme != "ws" || u.Host != "example.com" || u.Path != SocketPath || got.TransportLifeTimeInSeconds < 300 { // the library wants 300
			t.Errorf("%+v, %v", got, err)
		}
		claims, err := c.issuer.Check(u.Query().Get("token"), auth.TokenTransport, time.Now())
		if err != nil || claims.Subject != "ann" || claims.InstanceID != testInstance || claims.Expires.UTC().Format(stampForm) != got.Expiry {
			t.Errorf("%+v, %v", claims, err)
		}
		c.service.options.BehindTLS = true
		if got := ok[transportAnswer](c, "CreateTransport", map[string]any{"transportType": "web_socket"}).WebSocketTransport; !strings.HasPrefix(got.URL, "wss://example.com/") {
			t.Errorf("behind TLS: %s", got.URL)
		}
	})
}

func TestCreateTransport_ChatToken(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		c.status("ann", "available")
		c.start(&center.Contact{ID: "c1", Channel: center.Chat, Customer: center.Participant{ID: "customer"}})
		c.start(&center.Contact{ID: "t1", Channel: center.Task})
		in := map[string]any{"transportType": "chat_token", "contactId": "c1", "participantId": AgentConnectionID("c1", "ann")}
		c.want(c.call("CreateTransport", in), http.StatusConflict, "InvalidStateException") // it rings
		c.want(c.call("AcceptContact", map[string]any{"contactId": "c1"}), http.StatusOK, "")
		got := ok[transportAnswer](c, "CreateTransport", in).ChatTokenTransport
		claims, err := c.issuer.Check(got.ParticipantToken, auth.TokenParticipant, time.Now())
		if err != nil || claims.Subject != "c1" || claims.ParticipantID != in["participantId"] || claims.Expires.UTC().Format(stampForm) != got.Expiry {
			t.Errorf("%+v, %v", claims, err)
		}
		c.want(c.callAs("bob", "CreateTransport", in), http.StatusNotFound, "ResourceNotFoundException")
		c.want(c.call("CreateTransport", map[string]any{"transportType": "chat_token", "contactId": "c1", "participantId": "customer"}), http.StatusNotFound, "ResourceNotFoundException")
		c.want(c.call("CreateTransport", map[string]any{"transportType": "chat_token", "contactId": "t1"}), http.StatusBadRequest, "InvalidContactTypeException")
		c.want(c.call("CreateTransport", map[string]any{"transportType": "chat_token"}), http.StatusBadRequest, "ValidationException")
	})
}

// What has no media says so at once; the client library does not try again.
func TestCreateTransport_Refusals(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		for _, kind := range []string{"softphone", "web_rtc", "agent_discovery", "telegraph", ""} {
			c.want(c.call("CreateTransport", map[string]any{"transportType": kind}), http.StatusBadRequest, "ValidationException")
		}
	})
}

// socket is a socket of ann's desk on a server of its own.
type socket struct {
	*testing.T
	*websocket.Conn
}

// connect serves sockets, and opens one with the token.
func (c *centre) connect(ctx context.Context, token string) (*websocket.Conn, *http.Response, error) {
	server := httptest.NewServer(c.service.Socket())
	c.Cleanup(server.Close)
	return websocket.Dial(ctx, "ws"+strings.TrimPrefix(server.URL, "http")+SocketPath+"?token="+url.QueryEscape(token), &websocket.DialOptions{
		HTTPHeader: http.Header{"Origin": {"https://crm.example.com"}}})
}

func openSocket(t *testing.T, c *centre) socket {
	t.Helper()
	u, _ := url.Parse(ok[transportAnswer](c, "CreateTransport", map[string]any{"transportType": "web_socket"}).WebSocketTransport.URL)
	conn, _, err := c.connect(t.Context(), u.Query().Get("token"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.CloseNow() })
	return socket{t, conn}
}

func (s socket) say(message string) {
	s.Helper()
	if err := s.Write(s.Context(), websocket.MessageText, []byte(message)); err != nil {
		s.Fatal(err)
	}
}

func (s socket) want(message string) {
	s.Helper()
	if _, got, err := s.Read(s.Context()); err != nil || string(got) != message {
		s.Fatalf("got %s, %v, want %s", got, err, message)
	}
}

func TestSocket_SpeaksTheLibrarysProtocol(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	s := openSocket(t, c)
	s.say(`{"topic":"aws/heartbeat"}`)
	s.want(`{"topic":"aws/heartbeat"}`)
	s.say(`{"topic":"aws/softphone","content":{}}`) // nobody is behind it
	s.say(`{"topic":"aws/subscribe","content":{"topics":["aws/chat","aws/softphone"]}}`)
	s.want(`{"topic":"aws/subscribe","content":{"status":"failure","topics":["aws/chat","aws/softphone"]}}`)
	s.say(`{"topic":"aws/unsubscribe","content":{"topics":["aws/chat"]}}`)
	s.want(`{"topic":"aws/unsubscribe","content":{"status":"success","topics":["aws/chat"]}}`)
	close(c.closing)
	if _, _, err := s.Read(t.Context()); websocket.CloseStatus(err) != websocket.StatusGoingAway {
		t.Errorf("when the server stops: %v", err)
	}
}

func TestSocket_EndsOnNonsense(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	for _, nonsense := range []string{"hello", `{"topic":7}`, `{"topic":"` + strings.Repeat("x", socketMessage) + `"}`} {
		s := openSocket(t, c)
		s.say(nonsense)
		if _, got, err := s.Read(t.Context()); err == nil {
			t.Errorf("answered %s", got)
		}
	}
}

func TestSocket_IsForThoseWithItsToken(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	issue := func(change func(*auth.Claims)) string {
		claims := auth.Claims{Kind: auth.TokenTransport, InstanceID: testInstance, Subject: "ann", Issued: time.Now(), Expires: time.Now().Add(time.Minute)}
		change(&claims)
		token, err := c.issuer.Issue(claims)
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	for name, token := range map[string]string{
		"none": "", "nonsense": "x", "auth token": issue(func(c *auth.Claims) { c.Kind = auth.TokenAgent }),
		"expired":  issue(func(c *auth.Claims) { c.Issued, c.Expires = c.Issued.Add(-time.Hour), c.Issued }),
		"a nobody": issue(func(c *auth.Claims) { c.Subject = "zoe" }),
	} {
		if _, r, err := c.connect(t.Context(), token); err == nil || r == nil || r.StatusCode != http.StatusForbidden {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNotes_OfSoftphones(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, c *centre) {
		c.do(routing.StartContact{Contact: &center.Contact{ID: "v1", Channel: center.Voice, Method: center.Inbound, Flow: center.FlowPosition{FlowID: "to-sales"}}})
		figures := []any{map[string]any{"packetsLost": 3}}
		c.want(c.call("SendSoftphoneCallMetrics", map[string]any{"contactId": "v1", "softphoneStreamStatistics": figures}), http.StatusOK, "")
		c.want(c.call("SendSoftphoneCallReport", map[string]any{"contactId": "v1", "report": map[string]any{"handshakeFailure": true}}), http.StatusOK, "")
		c.want(c.call("SendSoftphoneCallReport", map[string]any{"contactId": "v2", "report": map[string]any{}}), http.StatusNotFound, "ResourceNotFoundException")
		var texts []string
		for _, n := range c.notes {
			if n.ContactID != "v1" || n.UserID != "ann" || n.Component != softphoneComponent {
				t.Errorf("%+v", n)
			}
			texts = append(texts, n.Text)
		}
		if !slices.Equal(texts, []string{`[{"packetsLost":3}]`, `{"handshakeFailure":true}`}) {
			t.Errorf("the operator reads %q", texts)
		}
	})
}
