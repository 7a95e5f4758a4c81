package sandbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/meter"
)

// stop is what a host function panics with to end the guest, and only it.
type stop struct {
	reason check.Reason
	detail string
	limit  string // its key, where one was reached
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

// NewLimitFault returns a fault of a limit, which the key under sandbox.limits moves.
func NewLimitFault(reason check.Reason, key, detail string) *check.Fault {
	fault := NewFault(reason, detail)
	fault.Limit = key
	return fault
}

// The keys of the limits that end runs.
const (
	keyWall      = "wall"
	keyFuel      = "fuel"
	keyHostCalls = "host_calls"
	// KeyMemory is that of Limits.MemoryBytes.
	KeyMemory = "memory"
)

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
		fault = NewLimitFault(stop.reason, stop.limit, stop.detail)
	case errors.Is(err, context.DeadlineExceeded), g.late() && g.empty():
		fault = NewLimitFault(check.Deadline, keyWall, g.deadlineText())
	case g.empty() && g.Fuel() > g.tank.limit:
		fault = NewLimitFault(check.Fuel, keyFuel, g.fuelText(g.Fuel()))
	case g.empty():
		fault = NewFault(check.Fuel, fmt.Sprintf("the guest called functions of more than %d units without a loop", meter.Reserve))
	case g.tooDeep(detail):
		fault = g.depthFault()
	case g.starved() && detail == engineUnreachable:
		fault = NewLimitFault(check.Memory, KeyMemory, fmt.Sprintf("the guest needed more memory than its limit of %d bytes: %s", g.memoryLimit, detail))
	case g.starved():
		fault = NewLimitFault(check.Trap, KeyMemory, fmt.Sprintf("%s, after it was refused more memory than its limit of %d bytes", detail, g.memoryLimit))
	default:
		fault = NewFault(check.Trap, detail)
	}
	fault.Backtrace = backtrace
	return fault
}

func (g *Guest) deadlineText() string {
	return "the run took longer than its limit of " + spanText(g.wall)
}

// spanText is a span as people write it: in seconds where it is so many, else
// in milliseconds where it is, such as 15 s and 50 ms.
func spanText(d time.Duration) string {
	switch {
	case d%time.Second == 0:
		return fmt.Sprintf("%d s", d/time.Second)
	case d%time.Millisecond == 0:
		return fmt.Sprintf("%d ms", d/time.Millisecond)
	}
	return d.String()
}

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

func (g *Guest) depthFault() *check.Fault {
	text := fmt.Sprintf("the guest's calls are nested too deeply: their stack may have %d bytes", int64(g.deepest)*meter.DepthBytes)
	if g.deepest < meter.Depth {
		return NewLimitFault(check.Depth, KeyMemory, text+", as its memory")
	}
	return NewFault(check.Depth, text)
}

// engineOverflow is what the engine says happened when its stack was used up:
// it does not export that error. All of its text has the guest's own names too.
const engineOverflow = "stack overflow"

// engineUnreachable is what the engine says of the instruction by which the
// runtimes of languages end a guest that cannot go on, as without memory. Other
// traps may have nothing to do with that.
const engineUnreachable = "unreachable"
