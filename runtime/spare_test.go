package runtime_test

import (
	"fmt"
	"slices"
	"testing"

	asm "github.com/sandpiper-checks/sandpiper/abi/testkit/assembler"
	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime"
)

// A result is its owner's until it is released; then its samples are room for
// another run's, of any instance.
func TestAResultIsItsOwnersUntilItIsReleased(t *testing.T) {
	rt := open(t, runtime.Options{})
	file := moduleFile(t, assemble(func(m *asm.Module) {
		gauge := importCheck(m, "gauge")
		m.Data(0, []byte("ab"))
		value := func(name int32, v float64) []byte {
			return slices.Concat(asm.I32(name), asm.I32(1), asm.F64(v), asm.I32(0), asm.I32(0), asm.I32(0), asm.I32(0), asm.I32(0), asm.I32(0), asm.F64(0), asm.Call(gauge), asm.Ops(asm.Drop))
		}
		m.Exported("check_run", "-> i32", 0, value(0, 1), value(1, 2), asm.I32(0))
	}))
	samples := func(r check.Result) (all string) {
		for _, s := range r.Samples {
			all += fmt.Sprintf("%s=%v ", s.Context.Name, s.Value)
		}
		return all
	}
	const want = "a=1 b=2 "
	kept, used := runInstance(t, rt, &check.Instance{ID: "kept", Module: file}), runInstance(t, rt, &check.Instance{ID: "used", Module: file})
	place := &used.Samples[0]
	rt.Release(&used)
	if used.Samples != nil || place.Context != nil {
		t.Errorf("what was released still has %v", *place)
	}
	next := runInstance(t, rt, &check.Instance{ID: "kept", Module: file})
	if &next.Samples[0] != place {
		t.Error("what was released is not used")
	}
	if samples(kept) != want || samples(next) != want {
		t.Errorf("kept %sand next %s, want %s", samples(kept), samples(next), want)
	}
}
