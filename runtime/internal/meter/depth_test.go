package meter

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

// deepest calls run with ever greater arguments around n, of which the greatest
// that does not exceed the depth must be n.
func deepest(t *testing.T, name, text string, n uint64) {
	t.Helper()
	g := load(t, text)
	if _, err := g.call("run", n); err != nil || g.depth() != 0 {
		t.Errorf("%s: %d calls: %v, depth %d", name, n, err, g.depth())
	}
	if _, err := g.call("run", n+1); err == nil || !strings.Contains(err.Error(), "unreachable") || g.depth() != -1 {
		t.Errorf("%s: %d calls: %v, depth %d", name, n+1, err, g.depth())
	}
	// It stays exceeded until the host says otherwise.
	if _, err := g.call("run", 0); err == nil {
		t.Errorf("%s: calls again where the depth was exceeded", name)
	}
	g.set(Used, 0)
	if _, err := g.call("run", 0); err != nil {
		t.Errorf("%s: %v", name, err)
	}
}

func TestDepthEndsRecursionExactly(t *testing.T) {
	const (
		down  = `local.get $n i32.const 1 i32.sub`
		table = `(type $t (func (param i32))) (table 2 funcref)`
	)
	deepest(t, "recursion", `(func $f (export "run") (param $n i32) local.get $n if `+down+` call $f end)`, Depth-1)
	deepest(t, "from two places", `(func $f (export "run") (param $n i32) local.get $n if `+down+` call $f else i32.const 0 if i32.const 9 call $f end end)`, Depth-1)
	deepest(t, "in a tail", `(func $f (export "run") (param $n i32) local.get $n i32.eqz if return end `+down+` call $f return)`, Depth-1)
	deepest(t, "with several results", `(func $f (param $n i32) (result i32 i64 f32) local.get $n if (result i32 i64 f32) `+down+` call $f else i32.const 1 i64.const 2 f32.const 3 return end)
		(func (export "run") (param $n i32) local.get $n call $f drop drop drop)`, Depth/2-1)
	// A unit is 64 bytes, and several results take more.
	deepest(t, "with a frame of many units", `(func $f (export "run") (param $n i32) `+nops(640)+` local.get $n if `+down+` call $f end)`, (Depth+10)/11-1)
	// Of two that call each other one is counted, with the frame of both.
	deepest(t, "mutual", `(func $f (export "run") (param $n i32) local.get $n if `+down+` call $g end)
		(func $g (param $n i32) local.get $n if `+down+` call $f end)`, Depth-1)
	// Of three that call in a circle too, the first that the search meets.
	deepest(t, "a circle of three", `(func $f (export "run") (param $n i32) local.get $n if `+down+` call $g end)
		(func $g (param $n i32) local.get $n if `+down+` call $h end)
		(func $h (param $n i32) local.get $n if `+down+` call $f end)`, (Depth+1)/3*3-1)
	deepest(t, "through a table", table+`(elem (i32.const 0) $f)
		(func $f (export "run") (param $n i32) local.get $n if `+down+` i32.const 0 call_indirect (type $t) end)`, Depth-1)
	deepest(t, "through a table that is set", table+`(elem declare func $f)
		(func (export "run") (param $n i32) i32.const 1 ref.func $f table.set local.get $n call $f)
		(func $f (param $n i32) local.get $n if `+down+` i32.const 1 call_indirect (type $t) end)`, Depth-1)
	deepest(t, "with a helper between", table+`(elem (i32.const 0) $f)
		(func $f (export "run") (param $n i32) local.get $n if `+down+` call $g end)
		(func $g (param $n i32) local.get $n i32.const 0 call_indirect (type $t))`, Depth/2-1)
	// A tail call that hands over more than registers hold keeps the frame.
	many := strings.Repeat(" i32", 9)
	deepest(t, "a tail call with many arguments", `(func $f (param $n i32) (param`+many+`) local.get $n if `+down+strings.Repeat(" i32.const 7", 9)+` return_call $f end)
		(func (export "run") (param $n i32) local.get $n`+strings.Repeat(" i32.const 7", 9)+` call $f)`, (Depth+2)/3-1)
	deepest(t, "the same through a table", `(type $t (func (param i32`+many+`))) (table 1 funcref) (table $u 1 funcref) (elem (table $u) (i32.const 0) func $f)
		(func $f (type $t) local.get 0 if local.get 0 i32.const 1 i32.sub`+strings.Repeat(" i32.const 7", 9)+` i32.const 0 return_call_indirect $u (type $t) end)
		(func (export "run") (param $n i32) local.get $n`+strings.Repeat(" i32.const 7", 9)+` call $f)`, (Depth+2)/3-1)
}

// The host says how much stack there is.
func TestTheHostSetsTheDepth(t *testing.T) {
	g := load(t, `(func $f (export "run") (param $n i32) local.get $n if local.get $n i32.const 1 i32.sub call $f end)`)
	for _, most := range []int32{1, 1000, Depth} {
		g.set(Used, 0)
		g.set(Deepest, int64(most))
		if _, err := g.call("run", uint64(most-1)); err != nil || g.depth() != 0 {
			t.Errorf("%d calls of %d: %v", most, most, err)
		}
		if _, err := g.call("run", uint64(most)); err == nil || g.depth() != -1 {
			t.Errorf("%d calls of %d: %v, depth %d", most+1, most, err, g.depth())
		}
	}
}

func TestTailCallsUseNoDepth(t *testing.T) {
	for _, text := range []string{
		`(func $f (export "run") (param $n i32) local.get $n if local.get $n i32.const 1 i32.sub return_call $f end)`,
		`(func $f (export "run") (param $n i32) local.get $n if local.get $n i32.const 1 i32.sub return_call $g end)
		 (func $g (param $n i32) block loop local.get $n i32.eqz br_if 1 local.get $n i32.const 1 i32.sub return_call $f end end)`,
		`(type $t (func (param i32))) (table 1 funcref) (elem (i32.const 0) $f)
		 (func $f (export "run") (param $n i32) local.get $n if local.get $n i32.const 1 i32.sub i32.const 0 return_call_indirect (type $t) end)`,
	} {
		g := load(t, text)
		if _, err := g.call("run", 3*Depth); err != nil || g.depth() != 0 {
			t.Errorf("%s: %v, depth %d", text, err, g.depth())
		}
	}
}

// Whoever is counted pays at each call, so nobody is counted without need.
func TestWhoIsCounted(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       string // a letter for each function: counted or not; units of its frame
	}{
		{"a chain", `(func $a call $b) (func $b call $c) (func $c)`, "-1 -1 -1"},
		{"called twice", `(func $a call $b call $c) (func $b call $c) (func $c)`, "-1 -1 -1"},
		{"recursion below", `(func $a call $b) (func $b call $b)`, "-1 c1"},
		{"a circle", `(func $a call $b) (func $b call $c) (func $c call $a)`, "c3 -2 -1"},
		{"a circle that is entered in the middle", `(func $m call $b) (func $a call $b) (func $b call $c) (func $c call $a)`, "-1 -1 c3 -2"},
		{"two circles", `(func $a call $b call $c) (func $b call $a) (func $c call $a)`, "c2 -1 -1"},
		{"a tail call in a circle", `(func $a call $b) (func $b return_call $a)`, "c2 -1"},
		{"in a table", `(table 1 funcref) (elem (i32.const 0) $b) (func $a) (func $b)`, "-1 c1"},
		{"in a passive segment", `(elem func $b) (func $a) (func $b)`, "-1 c1"},
		{"in a segment of expressions", `(table 1 funcref) (elem (i32.const 0) funcref (ref.func $b) (ref.null func)) (func $a) (func $b)`, "-1 c1"},
		{"in a global", `(global funcref (ref.func $b)) (func $a) (func $b)`, "-1 c1"},
		{"named by ref.func", `(elem declare func $b) (func $a ref.func $b drop) (func $b)`, "-1 c1"},
		{"named by ref.func, and exported", `(func $a ref.func $b drop) (func $b (export "b"))`, "-1 c1"},
		{"calls through a table", `(table 1 funcref) (func $a call $b) (func $b i32.const 0 call_indirect)`, "-2 -1"},
		{"a helper that leads nowhere", `(func $a call $b call $a) (func $b call $c) (func $c ` + nops(640) + `)`, "c1 -1 -11"},
		{"catches", `(func $a call $b) (func $b try_table end)`, "-1 c1"},
		{"throws", `(tag $e) (func $a call $b) (func $b throw $e)`, "-1 -1"},
		{"imports", `(import "m" "f" (func $i)) (table 1 funcref) (elem (i32.const 0) $i) (func $a call $i)`, "-1"},
		{"too long a chain", chainText(3, 400*64), "c401 -401 -401"},
		{"one frame too long", `(func ` + nops(1001*64) + `)`, "c1002"},
	} {
		m, err := wasm.Read(assemble(c.text))
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		p, err := survey(m)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		p.cut()
		var got []string
		for _, f := range p.functions {
			letter := "-"
			if f.cut {
				letter = "c"
			}
			got = append(got, fmt.Sprint(letter, f.frame))
		}
		if got := strings.Join(got, " "); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// chainText is n functions, each of so many instructions, that call the next.
func chainText(n, instructions int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "(func $f%d %s", i, nops(instructions))
		if i+1 < n {
			fmt.Fprintf(&b, "call $f%d", i+1)
		}
		b.WriteString(")")
	}
	return b.String()
}

// No chain of plain calls is longer than some bound between two that are counted.
func TestLongChainsAreCut(t *testing.T) {
	m, err := wasm.Read(assemble(chainText(10, 400*64)))
	if err != nil {
		t.Fatal(err)
	}
	p, err := survey(m)
	if err != nil {
		t.Fatal(err)
	}
	p.cut()
	unseen := 0
	for i, f := range p.functions {
		if unseen += 401; f.cut {
			unseen = 0
		}
		if unseen > chain {
			t.Errorf("%d units are unseen at function %d", unseen, i)
		}
	}
}

// The engine's frames are held against our estimate of them, over functions of
// many shapes: each recurses until the engine's own limit ends it.
func TestFramesAreEstimatedWithinAFactor(t *testing.T) {
	const (
		engineBytes = 10240 << 13 // the engine's stack doubles from 10 KiB to beyond 50 MB
		factor      = 1.5
	)
	each := func(n int, f string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(strings.ReplaceAll(f, "#", fmt.Sprint(i)) + " ")
		}
		return b.String()
	}
	locals := func(n int) string { return "(local " + strings.Repeat("i32 ", n) + ")" }
	for _, c := range []struct{ name, signature, code string }{
		{"nothing", "", `call $f`},
		{"10 parameters", "(param" + strings.Repeat(" i32", 10) + ")", each(10, "local.get #") + `call $f`},
		{"100 parameters", "(param" + strings.Repeat(" i64", 100) + ")", each(100, "local.get #") + `call $f`},
		{"100 results", "(result" + strings.Repeat(" i32", 100) + ")", `call $f`},
		{"10 locals needed later", locals(10), each(10, "global.get $n i32.const # i32.mul local.set #") + `call $f ` + each(10, "i32.const # local.get # i32.store")},
		{"1,000 locals needed later", locals(1000), each(1000, "global.get $n i32.const # i32.mul local.set #") + `call $f ` + each(1000, "i32.const # local.get # i32.store")},
		{"1,000 operands", "", each(1000, "global.get $n i32.const # i32.mul") + `call $f ` + each(999, "i32.add") + `global.set $n`},
		{"1,000 calls with a result", "", `call $f ` + each(1000, "i32.const 0 call $id") + each(999, "i32.add") + `global.set $n`},
		{"100 vectors", "", each(100, "global.get $n i32x4.splat") + `call $f ` + each(99, "i32x4.add") + `i32x4.extract_lane 0 global.set $n`},
		{"a value between calls, 1,000 times", locals(1), `call $f ` + each(1000, "i32.const 0 call $id local.set 0 i32.const 0 call $id drop i32.const 0 local.get 0 i32.store")},
		{"10 loops over 100 locals", locals(100), each(10, "loop") + `call $f ` + each(100, "local.get # i32.const 1 i32.add local.set #") + each(10, "i32.const 0 call $id br_if 0 end")},
		{"100 loops over 100 locals", locals(100), each(100, "loop") + `call $f ` + each(100, "local.get # i32.const 1 i32.add local.set #") + each(100, "i32.const 0 call $id br_if 0 end")},
		{"100 ways over 10 locals", locals(10), `call $f ` + strings.Repeat("block i32.const 0 call $id br_if 0 "+each(10, "global.get $n local.set #")+"end i32.const 0 call $id drop ", 100) + each(10, "i32.const # local.get # i32.store")},
	} {
		parameters := 0
		if strings.HasPrefix(c.signature, "(param") {
			parameters = strings.Count(c.signature, "i")
		}
		module := assemble(`(memory 1) (global $n (export "n") (mut i32) (i32.const 0))
			(func $id (param i32) (result i32) local.get 0)
			(func $f ` + c.signature + ` global.get $n i32.const 1 i32.add global.set $n ` + c.code + `)
			(func (export "run") ` + strings.Replace(c.signature, "(param", "(local", 1) + ` ` + each(parameters, "local.get #") + `call $f)`)
		g := instantiate(t, newRuntime(t), module)
		if _, err := g.call("run"); err == nil || !strings.Contains(err.Error(), "stack overflow") {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		m, err := wasm.Read(module)
		if err != nil {
			t.Fatal(err)
		}
		p, err := survey(m)
		if err != nil {
			t.Fatal(err)
		}
		used := float64(engineBytes) / float64(g.ExportedGlobal("n").Get())
		estimate := float64(p.functions[1].frame * DepthBytes)
		t.Logf("%-36s %7.0f bytes, estimated %7.0f", c.name, used, estimate)
		if used > factor*estimate {
			t.Errorf("%s: the engine uses %.0f bytes, we say %.0f", c.name, used, estimate)
		}
	}
}
