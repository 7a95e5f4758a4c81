package forwarder

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
)

const (
	// DefaultQueueBytes bounds the queue of one output: for the intake, whose
	// bodies are compressed, some hours of a busy agent.
	DefaultQueueBytes = 15 << 20
	// DefaultMaxAge outlasts a night without a receiver. What is older
	// explains nothing any more.
	DefaultMaxAge = 24 * time.Hour
)

var errStopped = errors.New("the agent stopped")

// errSlow is why a body is left at the end of which no try has failed.
var errSlow = &Error{Err: errors.New("the time that the end leaves was too short"), Hint: "does the receiver still take what is sent, and fast enough?"}

// Options configure a [Forwarder]. A zero field has the default named.
type Options struct {
	Outputs    []Output
	QueueBytes int64         // of each output; DefaultQueueBytes
	MaxAge     time.Duration // of a queued body; DefaultMaxAge
	// Report is told of each thing that happens to a body. It is called from
	// several goroutines and should return soon: the output waits for it.
	Report func(Delivery)
	// Queue makes the queue of the named output; NewMemoryQueue.
	Queue func(output string) Queue
}

// Forwarder delivers payloads to outputs.
type Forwarder struct {
	lanes []*lane

	stopping context.Context // done when nothing new may be sent but by Close
	stop     context.CancelFunc
	sending  context.Context // done when sends under way must end
	abort    context.CancelFunc

	closing sync.Once
	closed  error
}

// New returns a forwarder that accepts payloads at once and delivers them from
// [Forwarder.Run] on.
func New(o Options) *Forwarder {
	if o.QueueBytes == 0 {
		o.QueueBytes = DefaultQueueBytes
	}
	if o.MaxAge == 0 {
		o.MaxAge = DefaultMaxAge
	}
	if o.Report == nil {
		o.Report = func(Delivery) {}
	}
	if o.Queue == nil {
		o.Queue = func(string) Queue { return NewMemoryQueue() }
	}
	f := &Forwarder{}
	f.stopping, f.stop = context.WithCancel(context.Background())
	f.sending, f.abort = context.WithCancel(context.Background())
	names := namesOf(o.Outputs)
	for i, output := range o.Outputs {
		f.lanes = append(f.lanes, newLane(output, names[i], o))
	}
	return f
}

// namesOf returns a name for each output that no other has: its kind, with its
// place where there are several of the kind, and a number where those are equal.
func namesOf(outputs []Output) []string {
	kinds, times := map[string]int{}, map[string]int{}
	for _, o := range outputs {
		kinds[o.Kind()]++
	}
	names := make([]string, len(outputs))
	for i, o := range outputs {
		names[i] = o.Kind()
		if kinds[names[i]] > 1 {
			names[i] += " " + o.Place()
		}
		if times[names[i]]++; times[names[i]] > 1 {
			names[i] += fmt.Sprintf(" #%d", times[names[i]])
		}
	}
	return names
}

// Names are those of the outputs, in their order, by which Status and what is
// reported tell them apart.
func (f *Forwarder) Names() []string {
	names := make([]string, len(f.lanes))
	for i, l := range f.lanes {
		names[i] = l.status.Name // never changes
	}
	return names
}

// Enqueue encodes the payload for each output and queues it. It waits for no
// receiver; it costs the encoding, about 0.25 s for 100,000 points to the
// intake. Payloads are delivered in the order of the calls. After
// [Forwarder.Close] they are counted as undelivered.
func (f *Forwarder) Enqueue(p check.Payload) {
	if p.Empty() {
		return
	}
	now := time.Now()
	for _, l := range f.lanes {
		bodies, losses := l.output.Encode(p)
		l.enqueue(now, bodies, losses)
	}
}

// Run delivers until ctx is done or [Forwarder.Close] is called, and returns
// when the sends then under way have ended or Close no longer waits for them.
// It does not cut them off: whether their bodies were taken could not be known.
func (f *Forwarder) Run(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(f.stopping, cancel)()
	ended := make(chan struct{}, len(f.lanes))
	for _, l := range f.lanes {
		go func() {
			l.deliver(ctx, f.sending)
			ended <- struct{}{}
		}()
	}
	for range f.lanes {
		select {
		case <-ended:
		case <-f.sending.Done(): // an output that is stuck must not hold up the stop
		}
	}
}

// Close stops Run, tries each queued body once more, resting or not, and closes
// the outputs. It returns when all is delivered, when each output that holds
// anything has failed, or when ctx is done; the error says what was not
// delivered, and why. Close waits for no output that is stuck.
func (f *Forwarder) Close(ctx context.Context) error {
	f.closing.Do(func() { f.closed = f.close(ctx) })
	return f.closed
}

func (f *Forwarder) close(ctx context.Context) error {
	for _, l := range f.lanes {
		l.beginEnd()
	}
	f.stop()
	defer f.abort()
	defer context.AfterFunc(ctx, f.abort)()
	ended := make(chan error, len(f.lanes))
	for _, l := range f.lanes {
		go func() { ended <- l.end(ctx) }()
	}
	var errs []error
	for range f.lanes {
		select {
		case err := <-ended:
			errs = append(errs, err)
		case <-ctx.Done():
		}
	}
	for _, l := range f.lanes {
		if items, why := l.abandon(); items > 0 {
			errs = append(errs, fmt.Errorf("output %s: %d items were not delivered: %w", l.status.Name, items, why))
		}
	}
	return errors.Join(errs...)
}

// Status tells what each output did so far.
func (f *Forwarder) Status() []OutputStatus {
	all := make([]OutputStatus, 0, len(f.lanes))
	for _, l := range f.lanes {
		all = append(all, l.describe())
	}
	return all
}
