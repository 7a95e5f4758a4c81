package crowd

import (
	"context"
	"fmt"
	"hash/fnv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/internal/aggregator"
	"github.com/sandpiper-checks/sandpiper/internal/scheduler"
)

// watch stands between the scheduler and how a check is run. It notes how late
// runs begin, gives what they report to the aggregator, and looks whether that
// is all.
type watch struct {
	runner   scheduler.Runner
	release  func(*check.Result)
	series   *aggregator.Aggregator
	start    time.Time // of the scheduler
	interval time.Duration
	metrics  int         // that each check is to report
	measured atomic.Bool // now

	mu    sync.Mutex
	late  []time.Duration
	wrong error // the first that was
}

func (w *watch) Run(ctx context.Context, instance *check.Instance) (check.Result, error) {
	if w.measured.Load() {
		late := lateness(instance, time.Since(w.start))
		w.mu.Lock()
		w.late = append(w.late, late)
		w.mu.Unlock()
	}
	result, err := w.runner.Run(ctx, instance)
	switch {
	case ctx.Err() != nil:
	case err != nil:
		w.fail(err)
	case result.Fault != nil:
		w.fail(result.Fault)
	case len(result.Warnings) > 0:
		w.fail(fmt.Errorf("%s warns: %s", instance.ID, result.Warnings[0]))
	}
	return result, err
}

func (w *watch) Consume(r check.Result) {
	if committed := w.series.Commit(r); len(committed.Series) != w.metrics {
		w.fail(fmt.Errorf("%s reported %d series", r.Instance.ID, len(committed.Series)))
	}
	w.release(&r)
}

func (w *watch) fail(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.wrong == nil {
		w.wrong = err
	}
}

func (w *watch) failure() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.wrong
}

func (w *watch) taken() []time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.late
}

// lateness is how long after its place in the interval an instance runs, a time
// after the start of the scheduler. Where that is in the interval is the
// scheduler's rule, which does not change.
func lateness(instance *check.Instance, at time.Duration) time.Duration {
	h := fnv.New64a()
	_, _ = h.Write([]byte(instance.ID)) // a hash does not fail
	offset := time.Duration(h.Sum64() % uint64(instance.Interval))
	return (at - offset + instance.Interval) % instance.Interval
}
