package auth_test

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"strowger/internal/auth"
)

const longSecret = "abcd/efgh+ijkl#mnop="

func TestParseAccessKeys(t *testing.T) {
	t.Parallel()
	keys, err := auth.ParseAccessKeys(strings.NewReader("# our keys\r\n\n  \t\nAKIDONE " + longSecret + "\r\n" +
		"\tkey_two-2\t" + exampleSecret + "   gateway/eu \n   # end\nlast 0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	if keys.Len() != 3 {
		t.Errorf("%d keys, want 3", keys.Len())
	}
	tests := []struct{ id, name, secret string }{
		{"AKIDONE", "AKIDONE", longSecret},
		{"key_two-2", "gateway/eu", exampleSecret},
		{"last", "last", "0123456789abcdef"},
	}
	for _, tt := range tests {
		got, secret, ok := keys.Secret(tt.id)
		if want := (auth.Principal{AccessKeyID: tt.id, Name: tt.name}); got != want || secret != tt.secret || !ok {
			t.Errorf("%s: got %+v, %q, %v", tt.id, got, secret, ok)
		}
	}
	for _, id := range []string{"", "akidone", "#", "AKIDONE "} {
		if got, secret, ok := keys.Secret(id); ok || secret != "" || got != (auth.Principal{}) {
			t.Errorf("%q is known", id)
		}
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if text := fmt.Sprintf(verb, keys); text != "3 access keys" {
			t.Errorf("%s shows %q", verb, text)
		}
	}
}

func TestParseAccessKeys_Refused(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"empty", "", "no key"},
		{"comments only", "# AKID " + longSecret + "\n\n", "no key"},
		{"id alone", "# x\nAKIDONE\n", "line 2"},
		{"too many fields", "AKIDONE " + longSecret + " name more", "line 1"},
		{"comment behind a key", "AKIDONE " + longSecret + " name # more", "line 1"},
		{"duplicate", "A " + longSecret + "\nB " + longSecret + "\nA " + exampleSecret, "line 3: the access key id stands already in line 1"},
		{"id with slash", "AKID/ONE " + longSecret, "line 1"},
		{"id with comma", "AKID,ONE " + longSecret, "line 1"},
		{"id too long", strings.Repeat("A", 129) + " " + longSecret, "line 1"},
		{"secret too short", "AKIDONE 0123456789abcde", "line 1: a secret has 16 to 128"},
		{"secret too long", "AKIDONE " + strings.Repeat("s", 129), "line 1: a secret"},
		{"secret with a control character", "AKIDONE " + longSecret + "\x01", "line 1: a secret"},
		{"secret outside ASCII", "AKIDONE " + longSecret + "ü", "line 1: a secret"},
		{"name too long", "AKIDONE " + longSecret + " " + strings.Repeat("n", 129), "line 1: a principal"},
		{"name with an escape", "AKIDONE " + longSecret + " \x1b[31m", "line 1: a principal"},
		{"line too long", "A " + longSecret + "\nB " + strings.Repeat("s", auth.PolicySizeMax+2000), "line 2: longer than 66559 bytes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			keys, err := auth.ParseAccessKeys(strings.NewReader(tt.text))
			if err == nil || keys != nil {
				t.Fatalf("accepted: %v", keys)
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %q does not say %q", err, tt.want)
			}
			for _, field := range strings.Fields(tt.text) {
				if len(field) > 6 && field != "access" && strings.Contains(err.Error(), field) {
					t.Errorf("error %q repeats the file", err)
				}
			}
		})
	}
}

func TestParseAccessKeys_TooMany(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	for i := range auth.AccessKeysMax {
		fmt.Fprintf(&text, "KEY%d %s\n", i, longSecret)
	}
	keys, err := auth.ParseAccessKeys(strings.NewReader(text.String()))
	if err != nil || keys.Len() != auth.AccessKeysMax {
		t.Fatalf("the largest file: %v", err)
	}
	_, err = auth.ParseAccessKeys(strings.NewReader(text.String() + "ONEMORE " + longSecret))
	if err == nil || !strings.Contains(err.Error(), "line 10001") {
		t.Fatalf("one more: %v", err)
	}
}

func TestParseAccessKeys_ReadError(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken disk")
	if _, err := auth.ParseAccessKeys(iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

func TestLoadAccessKeys(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Log("only the reading is checked here: the file system keeps no permission bits")
	}
	tests := []struct {
		mode fs.FileMode
		want string
	}{
		{0o600, ""}, {0o400, ""}, {0o640, ""}, {0o660, ""},
		{0o644, "mode 0644"}, {0o604, "chmod 600"}, {0o602, "mode 0602"}, {0o666, "mode 0666"},
	}
	for _, tt := range tests {
		t.Run(tt.mode.String(), func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "keys")
			if err := os.WriteFile(path, []byte("AKIDONE "+longSecret+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(path, tt.mode); err != nil {
				t.Fatal(err)
			}
			keys, err := auth.LoadAccessKeys(path)
			if tt.want == "" || runtime.GOOS == "windows" {
				if err != nil || keys.Len() != 1 {
					t.Fatalf("refused: %v", err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), path) {
				t.Fatalf("got %v", err)
			}
		})
	}
}

func TestLoadAccessKeys_Refused(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	if _, err := auth.LoadAccessKeys(filepath.Join(folder, "absent")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("absent file: %v", err)
	}
	if _, err := auth.LoadAccessKeys(folder); err == nil || !strings.Contains(err.Error(), "folder") {
		t.Errorf("folder: %v", err)
	}
	path := filepath.Join(folder, "keys")
	if err := os.WriteFile(path, []byte("\nbroken\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := auth.LoadAccessKeys(path); err == nil || !strings.Contains(err.Error(), path+": access keys: line 2") {
		t.Errorf("broken file: %v", err)
	}
}

// TestAccessKeys_Verifier joins a file and a signature: the principal of the file is the answer.
func TestAccessKeys_Verifier(t *testing.T) {
	t.Parallel()
	keys, err := auth.ParseAccessKeys(strings.NewReader(exampleKeyID + " " + exampleSecret + " terraform"))
	if err != nil {
		t.Fatal(err)
	}
	r, body := receive(t, newCall(testMoment).wire())
	got, err := auth.NewVerifier(keys).Verify(r, body, testMoment)
	if want := (auth.Principal{AccessKeyID: exampleKeyID, Name: "terraform"}); err != nil || got != want {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestAnyKey(t *testing.T) {
	t.Parallel()
	anonymous := auth.Principal{Name: "anonymous"}
	tests := []struct {
		name, authorization, query string
		want                       auth.Principal
	}{
		{"nothing", "", "", anonymous},
		{"signed with a wrong key", "AWS4-HMAC-SHA256 Credential=test/20261122/us-east-1/connect/aws4_request, SignedHeaders=host, Signature=00",
			"", auth.Principal{AccessKeyID: "test", Name: "test"}},
		{"presigned", "", "X-Amz-Credential=AKID%2F20261122%2Fx", auth.Principal{AccessKeyID: "AKID", Name: "AKID"}},
		{"empty credentials of the chat library", "AWS4-HMAC-SHA256 Credential=/20261122/x", "", anonymous},
		{"bearer", "Bearer abc", "", anonymous},
		{"text that would forge a log line", "AWS4-HMAC-SHA256 Credential=a b/x", "", anonymous},
		{"endless id", "AWS4-HMAC-SHA256 Credential=" + strings.Repeat("A", 129) + "/x", "", anonymous},
		{"malformed query", "", "X-Amz-Credential=AKID%2Fx&%zz", anonymous},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := &http.Request{Method: "GET", RequestURI: "/?" + tt.query, Header: http.Header{}}
			if tt.authorization != "" {
				r.Header.Set("Authorization", tt.authorization)
			}
			got, err := auth.AnyKey{}.Verify(r, nil, testMoment)
			if err != nil || got != tt.want {
				t.Errorf("got %+v, %v, want %+v", got, err, tt.want)
			}
		})
	}
}

// FuzzParseAccessKeys: no panic; a file is either refused or every key of it is found and well formed.
func FuzzParseAccessKeys(f *testing.F) {
	f.Add("A " + longSecret + "\n#\nB " + exampleSecret + " name")
	f.Add("A\tB")
	f.Add("\xff\x00 " + longSecret)
	f.Fuzz(func(t *testing.T, text string) {
		keys, err := auth.ParseAccessKeys(strings.NewReader(text))
		if err != nil {
			return
		}
		found := 0
		for line := range strings.SplitSeq(text, "\n") {
			fields := strings.Fields(line)
			if len(fields) < 2 || strings.HasPrefix(fields[0], "#") {
				continue
			}
			principal, secret, ok := keys.Secret(fields[0])
			if !ok || secret != fields[1] || principal.AccessKeyID != fields[0] || principal.Name == "" {
				t.Fatalf("line %q gave %+v, %v", line, principal, ok)
			}
			found++
		}
		if found != keys.Len() || found == 0 {
			t.Fatalf("%d keys in the text, %d in the set", found, keys.Len())
		}
	})
}
