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
	"strings"
	"time"

	abi "github.com/sandpiper-checks/sandpiper/abi/v1"
)

const maxRedirects = 10

// responses are the HTTP responses that a run holds open, by handle.
type responses struct {
	calls int // made so far, against the limit
	open  map[int32]*response
	next  int32
}

type response struct {
	*http.Response
	cancel context.CancelFunc
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
	if h.calls >= r.limits.HTTPCalls {
		return r.reject(abi.Quota, "over the limit of HTTP calls", display([]byte(q.URL)))
	}
	if len(h.open) >= abi.MaxOpenResponses {
		return r.refuse(abi.Quota, "%d responses are open: close one", len(h.open))
	}
	h.calls++
	return r.exchange(q, body)
}

func (r *run) exchange(q request, body []byte) reply {
	ctx, cancel := r.guest.Context(), context.CancelFunc(func() {})
	if q.Timeout > 0 {
		timeout := time.Duration(min(q.Timeout, math.MaxInt32) * float64(time.Second))
		ctx, cancel = context.WithTimeout(ctx, timeout)
	}
	outgoing, err := r.outgoing(ctx, q, body)
	if err != nil {
		cancel()
		return r.refuse(abi.HTTPURL, "%v", err)
	}
	var answer *http.Response
	r.guest.Wait(func() { answer, err = r.runtime.client(q).Do(outgoing) })
	if err != nil {
		cancel()
		status, text := httpStatus(err)
		return r.refuse(status, "%s", text)
	}
	h := &r.responses
	if h.open == nil {
		h.open = map[int32]*response{}
	}
	handle := h.next
	h.next++
	h.open[handle] = &response{answer, cancel, r.limits.HTTPBodyBytes}
	return reply(handle)
}

func (r *run) outgoing(ctx context.Context, q request, body []byte) (*http.Request, error) {
	target, err := url.Parse(q.URL)
	if err != nil || target.Scheme != "http" && target.Scheme != "https" || target.Host == "" {
		return nil, fmt.Errorf("%q is not an http or https URL with a host", q.URL)
	}
	outgoing, err := http.NewRequestWithContext(ctx, strings.ToUpper(q.Method), q.URL, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	outgoing.Header.Set("User-Agent", "sandpiper/"+r.runtime.options.Version)
	for name, value := range q.Headers {
		if !sendable(name, value) {
			return nil, fmt.Errorf("the header %q cannot be sent", name)
		}
		if http.CanonicalHeaderKey(name) == "Host" {
			outgoing.Host = value
		}
		outgoing.Header.Set(name, value)
	}
	return outgoing, nil
}

// sendable says whether a header is one that net/http sends. It would find out
// itself, but only in the exchange, where its error cannot be told from others.
func sendable(name, value string) bool {
	const token = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" // RFC 9110 5.6.2
	if name == "" || strings.Trim(name, token) != "" {
		return false
	}
	if http.CanonicalHeaderKey(name) == "Host" {
		host, err := url.Parse("//" + value)
		return err == nil && host.Host == value && value != ""
	}
	return strings.IndexFunc(value, func(c rune) bool { return c < ' ' && c != '\t' || c == 0x7f }) < 0
}

// client is the client for a request; all share their connections.
func (rt *Runtime) client(q request) *http.Client {
	redirects := maxRedirects
	if q.Redirects != nil {
		redirects = *q.Redirects
	}
	transport := rt.transport
	if q.TLSVerify != nil && !*q.TLSVerify {
		transport = rt.unverified
	}
	return &http.Client{
		Transport: transport,
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
		return r.reject(abi.Quota, "over the limit of bytes of one body", response.Request.URL.Host)
	case n > 0 || errors.Is(err, io.EOF):
		return reply(n)
	}
	status, text := httpStatus(err)
	return r.refuse(status, "reading the body: %s", text)
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

func (h *responses) close() {
	for _, response := range h.open {
		response.close()
	}
}
