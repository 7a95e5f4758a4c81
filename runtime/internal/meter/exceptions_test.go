package meter

import (
	"runtime"
	"strings"
	"testing"

	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

// throwing is a recursion that throws at its end.
const throwing = `(tag $e) (tag $i (param i32))
	(func $down (param $n i32) local.get $n if local.get $n i32.const 1 i32.sub call $down end local.get $n br_if 0 throw $e)
	(func $downTo (param $n i32) local.get $n if local.get $n i32.const 1 i32.sub call $downTo end i32.const 7 throw $i) `

func TestDepthIsRightAfterAnException(t *testing.T) {
	for name, body := range map[string]string{
		"caught at a block":     `block $h try_table (catch $e $h) i32.const 1000 call $down end end`,
		"caught at the body":    `try_table (catch_all 0) i32.const 1000 call $down end`,
		"caught with a value":   `block $h (result i32) try_table (catch $i $h) i32.const 1000 call $downTo end unreachable end drop`,
		"caught at an if":       `i32.const 1 if $h try_table (catch $e $h) i32.const 1000 call $down end end`,
		"caught at an else":     `i32.const 0 if $h else try_table (catch $e $h) i32.const 1000 call $down end end`,
		"caught at a loop":      `(local $x i32) loop $h local.get $x br_if 1 try_table (catch $e $h) global.get $g local.tee $x br_if 2 i32.const 1 global.set $g i32.const 1000 call $down end end`,
		"caught in a loop":      `(local $x i32) loop $l block $h try_table (catch $e $h) i32.const 1000 call $down end end local.get $x i32.const 1 i32.add local.tee $x i32.const 500 i32.lt_u br_if $l end`,
		"caught further out":    `block $o try_table (catch_all $o) block $h try_table (catch $e $h) i32.const 1000 call $down end end i32.const 1000 call $downTo end end`,
		"thrown here":           `block $h try_table (catch $e $h) throw $e end end`,
		"left by a branch":      `block $o block $h try_table (catch $e $h) br $o end end end`,
		"left by a br_if":       `block $o block $h try_table (catch $e $h) i32.const 1 br_if $o end end end`,
		"left by a br_table":    `block $o block $h try_table (catch $e $h) i32.const 1 br_table $h $o end end end`,
		"left by a return":      `block $h try_table (catch $e $h) return end end`,
		"left by a tail call":   `block $h try_table (catch $e $h) return_call $nothing end end`,
		"never left":            `block $h try_table (catch $e $h) block $k try_table (catch_all $k) i32.const 0 drop end end end end`,
		"in dead code":          `block $h br $h try_table (catch $e 0) call $nothing end end`,
		"with operands below":   `i32.const 5 i64.const 6 block $h try_table (catch $e $h) i32.const 10 call $down end end drop drop`,
		"with parameters":       `block $h (result i32) i32.const 3 try_table (param i32) (result i32) (catch $i $h) call $nothing end end drop`,
		"several in one":        `block $h block $j (result i32) try_table (catch $e $h) (catch $i $j) (catch_all $h) i32.const 9 call $downTo end br $h end drop end`,
		"through a table":       `block $h try_table (catch $e $h) i32.const 100 i32.const 0 call_indirect (param i32) end end`,
		"after one another":     `block $h try_table (catch $e $h) i32.const 9 call $down end end block $k try_table (catch $e $k) i32.const 9 call $down end end`,
		"of a function that is": `block $h try_table (catch $e $h) i32.const 9 call $catching end end`,
	} {
		g := load(t, throwing+`(global $g (export "g") (mut i32) (i32.const 0)) (table 1 funcref) (elem (i32.const 0) $down)
			(func $nothing)
			(func $catching (param $n i32) local.get $n if local.get $n i32.const 1 i32.sub call $catching end block $h try_table (catch $e $h) i32.const 9 call $down end end)
			(func (export "run") `+body+`)`)
		for range 3 {
			g.cost(t, "run") // asks for the depth
			if held := g.ExportedGlobal(Held).Get(); held != 0 {
				t.Errorf("%s: %d units are held", name, held)
			}
			g.set("g", 0)
		}
	}
}

// The engine copies its whole stack whenever a try_table is entered. What it
// allots is held against what we charge for it, a unit for 64 bytes.
func TestCopiesOfTheStackAreCharged(t *testing.T) {
	const code = throwing + `
		(func $up (param $n i32) local.get $n if local.get $n i32.const 1 i32.sub call $up end)
		(func $tries (export "tries") (param $n i32) loop block $h try_table (catch $e $h) end end ` + counter + ` br_if 0 end)
		(func (export "deepTries") (param $n i32) i32.const 100000 call $up local.get $n call $tries)
		(func (export "throws") (param $n i32) loop block $h try_table (catch $e $h) throw $e end end ` + counter + ` br_if 0 end)
		(func $nested (export "nested") (param $n i32) block $h try_table (catch $e $h) local.get $n if local.get $n i32.const 1 i32.sub call $nested end end end)`
	for _, c := range []struct {
		function string
		n        uint64
	}{{"tries", 1}, {"tries", 1000}, {"deepTries", 3}, {"throws", 10}, {"throws", 3000}, {"nested", 10}, {"nested", 500}} {
		g := load(t, code)
		g.call("tries", 1) // brings what the engine allots but once
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		units := g.cost(t, c.function, c.n)
		runtime.ReadMemStats(&after)
		const other = 64 << 10 // of the call itself
		allotted := int64(after.TotalAlloc-before.TotalAlloc) - other
		t.Logf("%s of %d: %d bytes, %d units", c.function, c.n, allotted, units)
		if allotted > units*DepthBytes {
			t.Errorf("%s of %d: %d bytes are allotted for %d units", c.function, c.n, allotted, units)
		}
	}
}

func TestCopiesOfTheStackAreBounded(t *testing.T) {
	for name, text := range map[string]string{
		"recursion": `(func $f (export "run") (param $n i32) try_table call $g end)
			(func $g try_table i32.const 0 call $f end)`,
		"recursion behind a deep stack": `(func $up (param $n i32) local.get $n if local.get $n i32.const 1 i32.sub call $up end)
			(func (export "run") (param $n i32) i32.const 100000 call $up call $f)
			(func $f try_table call $f end)`,
		"blocks": `(func $up (param $n i32) local.get $n if local.get $n i32.const 1 i32.sub call $up end)
			(func (export "run") (param $n i32) i32.const 100000 call $up ` + strings.Repeat("try_table ", 10) + strings.Repeat("end ", 10) + `)`,
	} {
		g := load(t, text)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := g.call("run", 0)
		runtime.ReadMemStats(&after)
		if err == nil || !strings.Contains(err.Error(), "unreachable") || g.depth() != -1 {
			t.Errorf("%s: %v, depth %d", name, err, g.depth())
		}
		if mb := (after.TotalAlloc - before.TotalAlloc) >> 20; mb > 3*heldLimit*DepthBytes>>20 {
			t.Errorf("%s: %d MB were allotted", name, mb)
		}
	}
}

// What is no longer held must not be counted any longer: a recursion that goes
// on after a try_table was left holds nothing.
func TestNothingIsHeldAfterATryTable(t *testing.T) {
	for name, body := range map[string]string{
		"ended":                 `try_table call $nothing end`,
		"left by a branch":      `block $o try_table br $o end end`,
		"left by a br_if":       `block $o try_table local.get $n br_if $o end end`,
		"left by a br_table":    `block $o block $p try_table local.get $n br_table $o $p end end end`,
		"left to a loop":        `block $o loop $l local.get $x br_if $o try_table i32.const 1 local.set $x br $l end end end`,
		"left by an exception":  `block $h try_table (catch $e $h) throw $e end end`,
		"left to a block of it": `try_table block try_table end end end`,
	} {
		g := load(t, throwing+`(func $nothing) (func $f (export "run") (param $n i32) (local $x i32) `+body+` local.get $n if local.get $n i32.const 1 i32.sub call $f end)`)
		if _, err := g.call("run", 5000); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A loop whose turns an exception begins is charged at its start, and what
// follows a handler comes after the whole of the try_table.
func TestPathsLeadThroughHandlers(t *testing.T) {
	const clause = 1
	for _, c := range []struct {
		name, text string
		want       int64
	}{
		{"a handler", `(tag $e) (func (export "run") block $h try_table (catch $e $h) ` + nops(640) + ` end return end ` + nops(640) + `)`, 21 + smallestStack + clause + 2*21 + tryUnits},
		{
			"a loop", `(tag $e) (func (export "run") (local $n i32) loop $h ` + nops(640) + ` global.get $n i32.const 1 i32.add global.set $n
			try_table (catch $e $h) global.get $n i32.const 3 i32.lt_u if throw $e end end end) (global $n (mut i32) (i32.const 0))`,
			// A frame is 11 units; each arrival at the loop makes the stack 16
			// bytes longer, of which four are a unit.
			11 + 3*11 + 3*(smallestStack+clause+2*11+tryUnits) + 0 + 1 + 1 + 2*(throwUnits+(smallestStack+clause+2*11)>>throwShift),
		},
	} {
		if got := load(t, c.text).cost(t, "run"); got != c.want {
			t.Errorf("%s: %d units, want %d", c.name, got, c.want)
		}
	}
}

// A throw is charged, and the more the more handlers are in force, because the
// engine looks at each.
func TestThrowsAreCharged(t *testing.T) {
	const (
		tags = `(tag $e) (tag $f) (func $throw throw $e) `
		size = smallestStack + 1 + 2 // with a clause and a frame
		try  = size + tryUnits
	)
	g := load(t, tags+`(func (export "run") block $h try_table (catch $e $h) call $throw end end)`)
	if got, want := g.cost(t, "run"), int64(1+try+1+throwUnits+size>>throwShift); got != want {
		t.Errorf("%d units, want %d", got, want)
	}
	g = load(t, tags+`(func (export "run") block $h try_table (catch $e $h) `+
		strings.Repeat("block $k try_table (catch $f $k) ", 4)+`call $throw `+strings.Repeat("end end ", 4)+`end end)`)
	if got, want := g.cost(t, "run"), int64(1+5*try+1+throwUnits+5*size>>throwShift); got != want {
		t.Errorf("among five: %d units, want %d", got, want)
	}
}

func TestExceptionsThatTheEngineDoesNotHandleSafelyAreRefused(t *testing.T) {
	for want, text := range map[string]string{
		"at byte 0x0, tag section: exceptions that carry a v128 are not supported":                                      `(tag (param i32 v128))`,
		"at byte 0x1e, code section, function 0: references to exceptions (catch_ref, catch_all_ref) are not supported": `(tag $e) (func block $h (result exnref) try_table (catch_ref $e $h) end unreachable end drop)`,
		"at byte 0x19, code section, function 0: references to exceptions (catch_ref, catch_all_ref) are not supported": `(func block $h (result exnref) try_table (catch_all_ref $h) end unreachable end drop)`,
		"at byte 0x1e, code section, function 0: a br_table without a choice that leaves a try_table is not supported":  `(func block $o try_table i32.const 0 br_table $o end end)`,
		"at byte 0x1c, code section, function 0: a catch that leaves another try_table is not supported":                `(func block $o try_table try_table (catch_all $o) end end end)`,
	} {
		m, err := wasm.Read(assemble(text))
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if _, err := Rewrite(m); err == nil || err.Error() != want {
			t.Errorf("%s:\n got %v\nwant %s", text, err, want)
		}
	}
}

// Whatever ends a guest must not look like an exception to it.
func TestNoEndIsCaught(t *testing.T) {
	for code, want := range map[string]string{
		`loop br 0 end`: errFuel.Error(),
		`call $spin`:    errFuel.Error(),
		`unreachable`:   "unreachable",
		`call $trap`:    "integer divide by zero",
		`call $deep`:    "unreachable", // no depth is left
		`call $long`:    "unreachable", // the fuel is below the limit
	} {
		g := load(t, `(global $caught (export "caught") (mut i32) (i32.const 0))
			(func $spin loop br 0 end) (func $trap i32.const 1 i32.const 0 i32.div_u drop) (func $deep call $deep) (func $long call $long)
			(func (export "run") block $h try_table (catch_all $h) `+code+` end end i32.const 1 global.set $caught)`)
		g.host.budget = 100_000
		g.host.slice = 100
		if code == `call $long` {
			g.set(Limit, -1000)
		}
		_, err := g.call("run")
		if err == nil || !strings.Contains(err.Error(), want) || g.ExportedGlobal("caught").Get() != 0 {
			t.Errorf("%s: got %v, want %s, not caught", code, err, want)
		}
	}
}
