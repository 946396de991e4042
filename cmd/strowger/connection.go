package main

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"time"

	"github.com/spf13/cobra"

	"strowger/internal/app"
	"strowger/internal/auth"
	"strowger/internal/connectclient"
)

// connection is how a command reaches a server, by its flags.
type connection struct {
	endpoint, region, profile string
	rate                      float64
	aws                       bool // without an endpoint it is that of AWS
}

// flags adds the flags of a connection.
func (c *connection) flags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&c.endpoint, "endpoint", "", "address of the server; http://"+app.DefaultListen+" without")
	flags.StringVar(&c.region, "region", "", "region that requests are signed for; AWS_REGION, or that of the profile, without")
	flags.StringVar(&c.profile, "profile", "", "profile of the AWS files with the credentials; the AWS variables without")
}

// client makes a client with the credentials of the environment. A server on a
// loopback address that was given no access keys takes any.
func (c *connection) client(cmd *cobra.Command) (*connectclient.Client, error) {
	if c.endpoint == "" && !c.aws {
		c.endpoint = "http://" + app.DefaultListen
	}
	credentials, region, err := connectclient.Environment{Profile: c.profile, Region: c.region, Getenv: os.Getenv}.Load()
	local := loopback(c.endpoint)
	switch {
	case errors.Is(err, connectclient.ErrNoCredentials) && local:
		credentials = connectclient.Credentials{AccessKeyID: "strowger", SecretAccessKey: "strowger"}
	case err != nil:
		return nil, err
	}
	if region == "" && c.endpoint != "" {
		region = app.DefaultRegion
	}
	if region == "" {
		return nil, errors.New("no region is given: use --region or AWS_REGION")
	}
	return connectclient.New(connectclient.Options{Endpoint: c.endpoint, Region: region, Credentials: credentials, Rate: c.rate,
		Wait: func(operation string, pause time.Duration, cause error) {
			fmt.Fprintf(cmd.ErrOrStderr(), "strowger: %v; trying again in %s\n", cause, pause.Round(pauseShown))
		}})
}

// loopback reports whether an address leads to this machine.
func loopback(address string) bool {
	u, err := url.Parse(address)
	return err == nil && auth.Loopback(u.Host)
}
