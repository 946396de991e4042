package auth

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/rand"
	"encoding/base32"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// AccessKeyLine is one key of a file as an administrator sees it: without its secret.
type AccessKeyLine struct {
	AccessKeyID string
	Name        string
	Policy      string // the document, empty for none
}

// Random parts of a new key, in bytes: 16 characters after the prefix, and 40 of secret, as AWS makes them.
const (
	newKeyPrefix   = "AKIA"
	newKeyIDBytes  = 10
	newSecretBytes = 30
)

// AddAccessKey adds a new key to the file at path, which is made for its owner alone when it is not there. The policy is a
// document that ParsePolicy takes; empty: the key may do everything. The secret is in the result and in the file, and
// nowhere else. The name defaults to the key's id.
func AddAccessKey(path, name, policy string) (accessKeyID, secret string, err error) {
	raw := make([]byte, newKeyIDBytes+newSecretBytes)
	if _, err := rand.Read(raw); err != nil {
		return "", "", err
	}
	accessKeyID = newKeyPrefix + base32.StdEncoding.EncodeToString(raw[:newKeyIDBytes])
	secret = base64.StdEncoding.EncodeToString(raw[newKeyIDBytes:])
	line := strings.Join([]string{accessKeyID, secret, cmp.Or(name, accessKeyID)}, " ")
	if policy != "" {
		compact := jsontext.Value(policy)
		if err := compact.Compact(); err != nil {
			return "", "", fmt.Errorf("policy: %w", err)
		}
		line += " " + string(compact)
	}
	if _, _, err := parseAccessKey(line); err != nil {
		return "", "", err
	}
	old, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", "", fmt.Errorf("access keys: %w", err)
	}
	if len(old) > 0 && old[len(old)-1] != '\n' {
		old = append(old, '\n')
	}
	return accessKeyID, secret, writeKeyFile(path, append(old, line+"\n"...))
}

// RevokeAccessKey takes a key out of the file at path. The last one stays, since a server does not run without any.
func RevokeAccessKey(path, accessKeyID string) error {
	keys, err := LoadAccessKeys(path)
	if err != nil {
		return err
	}
	if _, _, ok := keys.Secret(accessKeyID); !ok {
		return fmt.Errorf("access keys: there is no key %s in %s", accessKeyID, path)
	}
	if keys.Len() == 1 {
		return fmt.Errorf("access keys: %s is the last key in %s; add another one first", accessKeyID, path)
	}
	old, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("access keys: %w", err)
	}
	var kept []byte
	for line := range bytes.Lines(old) {
		if id, _ := cutField(strings.TrimSpace(string(line))); id != accessKeyID {
			kept = append(kept, line...)
		}
	}
	return writeKeyFile(path, kept)
}

// ListAccessKeys returns the keys of the file at path in the order of their lines.
func ListAccessKeys(path string) ([]AccessKeyLine, error) {
	keys, err := LoadAccessKeys(path)
	if err != nil {
		return nil, err
	}
	file, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("access keys: %w", err)
	}
	var all []AccessKeyLine
	scanner := bufio.NewScanner(bytes.NewReader(file))
	scanner.Buffer(nil, accessKeyLineLengthMax)
	for scanner.Scan() {
		id, rest := cutField(strings.TrimSpace(scanner.Text()))
		principal, _, ok := keys.Secret(id)
		if !ok {
			continue
		}
		_, rest = cutField(rest)
		_, policy := cutField(rest)
		all = append(all, AccessKeyLine{AccessKeyID: id, Name: principal.Name, Policy: policy})
	}
	return slices.Clip(all), scanner.Err()
}

// writeKeyFile replaces the file at path with content that must be a key file. A server that reads it meanwhile sees
// the old one or the new one.
func writeKeyFile(path string, content []byte) (err error) {
	if _, err := ParseAccessKeys(bytes.NewReader(content)); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // for its owner alone
	if err != nil {
		return fmt.Errorf("access keys: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(file.Name()))
		}
	}()
	_, err = file.Write(content)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}
