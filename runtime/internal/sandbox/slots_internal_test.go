package sandbox

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
)

// live counts the instances of a module that there are, and tells when there
// are as many as may be.
type live struct {
	code
	mayBe     int64
	areSo     func()
	now, most atomic.Int64
}

func (l *live) instantiate(ctx context.Context, memory *linearMemory) (instance, error) {
	i, err := l.code.instantiate(ctx, memory)
	if err != nil {
		return nil, err
	}
	n := l.now.Add(1)
	if n == l.mayBe {
		l.areSo()
	}
	if n > l.most.Load() { // of one that comes at the same time one is enough
		l.most.Store(n)
	}
	return &counted{i, l}, nil
}

type counted struct {
	instance
	by *live
}

func (c *counted) close() {
	c.instance.close()
	c.by.now.Add(-1)
}

// However many are due, some guests take turns, and the others have no memory
// yet. All are stopped at their deadlines, or wait in vain until then.
func TestGuestsThatSpinAllAtOnceTakeTurnsAFewAtATime(t *testing.T) {
	s := open(t, counter(70))
	const most = 2 * turns
	full := make(chan struct{})
	counting := &live{code: s.code, mayBe: most, areSo: sync.OnceFunc(func() { close(full) })}
	s.code = counting
	var guests sync.WaitGroup
	ctx, cancel := context.WithCancel(t.Context())
	for range 100 {
		guests.Go(func() {
			g, err := s.Enter(ctx, nil, Limits{MemoryBytes: 8 * megabyte, Fuel: 1 << 50, HostCalls: 1}, func() context.Context { return ctx })
			if err == nil {
				_, err = g.Call("spin")
				g.Leave()
			}
			if err == nil {
				t.Error("a guest that spins has ended by itself")
			}
		})
	}
	<-full
	cancel()
	guests.Wait()
	if n := counting.most.Load(); n > most {
		t.Errorf("%d guests had a memory at a time, want %d", n, most)
	}
	if len(s.slots.places)+len(s.slots.taken) > 0 {
		t.Errorf("%d places and %d slots are not given back", len(s.slots.places), len(s.slots.taken))
	}
}
