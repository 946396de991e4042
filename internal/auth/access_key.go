package auth

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime"
	"strings"
	"time"
)

const (
	// AccessKeySecretMin and AccessKeySecretMax bound the length of a secret in characters. Whoever sees one
	// signed request can try secrets against it at leisure, so a short one is refused.
	AccessKeySecretMin = 16
	AccessKeySecretMax = 128

	// AccessKeysMax bounds the number of keys in one file.
	AccessKeysMax = 10_000

	accessKeyIDLengthMax   = 128
	accessKeyNameLengthMax = 128
	accessKeyLineLengthMax = 1024 + PolicySizeMax
)

// AccessKeys are the access keys of a file. The set never changes after it is read, so goroutines may share it.
type AccessKeys struct {
	keys map[string]accessKey
}

type accessKey struct {
	principal Principal
	secret    string
}

// LoadAccessKeys reads the access key file at path; ParseAccessKeys describes its form. A file that every user of the
// machine may read or write is refused. The permissions are those of the opened file, not of a name that could point
// elsewhere a moment later. Windows keeps no such bits, so there the administrator's own rules must do.
func LoadAccessKeys(path string) (*AccessKeys, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("access keys: %w", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, fmt.Errorf("access keys: %w", err)
	}
	if info.IsDir() {
		return nil, fmt.Errorf("access keys: %s is a folder, not a file", path)
	}
	if mode := info.Mode().Perm(); runtime.GOOS != "windows" && mode&0o006 != 0 {
		return nil, fmt.Errorf("access keys: every user of this machine may read or change %s (mode %04o); remove that with: chmod 600 %s",
			path, mode, path)
	}
	keys, err := ParseAccessKeys(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return keys, nil
}

// ParseAccessKeys reads one key a line: an access key id of letters, digits, underscores and hyphens, its secret, and
// optionally a name for the principal and then a policy document, separated by spaces or tabs. A principal without a
// policy may do everything. Empty lines and lines that begin with # are
// skipped. A malformed line, an id that comes twice, and a file without any key are errors; they name the line and
// never quote it, because a secret may stand anywhere in a wrong line.
func ParseAccessKeys(r io.Reader) (*AccessKeys, error) {
	found := &AccessKeys{keys: map[string]accessKey{}}
	lines := map[string]int{}
	scanner := bufio.NewScanner(r)
	scanner.Buffer(make([]byte, 0, accessKeyLineLengthMax), accessKeyLineLengthMax)
	number := 0
	for scanner.Scan() {
		number++
		line := strings.TrimSpace(scanner.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		id, key, err := parseAccessKey(line)
		if err != nil {
			return nil, fmt.Errorf("access keys: line %d: %w", number, err)
		}
		if first, twice := lines[id]; twice {
			return nil, fmt.Errorf("access keys: line %d: the access key id stands already in line %d", number, first)
		}
		if len(lines) == AccessKeysMax {
			return nil, fmt.Errorf("access keys: line %d: more than %d keys", number, AccessKeysMax)
		}
		lines[id] = number
		found.keys[id] = key
	}
	if err := scanner.Err(); errors.Is(err, bufio.ErrTooLong) {
		return nil, fmt.Errorf("access keys: line %d: longer than %d bytes", number+1, accessKeyLineLengthMax-1)
	} else if err != nil {
		return nil, fmt.Errorf("access keys: after line %d: %w", number, err)
	}
	if len(found.keys) == 0 {
		return nil, errors.New("access keys: there is no key in the file")
	}
	return found, nil
}

func parseAccessKey(line string) (string, accessKey, error) {
	id, rest := cutField(line)
	secret, rest := cutField(rest)
	name, written := cutField(rest)
	if secret == "" || written != "" && written[0] != '{' {
		return "", accessKey{}, errors.New("expected an access key id, a secret, at most one principal name and at most one policy document")
	}
	if name == "" {
		name = id
	}
	var policy *Policy
	switch {
	case !validAccessKeyID(id):
		return "", accessKey{}, fmt.Errorf("an access key id has 1 to %d letters, digits, underscores and hyphens", accessKeyIDLengthMax)
	case len(secret) < AccessKeySecretMin || len(secret) > AccessKeySecretMax || !printable(secret):
		return "", accessKey{}, fmt.Errorf("a secret has %d to %d printable ASCII characters", AccessKeySecretMin, AccessKeySecretMax)
	case len(name) > accessKeyNameLengthMax || !printable(name):
		return "", accessKey{}, fmt.Errorf("a principal name has at most %d printable ASCII characters", accessKeyNameLengthMax)
	}
	if written != "" {
		var err error
		if policy, err = ParsePolicy([]byte(written)); err != nil {
			return "", accessKey{}, err
		}
	}
	return id, accessKey{principal: Principal{AccessKeyID: id, Name: name, Policy: policy}, secret: secret}, nil
}

// cutField returns what stands before the first spaces or tabs, and what follows them.
func cutField(line string) (field, rest string) {
	const blank = " \t"
	if i := strings.IndexAny(line, blank); i >= 0 {
		return line[:i], strings.TrimLeft(line[i:], blank)
	}
	return line, ""
}

// Secret returns the principal and secret of an access key id, and false for an unknown id.
func (k *AccessKeys) Secret(accessKeyID string) (Principal, string, bool) {
	key, ok := k.keys[accessKeyID]
	return key.principal, key.secret, ok
}

// Len returns the number of keys, at least one.
func (k *AccessKeys) Len() int {
	return len(k.keys)
}

// String tells how many keys there are, so that formatting a value that contains them reveals none.
func (k *AccessKeys) String() string {
	return fmt.Sprintf("%d access keys", len(k.keys))
}

// GoString is String, for the same reason.
func (k *AccessKeys) GoString() string {
	return k.String()
}

// AnyKey believes every caller. It stands in for Verifier on a listener that only this machine can reach, where any
// AWS credentials, and none, are accepted. A web page in a browser of the same machine reaches such a listener too:
// the transport that uses AnyKey should refuse requests whose Host is not Loopback or whose Origin is foreign.
type AnyKey struct{}

// Verify returns the access key id that the request claims as its principal, whatever its signature, or the name
// "anonymous" when it claims none. The error is always nil; it is there so that AnyKey and Verifier fit one interface.
func (AnyKey) Verify(r *http.Request, _ []byte, _ time.Time) (Principal, error) {
	_, rawQuery := target(r)
	claim := ""
	if query, err := parseQuery(rawQuery); err == nil {
		for _, p := range query {
			if p.name == "X-Amz-Credential" {
				claim = p.value
			}
		}
	}
	if _, rest, ok := strings.Cut(r.Header.Get("Authorization"), "Credential="); ok {
		claim = rest
	}
	id, _, ok := strings.Cut(claim, "/")
	if !ok || !validAccessKeyID(id) {
		return Principal{Name: "anonymous"}, nil
	}
	return Principal{AccessKeyID: id, Name: id}, nil
}

func validAccessKeyID(id string) bool {
	const allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
	return id != "" && len(id) <= accessKeyIDLengthMax && strings.Trim(id, allowed) == ""
}

func printable(text string) bool {
	return !strings.ContainsFunc(text, func(c rune) bool { return c <= ' ' || c > '~' })
}
