package auth

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

// endedSessions are those that were ended before their tokens ran out. Each is
// remembered until the last of its tokens has.
type endedSessions struct {
	mu     sync.RWMutex
	until  map[string]time.Time // by session id
	pruned time.Time

	writing sync.Mutex // of the file alone, so that nobody's check of a token waits for the disk
	file    *os.File   // to which each is added; nil: they are forgotten with the process
}

// pruneEvery is how often those are forgotten whose tokens have all run out.
const pruneEvery = time.Hour

// KeepEndedSessions makes the issuer remember ended sessions in a file, and recalls
// those that stand there already. A line that was cut off by a power failure is
// passed over: its session was not acknowledged as ended.
func (i *Issuer) KeepEndedSessions(path string, now time.Time) error {
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("ended sessions: %w", err)
	}
	i.ended.mu.Lock()
	defer i.ended.mu.Unlock()
	i.ended.writing.Lock()
	defer i.ended.writing.Unlock()
	var kept bytes.Buffer
	for line := range strings.Lines(string(text)) {
		id, end, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		ms, err := strconv.ParseInt(end, 10, 64)
		if until := time.UnixMilli(ms); err == nil && now.Before(until) {
			i.ended.note(id, until)
			fmt.Fprintf(&kept, "%s %d\n", id, ms)
		}
	}
	// Written to a new file first, so that the old one is there until then.
	fresh := path + ".new"
	if err := os.WriteFile(fresh, kept.Bytes(), 0o600); err != nil {
		return fmt.Errorf("ended sessions: %w", err)
	}
	if err := os.Rename(fresh, path); err != nil {
		return fmt.Errorf("ended sessions: %w", err)
	}
	i.ended.file, err = os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0o600)
	return err
}

// EndSession makes all tokens of the session worthless to which a token of kind
// TokenAgent belongs: Check answers for them as if they had run out. A token that
// is not good any more, or has no session, ends nothing. The error says that the
// end could not be stored; it holds until the process ends.
func (i *Issuer) EndSession(token string, now time.Time) error {
	claims, err := i.Check(token, TokenAgent, now)
	if err != nil || claims.SessionID == "" {
		return nil
	}
	until := now.Add(SessionLife) // no token of the session outlasts this
	i.ended.end(claims.SessionID, until, now)
	return i.ended.store(claims.SessionID, until)
}

// end remembers the end of a session, and now and then forgets others.
func (e *endedSessions) end(id string, until, now time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.note(id, until)
	if now.Sub(e.pruned) > pruneEvery {
		e.pruned = now
		for id, end := range e.until { // order: each by itself
			if !now.Before(end) {
				delete(e.until, id)
			}
		}
	}
}

// store adds the end of a session to the file. The line before may have been cut
// off by a full disk, so that each begins with the end of that.
func (e *endedSessions) store(id string, until time.Time) error {
	e.writing.Lock()
	defer e.writing.Unlock()
	if e.file == nil {
		return nil
	}
	if _, err := fmt.Fprintf(e.file, "\n%s %d\n", id, until.UnixMilli()); err != nil {
		return fmt.Errorf("ended sessions: %w", err)
	}
	return e.file.Sync()
}

func (e *endedSessions) note(id string, until time.Time) {
	if e.until == nil {
		e.until = map[string]time.Time{}
	}
	e.until[id] = until
}

// has reports whether the session was ended.
func (e *endedSessions) has(id string) bool {
	e.mu.RLock()
	defer e.mu.RUnlock()
	_, ended := e.until[id]
	return ended
}

// Close closes the file of ended sessions, if there is one. Sessions that end
// later are forgotten with the process.
func (i *Issuer) Close() error {
	i.ended.writing.Lock()
	defer i.ended.writing.Unlock()
	if i.ended.file == nil {
		return nil
	}
	file := i.ended.file
	i.ended.file = nil
	return file.Close()
}
