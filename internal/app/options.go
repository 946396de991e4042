package app

import (
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"time"

	"strowger/internal/auth"
	"strowger/internal/cti"
	"strowger/internal/web"
)

// Options says what a server is made of. The zero value of a field means the
// default that its comment names.
type Options struct {
	Listen     string       // address, such as 127.0.0.1:8080; port 0 picks a free one
	Data       string       // folder of the database and the server's key; required
	Region     string       // of new instances; us-west-2
	Account    string       // AWS account of new instances, 12 digits; 000000000000
	AccessKeys string       // file with access keys; none: any credentials, on a loopback address only
	Quotas     string       // aws, or a file of quotas and rates; none
	Log        *slog.Logger // discarded
	// ApprovedOrigins are the pages of other sites that may show the agent's page
	// in a frame, such as https://crm.example.com; none.
	ApprovedOrigins []string
	// AgentLease is how long an agent whose page is gone goes on being offered
	// contacts, at least cti.MinLease; for ever.
	AgentLease time.Duration
	// BehindTLS says that browsers reach the server by TLS, which something in
	// front of it speaks.
	BehindTLS bool
}

// Defaults of Options.
const (
	DefaultListen  = "127.0.0.1:8080"
	DefaultRegion  = "us-west-2"
	DefaultAccount = "000000000000"
)

var (
	regionForm  = regexp.MustCompile(`^[a-z]{2}(-[a-z]+){1,2}-[0-9]$`)
	accountForm = regexp.MustCompile(`^[0-9]{12}$`)
)

// complete fills in the defaults and refuses what cannot work.
func (o *Options) complete() error {
	if o.Listen == "" {
		o.Listen = DefaultListen
	}
	if o.Region == "" {
		o.Region = DefaultRegion
	}
	if o.Account == "" {
		o.Account = DefaultAccount
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	for _, origin := range o.ApprovedOrigins {
		if err := web.CheckOrigin(origin); err != nil {
			return err
		}
	}
	switch {
	case o.AgentLease != 0 && o.AgentLease < cti.MinLease:
		return fmt.Errorf("an agent's lease of %s is shorter than %s", o.AgentLease, cti.MinLease)
	case o.Data == "":
		return errors.New("no data folder is given")
	case !regionForm.MatchString(o.Region):
		return fmt.Errorf("%q is not the name of a region", o.Region)
	case !accountForm.MatchString(o.Account):
		return fmt.Errorf("the account %q does not have 12 digits", o.Account)
	case o.AccessKeys == "" && !auth.Loopback(o.Listen):
		return fmt.Errorf("%s is not a loopback address, so everyone in the network could manage the centre: give access keys, or listen on 127.0.0.1", o.Listen)
	}
	return nil
}
