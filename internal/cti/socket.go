package cti

import (
	"context"
	"net/http"
	"time"

	"github.com/coder/websocket"
	"github.com/go-json-experiment/json"

	"strowger/internal/auth"
)

// The topics by which client and server speak of the socket itself.
const (
	topicSubscribe   = "aws/subscribe"
	topicUnsubscribe = "aws/unsubscribe"
	topicHeartbeat   = "aws/heartbeat"
)

// Bounds of a socket. The client library sends a heartbeat every 10 s.
const (
	socketSilence = time.Minute      // without a message, then the page is gone
	socketWrite   = 10 * time.Second // to take what is sent; who does not read is given up
	socketMessage = 32 << 10         // bytes of a message
)

// socketMessageIn is what a client sends.
type socketMessageIn struct {
	Topic   string `json:"topic"`
	Content struct {
		Topics []string `json:"topics"`
	} `json:"content"`
}

// socketMessageOut is what it gets.
type socketMessageOut struct {
	Topic   string       `json:"topic"`
	Content *socketState `json:"content,omitzero"`
}

// socketState says what became of a request for topics.
type socketState struct {
	Status string   `json:"status"`
	Topics []string `json:"topics"`
}

// Socket returns the handler of SocketPath, for addresses that CreateTransport
// gave. The client library opens one before it asks for anything else, and wants
// its heartbeats answered. Nothing is published here yet, so that each
// subscription fails, and says so.
func (s *Service) Socket() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		claims, err := s.options.Issuer.Check(r.URL.Query().Get("token"), auth.TokenTransport, time.Now())
		if err == nil {
			_, err = s.open(claims)
		}
		if err != nil {
			http.Error(w, "The token of the socket is not valid, or no longer.", http.StatusForbidden)
			return
		}
		// The token is the only credential and no browser adds it by itself, so that
		// the page may be of any origin.
		socket, err := websocket.Accept(w, r, &websocket.AcceptOptions{InsecureSkipVerify: true})
		if err != nil {
			return // it has been answered
		}
		defer socket.CloseNow()
		socket.SetReadLimit(socketMessage)
		ctx, cancel := context.WithTimeout(r.Context(), socketLife+socketGrace)
		defer cancel()
		go func() {
			select {
			case <-s.options.Closing:
				_ = socket.Close(websocket.StatusGoingAway, "The server stops.")
			case <-ctx.Done():
			}
		}()
		_ = converse(ctx, socket) // the page has gone, or is of no use
	})
}

// converse answers messages until there are no more.
func converse(ctx context.Context, socket *websocket.Conn) error {
	for {
		in, err := receive(ctx, socket)
		if err != nil {
			return err
		}
		out := socketMessageOut{Topic: in.Topic}
		switch in.Topic {
		case topicHeartbeat:
		case topicSubscribe:
			out.Content = &socketState{Status: "failure", Topics: in.Content.Topics}
		case topicUnsubscribe:
			out.Content = &socketState{Status: "success", Topics: in.Content.Topics}
		default: // messages to the services behind topics, of which there are none
			continue
		}
		if err := send(ctx, socket, out); err != nil {
			return err
		}
	}
}

func receive(ctx context.Context, socket *websocket.Conn) (in socketMessageIn, err error) {
	ctx, cancel := context.WithTimeout(ctx, socketSilence)
	defer cancel()
	_, body, err := socket.Read(ctx)
	if err != nil {
		return in, err
	}
	return in, json.Unmarshal(body, &in)
}

func send(ctx context.Context, socket *websocket.Conn, out socketMessageOut) error {
	ctx, cancel := context.WithTimeout(ctx, socketWrite)
	defer cancel()
	body, err := json.Marshal(out)
	if err != nil {
		return err
	}
	return socket.Write(ctx, websocket.MessageText, body)
}
