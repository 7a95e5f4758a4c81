package sandbox

import (
	"context"
	"errors"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/meter"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/wat"
	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

func TestASliceIsLessFuelForSlowGuests(t *testing.T) {
	var tank tank
	now := time.Now()
	for _, step := range []struct {
		took time.Duration
		want int64
	}{
		{time.Hour, leastSlice}, // the guest was not there yet
		{shortSlice - 1, 2 * leastSlice},
		{shortSlice, 2 * leastSlice},
		{longSlice, 2 * leastSlice},
		{0, 4 * leastSlice},
		{0, 8 * leastSlice},
		{0, 16 * leastSlice},
		{0, meter.Slice},
		{0, meter.Slice},
		{longSlice + 1, leastSlice},
		{longSlice + 1, leastSlice},
	} {
		tank.resumed = now
		now = now.Add(step.took)
		if tank.pace(now); tank.slice != step.want {
			t.Errorf("after %v: a slice of %d units, want %d", step.took, tank.slice, step.want)
		}
	}
}

// What a guest may come to by what it is given back follows the slice, so that
// a slow one hands over as often on its way back from a recursion.
func TestTheMostFollowsTheSlice(t *testing.T) {
	for slice, want := range map[int64]int64{1: 2 * leastSlice, leastSlice: 4 * leastSlice, meter.Slice: 2 * meter.Slice} {
		var most []int64
		look := func(g *Guest) {
			most = append(most, int64(g.instance.(*wazeroInstance).mostFuel.Get()))
			g.tank.slice, g.tank.resumed = slice, time.Now().Add(time.Hour) // the guest is fast, on any machine
		}
		guest := enter(t, `(import "world" "f" (func $f)) (memory 1) (func (export "run")
			call $f i32.const 0 i32.const 0 i32.const 40000 memory.fill call $f)`, look)
		if _, err := guest.Call("run"); err != nil || !slices.Equal(most, []int64{2 * leastSlice, want}) {
			t.Errorf("a slice of %d units: %v, %v", slice, most, err)
		}
	}
}

// Where the fuel is used up, the count is the same in slices of any size.
func TestTheEndOfTheFuelDoesNotDependOnTheSlice(t *testing.T) {
	for name, text := range map[string]string{
		"a loop":           `(loop call $f br 0)`,
		"short functions":  `(loop (@repeat 500 call $g) call $f br 0)`,
		"more than a unit": `(loop call $f i32.const 0 i32.const 0 i32.const 40000 memory.fill br 0)`,
	} {
		ends := map[int64]bool{}
		for _, slice := range []int64{1, 100, 3000, meter.Slice} {
			guest := enter(t, `(import "world" "f" (func $f)) (memory 1) (func $g) (func (export "run") `+text+`)`, func(g *Guest) {
				g.tank.slice, g.tank.resumed = slice, time.Now().Add(-shortSlice)
				g.Charge(100 * bytesPerUnit)
			})
			_, err := guest.Call("run")
			if fault, ok := errors.AsType[*check.Fault](err); !ok || fault.Reason != check.Fuel {
				t.Error(err)
			}
			ends[guest.Fuel()] = true
		}
		if len(ends) != 1 {
			t.Errorf("%s: ends after %v units", name, slices.Sorted(maps.Keys(ends)))
		}
	}
}

// enter makes a guest of a module in the text format that imports a function f
// of the world, in a sandbox of its own.
func enter(t *testing.T, text string, f func(*Guest)) *Guest {
	t.Helper()
	box, err := Open(t.Context(), Options{Worlds: []World{{Module: "world", Functions: []Function{{
		Name: "f", Call: func(g *Guest, _ []uint64) { f(g) },
	}}}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { box.Close(context.Background()) })
	m, err := wasm.Read(wat.Assemble(text))
	if err != nil {
		t.Fatal(err)
	}
	module, err := box.Compile(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	guest, err := module.Enter(t.Context(), nil, Limits{MemoryBytes: 1 << 20, HostCalls: 1 << 20, Fuel: 123_456}, t.Context)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(guest.Leave)
	return guest
}
