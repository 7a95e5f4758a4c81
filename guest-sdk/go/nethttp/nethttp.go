// Package nethttp lets a check use net/http, or a library that does.
//
//	client := nethttp.Client(c)
//	response, err := client.Get(url)
//
// It adds some 8 MB to a module; [sandpiper.HTTP] adds next to nothing.
package nethttp

import (
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/sandpiper-checks/sandpiper/guest-sdk/go"
)

// Client returns a client whose requests the agent makes. It keeps no cookies
// and pools nothing: the agent does.
func Client(c *sandpiper.Check) *http.Client {
	return &http.Client{Transport: Transport(c)}
}

// Transport returns a transport whose requests the agent makes. The deadline
// of a request's context becomes its timeout; a context that is cancelled
// while the agent waits takes no effect until then. The body of a request is
// read whole before it is sent.
func Transport(c *sandpiper.Check) http.RoundTripper { return transport{c} }

type transport struct{ check *sandpiper.Check }

// RoundTrip implements [http.RoundTripper].
func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	request := sandpiper.Request{
		Method:    r.Method,
		URL:       r.URL.String(),
		Header:    sandpiper.Header(r.Header.Clone()),
		Redirects: -1, // the client follows them
	}
	if r.Host != "" && r.Host != r.URL.Host {
		if request.Header == nil {
			request.Header = sandpiper.Header{}
		}
		request.Header["Host"] = []string{r.Host}
	}
	if r.Body != nil {
		defer r.Body.Close()
		var err error
		if request.Body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
	}
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	if deadline, ok := r.Context().Deadline(); ok {
		request.Timeout = max(time.Until(deadline), time.Nanosecond) // 0 would be no timeout
	}
	response, err := t.check.HTTP.Do(request)
	if err != nil {
		return nil, err
	}
	header := http.Header(response.Header)
	length, err := strconv.ParseInt(header.Get("Content-Length"), 10, 64)
	if err != nil {
		length = -1
	}
	return &http.Response{
		Status:        strconv.Itoa(response.Status) + " " + http.StatusText(response.Status),
		StatusCode:    response.Status,
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        header,
		Body:          response.Body,
		ContentLength: length,
		Request:       r,
	}, nil
}
