package demo

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"
)

// arrivalMean is the mean time between two contacts of the simulated customers.
const arrivalMean = 3 * time.Second

// boardPause is the time between two lines about the state of the centre.
const boardPause = 5 * time.Second

// wishes are what customers come with.
var wishes = []struct{ queue, name string }{
	{"Sales", "Quote for 40 seats"}, {"Sales", "Renewal next month"}, {"Sales", "Price list, please"},
	{"Support", "Password reset"}, {"Support", "Line is dead"}, {"Support", "Invoice looks wrong"},
}

// Run keeps customers and agents going until ctx ends, and writes what happens
// to out.
func Run(ctx context.Context, c *Centre, out io.Writer) {
	var mu sync.Mutex
	say := func(format string, args ...any) {
		mu.Lock()
		defer mu.Unlock()
		fmt.Fprintf(out, time.Now().Format("15:04:05 ")+format+"\n", args...)
	}
	var wg sync.WaitGroup
	for _, s := range staff {
		a := &agent{centre: c, username: s.username}
		wg.Go(func() { a.work(ctx, say) })
	}
	wg.Go(func() { c.customers(ctx, say) })
	wg.Go(func() { c.answer(ctx, say) })
	wg.Go(func() { c.board(ctx, say) })
	wg.Wait()
}

// customers start tasks and calls at random moments.
func (c *Centre) customers(ctx context.Context, say func(string, ...any)) {
	for ctx.Err() == nil {
		wish := wishes[rand.IntN(len(wishes))]
		var err error
		if rand.IntN(3) == 0 {
			err = c.client.connect(ctx, http.MethodPost, c.calls(),
				object{"From": fmt.Sprintf("+1555%07d", rand.IntN(10_000_000)), "To": c.numbers[wish.queue]}, nil)
		} else {
			err = c.client.connect(ctx, http.MethodPut, "/contact/task", object{"InstanceId": c.InstanceID,
				"ContactFlowId": c.flows[wish.queue], "Name": wish.name}, nil)
		}
		if err != nil && ctx.Err() == nil {
			say("a customer was turned away: %v", err)
		}
		pause(ctx, time.Duration(rand.ExpFloat64()*float64(arrivalMean)))
	}
}

// board says from time to time how the queues stand.
func (c *Centre) board(ctx context.Context, say func(string, ...any)) {
	for pause(ctx, boardPause); ctx.Err() == nil; pause(ctx, boardPause) {
		for _, name := range []string{"Sales", "Support"} {
			figures, err := c.figures(ctx, c.Queues[name])
			if err != nil {
				if ctx.Err() == nil {
					say("no figures: %v", err)
				}
				continue
			}
			say("%-8s %2.0f waiting, %2.0f agents available, %2.0f on a contact", name,
				figures["CONTACTS_IN_QUEUE"], figures["AGENTS_AVAILABLE"], figures["AGENTS_ON_CONTACT"])
		}
	}
}

// figures asks for the current metrics of one queue.
func (c *Centre) figures(ctx context.Context, queueID string) (map[string]float64, error) {
	var answer struct {
		MetricResults []struct {
			Collections []struct {
				Metric struct{ Name string }
				Value  float64
			}
		}
	}
	var metrics []object
	for _, name := range []string{"CONTACTS_IN_QUEUE", "AGENTS_AVAILABLE", "AGENTS_ON_CONTACT"} {
		metrics = append(metrics, object{"Name": name, "Unit": "COUNT"})
	}
	err := c.client.connect(ctx, http.MethodPost, "/metrics/current/"+c.InstanceID, object{
		"Filters": object{"Queues": []string{queueID}, "Channels": []string{"VOICE", "TASK"}}, "CurrentMetrics": metrics}, &answer)
	figures := map[string]float64{}
	for _, result := range answer.MetricResults {
		for _, f := range result.Collections {
			figures[f.Metric.Name] += f.Value
		}
	}
	return figures, err
}
