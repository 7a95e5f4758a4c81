package sandbox

import (
	"errors"
	"testing"

	"github.com/sandpiper-checks/sandpiper/check"
)

// The engine's own limit of the stack is known by what it says happened, and by
// no name that the guest gave its functions.
func TestTheEnginesOverflowIsToldFromAName(t *testing.T) {
	for text, want := range map[string]check.Reason{
		"stack overflow": check.Depth,
		"wasm error: unreachable\nwasm stack trace:\n\t.stack overflow()": check.Trap,
	} {
		g := &Guest{module: &Module{}, ctx: t.Context()}
		fault, ok := errors.AsType[*check.Fault](g.fault(errors.New(text)))
		if !ok || fault.Reason != want {
			t.Errorf("%q: %v, want %s", text, fault, want)
		}
	}
}
