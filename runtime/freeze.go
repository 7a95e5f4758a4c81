package runtime

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/files"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/sandbox"
)

// The limits of an initialisation that is to be frozen, which no instance has
// a part in: what comes of it must be the same for all. Its memory is as a
// run's, or as the module begins with if that is more. Go's takes 100,000 units
// and some milliseconds; Python 90,000,000 and half a second, which is why
// interpreters, that are a part of this program, may take more. To load a script
// may take the fuel of a run. What needs more than this is initialised in each
// run, within the limits of the run.
const (
	freezeFuel = 50_000_000
	freezeWall = 5 * time.Second
	bootFuel   = 1_000_000_000
	bootWall   = time.Minute
)

// checkLoad is the export of an interpreter that loads its script.
const checkLoad = "check_load"

// freeze initialises a guest of the module and keeps what comes of it, once. Of
// a script it is its interpreter's that loads it. That it cannot be done, or that
// the guest fails, is no error: then each run initialises a guest of its own, or
// loads the script itself, and meets what there is to meet.
func (rt *Runtime) freeze(ctx context.Context, m *module) error {
	m.freezing.Do(func() {
		if m.interpreter != nil && !m.underlaid(rt.freeze(ctx, m.interpreter)) || m.Obstacle() != nil {
			return
		}
		if kept := rt.images.use(m, rt.options.Now()); kept != nil {
			m.initial = m.over(kept)
			return
		}
		left, err := rt.initialise(context.WithoutCancel(ctx), m)
		var fault *check.Fault
		var obstacle obstacle
		switch {
		case err == nil:
			rt.images.keep(m, left)
			m.initial = m.over(left)
		case errors.As(err, &fault):
			m.lifecycle.Store(&Lifecycle{Fresh: "its initialisation fails: " + fault.Error(), Stateful: m.stateful})
		case errors.As(err, &obstacle):
			m.lifecycle.Store(&Lifecycle{Fresh: obstacle.Error(), Stateful: m.stateful})
		default:
			m.bug = err
		}
	})
	return m.bug
}

// underlaid puts the guests of a script where those of its interpreter begin,
// which was frozen with that bug, and says whether they can have an image over it.
func (m *module) underlaid(bug error) bool {
	m.bug, m.initial = bug, m.interpreter.initial
	m.lifecycle.Store(m.interpreter.lifecycle.Load())
	return m.initial != nil && m.interpreter.loads
}

// over is what an initialisation has left, with what is under it.
func (m *module) over(left *initial) *initial {
	left.under = m.initial
	return left
}

// obstacle is why what an initialisation has left is not kept, though nothing
// went wrong.
type obstacle string

func (o obstacle) Error() string { return string(o) }

func (rt *Runtime) initialise(ctx context.Context, m *module) (*initial, error) {
	r := rt.newInitialisation()
	defer r.files.Close()
	fuel, wall := int64(freezeFuel), rt.freezeWall
	var prepare func(*sandbox.Guest) error
	switch {
	case m.ours:
		fuel, wall = bootFuel, bootWall
	case m.interpreter != nil:
		fuel, r.interprets = r.limits.Fuel, m.script
		prepare = func(g *sandbox.Guest) error { return r.load(g, m.initial) }
	}
	cancel := func() {}
	begin := func() context.Context {
		ctx, cancel = context.WithTimeout(ctx, wall)
		return ctx
	}
	err := m.Freeze(ctx, r, sandbox.Limits{
		MemoryBytes: max(r.limits.MemoryBytes, m.MemoryBytes()), Fuel: fuel, HostCalls: r.limits.HostCalls, Wall: wall,
	}, begin, prepare)
	cancel()
	if err != nil {
		return nil, err
	}
	return r.initialised(), nil
}

// load lets an interpreter, which has begun with its image, load its script.
func (r *run) load(g *sandbox.Guest, from *initial) error {
	r.resume(from)
	r.metrics.registrations = slices.Clone(from.Metrics)
	code, err := g.Call(checkLoad)
	switch {
	case err != nil:
		return err
	case uint32(code) != 0:
		return obstacle("the script does not load")
	case r.asked != "":
		return obstacle(fmt.Sprintf("the script asks for %s while it is loaded", r.asked))
	}
	return nil
}

// newInitialisation is what the functions of the world work on while no
// instance runs. Metrics are told apart whatever hostname and service an
// instance would add.
func (rt *Runtime) newInitialisation() *run {
	r := &run{
		runtime: rt, instance: &check.Instance{EmptyDefaultHostname: true}, limits: check.DefaultLimits(),
		memory: new(memory), initialising: true,
	}
	r.memory.contexts.begin(r.instance)
	r.files.Tree = files.NewTree(nil, 0)
	return r
}
