package binary

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
)

// binary is the server under test: $STROWGER, or one built for this run.
var binary string

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	if binary = os.Getenv("STROWGER"); binary != "" {
		return m.Run()
	}
	dir, err := os.MkdirTemp("", "strowger-binary-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	binary = filepath.Join(dir, "strowger")
	build := exec.Command("go", "build", "-o", binary, "./cmd/strowger")
	build.Dir = "../../.."
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build the server: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// server is one process over a data folder; start runs another over the same.
type server struct {
	t    *testing.T
	data string
	url  string
	cmd  *exec.Cmd
	log  strings.Builder
}

// startLimit bounds the time until a server says that it listens.
const startLimit = 20 * time.Second

func newServer(t *testing.T) *server {
	s := &server{t: t, data: t.TempDir()}
	s.start()
	t.Cleanup(func() {
		if s.cmd != nil {
			s.kill()
		}
		if t.Failed() {
			t.Logf("log of the server:\n%s", s.log.String())
		}
	})
	return s
}

func (s *server) start() {
	s.t.Helper()
	s.cmd = exec.Command(binary, "serve", "--listen", "127.0.0.1:0", "--data", s.data)
	s.cmd.Stderr = &s.log
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	lines := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(out).ReadString('\n')
		lines <- line
	}()
	select {
	case line := <-lines:
		url, ok := strings.CutPrefix(strings.TrimSpace(line), "strowger: listening on ")
		if !ok {
			s.t.Fatalf("the server said %q and logged\n%s", line, s.log.String())
		}
		s.url = url
	case <-time.After(startLimit):
		s.t.Fatalf("the server does not listen after %s", startLimit)
	}
}

// output runs a process that is expected to end at once, and returns what it
// said.
func (s *server) output() (string, error) {
	ctx, cancel := context.WithTimeout(s.t.Context(), startLimit)
	defer cancel()
	out, err := exec.CommandContext(ctx, binary, "serve", "--listen", "127.0.0.1:0", "--data", s.data).CombinedOutput()
	return string(out), err
}

// kill ends the process as kill -9 does.
func (s *server) kill() {
	s.t.Helper()
	if err := s.cmd.Process.Kill(); err != nil {
		s.t.Fatal(err)
	}
	_ = s.cmd.Wait() // it was killed: that is the error
	s.cmd = nil
}

// stop ends the process as an operator does, and returns its exit code and how
// long it took.
func (s *server) stop() (int, time.Duration) {
	s.t.Helper()
	begin := time.Now()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		s.t.Fatal(err)
	}
	_ = s.cmd.Wait() // the exit code is what counts
	code := s.cmd.ProcessState.ExitCode()
	s.cmd = nil
	return code, time.Since(begin)
}

// client returns the SDK's client of the server as it runs now.
func (s *server) client() *connect.Client {
	return connect.New(connect.Options{
		Region:           "us-west-2",
		BaseEndpoint:     aws.String(s.url),
		RetryMaxAttempts: 1,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
		}),
	})
}
