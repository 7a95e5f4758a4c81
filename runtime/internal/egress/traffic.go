package egress

import (
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"strings"
)

// ErrTraffic is that of a request or a body that would go over the limit of a
// [Traffic].
var ErrTraffic = errors.New("over the limit of HTTP bytes")

// Traffic counts the bytes that the requests of one run move, and ends them at
// a limit. It is for one goroutine at a time.
type Traffic struct {
	Limit int64 // of both together

	// Out is of requests: URLs, header fields and bodies, whether or not a
	// server took them. In is of responses: header fields, and bodies as
	// they came. A redirect is a response, and what it leads to a request.
	Out, In int64
	// Requests are those that were let out, redirects included.
	Requests int
}

// request counts a request that is about to be made, if it may be. What it
// returns takes that back.
func (t *Traffic) request(r *http.Request) (back func(), err error) {
	n := int64(len(r.URL.String())) + size(r.Header) + r.ContentLength
	if n > t.Limit-t.Out-t.In {
		return nil, ErrTraffic
	}
	t.Out += n
	t.Requests++
	return func() {
		t.Out -= n
		t.Requests--
	}, nil
}

// response counts the header of a response, and its body as it is read.
func (t *Traffic) response(r *http.Response) {
	t.In += size(r.Header)
	r.Body = &counted{r.Body, t}
}

// size is that of header fields as HTTP/1.1 writes them: a colon, a space and
// an end of line each.
func size(header http.Header) (n int64) {
	for name, values := range header {
		for _, value := range values {
			n += int64(len(name) + len(value) + len(": \r\n"))
		}
	}
	return n
}

// counted is a body as it comes.
type counted struct {
	io.ReadCloser
	traffic *Traffic
}

func (c *counted) Read(b []byte) (int, error) {
	n, err := c.ReadCloser.Read(b)
	t := c.traffic
	if t.In += int64(n); n > 0 && t.In+t.Out > t.Limit {
		return 0, ErrTraffic
	}
	return n, err
}

// packed asks for a body that is packed, where the guest has not said what it
// takes. net/http would do so itself, and what came would not be seen: a stream
// of empty packages goes on for ever and unpacks to nothing.
func packed(r *http.Request) (*http.Request, bool) {
	if r.Method == http.MethodHead || r.Header["Accept-Encoding"] != nil || r.Header["Range"] != nil {
		return r, false
	}
	r = r.Clone(r.Context()) // a RoundTripper leaves the request as it is
	r.Header.Set("Accept-Encoding", "gzip")
	return r, true
}

// unpack puts the unpacked body of a response in its place.
func unpack(r *http.Response) {
	if !strings.EqualFold(r.Header.Get("Content-Encoding"), "gzip") || r.ContentLength == 0 {
		return
	}
	r.Header.Del("Content-Encoding")
	r.Header.Del("Content-Length")
	r.ContentLength, r.Uncompressed = -1, true
	r.Body = &unpacked{ReadCloser: r.Body}
}

// unpacked is a body that came packed.
type unpacked struct {
	io.ReadCloser
	from *gzip.Reader // nil until the first read, which may have to wait
	err  error
}

func (u *unpacked) Read(b []byte) (int, error) {
	if u.from == nil && u.err == nil {
		u.from, u.err = gzip.NewReader(u.ReadCloser)
	}
	if u.err != nil {
		return 0, u.err
	}
	return u.from.Read(b)
}
