package auth

import (
	"os"
	"sync"
	"time"
)

// keyFileLook is how long a KeyFile believes what it read before it looks whether the file has changed.
const keyFileLook = time.Second

// KeyFile is an access key file that may change while the server runs: a key that is added or revoked counts within
// about a second. Goroutines may share it.
type KeyFile struct {
	path   string
	report func(error)

	mutex  sync.Mutex
	keys   *AccessKeys
	seen   os.FileInfo // of the file that keys was read from; nil: unknown
	looked time.Time
}

// OpenKeyFile reads the file at path as LoadAccessKeys does. When it cannot be read again later, the keys known before
// stay good and report is told, once for each change of the file.
func OpenKeyFile(path string, report func(error)) (*KeyFile, error) {
	f := &KeyFile{path: path, report: report, looked: time.Now()}
	f.seen, _ = os.Stat(path) // before it is read, so that a change in between is seen later
	keys, err := LoadAccessKeys(path)
	if err != nil {
		return nil, err
	}
	f.keys = keys
	return f, nil
}

// Secret implements Keys.
func (f *KeyFile) Secret(accessKeyID string) (Principal, string, bool) {
	return f.current().Secret(accessKeyID)
}

// current returns the keys as of about now.
func (f *KeyFile) current() *AccessKeys {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	now := time.Now()
	if now.Sub(f.looked) < keyFileLook {
		return f.keys
	}
	f.looked = now
	info, err := os.Stat(f.path)
	if err == nil && f.seen != nil && os.SameFile(info, f.seen) && info.ModTime().Equal(f.seen.ModTime()) && info.Size() == f.seen.Size() {
		return f.keys
	}
	if err != nil && f.seen == nil {
		return f.keys // it is still gone
	}
	f.seen = info
	keys, err := LoadAccessKeys(f.path)
	if err != nil {
		f.report(err)
		return f.keys
	}
	f.keys = keys
	return f.keys
}
