// Package agent wires the rooms together: it starts them in the order of the
// data's path and stops them sources first, hands each result to those that
// concern themselves with it, and owns the tick of the flush.
package agent

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"sync"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/internal/aggregator"
	"github.com/sandpiper-checks/sandpiper/internal/config"
	"github.com/sandpiper-checks/sandpiper/internal/forwarder"
	"github.com/sandpiper-checks/sandpiper/internal/scheduler"
	"github.com/sandpiper-checks/sandpiper/internal/topology"
	"github.com/sandpiper-checks/sandpiper/runtime"
)

// Options are what an agent needs.
type Options struct {
	Main    config.Main
	Checks  config.Checks
	Version string
	Log     *slog.Logger
	// Interpreters are those of the runtime.
	Interpreters map[string]func() []byte
	// Translators are those of the runtime.
	Translators map[string]func(context.Context, []byte) ([]byte, error)
	// Console is shown what happens as it happens; nil: nothing is.
	Console Console
}

// Console shows a person what the agent does. Its methods are called one at a
// time, and what they are given they may not keep. They must not wait for
// whoever reads: everything else waits for them.
type Console interface {
	// Prepared says that a module was compiled, and how long that took.
	Prepared(module string, took time.Duration)
	// Started says that the first tick comes now.
	Started(checks, instances int, interval time.Duration)
	// Ran shows a run that has ended.
	Ran(Run)
	// Held says that an instance runs no more, and why.
	Held(instance *check.Instance, at time.Time, why string)
	// Flushed shows what was handed to delivery, and to which outputs.
	Flushed(payload check.Payload, outputs []string)
	// Lost is how many lines were not shown, because nobody read those
	// before. It may be called at any time.
	Lost() int
}

// Run is one run and what became of it.
type Run struct {
	check.Result
	Series  []check.Series    // that the run made known
	Changes []topology.Change // of each topology that it reported
}

// Agent runs checks and delivers what they report.
type Agent struct {
	options    Options
	host       check.Host
	started    time.Time
	runtime    *runtime.Runtime
	prepare    func(ctx context.Context, module string) error // the runtime's
	forecast   func(module string) runtime.Forecast           // the runtime's
	modules    modules
	aggregator *aggregator.Aggregator
	topology   *topology.Store
	forwarder  *forwarder.Forwarder
	scheduler  *scheduler.Scheduler // nil until Run
	outputs    []string

	stopTimeout time.Duration

	mu          sync.Mutex // serialises results: consumers see one at a time
	pending     check.Payload
	records     map[check.ID]*record
	bills       map[check.ID]*bill // none where the agent reports no metrics of its own
	nextCheckID int64              // of service checks that name none
}

// New makes an agent that runs nothing yet. Close it, or Run it to its end.
func New(ctx context.Context, o Options) (*Agent, error) {
	uuid, err := installation(o.Main.StateDir)
	if err != nil {
		o.Log.Warn("this installation has no lasting identity", "error", err)
	}
	outputs, err := openOutputs(o.Main, o.Version)
	if err != nil {
		return nil, err
	}
	rt, err := runtime.Open(ctx, runtime.Options{
		Hostname:      o.Main.Hostname,
		Version:       o.Version,
		CacheDir:      o.Main.CacheDir,
		CacheBytes:    o.Main.CacheBytes,
		Caps:          o.Main.Caps,
		StatefulBytes: o.Main.StatefulBytes,
		Interpreters:  o.Interpreters,
		Translators:   o.Translators,
	})
	if err != nil {
		return nil, err
	}
	a := &Agent{
		options:  o,
		host:     check.Host{Name: o.Main.Hostname, UUID: uuid, Version: o.Version, Tags: o.Main.Tags},
		started:  time.Now(),
		runtime:  rt,
		prepare:  rt.Prepare,
		forecast: rt.Forecast,
		modules:  modulesOf(o.Checks.Instances),
		aggregator: aggregator.New(aggregator.Options{
			Aggregates:  o.Main.HistogramAggregates,
			Percentiles: o.Main.HistogramPercentiles,
			RecentPoint: o.Main.RecentPointThreshold,
		}),
		topology: topology.New(),
		records:  map[check.ID]*record{},
		bills:    map[check.ID]*bill{},

		stopTimeout: StopTimeout,
	}
	a.forwarder = forwarder.New(forwarder.Options{
		Outputs: outputs, QueueBytes: o.Main.ForwarderQueueBytes, Report: a.report,
	})
	a.outputs = a.nameOutputs()
	return a, nil
}

// Close frees what New took.
func (a *Agent) Close() error { return a.runtime.Close(context.Background()) }

// StopTimeout bounds the last delivery when the agent stops, and how long it
// waits for modules that are being compiled.
const StopTimeout = 5 * time.Second

// Run runs every instance on its interval, from when its module is prepared,
// until ctx is done; then it stops the sources, flushes what they left, delivers it as
// far as the outputs take it, and closes the agent. A compilation cannot be
// interrupted: one that takes longer than StopTimeout goes on when Run returns,
// and ends with the process.
func (a *Agent) Run(ctx context.Context) error {
	control, token, err := listenControl(a.options.Main)
	if err != nil {
		return errors.Join(err, a.Close())
	}
	defer control.Close()
	defer a.listenLoopback()()

	a.scheduler = a.newScheduler()
	a.serveControl(control, token)
	if a.options.Console != nil {
		a.options.Console.Started(len(a.checks()), len(a.options.Checks.Instances), a.options.Main.CheckInterval)
	}
	var deliveries, sources sync.WaitGroup
	deliveries.Go(func() { a.forwarder.Run(context.WithoutCancel(ctx)) })
	prepared := make(chan struct{})
	go func() {
		defer close(prepared)
		a.prepareModules(ctx)
	}()
	sources.Go(func() { a.scheduler.Run(ctx) })
	a.flushTicks(ctx)
	sources.Wait()
	a.flush(time.Now())

	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), a.stopTimeout)
	defer cancel()
	err = a.forwarder.Close(stop)
	deliveries.Wait()
	select {
	case <-prepared:
	case <-stop.Done(): // the next start compiles what this one did not
	}
	return errors.Join(err, a.Close())
}

func (a *Agent) newScheduler() *scheduler.Scheduler {
	instances := make([]*check.Instance, len(a.options.Checks.Instances))
	for i := range instances {
		instances[i] = &a.options.Checks.Instances[i]
	}
	return scheduler.New(scheduler.Options{
		Instances: instances, Runner: whenReady{a}, Consumer: a, Note: a.note,
	})
}

// flushTicks flushes as soon as every instance has had its first run, and then
// on every interval.
func (a *Agent) flushTicks(ctx context.Context) {
	first := a.scheduler.FirstRound()
	ticker := time.NewTicker(a.options.Main.CheckInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-first:
			first = nil
			ticker.Reset(a.options.Main.CheckInterval)
			a.flush(time.Now())
			a.logCache()
			debug.FreeOSMemory() // to start took much that is not needed any more
		case now := <-ticker.C:
			a.flush(now)
		}
	}
}

// flush hands on what has gathered since the last one.
func (a *Agent) flush(now time.Time) {
	a.mu.Lock()
	payload := a.pending
	a.pending = check.Payload{}
	payload.At, payload.Host = now, a.host
	payload.ServiceChecks = append(payload.ServiceChecks, a.statusOfHeld(now)...)
	if a.options.Console != nil && !payload.Empty() {
		a.options.Console.Flushed(payload, a.outputs)
	}
	// A person at the console sees the bill with each run.
	payload.Series = append(payload.Series, a.takeBills(now)...)
	a.mu.Unlock()
	if !payload.Empty() {
		a.forwarder.Enqueue(payload)
	}
}

// checks are the names of the checks that run.
func (a *Agent) checks() map[string]bool {
	names := map[string]bool{}
	for _, instance := range a.options.Checks.Instances {
		names[instance.Check] = true
	}
	return names
}

// report logs what became of a delivery, when it is not that it went well.
func (a *Agent) report(d forwarder.Delivery) {
	if d.Err == nil && d.Dropped == "" || d.Dropped == forwarder.Undelivered { // which Run returns
		return
	}
	attributes := []any{"output", d.Output, "error", d.Err}
	level := slog.LevelWarn
	var cause *forwarder.Error
	if errors.As(d.Err, &cause) && cause.Hint != "" {
		attributes = append(attributes, "hint", cause.Hint)
	}
	if cause != nil && (cause.Status == http.StatusUnauthorized || cause.Status == http.StatusForbidden) {
		level = slog.LevelError // nothing will arrive until somebody sets the key right
	}
	if d.Dropped != "" {
		a.options.Log.Error("data was dropped", append(attributes, "reason", string(d.Dropped), "items", d.Items)...)
		return
	}
	a.options.Log.Log(context.Background(), level, "delivery will be tried again", append(attributes, "in", d.RetryIn.Round(time.Millisecond), "failures", d.Failures)...)
}

// HintOf is what to do about an error of Run, empty where nothing is known.
func HintOf(err error) string {
	if undelivered, ok := errors.AsType[*forwarder.Error](err); ok {
		return undelivered.Hint
	}
	return ""
}

// note logs a tick that did not become a run: the first time so that it is
// seen, later only for whoever asks.
func (a *Agent) note(n scheduler.Note) {
	if n.Cause == scheduler.Held {
		a.held(n)
		return
	}
	level := slog.LevelDebug
	switch {
	case n.Cause == scheduler.Broken:
		level = slog.LevelError
	case a.modules.waitsFor(n.Instance.Module): // info says how far that is
	case n.Count == 1 && n.Cause == scheduler.TooSoon:
		level = slog.LevelInfo
	case n.Count == 1:
		level = slog.LevelWarn
	}
	attributes := []any{"check", n.Instance.Check, "instance", n.Instance.Index, "cause", string(n.Cause), "count", n.Count}
	if n.Age > 0 {
		attributes = append(attributes, "running_for", n.Age)
	}
	if n.Stops > 0 {
		attributes = append(attributes, "stops_in_a_row", n.Stops, "reason", string(n.Reason))
	}
	if n.Err != nil {
		attributes = append(attributes, "error", n.Err)
	}
	message := "a run was skipped"
	if n.Cause == scheduler.Late {
		message = "a run begins late"
	}
	a.options.Log.Log(context.Background(), level, message, attributes...)
}

// Once runs instances now, times times with a pause between, and gives each
// run to show as it ends, with the series of that run. It is how one looks at
// a check: nothing is delivered.
func (a *Agent) Once(ctx context.Context, instances []check.Instance, times int, pause time.Duration, show func(Run)) error {
	for i := range times {
		if i > 0 {
			select {
			case <-time.After(pause):
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		for j := range instances {
			result, err := a.runtime.Run(ctx, &instances[j])
			if err != nil {
				return fmt.Errorf("checking %s: %w", instances[j].Check, err)
			}
			show(a.take(result))
		}
	}
	return nil
}
