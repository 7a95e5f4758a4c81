package runtime

import (
	"slices"
	"sync"

	"github.com/sandpiper-checks/sandpiper/check"
)

// spares are slices that are used up, ready for the next run that needs as much:
// a few, because few runs are made and used up at a time.
type spares[T any] struct {
	mu   sync.Mutex
	free [][]T
}

const (
	mostSpares   = 32
	mostOfASpare = 1 << 14
)

// take returns an empty slice with room for n. What the run before had is a good
// guess of what this one will need.
func (s *spares[T]) take(n int) []T {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, slice := range slices.Backward(s.free) {
		if cap(slice) >= n {
			s.free = slices.Delete(s.free, i, i+1)
			return slice
		}
	}
	return make([]T, 0, n)
}

func (s *spares[T]) put(slice []T) {
	if cap(slice) == 0 || cap(slice) > mostOfASpare {
		return
	}
	clear(slice) // it must not keep alive what it points to
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.free) < mostSpares {
		s.free = append(s.free, slice[:0])
	}
}

// Release takes back the samples of a result whose owner needs them no more, for
// other runs. Whoever does not call it leaves them to the garbage collector.
func (rt *Runtime) Release(r *check.Result) {
	rt.samples.put(r.Samples)
	r.Samples = nil
}
