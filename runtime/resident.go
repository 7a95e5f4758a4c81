package runtime

import (
	"container/list"
	"context"
	"fmt"
	"sync"

	"github.com/sandpiper-checks/sandpiper/runtime/internal/sandbox"
)

// resident is the guest of an instance of a stateful module, kept between two
// of its runs.
type resident struct {
	memory  *memory // of the instance
	module  *module
	kept    *sandbox.Kept
	initial *initial // what the host keeps of its initialisation

	bytes      int64 // that it held when it was last looked at
	runs, next int   // that it had, and will have when it is looked at again
	unseen     int64 // units that runs have taken since
}

// How many runs of a guest, and how many units of fuel, there may be until it is
// looked at again for what it holds. To ask for each of its pages takes several
// times as long as a short run, and most guests come to rest soon.
const (
	unseenRuns = 64
	unseenFuel = 1_000_000
)

// ran looks at what the guest holds after another run, if it is time to.
func (r *resident) ran(fuel int64) {
	r.runs++
	r.unseen += fuel
	if r.runs < r.next && r.unseen < unseenFuel {
		return
	}
	r.bytes, r.next, r.unseen = r.kept.Bytes(), r.runs+min(r.runs, unseenRuns), 0
}

// residents are all guests that are kept, one an instance, as long as they
// together hold no more than a bound. The one whose last run is longest ago
// makes room.
type residents struct {
	most int64 // bytes

	mu    sync.Mutex
	bytes int64
	order list.List // of *resident, the one whose last run is longest ago at the front
}

// take takes the guest of an instance out, nil where none is kept. evicted says
// that it has made room since the last run.
func (r *residents) take(of *memory) (_ *resident, evicted bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	evicted, of.evicted = of.evicted, false
	if of.resident == nil {
		return nil, evicted
	}
	return r.remove(of.resident), false
}

// put keeps the guest of an instance that has none. One that is larger than all
// together may be pushes nobody out.
func (r *residents) put(guest *resident) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if guest.bytes > r.most {
		guest.memory.evicted = true
		guest.kept.Close()
		return
	}
	guest.memory.resident = r.order.PushBack(guest)
	r.bytes += guest.bytes
	for r.bytes > r.most {
		oldest := r.remove(r.order.Front())
		oldest.memory.evicted = true
		oldest.kept.Close()
	}
}

func (r *residents) remove(place *list.Element) *resident {
	guest := r.order.Remove(place).(*resident)
	guest.memory.resident = nil
	r.bytes -= guest.bytes
	return guest
}

// enter lets a guest of the module in: the one that was kept for the instance,
// or else another. The run then is where the guest's initialisation ended, of
// which what the host keeps is returned.
func (r *run) enter(ctx context.Context, m *module, begin func() context.Context) (*sandbox.Guest, *initial, error) {
	limits := sandbox.Limits{MemoryBytes: r.limits.MemoryBytes, Fuel: r.limits.Fuel, HostCalls: r.limits.HostCalls, Wall: r.limits.Wall}
	all := &r.runtime.residents
	own, evicted := all.take(r.memory)
	if own != nil && (own.module != m || !own.kept.Fits(limits.MemoryBytes)) {
		own.kept.Close()
		own = nil
	}
	if own != nil {
		guest, err := own.kept.Enter(ctx, r, limits, begin)
		if guest == nil {
			all.put(own)
			return nil, nil, err
		}
		r.own = own
		r.begin(own.initial)
		return guest, own.initial, err
	}
	if evicted {
		r.journal.warnings = append(r.journal.warnings, fmt.Sprintf(
			"what the check kept in memory is gone: all stateful checks together may hold %d bytes, and no more had room (sandbox.stateful_memory of sandpiper.yaml)", all.most))
	}
	guest, err := m.Enter(ctx, r, limits, begin)
	switch {
	case err != nil:
		return guest, nil, err
	case guest.Initialised():
		initial := r.initialised()
		initial.Logs = nil // they are this run's
		return guest, initial, nil
	}
	r.begin(m.initial)
	return guest, m.initial, nil
}

// keep keeps the guest of a stateful module for the next run of the instance,
// unless it was ended.
func (r *run) keep(guest *sandbox.Guest, m *module, i *initial) {
	kept := guest.Keep()
	if kept == nil {
		return
	}
	if r.own == nil {
		r.own = &resident{memory: r.memory, module: m, initial: i}
	}
	r.own.kept = kept
	r.own.ran(r.usage.Fuel)
	r.runtime.residents.put(r.own)
}
