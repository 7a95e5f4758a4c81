package meter

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"github.com/sandpiper-checks/sandpiper/runtime/internal/wat"
	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

// expensive is code that engines need much for. In it, $t stands for a type that
// takes and gives as many values as wait on the stack, and the label 0 is the
// function itself.
var expensive = []struct {
	name string
	code func(n, values int) string
}{
	{"calls", turns("call $same ")},
	{"calls through a table", turns("i32.const 0 call_indirect (type $t) ")},
	{"calls that give", func(n, values int) string { return strings.Repeat("call $gives "+drops(values), n) }},
	{"calls of functions of its own", turns("call $loops ")},
	{"returns", turns("local.get $c if (type $t) return end ")},
	{"throws", turns("local.get $c if (type $t) throw $e end ")},
	{"tail calls", turns("local.get $c if (type $t) return_call $same end ")},
	{"tail calls through a table", turns("local.get $c if (type $t) i32.const 0 return_call_indirect (type $t) end ")},
	{"branches out", turns("local.get $c br_if 0 ")},
	{"a table of branches", func(n, _ int) string {
		return "block (type $t) local.get $c br_table" + strings.Repeat(" 0", min(n, 9000)) + " end "
	}},
	{"a table of returns", func(n, _ int) string {
		return "local.get $c if (type $t) local.get $c br_table" + strings.Repeat(" 1", min(n, 9000)) + " end "
	}},
	{"blocks", turns("block (type $t) end ")},
	{"blocks that are left", turns("block (type $t) local.get $c br_if 0 end ")},
	{"blocks in each other", func(n, _ int) string {
		n = min(n, 1900)
		return strings.Repeat("block (type $t) ", n) + strings.Repeat("end ", n)
	}},
	{"choices", turns("local.get $c if (type $t) end ")},
	{"choices of two", turns("local.get $c if (type $t) call $same else end ")},
	{"choices that set", func(n, _ int) string {
		var code strings.Builder
		for i := range n {
			fmt.Fprintf(&code, "local.get $c if local.get %d local.set %d end ", (7*i+3)%locals, i%locals)
		}
		return code.String()
	}},
	{"loops", turns("loop (type $t) end ")},
	{"loops that turn", turns("loop (type $t) local.get $c br_if 0 end ")},
	{"loops in each other", func(n, _ int) string {
		n = min(n, 1900)
		return strings.Repeat("loop ", n) + "local.get 1 local.set 0 " + strings.Repeat("local.get $c br_if 0 end ", n)
	}},
	{"loops that pass values on", turns("loop " + shiftAll + "local.get $c br_if 0 end ")},
	{"handlers", turns("try_table (type $t) end ")},
	{"handlers in each other", func(n, _ int) string {
		n = min(n, 900)
		return strings.Repeat("block try_table (catch_all 0) ", n) + "call $none " + strings.Repeat("end end ", n)
	}},
	{"catches", func(n, values int) string {
		return drops(values) + "block (type $r) try_table " + strings.Repeat("(catch $e 0) ", min(n, 9000)) + "end " + consts(values) + "end "
	}},
	{"locals", func(n, _ int) string { return setAll + strings.Repeat("call $none ", n) + getAll }},
	{"globals", turns("global.get 0 drop ")},
	{"loads", turns("local.get $c i32.load drop ")},
	{"stores", turns("local.get $c local.get $c i32.store ")},
	{"addresses", turns("memory.size i32.load8_u drop block local.get $c br_if 0 end ")},
	{"fills", turns("local.get $c local.get $c local.get $c memory.fill ")},
	{"copies", turns("local.get $c local.get $c local.get $c memory.copy ")},
	{"growth", turns("local.get $c memory.grow drop ")},
	{"divisions", turns("local.get $c local.get $c i32.div_s local.set $c ")},
	{"conversions", turns("f64.const 1 i64.trunc_f64_s drop ")},
	{"vectors", func(n, _ int) string {
		return strings.Repeat("local.get $v v128.const i64x2 1 2 i8x16.swizzle local.set $v ", n) + "local.get $c local.get $v v128.store "
	}},
	{"operands", func(n, _ int) string {
		return strings.Repeat("memory.size ", n) + "local.get $c if end " + drops(n)
	}},
	{"a sum", func(n, _ int) string {
		return "local.get $c " + strings.Repeat("memory.size i32.load ", n) + strings.Repeat("i32.add ", n) + "global.set 0 "
	}},
}

func turns(turn string) func(n, values int) string {
	return func(n, _ int) string { return strings.Repeat(turn, n) }
}

const (
	locals = 300
	passed = 50 // of these, from each to the one before it
)

var setAll, getAll, shiftAll = func() (set, get, shift string) {
	for i := range locals {
		set += fmt.Sprintf("memory.size local.set %d ", i)
		get += fmt.Sprintf("local.get %d drop ", i)
	}
	for i := range passed {
		shift += fmt.Sprintf("local.get %d local.set %d ", i+1, i)
	}
	return set, get, shift
}()

func consts(n int) string { return strings.Repeat("i32.const 7 ", n) }

func drops(n int) string { return strings.Repeat("drop ", n) }

// mixed is a module whose functions have n of each of some kinds of expensive code.
func mixed(kinds []int, n, values int) []byte {
	var code, own strings.Builder
	for i := range values {
		fmt.Fprintf(&own, "local.get %d ", i)
	}
	for _, kind := range kinds {
		code.WriteString(expensive[kind].code(n, values))
	}
	types := strings.Repeat(" i32", values)
	return wat.Assemble(`(module (memory 1) (table 1 funcref) (global (mut i32) (i32.const 0))
		(type $t (func (param` + types + `) (result` + types + `))) (type $r (func (result` + types + `))) (tag $e (param` + types + `))
		(func $none) (func $same (type $t) ` + own.String() + `) (func $gives (type $r) ` + consts(values) + `)
		(func $loops (type $t) loop local.get 0 br_if 0 end ` + own.String() + `)
		(@repeat 4 (func (type $r) (local` + strings.Repeat(" i32", locals) + `) (local $c i32) (local $v v128) ` + consts(values) + code.String() + `)))`)
}

// What caps on effort are divided by, so that a module within them takes no
// time: by less for a function, so that those are long.
const (
	smallerModule   = 100
	smallerFunction = 10
)

func smallCaps() wasm.Caps {
	caps := wasm.DefaultCaps()
	for _, c := range []wasm.Cap{wasm.CapModuleFlow, wasm.CapModuleLive, wasm.CapModuleSteps, wasm.CapModuleCode} {
		caps[c] /= smallerModule
	}
	for _, c := range []wasm.Cap{wasm.CapFlow, wasm.CapLive, wasm.CapSteps, wasm.CapCode} {
		caps[c] /= smallerFunction
	}
	return caps
}

// most is the largest number up to a limit for which something holds, but for an
// eighth of it. It holds for smaller numbers too.
func most(limit int, holds func(int) bool) (n int) {
	for next := 1; next <= limit && holds(next); next *= 2 {
		n = next
	}
	for step := n / 2; step > n/8; step /= 2 {
		if n+step <= limit && holds(n+step) {
			n += step
		}
	}
	return n
}

// allocates is how many bytes the engine may take for a module within the small
// caps, most of which are free again soon.
const allocates = 64 << 20

// What the caps foretell is held against the engine: a kind of code that they do
// not count goes on until it takes far too much. The small caps of a module stand
// for about a tenth of a second; it gets 20 times as long.
func TestWithinTheCapsNoModuleTakesTheEngineLong(t *testing.T) {
	rounds, longest := 40, 2*time.Second
	if raced {
		rounds, longest = 5, 20*time.Second
	}
	hold := func(kinds []int, values int) {
		t.Helper()
		module, n := largestOf(t, kinds, values)
		var names []string
		for _, kind := range kinds {
			names = append(names, expensive[kind].name)
		}
		took, allocated := compileCost(t, module)
		t.Logf("%d times %s, with %d values: %v, %d KiB", n, strings.Join(names, ", "), values, took, allocated>>10)
		if took > longest || allocated > allocates {
			t.Errorf("%d times %s, with %d values: a module of %d bytes takes %v and %d bytes, want at most %v and %d",
				n, strings.Join(names, ", "), values, len(module), took, allocated, longest, allocates)
		}
	}
	for kind := range expensive {
		hold([]int{kind}, 100)
		if !raced {
			hold([]int{kind}, 1)
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range rounds {
		hold(random.Perm(len(expensive))[:2+random.IntN(4)], 1+random.IntN(100))
	}
}

// largestOf is about the largest mixed module within the small caps, metered.
func largestOf(t *testing.T, kinds []int, values int) (metered []byte, n int) {
	t.Helper()
	caps := smallCaps()
	var within *wasm.Module
	n = most(20_000, func(n int) bool {
		m, err := wasm.ReadWithin(mixed(kinds, n, values), caps)
		if err == nil {
			within = m
		}
		return err == nil
	})
	if within == nil {
		t.Fatalf("not even one is within the caps")
	}
	metered, err := Rewrite(within)
	if err != nil {
		t.Fatal(err)
	}
	return metered, n
}

// compileCost is what the engine takes for a module, which must be valid.
func compileCost(t *testing.T, module []byte) (took time.Duration, allocated uint64) {
	t.Helper()
	ctx := t.Context()
	features := api.CoreFeaturesV2 | experimental.CoreFeaturesTailCall | experimental.CoreFeaturesExceptionHandling
	r := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfigCompiler().WithCoreFeatures(features).WithDebugInfoEnabled(true))
	defer r.Close(ctx)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	began := time.Now()
	if _, err := r.CompileModule(ctx, module); err != nil {
		t.Fatal(err)
	}
	took = time.Since(began)
	runtime.ReadMemStats(&after)
	return took, after.TotalAlloc - before.TotalAlloc
}
