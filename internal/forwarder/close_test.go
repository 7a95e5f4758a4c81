package forwarder

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestCloseDeliversWhatIsQueued(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := func(context.Context, string) error { time.Sleep(time.Second); return nil }
		one, two := &fakeOutput{t: t, name: "one", answer: slow}, &fakeOutput{t: t, name: "two", answer: slow}
		f := running(t, Options{Outputs: []Output{one, two}})
		f.Enqueue(words("a", "b", "c"))
		start := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		if err := f.Close(ctx); err != nil {
			t.Error(err)
		}
		if one.got() != "a b c" || two.got() != "a b c" || time.Since(start) != 3*time.Second {
			t.Errorf("got %q and %q after %v", one.got(), two.got(), time.Since(start))
		}
		if one.closed != 1 || two.closed != 1 {
			t.Errorf("closed %d and %d times", one.closed, two.closed)
		}
	})
}

func TestCloseDeliversEvenWhenRunNeverRan(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &fakeOutput{t: t}
		f := New(Options{Outputs: []Output{out}})
		f.Enqueue(words("a"))
		if err := f.Close(t.Context()); err != nil || out.got() != "a" {
			t.Errorf("got %q, %v", out.got(), err)
		}
	})
}

func TestCloseEndsARest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &fakeOutput{t: t, answer: down}
		f := running(t, Options{Outputs: []Output{out}})
		f.Enqueue(words("a"))
		time.Sleep(5 * time.Minute)
		out.set(nil)
		start := time.Now()
		if err := f.Close(t.Context()); err != nil || out.got() != "a" || time.Since(start) != 0 {
			t.Errorf("got %q after %v, %v", out.got(), time.Since(start), err)
		}
	})
}

func TestCloseDoesNotWaitForAnOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &fakeOutput{t: t, answer: down}
		var told journal
		f := running(t, Options{Outputs: []Output{out}, Report: told.report})
		f.Enqueue(words("a", "b"))
		synctest.Wait()
		start, before := time.Now(), len(told.deliveries())
		err := f.Close(t.Context())
		if !errors.Is(err, errDown) || err.Error() != "output fake: 2 items were not delivered: "+errDown.Error() || time.Since(start) != 0 {
			t.Errorf("got %v after %v", err, time.Since(start))
		}
		if s := f.Status()[0]; s.Dropped[Undelivered] != 2 || s.LastError != errDown.Error() {
			t.Errorf("status %+v", s)
		}
		all := told.deliveries()[before:] // and no promise to try again
		if len(all) != 1 || all[0].Dropped != Undelivered || all[0].Items != 2 || all[0].Bytes != 2 {
			t.Errorf("reported %+v", all)
		}
		if again := f.Close(t.Context()); again == nil || again.Error() != err.Error() {
			t.Errorf("the second call says %v", again)
		}
	})
}

func TestCloseEndsAtItsDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := &fakeOutput{t: t, name: "slow", answer: func(ctx context.Context, _ string) error {
			<-ctx.Done()
			return ctx.Err()
		}}
		sound := &fakeOutput{t: t, name: "sound"}
		f := running(t, Options{Outputs: []Output{slow, sound}})
		f.Enqueue(words("a"))
		synctest.Wait()
		f.Enqueue(words("b"))
		start := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		err := f.Close(ctx)
		if took := time.Since(start); took != 5*time.Second || err == nil || !strings.Contains(err.Error(), "slow: 2 items") || !errors.Is(err, errSlow) {
			t.Errorf("after %v: %v", took, err)
		}
		if sound.got() != "a b" {
			t.Errorf("the sound output has %q", sound.got())
		}
	})
}

func TestCloseDoesNotWaitForAStuckOutput(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		stuck := &fakeOutput{t: t, answer: func(context.Context, string) error {
			<-release // as a write to a pipe that nobody reads: deaf to its context
			return nil
		}}
		f := New(Options{Outputs: []Output{stuck}})
		ended := false
		go func() {
			f.Run(t.Context())
			ended = true
		}()
		f.Enqueue(words("a"))
		synctest.Wait()
		start := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		if err := f.Close(ctx); err == nil || time.Since(start) != 5*time.Second {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
		synctest.Wait()
		if !ended {
			t.Error("Run waits for it")
		}
		close(release)
		synctest.Wait()
		if s := f.Status()[0]; s.SentItems+s.Dropped[Undelivered] != 1 {
			t.Errorf("the one item is counted as %+v", s)
		}
	})
}

func TestWhatComesAfterCloseIsCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &fakeOutput{t: t}
		f := running(t, Options{Outputs: []Output{out}})
		if err := f.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		f.Enqueue(words("a"))
		synctest.Wait()
		if s := f.Status()[0]; s.Dropped[Undelivered] != 1 || out.got() != "" {
			t.Errorf("status %+v, got %q", s, out.got())
		}
	})
}

func TestTheEndOfRunCutsNoSendOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &fakeOutput{t: t, answer: func(ctx context.Context, _ string) error {
			select {
			case <-time.After(time.Second):
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}}
		f := New(Options{Outputs: []Output{out}})
		ctx, cancel := context.WithCancel(t.Context())
		f.Enqueue(words("a", "b"))
		go func() {
			time.Sleep(500 * time.Millisecond)
			cancel()
		}()
		f.Run(ctx)
		if got := out.got(); got != "a" {
			t.Errorf("after Run: %q", got)
		}
		if err := f.Close(t.Context()); err != nil || out.got() != "a b" {
			t.Errorf("after Close: %q, %v", out.got(), err)
		}
	})
}
