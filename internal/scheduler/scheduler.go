package scheduler

import (
	"container/heap"
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"sync"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
)

// A Runner runs an instance once. It is called for many instances at a time,
// never twice at a time for one. What goes wrong in the guest is part of the
// result; an error means that the host is broken, or that ctx is done.
type Runner interface {
	Run(ctx context.Context, instance *check.Instance) (check.Result, error)
}

// A Consumer takes what a run emitted. It is called from many goroutines, but
// for one instance in the order of its runs: the next one begins only after
// Consume returned.
type Consumer interface {
	Consume(check.Result)
}

// DefaultMaxRuns is meant to be out of the way. Most runs wait for an answer
// from the network, so they take neither processor time, which the runtime
// rations by itself, nor much memory: 256 guests of a few MiB each fit a small
// machine, and their sockets fit the usual limit of 1024 open files.
const DefaultMaxRuns = 256

// Options are what a scheduler needs. Only Note and MaxRuns may be left out.
type Options struct {
	Instances []*check.Instance
	Runner    Runner
	Consumer  Consumer

	// Note is told what the agent should log or count. It is called from many
	// goroutines and holds up the schedule, or of Held the run that made it
	// so, and must not wait long.
	Note func(Note)

	// MaxRuns is how many runs may be under way at a time; 0 means
	// [DefaultMaxRuns]. Beyond it, instances wait in the order in which they
	// became due.
	MaxRuns int
}

// Cause is why a tick did not become a run as it should.
type Cause string

const (
	StillRunning Cause = "still running"           // the last run has not ended
	TooSoon      Cause = "min_collection_interval" // has not passed since the last run
	Late         Cause = "late"                    // waits until one of MaxRuns ends; not said of first runs, which are all due at once
	Missed       Cause = "missed"                  // the next tick was due before this one was served
	Broken       Cause = "broken"                  // the runner returned an error, so there is no result
	Resting      Cause = "resting"                 // the last runs were stopped
	Held         Cause = "held"                    // so many in a row were stopped that there are no more; said once
)

// Note is one such tick.
type Note struct {
	Cause    Cause
	Instance *check.Instance
	// Count is how often this happened to the instance until now: a repeat
	// deserves less attention than the first.
	Count int
	Age   time.Duration // of the run that is under way, for StillRunning
	Err   error         // for Broken

	Stops  int          // in a row, for Resting and Held
	Reason check.Reason // of the last of them
}

// Status is what happened to one instance until now.
type Status struct {
	Instance *check.Instance
	Runs     int       // begun
	Running  time.Time // when the run that is under way began; zero when none is

	StillRunning, TooSoon, Late, Missed, Broken, Resting int // as the causes of these names

	Stops  int          // in a row, up to the last run
	Reason check.Reason // of the last of them, empty when there is none
	Held   bool         // there are no more runs
	Next   time.Time    // when the instance is due that was stopped and is not held; else zero
}

// Scheduler runs instances on time.
type Scheduler struct {
	runner   Runner
	consumer Consumer
	note     func(Note)
	entries  []*entry // in the order of Options.Instances

	firstRound chan struct{}
	runs       sync.WaitGroup

	mu        sync.Mutex // guards what follows
	start     time.Time
	free      int      // how many more runs may begin
	waiting   []*entry // for one of these, in the order in which they became due
	firstRuns int      // how many instances have yet to end their first run
}

// entry is the place of one instance in the schedule.
type entry struct {
	instance *check.Instance
	offset   time.Duration

	// The next tick: the interval that it stands in, and when it is due. Only
	// the loop uses these.
	tick int
	due  time.Time

	// Scheduler.mu guards these.
	status  Status
	waiting bool
	last    time.Duration // scheduled start of the last run or of one left out, counted from the scheduler's
	streak  streak
	rest    int // how many runs are left out next
}

// New returns a scheduler of instances, each with a positive interval.
func New(o Options) *Scheduler {
	if o.Note == nil {
		o.Note = func(Note) {}
	}
	if o.MaxRuns == 0 {
		o.MaxRuns = DefaultMaxRuns
	}
	s := &Scheduler{
		runner: o.Runner, consumer: o.Consumer, note: o.Note,
		firstRound: make(chan struct{}),
		free:       o.MaxRuns, firstRuns: len(o.Instances),
	}
	for _, instance := range o.Instances {
		if instance.Interval <= 0 {
			panic(fmt.Sprintf("BUG: scheduling %s at an interval of %s", instance.ID, instance.Interval))
		}
		s.entries = append(s.entries, &entry{
			instance: instance,
			offset:   offset(instance.ID, instance.Interval),
			status:   Status{Instance: instance},
		})
	}
	if len(s.entries) == 0 {
		close(s.firstRound)
	}
	return s
}

// offset returns where in its interval the instance stands. It must never
// change: a restart, of a new version too, keeps how the instances are spread.
func offset(id check.ID, interval time.Duration) time.Duration {
	h := fnv.New64a()
	_, _ = h.Write([]byte(id)) // a hash does not fail
	return time.Duration(h.Sum64() % uint64(interval))
}

// FirstRound is closed once the first run of each instance has ended and its
// result is consumed; not necessarily when the scheduler is stopped before.
func (s *Scheduler) FirstRound() <-chan struct{} { return s.firstRound }

// Status returns what happened to each instance, in the order of
// Options.Instances.
func (s *Scheduler) Status() []Status {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]Status, len(s.entries))
	now := time.Now()
	for i, e := range s.entries {
		all[i] = e.status
		all[i].Stops, all[i].Reason = e.streak.stops, e.streak.reason
		all[i].Held = e.held()
		if e.streak.stops > 0 && !all[i].Held && e.status.Running.IsZero() {
			all[i].Next = s.start.Add(e.next(now.Sub(s.start)))
		}
	}
	return all
}

func (e *entry) held() bool { return e.streak.held(e.instance.HoldAfter) }

// period is the time between the scheduled starts of two runs.
func (e *entry) period() time.Duration {
	return max(e.instance.Interval, roundUp(e.instance.MinInterval, e.instance.Interval))
}

// next is when the instance runs again, after those runs that are left out. It
// and now are counted from the start of the scheduler.
func (e *entry) next(now time.Duration) time.Duration {
	interval := e.instance.Interval
	tick := roundUp(max(0, now-e.offset), interval) // begin of the interval of the next tick
	return max(tick, e.last+e.period()) + time.Duration(e.rest)*e.period() + e.offset
}

func roundUp(d, unit time.Duration) time.Duration { return (d + unit - 1).Truncate(unit) }

// Run runs the instances until ctx is done, and returns when every run that it
// began has ended and its result is consumed. It is called once.
func (s *Scheduler) Run(ctx context.Context) {
	defer s.runs.Wait()
	start := time.Now()
	s.mu.Lock()
	s.start = start
	s.mu.Unlock()
	for _, e := range s.entries {
		s.serve(ctx, e, start)
		e.advance(start)
	}
	next := schedule(slices.Clone(s.entries))
	heap.Init(&next)
	timer := time.NewTimer(0)
	defer timer.Stop()
	for len(next) > 0 && ctx.Err() == nil {
		e := next[0]
		now := time.Now()
		if wait := e.due.Sub(now); wait > 0 {
			timer.Reset(wait)
			select {
			case <-ctx.Done():
			case <-timer.C:
			}
			continue
		}
		s.serve(ctx, e, now)
		e.advance(start)
		heap.Fix(&next, 0)
	}
	<-ctx.Done()
}

func (e *entry) advance(start time.Time) {
	e.tick++
	e.due = start.Add(e.begins() + e.offset)
}

// begins returns the beginning of the interval that the next tick stands in,
// counted from the start of the scheduler.
func (e *entry) begins() time.Duration {
	return time.Duration(e.tick) * e.instance.Interval
}

// serve turns the next tick of e, or the last one that is due by now, into a
// run or into notes.
func (s *Scheduler) serve(ctx context.Context, e *entry, now time.Time) {
	notes := make([]Note, 0, 2)
	count := func(cause Cause, counter *int, n int) {
		*counter += n
		notes = append(notes, Note{Cause: cause, Instance: e.instance, Count: *counter})
	}

	s.mu.Lock()
	if e.held() {
		s.mu.Unlock()
		return
	}
	first := e.tick == 0
	if missed := int(now.Sub(e.due) / e.instance.Interval); !first && missed > 0 {
		count(Missed, &e.status.Missed, missed)
		e.tick += missed
	}
	begins := e.begins()
	switch {
	// First of all, because this tick would not have run in any case.
	case !first && begins-e.last < e.instance.MinInterval:
		count(TooSoon, &e.status.TooSoon, 1)
	case e.waiting:
		e.last = begins // the run that it waits for now stands for this tick
		count(Missed, &e.status.Missed, 1)
	case !e.status.Running.IsZero():
		count(StillRunning, &e.status.StillRunning, 1)
		notes[len(notes)-1].Age = now.Sub(e.status.Running)
	case e.rest > 0:
		e.last = begins
		e.rest--
		count(Resting, &e.status.Resting, 1)
		notes[len(notes)-1].Stops, notes[len(notes)-1].Reason = e.streak.stops, e.streak.reason
	case s.free > 0:
		e.last = begins
		s.free--
		e.begin()
		s.runs.Go(func() { s.work(ctx, e) })
	default:
		e.last = begins
		e.waiting = true
		s.waiting = append(s.waiting, e)
		if !first {
			count(Late, &e.status.Late, 1)
		}
	}
	s.mu.Unlock()

	for _, note := range notes {
		s.note(note)
	}
}

func (e *entry) begin() {
	e.status.Runs++
	e.status.Running = time.Now()
}

// work runs e, and then what waits for its place. It does not recover: a panic
// here is a bug of the host.
func (s *Scheduler) work(ctx context.Context, e *entry) {
	for e != nil {
		result, err := s.runner.Run(ctx, e.instance)
		switch {
		case err == nil:
			s.consumer.Consume(result)
			s.ended(e, result.Fault)
		case ctx.Err() == nil:
			s.broken(e, err)
		}
		e = s.end(ctx, e)
	}
}

// ended draws the consequences of a run that had a result.
func (s *Scheduler) ended(e *entry, fault *check.Fault) {
	s.mu.Lock()
	e.streak.add(fault)
	e.rest = e.streak.rest(e.period())
	note := Note{Cause: Held, Instance: e.instance, Count: 1, Stops: e.streak.stops, Reason: e.streak.reason}
	held := e.held()
	s.mu.Unlock()
	if held {
		s.note(note)
	}
}

func (s *Scheduler) broken(e *entry, err error) {
	s.mu.Lock()
	e.status.Broken++
	note := Note{Cause: Broken, Instance: e.instance, Count: e.status.Broken, Err: err}
	s.mu.Unlock()
	s.note(note)
}

// end ends the run of e and returns the instance whose run begins in its
// place, nil when none waits.
func (s *Scheduler) end(ctx context.Context, e *entry) *entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	e.status.Running = time.Time{}
	if e.status.Runs == 1 {
		s.firstRuns--
		if s.firstRuns == 0 {
			close(s.firstRound)
		}
	}
	if len(s.waiting) == 0 || ctx.Err() != nil {
		s.free++
		return nil
	}
	next := s.waiting[0]
	s.waiting = s.waiting[1:]
	next.waiting = false
	next.begin()
	return next
}

// schedule is a heap of instances, the one that is due next on top.
type schedule []*entry

func (s schedule) Len() int           { return len(s) }
func (s schedule) Less(i, j int) bool { return s[i].due.Before(s[j].due) }
func (s schedule) Swap(i, j int)      { s[i], s[j] = s[j], s[i] }
func (s *schedule) Push(any)          { panic("BUG: the schedule has a fixed length") }
func (s *schedule) Pop() any          { panic("BUG: the schedule has a fixed length") }
