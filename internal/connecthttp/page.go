package connecthttp

import (
	"encoding/base64"
	"strings"

	"strowger/internal/center"
)

// tokenPrefix marks what handlers give for a page token, into which paged puts
// it; the id of the last item given follows. A list that goes on after an id
// stays right while items are added and removed.
const tokenPrefix = "after:"

func pageToken(lastID string) *string {
	return ptr(base64.RawURLEncoding.EncodeToString([]byte(tokenPrefix + lastID)))
}

func parsePageToken(token *string) (lastID string, err error) {
	if text(token) == "" {
		return "", nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(*token)
	id, ok := strings.CutPrefix(string(raw), tokenPrefix)
	if err != nil || !ok {
		return "", center.Errorf(center.Invalid, "NextToken is not a token that this operation returned.")
	}
	return id, nil
}

// defaultPage is the page size where a request names none.
const defaultPage = 100

func pageSize(max *int32) int {
	if max == nil {
		return defaultPage
	}
	return int(*max)
}

// page returns the next resources of a table that keep wants (nil: all), at
// most max, and the token of the page after.
func page[R center.Resource](table *center.Table[R], token *string, max *int32, keep func(R) bool) (items []R, next *string, err error) {
	last, err := parsePageToken(token)
	if err != nil {
		return nil, nil, err
	}
	size := pageSize(max)
	items = make([]R, 0, min(size, table.Len()))
	for r := range table.After(last) {
		if keep != nil && !keep(r) {
			continue
		}
		if len(items) == size {
			return items, pageToken(items[size-1].RecordKey()), nil
		}
		items = append(items, r)
	}
	return items, nil, nil
}

// slicePage pages a list that belongs to one resource and has an order of its
// own; the token is the key of the last item given, and a list from which that
// item is gone starts over after the place it would have.
func slicePage[T any](all []T, key func(T) string, token *string, max *int32) (items []T, next *string, err error) {
	last, err := parsePageToken(token)
	if err != nil {
		return nil, nil, err
	}
	size := pageSize(max)
	items = []T{}
	for _, item := range all {
		if key(item) <= last {
			continue
		}
		if len(items) == size {
			return items, pageToken(key(items[size-1])), nil
		}
		items = append(items, item)
	}
	return items, nil, nil
}
