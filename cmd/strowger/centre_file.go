package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"strowger/internal/centerfile"
	"strowger/internal/connectclient"
)

// pauseShown is how exactly a pause is printed.
const pauseShown = 100 * time.Millisecond

// awsRate is how many requests of one operation AWS lets an account make a second.
const awsRate = 2

func export() *cobra.Command {
	var to connection
	var instance, output string
	cmd := &cobra.Command{
		Use:   "export --instance ID",
		Short: "Write the configuration of an instance as a centre file",
		Long: "Ask a running router for the whole configuration of an instance and write it as one YAML file, which people can read,\n" +
			"edit, compare, plan and import. It has no passwords. docs/centre-file.md describes it.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			client, err := to.client(cmd)
			if err != nil {
				return err
			}
			var out struct{ File string }
			if err := client.Extend(cmd.Context(), connectclient.Extension{Operation: "ExportInstance", Method: http.MethodGet, Path: centreFilePath(instance)}, &out); err != nil {
				return err
			}
			return writeFile(cmd, output, []byte(out.File))
		},
	}
	to.flags(cmd)
	cmd.Flags().StringVar(&instance, "instance", "", "id of the instance")
	cmd.Flags().StringVarP(&output, "output", "o", "", "file to write; standard output without")
	mustRequire(cmd, "instance")
	return cmd
}

func importFile() *cobra.Command {
	var to connection
	var instance, output string
	var fromAWS bool
	cmd := &cobra.Command{
		Use:   "import { FILE | --from-aws --instance ID }",
		Short: "Make an instance what a centre file says, or write the centre file of an instance on AWS",
		Long: "With a file: change an instance of a running router so that it has what the file says, all of it or nothing; what is\n" +
			"in the way is named. An instance that is not there is made, with the ids, region and account of the file. Sections that\n" +
			"the file does not have stay as they are.\n\n" +
			"With --from-aws: read an instance by the public API, which changes nothing there, and write its centre file. With\n" +
			"--endpoint the instance may be on any server that speaks the API.",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case fromAWS && len(args) > 0:
				return errors.New("give a file or --from-aws, not both: import the file that --from-aws writes afterwards")
			case fromAWS && instance == "":
				return errors.New("--from-aws needs --instance")
			case fromAWS:
				return readInstance(cmd, to, instance, output)
			case len(args) == 0:
				return errors.New("name a file, or give --from-aws")
			}
			plan, err := send(cmd, &to, args[0], connectclient.Extension{Operation: "ImportInstance", Method: http.MethodPut, Path: instance})
			if err != nil {
				return err
			}
			plan.print(cmd.OutOrStdout(), "changed")
			return nil
		},
	}
	to.flags(cmd)
	cmd.Flags().BoolVar(&fromAWS, "from-aws", false, "read an instance on AWS and write its centre file")
	cmd.Flags().StringVar(&instance, "instance", "", "id of the instance; that in the file without")
	cmd.Flags().StringVarP(&output, "output", "o", "", "with --from-aws, the file to write; standard output without")
	cmd.Flags().Float64Var(&to.rate, "rate", -1, "with --from-aws, requests of one operation a second, 0 for any number; 2 on AWS, any number elsewhere without")
	return cmd
}

func plan() *cobra.Command {
	var to connection
	var instance string
	var exitCode bool
	cmd := &cobra.Command{
		Use:   "plan FILE",
		Short: "Show what an import of a centre file would change",
		Long: "Ask a running router what an import would create, change and delete, value by value, and whether it would be refused.\n" +
			"Nothing is changed. With --exit-code the command ends with 0 if there is nothing to do, and with 2 if there is.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			plan, err := send(cmd, &to, args[0], connectclient.Extension{Operation: "PlanImport", Method: http.MethodPost, Path: instance})
			if err != nil {
				return err
			}
			plan.print(cmd.OutOrStdout(), "to change")
			if plan.Refused != "" {
				return fmt.Errorf("the import would be refused: %s", plan.Refused)
			}
			if exitCode && len(plan.Items) > 0 {
				return exitError(2)
			}
			return nil
		},
	}
	to.flags(cmd)
	cmd.Flags().StringVar(&instance, "instance", "", "id of the instance; that in the file without")
	cmd.Flags().BoolVar(&exitCode, "exit-code", false, "end with 2 if there is something to change")
	return cmd
}

// exitError ends the program with that status and without a message.
type exitError int

// Error says which status.
func (e exitError) Error() string { return fmt.Sprintf("status %d", int(e)) }

func mustRequire(cmd *cobra.Command, flag string) {
	if err := cmd.MarkFlagRequired(flag); err != nil {
		panic(err) // the flag is defined by the caller
	}
}

func centreFilePath(instance string) string {
	return "/strowger/v1/instances/" + url.PathEscape(instance) + "/centre-file"
}

// send gives a file to the server, for the instance that the extension has in the
// place of its path, or the one in the file. What is wrong with the file by itself
// is found here, with the name of the file.
func send(cmd *cobra.Command, to *connection, name string, x connectclient.Extension) (*importPlan, error) {
	text, err := readFile(cmd, name)
	if err != nil {
		return nil, err
	}
	file, err := centerfile.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("%s:\n%w", name, err)
	}
	instance := cmp.Or(x.Path, file.InstanceID())
	if instance == "" {
		return nil, errors.New("the file has no section instance: give --instance")
	}
	client, err := to.client(cmd)
	if err != nil {
		return nil, err
	}
	x.Path, x.Input = centreFilePath(instance), struct{ File string }{string(text)}
	if x.Method == http.MethodPost {
		x.Path += "/plan"
	}
	out := new(importPlan)
	return out, client.Extend(cmd.Context(), x, out)
}

// readFile reads a file, or standard input where its name is a hyphen.
func readFile(cmd *cobra.Command, name string) ([]byte, error) {
	if name != "-" {
		return os.ReadFile(name)
	}
	return io.ReadAll(io.LimitReader(cmd.InOrStdin(), centerfile.MaxSize+1))
}

// readInstance reads an instance by the public API and writes its file.
func readInstance(cmd *cobra.Command, from connection, instance, output string) error {
	from.aws = true
	if from.rate < 0 {
		if from.rate = awsRate; from.endpoint != "" {
			from.rate = 0
		}
	}
	client, err := from.client(cmd)
	if err != nil {
		return err
	}
	show := newProgress(cmd.ErrOrStderr())
	d, err := connectclient.Read(cmd.Context(), client, instance, show.report)
	show.end()
	if err != nil {
		return err
	}
	text, err := centerfile.Of(d).Write()
	if err != nil {
		return err
	}
	return writeFile(cmd, output, text)
}

// writeFile writes a whole file or, should that fail, leaves the one that was
// there.
func writeFile(cmd *cobra.Command, name string, text []byte) error {
	if name == "" {
		_, err := cmd.OutOrStdout().Write(text)
		return err
	}
	temporary, err := os.CreateTemp(filepath.Dir(name), ".centre-*")
	if err != nil {
		return err
	}
	_, err = temporary.Write(text)
	if err = errors.Join(err, temporary.Close()); err == nil {
		err = os.Rename(temporary.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(temporary.Name()))
	}
	return nil
}

// importPlan is what the server says an import changes.
type importPlan struct {
	Create, Change, Delete int
	Items                  []struct {
		Action, Kind, Id, Name string
		Members                []struct{ Member, Old, New string }
	}
	Refused string
}

// print shows a plan; changed is the word for what happened to what is neither
// new nor gone.
func (p *importPlan) print(out io.Writer, changed string) {
	if len(p.Items) == 0 {
		fmt.Fprintln(out, "No differences.")
		return
	}
	signs := map[string]string{"create": "+", "change": "~", "delete": "-"}
	for i := range p.Items {
		item := &p.Items[i]
		line := fmt.Sprintf("%s %s %q", signs[item.Action], item.Kind, item.Name)
		if item.Id != "" && item.Id != item.Name {
			line += " (" + item.Id + ")"
		}
		fmt.Fprintln(out, line)
		for _, m := range item.Members {
			switch {
			case m.Old == "":
				fmt.Fprintf(out, "    + %s: %s\n", m.Member, m.New)
			case m.New == "":
				fmt.Fprintf(out, "    - %s: %s\n", m.Member, m.Old)
			default:
				fmt.Fprintf(out, "    ~ %s: %s -> %s\n", m.Member, m.Old, m.New)
			}
		}
	}
	words := []string{"created", "changed", "deleted"}
	if changed != "changed" {
		words = []string{"to create", "to change", "to delete"}
	}
	fmt.Fprintf(out, "\n%s\n", strings.Join([]string{fmt.Sprintf("%d %s", p.Create, words[0]), fmt.Sprintf("%d %s", p.Change, words[1]), fmt.Sprintf("%d %s", p.Delete, words[2])}, ", ")+".")
}
