package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"strowger/internal/scenario"
)

func scenarios() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "scenario",
		Short: "Play routing scenarios written in the scenario language",
	}
	cmd.AddCommand(&cobra.Command{
		Use:   "run FILE...",
		Short: "Print what happens in each scenario, and compare it with what the file expects",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, files []string) error {
			return runScenarios(files, cmd.OutOrStdout())
		},
	})
	return cmd
}

// runScenarios plays files and prints the log of each. The error says how many
// went otherwise than they say.
func runScenarios(files []string, out io.Writer) error {
	failed := 0
	for _, name := range files {
		if err := runScenario(name, out); err != nil {
			fmt.Fprintln(out, err)
			failed++
		}
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d scenarios failed", failed, len(files))
	}
	return nil
}

func runScenario(name string, out io.Writer) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	s, err := scenario.Parse(name, string(text), os.DirFS(filepath.Dir(name)))
	if err != nil {
		return err
	}
	log, err := scenario.Run(s)
	fmt.Fprint(out, log)
	if !s.Checked {
		return err
	}
	if diff := scenario.Diff(s.Expected, log); diff != "" {
		return errors.Join(err, fmt.Errorf("%s: differs from the expected log (- expected, + got)\n%s", name, diff))
	}
	if err == nil {
		fmt.Fprintf(out, "%s: as expected\n", name)
	}
	return err
}
