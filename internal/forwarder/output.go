package forwarder

import (
	"context"

	"github.com/sandpiper-checks/sandpiper/check"
)

// Output is one place that payloads go to. Its methods are called from several
// goroutines, but Send from one at a time.
type Output interface {
	// Kind is what the configuration calls such an output, and Place where
	// this one leads to, without a secret.
	Kind() string
	Place() string
	// Encode returns the payload as bodies, to be sent in this order, and what
	// it could not put into any. It does not keep the payload.
	Encode(check.Payload) ([]Body, []Loss)
	// Send hands over one body. When it returns nil the receiver has taken the
	// whole of it. An error without an [*Error] within means [Retry].
	Send(ctx context.Context, data []byte) error
}

// Splitter is an output whose bodies can be halved when the receiver finds them
// too large.
type Splitter interface {
	// Split returns what data holds in two bodies, or nil where it holds a
	// single item.
	Split(data []byte) []Body
}

// Body is what one Send hands over.
type Body struct {
	Data  []byte
	Items int // points, events, service checks, components, relations, facts
	// Continued says that a snapshot goes on in the next body.
	Continued bool
}

// Loss is an item that fits into no body.
type Loss struct {
	Item string // such as `event "Restart" of check http`; safe to show
	Err  error
}
