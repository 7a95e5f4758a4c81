package forwarder

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
)

// fakeOutput takes bodies unless told otherwise. A body is a word; a word with
// a + at its end goes on in the next body. It fails the test when two sends
// overlap and when a body comes again that it took.
type fakeOutput struct {
	t           *testing.T
	name, place string
	// answer, when set, says what becomes of a body; nil takes it.
	answer func(ctx context.Context, body string) error

	mu      sync.Mutex
	sending bool
	taken   []string
	tries   []try
	closed  int
}

type try struct {
	at   time.Time
	body string
}

func (f *fakeOutput) Kind() string { return cmp.Or(f.name, "fake") }

func (f *fakeOutput) Place() string { return f.place }

func (f *fakeOutput) Encode(p check.Payload) (bodies []Body, losses []Loss) {
	for _, m := range p.Metadata {
		word := m.Value.Name
		if word == "unencodable" {
			losses = append(losses, Loss{Item: word, Err: errors.New("no form")})
			continue
		}
		bodies = append(bodies, Body{Data: []byte(word), Items: 1, Continued: strings.HasSuffix(word, "+")})
	}
	return bodies, losses
}

func (f *fakeOutput) Send(ctx context.Context, data []byte) error {
	body := string(data)
	f.mu.Lock()
	if f.sending {
		f.t.Errorf("body %q is sent while another is on its way", body)
	}
	if slices.Contains(f.taken, body) {
		f.t.Errorf("body %q is sent again after it was taken", body)
	}
	f.sending = true
	f.tries = append(f.tries, try{time.Now(), body})
	answer := f.answer
	f.mu.Unlock()

	var err error
	if answer != nil {
		err = answer(ctx, body)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sending = false
	if err == nil {
		f.taken = append(f.taken, body)
	}
	return err
}

func (f *fakeOutput) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed++
	return nil
}

// Split cuts a body of several letters in two.
func (f *fakeOutput) Split(data []byte) []Body {
	if len(data) < 2 {
		return nil
	}
	half := len(data) / 2
	return []Body{{Data: data[:half], Items: 1}, {Data: data[half:], Items: 1}}
}

func (f *fakeOutput) set(answer func(context.Context, string) error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.answer = answer
}

func (f *fakeOutput) got() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return strings.Join(f.taken, " ")
}

func (f *fakeOutput) tried() []try {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.tries)
}

var errDown = errors.New("connection refused")

func down(context.Context, string) error { return errDown }

func status(code int, verdict Verdict) error {
	return &Error{Err: errors.New("answered"), Status: code, Verdict: verdict}
}

// words is a payload that a fakeOutput encodes as one body a word.
func words(all ...string) check.Payload {
	var p check.Payload
	for _, word := range all {
		p.Metadata = append(p.Metadata, check.Emitted[check.Metadata]{Value: check.Metadata{Name: word}})
	}
	return p
}

// running starts a forwarder in a synctest bubble and stops it with the test.
func running(t *testing.T, o Options) *Forwarder {
	t.Helper()
	f := New(o)
	ended := make(chan struct{})
	go func() {
		f.Run(t.Context())
		close(ended)
	}()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		_ = f.Close(ctx) // tests of Close look at what it says
		<-ended
	})
	return f
}

// journal is an Options.Report that keeps what it is told.
type journal struct {
	mu  sync.Mutex
	all []Delivery
}

func (j *journal) report(d Delivery) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.all = append(j.all, d)
}

func (j *journal) deliveries() []Delivery {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.all)
}
