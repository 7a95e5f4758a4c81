package runtime

import (
	"context"
	"errors"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/files"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/sandbox"
)

// The limits of an initialisation that is to be frozen, which no instance has
// a part in: what comes of it must be the same for all. Its memory is as a
// run's, or as the module begins with if that is more. Go's takes 100,000 units
// and some milliseconds; Python 90,000,000 and half a second, which is why
// interpreters, that are a part of this program, may take more. What needs more
// than this is initialised in each run, within the limits of the run.
const (
	freezeFuel = 50_000_000
	freezeWall = 5 * time.Second
	bootFuel   = 1_000_000_000
	bootWall   = time.Minute
)

// freeze initialises a guest of the module and keeps what comes of it, once.
// That it cannot be done, or that the guest fails, is no error: then each run
// initialises a guest of its own, and meets what there is to meet.
func (rt *Runtime) freeze(ctx context.Context, m *module) error {
	m.freezing.Do(func() {
		if m.Obstacle() != nil {
			return
		}
		if m.initial = rt.images.use(m, rt.options.Now()); m.initial != nil {
			return
		}
		var err error
		m.initial, err = rt.initialise(context.WithoutCancel(ctx), m)
		if err == nil {
			rt.images.keep(m, m.initial)
		}
		if fault, ofGuest := errors.AsType[*check.Fault](err); ofGuest {
			m.lifecycle.Store(&Lifecycle{Fresh: "its initialisation fails: " + fault.Error(), Stateful: m.stateful})
		} else {
			m.bug = err
		}
	})
	return m.bug
}

func (rt *Runtime) initialise(ctx context.Context, m *module) (*initial, error) {
	r := rt.newInitialisation()
	defer r.files.Close()
	fuel, wall := int64(freezeFuel), rt.freezeWall
	if m.ours {
		fuel, wall = bootFuel, bootWall
	}
	cancel := func() {}
	begin := func() context.Context {
		ctx, cancel = context.WithTimeout(ctx, wall)
		return ctx
	}
	err := m.Freeze(ctx, r, sandbox.Limits{
		MemoryBytes: max(r.limits.MemoryBytes, m.MemoryBytes()), Fuel: fuel, HostCalls: r.limits.HostCalls, Wall: wall,
	}, begin)
	cancel()
	if err != nil {
		return nil, err
	}
	return r.initialised(), nil
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
