package auth_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"strowger/internal/auth"
)

const onlyReads = `{ "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": ["connect:Describe*", "connect:List*"], "Resource": "*"}] }`

func TestAccessKeys_AddListRevoke(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys")
	admin, adminSecret, err := auth.AddAccessKey(path, "", "")
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the new file is %v, %v", info.Mode(), err)
	}
	reader, readerSecret, err := auth.AddAccessKey(path, "reader", onlyReads)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := auth.LoadAccessKeys(path)
	if err != nil {
		t.Fatal(err)
	}
	if p, secret, ok := keys.Secret(admin); !ok || secret != adminSecret || p.Name != admin || p.Policy != nil || len(secret) != 40 {
		t.Errorf("the first key is %v", p.Name)
	}
	p, secret, ok := keys.Secret(reader)
	if !ok || secret != readerSecret || p.Name != "reader" || p.Policy == nil {
		t.Fatalf("the second key is %v", p.Name)
	}
	for action, want := range map[string]auth.Decision{"connect:ListQueues": auth.Allow, "connect:CreateQueue": auth.ImplicitDeny} {
		if got := p.Policy.Decide(auth.Request{Action: action, Resource: "arn:aws:connect:r:a:instance/i"}); got != want {
			t.Errorf("%s: %d, want %d", action, got, want)
		}
	}
	list, err := auth.ListAccessKeys(path)
	if err != nil || len(list) != 2 || list[0] != (auth.AccessKeyLine{AccessKeyID: admin, Name: admin}) || list[1].Name != "reader" || !strings.Contains(list[1].Policy, "connect:List*") {
		t.Errorf("the list is %+v, %v", list, err)
	}
	if text := fmt.Sprintf("%v %+v %#v", list, list, keys); strings.Contains(text, adminSecret) || strings.Contains(text, readerSecret) {
		t.Error("a secret is shown")
	}
	if err := auth.RevokeAccessKey(path, admin); err != nil {
		t.Fatal(err)
	}
	if keys, err = auth.LoadAccessKeys(path); err != nil || keys.Len() != 1 {
		t.Errorf("after the first was revoked: %v, %v", keys, err)
	}
	for name, refused := range map[string]error{
		"a key that is not there": auth.RevokeAccessKey(path, admin), "the last key": auth.RevokeAccessKey(path, reader),
		"no file": auth.RevokeAccessKey(path+".gone", reader), "a bad policy": second(auth.AddAccessKey(path, "x", `{"Version":"2012-10-17"}`)),
		"a bad name": second(auth.AddAccessKey(path, "two words", "")),
	} {
		if refused == nil || strings.Contains(refused.Error(), readerSecret) {
			t.Errorf("%s: %v", name, refused)
		}
	}
	if after, err := auth.LoadAccessKeys(path); err != nil || after.Len() != 1 {
		t.Errorf("after refusals: %v, %v", after, err)
	}
}

func second(_, _ string, err error) error { return err }

// A key that is revoked while requests come in is soon unknown, and a file that
// cannot be read leaves the keys as they were.
func TestKeyFile_FollowsItsFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys")
	first, _, err := auth.AddAccessKey(path, "first", "")
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		var reports []error
		file, err := auth.OpenKeyFile(path, func(err error) { reports = append(reports, err) })
		if err != nil {
			t.Fatal(err)
		}
		known := func(id string) bool { _, _, ok := file.Secret(id); return ok }
		later := func() {
			var readers sync.WaitGroup
			for range 4 {
				readers.Go(func() {
					for range 100 {
						known(first)
						<-time.After(30 * time.Millisecond)
					}
				})
			}
			readers.Wait()
		}
		added, _, err := auth.AddAccessKey(path, "second", "")
		if err != nil {
			t.Fatal(err)
		}
		if known(added) {
			t.Error("the file is read at every request")
		}
		later()
		if !known(added) || !known(first) {
			t.Error("the key that was added is unknown")
		}
		if err := auth.RevokeAccessKey(path, first); err != nil {
			t.Fatal(err)
		}
		later()
		if known(first) {
			t.Error("the key that was revoked is still known")
		}
		if err := os.WriteFile(path, []byte("nonsense\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		later()
		if !known(added) || len(reports) != 1 {
			t.Errorf("after the file broke: known %v, reports %v", known(added), reports)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		later()
		if !known(added) || len(reports) != 2 {
			t.Errorf("after the file went: known %v, reports %v", known(added), reports)
		}
	})
}
