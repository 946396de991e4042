package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"time"
)

// answerMean is the mean time after which a simulated customer who is called
// answers.
const answerMean = 4 * time.Second

// claimNumber claims a telephone number for a queue: those who call it reach the
// queue, and it is the caller id of those whom agents call from there.
func (c *Centre) claimNumber(ctx context.Context, queue string) error {
	var free struct {
		AvailableNumbersList []struct{ PhoneNumber string }
	}
	instanceARN := c.instanceARN
	err := c.client.connect(ctx, http.MethodPost, "/phone-number/search-available", object{"TargetArn": instanceARN,
		"PhoneNumberCountryCode": "US", "PhoneNumberType": "DID", "MaxResults": 1}, &free)
	if err != nil {
		return err
	}
	if len(free.AvailableNumbersList) == 0 {
		return fmt.Errorf("no telephone number is free")
	}
	number := free.AvailableNumbersList[0].PhoneNumber
	var claimed struct{ PhoneNumberId string }
	err = c.client.connect(ctx, http.MethodPost, "/phone-number/claim", object{"TargetArn": instanceARN, "PhoneNumber": number}, &claimed)
	if err != nil {
		return err
	}
	c.numbers[queue] = number
	err = c.client.connect(ctx, http.MethodPut, "/phone-number/"+claimed.PhoneNumberId+"/contact-flow",
		object{"InstanceId": c.InstanceID, "ContactFlowId": c.flows[queue]}, nil)
	if err != nil {
		return err
	}
	return c.client.connect(ctx, http.MethodPost, "/queues/"+c.InstanceID+"/"+c.Queues[queue]+"/outbound-caller-config",
		object{"OutboundCallerConfig": object{"OutboundCallerIdName": queue, "OutboundCallerIdNumberId": claimed.PhoneNumberId}}, nil)
}

// calls is the path of the calls that go through a telephone gateway.
func (c *Centre) calls() string { return "/strowger/v1/instances/" + c.InstanceID + "/calls" }

// answer is a gateway on whose far end everybody who is called answers after a
// while.
func (c *Centre) answer(ctx context.Context, say func(string, ...any)) {
	called, token := map[string]bool{}, ""
	for ctx.Err() == nil {
		var dialled struct {
			Calls []struct{ ContactId, To string }
			Token string
		}
		err := c.client.connect(ctx, http.MethodGet, c.calls()+"?state=DIALING&wait=30&token="+url.QueryEscape(token), nil, &dialled)
		if err != nil {
			pause(ctx, time.Second) // the server may be starting anew
			continue
		}
		token = dialled.Token
		before := called
		called = map[string]bool{}
		for _, call := range dialled.Calls {
			called[call.ContactId] = true
			if before[call.ContactId] {
				continue
			}
			go func() {
				pause(ctx, time.Duration(rand.ExpFloat64()*float64(answerMean)))
				if c.client.connect(ctx, http.MethodPost, c.calls()+"/"+call.ContactId+"/answer", nil, nil) == nil {
					say("%s answers a call", call.To)
				} // else the agent has hung up already
			}()
		}
	}
}
