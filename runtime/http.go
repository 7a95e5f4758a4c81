package runtime

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	abi "github.com/sandpiper-checks/sandpiper/abi/v1"
	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/egress"
)

const (
	maxRedirects = 10
	maxHeaders   = abi.MaxTags
)

// requestFields is how many fields a request has.
const requestFields = 6

// responses are the HTTP responses that a run holds open, by handle.
type responses struct {
	policy  *egress.Policy // nil until the first call
	traffic egress.Traffic
	open    map[int32]*response
	next    int32
	asked   int // of the limit of calls, refused ones included
}

type response struct {
	*http.Response
	cancel context.CancelFunc
	cut    bool  // its timeout was longer than the run
	left   int64 // bytes of the body that the limit leaves
}

// request is what http_request takes, and what http_get is short for.
type request struct {
	URL       string            `json:"url"`
	Method    string            `json:"method"`
	Headers   map[string]string `json:"headers"`
	Timeout   float64           `json:"timeout"` // seconds; 0: the run's
	Redirects *int              `json:"redirects"`
	TLSVerify *bool             `json:"tls_verify"`
}

func (r *run) httpGet(url []byte, timeout float64) reply {
	text, ok := r.text(url)
	if !ok {
		return r.refuse(abi.BadString, "the URL is not UTF-8")
	}
	return r.request(request{URL: text, Timeout: timeout}, nil)
}

func (r *run) httpRequest(document, body []byte) reply {
	var q request
	object, err := jsonObject(document)
	if err == nil && members(object, 2) > maxHeaders+requestFields {
		return r.reject(abi.TooLarge, fmt.Sprintf("a request of more than %d headers", maxHeaders), "http_request")
	}
	if err == nil {
		err = json.Unmarshal(object, &q)
	}
	if err != nil {
		return r.refuse(abi.BadDocument, "the request is not a JSON object of the right types: %v", err)
	}
	return r.request(q, append([]byte(nil), body...)) // a retry on a new connection reads it again
}

// request makes an exchange and returns a handle of the response.
func (r *run) request(q request, body []byte) reply {
	if math.IsNaN(q.Timeout) || math.IsInf(q.Timeout, 0) || q.Timeout < 0 {
		return r.refuse(abi.BadValue, "the timeout is not a number of seconds")
	}
	if q.Redirects != nil && (*q.Redirects < 0 || *q.Redirects > maxRedirects) {
		return r.refuse(abi.BadValue, "redirects is not 0 to %d", maxRedirects)
	}
	h := &r.responses
	if h.asked >= r.limits.HTTPCalls {
		return r.reject(abi.Quota, overCalls, display([]byte(q.URL)))
	}
	if len(h.open) >= abi.MaxOpenResponses {
		return r.refuse(abi.Quota, "%d responses are open: close one", len(h.open))
	}
	h.asked++
	return r.exchange(q, body)
}

func (r *run) exchange(q request, body []byte) reply {
	timeout, cut := r.timeout(q.Timeout)
	ctx, cancel := context.WithTimeout(r.guest.Context(), timeout)
	outgoing, err := r.outgoing(ctx, q, body)
	if err != nil {
		cancel()
		return r.refuse(abi.HTTPURL, "%v", err)
	}
	h := &r.responses
	if h.policy == nil {
		h.policy, h.traffic.Limit = egress.PolicyOf(r.instance), r.limits.HTTPBytes
	}
	var answer *http.Response
	before := h.traffic.Requests
	r.guest.Wait(func() { answer, err = r.client(q).Do(outgoing) })
	if h.traffic.Requests > before {
		r.usage.HTTPCalls++
	}
	if err != nil {
		cancel()
		if denied, ok := errors.AsType[*egress.Denied](err); ok {
			return r.deny(denied)
		}
		return r.broken(err, outgoing.URL, cut)
	}
	if h.open == nil {
		h.open = map[int32]*response{}
	}
	handle := h.next
	h.next++
	h.open[handle] = &response{answer, cancel, cut, r.limits.HTTPBodyBytes}
	return reply(handle)
}

// timeout is how long an exchange may take whose guest gives it so many seconds,
// or 0 for what is left of the run; cut says that it asks for more. A tenth of
// the run's time, and half a second at most, is kept for afterwards: to say what
// did not answer is what the check is for.
func (r *run) timeout(seconds float64) (timeout time.Duration, cut bool) {
	end, _ := r.guest.Context().Deadline() // every run has one
	left := time.Until(end) - min(r.limits.Wall/10, 500*time.Millisecond)
	asked := time.Duration(min(seconds, math.MaxInt32) * float64(time.Second))
	if asked == 0 {
		return left, false
	}
	return min(asked, left), asked > left
}

func (r *run) outgoing(ctx context.Context, q request, body []byte) (*http.Request, error) {
	method := strings.ToUpper(q.Method)
	if method == http.MethodConnect {
		return nil, errors.New("CONNECT is not for checks: no policy sees where a tunnel ends")
	}
	outgoing, err := http.NewRequestWithContext(ctx, method, q.URL, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	for name, value := range q.Headers {
		if !sendable(name, value) {
			return nil, fmt.Errorf("the header %q cannot be sent", display([]byte(name)))
		}
		name = http.CanonicalHeaderKey(name)
		if _, twice := outgoing.Header[name]; twice {
			return nil, fmt.Errorf("the header %q is given twice", name)
		}
		if name == "Host" {
			outgoing.Host = value
		}
		outgoing.Header.Set(name, value)
	}
	if _, own := outgoing.Header["User-Agent"]; !own {
		outgoing.Header.Set("User-Agent", "sandpiper/"+r.runtime.options.Version)
	}
	return outgoing, nil
}

// governing are the headers that say where a message ends and what becomes of
// the connection, which others use too. They are the host's, as are all Proxy-.
var governing = []string{"Connection", "Content-Length", "Http2-Settings", "Keep-Alive", "Te", "Trailer", "Transfer-Encoding", "Upgrade"}

// sendable says whether a header is one that a guest may set and that net/http
// sends. It would find out itself, but only in the exchange, where its error
// cannot be told from others.
func sendable(name, value string) bool {
	const token = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" // RFC 9110 5.6.2
	if name == "" || strings.Trim(name, token) != "" {
		return false
	}
	name = http.CanonicalHeaderKey(name)
	if strings.HasPrefix(name, "Proxy-") || slices.Contains(governing, name) {
		return false
	}
	if name == "Host" {
		host, err := url.Parse("//" + value)
		return err == nil && host.Host == value && value != ""
	}
	return strings.IndexFunc(value, func(c rune) bool { return c < ' ' && c != '\t' || c == 0x7f }) < 0
}

// broken answers a call whose exchange broke off. cut says that its timeout was
// not the one that the guest wanted.
func (r *run) broken(err error, at *url.URL, cut bool) reply {
	if errors.Is(err, egress.ErrTraffic) {
		return r.reject(abi.Quota, egress.ErrTraffic.Error(), at.Host)
	}
	status, text := httpStatus(err)
	if cut && status == abi.HTTPTimeout {
		r.journal.note("the timeout of an HTTP call, to what the limit wall leaves", at.Host)
	}
	return r.refuse(status, "%s", text)
}

// client is the client for a request. The policy holds for each redirect too.
func (r *run) client(q request) *http.Client {
	redirects := maxRedirects
	if q.Redirects != nil {
		redirects = *q.Redirects
	}
	verified := q.TLSVerify == nil || *q.TLSVerify
	return &http.Client{
		Transport: r.runtime.network.Transport(r.responses.policy, &r.responses.traffic, verified),
		CheckRedirect: func(_ *http.Request, via []*http.Request) error {
			switch {
			case redirects == 0:
				return http.ErrUseLastResponse
			case len(via) > redirects:
				return fmt.Errorf("%w: more than %d", errRedirects, redirects)
			}
			return nil
		},
	}
}

// deny refuses a call to a server that the instance may not reach. The guest
// learns which; the line that would let it is for the operator.
func (r *run) deny(d *egress.Denied) reply {
	warning := d.Error()
	if d.Line != "" {
		warning += fmt.Sprintf("; add %q under sandbox: {allow: […]} in %s to let it", d.Line, r.file())
	}
	r.journal.deny(denial{check.Refused{Cause: "server not allowed", Key: d.Host}, "not reached", warning})
	return r.refuse(abi.HTTPDenied, "%s", d)
}

// file is where the instance is configured.
func (r *run) file() string {
	source := r.instance.Source
	if i := strings.LastIndexByte(source, ':'); i >= 0 && strings.Trim(source[i+1:], "0123456789") == "" {
		source = source[:i]
	}
	if source == "" || source == "command line" {
		return "its file"
	}
	return source
}

func (r *run) httpStatus(handle int32) reply {
	response, refused := r.openResponse(handle)
	if response == nil {
		return refused
	}
	return reply(response.StatusCode)
}

func (r *run) httpHeaders(handle int32, to buffer) reply {
	response, refused := r.openResponse(handle)
	if response == nil {
		return refused
	}
	b, err := json.Marshal(struct {
		URL     string      `json:"url"`
		Headers http.Header `json:"headers"`
	}{response.Request.URL.String(), response.Header})
	if err != nil {
		panic("BUG: " + err.Error())
	}
	return to.put(b)
}

func (r *run) httpBody(handle int32, to buffer) reply {
	response, refused := r.openResponse(handle)
	switch {
	case response == nil:
		return refused
	case len(to) == 0:
		return r.refuse(abi.BadValue, "the buffer is empty")
	}
	part := []byte(to[:min(int64(len(to)), max(response.left, 0))])
	if len(part) == 0 {
		part = make([]byte, 1) // is there more than the limit?
	}
	n, err := 0, error(nil)
	r.guest.Wait(func() {
		for n == 0 && err == nil {
			n, err = response.Body.Read(part)
		}
	})
	response.left -= int64(n)
	switch {
	case response.left < 0:
		return r.reject(abi.Quota, overBody, response.Request.URL.Host)
	case n > 0 || errors.Is(err, io.EOF):
		return reply(n)
	}
	return r.broken(fmt.Errorf("reading the body: %w", err), response.Request.URL, response.cut)
}

func (r *run) httpClose(handle int32) reply {
	response, refused := r.openResponse(handle)
	if response == nil {
		return refused
	}
	response.close()
	delete(r.responses.open, handle)
	return reply(abi.OK)
}

func (r *run) openResponse(handle int32) (*response, reply) {
	response := r.responses.open[handle]
	if response == nil {
		return nil, r.refuse(abi.BadHandle, "no response %d is open", handle)
	}
	return response, 0
}

// close lets go of the body. What is left of it is not read: the connection
// is worth less than the wait.
func (r *response) close() {
	r.cancel()
	_ = r.Body.Close()
}

// closeResponses closes what the run has left open, and puts on its bill what
// was moved.
func (r *run) closeResponses() {
	for _, response := range r.responses.open {
		response.close()
	}
	r.usage.BytesIn, r.usage.BytesOut = r.responses.traffic.In, r.responses.traffic.Out
}
