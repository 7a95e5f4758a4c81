package forwarder

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/internal/forwarder/intaketest"
)

// toReceiver is the output to a fake receiver.
func toReceiver(t *testing.T, r *intaketest.Receiver, change func(*StackStateOptions)) *StackState {
	t.Helper()
	o := StackStateOptions{URL: r.URL(), APIKey: secret, Version: "0.1.0", Transport: r.Transport()}
	if change != nil {
		change(&o)
	}
	s, err := NewStackState(o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTheReceiverGetsWhatWasReported(t *testing.T) {
	r := intaketest.New(t, secret)
	out := toReceiver(t, r, func(o *StackStateOptions) { o.Transport = nil }) // over the network
	f := New(Options{Outputs: []Output{out}})
	f.Enqueue(sample())
	if err := f.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	payloads := r.Await(1)
	if len(payloads) != 1 || r.Requests() != 1 {
		t.Fatalf("%d requests, %d payloads", r.Requests(), len(payloads))
	}
	if s := f.Status()[0]; s.SentItems != 3+3+2+3+1+1 || len(s.Dropped) != 0 {
		t.Errorf("status %+v", s)
	}
	var shown bytes.Buffer
	raw := bytes.Replace(payloads[0].Raw, must(osName(goos)), []byte(`"OS"`), 1)
	if err := json.Indent(&shown, raw, "", "  "); err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/intake.golden.json", append(shown.Bytes(), '\n'))
}

func TestAMetricWithoutAttributesIsATupleOfThree(t *testing.T) {
	s := toReceiver(t, intaketest.New(t, secret), nil)
	bodies, _ := s.Encode(check.Payload{Series: []check.Series{
		{Context: check.NewContext("x", nil, "", ""), Points: []check.Point{{At: 2e9, Value: 3}}},
	}})
	raw, err := expand(bodies[0].Data)
	if err != nil || !bytes.Contains(raw, []byte(`"metrics":[["x",2,3]]`)) {
		t.Errorf("got %s, %v", raw, err)
	}
}

func TestTheListsAreThereEvenWhenEmpty(t *testing.T) {
	s := toReceiver(t, intaketest.New(t, secret), nil)
	bodies, _ := s.Encode(check.Payload{Series: sample().Series})
	raw, err := expand(bodies[0].Data)
	if err != nil || !bytes.HasSuffix(raw, []byte(`"events":{},"service_checks":[],"topologies":[],"health":[]}`)) {
		t.Errorf("got %s, %v", raw, err)
	}
}

func TestAPayloadOfMetadataAloneIsNotPosted(t *testing.T) {
	r := intaketest.New(t, secret)
	f := New(Options{Outputs: []Output{toReceiver(t, r, nil)}})
	f.Enqueue(check.Payload{Metadata: sample().Metadata})
	if err := f.Close(t.Context()); err != nil || r.Requests() != 0 {
		t.Errorf("%d requests, %v", r.Requests(), err)
	}
}

func TestServiceChecksCanGoAsEvents(t *testing.T) {
	r := intaketest.New(t, secret)
	out := toReceiver(t, r, func(o *StackStateOptions) { o.ServiceChecksAsEvents = true })
	f := New(Options{Outputs: []Output{out}})
	f.Enqueue(check.Payload{Host: check.Host{Name: "web-1"}, ServiceChecks: sample().ServiceChecks})
	if err := f.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := r.Total()
	want := intaketest.Event{
		"msg_title": "demo.can_connect", "msg_text": "refused", "aggregation_key": "demo.can_connect", "event_type": "service-check",
		"source_type_name": "service-check", "timestamp": 1700000000.0, "host": "web-1", "api_key": secret,
		"tags": []any{"port:80", "status:CRITICAL"},
	}
	if events := got.Events["service-check"]; len(got.ServiceChecks) != 0 || len(events) != 2 || !reflect.DeepEqual(events[0], want) {
		t.Errorf("got %v", got.Events)
	}
}

func TestEachAddressLeadsToTheIntake(t *testing.T) {
	for configured, want := range map[string]string{
		"https://sts.example.com":                  "https://sts.example.com/stsAgent/intake",
		"https://sts.example.com/":                 "https://sts.example.com/stsAgent/intake",
		"https://sts.example.com/stsAgent":         "https://sts.example.com/stsAgent/intake",
		"https://sts.example.com/stsAgent/":        "https://sts.example.com/stsAgent/intake",
		"https://sts.example.com/stsAgent/intake/": "https://sts.example.com/stsAgent/intake",
		"http://10.0.0.1:7077/behind/a/proxy":      "http://10.0.0.1:7077/behind/a/proxy/stsAgent/intake",
		" sts.example.com:7077/stsAgent\n":         "https://sts.example.com:7077/stsAgent/intake",
		"httpbin.example.com":                      "https://httpbin.example.com/stsAgent/intake",
	} {
		got, err := intakeURL(configured)
		if err != nil || got.String() != want {
			t.Errorf("%q leads to %v, %v; want %s", configured, got, err, want)
		}
	}
}

func TestAWrongAddressIsRefusedAtOnceWithAHint(t *testing.T) {
	for _, configured := range []string{
		"", "ftp://sts.example.com", "https://", "https://sts example", "https://sts.example.com/?api_key=" + secret,
		"https://user:" + secret + "@sts.example.com/#top", "https://user:" + secret + "@[sts",
	} {
		_, err := NewStackState(StackStateOptions{URL: configured, APIKey: "k"})
		e, ok := err.(*Error)
		if !ok || e.Hint == "" || strings.Contains(err.Error(), secret) {
			t.Errorf("%q gives %v", configured, err)
		}
	}
	if _, err := NewStackState(StackStateOptions{URL: "https://sts.example.com"}); err == nil || err.(*Error).Hint == "" {
		t.Errorf("no key gives %v", err)
	}
}

func TestNothingIsLostOrDoubledAcrossAnOutage(t *testing.T) {
	for name, bad := range map[string]intaketest.Answer{
		"refused key":       {Status: 403, Text: "no such key: " + secret},
		"server errors":     {Status: 500},
		"too many requests": {Status: 429, Header: http.Header{"Retry-After": {"100"}}},
		"cut connections":   {Cut: true},
		"no answers":        {Hang: true},
		"redirects":         {Status: 302, Header: http.Header{"Location": {"https://elsewhere.invalid/?api_key=" + secret}}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := intaketest.NewInMemory(t, secret)
				f := running(t, Options{Outputs: []Output{toReceiver(t, r, nil)}})
				const flushes = 240 // one a minute
				for i := range flushes {
					switch i {
					case 10:
						r.AnswerAlways(bad)
					case 200:
						r.AnswerAlways(intaketest.Answer{})
					}
					p := sample()
					p.At = time.Now()
					p.Series[0].Points[0].Value = float64(i)
					f.Enqueue(p)
					time.Sleep(time.Minute)
				}
				time.Sleep(5 * time.Minute)
				payloads := r.Payloads()
				if len(payloads) != flushes {
					t.Fatalf("%d of %d payloads came; status %+v", len(payloads), flushes, f.Status())
				}
				previous := -1.0
				for _, p := range payloads {
					if p.Metrics[0].Value != previous+1 && bad.Status != 500 { // one may pass another that is on trial
						t.Fatalf("payload %v comes after %v", p.Metrics[0].Value, previous)
					}
					previous = p.Metrics[0].Value
				}
				if s := f.Status()[0]; len(s.Dropped) != 0 || s.QueuedBodies != 0 {
					t.Errorf("status %+v", s)
				}
			})
		})
	}
}

func TestABodyWhoseAnswerIsLostComesAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := intaketest.NewInMemory(t, secret)
		r.Answer(intaketest.Answer{Lost: true})
		f := running(t, Options{Outputs: []Output{toReceiver(t, r, nil)}})
		f.Enqueue(sample())
		time.Sleep(time.Minute)
		if n := len(r.Payloads()); n != 2 {
			t.Errorf("it came %d times", n)
		}
	})
}

func TestASendEndsAfterTwentySeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := intaketest.NewInMemory(t, secret)
		r.AnswerAlways(intaketest.Answer{Hang: true})
		out := toReceiver(t, r, nil)
		bodies, _ := out.Encode(sample())
		start := time.Now()
		err := out.Send(t.Context(), bodies[0].Data)
		if took := time.Since(start); took != 20*time.Second || err == nil || !strings.Contains(err.Error(), "no answer within 20s") {
			t.Errorf("after %v: %v", took, err)
		}
	})
}

func TestASlowAnswerIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := intaketest.NewInMemory(t, secret)
		r.Answer(intaketest.Answer{Delay: 19 * time.Second})
		out := toReceiver(t, r, nil)
		bodies, _ := out.Encode(sample())
		if err := out.Send(t.Context(), bodies[0].Data); err != nil {
			t.Error(err)
		}
	})
}

func TestATooLargeSnapshotArrivesInParts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := intaketest.NewInMemory(t, secret)
		r.Answer(intaketest.Answer{Status: 413}, intaketest.Answer{Status: 413})
		f := running(t, Options{Outputs: []Output{toReceiver(t, r, nil)}})
		f.Enqueue(sample())
		synctest.Wait()
		all := r.Payloads()
		if len(all) != 3 {
			t.Fatalf("it came in %d parts", len(all))
		}
		if got := r.Total(); len(got.Metrics) != 3 || len(got.ServiceChecks) != 2 || len(got.Events["Worker"]) != 2 {
			t.Errorf("got %+v", got)
		}
	})
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("the request went elsewhere")
	}))
	defer elsewhere.Close()
	for _, status := range []int{301, 302, 303, 307, 308} {
		r := intaketest.New(t, secret)
		r.AnswerAlways(intaketest.Answer{Status: status, Header: http.Header{"Location": {elsewhere.URL + "/new?api_key=" + secret}}})
		out := toReceiver(t, r, nil)
		bodies, _ := out.Encode(sample())
		err := out.Send(t.Context(), bodies[0].Data)
		e, ok := err.(*Error)
		if !ok || e.Verdict != Retry || e.Hint == "" || !strings.Contains(err.Error(), elsewhere.URL+"/new") {
			t.Errorf("%d gives %v", status, err)
		}
	}
}

func TestWhatBecomesOfABodyByTheAnswer(t *testing.T) {
	r := intaketest.New(t, secret)
	out := toReceiver(t, r, nil)
	for status, want := range map[int]Verdict{
		400: GiveUp, 404: GiveUp, 413: Halve,
		300: Retry, 401: Retry, 402: Retry, 403: Retry, 405: Retry, 408: Retry, 429: Retry, 500: Retry, 502: Retry, 503: Retry, 504: Retry, 599: Retry,
	} {
		r.Answer(intaketest.Answer{Status: status, Text: "because"})
		bodies, _ := out.Encode(sample())
		err := out.Send(t.Context(), bodies[0].Data)
		e, ok := err.(*Error)
		if !ok || e.Verdict != want || e.Status != status || !strings.Contains(err.Error(), `"because"`) {
			t.Errorf("%d gives %v", status, err)
		}
	}
	for _, status := range []int{200, 202, 204} {
		r.Answer(intaketest.Answer{Status: status})
		p := sample()
		p.At = p.At.Add(time.Duration(status) * time.Second)
		bodies, _ := out.Encode(p)
		if err := out.Send(t.Context(), bodies[0].Data); err != nil {
			t.Errorf("%d gives %v", status, err)
		}
	}
}

func TestARefusedKeyIsSaidLoudly(t *testing.T) {
	r := intaketest.New(t, secret)
	r.Answer(intaketest.Answer{Status: 403})
	out := toReceiver(t, r, nil)
	bodies, _ := out.Encode(sample())
	err := out.Send(t.Context(), bodies[0].Data)
	want := "posting to " + r.URL() + "/stsAgent/intake: the intake refused the api key (403)"
	if e := err.(*Error); err.Error() != want || !strings.Contains(e.Hint, "check api_key") {
		t.Errorf("got %q, hint %q", err, e.Hint)
	}
}

func TestRetryAfterIsSecondsOrADate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for header, want := range map[string]time.Duration{
			"": 0, "120": 2 * time.Minute, "-5": 0, "soon": 0, "99999999999999999999": 0,
			time.Now().Add(time.Minute).UTC().Format(http.TimeFormat):  time.Minute,
			time.Now().Add(-time.Minute).UTC().Format(http.TimeFormat): 0,
		} {
			if got := retryAfter(header); got != want {
				t.Errorf("%q means %v, want %v", header, got, want)
			}
		}
	})
}

func TestCertificatesAreCheckedUnlessToldOtherwise(t *testing.T) {
	received := 0
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { received++ }))
	server.Config.ErrorLog = quiet()
	server.StartTLS()
	defer server.Close()
	for _, skip := range []bool{false, true} {
		out, err := NewStackState(StackStateOptions{URL: server.URL, APIKey: secret, SkipSSLValidation: skip})
		if err != nil {
			t.Fatal(err)
		}
		bodies, _ := out.Encode(sample())
		err = out.Send(t.Context(), bodies[0].Data)
		if skip {
			if err != nil || received != 1 {
				t.Errorf("skipping validation: %v", err)
			}
			continue
		}
		if e, ok := err.(*Error); !ok || received != 0 || !strings.Contains(e.Hint, "skip_ssl_validation") || strings.Contains(err.Error(), secret) {
			t.Errorf("validating: %v, %d received", err, received)
		}
	}
}

func TestTheProxyIsThatOfTheEnvironment(t *testing.T) {
	got := reflect.ValueOf(network(DefaultTimeout, false).Proxy).Pointer()
	if want := reflect.ValueOf(http.ProxyFromEnvironment).Pointer(); got != want {
		t.Error("another")
	}
}

func TestTheRequestEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := intaketest.NewInMemory(t, secret)
		r.AnswerAlways(intaketest.Answer{Hang: true})
		out := toReceiver(t, r, nil)
		bodies, _ := out.Encode(sample())
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		if err := out.Send(ctx, bodies[0].Data); err == nil || time.Since(start) != time.Second {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
	})
}
