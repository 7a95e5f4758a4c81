package sandpipertest

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"
	"unicode/utf8"

	"github.com/sandpiper-checks/sandpiper/guest-sdk/go"
	"github.com/sandpiper-checks/sandpiper/guest-sdk/go/internal/abi"
)

const maxRedirects = 10

var errRedirects = errors.New("too many redirects")

// windowsRefused is WSAECONNREFUSED, which package syscall does not name.
const windowsRefused = syscall.Errno(10061)

type response struct {
	*http.Response
	release func()
}

type request struct {
	URL       string            `json:"url"`
	Method    string            `json:"method"`
	Headers   map[string]string `json:"headers"`
	Timeout   float64           `json:"timeout"` // seconds; 0: none
	Redirects *int              `json:"redirects"`
	TLSVerify *bool             `json:"tls_verify"`
}

func (r *recorder) HTTPGet(url string, timeout float64) int32 {
	return r.exchange(request{URL: url, Timeout: timeout}, "")
}

func (r *recorder) HTTPRequest(document, body string) int32 {
	var q request
	if err := json.Unmarshal([]byte(document), &q); err != nil {
		fault("request %s: %v", document, err)
	}
	return r.exchange(q, body)
}

func (r *recorder) exchange(q request, body string) int32 {
	switch {
	case !utf8.ValidString(q.URL):
		return r.refuse(abi.BadString, "the URL is not UTF-8")
	case len(q.URL) > abi.MaxTextBytes || len(body) > abi.MaxBodyBytes:
		return r.drop(abi.TooLarge, "the URL or the body is too long")
	case math.IsNaN(q.Timeout) || math.IsInf(q.Timeout, 0) || q.Timeout < 0:
		return r.refuse(abi.BadValue, "the timeout is not a number of seconds")
	case q.Redirects != nil && (*q.Redirects < 0 || *q.Redirects > maxRedirects):
		return r.refuse(abi.BadValue, "redirects is not 0 to %d", maxRedirects)
	case len(r.open) >= abi.MaxOpenResponses:
		return r.refuse(abi.Quota, "%d responses are open: close one", len(r.open))
	}
	target, err := url.Parse(q.URL)
	if err != nil || target.Scheme != "http" && target.Scheme != "https" || target.Host == "" {
		return r.refuse(abi.HTTPURL, "%q is not an http or https URL with a host", q.URL)
	}
	ctx, cancel := context.WithCancel(context.Background())
	if q.Timeout > 0 {
		ctx, cancel = context.WithTimeout(ctx, time.Duration(q.Timeout*float64(time.Second)))
	}
	outgoing, err := http.NewRequestWithContext(ctx, strings.ToUpper(q.Method), q.URL, bytes.NewReader([]byte(body)))
	if err != nil {
		cancel()
		return r.refuse(abi.HTTPURL, "%v", err)
	}
	outgoing.Header.Set("User-Agent", "sandpiper/test")
	for name, value := range q.Headers {
		if http.CanonicalHeaderKey(name) == "Host" {
			outgoing.Host = value
		}
		outgoing.Header.Set(name, value)
	}
	client, idle := r.client(q)
	release := func() { cancel(); idle() }
	answer, err := client.Do(outgoing)
	if err != nil {
		release()
		return r.failed(err)
	}
	handle := r.responses
	r.responses++
	r.open[handle] = &response{answer, release}
	return handle
}

// client is the client for a request, and what lets go of its connections.
func (r *recorder) client(q request) (client *http.Client, idle func()) {
	redirects := maxRedirects
	if q.Redirects != nil {
		redirects = *q.Redirects
	}
	roundTripper, idle := r.config.Transport, func() {}
	if roundTripper == nil {
		insecure := q.TLSVerify != nil && !*q.TLSVerify
		transport := &http.Transport{
			TLSClientConfig:   &tls.Config{InsecureSkipVerify: insecure},
			ForceAttemptHTTP2: true,
		}
		roundTripper, idle = transport, transport.CloseIdleConnections
	}
	return &http.Client{
		Transport: roundTripper,
		CheckRedirect: func(_ *http.Request, via []*http.Request) error {
			switch {
			case redirects == 0:
				return http.ErrUseLastResponse
			case len(via) > redirects:
				return fmt.Errorf("%w: more than %d", errRedirects, redirects)
			}
			return nil
		},
	}, idle
}

// failed is the answer to an exchange that broke off.
func (r *recorder) failed(err error) int32 {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err
	}
	var (
		name    *net.DNSError
		timeout interface{ Timeout() bool }
	)
	switch {
	case errors.Is(err, sandpiper.ErrDenied):
		return r.refuse(abi.HTTPDenied, "%v", err)
	case errors.Is(err, sandpiper.ErrQuota):
		return r.drop(abi.Quota, "%v", err)
	case errors.Is(err, errRedirects):
		return r.refuse(abi.HTTPRedirects, "%v", err)
	case errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, windowsRefused):
		return r.refuse(abi.HTTPRefused, "Connection refused.")
	case errors.As(err, &name) && !name.IsTimeout:
		return r.refuse(abi.HTTPName, "Name not found: %s", name.Name)
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return r.refuse(abi.HTTPTimeout, "The server did not answer in time.")
	case isTLS(err):
		return r.refuse(abi.HTTPTLS, "%v", err)
	}
	return r.refuse(abi.HTTPFailed, "%v", err)
}

// isTLS finds the errors of handshake and certificate among the many types
// that crypto/tls and crypto/x509 have for them.
func isTLS(err error) bool {
	var (
		certificate *tls.CertificateVerificationError
		record      tls.RecordHeaderError
		alert       tls.AlertError
		authority   x509.UnknownAuthorityError
		host        x509.HostnameError
	)
	return errors.As(err, &certificate) || errors.As(err, &record) || errors.As(err, &alert) ||
		errors.As(err, &authority) || errors.As(err, &host) || strings.HasPrefix(err.Error(), "tls: ") ||
		strings.Contains(err.Error(), "server gave HTTP response to HTTPS client")
}

func (r *recorder) HTTPStatus(handle int32) int32 {
	if response := r.open[handle]; response != nil {
		return int32(response.StatusCode)
	}
	return r.notOpen(handle)
}

func (r *recorder) HTTPHeaders(handle int32, buffer []byte) int32 {
	response := r.open[handle]
	if response == nil {
		return r.notOpen(handle)
	}
	document, err := json.Marshal(map[string]any{"url": response.Request.URL.String(), "headers": response.Header})
	if err != nil {
		fault("%v", err)
	}
	return fill(buffer, document)
}

func (r *recorder) HTTPBody(handle int32, buffer []byte) int32 {
	response := r.open[handle]
	if response == nil {
		return r.notOpen(handle)
	}
	if len(buffer) == 0 {
		fault("an empty buffer for a body")
	}
	n, err := 0, error(nil)
	for n == 0 && err == nil {
		n, err = response.Body.Read(buffer)
	}
	if n > 0 || errors.Is(err, io.EOF) {
		return int32(n)
	}
	return r.failed(err)
}

func (r *recorder) HTTPClose(handle int32) int32 {
	response := r.open[handle]
	if response == nil {
		return r.notOpen(handle)
	}
	response.close()
	delete(r.open, handle)
	return abi.OK
}

func (r *recorder) notOpen(handle int32) int32 {
	return r.refuse(abi.BadHandle, "no response %d is open", handle)
}

func (r *response) close() {
	_ = r.Body.Close() // nothing of it is wanted
	r.release()
}

// close closes what the run has left open.
func (r *recorder) close() {
	for _, response := range r.open {
		response.close()
	}
}
