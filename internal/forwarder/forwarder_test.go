package forwarder

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestEnqueueWaitsForNoReceiver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stuck := &fakeOutput{t: t, answer: func(ctx context.Context, _ string) error {
			<-ctx.Done()
			return ctx.Err()
		}}
		f := running(t, Options{Outputs: []Output{stuck}})
		start := time.Now()
		for i := range 100 {
			f.Enqueue(words(fmt.Sprint("body", i)))
		}
		if took := time.Since(start); took != 0 {
			t.Errorf("100 calls took %v", took)
		}
	})
}

func TestAFailingOutputDelaysNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		failing := &fakeOutput{t: t, name: "failing", answer: down}
		stuck := &fakeOutput{t: t, name: "stuck", answer: func(ctx context.Context, _ string) error {
			<-ctx.Done()
			return ctx.Err()
		}}
		sound := &fakeOutput{t: t, name: "sound"}
		f := running(t, Options{Outputs: []Output{failing, stuck, sound}})
		start := time.Now()
		f.Enqueue(words("a", "b", "c"))
		synctest.Wait()
		if got := sound.got(); got != "a b c" || time.Since(start) != 0 {
			t.Errorf("after %v the sound output has %q", time.Since(start), got)
		}
	})
}

func TestBodiesGoOutOldestFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &fakeOutput{t: t, answer: down}
		f := running(t, Options{Outputs: []Output{out}})
		f.Enqueue(words("a", "b"))
		time.Sleep(time.Minute)
		f.Enqueue(words("c"))
		time.Sleep(time.Minute)
		out.set(nil)
		f.Enqueue(words("d"))
		time.Sleep(2 * longestRest)
		if got := out.got(); got != "a b c d" {
			t.Errorf("got %q", got)
		}
	})
}

func TestAnEmptyPayloadIsNotSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &fakeOutput{t: t}
		f := running(t, Options{Outputs: []Output{out}})
		f.Enqueue(words())
		synctest.Wait()
		if tries := out.tried(); len(tries) != 0 {
			t.Errorf("sent %v", tries)
		}
	})
}

func TestRestsGrowToAMinuteAndAreAtLeastHalf(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &fakeOutput{t: t, answer: down}
		f := running(t, Options{Outputs: []Output{out}})
		f.Enqueue(words("a"))
		time.Sleep(10 * time.Minute)
		tries := out.tried()
		if len(tries) < 10 {
			t.Fatalf("%d tries in ten minutes", len(tries))
		}
		for i := 1; i < len(tries); i++ {
			full := min(2*time.Second<<min(i, 6), 64*time.Second)
			if rest := tries[i].at.Sub(tries[i-1].at); rest < full/2 || rest > full {
				t.Errorf("rest %d was %v, want %v to %v", i, rest, full/2, full)
			}
		}
	})
}

func TestASuccessTakesTwoStepsOff(t *testing.T) {
	var b breaker
	for range 9 {
		b.failed(0)
	}
	b.succeeded() // 6 steps become 4
	if rest := b.failed(0); rest < 32*time.Second || rest > 64*time.Second {
		t.Errorf("a failure after one success rests %v", rest)
	}
	for range 3 {
		b.succeeded()
	}
	if rest := b.failed(0); rest < 2*time.Second || rest > 4*time.Second {
		t.Errorf("a failure after enough successes rests %v", rest)
	}
}

func TestWhatTheReceiverAsksForIsObeyedWithinFiveMinutes(t *testing.T) {
	for _, c := range []struct{ asked, least, most time.Duration }{
		{time.Second, 2 * time.Second, 4 * time.Second},
		{time.Minute, time.Minute, time.Minute},
		{24 * time.Hour, 5 * time.Minute, 5 * time.Minute},
	} {
		var b breaker
		if rest := b.failed(c.asked); rest < c.least || rest > c.most {
			t.Errorf("asked for %v, rests %v", c.asked, rest)
		}
	}
}

func TestTheOldestMakesRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &fakeOutput{t: t, answer: down}
		var told journal
		f := running(t, Options{Outputs: []Output{out}, QueueBytes: 6, Report: told.report})
		f.Enqueue(words("aa", "bb", "cc"))
		synctest.Wait() // aa was tried
		f.Enqueue(words("dd", "ee"))
		if size := f.Status()[0].QueuedBytes; size != 6 {
			t.Errorf("the queue holds %d bytes", size)
		}
		out.set(nil)
		time.Sleep(time.Minute)
		if got := out.got(); got != "cc dd ee" {
			t.Errorf("got %q", got)
		}
		if dropped := f.Status()[0].Dropped; !maps.Equal(dropped, map[Drop]int{Overflow: 2}) {
			t.Errorf("dropped %v", dropped)
		}
		n := 0
		for _, d := range told.deliveries() {
			if d.Dropped == Overflow && d.Items == 1 && d.Bytes == 2 && d.Err != nil {
				n++
			}
		}
		if n != 2 {
			t.Errorf("%d drops were reported: %+v", n, told.deliveries())
		}
	})
}

func TestTheBodyOnItsWayMakesNoRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &fakeOutput{t: t, answer: func(context.Context, string) error {
			time.Sleep(time.Second)
			return nil
		}}
		f := running(t, Options{Outputs: []Output{out}, QueueBytes: 4})
		f.Enqueue(words("aa", "bb"))
		synctest.Wait() // aa is on its way
		f.Enqueue(words("cc"))
		time.Sleep(time.Minute)
		if got := out.got(); got != "aa cc" {
			t.Errorf("got %q", got)
		}
		s := f.Status()[0]
		if s.SentItems != 2 || s.Dropped[Overflow] != 1 {
			t.Errorf("sent %d, dropped %v", s.SentItems, s.Dropped)
		}
	})
}

func TestABodyTooLargeForTheQueueEvictsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &fakeOutput{t: t}
		f := New(Options{Outputs: []Output{out}, QueueBytes: 6})
		f.Enqueue(words("aa", "bb"))
		f.Enqueue(words("far too large"))
		s := f.Status()[0]
		if s.QueuedBodies != 2 || s.Dropped[Overflow] != 1 {
			t.Errorf("queued %d, dropped %v", s.QueuedBodies, s.Dropped)
		}
	})
}

func TestWhatIsTooOldIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &fakeOutput{t: t, answer: down}
		var told journal
		f := running(t, Options{Outputs: []Output{out}, MaxAge: time.Hour, Report: told.report})
		f.Enqueue(words("a"))
		time.Sleep(30 * time.Minute)
		f.Enqueue(words("b"))
		time.Sleep(40 * time.Minute)
		out.set(nil)
		time.Sleep(2 * time.Minute)
		if got := out.got(); got != "b" {
			t.Errorf("got %q", got)
		}
		if dropped := f.Status()[0].Dropped; !maps.Equal(dropped, map[Drop]int{Expired: 1}) {
			t.Errorf("dropped %v", dropped)
		}
		for _, d := range told.deliveries() {
			if d.Dropped == Expired && !strings.Contains(d.Err.Error(), errDown.Error()) {
				t.Errorf("the report does not say what kept it: %v", d.Err)
			}
		}
	})
}

func TestARefusedBodyIsDroppedAndTheNextGoesAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &fakeOutput{t: t, answer: func(_ context.Context, body string) error {
			if body == "bad" {
				return status(400, GiveUp)
			}
			return nil
		}}
		f := running(t, Options{Outputs: []Output{out}})
		start := time.Now()
		f.Enqueue(words("a", "bad", "b"))
		synctest.Wait()
		if got := out.got(); got != "a b" || time.Since(start) != 0 {
			t.Errorf("got %q after %v", got, time.Since(start))
		}
		if s := f.Status()[0]; s.Dropped[Refused] != 1 || s.Failures != 1 {
			t.Errorf("status %+v", s)
		}
	})
}

func TestATooLargeBodyIsHalvedUntilItFits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &fakeOutput{t: t, answer: func(_ context.Context, body string) error {
			if len(body) > 2 || body == "X" {
				return status(413, Halve)
			}
			return nil
		}}
		f := running(t, Options{Outputs: []Output{out}})
		f.Enqueue(words("abcdefg", "X", "z"))
		synctest.Wait()
		if got := out.got(); got != "a bc de fg z" {
			t.Errorf("got %q", got)
		}
		if s := f.Status()[0]; s.Dropped[TooLarge] != 1 || s.QueuedBodies != 0 {
			t.Errorf("status %+v", s)
		}
	})
}

func TestAHalfThatWasTakenIsNotSentAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		outage := true
		out := &fakeOutput{t: t}
		out.answer = func(_ context.Context, body string) error {
			switch {
			case len(body) > 2:
				return status(413, Halve)
			case body == "cd" && outage:
				outage = false
				return errDown
			}
			return nil
		}
		f := running(t, Options{Outputs: []Output{out}})
		f.Enqueue(words("abcd", "z"))
		time.Sleep(time.Minute)
		if got := out.got(); got != "ab cd z" {
			t.Errorf("got %q", got)
		}
	})
}

func TestAStopNeverFollowsAGap(t *testing.T) {
	for _, c := range []struct {
		name    string
		options Options
		answer  func(ctx context.Context, body string) error
		send    []string
		want    string
		drop    Drop // of the first part; the others are torn
	}{
		{"refused", Options{}, func(_ context.Context, body string) error {
			if body == "s2+" {
				return status(400, GiveUp)
			}
			return nil
		}, []string{"a", "s1+", "s2+", "s3+", "s4", "b"}, "a s1+ b", Refused},
		{"half refused", Options{}, func(_ context.Context, body string) error {
			switch body {
			case "s2+":
				return status(413, Halve)
			case "s":
				return status(400, GiveUp)
			}
			return nil
		}, []string{"a", "s1+", "s2+", "s3+", "s4", "b"}, "a s1+ b", Refused},
		{
			"no room for the first",
			Options{QueueBytes: 9},
			nil,
			[]string{"s1+", "s2+", "s3+", "s4", "b"},
			"b", Overflow,
		},
		{
			"no room for a middle one",
			Options{QueueBytes: 9},
			nil,
			[]string{"s1+", "s2-is-too-large+", "s3+", "s4", "b"},
			"s1+ b", Overflow,
		},
		{
			"evicted by another payload",
			Options{QueueBytes: 9},
			nil,
			[]string{"s1+", "s2+", "s3", "|", "bb"},
			"bb", Overflow,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				out := &fakeOutput{t: t, answer: c.answer}
				c.options.Outputs = []Output{out}
				f := New(c.options)
				for payload := range strings.SplitSeq(strings.Join(c.send, " "), "|") {
					f.Enqueue(words(strings.Fields(payload)...))
				}
				go f.Run(t.Context())
				synctest.Wait()
				if got := out.got(); got != c.want {
					t.Errorf("got %q, want %q", got, c.want)
				}
				s := f.Status()[0]
				if s.Dropped[c.drop] != 1 || s.Dropped[Torn] == 0 || s.QueuedBodies != 0 {
					t.Errorf("status %+v", s)
				}
			})
		})
	}
}

func TestOnePoisonousBodyDoesNotHoldTheQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &fakeOutput{t: t, answer: func(_ context.Context, body string) error {
			if body == "poison" {
				return status(500, Retry)
			}
			return nil
		}}
		f := running(t, Options{Outputs: []Output{out}})
		f.Enqueue(words("poison", "a", "b", "c", "d"))
		time.Sleep(15 * time.Minute)
		if got := out.got(); got != "a b c d" {
			t.Errorf("got %q", got)
		}
		if s := f.Status()[0]; s.Dropped[Refused] != 1 || s.QueuedBodies != 0 {
			t.Errorf("status %+v", s)
		}
	})
}

func TestAnOutageConvictsNoBody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &fakeOutput{t: t, answer: func(context.Context, string) error { return status(503, Retry) }}
		f := running(t, Options{Outputs: []Output{out}})
		f.Enqueue(words("a", "b", "c", "d", "e"))
		time.Sleep(12 * time.Hour)
		out.set(nil)
		time.Sleep(5 * time.Minute)
		if s := f.Status()[0]; s.SentItems != 5 || len(s.Dropped) != 0 {
			t.Errorf("got %q, status %+v", out.got(), s)
		}
	})
}

func TestStatusTellsWhatHappened(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		out := &fakeOutput{t: t}
		f := running(t, Options{Outputs: []Output{out}})
		f.Enqueue(words("a", "unencodable"))
		time.Sleep(time.Second)
		out.set(func(context.Context, string) error { return &Error{Err: errDown, Hint: "look here"} })
		f.Enqueue(words("bb"))
		synctest.Wait()

		s := f.Status()[0]
		if s.RetryAt.Before(start.Add(3*time.Second)) || s.RetryAt.After(start.Add(5*time.Second)) {
			t.Errorf("retry at %v", s.RetryAt.Sub(start))
		}
		s.RetryAt = time.Time{}
		want := OutputStatus{
			Name: "fake", QueuedItems: 1, QueuedBodies: 1, QueuedBytes: 2, OldestQueued: start.Add(time.Second),
			SentItems: 1, SentBodies: 1, SentBytes: 1, Failures: 1, Dropped: map[Drop]int{Unencodable: 1},
			LastSuccess: start, LastError: errDown.Error(), LastHint: "look here", LastErrorAt: start.Add(time.Second),
		}
		if got, want := fmt.Sprintf("%+v", s), fmt.Sprintf("%+v", want); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	})
}

func TestReportsMayAskForTheStatus(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var f *Forwarder
		reports := 0
		out := &fakeOutput{t: t}
		f = New(Options{Outputs: []Output{out}, QueueBytes: 2, Report: func(Delivery) { f.Status(); reports++ }})
		f.Enqueue(words("aa", "bb", "unencodable"))
		if err := f.Close(t.Context()); err != nil || reports != 3 {
			t.Errorf("%d reports, %v", reports, err)
		}
	})
}

func TestEachTryIsReported(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &fakeOutput{t: t, answer: down}
		var told journal
		f := running(t, Options{Outputs: []Output{out}, Report: told.report})
		f.Enqueue(words("a"))
		time.Sleep(5 * time.Second)
		out.set(nil)
		time.Sleep(10 * time.Second)
		all := told.deliveries()
		if len(all) != 3 {
			t.Fatalf("got %+v", all)
		}
		for i, d := range all[:2] {
			if !errors.Is(d.Err, errDown) || d.Failures != i+1 || d.RetryIn < 2*time.Second || d.Dropped != "" {
				t.Errorf("failure %d is reported as %+v", i, d)
			}
		}
		if want := (Delivery{Output: "fake", Items: 1, Bytes: 1}); all[2] != want {
			t.Errorf("the success is reported as %+v", all[2])
		}
	})
}

func TestOutputsOfOneKindAreToldApart(t *testing.T) {
	receiver := func(url string) Output {
		s, err := NewStackState(StackStateOptions{URL: url, APIKey: secret})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	f := New(Options{Outputs: []Output{
		NewJSONLFile("a.jsonl"), NewJSONLStream(nil), receiver("https://me:pw@one.example:7077/stsAgent"), receiver("https://one.example:7077"),
		&fakeOutput{t: t, place: "not told"},
	}})
	want := []string{"jsonl a.jsonl", "jsonl -", "stackstate one.example:7077", "stackstate one.example:7077 #2", "fake"}
	if got := f.Names(); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	for i, s := range f.Status() {
		if s.Name != want[i] {
			t.Errorf("the status has %q, want %q", s.Name, want[i])
		}
	}
}
