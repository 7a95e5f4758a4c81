package forwarder

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// shownBytes is how much of a refusal's text an error quotes.
const shownBytes = 200

// unanswered turns the error of a request without an answer into one that
// holds no key and says what to look at.
func (s *StackState) unanswered(ctx context.Context, err error) error {
	if wrapped := (*url.Error)(nil); errors.As(err, &wrapped) {
		err = wrapped.Err // its own text has the address with the key
	}
	hint := "is url of the stackstate output right, and does the receiver run?"
	var dns *net.DNSError
	var unknown x509.UnknownAuthorityError
	var verify *tls.CertificateVerificationError
	switch {
	case errors.As(err, &dns):
		hint = "is the host name in url of the stackstate output right?"
	case errors.As(err, &unknown), errors.As(err, &verify):
		hint = "install the receiver's authority on this machine; skip_ssl_validation: true trusts anyone"
	case ctx.Err() != nil:
		err = fmt.Errorf("no answer within %v: %w", s.timeout, context.DeadlineExceeded)
	}
	if s.redact(err.Error()) != err.Error() {
		err = errors.New(s.redact(err.Error()))
	}
	return &Error{Err: fmt.Errorf("posting to %s: %w", s.shown, err), Hint: hint}
}

// refused turns an answer that is no success into an error.
func (s *StackState) refused(r *http.Response, answer []byte) error {
	e := &Error{Status: r.StatusCode, Verdict: verdictOf(r.StatusCode), RetryAfter: retryAfter(r.Header.Get("Retry-After"))}
	what := fmt.Sprintf("the intake answered %d %s", r.StatusCode, http.StatusText(r.StatusCode))
	switch r.StatusCode {
	case http.StatusForbidden, http.StatusUnauthorized:
		what = fmt.Sprintf("the intake refused the api key (%d)", r.StatusCode)
		e.Hint = "check api_key of the stackstate output; what is queued is kept meanwhile"
	case http.StatusNotFound:
		e.Hint = "check url of the stackstate output: the intake is at " + s.shown
	case http.StatusRequestEntityTooLarge:
		what = fmt.Sprintf("the intake finds the body too large (%d)", r.StatusCode)
	case http.StatusTooManyRequests:
		what = fmt.Sprintf("the intake asks for fewer requests (%d)", r.StatusCode)
	}
	if r.StatusCode/100 == 3 {
		if to, err := r.Location(); err == nil {
			to.User, to.RawQuery, to.Fragment = nil, "", ""
			what += fmt.Sprintf(", to %q, which is not followed", to.String())
		}
		e.Hint = "set url of the stackstate output to where the receiver really is"
	}
	if text := strings.TrimSpace(string(answer)); text != "" {
		// Redacted before it is cut, or the cut could hide part of a key.
		what += fmt.Sprintf(": %q", shorten(s.redact(text), shownBytes))
	}
	e.Err = fmt.Errorf("posting to %s: %s", s.shown, s.redact(what))
	return e
}

// verdictOf follows the agents in use but for 403, which they drop: a key that
// was changed must not cost data.
func verdictOf(status int) Verdict {
	switch status {
	case http.StatusBadRequest, http.StatusNotFound:
		return GiveUp
	case http.StatusRequestEntityTooLarge:
		return Halve
	default:
		return Retry
	}
}

// retryAfter reads the header of that name, seconds or a date; 0 when it says
// nothing.
func retryAfter(header string) time.Duration {
	if seconds, err := strconv.ParseInt(header, 10, 32); err == nil {
		return max(0, time.Duration(seconds)*time.Second)
	}
	if at, err := http.ParseTime(header); err == nil {
		return max(0, time.Until(at))
	}
	return 0
}

// redact hides the key, as it is and as an address spells it.
func (s *StackState) redact(text string) string {
	for _, key := range []string{s.key, url.QueryEscape(s.key), url.PathEscape(s.key)} {
		text = strings.ReplaceAll(text, key, "***")
	}
	return text
}

// shorten cuts text to at most n bytes and says so.
func shorten(text string, n int) string {
	if len(text) <= n {
		return text
	}
	return strings.ToValidUTF8(text[:n], "") + "…"
}
