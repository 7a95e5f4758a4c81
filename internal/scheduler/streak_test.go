package scheduler

import (
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
)

func stopped(reason check.Reason) *check.Fault { return &check.Fault{Reason: reason} }

func TestRestsDoubleUpToTenPeriodsOrTenMinutes(t *testing.T) {
	for _, c := range []struct {
		period time.Duration
		want   []int // runs left out after 1, 2, … stops in a row
	}{
		{15 * s, []int{0, 0, 1, 3, 7, 9, 9, 9, 9, 9}},
		{50 * time.Millisecond, []int{0, 0, 1, 3, 7, 9, 9}},
		{time.Minute, []int{0, 0, 1, 3, 7, 9, 9}},
		{2 * time.Minute, []int{0, 0, 1, 3, 4, 4, 4}},
		{5 * time.Minute, []int{0, 0, 1, 1, 1, 1, 1}},
		{10 * time.Minute, []int{0, 0, 0, 0}},
		{time.Hour, []int{0, 0, 0, 0}},
	} {
		var streak streak
		for i, want := range c.want {
			streak.add(stopped(check.Fuel))
			if got := streak.rest(c.period); got != want {
				t.Errorf("after %d stops in a row, every %s: %d runs are left out, want %d", i+1, c.period, got, want)
			}
		}
	}
}

func TestWhatACheckSaysItselfIsNoStop(t *testing.T) {
	for reason, counts := range map[check.Reason]bool{
		"": false, check.Failed: false, check.Exit: false,
		check.Deadline: true, check.Fuel: true, check.Depth: true, check.Memory: true, check.BadPointer: true, check.Trap: true, check.BadModule: true,
	} {
		streak := streak{stops: 7, reason: check.Depth}
		fault := stopped(reason)
		if reason == "" {
			fault = nil
		}
		streak.add(fault)
		if counts && (streak.stops != 8 || streak.reason != reason) || !counts && streak.stops != 0 {
			t.Errorf("%q after 7 stops leaves %+v", reason, streak)
		}
	}
}

func TestAStreakIsHeldAfterItsLimit(t *testing.T) {
	for _, c := range []struct {
		stops, after int
		want         bool
	}{{9, 10, false}, {10, 10, true}, {11, 10, true}, {1, 1, true}, {0, 1, false}, {0, 0, false}, {1 << 30, 0, false}} {
		if got := (streak{stops: c.stops}).held(c.after); got != c.want {
			t.Errorf("%d stops, held after %d: %v", c.stops, c.after, got)
		}
	}
}

func TestAnInstanceThatIsStoppedRestsAndIsHeldAtLast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.fault = func(*check.Instance, int) *check.Fault { return stopped(check.Fuel) }
		instance := every("a", 15*s)
		instance.HoldAfter = 6
		o := offset("a", 15*s)
		sched := w.scheduler(0, instance)
		w.until(time.Hour, sched)
		at := func(tick int) time.Duration { return time.Duration(tick)*15*s + o }
		w.wantBegan("a", 0, at(1), at(2), at(4), at(8), at(16))
		w.wantNotes(
			noteAt{at(3), Resting, 1, 0}, noteAt{at(5), Resting, 2, 0}, noteAt{at(6), Resting, 3, 0}, noteAt{at(7), Resting, 4, 0},
			noteAt{at(9), Resting, 5, 0}, noteAt{at(10), Resting, 6, 0}, noteAt{at(11), Resting, 7, 0}, noteAt{at(12), Resting, 8, 0},
			noteAt{at(13), Resting, 9, 0}, noteAt{at(14), Resting, 10, 0}, noteAt{at(15), Resting, 11, 0}, noteAt{at(16), Held, 1, 0},
		)
		if st := sched.Status()[0]; !st.Held || st.Stops != 6 || st.Reason != check.Fuel || st.Runs != 6 || st.Resting != 11 {
			t.Errorf("status is %+v", st)
		}
	})
}

func TestARunThatEndsByItselfEndsTheRests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.fault = func(_ *check.Instance, n int) *check.Fault {
			if n == 3 {
				return stopped(check.Failed)
			}
			return stopped(check.Trap)
		}
		instance := every("a", 15*s)
		instance.HoldAfter = 6
		w.until(20*15*s, w.scheduler(0, instance))
		o := offset("a", 15*s)
		at := func(tick int) time.Duration { return time.Duration(tick)*15*s + o }
		w.wantBegan("a", 0, at(1), at(2), at(4), at(5), at(6), at(7), at(9), at(13))
	})
}

func TestAHeldInstanceDisturbsNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.fault = func(instance *check.Instance, _ int) *check.Fault {
			if instance.ID == "runaway" {
				return stopped(check.Deadline)
			}
			return nil
		}
		runaway, good := every("runaway", 15*s), every("good", 15*s)
		runaway.HoldAfter = 1
		o := offset("good", 15*s)
		w.until(60*s, w.scheduler(1, runaway, good))
		w.wantBegan("runaway", 0)
		w.wantBegan("good", 0, 15*s+o, 30*s+o, 45*s+o)
	})
}

func TestMinCollectionIntervalHoldsWithinARest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.fault = func(*check.Instance, int) *check.Fault { return stopped(check.Fuel) }
		instance := every("a", 20*s)
		instance.MinInterval = 30 * s // so its period is 40 s
		o := offset("a", 20*s)
		w.until(350*s, w.scheduler(0, instance))
		w.wantBegan("a", 0, 40*s+o, 80*s+o, 160*s+o, 320*s+o)
	})
}

func TestAnInstanceThatRestsKnowsItsNextRun(t *testing.T) {
	for _, minInterval := range []time.Duration{0, 10 * s, 35 * s} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t)
			w.fault = func(*check.Instance, int) *check.Fault { return stopped(check.Memory) }
			w.run = func(ctx context.Context, _ *check.Instance, n int) error {
				return sleep(ctx, time.Duration(n)*7*s) // some runs end ticks after they began
			}
			instance := every("a", 10*s)
			instance.MinInterval = minInterval
			sched := w.scheduler(0, instance)
			said := map[time.Duration]bool{}
			var asking sync.WaitGroup
			asking.Go(func() {
				for range 20 * 60 {
					time.Sleep(s)
					if next := sched.Status()[0].Next; !next.IsZero() {
						said[next.Sub(w.start)] = true
					}
				}
			})
			w.until(30*time.Minute, sched)
			asking.Wait()
			began := w.began["a"]
			if len(said) < 5 {
				t.Fatalf("the next runs were said to be at %v", said)
			}
			for next := range said {
				if !slices.Contains(began, next) {
					t.Errorf("the next run was to be at %s; they were at %v", next, began)
				}
			}
		})
	}
}
