package forwarder

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"
	"time"
)

// lane is one output with its queue and the state of its tries.
type lane struct {
	output   Output
	maxBytes int64
	maxAge   time.Duration
	report   func(Delivery) // never called with mu held: it may ask for the status

	wake chan struct{} // holds a token when something was put
	turn chan struct{} // holds a token while somebody sends

	mu      sync.Mutex // never held while the output sends
	queue   Queue
	chains  int64            // how many there were
	sending int64            // the item on its way; 0 when there is none
	parts   map[int64][]Body // what is left of an item that had to be halved
	ending  bool             // what fails now is not tried again
	closed  bool
	breaker breaker
	suspect suspect
	inARow  int   // failures since the last success
	failure error // the last of them
	status  OutputStatus
}

func newLane(output Output, name string, o Options) *lane {
	return &lane{
		output: output, maxBytes: o.QueueBytes, maxAge: o.MaxAge, report: o.Report,
		wake: make(chan struct{}, 1), turn: make(chan struct{}, 1),
		queue: o.Queue(name), parts: map[int64][]Body{},
		status: OutputStatus{Name: name, Dropped: map[Drop]int{}},
	}
}

// deliver sends until stop is done. A send under way then still ends, unless
// the context send ends first: whether the receiver took a body that was cut
// off cannot be known.
func (l *lane) deliver(stop, send context.Context) {
	select {
	case l.turn <- struct{}{}:
		defer func() { <-l.turn }()
	case <-stop.Done():
		return
	}
	for stop.Err() == nil {
		rest, found := l.try(send)
		switch {
		case rest > 0:
			pause(stop, rest)
		case !found:
			select {
			case <-l.wake:
			case <-stop.Done():
			}
		}
	}
}

// beginEnd makes every try the last of its body.
func (l *lane) beginEnd() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ending = true
}

// end tries each body once and closes the output. It ends at the first failure
// that a rest would have to mend: whoever stops the agent waits.
func (l *lane) end(ctx context.Context) error {
	select {
	case l.turn <- struct{}{}:
	case <-ctx.Done():
		return nil // the output is stuck, and would be in Close as well
	}
	for ctx.Err() == nil {
		if rest, found := l.try(ctx); !found || rest > 0 {
			break
		}
	}
	if c, ok := l.output.(io.Closer); ok {
		return c.Close()
	}
	return nil
}

func pause(stop context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-stop.Done():
	}
}

// try sends one body. It returns how long to rest before the next try, and
// whether there was anything to send.
func (l *lane) try(ctx context.Context) (rest time.Duration, found bool) {
	item, body, ok := l.choose()
	if !ok {
		return 0, false
	}
	err := l.output.Send(ctx, body.Data)
	if err != nil && ctx.Err() != nil {
		l.mu.Lock()
		l.sending = 0
		l.mu.Unlock()
		return 0, true // cut off by us: that says nothing of the receiver
	}
	return l.settle(item, body, err), true
}

// choose returns the item to send next and what of it to send: the oldest, or a
// later one when the oldest is on trial.
func (l *lane) choose() (Item, Body, bool) {
	var news []Delivery
	defer func() { l.tell(news) }()
	l.mu.Lock()
	defer l.mu.Unlock()

	item, ok := l.queue.Next(0)
	for ; ok && time.Since(item.At) > l.maxAge; item, ok = l.queue.Next(0) {
		news = append(news, l.giveUp(item, Expired, l.expired())...)
	}
	if !ok || l.closed {
		return Item{}, Body{}, false
	}
	l.suspect.watch(item.ID)
	if l.suspect.aside {
		if other, ok := l.afterChain(item); ok {
			item = other
		}
	}
	l.sending = item.ID
	l.status.RetryAt = time.Time{}
	return item, l.left(item)[0], true
}

// afterChain returns the first item behind the given one that is not of the
// same chain.
func (l *lane) afterChain(item Item) (Item, bool) {
	next, ok := l.queue.Next(item.ID)
	for ok && next.Chain != 0 && next.Chain == item.Chain {
		next, ok = l.queue.Next(next.ID)
	}
	return next, ok
}

// settle draws the consequences of one try and returns how long to rest.
func (l *lane) settle(item Item, body Body, err error) time.Duration {
	var halves []Body
	verdict, status, asked := Retry, 0, time.Duration(0)
	if known := (*Error)(nil); errors.As(err, &known) {
		verdict, status, asked = known.Verdict, known.Status, known.RetryAfter
	}
	if err != nil && verdict == Halve {
		if s, ok := l.output.(Splitter); ok {
			halves = s.Split(body.Data)
		}
	}

	var news []Delivery
	defer func() { l.tell(news) }()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sending = 0
	if l.closed {
		return 0 // what was queued has been counted as undelivered
	}
	if err == nil {
		news = append(news, l.taken(item, body))
		return 0
	}

	l.status.Failures++
	if len(halves) > 1 {
		l.parts[item.ID] = slices.Concat(halves, l.left(item)[1:])
		return 0
	}
	l.noteError(err)
	switch {
	case verdict == Halve:
		news = l.giveUpPart(item, body, TooLarge, err)
		return 0
	case verdict == GiveUp, l.suspect.failed(item.ID, status):
		news = l.giveUpPart(item, body, Refused, err)
		return 0
	}
	l.inARow++
	l.failure = err
	rest := l.breaker.failed(asked)
	if !l.ending { // else Close says what was not delivered, and why
		l.status.RetryAt = time.Now().Add(rest)
		news = append(news, l.news(body, Delivery{Err: err, RetryIn: rest, Failures: l.inARow}))
	}
	return rest
}

// taken notes that the receiver has the body, all or part of the item.
func (l *lane) taken(item Item, body Body) Delivery {
	l.inARow, l.failure = 0, nil
	l.breaker.succeeded()
	l.suspect.succeeded(item.ID)
	l.status.SentBodies++
	l.status.SentItems += body.Items
	l.status.SentBytes += int64(len(body.Data))
	l.status.LastSuccess = time.Now()
	l.forgetPart(item)
	return l.news(body, Delivery{})
}

func (l *lane) expired() error {
	if l.status.LastError == "" {
		return fmt.Errorf("not taken within %v", l.maxAge)
	}
	return fmt.Errorf("not taken within %v; the last error was: %s", l.maxAge, l.status.LastError)
}

// noteError keeps what the operator has to know: why something was not taken,
// rather than what had to be given up in consequence.
func (l *lane) noteError(err error) {
	l.status.LastError, l.status.LastHint, l.status.LastErrorAt = err.Error(), "", time.Now()
	if known := (*Error)(nil); errors.As(err, &known) {
		l.status.LastHint = known.Hint
	}
}

func (l *lane) news(body Body, d Delivery) Delivery {
	d.Output, d.Items, d.Bytes = l.status.Name, body.Items, len(body.Data)
	return d
}

func (l *lane) tell(news []Delivery) {
	for _, d := range news {
		l.report(d)
	}
}

func (l *lane) describe() OutputStatus {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.status
	s.Dropped = maps.Clone(s.Dropped)
	size := l.queue.Size()
	s.QueuedItems, s.QueuedBodies, s.QueuedBytes = size.Items, size.Bodies, size.Bytes
	if oldest, ok := l.queue.Next(0); ok {
		s.OldestQueued = oldest.At
	}
	return s
}
