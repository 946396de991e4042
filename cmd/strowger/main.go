// Command strowger is a contact router that speaks the Amazon Connect API.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := root().ExecuteContext(ctx)
	stop()
	var status exitError
	if errors.As(err, &status) {
		os.Exit(int(status))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "strowger:", err)
		os.Exit(1)
	}
}

func root() *cobra.Command {
	cmd := &cobra.Command{
		Use:           "strowger",
		Short:         "A contact router that speaks the Amazon Connect API",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	cmd.AddCommand(serve(), demonstrate(), scenarios(), explain(), export(), importFile(), plan(), password(), keys(), version())
	return cmd
}
