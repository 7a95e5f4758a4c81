package sandbox

import (
	"sync/atomic"
	"time"
)

// turn is how long a guest may hold a slot for which others wait.
const turn = 10 * time.Millisecond

// slots are the right to execute, which guests take in the order in which they
// came for it.
type slots struct {
	taken   chan struct{}
	waiting atomic.Int32
}

func newSlots(n int) *slots { return &slots{taken: make(chan struct{}, n)} }

// take waits for a slot, and says whether there was one before done was closed.
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

// wanted says that somebody waits.
func (s *slots) wanted() bool { return s.waiting.Load() > 0 }
