package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"github.com/spf13/cobra"

	"strowger/internal/app"
	"strowger/internal/demo"
)

func demonstrate() *cobra.Command {
	listen, length := app.DefaultListen, time.Duration(0)
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Run the router with a sample contact centre that is busy",
		Long: "Run the router over a database in a temporary folder, create a sample contact centre and keep simulated\n" +
			"customers and agents going, until interrupted.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			if length > 0 {
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeout(ctx, length)
				defer cancel()
			}
			return runDemo(ctx, listen, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	cmd.Flags().StringVar(&listen, "listen", listen, "loopback address to listen on; port 0 picks a free one")
	cmd.Flags().DurationVar(&length, "for", 0, "end after this time, such as 30s")
	return cmd
}

func runDemo(ctx context.Context, listen string, out, logs io.Writer) error {
	dir, err := os.MkdirTemp("", "strowger-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	a, err := app.Start(ctx, app.Options{Listen: listen, Data: dir, Log: slog.New(slog.NewTextHandler(logs, nil))})
	if err != nil {
		return err
	}
	c, err := demo.Create(ctx, a.URL())
	if err != nil {
		return err
	}
	fmt.Fprintf(out, `strowger: listening on %[1]s

The sample centre "demo" is instance %[2]s. Sign in as %[3]q with password %[4]q, to take contacts yourself or to watch the queues:

  %[1]s/ccp-v2/?instance=demo
  %[1]s/?instance=demo

Or in another terminal:

  export AWS_ACCESS_KEY_ID=demo AWS_SECRET_ACCESS_KEY=demo AWS_DEFAULT_REGION=%[5]s
  aws connect list-queues --endpoint-url %[1]s --instance-id %[2]s
  aws connect describe-routing-profile --endpoint-url %[1]s --instance-id %[2]s --routing-profile-id %[6]s
  aws connect get-current-user-data --endpoint-url %[1]s --instance-id %[2]s --filters Queues=%[7]s

With an AWS SDK, set the endpoint of its Connect client to %[1]s. Customers and agents are at work; end with Ctrl-C.

`, a.URL(), c.InstanceID, demo.Person, demo.Password, app.DefaultRegion, c.Profiles["Sales first"], c.Queues["Sales"])
	demo.Run(ctx, c, out)
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
	defer cancel()
	return a.Stop(stopping)
}
