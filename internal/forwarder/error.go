package forwarder

import "time"

// Verdict is what becomes of a body that an output could not hand over.
type Verdict int

const (
	// Retry keeps the body. It is the zero value: when in doubt, data stays.
	Retry Verdict = iota
	// Halve sends the body in two parts, and gives it up where it has no two.
	Halve
	// GiveUp drops the body: it would be refused for ever.
	GiveUp
)

// Error is why an output could not hand over a body. Neither its text nor that
// of any error within holds a secret.
type Error struct {
	Err     error
	Verdict Verdict
	// Hint tells the operator what to look at; empty where there is nothing.
	Hint string
	// Status is the receiver's HTTP status; 0 when it did not answer.
	Status int
	// RetryAfter is how long the receiver asks to be left alone; 0 when it
	// does not say.
	RetryAfter time.Duration
}

func (e *Error) Error() string { return e.Err.Error() }
func (e *Error) Unwrap() error { return e.Err }
