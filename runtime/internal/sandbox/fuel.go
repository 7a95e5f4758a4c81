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
	// A unit is a nanosecond, or some microseconds where the guest waits for
	// its memory. So the guest has little fuel at first, between two visits to
	// the host, and more when it used that up within shortSlice: up to
	// meter.Slice, until it needs longSlice for it.
	leastSlice = 400
	shortSlice = 50 * time.Microsecond
	longSlice  = 200 * time.Microsecond
	// callUnits are what a call of the host costs, and a unit is charged for
	// every bytesPerUnit of the guest's memory that the host reads or writes
	// for it: about what the engine and the copying take.
	callUnits    = 8
	bytesPerUnit = 16
	// drawnAtOnce is how much is drawn for host calls before it is taken from
	// what the guest holds.
	drawnAtOnce = 1000
)

// tank is the fuel of a guest. What the guest holds counts down in a global of
// its module, from granted, which is what it was last filled to. What the host
// does for it is drawn here, and from the global only when there is enough of
// it, because that is dear. Until then it does not count for the limit: where a
// guest ends must not depend on when it came to the host, nor on the slices.
type tank struct {
	limit   int64 // of a run
	spent   int64 // before the last filling
	granted int64
	drawn   int64

	slice   int64     // how much it is filled with
	resumed time.Time // the guest, when it was last filled
}

// used is what was used in all by a guest that holds so much, but for what is
// drawn.
func (t *tank) used(fuel int64) int64 { return t.spent + t.granted - fuel }

// yieldWorld is what metered code imports.
func yieldWorld() World {
	return World{Module: meter.Module, Functions: []Function{{
		Name: meter.Yield, Params: []ValueType{I64}, Results: []ValueType{I64}, own: true,
		Call: func(g *Guest, stack []uint64) { stack[0] = uint64(g.yield(int64(stack[0]))) },
	}}}
}

// yield is called when a slice is used up, with the fuel below zero, or when it
// is more than the most that it may be, because of what was given back. It ends
// the guest whose time or fuel is over, or returns the next slice, which may be
// when others have had their turn.
func (g *Guest) yield(fuel int64) int64 {
	now := time.Now()
	g.checkTime(now)
	g.checkFuel(fuel)
	g.share()
	t := &g.tank
	t.pace(now)
	t.spent = t.used(fuel)
	t.granted = min(t.slice, t.limit-t.spent)
	g.instance.setMost(t.most())
	g.setFloor()
	t.resumed = time.Now()
	g.checkTime(t.resumed) // else the floor might have been raised before it was set
	return t.granted
}

// most is how much fuel the guest may come to by what it is given back, before
// it hands over.
func (t *tank) most() int64 { return 2 * max(t.granted, leastSlice) }

// pace decides how large the next slice is.
func (t *tank) pace(now time.Time) {
	switch took := now.Sub(t.resumed); {
	case took > longSlice:
		t.slice = leastSlice
	case took < shortSlice:
		t.slice = min(2*t.slice, meter.Slice)
	}
}

// checkTime ends the guest whose time is over.
func (g *Guest) checkTime(now time.Time) {
	if g.lateAt(now) {
		panic(&stop{check.Deadline, g.deadlineText(), keyWall})
	}
}

// late says that the guest's time is over. The clock tells that sooner than
// the context, whose timer waits for a processor.
func (g *Guest) late() bool { return g.lateAt(time.Now()) }

func (g *Guest) lateAt(now time.Time) bool {
	return g.ctx.Err() != nil || g.timed && now.After(g.deadline)
}

// checkFuel ends the guest that holds so much fuel and has used too much.
func (g *Guest) checkFuel(fuel int64) {
	if used := g.tank.used(fuel); used > g.tank.limit {
		panic(&stop{check.Fuel, g.fuelText(used + g.tank.drawn), keyFuel})
	}
}

func (g *Guest) fuelText(used int64) string {
	return fmt.Sprintf("the run used %d units of fuel, of a limit of %d", used, g.tank.limit)
}

// draw charges for what the host does for the guest.
func (g *Guest) draw(units int64) { g.tank.drawn += units }

// settle takes what was drawn from what the guest holds, now and then.
func (g *Guest) settle() {
	t := &g.tank
	if t.drawn < drawnAtOnce {
		return
	}
	fuel := g.instance.fuel() - t.drawn
	t.drawn = 0
	g.instance.setFuel(fuel)
	if fuel < 0 {
		g.instance.setFuel(g.yield(fuel)) // it is with the host already
	}
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
	return g.tank.used(g.instance.fuel()) + g.tank.drawn
}
