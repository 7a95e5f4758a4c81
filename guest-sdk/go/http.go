package sandpiper

import (
	"encoding/json"
	"io"
	"strings"
	"time"

	"github.com/sandpiper-checks/sandpiper/guest-sdk/go/internal/abi"
)

// HTTP makes requests through the agent, which resolves names, keeps to the
// configured limits and checks certificates. Package nethttp puts net/http
// before it, for libraries that want that, at the price of a module four times
// as large.
type HTTP struct{ check *Check }

// Request is what to ask for.
type Request struct {
	Method string // empty: GET
	URL    string // http or https
	Header Header
	Body   []byte
	// Timeout is for the whole exchange, reading the body included; 0, or
	// more than that: what is left of the run, but for time to say so.
	Timeout time.Duration
	// Redirects is how many of them to follow, at most; 0: 10, which is the
	// most there can be; less than 0: none, the redirect is the response.
	Redirects int
	// InsecureSkipVerify takes any certificate for good.
	InsecureSkipVerify bool
}

// Response is a server's answer. Its body has to be read or closed: a run may
// hold only a few open at once.
type Response struct {
	Status int    // such as 200
	URL    string // after redirects
	Header Header
	// Body comes as the server sends it. An error of reading it is an
	// [*HTTPError].
	Body io.ReadCloser
}

// Header is the header of a request or a response.
type Header map[string][]string

// Get returns the first value under name, whatever the case, or "".
func (h Header) Get(name string) string {
	for key, values := range h {
		if len(values) > 0 && strings.EqualFold(key, name) {
			return values[0]
		}
	}
	return ""
}

// Seconds is a span as the configuration writes it: Seconds(1.5) is
// 1.5*time.Second.
func Seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

// Get asks for a URL, follows at most 10 redirects, and returns the response,
// whatever its status, once its header is there. timeout is for the whole
// exchange, reading the body included; 0, or more than that, is what is left of
// the run, but for time to say so.
//
// The error is an [*HTTPError].
func (h HTTP) Get(url string, timeout time.Duration) (*Response, error) {
	h.check.flush() // a run may well end while it waits
	return h.response("GET", url, h.check.host.HTTPGet(url, timeout.Seconds()))
}

// Do asks as request says. Otherwise it is as [HTTP.Get].
func (h HTTP) Do(request Request) (*Response, error) {
	description := struct {
		URL       string            `json:"url"`
		Method    string            `json:"method,omitempty"`
		Headers   map[string]string `json:"headers,omitempty"`
		Timeout   float64           `json:"timeout,omitempty"`
		Redirects *int              `json:"redirects,omitempty"`
		TLSVerify bool              `json:"tls_verify"`
	}{
		URL:       request.URL,
		Method:    request.Method,
		Headers:   make(map[string]string, len(request.Header)),
		Timeout:   request.Timeout.Seconds(),
		TLSVerify: !request.InsecureSkipVerify,
	}
	for name, values := range request.Header {
		description.Headers[name] = strings.Join(values, ", ")
	}
	if redirects := max(request.Redirects, 0); request.Redirects != 0 {
		description.Redirects = &redirects
	}
	document, _ := json.Marshal(description) // texts and numbers: nothing that it could refuse
	h.check.flush()
	return h.response(request.Method, request.URL, h.check.host.HTTPRequest(string(document), string(request.Body)))
}

// response returns the response of a handle.
func (h HTTP) response(method, url string, handle int32) (*Response, error) {
	host := h.check.host
	b := &body{check: h.check, handle: handle, method: method, url: url}
	if handle < 0 {
		return nil, b.failed(handle)
	}
	header, answer := read(4096, func(buffer []byte) int32 { return host.HTTPHeaders(handle, buffer) })
	if answer < 0 {
		return nil, b.failed(answer)
	}
	r := &Response{Status: int(host.HTTPStatus(handle)), Body: b}
	if err := json.Unmarshal(header, &struct {
		URL     *string `json:"url"`
		Headers *Header `json:"headers"`
	}{&r.URL, &r.Header}); err != nil {
		return nil, b.failed(-abi.HTTPFailed)
	}
	return r, nil
}

// ReadAll reads the rest of the body and closes it.
func (r *Response) ReadAll() ([]byte, error) {
	defer r.Body.Close()
	return io.ReadAll(r.Body)
}

// Discard reads the rest of the body, closes it, and keeps nothing of it.
func (r *Response) Discard() error {
	defer r.Body.Close()
	_, err := io.Copy(io.Discard, r.Body)
	return err
}

// body reads the body of a response.
type body struct {
	check       *Check
	handle      int32
	method, url string
	err         error // what reading ended with
	closed      bool
}

func (b *body) Read(p []byte) (int, error) {
	if b.err != nil || len(p) == 0 {
		return 0, b.err
	}
	n := b.check.host.HTTPBody(b.handle, p)
	switch {
	case n < 0:
		b.err = b.failed(n)
	case n == 0:
		b.err = io.EOF
	default:
		return int(n), nil
	}
	return 0, b.err
}

// Close lets go of the response.
func (b *body) Close() error {
	if !b.closed {
		b.closed = true
		if b.err == nil {
			b.err = io.ErrClosedPipe
		}
		b.check.host.HTTPClose(b.handle)
	}
	return nil
}

func (b *body) failed(answer int32) error {
	if b.method == "" {
		b.method = "GET"
	}
	return &HTTPError{Method: b.method, URL: b.url, Reason: b.check.reason(-answer), status: status(-answer)}
}

// HTTPError is a request that got no response, or whose response broke off. A
// response of status 500 is none.
type HTTPError struct {
	Method, URL string
	Reason      string // the agent's, such as "Connection refused."

	status status
}

// Error returns the reason alone: which URL it was, the instance knows.
func (e *HTTPError) Error() string { return e.Reason }

// Unwrap returns one of the errors of this package, such as [ErrTimeout].
func (e *HTTPError) Unwrap() error { return e.status }

// Timeout reports whether the request took longer than its timeout.
func (e *HTTPError) Timeout() bool { return e.status == abi.HTTPTimeout }

// Kind returns the name under which the agent shows the error: ConnectionError
// (refused or broken off), Timeout, NameError, SSLError, TooManyRedirects,
// InvalidURL, Denied, or RequestError for another request that the agent did
// not make.
func (e *HTTPError) Kind() string {
	switch e.status {
	case abi.HTTPRefused, abi.HTTPFailed:
		return "ConnectionError"
	case abi.HTTPTimeout:
		return "Timeout"
	case abi.HTTPName:
		return "NameError"
	case abi.HTTPTLS:
		return "SSLError"
	case abi.HTTPRedirects:
		return "TooManyRedirects"
	case abi.HTTPURL, abi.BadString:
		return "InvalidURL"
	case abi.HTTPDenied:
		return "Denied"
	}
	return "RequestError"
}
