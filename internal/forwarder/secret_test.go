package forwarder

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	goruntime "runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sandpiper-checks/sandpiper/internal/forwarder/intaketest"
)

const goos = goruntime.GOOS

func quiet() *log.Logger { return log.New(io.Discard, "", 0) }

// failing is a transport that returns an error.
type failing func(*http.Request) error

func (f failing) RoundTrip(r *http.Request) (*http.Response, error) { return nil, f(r) }

// reveals says where a text shows the key, in any spelling of an address.
func reveals(text string) bool {
	for _, key := range []string{secret, url.QueryEscape(secret), url.PathEscape(secret)} {
		if strings.Contains(text, key) {
			return true
		}
	}
	return false
}

func TestTheKeyIsNeverShown(t *testing.T) {
	bad := map[string]http.RoundTripper{
		"refused connection": failing(func(*http.Request) error {
			return &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
		}),
		"unknown host": failing(func(r *http.Request) error { return &net.DNSError{Name: r.URL.Host, Err: "no such host"} }),
		"an error that quotes the request": failing(func(r *http.Request) error {
			return fmt.Errorf("no route to %v: %w", r.URL, errDown)
		}),
		"an error within an error": failing(func(r *http.Request) error {
			return &url.Error{Op: "Post", URL: r.URL.String(), Err: fmt.Errorf("at %v", r.URL)}
		}),
	}
	answers := map[string]intaketest.Answer{
		"echo":          {Status: 403, Text: "unknown key " + secret + " or " + url.QueryEscape(secret)},
		"echo at cut":   {Status: 500, Text: strings.Repeat("x", shownBytes-5) + secret},
		"redirect":      {Status: 302, Header: http.Header{"Location": {"https://h.invalid/a%2F" + url.PathEscape(secret) + "?api_key=" + url.QueryEscape(secret)}}},
		"bad redirect":  {Status: 302, Header: http.Header{"Location": {"://" + secret}}},
		"hang":          {Hang: true},
		"cut":           {Cut: true},
		"given up":      {Status: 400, Text: secret},
		"too large":     {Status: 413, Text: secret},
		"many requests": {Status: 429, Text: secret},
	}
	check := func(t *testing.T, transport http.RoundTripper, address string) {
		var told journal
		out, err := NewStackState(StackStateOptions{URL: address, APIKey: secret, Version: "0.1.0", Transport: transport})
		if err != nil {
			t.Fatal(err)
		}
		f := running(t, Options{Outputs: []Output{out}, Report: told.report})
		f.Enqueue(sample())
		time.Sleep(time.Minute)
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		closed := f.Close(ctx)
		all := told.deliveries()
		if len(all) == 0 {
			t.Errorf("nothing is reported")
		}
		for _, d := range all {
			for err := d.Err; err != nil; err = errors.Unwrap(err) {
				if shown := fmt.Sprintf("%v %+v %#v", err, err, err); reveals(shown) {
					t.Errorf("an error shows it: %s", shown)
				}
			}
		}
		if shown := fmt.Sprintf("%+v %v %s", f.Status(), closed, f.Names()); reveals(shown) {
			t.Errorf("the status shows it: %s", shown)
		}
	}
	for name, transport := range bad {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { check(t, transport, "https://user:"+url.PathEscape(secret)+"@sts.invalid") })
		})
	}
	for name, answer := range answers {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := intaketest.NewInMemory(t, secret)
				r.AnswerAlways(answer)
				check(t, r.Transport(), r.URL())
			})
		})
	}
}

func TestWhatAReceiverSaysIsQuoted(t *testing.T) {
	r := intaketest.New(t, secret)
	r.Answer(intaketest.Answer{Status: 500, Text: "\x1b[31mred\x07\n" + strings.Repeat("é", shownBytes)})
	out := toReceiver(t, r, nil)
	bodies, _ := out.Encode(sample())
	err := out.Send(t.Context(), bodies[0].Data)
	if strings.ContainsAny(err.Error(), "\x1b\x07\n") || len(err.Error()) > 2*shownBytes+200 {
		t.Errorf("got %q", err)
	}
}

func TestWhatAGuestNamedIsQuotedInALoss(t *testing.T) {
	p := sample()
	p.Events = p.Events[:1]
	p.Events[0].Value.Title = "\x1b[2J" + strings.Repeat("long", 100)
	p.Events[0].Value.Extra["bad"] = []byte("{")
	for _, out := range []Output{toReceiver(t, intaketest.New(t, secret), nil), NewJSONLStream(io.Discard)} {
		_, losses := out.Encode(p)
		if len(losses) != 1 || strings.Contains(losses[0].Item, "\x1b") || len(losses[0].Item) > 200 {
			t.Errorf("%s: %+v", out.Kind(), losses)
		}
	}
}
