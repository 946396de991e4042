package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/spf13/cobra"

	"strowger/internal/app"
)

// explainTime is how long the command waits for an answer.
const explainTime = 10 * time.Second

// question is what is to be explained.
type question struct {
	url, instance         string
	contact, agent, queue string // exactly one of them
}

func explain() *cobra.Command {
	q := question{url: "http://" + app.DefaultListen}
	cmd := &cobra.Command{
		Use:   "explain --instance ID { CONTACT | --agent USER | --queue QUEUE }",
		Short: "Say why a contact waits or went where it is, why an agent is idle, or who around a queue is",
		Long: "Ask a running router why. For a contact: the last offer, with the agents and contacts that were compared; and for\n" +
			"one that waits, the first rule that keeps each agent of its queue from it, and what would change that. For an\n" +
			"agent: what keeps work away. For a queue: agents with a free slot and one rule in the way.\n\n" +
			"The numbers are those of the routing rules in docs/compatibility.md. Requests are not signed: the command speaks\n" +
			"to a server on a loopback address, not to one that was given access keys.",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				q.contact = args[0]
			}
			ctx, cancel := context.WithTimeout(cmd.Context(), explainTime)
			defer cancel()
			return q.ask(ctx, cmd.OutOrStdout())
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&q.url, "url", q.url, "address of the router")
	flags.StringVar(&q.instance, "instance", "", "id of the instance")
	flags.StringVar(&q.agent, "agent", "", "id of the user to explain")
	flags.StringVar(&q.queue, "queue", "", "id of the queue to explain")
	if err := cmd.MarkFlagRequired("instance"); err != nil {
		panic(err) // the flag is defined just above
	}
	return cmd
}

// ask asks the router and prints the answer.
func (q *question) ask(ctx context.Context, out io.Writer) error {
	asked := 0
	for _, id := range []string{q.contact, q.agent, q.queue} {
		if id != "" {
			asked++
		}
	}
	if asked != 1 {
		return errors.New("name a contact, or give one of --agent and --queue")
	}
	switch {
	case q.agent != "":
		return fetch(ctx, q, "agents", q.agent+"/decision", func(a *agentAnswer) { a.print(&page{out, a.At}) })
	case q.queue != "":
		return fetch(ctx, q, "queues", q.queue+"/stranded", func(a *queueAnswer) { a.print(out) })
	default:
		return fetch(ctx, q, "contacts", q.contact+"/decision", func(a *contactAnswer) { a.print(&page{out, a.At}) })
	}
}

// fetch gets one answer and shows it.
func fetch[A any](ctx context.Context, q *question, kind, path string, show func(*A)) error {
	address, err := url.JoinPath(q.url, "strowger/v1/instances", url.PathEscape(q.instance), kind, path)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		var refusal struct{ Message string }
		if err := json.Unmarshal(body, &refusal, json.MatchCaseInsensitiveNames(true)); err != nil || refusal.Message == "" {
			return fmt.Errorf("%s answers %s", address, response.Status)
		}
		return errors.New(refusal.Message)
	}
	answer := new(A)
	if err := json.Unmarshal(body, answer); err != nil {
		return fmt.Errorf("the answer of %s cannot be read: %w", address, err)
	}
	show(answer)
	return nil
}
