package web

import (
	"fmt"
	"net/http"
	"sync"
	"time"

	"strowger/internal/center"
)

// streamLife bounds a stream, so that nobody watches for long who may no longer;
// browsers come again by themselves after streamRetry. streamBeat keeps proxies
// from cutting a stream in which nothing happens.
const (
	streamLife  = 10 * time.Minute
	streamRetry = time.Second
	streamBeat  = 20 * time.Second
	streamWrite = 20 * time.Second // to take what is sent; who does not read is given up
)

// maxStreams is how many streams a user may have at once, each in a window. One
// that is too many ends the oldest.
const maxStreams = 8

// streams are those that are open, by user.
type streams struct {
	mu   *sync.Mutex
	open map[streamUser][]chan struct{} // closed to end one; the oldest first
}

type streamUser struct {
	instance center.InstanceID
	user     center.UserID
}

func newStreams() streams {
	return streams{mu: &sync.Mutex{}, open: map[streamUser][]chan struct{}{}}
}

// begin takes in a stream of the user. end is closed when it has to make room.
func (s *streams) begin(of streamUser) (end chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	end = make(chan struct{})
	all := append(s.open[of], end)
	if len(all) > maxStreams {
		close(all[0])
		all = all[1:]
	}
	s.open[of] = all
	return end
}

// finish forgets a stream.
func (s *streams) finish(of streamUser, end chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := s.open[of]
	for i := range all {
		if all[i] == end {
			all = append(all[:i:i], all[i+1:]...)
			break
		}
	}
	if len(all) == 0 {
		delete(s.open, of)
		return
	}
	s.open[of] = all
}

// stream answers with server-sent events. write is given what sends one, which
// reports whether it could, and must return when stop is closed.
func (c *Console) stream(v *visit, write func(stop <-chan struct{}, send func(text []byte) bool)) {
	controller := http.NewResponseController(v.w)
	_ = controller.SetReadDeadline(time.Time{}) // that of the request ends here
	v.w.Header().Set("Content-Type", "text/event-stream")
	v.w.Header().Set("X-Accel-Buffering", "no")
	defer controller.SetWriteDeadline(time.Time{}) // the next request of the connection has its own
	var writing sync.Mutex                         // of events and of beats
	send := func(format string, args ...any) bool {
		writing.Lock()
		defer writing.Unlock()
		_ = controller.SetWriteDeadline(time.Now().Add(streamWrite))
		_, err := fmt.Fprintf(v.w, format, args...)
		return err == nil && controller.Flush() == nil
	}
	if !send("retry: %d\n\n", streamRetry.Milliseconds()) {
		return
	}
	who := streamUser{v.d.Instance.ID, v.user.ID}
	replaced := c.streams.begin(who)
	defer c.streams.finish(who, replaced)
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stop)
		end, beat := time.NewTimer(streamLife), time.NewTicker(streamBeat)
		defer end.Stop()
		defer beat.Stop()
		for {
			select {
			case <-beat.C:
				if !send(":\n\n") {
					return
				}
			case <-end.C:
				return
			case <-replaced:
				return
			case <-c.options.Closing:
				return
			case <-v.r.Context().Done():
				return
			case <-done:
				return
			}
		}
	}()
	write(stop, func(text []byte) bool { return send("data: %s\n\n", text) })
	close(done)
	<-stop
}

// news streams an event after commits, at most one in boardPause: pages that show
// a part of what goes on ask for it anew.
func (c *Console) news(v *visit) {
	c.stream(v, func(stop <-chan struct{}, send func(text []byte) bool) {
		commits, cancel := v.instance.WatchAll()
		defer cancel()
		pause := time.NewTimer(0)
		defer pause.Stop()
		for {
			select {
			case <-commits:
			case <-stop:
				return
			}
			select {
			case <-pause.C:
			case <-stop:
				return
			}
			if !send([]byte("{}")) {
				return
			}
			pause.Reset(boardPause)
		}
	})
}
