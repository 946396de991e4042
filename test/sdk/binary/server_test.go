package binary

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/connect"
)

var (
	// binary is the server under test: $STROWGER, or one built for this run.
	binary string
	// shared is a server for all tests that neither stop nor kill theirs. Each
	// has an instance of its own on it.
	shared *server
)

// atOnce is how many tests run at a time: most of them wait for the server's
// clock and not for a core.
const atOnce = 16

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	flag.Parse()
	chosen := false
	flag.Visit(func(f *flag.Flag) { chosen = chosen || f.Name == "test.parallel" })
	if !chosen {
		if err := flag.Set("test.parallel", fmt.Sprint(atOnce)); err != nil {
			return complain(err)
		}
	}
	dir, err := os.MkdirTemp("", "strowger-binary-")
	if err != nil {
		return complain(err)
	}
	defer os.RemoveAll(dir)
	if binary = os.Getenv("STROWGER"); binary == "" {
		binary = filepath.Join(dir, "strowger")
		build := exec.Command("go", "build", "-o", binary, "./cmd/strowger")
		build.Dir = "../../.."
		if out, err := build.CombinedOutput(); err != nil {
			return complain(fmt.Errorf("build the server: %w\n%s", err, out))
		}
	}
	shared = &server{data: filepath.Join(dir, "data")}
	if err := shared.launch(); err != nil {
		return complain(err)
	}
	code := m.Run()
	if exit, took, err := shared.terminate(); err != nil || exit != 0 || took > stopLimit {
		return complain(fmt.Errorf("SIGTERM ended the shared server with %d after %s: %w\n%s", exit, took, err, shared.log.String()))
	}
	return code
}

func complain(err error) int {
	fmt.Fprintln(os.Stderr, err)
	return 1
}

// server is one process over a data folder; start runs another over the same.
type server struct {
	t    *testing.T // nil for the shared one
	data string
	args []string // beside --listen and --data
	url  string
	api  *connect.Client
	cmd  *exec.Cmd
	log  record
}

// Bounds of the time until a server says that it listens, and until one that
// was told to stop has ended.
const (
	startLimit = 20 * time.Second
	stopLimit  = 10 * time.Second
)

// newServer runs a server of the test's own.
func newServer(t *testing.T, args ...string) *server {
	t.Helper()
	s := &server{t: t, data: t.TempDir(), args: args}
	t.Cleanup(func() {
		if s.cmd != nil {
			s.kill()
		}
		if t.Failed() {
			t.Logf("log of the server:\n%s", s.log.String())
		}
	})
	s.start()
	return s
}

func (s *server) start() {
	s.t.Helper()
	if err := s.launch(); err != nil {
		s.t.Fatal(err)
	}
}

// launch runs a process over the data folder and returns when it listens.
func (s *server) launch() error {
	cmd := exec.Command(binary, append([]string{"serve", "--listen", "127.0.0.1:0", "--data", s.data}, s.args...)...)
	cmd.Stderr = &s.log
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	s.cmd = cmd
	lines := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(out).ReadString('\n')
		lines <- line
	}()
	select {
	case line := <-lines:
		url, ok := strings.CutPrefix(strings.TrimSpace(line), "strowger: listening on ")
		if !ok {
			return fmt.Errorf("the server said %q and logged\n%s", line, s.log.String())
		}
		s.url, s.api = url, newClient(url, "test", "test")
		return nil
	case <-time.After(startLimit):
		return fmt.Errorf("the server does not listen after %s and logged\n%s", startLimit, s.log.String())
	}
}

// output runs a process that is expected to end at once, and returns what it
// said.
func (s *server) output() (string, error) {
	return say(s.t, append([]string{"serve", "--listen", "127.0.0.1:0", "--data", s.data}, s.args...)...)
}

// say runs the program, which is expected to end at once, and returns what it
// said.
func say(t *testing.T, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(t.Context(), startLimit)
	defer cancel()
	out, err := exec.CommandContext(ctx, binary, args...).CombinedOutput()
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
	code, took, err := s.terminate()
	if err != nil {
		s.t.Fatal(err)
	}
	return code, took
}

func (s *server) terminate() (int, time.Duration, error) {
	begin := time.Now()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return -1, 0, err
	}
	_ = s.cmd.Wait() // the exit code is what counts
	code := s.cmd.ProcessState.ExitCode()
	s.cmd = nil
	return code, time.Since(begin), nil
}

// client returns the SDK's client of the server as it runs now.
func (s *server) client() *connect.Client { return s.api }

// newClient returns a client that sends each request once. There is one
// exception, in which the server has no part: where a long answer comes quickly,
// the SDK may close its own connection while it still reads (aws-sdk-go-v2, issue
// 2737). Only answers to reads are that long, so that they may be asked for again.
func newClient(url, key, secret string) *connect.Client {
	closedByItself := retry.IsErrorRetryableFunc(func(err error) aws.Ternary { return aws.BoolTernary(errors.Is(err, net.ErrClosed)) })
	return connect.New(connect.Options{
		Region:       "us-west-2",
		BaseEndpoint: aws.String(url),
		Retryer: retry.NewStandard(func(o *retry.StandardOptions) {
			o.MaxAttempts, o.RateLimiter, o.Backoff = 5, ratelimit.None, atOnceAgain{}
			o.Retryables = []retry.IsErrorRetryable{closedByItself}
		}),
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: key, SecretAccessKey: secret}, nil
		}),
	})
}

// atOnceAgain is no delay between two attempts.
type atOnceAgain struct{}

// BackoffDelay implements retry.BackoffDelayer.
func (atOnceAgain) BackoffDelay(int, error) (time.Duration, error) { return 0, nil }

// record is what a process wrote; it may be read while the process runs.
type record struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write implements io.Writer.
func (r *record) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.Write(p)
}

// String returns all of it.
func (r *record) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.String()
}

var _ io.Writer = (*record)(nil)
