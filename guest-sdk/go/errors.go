package sandpiper

import "github.com/sandpiper-checks/sandpiper/guest-sdk/go/internal/abi"

// What the errors of this package are, for errors.Is. The first ones are of
// [HTTP] alone.
var (
	// ErrTimeout: a request took longer than its timeout, or the run is nearly over.
	ErrTimeout error = status(abi.HTTPTimeout)
	// ErrConnectionRefused: the server refused the connection.
	ErrConnectionRefused error = status(abi.HTTPRefused)
	// ErrName: the server's name was not found.
	ErrName error = status(abi.HTTPName)
	// ErrTLS: the TLS handshake or the certificate failed.
	ErrTLS error = status(abi.HTTPTLS)
	// ErrTooManyRedirects: there were more redirects than were to be followed.
	ErrTooManyRedirects error = status(abi.HTTPRedirects)
	// ErrURL: the URL, the method or a header cannot be requested.
	ErrURL error = status(abi.HTTPURL)
	// ErrDenied: the instance may not reach the server: neither its
	// configuration nor sandbox.allow of its file names it.
	ErrDenied error = status(abi.HTTPDenied)
	// ErrBroken: the exchange broke off for another reason.
	ErrBroken error = status(abi.HTTPFailed)

	// ErrQuota: the run has used up what its limits grant.
	ErrQuota error = status(abi.Quota)
	// ErrTooLarge: a name, a text or a document is longer than the agent takes.
	ErrTooLarge error = status(abi.TooLarge)
	// ErrNotNow: the snapshot is not in a state for this call.
	ErrNotNow error = status(abi.NotNow)
)

// status is one of the interface, and the error that it stands for.
type status int32

func (s status) Error() string { return abi.StatusText(int32(s)) }

// RefusedError is what the agent did not take, and why.
type RefusedError struct {
	// What was to be done, such as "component web-1".
	What string
	// Reason is the agent's.
	Reason string

	status status
}

func (e *RefusedError) Error() string { return e.What + ": " + e.Reason }

// Unwrap returns one of the errors of this package.
func (e *RefusedError) Unwrap() error { return e.status }

// refusal is the error of an answer of the agent, nil where it is none.
func (c *Check) refusal(what string, answer int32) error {
	if answer >= 0 {
		return nil
	}
	return &RefusedError{What: what, Reason: c.reason(-answer), status: status(-answer)}
}

// reason returns the agent's words for the last answer that was a status.
func (c *Check) reason(s int32) string {
	if text, answer := read(256, c.host.LastError); answer > 0 {
		return string(text)
	}
	return abi.StatusText(s)
}

// read calls f with a buffer that holds what there is to read.
func read(guess int, f func(buffer []byte) int32) ([]byte, int32) {
	buffer := make([]byte, guess)
	for {
		n := f(buffer)
		switch {
		case n < 0:
			return nil, n
		case int(n) <= len(buffer):
			return buffer[:n], n
		}
		buffer = make([]byte, n)
	}
}

// wrapped says what was being done when err came about; fmt would do the same,
// and make each module larger.
type wrapped struct {
	what string
	err  error
}

func wrap(what string, err error) error { return &wrapped{what, err} }

func (w *wrapped) Error() string { return w.what + ": " + w.err.Error() }
func (w *wrapped) Unwrap() error { return w.err }
func (w *wrapped) Kind() string  { return kindOf(w.err) }
