package forwarder

import "time"

// Delivery is one thing that happened to a body: it was taken (Err is nil), it
// will be tried again (RetryIn is set), or it was given up (Dropped is set).
type Delivery struct {
	Output string
	Items  int
	Bytes  int
	// Err says why the body was not taken. [errors.As] finds an [*Error] with a
	// hint where there is one.
	Err      error
	Dropped  Drop
	RetryIn  time.Duration
	Failures int // failed tries in a row, this one included
}

// Drop is why items were given up.
type Drop string

const (
	Overflow    Drop = "queue full"    // the oldest made room for newer ones
	Expired     Drop = "too old"       // waited longer than the maximal age
	Refused     Drop = "refused"       // the receiver will never take it
	TooLarge    Drop = "too large"     // the receiver finds a single item too large
	Unencodable Drop = "not encodable" // fits into no body
	Torn        Drop = "incomplete"    // belongs to a snapshot of which a part was given up
	Undelivered Drop = "undelivered"   // still queued when the agent stopped
)

// OutputStatus is what one output did since the start.
type OutputStatus struct {
	Name string

	QueuedItems  int
	QueuedBodies int
	QueuedBytes  int64
	OldestQueued time.Time // when the oldest queued body was made; zero when none is

	SentItems  int
	SentBodies int
	SentBytes  int64
	Failures   int          // tries that failed, those that gave a body up included
	Dropped    map[Drop]int // items, by reason; never nil

	LastSuccess time.Time // zero when there was none
	LastError   string    // empty when there was none
	LastHint    string
	LastErrorAt time.Time
	// RetryAt is when the output tries again; zero unless it rests after a
	// failure.
	RetryAt time.Time
}
