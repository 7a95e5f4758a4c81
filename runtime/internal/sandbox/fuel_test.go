package sandbox_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	asm "github.com/sandpiper-checks/sandpiper/abi/testkit/assembler"
	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/sandbox"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/wat"
)

// Code without a loop calls nothing that would tell it that its time is over.
func TestAGuestWhoseTimeIsOverMakesNoMoreCalls(t *testing.T) {
	calls := 0
	box, err := sandbox.Open(t.Context(), sandbox.Options{Worlds: []sandbox.World{{
		Module: "world", Functions: []sandbox.Function{{Name: "f", Call: func(g *sandbox.Guest, _ []uint64) {
			calls++
			<-g.Context().Done()
		}}},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	defer box.Close(context.Background())
	m := asm.Module{Pages: 1}
	f := m.Import("world", "f", "")
	m.Exported("run", "", 0, asm.Call(f), asm.Call(f), asm.Call(f))
	module, err := compile(t.Context(), box, m.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	guest, err := module.Enter(t.Context(), nil, limits, func() context.Context { return ctx })
	if err != nil {
		t.Fatal(err)
	}
	defer guest.Leave()
	_, err = guest.Call("run")
	var fault *check.Fault
	if !errors.As(err, &fault) || fault.Reason != check.Deadline || calls != 1 {
		t.Errorf("%v, after %d calls", err, calls)
	}
}

// Functions of one call each never come to the host. This guest would end after
// some tens of milliseconds; where the machine is so busy that it does, it is
// tried again.
func TestCallsThatDoNotYieldEndAtTheDeadline(t *testing.T) {
	program := wat.Assemble(`(memory 1)
		(func $again (param $n i32) local.get $n if local.get $n i32.const 1 i32.sub call $again end)
		(func (export "run") (@repeat 100 i32.const 150000 call $again))
		(@custom "name" "\01\08\01\00\05again")`)
	box, err := sandbox.Open(t.Context(), sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer box.Close(context.Background())
	module, err := compile(t.Context(), box, program)
	if err != nil {
		t.Fatal(err)
	}
	stopped := func() bool {
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		guest, err := module.Enter(t.Context(), nil, sandbox.Limits{MemoryBytes: 16 << 20, Fuel: 1e15}, func() context.Context { return ctx })
		if guest != nil {
			defer guest.Leave()
		}
		if err == nil {
			_, err = guest.Call("run")
		}
		fault, ok := errors.AsType[*check.Fault](err)
		if !ok || fault.Reason != check.Deadline {
			t.Fatal(err)
		}
		return strings.HasPrefix(fault.Backtrace, "again\n")
	}
	for range 100 {
		if stopped() {
			return
		}
	}
	t.Error("it always came to its end")
}

// What the host does for a guest is part of the bill, to the unit.
func TestHostCallsCostFuel(t *testing.T) {
	for name, c := range map[string]struct {
		call func(g *sandbox.Guest)
		want int64
	}{
		"nothing":       {func(*sandbox.Guest) {}, 8},
		"15 bytes read": {func(g *sandbox.Guest) { g.Read(0, 15) }, 8},
		"a page read":   {func(g *sandbox.Guest) { g.Read(0, 1<<16) }, 8 + 4096},
		"a page looked at, of which 32 bytes are used": {func(g *sandbox.Guest) {
			g.View(0, 1<<16)
			g.Charge(32)
		}, 8 + 2},
	} {
		var used int64
		enter := call(t, "run", func(g *sandbox.Guest) {
			c.call(g)
			used = g.Fuel() - 1 // which the entry costs
		})
		if err := enter(); err != nil {
			t.Fatal(err)
		}
		if used != c.want {
			t.Errorf("%s: %d units, want %d", name, used, c.want)
		}
	}
}

// A timer waits for a processor, which the guest may have.
func TestTheClockEndsAGuestWhoseContextIsLate(t *testing.T) {
	box, err := sandbox.Open(t.Context(), sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer box.Close(context.Background())
	module, err := compile(t.Context(), box, wat.Assemble(`(memory 1) (func (export "run") loop br 0 end)`))
	if err != nil {
		t.Fatal(err)
	}
	guest, err := module.Enter(t.Context(), nil, limits, func() context.Context { return overdue{t.Context()} })
	if err != nil {
		t.Fatal(err)
	}
	defer guest.Leave()
	_, err = guest.Call("run")
	if fault, ok := errors.AsType[*check.Fault](err); !ok || fault.Reason != check.Deadline {
		t.Error(err)
	}
}

// overdue is a context whose timer has not yet noticed that its time is over.
type overdue struct{ context.Context }

func (overdue) Deadline() (time.Time, bool) { return time.Unix(0, 0), true }
