package sandbox_test

import (
	"context"
	"errors"
	"testing"
	"time"

	asm "github.com/sandpiper-checks/sandpiper/abi/testkit/assembler"
	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/sandbox"
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
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
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
