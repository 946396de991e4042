package main

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"strowger/internal/app"
	"strowger/internal/apptest"
	"strowger/internal/auth"
)

// harbour is the id of the instance in testdata/centre.yaml.
const harbour = "0b6d4d1e-5f0b-4f2c-9a57-0d4bb8a3b001"

// ran runs a command of the program and returns what it prints on standard
// output and standard error.
func ran(t *testing.T, args ...string) (string, string, error) {
	t.Helper()
	var out, told bytes.Buffer
	cmd := root()
	cmd.SetArgs(args)
	cmd.SetOut(&out)
	cmd.SetErr(&told)
	cmd.SetContext(t.Context())
	err := cmd.Execute()
	return out.String(), told.String(), err
}

// must is ran for a command that does not fail.
func must(t *testing.T, args ...string) string {
	t.Helper()
	out, told, err := ran(t, args...)
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", strings.Join(args, " "), err, out, told)
	}
	return out
}

// unplanned fails unless a file has nothing to change.
func unplanned(t *testing.T, args ...string) {
	t.Helper()
	if out := must(t, append([]string{"plan", "--exit-code"}, args...)...); out != "No differences.\n" {
		t.Fatalf("plan %v:\n%s", args, out)
	}
}

func contents(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// An instance is read by the public API alone, brought to another server, edited,
// planned and imported, and each time there is nothing left to change.
func TestCentreFile(t *testing.T) {
	t.Setenv("AWS_ACCESS_KEY_ID", "any")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "any")
	first, second := apptest.Start(t, app.Options{}).URL(), apptest.Start(t, app.Options{}).URL()
	dir := t.TempDir()
	read, edited := filepath.Join(dir, "read.yaml"), filepath.Join(dir, "edited.yaml")

	if out := must(t, "import", "--endpoint", first, "testdata/centre.yaml"); !strings.HasSuffix(out, "\n36 created, 0 changed, 0 deleted.\n") {
		t.Fatal(out)
	}
	unplanned(t, "--endpoint", first, "testdata/centre.yaml")
	_, told, err := ran(t, "import", "--from-aws", "--endpoint", first, "--instance", harbour, "--output", read)
	if err != nil || !strings.Contains(told, "strowger: users: 2 read\n") {
		t.Fatal(err, told)
	}
	unplanned(t, "--endpoint", first, read)
	must(t, "import", "--endpoint", second, read)
	unplanned(t, "--endpoint", second, read)
	again := filepath.Join(dir, "again.yaml")
	must(t, "export", "--endpoint", second, "--instance", harbour, "-o", again)
	if a, b := contents(t, read), contents(t, again); a != b {
		t.Errorf("an export differs from what the API says:\n%s\n%s", a, b)
	}

	text := contents(t, read)
	change := strings.NewReplacer("max_contacts: 10", "max_contacts: 12", "first_name: Ann", "first_name: Anna",
		"    priority: 2", "    priority: 4", "  Taxi:\n", "  Cab:\n", "- Taxi", "- Cab")
	if err := os.WriteFile(edited, []byte(change.Replace(text)), 0o600); err != nil {
		t.Fatal(err)
	}
	const want = `    ~ max_contacts: 10 -> 12
`
	out, _, err := ran(t, "plan", "--exit-code", "--endpoint", second, edited)
	var status exitError
	if !errors.As(err, &status) || status != 2 || !strings.Contains(out, want) || !strings.HasSuffix(out, "\n0 to create, 3 to change, 0 to delete.\n") {
		t.Fatalf("%v\n%s", err, out)
	}
	must(t, "plan", "--endpoint", second, edited) // which ends with 0 without the flag
	if out := must(t, "import", "--endpoint", second, edited); !strings.HasSuffix(out, "\n0 created, 3 changed, 0 deleted.\n") {
		t.Fatal(out)
	}
	unplanned(t, "--endpoint", second, edited)
	exported := filepath.Join(dir, "exported.yaml")
	must(t, "export", "--endpoint", second, "--instance", harbour, "-o", exported)
	unplanned(t, "--endpoint", second, exported)
	if a, b := must(t, "export", "--endpoint", second, "--instance", harbour), must(t, "export", "--endpoint", second, "--instance", harbour); a != b || a == "" {
		t.Error("two exports differ")
	}
}

// A file may go to an instance of another name, region and account; its flows
// then name that instance.
func TestCentreFileElsewhere(t *testing.T) {
	t.Parallel()
	url := apptest.Start(t, app.Options{}).URL()
	must(t, "import", "--endpoint", url, "--instance", "copy-1", strings.TrimSuffix(withoutNumbers(t), ""))
	out := must(t, "export", "--endpoint", url, "--instance", "copy-1")
	if !strings.Contains(out, "instance/copy-1/queue/") || strings.Contains(out, "instance/"+harbour) {
		t.Errorf("the copy names the original:\n%s", out)
	}
	unplanned(t, "--endpoint", url, "--instance", "copy-1", withoutNumbers(t))
}

// withoutNumbers writes the sample without its telephone number, which belongs to
// one instance alone.
func withoutNumbers(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("testdata/centre.yaml")
	if err != nil {
		t.Fatal(err)
	}
	head, rest, _ := strings.Cut(string(text), "phone_numbers:\n")
	_, rest, _ = strings.Cut(rest, "queues:\n")
	rest = strings.Replace(rest, `caller_id_number: "+442079460000", `, "", 1)
	name := filepath.Join(t.TempDir(), "copy.yaml")
	if err := os.WriteFile(name, []byte(head+"queues:\n"+rest), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// A server with access keys verifies the signatures of the commands, and its
// policies say who may export and import.
func TestCentreFileSigned(t *testing.T) {
	keys := filepath.Join(t.TempDir(), "keys.txt")
	id, secret, err := auth.AddAccessKey(keys, "ann", "")
	if err != nil {
		t.Fatal(err)
	}
	readerID, readerSecret, err := auth.AddAccessKey(keys, "bob", `{"Version":"2012-10-17","Statement":[
		{"Effect":"Allow","Action":["connect:List*","connect:Describe*","connect:GetTaskTemplate","strowger:PlanImport"],"Resource":"*"}]}`)
	if err != nil {
		t.Fatal(err)
	}
	url := apptest.Start(t, app.Options{AccessKeys: keys}).URL()
	as := func(id, secret string) {
		t.Setenv("AWS_ACCESS_KEY_ID", id)
		t.Setenv("AWS_SECRET_ACCESS_KEY", secret)
	}
	as(id, "wrong")
	if _, _, err := ran(t, "import", "--endpoint", url, "testdata/centre.yaml"); err == nil || !strings.Contains(err.Error(), "signature") {
		t.Fatalf("a wrong secret: %v", err)
	}
	as(id, secret)
	must(t, "import", "--endpoint", url, "testdata/centre.yaml")
	as(readerID, readerSecret)
	unplanned(t, "--endpoint", url, "testdata/centre.yaml")
	read := filepath.Join(t.TempDir(), "read.yaml")
	must(t, "import", "--from-aws", "--endpoint", url, "--instance", harbour, "-o", read)
	unplanned(t, "--endpoint", url, read)
	for _, args := range [][]string{{"export", "--instance", harbour}, {"import", read}} {
		if _, _, err := ran(t, append(args, "--endpoint", url)...); err == nil || !strings.Contains(err.Error(), "is not authorized to perform: strowger:") {
			t.Errorf("%v by somebody who may not: %v", args, err)
		}
	}
	t.Setenv("AWS_SESSION_TOKEN", "a token that this server does not ask for but that is signed")
	unplanned(t, "--endpoint", url, read)
}

// A server that throttles is asked again, and less.
func TestFromAWSThrottled(t *testing.T) {
	t.Parallel()
	server := apptest.Start(t, app.Options{}).URL()
	must(t, "import", "--endpoint", server, "testdata/centre.yaml")
	target, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	through := httputil.NewSingleHostReverseProxy(target)
	var n atomic.Int64
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n.Add(1)%20 == 0 {
			w.Header().Set("X-Amzn-Errortype", "ThrottlingException:http://internal.amazon.com/")
			w.WriteHeader(http.StatusBadRequest)
			_, _ = w.Write([]byte(`{"message":"Rate exceeded"}`))
			return
		}
		r.Host = target.Host
		through.ServeHTTP(w, r)
	}))
	defer proxy.Close()
	read := filepath.Join(t.TempDir(), "read.yaml")
	_, told, err := ran(t, "import", "--from-aws", "--endpoint", proxy.URL, "--instance", harbour, "-o", read)
	if err != nil || !strings.Contains(told, "ThrottlingException: Rate exceeded; trying again in ") {
		t.Fatalf("%v\n%s", err, told)
	}
	unplanned(t, "--endpoint", server, read)
}

func TestCentreFileRefuses(t *testing.T) {
	t.Parallel()
	url := apptest.Start(t, app.Options{}).URL()
	must(t, "import", "--endpoint", url, "testdata/centre.yaml")
	newer, wrong, empty := filepath.Join(t.TempDir(), "newer.yaml"), filepath.Join(t.TempDir(), "wrong.yaml"), filepath.Join(t.TempDir(), "empty.yaml")
	for name, text := range map[string]string{newer: "strowger_centre: 99\n", wrong: "strowger_centre: 1\nqueues:\n  A: {hours_of_operation: Never}\n", empty: "strowger_centre: 1\nqueues: {}\n"} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"import"}, "name a file, or give --from-aws"},
		{[]string{"import", "--from-aws"}, "needs --instance"},
		{[]string{"import", "--from-aws", "--instance", "x", "file"}, "not both"},
		{[]string{"import", "no-such-file"}, "no such file"},
		{[]string{"plan", newer}, "has version 99 of the format"},
		{[]string{"plan", wrong}, "the file has no section instance: give --instance"},
		{[]string{"plan", "--instance", harbour, wrong}, "line 3: queues.A.hours_of_operation: There is no \"Never\" in hours_of_operation."},
		{[]string{"plan", "--instance", "nowhere", empty}, "The instance nowhere is not there, and the file has no section instance"},
		{[]string{"plan", "--instance", harbour, empty}, "the import would be refused: queue "},
		{[]string{"import", "--instance", harbour, empty}, "is used by a "},
		{[]string{"export", "--instance", "nowhere"}, "ResourceNotFoundException"},
		{[]string{"export"}, "instance"},
		{[]string{"import", "--from-aws", "--instance", "nowhere"}, "ResourceNotFoundException"},
	} {
		if _, _, err := ran(t, append(c.args, "--endpoint", url)...); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: %v; want %s", c.args, err, c.want)
		}
	}
	unplanned(t, "--endpoint", url, "testdata/centre.yaml") // nothing of it has changed anything
}

// An import that was acknowledged is there after a restart.
func TestCentreFileRestart(t *testing.T) {
	data := t.TempDir()
	t.Run("before", func(t *testing.T) {
		must(t, "import", "--endpoint", apptest.Start(t, app.Options{Data: data}).URL(), "testdata/centre.yaml")
	})
	t.Run("after", func(t *testing.T) {
		unplanned(t, "--endpoint", apptest.Start(t, app.Options{Data: data}).URL(), "testdata/centre.yaml")
	})
}

// A user whom an import made can sign in once there is a password; another import
// leaves it alone.
func TestPassword(t *testing.T) {
	t.Parallel()
	url := apptest.Start(t, app.Options{}).URL()
	must(t, "import", "--endpoint", url, "testdata/centre.yaml")
	signIn := func() int {
		t.Helper()
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/login", strings.NewReader(`{"instance":"harbour","username":"ann","password":"Secret-word-1"}`))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/json")
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		return answer.StatusCode
	}
	set := func(user, word string) error {
		cmd := root()
		cmd.SetArgs([]string{"password", "--endpoint", url, "--instance", harbour, user})
		cmd.SetIn(strings.NewReader(word))
		cmd.SetOut(&bytes.Buffer{})
		cmd.SetContext(t.Context())
		return cmd.Execute()
	}
	if got := signIn(); got == http.StatusOK {
		t.Error("without a password ann signs in")
	}
	for user, word := range map[string]string{"ann": "short\n", "nobody": "Secret-word-1\n", "007": "\n"} {
		if set(user, word) == nil {
			t.Errorf("%s gets the password %q", user, word)
		}
	}
	if err := set("ann", "Secret-word-1\n"); err != nil {
		t.Fatal(err)
	}
	if got := signIn(); got != http.StatusOK {
		t.Errorf("with the password ann gets %d", got)
	}
	unplanned(t, "--endpoint", url, "testdata/centre.yaml")
	must(t, "import", "--endpoint", url, "testdata/centre.yaml")
	if got := signIn(); got != http.StatusOK {
		t.Errorf("after another import ann gets %d", got)
	}
}

// A password is not sent where the network can read it.
func TestPassword_InClearText(t *testing.T) {
	t.Parallel()
	cmd := root()
	cmd.SetArgs([]string{"password", "--endpoint", "HTTP://desk.example:8080", "--instance", harbour, "ann"})
	cmd.SetIn(strings.NewReader("Secret-word-1\n"))
	cmd.SetContext(t.Context())
	if err := cmd.Execute(); err == nil || !strings.Contains(err.Error(), "clear text") {
		t.Errorf("the answer is %v", err)
	}
}
