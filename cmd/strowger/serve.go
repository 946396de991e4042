package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/spf13/cobra"

	"strowger/internal/app"
)

// stopTime is how long a server that was told to stop waits for requests under
// way; it has ended altogether within 10 s.
const stopTime = 8 * time.Second

func serve() *cobra.Command {
	var options app.Options
	var debug bool
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Run the router",
		Long: "Run the router. When it is ready it prints a line with its address on standard output; logs go to standard\n" +
			"error. On a loopback address it takes any AWS credentials; on any other it needs access keys.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			level := slog.LevelInfo
			if debug {
				level = slog.LevelDebug
			}
			options.Log = slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), &slog.HandlerOptions{Level: level}))
			a, err := app.Start(cmd.Context(), options)
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "strowger: listening on %s\n", a.URL())
			return wait(cmd.Context(), a)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&options.Listen, "listen", app.DefaultListen, "address to listen on; port 0 picks a free one")
	flags.StringVar(&options.Data, "data", "strowger-data", "folder of the database")
	flags.StringVar(&options.Region, "region", app.DefaultRegion, "AWS region of new instances")
	flags.StringVar(&options.Account, "account", app.DefaultAccount, "AWS account of new instances, 12 digits")
	flags.StringVar(&options.AccessKeys, "access-keys", "", "file with access keys, a line each: KEY SECRET [NAME [POLICY]]; see strowger keys")
	flags.StringVar(&options.Quotas, "quotas", "", "keep the quotas and request rates of a new AWS account (aws), or those of a JSON file")
	flags.StringSliceVar(&options.ApprovedOrigins, "approved-origin", nil, "origin whose pages may show the agent page in a frame, such as https://crm.example.com; may be given again")
	flags.DurationVar(&options.AgentLease, "agent-lease", 0, "how long an agent whose page is gone gets contacts, such as 60s; then the agent is offline (for ever)")
	flags.BoolVar(&options.BehindTLS, "behind-tls", false, "browsers reach the server by TLS, which a proxy in front of it speaks")
	flags.BoolVar(&debug, "debug", false, "log more")
	return cmd
}

// wait returns when the server was told to stop and has, or has failed.
func wait(ctx context.Context, a *app.App) error {
	failed := make(chan error, 1)
	go func() { failed <- a.Wait() }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
		defer cancel()
		return a.Stop(stopping)
	}
}
