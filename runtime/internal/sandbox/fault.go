package sandbox

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/meter"
)

// stop is what a host function panics with to end the guest, and only it.
type stop struct {
	reason check.Reason
	detail string
}

func (s *stop) Error() string { return s.detail }

const (
	badPointer = check.BadPointer
	exit       = check.Exit
)

// kinds are the type names under which faults are shown where an author's own
// exception would be.
var kinds = map[check.Reason]string{
	check.Exit:       "Exit",
	check.Deadline:   "DeadlineExceeded",
	check.Fuel:       "FuelLimit",
	check.Depth:      "StackOverflow",
	check.Memory:     "MemoryLimit",
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
	if g.bug != nil {
		return g.bug
	}
	detail, backtrace := split(err)
	var stop *stop
	var fault *check.Fault
	switch {
	case errors.Is(g.ctx.Err(), context.Canceled):
		return context.Cause(g.ctx)
	case errors.As(err, &stop):
		fault = NewFault(stop.reason, stop.detail)
	case errors.Is(err, context.DeadlineExceeded), g.ctx.Err() != nil && g.empty():
		fault = NewFault(check.Deadline, deadlineText)
	case g.empty():
		fault = NewFault(check.Fuel, fmt.Sprintf("the guest called more than %d functions between two turns of a loop", meter.Reserve))
	case g.tooDeep(err):
		fault = NewFault(check.Depth, "the guest's calls are nested too deeply")
	case g.starved:
		fault = NewFault(check.Memory, "the guest needed more memory than its limit: "+detail)
	default:
		fault = NewFault(check.Trap, detail)
	}
	fault.Backtrace = backtrace
	return fault
}

const deadlineText = "the run took longer than its limit"

// empty says that the guest was ended by an entry, whose fuel was too far below zero.
func (g *Guest) empty() bool { return g.instance != nil && g.instance.fuel() < -meter.Reserve }

// tooDeep says that the guest was ended by its own count of the stack, or by
// that of the engine, which is the coarser one.
func (g *Guest) tooDeep(err error) bool {
	return g.instance != nil && g.instance.depth() < 0 || strings.Contains(err.Error(), "stack overflow")
}

// split takes apart the text of an engine's error: what happened, and the
// guest's functions, innermost first, one a line.
func split(err error) (detail, backtrace string) {
	detail, trace, _ := strings.Cut(err.Error(), "wasm stack trace:")
	detail = strings.TrimSpace(strings.TrimPrefix(detail, "wasm error: "))
	detail = strings.TrimSuffix(detail, " (recovered by wazero)")
	var frames []string
	for line := range strings.Lines(trace) {
		if frame := strings.TrimPrefix(strings.TrimSpace(line), "."); frame != "" {
			frames = append(frames, frame)
		}
	}
	return detail, strings.Join(frames, "\n")
}
