package intaketest

import (
	"context"
	"crypto/sha256"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"
)

// awaitTimeout bounds [Receiver.Await]; it is reached only by a failing test.
const awaitTimeout = 30 * time.Second

// Receiver is a fake intake. It is safe for use by several goroutines.
type Receiver struct {
	tb        testing.TB
	decoder   *Decoder
	key       string
	url       string
	transport http.RoundTripper
	done      chan struct{} // closed when the test ends

	mu       sync.Mutex
	next     []Answer
	standing Answer
	requests int
	payloads []Payload
	took     map[[sha256.Size]byte]bool // bodies
	open     map[string]bool            // topologies that were started and not stopped
	changed  chan struct{}              // closed, and made anew, with each request
}

// Answer is how the receiver answers a request. The zero Answer takes it.
type Answer struct {
	Status int // 0 means 202
	Header http.Header
	Text   string
	// Delay passes before the answer, and before the payload counts as taken.
	Delay time.Duration
	// Hang never answers.
	Hang bool
	// Cut closes the connection instead of answering.
	Cut bool
	// Lost takes the payload and then closes the connection, so that the sender
	// cannot know: the same body may come again.
	Lost bool
}

func (a Answer) takes() bool {
	return a.Lost || !a.Hang && !a.Cut && (a.Status == 0 || a.Status/100 == 2)
}

// New starts a receiver on a loopback port, until the test ends.
func New(tb testing.TB, apiKey string) *Receiver {
	r := newReceiver(tb, apiKey)
	server := httptest.NewServer(r)
	r.url, r.transport = server.URL, server.Client().Transport
	tb.Cleanup(func() {
		close(r.done)
		server.Close()
	})
	return r
}

// NewInMemory starts a receiver without a network, for tests within a bubble of
// testing/synctest. Only [Receiver.Transport] reaches it.
func NewInMemory(tb testing.TB, apiKey string) *Receiver {
	r := newReceiver(tb, apiKey)
	listener := newListener()
	transport := &http.Transport{DialContext: listener.dial}
	server := &http.Server{Handler: r}
	var serving sync.WaitGroup
	serving.Go(func() { _ = server.Serve(listener) }) // always http.ErrServerClosed
	r.url, r.transport = "http://intake.invalid", transport
	tb.Cleanup(func() {
		close(r.done)
		transport.CloseIdleConnections()
		_ = server.Close()
		serving.Wait()
	})
	return r
}

func newReceiver(tb testing.TB, apiKey string) *Receiver {
	return &Receiver{
		tb: tb, decoder: NewDecoder(), key: apiKey, done: make(chan struct{}), changed: make(chan struct{}),
		took: map[[sha256.Size]byte]bool{}, open: map[string]bool{},
	}
}

// URL is what to configure as the address of the receiver.
func (r *Receiver) URL() string { return r.url }

// Transport carries requests to the receiver.
func (r *Receiver) Transport() http.RoundTripper { return r.transport }

// Answer sets how the next requests are answered, one after the other. Those
// behind them are answered by [Receiver.AnswerAlways].
func (r *Receiver) Answer(answers ...Answer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.next = append(r.next, answers...)
}

// AnswerAlways sets how requests are answered from now on. At first they are
// taken.
func (r *Receiver) AnswerAlways(a Answer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.next, r.standing = nil, a
}

// Requests is how many requests came, taken or not.
func (r *Receiver) Requests() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.requests
}

// Payloads returns what was taken so far.
func (r *Receiver) Payloads() []Payload {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.payloads)
}

// Total returns all that was taken as if it had come in one payload.
func (r *Receiver) Total() Payload { return Join(r.Payloads()) }

// Await waits until n payloads were taken and returns all. The test ends when
// they do not come.
func (r *Receiver) Await(n int) []Payload {
	r.tb.Helper()
	return r.AwaitThat("enough payloads came", func(all []Payload) bool { return len(all) >= n })
}

// AwaitThat waits until the payloads taken so far are as the condition asks and
// returns them. The test ends when that does not happen.
func (r *Receiver) AwaitThat(what string, condition func([]Payload) bool) []Payload {
	r.tb.Helper()
	timeout := time.NewTimer(awaitTimeout)
	defer timeout.Stop()
	for {
		r.mu.Lock()
		payloads, changed, requests := slices.Clone(r.payloads), r.changed, r.requests
		r.mu.Unlock()
		if condition(payloads) {
			return payloads
		}
		select {
		case <-changed:
		case <-timeout.C:
			r.tb.Fatalf("intaketest: waited %v until %s; there were %d requests, %d of them taken",
				awaitTimeout, what, requests, len(payloads))
		}
	}
}

// ServeHTTP implements [http.Handler].
func (r *Receiver) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	payload, err := r.inspect(request)
	answer := r.answer()
	if err != nil {
		r.misuse(w, err)
		return
	}
	if !r.wait(request.Context(), answer) {
		panic(http.ErrAbortHandler) // closes the connection
	}
	if answer.takes() {
		if err := r.take(payload, answer.Lost); err != nil {
			r.misuse(w, err)
			return
		}
	}
	if answer.Cut || answer.Lost {
		panic(http.ErrAbortHandler)
	}
	maps.Copy(w.Header(), answer.Header)
	status := answer.Status
	if status == 0 {
		status = http.StatusAccepted
	}
	w.WriteHeader(status)
	_, _ = w.Write([]byte(answer.Text)) // the client may be gone
}

func (r *Receiver) misuse(w http.ResponseWriter, err error) {
	r.tb.Errorf("intaketest: %v", err)
	http.Error(w, err.Error(), http.StatusBadRequest)
}

// answer returns the answer to one more request.
func (r *Receiver) answer() Answer {
	r.mu.Lock()
	defer r.mu.Unlock()
	defer r.announce()
	r.requests++
	if len(r.next) == 0 {
		return r.standing
	}
	a := r.next[0]
	r.next = r.next[1:]
	return a
}

// wait lets pass what the answer says, and says whether the client is still
// there.
func (r *Receiver) wait(ctx context.Context, a Answer) bool {
	var after <-chan time.Time // nil, hence never, for one that hangs
	if !a.Hang {
		timer := time.NewTimer(a.Delay)
		defer timer.Stop()
		after = timer.C
	}
	select {
	case <-after:
		return true
	case <-ctx.Done():
	case <-r.done:
	}
	return false
}

// announce wakes whoever awaits something; mu is held.
func (r *Receiver) announce() {
	close(r.changed)
	r.changed = make(chan struct{})
}
