package center

import (
	"reflect"
	"testing"
)

// The allocator has a size of 1,024 bytes and then one of 1,152: half a million
// waiting contacts would take 64 MB more for one field too many. What few
// contacts have goes behind a pointer.
func TestContact_Size(t *testing.T) {
	t.Parallel()
	if size := reflect.TypeFor[Contact]().Size(); size > 1024 {
		t.Errorf("the record of a contact has %d bytes, more than 1,024", size)
	}
}
