package aggregator

import (
	"slices"
	"sync"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
)

const (
	// silentCommits without a sample make a context expire.
	silentCommits = 2
	// idleFor is how long a rate or monotonic count is kept after it expired:
	// a day, and an hour for a daily check that comes late.
	idleFor = 25 * time.Hour
	// maxIdle rates and monotonic counts are kept per instance. Without a
	// bound, a check that names its rates anew in each run would fill memory
	// for 25 hours.
	maxIdle = 10_000
)

// sampler is the memory of one instance.
type sampler struct {
	plan *plan

	mu      sync.Mutex
	commits uint64
	metrics map[string]*metric // by the key of their context
	// sampled has what this commit and the silentCommits before it sampled,
	// each at its number modulo the length and in the order of first samples.
	// So a commit looks only at what may change, never at all that is known.
	sampled [silentCommits + 1][]*metric
	idle    []*metric // the longest idle first
}

// metric is what is known of one context.
type metric struct {
	ctx  *check.Context
	kind check.Kind // of the first sample
	acc  accumulator

	commit   uint64 // that it was last sampled for
	mixed    bool   // the note about other kinds was made
	idle     bool
	deadline int64 // Unix ns: until then it is kept while idle
}

func newSampler(p *plan) *sampler {
	return &sampler{plan: p, metrics: map[string]*metric{}}
}

// commit adds samples, in the order of the calls, and flushes them at a time
// in Unix ns. Of samples it keeps only the contexts.
func (s *sampler) commit(samples []check.Sample, at int64) Committed {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.commits++
	f := &flush{at: at}
	for i := range samples {
		s.add(&samples[i], f)
	}
	now := s.now()
	f.series = make([]check.Series, 0, len(*now))
	f.points = make([]check.Point, 0, len(*now))
	for _, m := range *now {
		m.acc.flush(m.ctx, f)
	}
	s.expire(f)
	return Committed{Series: f.series, Notes: f.notes.notes()}
}

// now returns the list of what this commit sampled.
func (s *sampler) now() *[]*metric { return &s.sampled[s.commits%uint64(len(s.sampled))] }

// add does not allocate for a context that it knows, but where a histogram or
// raw metric has more samples in this run than in any before.
func (s *sampler) add(sample *check.Sample, f *flush) {
	if sample.Kind == check.Gauge && sample.Explicit && sample.At < f.at-int64(s.plan.recentPoint) {
		f.notes.old(sample.Context, s.plan.recentPoint)
		return
	}
	m := s.metrics[sample.Context.Key]
	if m == nil {
		m = &metric{ctx: sample.Context, kind: sample.Kind, acc: s.plan.accumulator(sample.Kind)}
		s.metrics[sample.Context.Key] = m
	}
	if m.kind != sample.Kind && !m.mixed {
		m.mixed = true
		f.notes.mixed(m.ctx, m.kind, sample.Kind)
	}
	if m.commit != s.commits {
		m.commit, m.idle = s.commits, false
		now := s.now()
		*now = append(*now, m)
	}
	m.acc.add(sample)
}

// expire drops what has been silent for long enough, or lets it idle.
func (s *sampler) expire(f *flush) {
	// Those woken by this commit leave the list too.
	s.idle = slices.DeleteFunc(s.idle, func(m *metric) bool {
		if m.idle && m.deadline < f.at {
			delete(s.metrics, m.ctx.Key)
			return true
		}
		return !m.idle
	})
	oldest := &s.sampled[(s.commits+1)%uint64(len(s.sampled))]
	for _, m := range *oldest {
		switch {
		case m.commit+silentCommits != s.commits: // sampled since
		case stateful(m.kind):
			m.idle, m.deadline = true, f.at+int64(idleFor)
			s.idle = append(s.idle, m)
		default:
			delete(s.metrics, m.ctx.Key)
		}
	}
	clear(*oldest) // so that the list keeps nothing alive
	*oldest = (*oldest)[:0]
	if over := len(s.idle) - maxIdle; over > 0 {
		for _, m := range s.idle[:over] {
			delete(s.metrics, m.ctx.Key)
			f.notes.crowded(m.ctx, maxIdle)
		}
		s.idle = slices.Delete(s.idle, 0, over)
	}
}
