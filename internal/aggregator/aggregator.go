package aggregator

import (
	"sync"

	"github.com/sandpiper-checks/sandpiper/check"
)

// Aggregator holds what the samples of all instances have come to so far. Its
// methods may be called at the same time.
type Aggregator struct {
	plan *plan

	mu       sync.Mutex
	samplers map[check.ID]*sampler
}

// New returns an aggregator that has seen nothing.
func New(o Options) *Aggregator {
	return &Aggregator{plan: newPlan(o), samplers: map[check.ID]*sampler{}}
}

// Committed is what one run made known.
type Committed struct {
	// Series stand in the order in which the run first sampled their
	// contexts. A histogram gives its aggregates in the order min, max,
	// median, avg, sum, count, then its percentiles, ascending.
	Series []check.Series
	// Notes are at most one of each cause.
	Notes []Note
}

// Commit takes the samples of a run that has ended and returns what became
// known. Values that stand for the whole run carry the time of its end. A run
// without samples is committed too: it lets contexts that fell silent expire.
func (a *Aggregator) Commit(r check.Result) Committed {
	s := a.sampler(r.Instance.ID, len(r.Samples) > 0)
	if s == nil {
		return Committed{}
	}
	return s.commit(r.Samples, r.End().UnixNano())
}

// Forget drops everything about an instance that will not run again. One that
// is merely loaded anew keeps its ID, and with it its rates.
func (a *Aggregator) Forget(id check.ID) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.samplers, id)
}

// sampler returns nil for an instance that never sampled, unless create is set.
func (a *Aggregator) sampler(id check.ID, create bool) *sampler {
	a.mu.Lock()
	defer a.mu.Unlock()
	s := a.samplers[id]
	if s == nil && create {
		s = newSampler(a.plan)
		a.samplers[id] = s
	}
	return s
}
