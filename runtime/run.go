package runtime

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	abi "github.com/sandpiper-checks/sandpiper/abi/v1"
	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/files"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/sandbox"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/wasi"
)

// Run runs the check of an instance once and returns what it emitted and how
// it ended. A check that fails, is stopped or has no usable module gives a
// result with a fault; the error is not nil only when ctx was cancelled, and
// for defects of the host. Two runs of one instance must not overlap.
func (rt *Runtime) Run(ctx context.Context, instance *check.Instance) (check.Result, error) {
	r := &run{
		runtime:  rt,
		instance: instance,
		limits:   instance.Limits.Or(check.DefaultLimits()),
		memory:   rt.remembered(instance.ID),
		start:    rt.options.Now(),

		initialising: true,
	}
	r.memory.contexts.begin(instance)
	r.metrics.samples, r.metrics.handles = rt.samples.take(r.memory.samples), rt.handles.take(r.memory.handles)
	r.files.Tree = files.NewTree(instance.Read, r.limits.FileBytes)
	module, err := r.module(ctx)
	if err == nil {
		r.interprets = module.script
		err = r.execute(ctx, module)
	} else {
		r.usage.Wall = rt.options.Now().Sub(r.start)
	}
	var fault *check.Fault
	if err != nil && !errors.As(err, &fault) {
		return check.Result{}, fmt.Errorf("running %s: %w", instance.ID, err)
	}
	return r.result(fault), nil
}

// run is one execution of one instance: what the functions of the world work on.
type run struct {
	runtime    *Runtime
	instance   *check.Instance
	limits     check.Limits
	memory     *memory
	interprets packed // the script that its guest runs, if that is an interpreter
	guest      *sandbox.Guest
	own        *resident // whose guest it is, of a stateful instance that had one

	start        time.Time
	initialising bool
	asked        string // what the guest asked for first that no initialisation has
	arguments    arguments

	metrics   metrics
	events    []check.Event
	services  []check.ServiceCheck
	topology  topology
	state     stateChanges
	responses responses
	files     wasi.Descriptors
	journal   journal
	reported  int // bytes, against the limit
	metadata  []check.Metadata
	failure   *check.Fault // what fail said
	refusal   refusal      // why the last refused call was refused
	usage     check.Usage
}

// execute lets a guest of the module run the check.
func (r *run) execute(ctx context.Context, module *module) error {
	var cancel context.CancelFunc
	begin := func() context.Context {
		// The clock of the limit starts here: to wait for a slot or for the
		// module to be compiled is not the guest's doing.
		r.start = r.runtime.options.Now()
		ctx, cancel = context.WithTimeout(ctx, r.limits.Wall)
		return ctx
	}
	defer func() {
		if cancel != nil {
			cancel()
		}
	}()
	guest, initial, err := r.enter(ctx, module, begin)
	if guest == nil {
		return err
	}
	defer guest.Leave()
	defer r.closeResponses()
	defer r.files.Close()
	var code uint64
	if err == nil {
		r.initialising = false
		code, err = guest.Call("check_run")
	}
	r.usage.Wall = r.runtime.options.Now().Sub(r.start) // to restore the guest is not on its bill
	r.usage.MemoryBytes, r.usage.Fuel, r.usage.HostCalls = guest.MemoryBytes(), guest.Fuel(), guest.HostCalls()
	if module.stateful {
		r.keep(guest, module, initial)
	}
	switch {
	case err != nil:
		return err
	case r.failure != nil:
		return r.failure
	case uint32(code) != 0:
		return sandbox.NewFault(check.Exit, fmt.Sprintf("check_run returned %d", int32(code)))
	}
	return nil
}

// result ends the run: the one place that decides what a run that failed
// keeps. Metrics, events and service checks stay as they were sent; snapshots
// left open come to nothing, and so do changes of state.
func (r *run) result(fault *check.Fault) check.Result {
	if fault != nil && r.failure != nil && fault.Reason == check.Exit {
		fault = r.failure // it said why before it left
	}
	if fault != nil && fault != r.failure && r.interprets.File != "" {
		fault.Backtrace = "" // the calls of an interpreter tell nothing of its script
	}
	if fault == nil {
		if err := r.commitState(); err != nil {
			fault = sandbox.NewFault(check.Failed, err.Error())
			fault.Kind = "StateError"
		}
	}
	r.endOutput()
	r.memory.contexts.end(r.metrics.given)
	r.memory.samples, r.memory.handles = len(r.metrics.samples), len(r.metrics.handles)
	r.runtime.handles.put(r.metrics.handles)
	topologies, dropped := r.topology.finish(&r.memory.snapshots, fault != nil)
	return check.Result{
		Instance: r.instance,
		Start:    r.start,
		Fault:    fault,

		Samples:       r.metrics.samples,
		Events:        r.events,
		ServiceChecks: r.services,
		Topologies:    topologies,
		Dropped:       dropped,
		Warnings:      r.journal.allWarnings(&r.limits),
		Metadata:      r.metadata,
		Logs:          r.journal.logs,
		Refused:       r.journal.allRefused(),

		Usage: r.usage,
	}
}

// refusal is why a call was refused. It becomes a text only when it is asked for.
type refusal struct{ Cause, Key string }

func (r refusal) String() string {
	if r.Key == "" {
		return r.Cause
	}
	return r.Cause + ": " + r.Key
}

// refuse answers a call with a status, and keeps the cause for last_error.
func (r *run) refuse(status abi.Status, format string, values ...any) reply {
	r.refusal = refusal{Cause: fmt.Sprintf(format, values...)}
	return reply(-int32(status))
}

// reject refuses a call whose content is lost by it: it is counted by cause,
// and the first key of each cause is named to the author in a warning.
func (r *run) reject(status abi.Status, cause, key string) reply {
	r.journal.reject(cause, key)
	r.refusal = refusal{cause, key}
	return reply(-int32(status))
}

// The four methods below are what the WASI world asks of a host.

// Fixed says that check_run was not yet called.
func (r *run) Fixed(what string) bool {
	if r.initialising {
		r.asked = cmp.Or(r.asked, what)
	}
	return r.initialising
}

// Now is the time of day.
func (r *run) Now() time.Time { return r.runtime.options.Now() }

// Elapsed is the time since the runtime was opened.
func (r *run) Elapsed() time.Duration { return r.runtime.options.Now().Sub(r.runtime.opened) }

// Random fills b from the host's source.
func (r *run) Random(b []byte) {
	if _, err := io.ReadFull(r.runtime.options.Random, b); err != nil {
		panic("BUG: the source of random numbers ended: " + err.Error())
	}
}
