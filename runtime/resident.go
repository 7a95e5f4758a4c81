package runtime

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"sync"
	"time"

	"github.com/sandpiper-checks/sandpiper/runtime/internal/sandbox"
)

// resident is the guest of an instance of a stateful module, kept between two
// of its runs.
type resident struct {
	memory  *memory // of the instance
	module  *module
	kept    *sandbox.Kept
	initial *initial // what the host keeps of its initialisation

	last  time.Time     // when its last run began
	every time.Duration // there is another; 0: nobody knows

	mappings   int       // of its memory
	bytes      int64     // that it held when it was last looked at
	seen       time.Time // when that was
	runs, next int       // that it had, and will have when it is looked at again
	unseen     int64     // units that runs have taken since
}

// How many runs of a guest, how many units of fuel and how long there may be until
// it is looked at again for what it holds. To ask for each of its pages takes
// several times as long as a short run, and most guests come to rest soon.
const (
	unseenRuns = 64
	unseenFuel = 1_000_000
	unseenTime = time.Minute
)

// ran looks at what the guest holds after another run, which began at a time, if
// it is time to.
func (r *resident) ran(at time.Time, fuel int64) {
	r.last = at
	r.runs++
	r.unseen += fuel
	if r.runs < r.next && r.unseen < unseenFuel && at.Sub(r.seen) < unseenTime {
		return
	}
	r.bytes, r.seen, r.next, r.unseen = r.kept.Bytes(), at, r.runs+min(r.runs, unseenRuns), 0
}

// needed is how long it will be until the guest is needed again, as far as its
// interval tells. One that has not run for three of them is needed by nobody,
// and the less the longer that is; so is one without an interval.
func (r *resident) needed(now time.Time) time.Duration {
	const never = math.MaxInt64 / 2
	since := now.Sub(r.last)
	if since >= 3*r.every {
		return never + since
	}
	return r.every - since
}

// mostMappings is how many mappings of the system's there are of the memories of
// all guests that are kept. On Linux a process may have 65,530; without any more
// no guest can be made, and Go itself ends where it needs one.
const mostMappings = 48_000

// residents are all guests that are kept, one an instance, as long as they
// together hold no more than a bound.
type residents struct {
	most         int64 // bytes
	mostMappings int

	mu       sync.Mutex
	bytes    int64
	mappings int
	all      map[*resident]bool
}

// take takes the guest of an instance out, nil where none is kept. evicted says
// that it has made room since the last run.
func (r *residents) take(of *memory) (_ *resident, evicted bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	guest, evicted := of.resident, of.evicted
	of.evicted = false
	if guest != nil {
		r.remove(guest)
	}
	return guest, evicted
}

// put keeps the guest of an instance that has none, if there is room or those
// that are needed later than it can make some. So of guests that take turns and
// have no room together most stay, and not each makes room for the next.
func (r *residents) put(guest *resident, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.makeRoom(guest, now) {
		guest.evict()
		return
	}
	r.all[guest] = true
	guest.memory.resident = guest
	r.bytes += guest.bytes
	r.mappings += guest.mappings
}

func (r *residents) makeRoom(guest *resident, now time.Time) bool {
	bytes, mappings := r.bytes+guest.bytes, r.mappings+guest.mappings
	fits := func() bool { return bytes <= r.most && mappings <= r.mostMappings }
	if fits() {
		return true
	}
	needed := guest.needed(now)
	var later []*resident
	for other := range r.all {
		if other.needed(now) > needed {
			later = append(later, other)
		}
	}
	slices.SortFunc(later, func(a, b *resident) int { return cmp.Compare(b.needed(now), a.needed(now)) })
	for n, other := range later {
		if bytes, mappings = bytes-other.bytes, mappings-other.mappings; fits() {
			for _, other := range later[:n+1] {
				r.remove(other)
				other.evict()
			}
			return true
		}
	}
	return false
}

func (r *residents) remove(guest *resident) {
	delete(r.all, guest)
	guest.memory.resident = nil
	r.bytes -= guest.bytes
	r.mappings -= guest.mappings
}

// evict ends a guest for want of room.
func (r *resident) evict() {
	r.memory.evicted = true
	r.kept.Close()
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
			all.put(own, r.start)
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
	r.own.kept, r.own.mappings, r.own.every = kept, kept.Mappings(), max(r.instance.Interval, r.instance.MinInterval)
	r.own.ran(r.start, r.usage.Fuel)
	r.runtime.residents.put(r.own, r.start)
}
