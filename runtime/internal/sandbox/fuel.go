package sandbox

import (
	"context"
	"fmt"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/meter"
)

// slice is how much fuel a guest has between two visits to the host: some
// tens of microseconds of ordinary code.
const slice = 10_000

// tank is the fuel of a guest. What the guest holds counts down in a global of
// its module, from granted, which is what it was last filled to.
type tank struct {
	limit   int64 // of a run
	spent   int64 // before the last filling
	granted int64
}

// yieldWorld is what metered code imports.
func yieldWorld() World {
	return World{Module: meter.Module, Functions: []Function{{
		Name: meter.Yield, Params: []ValueType{I64}, Results: []ValueType{I64},
		Call: func(g *Guest, stack []uint64) { stack[0] = uint64(g.yield(int64(stack[0]))) },
	}}}
}

// yield is called when a slice is used up, with the fuel below zero. It ends
// the guest whose time or fuel is over, or returns the next slice.
func (g *Guest) yield(fuel int64) int64 {
	if g.ctx.Err() != nil {
		panic(&stop{check.Deadline, deadlineText})
	}
	t := &g.tank
	t.spent += t.granted - fuel
	t.granted = min(slice, t.limit-t.spent)
	if t.granted <= 0 {
		t.granted = fuel // which the global keeps, and is paid for
		panic(&stop{check.Fuel, fmt.Sprintf("the run used %d units of fuel, of a limit of %d", t.spent, t.limit)})
	}
	return t.granted
}

// Fuel is how many units the guest has used: the same for the same module and
// the same answers of the host. For a guest that was stopped at its deadline it
// is what it had used at its last visit to the host.
func (g *Guest) Fuel() int64 {
	if g.instance == nil || g.ctx.Err() != nil {
		return g.tank.spent
	}
	return g.tank.spent + g.tank.granted - g.instance.fuel()
}

// watch empties the tank when the guest's time is over, so that it stops at its
// next branch back or function entry, whatever is left of its slice. The guest
// may just be writing the global, so this is repeated until it has stopped.
func (g *Guest) watch() (stop func()) {
	const again = 100 * time.Microsecond
	left, ended := make(chan struct{}), make(chan struct{})
	cancel := context.AfterFunc(g.ctx, func() {
		defer close(ended)
		ticker := time.NewTicker(again)
		defer ticker.Stop()
		for {
			g.instance.drain()
			select {
			case <-left:
				return
			case <-ticker.C:
			}
		}
	})
	return func() {
		close(left)
		if !cancel() {
			<-ended
		}
	}
}
