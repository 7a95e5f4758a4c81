package crowd

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/internal/aggregator"
	"github.com/sandpiper-checks/sandpiper/internal/scheduler"
)

// sluggish is a runner whose runs take a time and report nothing.
type sluggish time.Duration

func (s sluggish) Run(_ context.Context, instance *check.Instance) (check.Result, error) {
	time.Sleep(time.Duration(s))
	return check.Result{Instance: instance}, nil
}

// complaining is a runner whose runs warn.
type complaining struct{}

func (complaining) Run(_ context.Context, instance *check.Instance) (check.Result, error) {
	return check.Result{Instance: instance, Warnings: []string{"too much"}}, nil
}

func TestLatenessIsCountedFromWhereTheSchedulerHasTheRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const interval = 10 * time.Second
		instances := Options{Checks: 50, Interval: interval}.instances()
		w := &watch{release: func(*check.Result) {}, runner: sluggish(0), series: aggregator.New(aggregator.Options{}), interval: interval, start: time.Now()}
		sched := scheduler.New(scheduler.Options{Instances: instances, Runner: w, Consumer: w})
		ctx, stop := context.WithCancel(t.Context())
		go sched.Run(ctx)
		time.Sleep(interval)
		w.measured.Store(true)
		time.Sleep(3 * interval)
		stop()
		synctest.Wait()
		if len(w.late) != 150 {
			t.Fatalf("%d runs", len(w.late))
		}
		for _, late := range w.late {
			if late != 0 {
				t.Fatalf("a run was late by %v", late)
			}
		}
		if lateness(instances[0], interval) == 0 {
			t.Error("the place in the interval does not count")
		}
	})
}

func TestChecksThatReportTooLittleAreNoMeasurement(t *testing.T) {
	w := &watch{release: func(*check.Result) {}, runner: sluggish(0), series: aggregator.New(aggregator.Options{}), metrics: 10}
	result, err := w.Run(t.Context(), &check.Instance{ID: "ten:0"})
	if err != nil {
		t.Fatal(err)
	}
	w.Consume(result)
	if err := w.failure(); err == nil || err.Error() != "ten:0 reported 0 series" {
		t.Errorf("error %v", err)
	}
}

func TestChecksThatWarnAreNoMeasurement(t *testing.T) {
	w := &watch{release: func(*check.Result) {}, runner: complaining{}}
	if _, err := w.Run(t.Context(), &check.Instance{ID: "ten:0"}); err != nil {
		t.Fatal(err)
	}
	if err := w.failure(); err == nil || err.Error() != "ten:0 warns: too much" {
		t.Errorf("error %v", err)
	}
}
