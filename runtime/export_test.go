package runtime

import (
	"context"
	"testing"

	"github.com/sandpiper-checks/sandpiper/runtime/internal/sandbox"
)

// NeverFreeze makes each run of a module initialise a guest of its own, as if
// the module could not be frozen.
func (rt *Runtime) NeverFreeze(t *testing.T, path string) {
	t.Helper()
	m, err := rt.load(context.Background(), path)
	if err != nil {
		return // so the run says
	}
	m.freezing.Do(func() {})
}

// Frozen says whether runs of a module begin with an image.
func (rt *Runtime) Frozen(t *testing.T, path string) bool {
	t.Helper()
	m, err := rt.load(context.Background(), path)
	return err == nil && m.Frozen()
}

// InitialisationOf initialises a guest for nobody, and returns what it has
// used of its fuel, the host calls that it made, and the lines that it logged.
func (rt *Runtime) InitialisationOf(t *testing.T, path string) (fuel int64, hostCalls, logged int) {
	t.Helper()
	m, err := rt.load(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	r := rt.newInitialisation()
	g, err := m.Enter(context.Background(), r, sandbox.Limits{
		MemoryBytes: r.limits.MemoryBytes, Fuel: r.limits.Fuel, HostCalls: r.limits.HostCalls,
	}, context.Background)
	if err != nil {
		t.Fatal(err)
	}
	defer g.Leave()
	return g.Fuel(), g.HostCalls(), len(r.initialised().Logs)
}
