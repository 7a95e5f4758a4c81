package scheduler

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	goruntime "runtime"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
)

// crowd is 10,000 instances of different intervals, and how long each of their
// runs takes, such that they would keep a share of so many runs busy.
type crowd struct {
	instances []*check.Instance
	load      float64 // of all runs together, 1 being as much as there is
	maxRuns   int
}

const longestOfCrowd = 60 * s // interval

func newCrowd(maxRuns int, load float64) crowd {
	random := rand.New(rand.NewPCG(uint64(maxRuns), 2))
	c := crowd{load: load, maxRuns: maxRuns}
	for i := range 10_000 {
		c.instances = append(c.instances, every(check.ID(fmt.Sprintf("check:%d", i)), 10*s+below(random, longestOfCrowd-10*s)))
	}
	return c
}

// takes is how long a run takes: half of the mean, and a random time that is
// half of it on average and ten times as long as the others in one of twenty.
func (c crowd) takes(instance *check.Instance, n int) time.Duration {
	mean := time.Duration(c.load * float64(c.maxRuns) / float64(len(c.instances)) * float64(instance.Interval))
	random := rand.New(rand.NewPCG(uint64(offset(instance.ID, time.Hour)), uint64(n)))
	d := below(random, mean*100/145) // 19 of 20 and ten times the twentieth are 1.45 times as much
	if random.IntN(20) == 0 {
		d *= 10
	}
	return mean/2 + d
}

// over runs the crowd for a span of virtual time.
func (c crowd) over(t *testing.T, end time.Duration) (*world, *Scheduler) {
	w := newWorld(t)
	w.run = func(ctx context.Context, instance *check.Instance, n int) error {
		return sleep(ctx, c.takes(instance, n))
	}
	sched := w.scheduler(c.maxRuns, c.instances...)
	w.until(end, sched)
	if w.most != c.maxRuns { // the first round has work for all
		t.Errorf("%d runs were under way at a time, want %d", w.most, c.maxRuns)
	}
	for _, st := range sched.Status() {
		ticks := 1 + int((end-offset(st.Instance.ID, st.Instance.Interval)-1)/st.Instance.Interval)
		if got := st.Runs + st.StillRunning + st.Missed; got != ticks && got != ticks-1 { // one may wait
			t.Errorf("%s has %d ticks in its status %+v, want %d", st.Instance.ID, got, st, ticks)
		}
	}
	return w, sched
}

// due is when the first tick at or after a time is due.
func due(instance *check.Instance, at time.Duration) time.Duration {
	if at == 0 {
		return 0
	}
	o := offset(instance.ID, instance.Interval)
	return max(instance.Interval, roundUp(at-o, instance.Interval)) + o
}

// In the first round all of the crowd is due at once, so the bound holds when
// what that delayed is done.
func TestTenThousandInstancesAtHalfLoadStartWithinAHundredthOfTheirInterval(t *testing.T) {
	for _, maxRuns := range []int{1, 16, DefaultMaxRuns} {
		synctest.Test(t, func(t *testing.T) {
			c := newCrowd(maxRuns, 0.5)
			w, _ := c.over(t, 3*longestOfCrowd)
			runs, worst := 0, 0.0 // of the interval
			for _, instance := range c.instances {
				for _, began := range w.began[instance.ID] {
					if began < longestOfCrowd {
						continue
					}
					last := due(instance, began+1-instance.Interval) // the last tick that was due by then
					late := float64(began-last) / float64(instance.Interval)
					worst = max(worst, late)
					runs++
				}
			}
			if worst >= 0.01 || runs < 30_000 {
				t.Errorf("%d runs at a time: of %d starts the latest was late by %.4f of its interval", maxRuns, runs, worst)
			}
		})
	}
}

// Whoever became due first runs first, whatever else is due more often or takes
// longer: no instance runs twice while another waits, and none waits for ever.
func TestTenThousandInstancesShareAnOverloadInTheOrderInWhichTheyBecameDue(t *testing.T) {
	for _, maxRuns := range []int{1, 16, DefaultMaxRuns} {
		synctest.Test(t, func(t *testing.T) {
			c := newCrowd(maxRuns, 3)
			const end = 5 * longestOfCrowd
			w, sched := c.over(t, end)

			type turn struct {
				id         check.ID
				due, began time.Duration
			}
			var turns []turn
			for _, instance := range c.instances {
				var ended time.Duration
				for n, began := range w.began[instance.ID] {
					turns = append(turns, turn{instance.ID, due(instance, ended), began})
					ended = began + c.takes(instance, n)
				}
				if next := due(instance, ended); next < end { // it waits at the end, behind all those that ran
					turns = append(turns, turn{instance.ID, next, end})
				}
			}
			slices.SortFunc(turns, func(a, b turn) int { return cmp.Or(cmp.Compare(a.began, b.began), cmp.Compare(a.due, b.due)) })
			for i, now := range turns[1:] {
				if before := turns[i]; now.due < before.due {
					t.Fatalf("%+v began after %+v", now, before)
				}
			}

			least, most, skipped := len(turns), 0, 0
			for _, st := range sched.Status() {
				least, most = min(least, st.Runs), max(most, st.Runs)
				skipped += st.Missed + st.StillRunning
			}
			// It takes some two minutes to run all of them once.
			if least < 2 || most > 2*least || skipped < 10_000 {
				t.Errorf("%d runs at a time: each instance ran %d to %d times, and %d ticks were skipped", maxRuns, least, most, skipped)
			}
		})
	}
}

func TestAnInstanceAtRestHasNoGoroutine(t *testing.T) {
	atRest := func(instances ...*check.Instance) (goroutines int) {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t)
			sched := w.scheduler(0, instances...)
			before := goruntime.NumGoroutine()
			go func() {
				time.Sleep(s)
				synctest.Wait()
				goroutines = goruntime.NumGoroutine() - before
			}()
			w.until(2*s, sched)
		})
		return goroutines
	}
	instances := newCrowd(1, 1).instances
	if one, all := atRest(instances[0]), atRest(instances...); one != all {
		t.Errorf("one instance at rest has %d goroutines, 10,000 have %d", one, all)
	}
}
