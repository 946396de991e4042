package connecthttp

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"strowger/internal/center"
	"strowger/internal/connectapi"
)

// A removal that is repeated with its token is answered as before, and so are
// two at once; without a token, with another one or with other members it is not.
func TestRemoval_Repeated(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	origin := func(url string) {
		t.Helper()
		h.do(t, "AssociateApprovedOrigin", &connectapi.AssociateApprovedOriginInput{InstanceId: h.id(), Origin: &url})
	}
	remove := func(url, token string) *connectapi.DisassociateApprovedOriginInput {
		return &connectapi.DisassociateApprovedOriginInput{InstanceId: h.id(), Origin: &url, ClientToken: optional(token)}
	}
	const a, b = "https://a.example", "https://b.example"
	origin(a)
	origin(b)
	h.do(t, "DisassociateApprovedOrigin", remove(a, "one"))
	h.do(t, "DisassociateApprovedOrigin", remove(a, "one"))
	byARN := remove(a, "one")
	byARN.InstanceId = ptr(h.instance.Directory().Instance.ARN(center.KindInstance, ""))
	h.do(t, "DisassociateApprovedOrigin", byARN)
	h.refused(t, "DisassociateApprovedOrigin", remove(a, ""), 404, "ResourceNotFound")
	h.refused(t, "DisassociateApprovedOrigin", remove(a, "two"), 404, "ResourceNotFound")
	h.refused(t, "DisassociateApprovedOrigin", remove(b, "one"), 400, "InvalidRequest")
	h.do(t, "DisassociateApprovedOrigin", remove(b, "two")) // a refused removal has used up no token

	origin(a)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			if _, err := h.call(t, "DisassociateApprovedOrigin", remove(a, "together")); err != nil {
				t.Errorf("request %d: %v", i, err)
			}
		})
	}
	wg.Wait()

	number := h.claim(t, "+12065550100")
	h.do(t, "ReleasePhoneNumber", &connectapi.ReleasePhoneNumberInput{PhoneNumberId: number, ClientToken: ptr("one")})
	h.do(t, "ReleasePhoneNumber", &connectapi.ReleasePhoneNumberInput{PhoneNumberId: number, ClientToken: ptr("one")})
	again := h.claim(t, "+12065550100")
	h.refused(t, "ReleasePhoneNumber", &connectapi.ReleasePhoneNumberInput{PhoneNumberId: again, ClientToken: ptr("one")}, 409, "Idempotency")
	h.do(t, "DeleteInstance", &connectapi.DeleteInstanceInput{InstanceId: h.id(), ClientToken: ptr("one")})
	h.do(t, "DeleteInstance", &connectapi.DeleteInstanceInput{InstanceId: h.id(), ClientToken: ptr("one")})
}

// What is remembered is bounded in time and number.
func TestRemovals_Bounds(t *testing.T) {
	t.Parallel()
	now := time.Now()
	var r removals
	r.note("old", center.Request{}, now)
	if _, ok := r.find("old", now.Add(removalWindow-1)); !ok {
		t.Error("forgotten too soon")
	}
	if _, ok := r.find("old", now.Add(removalWindow)); ok {
		t.Error("remembered for too long")
	}
	for i := range 2 * maxRemovals {
		r.note(fmt.Sprint(i), center.Request{}, now.Add(removalWindow))
	}
	if len(r.done) > maxRemovals || len(r.line) != len(r.done) {
		t.Errorf("%d are remembered in a line of %d, want at most %d", len(r.done), len(r.line), maxRemovals)
	}
	if _, ok := r.find(fmt.Sprint(2*maxRemovals-1), now.Add(removalWindow)); !ok {
		t.Error("the last one is forgotten")
	}
	r.note("later", center.Request{}, now.Add(3*removalWindow))
	if len(r.done) != 1 {
		t.Errorf("%d are remembered when all but one are too old", len(r.done))
	}
}
