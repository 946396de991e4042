package main

import (
	"bufio"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/spf13/cobra"

	"strowger/internal/connectclient"
)

func password() *cobra.Command {
	var to connection
	var instance string
	cmd := &cobra.Command{
		Use:   "password --instance ID USER",
		Short: "Give a user of a running router a password, read from standard input",
		Long: "Give a user another password. Users whom an import made have none, since centre files hold no passwords. The first\n" +
			"line of standard input is the password. USER is the user's id, or a user name.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			line, err := bufio.NewReader(cmd.InOrStdin()).ReadString('\n')
			secret := strings.TrimRight(line, "\r\n")
			if secret == "" {
				return errors.Join(errors.New("there is no password on standard input"), err)
			}
			if strings.HasPrefix(strings.ToLower(to.endpoint), "http://") && !loopback(to.endpoint) {
				return fmt.Errorf("the password would cross the network in clear text to %s: use https, or run the command beside the server", to.endpoint)
			}
			client, err := to.client(cmd)
			if err != nil {
				return err
			}
			id, err := connectclient.UserID(cmd.Context(), client, instance, args[0])
			if err != nil {
				return err
			}
			err = client.Extend(cmd.Context(), connectclient.Extension{Operation: "SetPassword", Method: http.MethodPut,
				Path:  "/strowger/v1/instances/" + url.PathEscape(instance) + "/users/" + url.PathEscape(id) + "/password",
				Input: struct{ Password string }{secret}}, nil)
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s has a new password.\n", args[0])
			return nil
		},
	}
	to.flags(cmd)
	cmd.Flags().StringVar(&instance, "instance", "", "id of the instance")
	mustRequire(cmd, "instance")
	return cmd
}
