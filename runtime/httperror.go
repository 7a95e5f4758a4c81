package runtime

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/url"
	"strings"
	"syscall"

	abi "github.com/sandpiper-checks/sandpiper/abi/v1"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/egress"
)

var errRedirects = errors.New("too many redirects")

// windowsRefused is WSAECONNREFUSED, which package syscall does not name.
const windowsRefused = syscall.Errno(10061)

// httpStatus is the status of a failed exchange, and its cause in words, in
// which the URL is not repeated: it may hold a password.
func httpStatus(err error) (abi.Status, string) {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err
	}
	var (
		name    *net.DNSError
		timeout interface{ Timeout() bool }
	)
	switch {
	case errors.Is(err, egress.ErrURL):
		return abi.HTTPURL, err.Error()
	case errors.Is(err, errRedirects):
		return abi.HTTPRedirects, err.Error()
	case errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, windowsRefused):
		return abi.HTTPRefused, "Connection refused."
	case errors.As(err, &name) && !name.IsTimeout:
		return abi.HTTPName, "Name not found: " + name.Name
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return abi.HTTPTimeout, "The server did not answer in time."
	case isTLS(err):
		return abi.HTTPTLS, err.Error()
	default:
		return abi.HTTPFailed, err.Error()
	}
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
