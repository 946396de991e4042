package app

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"strowger/internal/auth"
)

// keyFile holds the secret with which agents' and participants' tokens are
// signed, so that they outlive a restart.
const keyFile = "token.key"

// endedFile holds the sessions whose users signed out, so that their tokens stay
// worthless over a restart.
const endedFile = "ended-sessions"

// openIssuer reads the server's key, or makes one.
func openIssuer(dir string) (*auth.Issuer, error) {
	path := filepath.Join(dir, keyFile)
	key, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		key = make([]byte, auth.TokenKeyLengthMin)
		rand.Read(key)
		err = writeWhole(path, key)
	}
	if err != nil {
		return nil, fmt.Errorf("the server's key: %w", err)
	}
	issuer, err := auth.NewIssuer(key)
	if err != nil {
		return nil, fmt.Errorf("the server's key in %s: %w", path, err)
	}
	if err := issuer.KeepEndedSessions(filepath.Join(dir, endedFile), time.Now()); err != nil {
		return nil, err
	}
	return issuer, nil
}

// writeWhole makes a file that is there with all its content or not at all,
// whenever the process dies: a server does not start over half a key.
func writeWhole(path string, content []byte) (err error) {
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // for the owner alone
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	err = errors.Join(err, file.Sync(), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		err = errors.Join(err, os.Remove(file.Name()))
	}
	return err
}
