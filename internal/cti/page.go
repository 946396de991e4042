package cti

import (
	"encoding/base64"
	"strings"

	"strowger/internal/center"
)

// Page sizes. The client library asks for 500.
const (
	defaultPage = 500
	maxPage     = 1000
)

// tokenPrefix marks the page tokens of this server; the key of the last item
// given follows. A list that goes on after a key stays right while items are
// added and removed.
const tokenPrefix = "after:"

// page returns the items whose keys follow the one in the token, in the order of
// keys, in which all must be; and the token of the next page, nil on the last.
func page[T any](all []T, key func(T) string, token *string, size *int32) (items []T, next *string, err error) {
	limit := defaultPage
	if size != nil {
		limit = int(*size)
	}
	if limit < 1 || limit > maxPage {
		return nil, nil, center.Errorf(center.Invalid, "maxResults must be between 1 and %d.", maxPage)
	}
	last, err := parsePageToken(token)
	if err != nil {
		return nil, nil, err
	}
	items = []T{}
	for _, item := range all {
		if key(item) <= last {
			continue
		}
		if len(items) == limit {
			return items, pageToken(key(items[limit-1])), nil
		}
		items = append(items, item)
	}
	return items, nil, nil
}

func pageToken(last string) *string {
	return ptr(base64.RawURLEncoding.EncodeToString([]byte(tokenPrefix + last)))
}

func parsePageToken(token *string) (last string, err error) {
	if text(token) == "" {
		return "", nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(*token)
	last, ok := strings.CutPrefix(string(raw), tokenPrefix)
	if err != nil || !ok {
		return "", refused(codePagination, "nextToken is not a token that this operation returned.")
	}
	return last, nil
}
