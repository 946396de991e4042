package app

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"strowger/internal/auth"
)

// keyFile holds the secret with which agents' and participants' tokens are
// signed, so that they outlive a restart.
const keyFile = "token.key"

// openIssuer reads the server's key, or makes one.
func openIssuer(dir string) (*auth.Issuer, error) {
	path := filepath.Join(dir, keyFile)
	key, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		key = make([]byte, auth.TokenKeyLengthMin)
		rand.Read(key)
		err = os.WriteFile(path, key, 0o600)
	}
	if err != nil {
		return nil, fmt.Errorf("the server's key: %w", err)
	}
	issuer, err := auth.NewIssuer(key)
	if err != nil {
		return nil, fmt.Errorf("the server's key in %s: %w", path, err)
	}
	return issuer, nil
}
