package sandbox

import (
	"slices"
	"sync"
	"time"
)

// idleFor is how long a cell waits for its next guest before it is given up:
// some turns of a check that runs every 15 seconds. To make another costs less
// than a millisecond, so a check that runs every hour need not keep one.
const idleFor = time.Minute

// pool holds the cells of a module that no guest is in, each as its image has
// it, the one that was left last at the end. That one is taken first: its
// memory is still in the caches of the processor, and what is not needed comes
// to rest at the beginning.
type pool struct {
	mu     sync.Mutex
	idle   []*cell
	sweeps *time.Timer // nil when there is nothing to give up
	closed bool
}

// take returns a cell for guests of a memory limit, or nil.
func (p *pool) take(limit uint64) *cell {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i, c := range slices.Backward(p.idle) {
		if c.memory.fits(limit) {
			p.idle = slices.Delete(p.idle, i, i+1)
			return c
		}
	}
	return nil
}

// put keeps a cell, and gives up the one that has waited longest when there are
// more than room. A pool that is closed keeps none.
func (p *pool) put(c *cell, room int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		c.close()
		return
	}
	c.idleSince = time.Now()
	p.idle = append(p.idle, c)
	if len(p.idle) > room {
		p.giveUp()
	}
	if p.sweeps == nil {
		p.sweeps = time.AfterFunc(idleFor, p.sweep)
	}
}

// giveUp closes the cell that has waited longest.
func (p *pool) giveUp() {
	p.idle[0].close()
	p.idle = slices.Delete(p.idle, 0, 1)
}

// sweep gives up the cells that have waited for long enough.
func (p *pool) sweep() {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	for len(p.idle) > 0 && now.Sub(p.idle[0].idleSince) >= idleFor {
		p.giveUp()
	}
	p.sweeps = nil
	if len(p.idle) > 0 {
		p.sweeps = time.AfterFunc(idleFor-now.Sub(p.idle[0].idleSince), p.sweep)
	}
}

// close closes all cells, and takes no more.
func (p *pool) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.idle) > 0 {
		p.giveUp()
	}
	if p.sweeps != nil {
		p.sweeps.Stop()
	}
	p.closed = true
}
