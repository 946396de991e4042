package connectclient

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/go-json-experiment/json"
	"golang.org/x/time/rate"

	"strowger/internal/connectapi"
	"strowger/internal/restjson"
)

// Options is what a Client is made of.
type Options struct {
	Endpoint    string // such as http://127.0.0.1:8080; empty: that of AWS in the region
	Region      string // such as us-west-2; required
	Credentials Credentials
	// Rate is how many requests of one operation are made a second, as AWS counts
	// them; 0: any number.
	Rate float64
	// Wait, where set, is called with every pause before a request is tried again.
	Wait func(operation string, pause time.Duration, cause error)
}

// Client calls operations of the Connect API.
type Client struct {
	options  Options
	routes   map[string]restjson.Route
	http     *http.Client
	mu       sync.Mutex
	limiters map[string]*rate.Limiter // by operation
	pause    func(context.Context, time.Duration) error
	now      func() time.Time
}

// Times and numbers of the client.
const (
	requestTime   = 2 * time.Minute
	maxTries      = 8
	firstPause    = 500 * time.Millisecond
	longestPause  = 20 * time.Second
	burst         = 2
	maxAnswer     = 64 << 20
	maxErrorShown = 300
)

// New returns a client. It refuses an endpoint that is no address.
func New(options Options) (*Client, error) {
	if options.Region == "" {
		return nil, errors.New("no region is given")
	}
	if options.Endpoint == "" {
		options.Endpoint = "https://connect." + options.Region + ".amazonaws.com"
	}
	u, err := url.Parse(options.Endpoint)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return nil, fmt.Errorf("the endpoint %q is no address such as http://127.0.0.1:8080", options.Endpoint)
	}
	options.Endpoint = strings.TrimSuffix(options.Endpoint, "/")
	return &Client{options: options, routes: restjson.ByOperation(connectapi.Routes), http: &http.Client{Timeout: requestTime, CheckRedirect: stay},
		limiters: map[string]*rate.Limiter{}, pause: sleep, now: time.Now}, nil
}

// stay follows no redirect: the session token of a signed request, and what it
// carries, are for the server alone that it was signed for.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Error is an exception that the server answered.
type Error struct {
	Operation string
	Status    int
	Code      string // such as ResourceNotFoundException
	Message   string
}

// Error returns everything that is known.
func (e *Error) Error() string {
	text := e.Operation + ": " + e.Code
	if e.Code == "" {
		text = e.Operation + ": status " + strconv.Itoa(e.Status)
	}
	if e.Message != "" {
		text += ": " + e.Message
	}
	return text
}

// IsMissing reports whether err says that something is not there.
func IsMissing(err error) bool {
	var answered *Error
	return errors.As(err, &answered) && answered.Code == "ResourceNotFoundException"
}

// passing reports whether a request that failed so may succeed later.
func passing(err error) bool {
	var answered *Error
	if !errors.As(err, &answered) {
		return true // it did not come through
	}
	return answered.Status == http.StatusTooManyRequests || answered.Status >= http.StatusInternalServerError && answered.Status != http.StatusNotImplemented ||
		slices.Contains([]string{"ThrottlingException", "TooManyRequestsException", "Throttling", "RequestLimitExceeded"}, answered.Code)
}

// Call carries out an operation that only reads: input and output are pointers to
// its structs in package connectapi. It is tried again when it is throttled or
// does not come through.
func (c *Client) Call(ctx context.Context, operation string, input, output any) error {
	route, ok := c.routes[operation]
	if !ok {
		return fmt.Errorf("there is no operation %s", operation)
	}
	r, err := newRequest(&route, input)
	if err != nil {
		return err
	}
	for try := 1; ; try++ {
		if err := c.limiter(operation).Wait(ctx); err != nil {
			return err
		}
		err := c.once(ctx, operation, r, output)
		if err == nil || ctx.Err() != nil || try == maxTries || !passing(err) {
			return err
		}
		pause := min(firstPause<<(try-1), longestPause)
		pause = pause/2 + rand.N(pause/2) // so that several clients do not come back together
		if c.options.Wait != nil {
			c.options.Wait(operation, pause, err)
		}
		if err := c.pause(ctx, pause); err != nil {
			return err
		}
	}
}

func (c *Client) limiter(operation string) *rate.Limiter {
	c.mu.Lock()
	defer c.mu.Unlock()
	l := c.limiters[operation]
	if l == nil {
		l = rate.NewLimiter(rate.Limit(c.options.Rate), burst)
		if c.options.Rate == 0 {
			l = rate.NewLimiter(rate.Inf, 0)
		}
		c.limiters[operation] = l
	}
	return l
}

// Extension is a request of Strowger's own operations, below /strowger/v1/.
type Extension struct {
	Operation    string // for messages
	Method, Path string // the path is escaped
	Input        any    // nil: no body
}

// Extend makes such a request and is not tried again. Where the answer has no
// members output is nil.
func (c *Client) Extend(ctx context.Context, x Extension, output any) error {
	r := &request{method: x.Method, path: x.Path}
	if x.Input != nil {
		var err error
		if r.body, err = json.Marshal(x.Input); err != nil {
			return err
		}
	}
	return c.once(ctx, x.Operation, r, output)
}

// once makes a request and reads the answer.
func (c *Client) once(ctx context.Context, operation string, r *request, output any) error {
	address := c.options.Endpoint + r.path
	if len(r.query) > 0 {
		address += "?" + canonicalQuery(r.query)
	}
	sent, err := http.NewRequestWithContext(ctx, r.method, address, bytes.NewReader(r.body))
	if err != nil {
		return err
	}
	if len(r.body) > 0 {
		sent.Header.Set("Content-Type", "application/json")
	}
	c.options.Credentials.sign(sent, r.body, c.options.Region, c.now())
	answer, err := c.http.Do(sent)
	if err != nil {
		return fmt.Errorf("%s: %w", operation, err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer+1))
	if err != nil {
		return fmt.Errorf("%s: %w", operation, err)
	}
	if len(body) > maxAnswer {
		return fmt.Errorf("%s: the answer is longer than %d bytes", operation, maxAnswer)
	}
	if answer.StatusCode/100 != 2 {
		return answered(operation, answer, body)
	}
	if output == nil {
		return nil
	}
	if err := json.Unmarshal(body, output); err != nil {
		return fmt.Errorf("%s: the answer cannot be read: %w", operation, err)
	}
	return nil
}

// answered makes an error of an exception.
func answered(operation string, answer *http.Response, body []byte) *Error {
	code, _, _ := strings.Cut(answer.Header.Get("X-Amzn-Errortype"), ":")
	e := &Error{Operation: operation, Status: answer.StatusCode, Code: code}
	var said struct {
		Message  string
		Problems []struct{ Message string }
	}
	if err := json.Unmarshal(body, &said, json.MatchCaseInsensitiveNames(true)); err != nil {
		if len(body) > maxErrorShown {
			body = body[:maxErrorShown]
		}
		said.Message = strings.ToValidUTF8(string(body), "?")
	}
	e.Message = said.Message
	for _, problem := range said.Problems {
		e.Message += "\n" + problem.Message
	}
	return e
}

// pages carries out an operation for all pages of its list.
func pages[O any](ctx context.Context, c *Client, operation string, input any, each func(*O) error) error {
	token := reflect.ValueOf(input).Elem().FieldByName("NextToken")
	for last := ""; ; {
		output := new(O)
		if err := c.Call(ctx, operation, input, output); err != nil {
			return err
		}
		if err := each(output); err != nil {
			return err
		}
		next := reflect.ValueOf(output).Elem().FieldByName("NextToken")
		if next.IsNil() || next.Elem().Len() == 0 {
			return nil
		}
		if next.Elem().String() == last {
			return fmt.Errorf("%s: the server gives the same page token again", operation)
		}
		last = next.Elem().String()
		token.Set(next)
	}
}
