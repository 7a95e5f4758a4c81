package meter

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
)

const counter = `local.get $n i32.const 1 i32.sub local.tee $n` // 4 instructions

func nops(n int) string { return strings.Repeat("nop ", n) }

// An exact number is a promise: the same module is charged the same everywhere.
func TestFuelIsExact(t *testing.T) {
	for _, c := range []struct {
		name, text string
		arg        uint64
		want       int64
	}{
		// A path of 64 instructions is a unit more; its end is one of them.
		{"an empty function", `(func (export "run") (param $n i32))`, 0, 1},
		{"63 instructions", `(func (export "run") (param $n i32) ` + nops(62) + `)`, 0, 1},
		{"64 instructions", `(func (export "run") (param $n i32) ` + nops(63) + `)`, 0, 2},
		{"6,400 instructions", `(func (export "run") (param $n i32) ` + nops(6399) + `)`, 0, 101},

		// Of two paths the longer is charged, whichever is taken.
		{"the short arm", `(func (export "run") (param $n i32) local.get $n if ` + nops(640) + ` else nop end)`, 0, 11},
		{"no arm", `(func (export "run") (param $n i32) local.get $n if ` + nops(640) + ` end)`, 0, 11},
		{"the second arm", `(func (export "run") (param $n i32) local.get $n if nop else ` + nops(640) + ` end)`, 1, 11},
		{"a way around", `(func (export "run") (param $n i32) block local.get $n br_if 0 ` + nops(640) + ` end)`, 1, 11},
		{"both arms", `(func (export "run") (param $n i32) local.get $n if ` + nops(640) + ` else ` + nops(640) + ` end)`, 0, 11},
		{"one after the other", `(func (export "run") (param $n i32) block ` + nops(640) + ` br 0 end ` + nops(640) + `)`, 0, 21},
		{"around an arm that returns", `(func (export "run") (param $n i32) local.get $n if return end ` + nops(640) + `)`, 0, 11},
		{"after a return", `(func (export "run") (param $n i32) return ` + nops(640) + `)`, 0, 1},
		{"after unreachable code", `(func (export "run") (param $n i32) block br 0 ` + nops(640) + ` end)`, 0, 1},
		{"blocks in dead code", `(func (export "run") (param $n i32) return block loop i32.const 0 if ` + nops(640) + ` else end br 0 end end)`, 0, 1},
		{"both arms leave", `(func (export "run") (param $n i32) block local.get $n if br 1 else return end ` + nops(640) + ` end)`, 1, 1},

		// Turns: the entry pays for the first, each branch back for the next.
		{"a loop of one turn", `(func (export "run") (param $n i32) loop ` + counter + ` br_if 0 end)`, 1, 1},
		{"a loop of 1,000 turns", `(func (export "run") (param $n i32) loop ` + counter + ` br_if 0 end)`, 1000, 1 + 999},
		{"a loop of 1,000 turns, br", `(func (export "run") (param $n i32) block loop ` + counter + ` i32.eqz br_if 1 br 0 end end)`, 1000, 1 + 999},
		{"1,000 turns of 64 instructions", `(func (export "run") (param $n i32) loop ` + nops(58) + counter + ` br_if 0 end)`, 1000, 2 + 999*2},
		{"1,000 turns of 63 instructions", `(func (export "run") (param $n i32) loop ` + nops(57) + counter + ` br_if 0 end)`, 1000, 2 + 999},
		{"1,000 turns of 6,400 instructions", `(func (export "run") (param $n i32) loop ` + nops(6400) + counter + ` br_if 0 end)`, 1000, 101 + 999*101},
		{"a turn pays for its longest path", `(func (export "run") (param $n i32) loop local.get $n i32.eqz if ` + nops(640) + ` end ` + counter + ` br_if 0 end)`, 1000, 11 + 999*11},
		{"what follows a loop is no turn", `(func (export "run") (param $n i32) loop ` + counter + ` br_if 0 end ` + nops(640) + `)`, 1000, 11 + 999},
		{"two branches back", `(func (export "run") (param $n i32) block loop ` + counter + ` i32.eqz br_if 1 local.get $n i32.const 1 i32.and br_if 0 br 0 end end)`, 1000, 1 + 999},
		{"from an if", `(func (export "run") (param $n i32) loop ` + counter + ` if br 1 end end)`, 1000, 1 + 999},
		{"with a value below", `(func (export "run") (param $n i32) i32.const 7 loop ` + counter + ` br_if 0 end drop)`, 1000, 1 + 999},
		{"with a result", `(func (export "run") (param $n i32) loop (result i32) i32.const 5 ` + counter + ` br_if 0 end drop)`, 1000, 1 + 999},
		{"with a type of its own", `(type $e (func)) (func (export "run") (param $n i32) loop (type $e) ` + counter + ` br_if 0 end)`, 1000, 1 + 999},

		// A loop within a loop: 10 times 100 turns.
		{"nested loops", `(func (export "run") (param $n i32) (local $i i32)
			loop i32.const 100 local.set $i
			  loop local.get $i i32.const 1 i32.sub local.tee $i br_if 0 end
			  ` + counter + ` br_if 0 end)`, 10, 1 + 10*99 + 9},

		// Where a branch back cannot be charged by itself, the start of the turn
		// is, of the first one too.
		{"br_table", `(func (export "run") (param $n i32) block loop ` + counter + ` i32.eqz br_table 0 1 end end)`, 1000, 1 + 1000},
		{"a loop that takes a value", `(func (export "run") (param $n i32) i32.const 7 loop (param i32) (result i32) ` + counter + ` br_if 0 end drop)`, 1000, 1 + 1000},

		// With calls: 1,000 of them, a unit each.
		{"a loop with calls", `(func $f) (func (export "run") (param $n i32) loop call $f ` + counter + ` br_if 0 end)`, 1000, 1 + 999 + 1000},
		{"a loop with calls through a table", `(table 1 funcref) (elem (i32.const 0) $f) (func $f)
			(func (export "run") (param $n i32) loop i32.const 0 call_indirect ` + counter + ` br_if 0 end)`, 1000, 1 + 999 + 1000},
		{"br_table with calls", `(func $f) (func (export "run") (param $n i32) block loop call $f ` + counter + ` i32.eqz br_table 0 1 end end)`, 1000, 1 + 1000 + 1000},
		{"recursion", `(func $f (export "run") (param $n i32) local.get $n if local.get $n i32.const 1 i32.sub call $f end)`, 1000, 1001},
		{"tail calls", `(func $f (export "run") (param $n i32) local.get $n if local.get $n i32.const 1 i32.sub return_call $f end)`, 1000, 1001},
		// A function with a loop without calls pays for a batch, and gets back what did not gather.
		{"calls of a function with a loop", `(func $f (local i32) loop local.get 0 i32.const 1 i32.add local.tee 0 i32.const 5 i32.lt_u br_if 0 end)
			(func (export "run") (param $n i32) loop call $f ` + counter + ` br_if 0 end)`, 1000, 1 + 999 + 1000*(1+4)},

		// By size, from 1,024 bytes or 128 entries on. Below, and besides, it is
		// 16 instructions.
		{"fill of 1,023 bytes", bulkText(`i32.const 0 i32.const 1 local.get $n memory.fill`), 1023, 1},
		{"fill of 1,024 bytes", bulkText(`i32.const 0 i32.const 1 local.get $n memory.fill`), 1024, 1 + 16},
		{"fill of a page", bulkText(`i32.const 0 i32.const 1 local.get $n memory.fill`), 65536, 1 + 1024},
		{"copy of 1,023 bytes", bulkText(`i32.const 0 i32.const 1 local.get $n memory.copy`), 1023, 1},
		{"copy of 2,000 bytes", bulkText(`i32.const 0 i32.const 1 local.get $n memory.copy`), 2000, 1 + 31},
		{"init of 2,048 bytes", bulkText(`i32.const 0 i32.const 0 local.get $n memory.init $d`), 2048, 1 + 32},
		{"four copies of nothing", bulkText(strings.Repeat(`i32.const 0 i32.const 0 i32.const 0 memory.copy `, 4)), 0, 2},
		{"table fill of 127", bulkText(`i32.const 0 ref.null func local.get $n table.fill`), 127, 1},
		{"table fill of 128", bulkText(`i32.const 0 ref.null func local.get $n table.fill`), 128, 1 + 16},
		{"table copy of 200", bulkText(`i32.const 0 i32.const 0 local.get $n table.copy`), 200, 1 + 25},
		{"table init of 129", bulkText(`i32.const 0 i32.const 0 local.get $n table.init $e`), 129, 1 + 16},
		{"table grow by 0", bulkText(`ref.null func local.get $n table.grow drop`), 0, 1 + 1},
		{"table grow by 1,000", bulkText(`ref.null func local.get $n table.grow drop`), 1000, 1 + 1 + 125},
		{"memory grow by 0", bulkText(`local.get $n memory.grow drop`), 0, 1 + 1},
		{"memory grow by 3", bulkText(`local.get $n memory.grow drop`), 3, 1 + 1 + 48},
		{"memory grow by all", bulkText(`local.get $n memory.grow drop`), 65536, 1 + 1 + 1<<20},
		{"memory grow by too much", bulkText(`local.get $n memory.grow drop`), 1 << 31, 1 + 1},
		{"in a loop", bulkText(`loop i32.const 0 i32.const 0 i32.const 6400 memory.fill ` + counter + ` br_if 0 end`), 10, 1 + 9 + 10*100},

		{"ref.func", `(elem declare func $f) (func $f) (func (export "run") (param $n i32) ` + strings.Repeat(`ref.func $f drop `, 8) + `)`, 0, 1 + 2},
	} {
		g := load(t, c.text)
		for range 2 { // the fuel that is left makes no difference
			if got := g.cost(t, "run", c.arg); got != c.want {
				t.Errorf("%s: %d units, want %d", c.name, got, c.want)
			}
		}
	}
}

func bulkText(code string) string {
	return `(memory 2) (table 200 funcref) (func $f) (elem $e func` + strings.Repeat(" $f", 200) + `) (data $d "` + strings.Repeat("x", 3000) + `")
		(func (export "run") (param $n i32) ` + code + `)`
}

func TestFuelDoesNotDependOnTheSlice(t *testing.T) {
	const text = `(func $f (param i32) (local i32) loop local.get 0 i32.const 1 i32.sub local.tee 0 br_if 0 end)
		(func (export "run") (param $n i32) loop local.get $n call $f ` + counter + ` br_if 0 end)`
	want := load(t, text).cost(t, "run", 300)
	for _, slice := range []int64{0, 1, 10, 1000, 1 << 40} {
		g := load(t, text)
		g.host.slice = slice
		if got := g.cost(t, "run", 300); got != want {
			t.Errorf("slice %d: %d units, want %d", slice, got, want)
		}
	}
}

// Each way to the host: it is called when the fuel falls below zero, and not before.
func TestYieldsWhenTheFuelIsUsedUp(t *testing.T) {
	for _, c := range []struct {
		name, text string
		arg        uint64
		fuel       int64 // with which it is left at 0
	}{
		{"a loop with calls", `(func $f) (func (export "run") (param $n i32) loop ` + counter + ` br_if 0 local.get $n if call $f end end)`, 3, 1 + 2},
		{"a loop with calls through a table", `(table 1 funcref) (func (export "run") (param $n i32) loop ` + counter + ` br_if 0 local.get $n if i32.const 0 call_indirect end end)`, 3, 1 + 2},
		{"br_table", `(func $f) (func (export "run") (param $n i32) block loop call $f ` + counter + ` i32.eqz br_table 0 1 end end)`, 1, 1 + 1},
		{"a batch", `(func (export "run") (param $n i32) loop ` + counter + ` br_if 0 end)`, 1 + Batch, 1 + Batch + Batch},
		{"a fill", bulkText(`i32.const 0 i32.const 1 local.get $n memory.fill`), 1024, 1 + 16},
		{"growth", bulkText(`local.get $n memory.grow drop`), 1, 1 + 17},
		{"a throw", `(tag $e) (func (export "run") (param $n i32) throw $e)`, 0, 1 + throwUnits},
		{"a try_table", `(func (export "run") (param $n i32) try_table end)`, 0, 1 + smallestStack + tryUnits + 2},
	} {
		for _, less := range []int64{0, 1} {
			g := load(t, c.text)
			g.set(Fuel, c.fuel-less)
			g.call("run", c.arg)
			if g.host.yields != int(less) {
				t.Errorf("%s: %d yields with %d units less than it needs", c.name, g.host.yields, less)
			}
		}
	}
}

// An entry yields where calls can become ever more without a loop, or where the
// body may take long.
func TestEntriesThatMayTakeLongYield(t *testing.T) {
	for _, c := range []struct {
		name, text string
		yields     int
	}{
		{"a leaf", `(func (export "run"))`, 0},
		{"one call", `(func (export "run") call $f) (func $f)`, 0},
		{"two calls", `(func (export "run") call $f call $f) (func $f)`, 1},
		{"two calls, of which one is made", `(func (export "run") i32.const 1 if call $f else call $f end) (func $f)`, 1},
		{"a call and one through a table", `(table 1 funcref) (elem (i32.const 0) $f) (func (export "run") call $f i32.const 0 call_indirect) (func $f)`, 1},
		{"a tail call", `(func (export "run") return_call $f) (func $f)`, 1},
		{"a tail call through a table", `(table 1 funcref) (elem (i32.const 0) $f) (func (export "run") i32.const 0 return_call_indirect) (func $f)`, 1},
		{"127 instructions", `(func (export "run") ` + nops(126) + `)`, 0},
		{"128 instructions", `(func (export "run") ` + nops(127) + `)`, 1},
		{"15 loads", `(memory 1) (func (export "run") i32.const 0` + strings.Repeat(" i32.load", 15) + ` drop)`, 0},
		{"16 loads", `(memory 1) (func (export "run") i32.const 0` + strings.Repeat(" i32.load", 16) + ` drop)`, 1},
		{"16 vectors", `(memory 1) (func (export "run") ` + strings.Repeat(" i32.const 0 v128.load drop", 16) + `)`, 1},
		{"16 stores", `(memory 1) (func (export "run") ` + strings.Repeat(" i32.const 0 i32.const 0 i32.store", 16) + `)`, 0},
		{"4 copies", `(memory 1) (func (export "run") ` + strings.Repeat(" i32.const 0 i32.const 0 i32.const 0 memory.copy", 4) + `)`, 1},
		{"a loop", `(func (export "run") (local $n i32) loop local.get $n br_if 0 end)`, 1},
	} {
		g := load(t, c.text)
		g.host.slice = 100
		if _, err := g.call("run"); err != nil || g.host.yields != c.yields {
			t.Errorf("%s: %v, %d yields, want %d", c.name, err, g.host.yields, c.yields)
		}
	}
}

// What makes ever more calls without a loop hands over to the host as often as
// a loop does.
func TestCallsWithoutALoopYield(t *testing.T) {
	g := load(t, bomb(15))
	g.host.slice = 1000
	const calls = 1 << 16
	if _, err := g.call("run"); err != nil || g.host.yields < calls/1100 || g.host.yields > calls/900+1 {
		t.Errorf("%v, %d yields", err, g.host.yields)
	}
}

// bomb is a program without loops: each of its functions but the last calls the
// next one twice, so that there are 2^(n+1) calls in all.
func bomb(n int) string {
	var b strings.Builder
	b.WriteString(`(func (export "run") call $f0)`)
	for i := range n {
		fmt.Fprintf(&b, "(func $f%d call $f%d call $f%d)", i, i+1, i+1)
	}
	fmt.Fprintf(&b, "(func $f%d)", n)
	return b.String()
}

// Short functions of one call each do not yield: they use up the reserve.
func TestWhatCallsWithoutYieldingTrapsAtTheLimit(t *testing.T) {
	var text strings.Builder
	text.WriteString(`(func (export "run") call $f0)`)
	for i := range 62 {
		fmt.Fprintf(&text, "(func $f%d call $f%d)", i, i+1)
	}
	text.WriteString("(func $f62)")
	g := load(t, text.String())
	if limit := int64(g.ExportedGlobal(Limit).Get()); limit != -Reserve {
		t.Errorf("the limit is %d, want -Reserve", limit)
	}
	g.set(Limit, -64)
	if _, err := g.call("run"); err != nil || g.fuel() != -64 || g.host.yields != 0 {
		t.Errorf("64 units, which are allowed: %v, with %d units after %d yields", err, g.fuel(), g.host.yields)
	}
	g.set(Fuel, 0)
	g.set(Limit, -63)
	if _, err := g.call("run"); err == nil || !strings.Contains(err.Error(), "unreachable") || g.fuel() != -64 || g.host.yields != 0 {
		t.Errorf("64 units where 63 are allowed: %v, with %d units after %d yields", err, g.fuel(), g.host.yields)
	}
}

// What was charged on the way down a recursion is worked off on the way up,
// where nothing is charged: there too the guest hands over. Nor does it come
// back with more fuel than it ever was given.
func TestReturnsFromARecursionYield(t *testing.T) {
	for name, c := range map[string]struct {
		after  string
		frames int
		each   int // frames between two yields, at most
	}{
		"a loop that ends before it is charged": {`i32.const 63 local.set $i loop local.get $i i32.const 1 i32.sub local.tee $i br_if 0 end`, 10_000, 2 * Slice / Batch},
		"a loop of one turn":                    {`loop local.get $i br_if 0 end`, 10_000, 2 * Slice / Batch},
		"loads":                                 {`i32.const 0 ` + strings.Repeat("i32.load ", 16) + ` drop`, 10_000, 2 * Slice / Batch},
		"a thousand units of loads":             {`i32.const 0 ` + strings.Repeat("i32.load ", 64*1000) + ` drop`, 180, 2 * Slice / 1000},
	} {
		g := load(t, `(memory 1)
			(func $f (param $n i32) (local $i i32) local.get $n if local.get $n i32.const 1 i32.sub call $f else i32.const 65536 memory.grow drop end `+c.after+`)
			(func (export "run") (param $n i32) local.get $n call $f)`)
		var top int
		g.host.onYield = func(fuel int64) {
			if fuel < -(1 << 19) { // of growing, at the end of the way down
				top = g.host.yields
			}
		}
		if _, err := g.call("run", uint64(c.frames)); err != nil {
			t.Fatal(err)
		}
		if top == 0 || g.host.yields-top < c.frames/c.each {
			t.Errorf("%s: %d yields on the way down, %d on the way up", name, top, g.host.yields-top)
		}
		if left := g.fuel(); left > 3*Slice {
			t.Errorf("%s: comes back with %d units", name, left)
		}
	}
}

// Recursion without end is ended for its depth, and not for its fuel on the way
// there, by functions that do not yield too.
func TestRecursionToTheDepthFitsTheReserve(t *testing.T) {
	const turn = ` loop local.get $n br_if 0 end `
	for text, yields := range map[string]bool{
		`(func $f (export "run") (param $n i32) local.get $n call $f)`:                                                                         false,
		`(func $f (export "run") (param $n i32) ` + nops(120) + ` local.get $n call $f)`:                                                       false,
		`(func $f (export "run") (param $n i32) local.get $n call $g) (func $g (param $n i32) local.get $n call $f)`:                           false,
		`(func $f (export "run") (param $n i32) ` + turn + ` local.get $n call $f)`:                                                            true,
		`(func $f (export "run") (param $n i32) ` + turn + ` local.get $n call $g) (func $g (param $n i32) ` + turn + ` local.get $n call $f)`: true,
	} {
		g := load(t, text)
		g.set(Fuel, 2)
		_, err := g.call("run", 0)
		if err == nil || g.depth() != -1 || g.fuel() < -Reserve || g.host.yields > 0 != yields {
			t.Errorf("%s: %v, depth %d, %d units, %d yields", text, err, g.depth(), g.fuel(), g.host.yields)
		}
	}
}

// The host may raise the limit while the guest runs, which then ends at its
// next call of a function that does not yield.
func TestTheLimitEndsAGuestFromOutside(t *testing.T) {
	g := load(t, bomb(60))
	started, ended := make(chan bool), make(chan error)
	go func() {
		close(started)
		_, err := g.call("run")
		ended <- err
	}()
	<-started
	g.set(Limit, math.MaxInt64)
	if err := <-ended; err == nil || !strings.Contains(err.Error(), "unreachable") {
		t.Errorf("got %v", err)
	}
}

func TestTailCallsWithoutEndAreStopped(t *testing.T) {
	for _, text := range []string{
		`(func $f (export "run") return_call $f)`,
		`(func $f (export "run") return_call $g) (func $g return_call $f)`,
		`(table 1 funcref) (elem (i32.const 0) $f) (func $f (export "run") i32.const 0 return_call_indirect)`,
	} {
		g := load(t, text)
		g.host.budget = 1_000_000
		if _, err := g.call("run"); !errors.Is(err, errFuel) {
			t.Errorf("%s: %v with %d units", text, err, g.fuel())
		}
	}
}

func TestTheSameModuleGivesTheSameBytes(t *testing.T) {
	for _, p := range programs {
		module := assemble(p.text)
		if !bytes.Equal(metered(t, module), metered(t, module)) {
			t.Errorf("%s: two rewritings differ", p.name)
		}
	}
}
