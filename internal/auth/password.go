package auth

import (
	"crypto/pbkdf2"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

const (
	// PasswordIterations is the number of PBKDF2 rounds for passwords of real users: a fraction of a second of one
	// core, for the server at each sign-in and for an attacker at each guess.
	PasswordIterations = 600_000

	// PasswordIterationsMin and PasswordIterationsMax bound the rounds of a hash, made or verified. The lower end
	// is for tests and sample data; the upper end keeps a forged or damaged record from occupying a core for long.
	PasswordIterationsMin = 1_000
	PasswordIterationsMax = 2_000_000

	// PasswordLengthMax is the longest password in bytes.
	PasswordLengthMax = 1024
)

const (
	passwordScheme     = "pbkdf2-sha256"
	passwordSaltLength = 16
	passwordSaltMax    = 64
	passwordTextMax    = 256
)

var (
	// ErrPassword means that a password cannot be hashed because it is empty or longer than PasswordLengthMax.
	ErrPassword = errors.New("password must have 1 to 1024 bytes")

	// ErrPasswordHash means that a stored text is not a password hash, or one outside the accepted bounds.
	ErrPasswordHash = errors.New("stored password hash is malformed")
)

// HashPassword derives a hash of password with a fresh salt of 16 bytes from random, which in production is
// crypto/rand.Reader, and the given number of PBKDF2 rounds, normally PasswordIterations. The text it returns
// describes itself: `pbkdf2-sha256$iterations$salt$hash`, salt and hash in unpadded base64. Errors: ErrPassword, a
// number of rounds out of bounds, a failing random source.
func HashPassword(random io.Reader, password string, iterations int) (string, error) {
	if password == "" || len(password) > PasswordLengthMax {
		return "", ErrPassword
	}
	if iterations < PasswordIterationsMin || iterations > PasswordIterationsMax {
		return "", fmt.Errorf("password hash: %d iterations are outside %d to %d", iterations, PasswordIterationsMin, PasswordIterationsMax)
	}
	salt := make([]byte, passwordSaltLength)
	if _, err := io.ReadFull(random, salt); err != nil {
		return "", fmt.Errorf("password hash: salt: %w", err)
	}
	hash, err := pbkdf2.Key(sha256.New, password, salt, iterations, sha256.Size)
	if err != nil {
		return "", fmt.Errorf("password hash: %w", err)
	}
	encoding := base64.RawStdEncoding
	return strings.Join([]string{passwordScheme, strconv.Itoa(iterations), encoding.EncodeToString(salt), encoding.EncodeToString(hash)}, "$"), nil
}

// VerifyPassword reports whether password is the one that stored was made from. Hashes are compared in constant time.
// The error is ErrPasswordHash when stored is not a usable hash; it is found before any costly work. A sign-in for a
// name that does not exist should verify against some hash all the same, so that its duration does not tell.
func VerifyPassword(stored, password string) (bool, error) {
	iterations, salt, want, err := parsePasswordHash(stored)
	if err != nil {
		return false, err
	}
	if password == "" || len(password) > PasswordLengthMax {
		return false, nil
	}
	got, err := pbkdf2.Key(sha256.New, password, salt, iterations, sha256.Size)
	if err != nil {
		return false, fmt.Errorf("password: %w", err)
	}
	return subtle.ConstantTimeCompare(got, want) == 1, nil
}

func parsePasswordHash(stored string) (iterations int, salt, hash []byte, err error) {
	if len(stored) > passwordTextMax {
		return 0, nil, nil, ErrPasswordHash
	}
	parts := strings.Split(stored, "$")
	if len(parts) != 4 || parts[0] != passwordScheme {
		return 0, nil, nil, ErrPasswordHash
	}
	iterations, err = strconv.Atoi(parts[1])
	if err != nil || iterations < PasswordIterationsMin || iterations > PasswordIterationsMax {
		return 0, nil, nil, ErrPasswordHash
	}
	encoding := base64.RawStdEncoding.Strict()
	salt, err = encoding.DecodeString(parts[2])
	if err != nil || len(salt) < passwordSaltLength || len(salt) > passwordSaltMax {
		return 0, nil, nil, ErrPasswordHash
	}
	hash, err = encoding.DecodeString(parts[3])
	if err != nil || len(hash) != sha256.Size {
		return 0, nil, nil, ErrPasswordHash
	}
	return iterations, salt, hash, nil
}
