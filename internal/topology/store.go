package topology

import (
	"cmp"
	"container/list"
	"slices"
	"sync"

	"github.com/sandpiper-checks/sandpiper/check"
)

const (
	// maxSourceBytes bounds what is remembered of one source: some 300,000
	// elements whose identifiers have 60 bytes.
	maxSourceBytes = 32 << 20
	// maxBytes bounds the whole store. An agent's sources are few; this holds
	// against a check that invents new ones.
	maxBytes = 64 << 20
)

// Store holds the elements of each source. It is bounded to about 64 MiB, and
// 32 MiB a source. Whatever would exceed a bound makes the store forget a whole
// source: the one that is too large, or the one applied least recently. A
// source that was forgotten counts all its elements as added when it is
// applied again; nothing else is lost. The methods of a Store may be called at
// the same time.
type Store struct {
	maxSourceBytes, maxBytes int

	mu      sync.Mutex
	sources map[string]*source // by TopologySource.Key
	recent  *list.List         // of all sources, the one applied least recently first
	bytes   int                // what sources take, about
}

// New returns a store that knows no source.
func New() *Store {
	return &Store{maxSourceBytes: maxSourceBytes, maxBytes: maxBytes, sources: map[string]*source{}, recent: list.New()}
}

// Change says what one topology did to what was known of its source. Elements
// are counted once, however often they were sent: before it the source had
// Kept+Removed of them, and after it Kept+Added.
type Change struct {
	Source   check.TopologySource
	Snapshot bool // a snapshot is complete; otherwise Removed is 0

	Added   int
	Removed int
	Kept    int

	// Forgotten is how many sources left the store to keep it within its
	// bounds.
	Forgotten int
}

// Apply takes what one run said of one source. A snapshot, from its start to
// its stop, in one run or over several, replaces all that was known of the
// source. Anything else adds to it: only the stop says that what is absent is
// gone.
func (s *Store) Apply(t check.Topology) Change {
	s.mu.Lock()
	defer s.mu.Unlock()
	known := s.source(t.Source)
	s.bytes -= known.bytes()
	change := known.apply(t)
	s.bytes += known.bytes()
	change.Forgotten = s.shrink(known)
	return change
}

// source returns what is known of a source that is about to be applied.
func (s *Store) source(from check.TopologySource) *source {
	key := from.Key()
	known := s.sources[key]
	if known == nil {
		known = newSource(from, key)
		known.place = s.recent.PushBack(known)
		s.sources[key] = known
		s.bytes += known.bytes()
	}
	s.recent.MoveToBack(known.place)
	return known
}

// shrink forgets sources until the store is within its bounds, and returns how
// many.
func (s *Store) shrink(applied *source) int {
	forgotten := 0
	if applied.bytes() > s.maxSourceBytes {
		s.forget(applied)
		forgotten++
	}
	for s.bytes > s.maxBytes {
		s.forget(s.recent.Front().Value.(*source))
		forgotten++
	}
	return forgotten
}

func (s *Store) forget(known *source) {
	s.bytes -= known.bytes()
	s.recent.Remove(known.place)
	delete(s.sources, known.key)
}

// Summary is what is known of one source, in numbers.
type Summary struct {
	Source     check.TopologySource
	Components int
	Relations  int
}

// Sources returns a summary of each source, ordered by type, URL and
// dictionary.
func (s *Store) Sources() []Summary {
	s.mu.Lock()
	defer s.mu.Unlock()
	summaries := make([]Summary, 0, len(s.sources))
	for _, known := range s.sources {
		summaries = append(summaries, Summary{known.source, len(known.known.components), len(known.known.relations)})
	}
	slices.SortFunc(summaries, func(a, b Summary) int {
		return cmp.Or(
			cmp.Compare(a.Source.Type, b.Source.Type),
			cmp.Compare(a.Source.URL, b.Source.URL),
			cmp.Compare(string(a.Source.JSON), string(b.Source.JSON)),
		)
	})
	return summaries
}
