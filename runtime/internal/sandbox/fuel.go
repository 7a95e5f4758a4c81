package sandbox

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/meter"
)

const (
	// slice is how much fuel a guest has between two visits to the host: some
	// tens of microseconds of ordinary code.
	slice = 10_000
	// callUnits are what a call of the host costs, and a unit is charged for
	// every bytesPerUnit of the guest's memory that the host reads or writes
	// for it: about what the engine and the copying take.
	callUnits    = 8
	bytesPerUnit = 16
)

// tank is the fuel of a guest. What the guest holds counts down in a global of
// its module, from granted, which is what it was last filled to. What the host
// does for it is drawn here, and from the global only when there is enough of
// it, because that is dear.
type tank struct {
	limit   int64 // of a run
	spent   int64 // before the last filling
	granted int64
	drawn   int64
}

// used is what was used in all by a guest that holds so much.
func (t *tank) used(fuel int64) int64 { return t.spent + t.drawn + t.granted - fuel }

// yieldWorld is what metered code imports.
func yieldWorld() World {
	return World{Module: meter.Module, Functions: []Function{{
		Name: meter.Yield, Params: []ValueType{I64}, Results: []ValueType{I64}, own: true,
		Call: func(g *Guest, stack []uint64) { stack[0] = uint64(g.yield(int64(stack[0]))) },
	}}}
}

// yield is called when a slice is used up, with the fuel below zero. It ends
// the guest whose time or fuel is over, or returns the next slice, which may
// be when others have had their turn.
func (g *Guest) yield(fuel int64) int64 {
	g.share()
	g.checkTime()
	g.checkFuel(fuel)
	t := &g.tank
	t.spent, t.drawn = t.used(fuel), 0
	t.granted = min(slice, t.limit-t.spent)
	g.setFloor()
	g.checkTime() // else the floor might have been raised before it was set
	return t.granted
}

// checkTime ends the guest whose time is over.
func (g *Guest) checkTime() {
	if g.late() {
		panic(&stop{check.Deadline, deadlineText})
	}
}

// late says that the guest's time is over. The clock tells that sooner than
// the context, whose timer waits for a processor.
func (g *Guest) late() bool {
	return g.ctx.Err() != nil || g.timed && time.Now().After(g.deadline)
}

// checkFuel ends the guest that holds so much fuel and has used too much.
func (g *Guest) checkFuel(fuel int64) {
	if used := g.tank.used(fuel); used > g.tank.limit {
		panic(&stop{check.Fuel, g.fuelText(used)})
	}
}

func (g *Guest) fuelText(used int64) string {
	return fmt.Sprintf("the run used %d units of fuel, of a limit of %d", used, g.tank.limit)
}

// draw charges for what the host does for the guest.
func (g *Guest) draw(units int64) { g.tank.drawn += units }

// settle takes what was drawn from what the guest holds, now and then.
func (g *Guest) settle() {
	const often = 8
	t := &g.tank
	if t.drawn < t.granted/often {
		return
	}
	fuel := g.instance.fuel()
	g.checkFuel(fuel)
	g.instance.setFuel(fuel - t.drawn)
	t.drawn = 0
}

// setFloor sets how far below zero the fuel may fall before an entry traps:
// until the limit is used up, but no further than the meter would let it.
func (g *Guest) setFloor() {
	t := &g.tank
	floor := max(-meter.Reserve, t.spent+t.granted-t.limit)
	g.mu.Lock()
	defer g.mu.Unlock()
	if floor != g.floor {
		g.floor = floor
		g.instance.setLimit(floor)
	}
}

// watch raises the floor above all fuel when the guest's time is over, so that
// one that calls but never loops stops at its next entry.
func (g *Guest) watch() (stop func()) {
	ended := make(chan struct{})
	cancel := context.AfterFunc(g.ctx, func() {
		defer close(ended)
		g.mu.Lock()
		defer g.mu.Unlock()
		g.floor = math.MaxInt64
		g.instance.setLimit(g.floor)
	})
	return func() {
		if !cancel() {
			<-ended
		}
	}
}

// Fuel is how many units the guest has used: the same for the same module and
// the same answers of the host, unless it was stopped at its deadline.
func (g *Guest) Fuel() int64 {
	if g.instance == nil {
		return 0
	}
	return g.tank.used(g.instance.fuel())
}
