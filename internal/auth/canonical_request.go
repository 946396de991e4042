package auth

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// parameter is one name and value of a query, decoded as the handlers will decode it.
type parameter struct {
	name, value string
}

// target returns the escaped path and the raw query as the client sent them. A request that never crossed a wire has
// no RequestURI, and the absolute and authority forms of one have no leading slash; for these the parsed URL serves.
func target(r *http.Request) (path, rawQuery string) {
	if strings.HasPrefix(r.RequestURI, "/") {
		path, rawQuery, _ = strings.Cut(r.RequestURI, "?")
		return path, rawQuery
	}
	if r.URL == nil {
		return "/", ""
	}
	path = r.URL.EscapedPath()
	if path == "" {
		path = "/"
	}
	return path, r.URL.RawQuery
}

// parseQuery splits a raw query. It reads a plus sign as a space, as net/url does for the handlers: the signature must
// cover the meaning that the handler will see.
func parseQuery(raw string) ([]parameter, error) {
	var query []parameter
	for pair := range strings.SplitSeq(raw, "&") {
		if pair == "" {
			continue
		}
		escapedName, escapedValue, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(escapedName)
		if err != nil {
			return nil, incomplete("the query holds a malformed percent escape")
		}
		value, err := url.QueryUnescape(escapedValue)
		if err != nil {
			return nil, incomplete("the query holds a malformed percent escape")
		}
		query = append(query, parameter{name: name, value: value})
	}
	return query, nil
}

// canonicalRequests returns the texts that a correct client may have signed. There is one, unless the path has empty
// or dot segments: some clients sign the path as they send it and others sign its normal form. Both cover the same
// method, host, query and body, and a router that serves only normal paths gives both the same meaning.
func (s *signature) canonicalRequests(r *http.Request, payload string) []string {
	var headers strings.Builder
	for _, name := range s.signedHeaders {
		headers.WriteString(name)
		headers.WriteByte(':')
		for i, value := range headerValues(r, name) {
			if i > 0 {
				headers.WriteByte(',')
			}
			headers.WriteString(strings.Join(strings.Fields(value), " "))
		}
		headers.WriteByte('\n')
	}
	method := r.Method
	if method == "" {
		method = http.MethodGet
	}
	paths := []string{s.path}
	if normal := normalPath(s.path); normal != s.path {
		paths = append(paths, normal)
	}
	requests := make([]string, 0, len(paths))
	for _, path := range paths {
		requests = append(requests, strings.Join([]string{
			method,
			escape(path, true),
			s.canonicalQuery(),
			headers.String(),
			strings.Join(s.signedHeaders, ";"),
			payload,
		}, "\n"))
	}
	return requests
}

// canonicalQuery escapes every parameter but the signature itself and sorts them by escaped name, then by escaped
// value. A session token is a parameter like any other.
func (s *signature) canonicalQuery() string {
	escaped := make([]parameter, 0, len(s.query))
	for _, p := range s.query {
		if s.presigned && p.name == "X-Amz-Signature" {
			continue
		}
		escaped = append(escaped, parameter{name: escape(p.name, false), value: escape(p.value, false)})
	}
	slices.SortFunc(escaped, func(a, b parameter) int {
		if order := strings.Compare(a.name, b.name); order != 0 {
			return order
		}
		return strings.Compare(a.value, b.value)
	})
	var query strings.Builder
	for i, p := range escaped {
		if i > 0 {
			query.WriteByte('&')
		}
		query.WriteString(p.name)
		query.WriteByte('=')
		query.WriteString(p.value)
	}
	return query.String()
}

// headerValues returns the values of a header by its lower-case name. The standard library keeps the host outside the
// header map, and for a request that never crossed a wire also the content length.
func headerValues(r *http.Request, name string) []string {
	switch name {
	case "host":
		if r.Host == "" && r.URL != nil && r.URL.Host != "" {
			return []string{r.URL.Host}
		}
		if r.Host == "" {
			return nil
		}
		return []string{r.Host}
	case "content-length":
		if values := r.Header.Values(name); len(values) > 0 {
			return values
		}
		if r.ContentLength < 0 {
			return nil
		}
		return []string{strconv.FormatInt(r.ContentLength, 10)}
	}
	return r.Header.Values(name)
}

// escape percent-encodes every byte that RFC 3986 does not call unreserved, and keeps slashes when told to. Applied
// to a path that is escaped already it yields the doubly escaped form that every service but S3 signs.
func escape(text string, keepSlash bool) string {
	const digits = "0123456789ABCDEF"
	var out strings.Builder
	out.Grow(len(text) + len(text)/2)
	for i := range len(text) {
		c := text[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9',
			c == '-', c == '_', c == '.', c == '~', c == '/' && keepSlash:
			out.WriteByte(c)
		default:
			out.WriteByte('%')
			out.WriteByte(digits[c>>4])
			out.WriteByte(digits[c&15])
		}
	}
	return out.String()
}

// normalPath removes empty and dot segments from an escaped path and keeps its final slash. Escaped dots and slashes
// are data, not structure, and stay as they are.
func normalPath(path string) string {
	var kept []string
	segments := strings.Split(path, "/")
	for _, segment := range segments {
		switch segment {
		case "", ".":
		case "..":
			if len(kept) > 0 {
				kept = kept[:len(kept)-1]
			}
		default:
			kept = append(kept, segment)
		}
	}
	normal := "/" + strings.Join(kept, "/")
	if len(kept) > 0 && slices.Contains([]string{"", ".", ".."}, segments[len(segments)-1]) {
		normal += "/"
	}
	return normal
}
