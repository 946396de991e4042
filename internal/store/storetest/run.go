package storetest

import (
	"testing"

	"strowger/internal/store"
)

// Run tests a store. open returns a new, empty store each time, and arranges for
// what it leaves behind; Run closes the store.
func Run(t *testing.T, open func(testing.TB) store.Store) {
	t.Helper()
	for _, test := range []struct {
		name string
		run  func(*fixture)
	}{
		{"every member of every record comes back", everyMember},
		{"a record with nothing but a key comes back", bareRecords},
		{"a huge record comes back", hugeRecord},
		{"bodies are copied", bodiesAreCopied},
		{"a later commit replaces and deletes", replaceAndDelete},
		{"of two rows for a record the later counts", laterRowCounts},
		{"the order of rows does not matter", orderOfRows},
		{"load goes in order", loadOrder},
		{"load ends with the error of the visit", loadEndsWithVisit},
		{"a visit may use the store", visitUsesStore},
		{"live, finished and recent contacts", contactsByAge},
		{"a contact that is deleted is missing", missingContact},
		{"contacts are read backwards", contactsBackwards},
		{"a refused batch writes nothing", refusedBatch},
		{"an older owner is refused", olderOwner},
		{"epochs grow across instances and removal", epochsGrow},
		{"instances are those with records", instancesWithRecords},
		{"instances are apart", instancesApart},
		{"remove takes everything", removeEverything},
		{"a reader sees no half batch", noHalfBatch},
		{"several writers", severalWriters},
		{"a cancelled caller is refused", cancelledCaller},
		{"a closed store refuses", closedStore},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.run(newFixture(t, open))
		})
	}
}
