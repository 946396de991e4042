package sqlite_test

import (
	"bytes"
	"database/sql"
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"strowger/internal/center"
	"strowger/internal/store"
	"strowger/internal/store/sqlite"
	"strowger/internal/store/storetest"
)

const (
	databaseName = "strowger.db"
	logName      = "strowger.db-wal"
)

// folder returns the content of all files that matter: the database and its log.
// The lock and the index of the log are no content.
func folder(tb testing.TB, dir string) map[string][]byte {
	tb.Helper()
	files := make(map[string][]byte)
	entries, err := os.ReadDir(dir)
	if err != nil {
		tb.Fatal(err)
	}
	for _, entry := range entries {
		name := entry.Name()
		if name == "strowger.lock" || strings.HasSuffix(name, "-shm") || entry.IsDir() {
			continue
		}
		content, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			tb.Fatal(err)
		}
		files[name] = content
	}
	return files
}

func sameFolder(tb testing.TB, before, after map[string][]byte) {
	tb.Helper()
	for name, content := range before {
		if !bytes.Equal(content, after[name]) {
			tb.Errorf("%s was changed", name)
		}
	}
	for name := range after {
		if _, ok := before[name]; !ok {
			tb.Errorf("%s appeared", name)
		}
	}
}

// refusal is what Open has to answer.
type refusal struct {
	kind error
	text string // part of it
}

func heldBy(text string) refusal { return refusal{store.ErrHeld, text} }

func refuse(tb testing.TB, dir string, want refusal) {
	tb.Helper()
	s, err := sqlite.Open(tb.Context(), dir)
	if err == nil {
		s.Close()
		tb.Fatalf("opened, want %v", want.kind)
	}
	if !errors.Is(err, want.kind) || !strings.Contains(err.Error(), want.text) {
		tb.Errorf("open said %q, want %q with %q", err, want.kind, want.text)
	}
}

// filledFolder returns a folder whose database has some pages, and no log.
func filledFolder(tb testing.TB) string {
	tb.Helper()
	dir := tb.TempDir()
	s := open(tb, dir)
	epoch, err := s.Claim(tb.Context(), crashInstance)
	if err != nil {
		tb.Fatal(err)
	}
	for n := range 40 {
		row, err := store.Encode(storetest.Live(crashContact(n), strings.Repeat("x", 3000)))
		if err != nil {
			tb.Fatal(err)
		}
		if err := s.Commit(tb.Context(), store.Batch{Instance: crashInstance, Epoch: epoch, Rows: []store.Row{row}}); err != nil {
			tb.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		tb.Fatal(err)
	}
	return dir
}

// change rewrites a file of the folder.
func change(tb testing.TB, dir, name string, edit func([]byte) []byte) {
	tb.Helper()
	path := filepath.Join(dir, name)
	content, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	if err := os.WriteFile(path, edit(content), 0o600); err != nil {
		tb.Fatal(err)
	}
}

func TestOpen_Damaged(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		edit func([]byte) []byte
		text string
	}{
		"emptied":          {func([]byte) []byte { return nil }, "only 0 bytes"},
		"a few bytes left": {func(b []byte) []byte { return b[:50] }, "only 50 bytes"},
		"cut within a page": {func(b []byte) []byte { return b[:len(b)-1000] },
			"cut off"},
		"cut by pages": {func(b []byte) []byte { return b[:len(b)-3*4096] }, "cut off"},
		"cut, and the header with it": {func(b []byte) []byte {
			binary.BigEndian.PutUint32(b[28:], uint32(len(b)/4096-3))
			return b[:len(b)-3*4096]
		}, ""},
		"no database":      {func(b []byte) []byte { return bytes.Repeat([]byte("hello, world\n"), 1000) }, "not an SQLite database"},
		"a wrong header":   {func(b []byte) []byte { b[0] ^= 0xff; return b }, "not an SQLite database"},
		"no page size":     {func(b []byte) []byte { b[16], b[17] = 3, 7; return b }, "impossible size"},
		"a spoilt schema":  {func(b []byte) []byte { clear(b[100:4096]); return b }, ""},
		"spoilt pages":     {func(b []byte) []byte { clear(b[len(b)-8*4096:]); return b }, ""},
		"a page elsewhere": {func(b []byte) []byte { copy(b[len(b)-4096:], b[4096:8192]); return b }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filledFolder(t)
			change(t, dir, databaseName, test.edit)
			before := folder(t, dir)
			for range 2 { // the second time as the first
				refuse(t, dir, refusal{store.ErrDamaged, test.text})
				sameFolder(t, before, folder(t, dir))
			}
		})
	}
}

// TestOpen_Foreign refuses an SQLite database of somebody else.
func TestOpen_Foreign(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	edit(t, dir, `CREATE TABLE photos (id INTEGER PRIMARY KEY, title TEXT)`)
	before := folder(t, dir)
	refuse(t, dir, refusal{store.ErrDamaged, "not one of Strowger"})
	sameFolder(t, before, folder(t, dir))
}

// edit runs SQL in the database of the folder, past the store.
func edit(tb testing.TB, dir string, statements ...string) {
	tb.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, databaseName))
	if err != nil {
		tb.Fatal(err)
	}
	defer db.Close()
	for _, statement := range statements {
		if _, err := db.ExecContext(tb.Context(), statement); err != nil {
			tb.Fatalf("%s: %v", statement, err)
		}
	}
}

func TestOpen_Newer(t *testing.T) {
	t.Parallel()
	dir := filledFolder(t)
	edit(t, dir, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)`)
	before := folder(t, dir)
	refuse(t, dir, refusal{store.ErrNewer, "its format is 99, and this program knows those up to 1"})
	sameFolder(t, before, folder(t, dir))
}

// TestOpen_NewerWithLog refuses a newer database even when its version, like all
// the rest of it, is in the log that a killed process left; and leaves the log.
func TestOpen_NewerWithLog(t *testing.T) {
	t.Parallel()
	dir := copyWithLog(t, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)`)
	before := folder(t, dir)
	if len(before[logName]) == 0 {
		t.Fatal("there is no log")
	}
	for range 2 {
		refuse(t, dir, refusal{store.ErrNewer, "its format is 99"})
		sameFolder(t, before, folder(t, dir))
	}
}

// copyWithLog returns a folder as a killed process leaves it: the statements, each
// a transaction, are in the log only.
func copyWithLog(tb testing.TB, statements ...string) string {
	tb.Helper()
	dir := filledFolder(tb)
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, databaseName))
	if err != nil {
		tb.Fatal(err)
	}
	defer db.Close()
	for _, statement := range statements {
		if _, err := db.ExecContext(tb.Context(), statement); err != nil {
			tb.Fatalf("%s: %v", statement, err)
		}
	}
	killed := tb.TempDir()
	for name, content := range folder(tb, dir) {
		if err := os.WriteFile(filepath.Join(killed, name), content, 0o600); err != nil {
			tb.Fatal(err)
		}
	}
	return killed
}

// logFrame is the size of a frame of the log: its header and a page.
const logFrame = 24 + 4096

// TestOpen_Log damages the log that a killed process left. The last transaction
// may have been broken off and is dropped; to drop one before would lose what was
// acknowledged.
func TestOpen_Log(t *testing.T) {
	t.Parallel()
	var statements []string
	for _, name := range []string{"one", "two", "three", "four"} {
		statements = append(statements, `UPDATE contacts SET body = CAST('{"ID":"`+string(crashContact(0))+
			`","Name":"`+name+`"}' AS BLOB) WHERE id = '`+string(crashContact(0))+`'`)
	}
	for name, test := range map[string]struct {
		edit func([]byte) []byte
		want string // name of the contact; empty: refused
	}{
		"whole":                           {func(b []byte) []byte { return b }, "four"},
		"the last one cut":                {func(b []byte) []byte { return b[:len(b)-100] }, "three"},
		"the last one spoilt":             {func(b []byte) []byte { b[len(b)-100] ^= 1; return b }, "three"},
		"the last one without salt":       {func(b []byte) []byte { clear(b[len(b)-logFrame+8:][:8]); return b }, "three"},
		"never begun":                     {func(b []byte) []byte { clear(b); return b }, strings.Repeat("x", 3000)},
		"cut within the header":           {func(b []byte) []byte { return b[:20] }, strings.Repeat("x", 3000)},
		"the first one spoilt":            {func(b []byte) []byte { b[32+100] ^= 1; return b }, ""},
		"the first one without salt":      {func(b []byte) []byte { clear(b[32+8:][:8]); return b }, ""},
		"the last but one spoilt":         {func(b []byte) []byte { b[len(b)-logFrame-100] ^= 1; return b }, ""},
		"the checksum of the header":      {func(b []byte) []byte { b[30] ^= 1; return b }, ""},
		"the size of pages in the header": {func(b []byte) []byte { b[10] ^= 0xff; return b }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := copyWithLog(t, statements...)
			change(t, dir, logName, test.edit)
			before := folder(t, dir)
			if got, want := len(before[logName]), 32+4*logFrame; name == "whole" && got != want {
				t.Fatalf("the log has %d bytes, want one frame for each statement, %d", got, want)
			}
			if test.want == "" {
				refuse(t, dir, refusal{store.ErrDamaged, "spoilt what was once whole"})
				sameFolder(t, before, folder(t, dir))
				return
			}
			s := open(t, dir)
			c, err := store.Contact(t.Context(), s, crashInstance, crashContact(0))
			if err != nil || c.Name != test.want {
				t.Errorf("the contact is %+v, %v; want %q", c, err, test.want)
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestOpen_LogWithoutDatabase refuses a log whose database was deleted: a new
// database beside it would hide what is in the log.
func TestOpen_LogWithoutDatabase(t *testing.T) {
	t.Parallel()
	dir := copyWithLog(t, `UPDATE claims SET last = 7`)
	if err := os.Remove(filepath.Join(dir, databaseName)); err != nil {
		t.Fatal(err)
	}
	before := folder(t, dir)
	refuse(t, dir, refusal{store.ErrDamaged, "is gone"})
	sameFolder(t, before, folder(t, dir))
}

// TestOpen_Unwritable uses places where not even the superuser can make files.
func TestOpen_Unwritable(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{file, filepath.Join(file, "below"), "/proc/self/fdinfo", "/proc/no-such-folder"} {
		refuse(t, dir, refusal{store.ErrUnwritable, dir})
	}
	occupied := t.TempDir()
	if err := os.Mkdir(filepath.Join(occupied, databaseName), 0o700); err != nil {
		t.Fatal(err)
	}
	refuse(t, occupied, refusal{store.ErrDamaged, "is a folder"})
}

func TestOpen_Modes(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "a", "data")
	s := open(t, dir)
	defer s.Close()
	if _, err := s.Claim(t.Context(), crashInstance); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]fs.FileMode{
		".": fs.ModeDir | 0o700, databaseName: 0o600, logName: 0o600, "strowger.db-shm": 0o600, "strowger.lock": 0o600,
	} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Error(err)
		} else if info.Mode() != want {
			t.Errorf("%s has the mode %v, want %v", name, info.Mode(), want)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 4 {
		t.Errorf("the folder holds %v, %v", entries, err)
	}
}

// TestOpen_OddNames opens folders whose names mean something in a URI or in SQL.
func TestOpen_OddNames(t *testing.T) {
	t.Parallel()
	top := t.TempDir()
	for _, name := range []string{"a b", "what?mode=memory", "50%25", "#1", "it's", "ä&_pragma=x", `back\slash`} {
		dir := filepath.Join(top, name)
		for range 2 {
			s := open(t, dir)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := os.Stat(filepath.Join(dir, databaseName)); err != nil {
			t.Errorf("the database of %q: %v", name, err)
		}
	}
}

// TestOpen_BrokenOff starts again after a first start that was broken off before
// the database had its name.
func TestOpen_BrokenOff(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		if err := os.WriteFile(filepath.Join(dir, databaseName+".new"+suffix), []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := open(t, dir)
	defer s.Close()
	for name := range folder(t, dir) {
		if strings.Contains(name, ".new") {
			t.Errorf("%s is left", name)
		}
	}
}

// TestOpen_Again finds what was committed, with the owners' epochs.
func TestOpen_Again(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, dir)
	epoch, err := s.Claim(t.Context(), crashInstance)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := crashRows(1)
	if err != nil {
		t.Fatal(err)
	}
	batch := store.Batch{Instance: crashInstance, Epoch: epoch, Rows: rows}
	if err := s.Commit(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if files := folder(t, dir); len(files) != 1 {
		t.Errorf("a closed store leaves %d files, want the database alone", len(files))
	}
	s = open(t, dir)
	defer s.Close()
	if err := s.Commit(t.Context(), batch); err != nil {
		t.Errorf("the epoch of the same owner: %v", err)
	}
	next, err := s.Claim(t.Context(), crashInstance)
	if err != nil || next <= epoch {
		t.Errorf("epoch %d follows %d, %v", next, epoch, err)
	}
	if err := s.Commit(t.Context(), batch); !errors.Is(err, store.ErrStale) {
		t.Errorf("the epoch of the owner before: %v", err)
	}
	var queue center.Record
	err = s.Load(t.Context(), crashInstance, 0, func(r center.Record) error {
		if r.RecordKind() == center.KindQueue {
			queue = r
		}
		return nil
	})
	if err != nil || queue == nil || queue.RecordKey() != "q" {
		t.Errorf("load gave the queue %v, %v", queue, err)
	}
}

// TestLoad_DamagedBody names the record whose body cannot be read.
func TestLoad_DamagedBody(t *testing.T) {
	t.Parallel()
	dir := filledFolder(t)
	id := string(crashContact(7))
	edit(t, dir, `UPDATE contacts SET body = CAST('{"ID":' AS BLOB) WHERE id = '`+id+`'`)
	s := open(t, dir)
	defer s.Close()
	err := s.Load(t.Context(), crashInstance, 0, func(center.Record) error { return nil })
	if !errors.Is(err, store.ErrDamaged) || !strings.Contains(err.Error(), id) {
		t.Errorf("load said %v", err)
	}
	if _, err := store.Contact(t.Context(), s, crashInstance, crashContact(7)); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("contact said %v", err)
	}
}
