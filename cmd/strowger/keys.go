package main

import (
	"fmt"
	"os"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"strowger/internal/auth"
)

func keys() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "keys",
		Short: "Add, list and revoke access keys",
		Long: "Add, list and revoke the access keys of a file, which the server reads (serve --access-keys). A running server follows\n" +
			"within about a second.",
	}
	var file string
	cmd.PersistentFlags().StringVar(&file, "access-keys", "", "file with access keys")
	_ = cmd.MarkPersistentFlagRequired("access-keys")
	cmd.AddCommand(addKey(&file), listKeys(&file), revokeKey(&file))
	return cmd
}

func addKey(file *string) *cobra.Command {
	var name, policyFile string
	cmd := &cobra.Command{
		Use:   "add",
		Short: "Make a key and print it with its secret, which is shown this once",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var policy []byte
			if policyFile != "" {
				var err error
				if policy, err = os.ReadFile(policyFile); err != nil {
					return err
				}
			}
			id, secret, err := auth.AddAccessKey(*file, name, string(policy))
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "AWS_ACCESS_KEY_ID=%s\nAWS_SECRET_ACCESS_KEY=%s\n", id, secret)
			return nil
		},
	}
	cmd.Flags().StringVar(&name, "name", "", "name of who uses the key; the key's id without")
	cmd.Flags().StringVar(&policyFile, "policy", "", "file with an IAM policy document that says what the key may do; everything without")
	return cmd
}

func listKeys(file *string) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the keys with their names and policies, without their secrets",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			list, err := auth.ListAccessKeys(*file)
			if err != nil {
				return err
			}
			table := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
			for _, key := range list {
				if key.Policy == "" {
					key.Policy = "everything"
				}
				fmt.Fprintf(table, "%s\t%s\t%s\n", key.AccessKeyID, key.Name, key.Policy)
			}
			return table.Flush()
		},
	}
}

func revokeKey(file *string) *cobra.Command {
	return &cobra.Command{
		Use:   "revoke KEY",
		Short: "Take a key away",
		Args:  cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return auth.RevokeAccessKey(*file, args[0])
		},
	}
}
