// Package crowd runs many checks for a while, in a process of its own, and tells
// what they took. The scheduler and the aggregator are the agent's; how a check
// is run is the agent's way, or that of others.
package crowd

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/sandpiper-checks/sandpiper/bench/measure"
	"github.com/sandpiper-checks/sandpiper/bench/proc"
	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/internal/aggregator"
	"github.com/sandpiper-checks/sandpiper/internal/scheduler"
	"github.com/sandpiper-checks/sandpiper/runtime"
)

// Way is how a check is run.
type Way string

// Ours is the agent's way; the others are those of others.
const (
	Ours    Way = "sandpiper"
	Wazero  Way = "wazero"  // an instance of its own for each check, on the engine alone
	Extism  Way = "extism"  // an instance of its own for each check, as a plugin
	Process Way = "process" // a process for each run
)

// Options say what to run.
type Options struct {
	Way    Way
	Path   string // of the module, or of the program
	Checks int
	// Metrics is how many each check reports.
	Metrics int
	// Interval is how often each check runs.
	Interval time.Duration
	// Ticks is how many intervals are measured, after the first round.
	Ticks int
	// CacheDir is that of the agent's way; empty: it has none.
	CacheDir string
}

// collectAt is by how much of a hundred what is in use may grow until garbage is
// collected: the agent's choice, which holds for all ways.
const collectAt = 50

// Report is what the checks took.
type Report struct {
	Boot   time.Duration // until all had run once
	Empty  proc.Memory   // of the process before
	Memory proc.Memory   // of the process in the end
	Guests proc.Memory   // the part of it that is mapped from images
	CPU    time.Duration // of a tick, its processes included
	Late   time.Duration // how long after it was due a run began, 99th percentile
	// Runs and Skipped are how many ticks of checks were runs, and were none.
	Runs, Skipped int
}

// Run runs checks until the ticks are over.
func Run(ctx context.Context, o Options) (report Report, err error) {
	if report.Empty, err = proc.MemoryOf("self"); err != nil {
		return Report{}, err
	}
	defer debug.SetGCPercent(debug.SetGCPercent(collectAt))
	start := time.Now()
	instances := o.instances()
	runner, closeRunner, err := open(ctx, o, instances)
	if err != nil {
		return Report{}, err
	}
	defer func() { err = errors.Join(err, closeRunner()) }()

	release := func(*check.Result) {}
	if ours, ok := runner.(*runtime.Runtime); ok {
		release = ours.Release
	}
	w := &watch{runner: runner, release: release, series: aggregator.New(aggregator.Options{}), interval: o.Interval, metrics: o.Metrics}
	sched := scheduler.New(scheduler.Options{Instances: instances, Runner: w, Consumer: w})
	ctx, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	w.start = time.Now()
	go func() {
		defer close(ended)
		sched.Run(ctx)
	}()
	defer func() {
		stop()
		<-ended
	}()
	select {
	case <-sched.FirstRound():
	case <-ctx.Done():
		return Report{}, fmt.Errorf("the first round did not end: %w", ctx.Err())
	}
	report.Boot = time.Since(start)
	debug.FreeOSMemory() // as the agent does after its start; here for all ways

	wait(ctx, o.Interval-time.Since(w.start)%o.Interval) // until the next interval begins
	skipped := skippedBy(sched)
	w.measured.Store(true)
	before := cpu()
	wait(ctx, time.Duration(o.Ticks)*o.Interval)
	report.CPU = (cpu() - before) / time.Duration(o.Ticks)
	w.measured.Store(false)
	report.Skipped = skippedBy(sched) - skipped
	if report.Memory, err = proc.MemoryOf("self"); err != nil {
		return Report{}, err
	}
	if report.Guests, err = proc.MappedOf("self", "/memfd:sandpiper-image"); err != nil {
		return Report{}, err
	}
	late := w.taken()
	report.Late, report.Runs = measure.Percentile(late, 99), len(late)
	return report, errors.Join(w.failure(), ctx.Err())
}

// instances are of one check, and differ by a tag.
func (o Options) instances() (all []*check.Instance) {
	for i := range o.Checks {
		all = append(all, &check.Instance{
			ID: check.ID(fmt.Sprintf("ten:%d", i)), Check: "ten", Index: i, Module: o.Path,
			Config: []byte("{}"), InitConfig: []byte("{}"), Interval: o.Interval, Service: fmt.Sprintf("s%d", i),
		})
	}
	return all
}

// open makes the runner of a way, and what ends it.
func open(ctx context.Context, o Options, instances []*check.Instance) (scheduler.Runner, func() error, error) {
	switch o.Way {
	case Ours:
		return openOurs(ctx, o.CacheDir)
	case Wazero:
		return openWazero(ctx, o.Path, instances)
	case Extism:
		return openExtism(ctx, o.Path, instances)
	case Process:
		return newProcesses(o.Path), func() error { return nil }, nil
	}
	return nil, nil, fmt.Errorf("there is no way %q", o.Way)
}

func wait(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

func skippedBy(s *scheduler.Scheduler) (n int) {
	for _, st := range s.Status() {
		n += st.StillRunning + st.Missed + st.Broken
	}
	return n
}

// cpu is the processor time of this process and of those that it has waited for.
func cpu() (sum time.Duration) {
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var usage syscall.Rusage
		if err := syscall.Getrusage(who, &usage); err != nil {
			panic("BUG: " + err.Error()) // the arguments are good
		}
		sum += time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
	}
	return sum
}
