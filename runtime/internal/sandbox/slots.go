package sandbox

import (
	"sync/atomic"
	"time"
)

// turn is how long a guest may hold a slot for which others wait.
const turn = 10 * time.Millisecond

// turns is how many guests take turns on a slot. Each has its memory meanwhile,
// so whoever comes later waits outside.
const turns = 8

// slots are the right to execute, which guests take in the order in which they
// came for it. Before it they take a place, which they have as long as they do
// not wait for something else than a slot.
type slots struct {
	places, taken chan struct{}
	waiting       atomic.Int32
}

func newSlots(n int) *slots {
	return &slots{places: make(chan struct{}, turns*n), taken: make(chan struct{}, n)}
}

// come waits for a place, and says whether there was one before done was closed.
func (s *slots) come(done <-chan struct{}) bool {
	select {
	case s.places <- struct{}{}:
		return true
	case <-done:
		return false
	}
}

func (s *slots) goAway() { <-s.places }

// take waits for a slot, as come does for a place.
func (s *slots) take(done <-chan struct{}) bool {
	s.waiting.Add(1)
	defer s.waiting.Add(-1)
	select {
	case s.taken <- struct{}{}:
		return true
	case <-done:
		return false
	}
}

func (s *slots) give() { <-s.taken }

// wanted says that somebody waits for a slot.
func (s *slots) wanted() bool { return s.waiting.Load() > 0 }
