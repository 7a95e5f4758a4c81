package sandbox

import (
	"context"
	"errors"
	"fmt"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/meter"
)

// stop is what a host function panics with to end the guest, and only it.
type stop struct {
	reason check.Reason
	detail string
}

func (s *stop) Error() string { return s.detail }

// kinds are the type names under which faults are shown where an author's own
// exception would be.
var kinds = map[check.Reason]string{
	check.Exit:       "Exit",
	check.Deadline:   "DeadlineExceeded",
	check.Fuel:       "FuelLimit",
	check.Depth:      "StackOverflow",
	check.Memory:     "MemoryLimit",
	check.Quota:      "QuotaExceeded",
	check.BadPointer: "BadPointer",
	check.Trap:       "Trap",
	check.BadModule:  "BadModule",
}

// NewFault returns a fault with the kind that belongs to its reason.
func NewFault(reason check.Reason, detail string) *check.Fault {
	return &check.Fault{Reason: reason, Kind: kinds[reason], Detail: detail}
}

// fault turns an error of the engine into what ended the guest.
func (g *Guest) fault(err error) error {
	g.ended = true
	if g.bug != nil {
		return g.bug
	}
	detail, backtrace := g.module.split(err)
	var stop *stop
	var fault *check.Fault
	switch {
	case errors.Is(g.ctx.Err(), context.Canceled):
		return context.Cause(g.ctx)
	case errors.As(err, &stop):
		fault = NewFault(stop.reason, stop.detail)
	case errors.Is(err, context.DeadlineExceeded), g.late() && g.empty():
		fault = NewFault(check.Deadline, deadlineText)
	case g.empty() && g.Fuel() > g.tank.limit:
		fault = NewFault(check.Fuel, g.fuelText(g.Fuel()))
	case g.empty():
		fault = NewFault(check.Fuel, fmt.Sprintf("the guest called functions of more than %d units without a loop", meter.Reserve))
	case g.tooDeep(detail):
		fault = NewFault(check.Depth, g.depthText())
	case g.starved() && detail == engineUnreachable:
		fault = NewFault(check.Memory, "the guest needed more memory than its limit: "+detail)
	case g.starved():
		fault = NewFault(check.Trap, detail+", after it was refused more memory than its limit")
	default:
		fault = NewFault(check.Trap, detail)
	}
	fault.Backtrace = backtrace
	return fault
}

const deadlineText = "the run took longer than its limit"

// empty says that the guest was ended by an entry, because its fuel was below
// the floor.
func (g *Guest) empty() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.instance != nil && g.instance.fuel() < g.floor
}

// tooDeep says that the guest was ended by its own count of the stack, or by
// that of the engine, which is the coarser one.
func (g *Guest) tooDeep(detail string) bool {
	return g.instance != nil && g.instance.depth() < 0 || detail == engineOverflow
}

// starved says that the guest asked for more memory than its limit, and for
// nothing since that it was given.
func (g *Guest) starved() bool { return g.cell != nil && g.cell.starved() }

func (g *Guest) depthText() string {
	const text = "the guest's calls are nested too deeply"
	if g.deepest < meter.Depth {
		return fmt.Sprintf("%s: their stack may have %d bytes, as its memory", text, int64(g.deepest)*meter.DepthBytes)
	}
	return text
}

// engineOverflow is what the engine says happened when its stack was used up:
// it does not export that error. All of its text has the guest's own names too.
const engineOverflow = "stack overflow"

// engineUnreachable is what the engine says of the instruction by which the
// runtimes of languages end a guest that cannot go on, as without memory. Other
// traps may have nothing to do with that.
const engineUnreachable = "unreachable"
