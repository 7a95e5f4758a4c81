package scheduler

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
)

const s = time.Second

// world is both sides of a scheduler, and the log of what it did in virtual
// time. It refuses misuse: a second run of an instance that is under way, and
// a result that belongs to none.
type world struct {
	t     *testing.T
	start time.Time

	// run is what a run does, its number counted from 0 per instance; nil ends at once.
	run func(ctx context.Context, instance *check.Instance, n int) error
	// fault is how a run ended, numbered as for run; nil well.
	fault func(instance *check.Instance, n int) *check.Fault
	// noted is called with each note; nil does nothing more than log it.
	noted func(Note)

	mu       sync.Mutex
	under    map[*check.Instance]bool
	most     int // runs under way at a time
	began    map[check.ID][]time.Duration
	consumed map[check.ID]int
	notes    []noteAt
}

type noteAt struct {
	at    time.Duration
	cause Cause
	count int
	age   time.Duration
}

func newWorld(t *testing.T) *world {
	return &world{
		t: t, start: time.Now(), under: map[*check.Instance]bool{},
		began: map[check.ID][]time.Duration{}, consumed: map[check.ID]int{},
	}
}

func (w *world) Run(ctx context.Context, instance *check.Instance) (check.Result, error) {
	w.mu.Lock()
	if w.under[instance] {
		w.t.Errorf("%s began to run while it ran", instance.ID)
	}
	if ctx.Err() != nil {
		w.t.Errorf("%s began to run after the end", instance.ID)
	}
	w.under[instance] = true
	w.most = max(w.most, len(w.under))
	n := len(w.began[instance.ID])
	w.began[instance.ID] = append(w.began[instance.ID], time.Since(w.start))
	w.mu.Unlock()

	var err error
	if w.run != nil {
		err = w.run(ctx, instance, n)
	}
	if err != nil {
		w.end(instance)
	}
	result := check.Result{Instance: instance}
	if w.fault != nil {
		result.Fault = w.fault(instance, n)
	}
	return result, err
}

func (w *world) Consume(r check.Result) {
	w.end(r.Instance)
	w.mu.Lock()
	w.consumed[r.Instance.ID]++
	w.mu.Unlock()
}

func (w *world) end(instance *check.Instance) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.under[instance] {
		w.t.Errorf("%s ended without having begun", instance.ID)
	}
	delete(w.under, instance)
}

func (w *world) note(n Note) {
	w.mu.Lock()
	w.notes = append(w.notes, noteAt{time.Since(w.start), n.Cause, n.Count, n.Age})
	w.mu.Unlock()
	if w.noted != nil {
		w.noted(n)
	}
}

func (w *world) scheduler(maxRuns int, instances ...*check.Instance) *Scheduler {
	return New(Options{Instances: instances, Runner: w, Consumer: w, Note: w.note, MaxRuns: maxRuns})
}

// until runs the scheduler for a span of virtual time.
func (w *world) until(end time.Duration, sched *Scheduler) {
	ctx, cancel := context.WithTimeout(w.t.Context(), end)
	defer cancel()
	sched.Run(ctx)
	if len(w.under) > 0 {
		w.t.Errorf("%d runs are under way after the end", len(w.under))
	}
}

func (w *world) wantBegan(id check.ID, want ...time.Duration) {
	w.t.Helper()
	if got := w.began[id]; !slices.Equal(got, want) {
		w.t.Errorf("%s began at %v, want %v", id, got, want)
	}
}

func (w *world) wantNotes(want ...noteAt) {
	w.t.Helper()
	if !slices.Equal(w.notes, want) {
		w.t.Errorf("notes are\n%v, want\n%v", w.notes, want)
	}
}

func every(id check.ID, interval time.Duration) *check.Instance {
	return &check.Instance{ID: id, Interval: interval}
}

// sleep makes a run take d, or less when it is told to stop.
func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func TestAnInstanceRunsAtOnceAndThenAtItsOffset(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		o := offset("http:1", 15*s)
		w.until(61*s, w.scheduler(0, every("http:1", 15*s)))
		want := []time.Duration{0, 15*s + o, 30*s + o}
		if 45*s+o < 61*s {
			want = append(want, 45*s+o)
		}
		w.wantBegan("http:1", want...)
		w.wantNotes()
	})
}

// The document's example: 30 over an interval of 20 s.
func TestMinCollectionIntervalComparesScheduledStarts(t *testing.T) {
	for _, id := range []check.ID{"http:1", "http:2", "cmdb:1", "a", "b"} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t)
			w.run = func(ctx context.Context, _ *check.Instance, n int) error {
				return sleep(ctx, time.Duration(9-n)*s) // never mind how long a run takes
			}
			instance := every(id, 20*s)
			instance.MinInterval = 30 * s
			o := offset(id, 20*s)
			w.until(140*s, w.scheduler(0, instance))
			w.wantBegan(id, 0, 40*s+o, 80*s+o, 120*s+o)
			w.wantNotes(
				noteAt{20*s + o, TooSoon, 1, 0}, noteAt{60*s + o, TooSoon, 2, 0}, noteAt{100*s + o, TooSoon, 3, 0},
			)
		})
	}
}

func TestAMinCollectionIntervalThatHasJustPassedRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		instance := every("a", 20*s)
		instance.MinInterval = 40 * s
		o := offset("a", 20*s)
		w.until(120*s, w.scheduler(0, instance))
		w.wantBegan("a", 0, 40*s+o, 80*s+o)
	})
}

func TestATickThatWouldNotHaveRunIsNotStillRunning(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.run = func(ctx context.Context, _ *check.Instance, _ int) error { return sleep(ctx, 39*s) }
		instance := every("a", 20*s)
		instance.MinInterval = 40 * s
		w.until(40*s, w.scheduler(0, instance))
		w.wantNotes(noteAt{20*s + offset("a", 20*s), TooSoon, 1, 0})
	})
}

func TestOffsetsNeverChange(t *testing.T) {
	for _, c := range []struct {
		id       check.ID
		interval time.Duration
		want     time.Duration // FNV-1a of 64 bits, modulo the interval
	}{
		{"", 15 * s, 4_346_656_037},
		{"hello:0", 15 * s, 298_635_625},
		{"http:4f1c", 15 * s, 13_891_597_875},
		{"http:4f1c", time.Hour, 2_068_891_597_875},
	} {
		if got := offset(c.id, c.interval); got != c.want {
			t.Errorf("the offset of %q in %s is %d, want %d", c.id, c.interval, got, c.want)
		}
	}
}

func TestOffsetsSpreadTheLoad(t *testing.T) {
	var slots [10]int
	for i := range 10_000 {
		slots[offset(check.ID(fmt.Sprintf("http:%d", i)), 10*s)/s]++
	}
	for i, n := range slots {
		if n < 850 || n > 1150 {
			t.Errorf("second %d has %d of 10,000 instances, want about 1,000", i, n)
		}
	}
}

func TestAnInstanceThatStillRunsIsSkipped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		o := offset("slow", 10*s)
		w.run = func(ctx context.Context, _ *check.Instance, n int) error {
			if n == 1 {
				return sleep(ctx, 25*s)
			}
			return nil
		}
		sched := w.scheduler(0, every("slow", 10*s))
		w.until(50*s, sched)
		w.wantBegan("slow", 0, 10*s+o, 40*s+o)
		w.wantNotes(noteAt{20*s + o, StillRunning, 1, 10 * s}, noteAt{30*s + o, StillRunning, 2, 20 * s})
		if st := sched.Status()[0]; st.Runs != 3 || st.StillRunning != 2 {
			t.Errorf("status is %+v, want 3 runs and 2 still running", st)
		}
	})
}

func TestAnInstanceIsUnderWayUntilItsResultIsConsumed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		sched := New(Options{
			Instances: []*check.Instance{every("a", 10*s)}, Runner: w, Note: w.note,
			Consumer: consumer(func(r check.Result) {
				time.Sleep(15 * s)
				w.Consume(r)
			}),
		})
		w.until(30*s, sched)
		o := offset("a", 10*s)
		if o >= 5*s {
			t.Fatalf("the offset %s does not suit the test", o)
		}
		w.wantBegan("a", 0, 20*s+o)
	})
}

type consumer func(check.Result)

func (c consumer) Consume(r check.Result) { c(r) }

func TestASlowCheckDelaysNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.run = func(ctx context.Context, instance *check.Instance, _ int) error {
			if instance.ID == "slow" {
				return sleep(ctx, time.Hour)
			}
			return nil
		}
		o := offset("quick", 15*s)
		w.until(45*s, w.scheduler(0, every("slow", 15*s), every("quick", 15*s)))
		w.wantBegan("quick", 0, 15*s+o, 30*s+o)
		w.wantBegan("slow", 0)
	})
}

func TestInstancesBeyondMaxRunsWaitInTheOrderInWhichTheyBecameDue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		var order []check.ID
		w.run = func(ctx context.Context, instance *check.Instance, _ int) error {
			w.mu.Lock()
			order = append(order, instance.ID)
			w.mu.Unlock()
			return sleep(ctx, 7*s)
		}
		ids := []check.ID{"a", "b", "c", "d", "e"}
		var instances []*check.Instance
		for _, id := range ids {
			instances = append(instances, every(id, 40*s))
		}
		sched := w.scheduler(1, instances...)
		w.until(80*s-1, sched)

		byOffset := slices.Clone(ids)
		slices.SortFunc(byOffset, func(a, b check.ID) int { return int(offset(a, 40*s) - offset(b, 40*s)) })
		// The last may not have had its turn before the end.
		if want := append(slices.Clone(ids), byOffset...); !slices.Equal(order, want[:len(order)]) || len(order) < 8 {
			t.Errorf("ran %v, want %v", order, want)
		}
		for i, id := range ids {
			if got := w.began[id][0]; got != time.Duration(i)*7*s {
				t.Errorf("%s began at %s, want %s", id, got, time.Duration(i)*7*s)
			}
		}
		if w.most != 1 {
			t.Errorf("%d runs were under way at a time, want 1", w.most)
		}
		var late int
		for _, st := range sched.Status() {
			late += st.Late
		}
		if len(w.notes) == 0 || late != len(w.notes) {
			t.Errorf("%d late, want as many as notes: %v", late, w.notes)
		}
		for _, n := range w.notes {
			if n.cause != Late || n.at < 40*s {
				t.Errorf("noted %v; no first run is late", n)
			}
		}
	})
}

func TestTheFirstRoundIsNeverLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.run = func(ctx context.Context, _ *check.Instance, _ int) error { return sleep(ctx, s) }
		w.until(5*s, w.scheduler(1, every("a", time.Hour), every("b", time.Hour), every("c", time.Hour)))
		w.wantBegan("c", 2*s)
		w.wantNotes()
	})
}

func TestAnInstanceThatWaitsMissesItsNextTick(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.run = func(ctx context.Context, instance *check.Instance, _ int) error {
			if instance.ID == "hog" {
				return sleep(ctx, 45*s)
			}
			return nil
		}
		o := offset("a", 10*s)
		sched := w.scheduler(1, every("hog", time.Hour), every("a", 10*s))
		w.until(50*s, sched)
		if 40*s+o >= 45*s {
			t.Fatalf("the offset %s does not suit the test", o)
		}
		// Its first run, which was to be at once, has come to stand for the tick at 40 s.
		w.wantBegan("a", 45*s)
		w.wantNotes(
			noteAt{10*s + o, Missed, 1, 0}, noteAt{20*s + o, Missed, 2, 0},
			noteAt{30*s + o, Missed, 3, 0}, noteAt{40*s + o, Missed, 4, 0},
		)
	})
}

func TestMissedTicksAreNotCaughtUpWith(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.run = func(ctx context.Context, _ *check.Instance, n int) error {
			if n == 0 {
				return sleep(ctx, 15*s) // for a note, in which the machine is suspended
			}
			return nil
		}
		w.noted = func(n Note) {
			if n.Cause == StillRunning {
				time.Sleep(33 * s)
			}
		}
		o := offset("a", 10*s)
		if o >= 5*s {
			t.Fatalf("the offset %s does not suit the test", o)
		}
		sched := w.scheduler(0, every("a", 10*s))
		w.until(60*s, sched)
		// Ticks are due at 10, 20, 30, 40 and 50 s plus the offset; the
		// machine wakes up at 43 s plus the offset.
		w.wantBegan("a", 0, 43*s+o, 50*s+o)
		w.wantNotes(noteAt{10*s + o, StillRunning, 1, 10*s + o}, noteAt{43*s + o, Missed, 2, 0})
		if st := sched.Status()[0]; st.Missed != 2 || st.Runs != 3 {
			t.Errorf("status is %+v, want 2 missed and 3 runs", st)
		}
	})
}

func TestFirstRoundEndsWithTheLastFirstRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.run = func(ctx context.Context, instance *check.Instance, _ int) error {
			if instance.ID == "broken" {
				return errors.New("the host is broken")
			}
			return sleep(ctx, map[check.ID]time.Duration{"a": s, "b": 34 * s}[instance.ID])
		}
		sched := w.scheduler(0, every("a", 10*s), every("broken", 10*s), every("b", 10*s))
		go func() {
			<-sched.FirstRound()
			if at := time.Since(w.start); at != 34*s {
				t.Errorf("the first round ended at %s, want 34s", at)
			}
			w.mu.Lock()
			defer w.mu.Unlock()
			if w.consumed["b"] != 1 {
				t.Error("the first round ended before its last result was consumed")
			}
		}()
		w.until(60*s, sched)
		<-sched.FirstRound()
	})
}

func TestTheFirstRoundOfNoInstancesHasEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		sched := w.scheduler(0)
		<-sched.FirstRound()
		w.until(5*s, sched)
		if at := time.Since(w.start); at != 5*s {
			t.Errorf("returned at %s, want 5s", at)
		}
	})
}

func TestRunReturnsWhenEveryRunHasEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.run = func(ctx context.Context, instance *check.Instance, _ int) error {
			<-ctx.Done()
			if instance.ID == "whole" {
				time.Sleep(2 * s) // it needs a moment to end, but it ends as it should
				return nil
			}
			return ctx.Err()
		}
		sched := w.scheduler(2, every("whole", 15*s), every("stopped", 15*s), every("waiting", 15*s))
		w.until(10*s, sched)
		if at := time.Since(w.start); at != 12*s {
			t.Errorf("returned at %s, want 12s", at)
		}
		if w.consumed["whole"] != 1 || w.consumed["stopped"] != 0 {
			t.Errorf("consumed %v, want the result of the whole run and no other", w.consumed)
		}
		w.wantBegan("waiting")
		w.wantNotes() // being stopped breaks nothing
	})
}

func TestABrokenRunIsNotedAndHasNoResult(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		cause := errors.New("no memory for a guest")
		w.run = func(_ context.Context, _ *check.Instance, n int) error {
			if n == 0 {
				return cause
			}
			return nil
		}
		w.noted = func(n Note) {
			if !errors.Is(n.Err, cause) {
				t.Errorf("noted %v, want %v", n.Err, cause)
			}
		}
		w.until(30*s, w.scheduler(0, every("a", 15*s)))
		w.wantNotes(noteAt{0, Broken, 1, 0})
		if w.consumed["a"] != 1 || len(w.began["a"]) != 2 {
			t.Errorf("consumed %d results of %d runs, want 1 of 2", w.consumed["a"], len(w.began["a"]))
		}
	})
}

func TestStatusShowsTheRunThatIsUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.run = func(ctx context.Context, instance *check.Instance, _ int) error {
			if instance.ID == "slow" {
				return sleep(ctx, 20*s)
			}
			return nil
		}
		slow, quick := every("slow", time.Hour), every("quick", time.Hour)
		sched := w.scheduler(0, slow, quick)
		go func() {
			time.Sleep(10 * s)
			want := []Status{{Instance: slow, Runs: 1, Running: w.start}, {Instance: quick, Runs: 1}}
			if got := sched.Status(); !reflect.DeepEqual(got, want) {
				t.Errorf("status is %+v, want %+v", got, want)
			}
		}()
		w.until(15*s, sched)
	})
}

func TestAnInstanceWithoutAnIntervalIsABug(t *testing.T) {
	defer func() {
		if r := recover(); r == nil || !strings.HasPrefix(fmt.Sprint(r), "BUG: ") {
			t.Errorf("panicked with %v, want BUG: …", r)
		}
	}()
	New(Options{Instances: []*check.Instance{every("a", 0)}})
}

// A panic ends the process, so this test runs itself again in another one.
func TestAPanicInTheRunnerEndsTheProcess(t *testing.T) {
	const key = "SANDPIPER_TEST_PANIC"
	if os.Getenv(key) != "" {
		w := newWorld(t)
		w.run = func(context.Context, *check.Instance, int) error { panic("BUG: as the test wants it") }
		w.until(time.Hour, w.scheduler(0, every("a", s)))
		return
	}
	cmd := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), key+"=1")
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "panic: BUG: as the test wants it") {
		t.Errorf("ended with %v and printed\n%s", err, out)
	}
}

// Random instances run exactly when a model says that they do, one instance
// at a time and without a clock.
func TestRandomInstancesRunExactlyAsTheRulesSay(t *testing.T) {
	for seed := range uint64(60) {
		synctest.Test(t, func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 0))
			end := 100*s + below(random, 900*s)
			durations := map[check.ID][]time.Duration{} // of each run, by its number modulo their count
			var instances []*check.Instance
			for i := range 1 + random.IntN(30) {
				instance := every(check.ID(fmt.Sprintf("check:%d.%d", seed, i)), s+below(random, 59*s))
				if random.IntN(2) == 0 {
					instance.MinInterval = below(random, 5*instance.Interval)
				}
				instance.Index = random.IntN(20)
				instance.HoldAfter = random.IntN(20)
				instances = append(instances, instance)
				for range 5 {
					longest := 1 + instance.Interval/2
					if random.IntN(4) == 0 {
						longest *= 10
					}
					durations[instance.ID] = append(durations[instance.ID], below(random, longest))
				}
			}
			takes := func(id check.ID, n int) time.Duration { return durations[id][n%len(durations[id])] }
			// Some are stopped often in a row, some now and then.
			fault := func(instance *check.Instance, n int) *check.Fault {
				if own := rand.New(rand.NewPCG(seed, uint64(n))); own.IntN(instance.Index+1) == 0 {
					return nil
				}
				return &check.Fault{Reason: check.Deadline}
			}

			w := newWorld(t)
			w.fault = fault
			w.run = func(ctx context.Context, instance *check.Instance, n int) error {
				return sleep(ctx, takes(instance.ID, n))
			}
			sched := w.scheduler(1000, instances...)
			w.until(end, sched)

			for i, instance := range instances {
				began, want := model(instance, takes, fault, end)
				if !slices.Equal(w.began[instance.ID], began) {
					t.Errorf("seed %d: %s began at %v, want %v", seed, instance.ID, w.began[instance.ID], began)
				}
				got := sched.Status()[i]
				got.Next = time.Time{} // TestAnInstanceThatRestsKnowsItsNextRun
				if got != want {
					t.Errorf("seed %d: status is %+v, want %+v", seed, got, want)
				}
			}
		})
	}
}

func below(random *rand.Rand, d time.Duration) time.Duration {
	return time.Duration(random.Int64N(int64(d)))
}

// model says when an instance begins to run before the end, and what becomes
// of its ticks.
func model(
	instance *check.Instance, takes func(check.ID, int) time.Duration, fault func(*check.Instance, int) *check.Fault, end time.Duration,
) ([]time.Duration, Status) {
	began := []time.Duration{0}
	status := Status{Instance: instance, Runs: 1}
	free, ended := takes(instance.ID, 0), false
	last := time.Duration(0)
	rest := 0
	// Each third or later stop in a row has a rest, of one run, three, seven, and then nine.
	stop := func(now time.Duration) {
		if ended || free >= now {
			return
		}
		ended = true
		if fault(instance, status.Runs-1) == nil {
			status.Stops, status.Reason, rest = 0, "", 0
			return
		}
		status.Stops, status.Reason = status.Stops+1, check.Deadline
		if period := max(instance.Interval, instance.MinInterval); status.Stops > 2 {
			period = (period + instance.Interval - 1).Truncate(instance.Interval)
			rest = []int{1, 3, 7, 9}[min(status.Stops-3, 3)]
			rest = max(0, min(rest, int(10*time.Minute/period)-1))
		}
		status.Held = instance.HoldAfter > 0 && status.Stops >= instance.HoldAfter
	}
	for begins := instance.Interval; ; begins += instance.Interval {
		due := begins + offset(instance.ID, instance.Interval)
		stop(min(due, end))
		switch {
		case due >= end:
			return began, status
		case status.Held:
		case begins-last < instance.MinInterval:
			status.TooSoon++
		case due < free:
			status.StillRunning++
		case rest > 0:
			status.Resting++
			rest--
			last = begins
		default:
			ended = false
			free = due + takes(instance.ID, status.Runs)
			began = append(began, due)
			status.Runs++
			last = begins
		}
	}
}

func TestRandomInstancesShareFewRuns(t *testing.T) {
	for seed := range uint64(30) {
		synctest.Test(t, func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 1))
			maxRuns := 1 + random.IntN(4)
			var instances []*check.Instance
			for i := range 1 + random.IntN(20) {
				instances = append(instances, every(check.ID(fmt.Sprintf("check:%d.%d", seed, i)), s+below(random, 60*s)))
			}
			w := newWorld(t)
			w.run = func(ctx context.Context, instance *check.Instance, n int) error {
				own := rand.New(rand.NewPCG(uint64(offset(instance.ID, time.Hour)), uint64(n)))
				return sleep(ctx, below(own, 10*s))
			}
			sched := w.scheduler(maxRuns, instances...)
			const end = 1000 * s
			w.until(end, sched)
			if w.most > maxRuns {
				t.Errorf("seed %d: %d runs were under way at a time, want at most %d", seed, w.most, maxRuns)
			}
			for _, st := range sched.Status() {
				// Each tick is accounted for, but for one that still waits.
				interval := st.Instance.Interval
				ticks := 1 + int((end-offset(st.Instance.ID, interval)-1)/interval)
				if got := st.Runs + st.StillRunning + st.TooSoon + st.Missed; got != ticks && got != ticks-1 {
					t.Errorf("seed %d: %+v has %d ticks, want %d", seed, st, got, ticks)
				}
			}
		})
	}
}
