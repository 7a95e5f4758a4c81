package meter

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/tetratelabs/wazero"

	"github.com/sandpiper-checks/sandpiper/runtime/internal/spectest"
	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

// environment is what modules of the tests import.
const environment = `(func (export "one") (result i32) i32.const 1) (func (export "nothing"))
	(table (export "table") 4 funcref) (memory (export "memory") 1) (global (export "g") i32 (i32.const 2)) (tag (export "e"))`

// Sections that are not there must be made in their place, those that are must
// be extended, and every index of a function must move, wherever it stands.
func TestModulesOfEveryShapeAreMetered(t *testing.T) {
	const (
		import1 = `(import "env" "one" (func $one (result i32))) `
		two     = `(func $two (result i32) i32.const 2) (func $three (result i32) i32.const 3) `
		// all calls the first three entries of a table.
		all = `(func (export "run") (result i32 i32 i32)
			i32.const 0 call_indirect (result i32) i32.const 1 call_indirect (result i32) i32.const 2 call_indirect (result i32)) `
		table = `(table 3 funcref) `
		init  = `(func (export "run") (result i32 i32) i32.const 0 i32.const 0 i32.const 2 table.init $e
			i32.const 0 call_indirect (result i32) i32.const 1 call_indirect (result i32)) `
	)
	for name, text := range map[string]string{
		"nothing":                 ``,
		"a memory":                `(memory (export "memory") 1 2)`,
		"a memory with data":      `(memory 1) (data (i32.const 5) "data") (data "passive")`,
		"a table":                 `(table (export "table") 3 externref)`,
		"a global":                `(global (export "g") (mut v128) (v128.const 1 2))`,
		"types":                   `(type (func (param i32 i64) (result f32 f64)))`,
		"a tag":                   `(tag (param i32))`,
		"an import alone":         import1,
		"a function":              `(func)`,
		"all imports":             import1 + `(import "env" "table" (table 1 funcref)) (import "env" "memory" (memory 1)) (import "env" "g" (global i32)) (import "env" "e" (tag))`,
		"imports between":         `(import "env" "g" (global $g i32)) ` + import1 + `(import "env" "memory" (memory 1)) ` + two + `(func (export "run") (result i32 i32 i32 i32) call $one call $two call $three global.get $g)`,
		"elements, form 0":        import1 + two + table + all + `(elem (i32.const 0) $three $one $two)`,
		"elements, form 1":        import1 + two + table + init + `(elem $e func $two $one)`,
		"elements, form 2":        import1 + two + table + `(table $t 3 funcref) (elem (table $t) (i32.const 0) func $one $two) (func (export "run") (result i32) i32.const 1 call_indirect $t (result i32))`,
		"elements, form 3":        import1 + two + table + `(elem declare func $two) (func (export "run") (result i32) i32.const 0 ref.func $two table.set i32.const 0 call_indirect (result i32))`,
		"elements, form 4":        import1 + two + table + all + `(elem (i32.const 0) funcref (ref.func $two) (ref.func $one) (ref.func $three))`,
		"elements, form 5":        import1 + two + table + init + `(elem $e funcref (ref.func $three) (ref.func $one) (ref.null func))`,
		"elements, form 6":        table + `(table $t 2 externref) (elem (table $t) (i32.const 0) externref (ref.null extern))`,
		"elements, form 7":        import1 + two + table + `(elem declare funcref (ref.func $two)) (func (export "run") (result i32) i32.const 0 ref.func $two table.set i32.const 0 call_indirect (result i32))`,
		"elements without any":    table + `(elem (i32.const 0))`,
		"elements where a global": `(import "env" "g" (global $g i32)) ` + two + `(table 5 funcref) (elem (global.get $g) $two $three) (func (export "run") (result i32) i32.const 3 call_indirect (result i32))`,
		"functions in globals":    import1 + two + table + `(global $g funcref (ref.func $two)) (global $h funcref (ref.func $one)) (func (export "run") (result i32 i32) i32.const 0 global.get $g table.set i32.const 1 global.get $h table.set i32.const 0 call_indirect (result i32) i32.const 1 call_indirect (result i32))`,
		"globals of globals":      `(import "env" "g" (global $g i32)) (global $h i32 (global.get $g)) (func (export "run") (result i32) global.get $h)`,
		"a start":                 `(global $g (mut i32) (i32.const 0)) (start $f) (func $f i32.const 5 global.set $g) (func (export "run") (result i32) global.get $g)`,
		"an imported start":       `(import "env" "nothing" (func $f)) (start $f)`,
		"exports of imports":      import1 + `(export "run" (func $one))`,
		"many locals":             `(func (export "run") (param i32) (result i64) (local` + strings.Repeat(" i32 i64", 500) + `) i64.const 7 local.set 1000 local.get 1000)`,
		"several results":         table + `(elem (i32.const 0) $f) (func $f (export "run") (result i32 i64 externref) loop i32.const 1 i64.const 2 ref.null extern br 1 end unreachable)`,
		"a start that recurses":   `(start $f) (global $n (mut i32) (i32.const 3)) (func $f global.get $n if global.get $n i32.const 1 i32.sub global.set $n call $f end)`,
		"a custom section":        `(@custom "producers" "x") (func)`,
	} {
		r := newRuntime(t)
		if _, err := r.InstantiateWithConfig(t.Context(), assemble(environment), wazero.NewModuleConfig().WithName("env")); err != nil {
			t.Fatal(err)
		}
		module := assemble(text)
		m, err := wasm.Read(module)
		if err != nil {
			t.Fatal(err)
		}
		out := metered(t, module)
		if _, err := wasm.ReadWithin(out, wasm.HardCaps()); err != nil {
			t.Errorf("%s: the reader says %v", name, err)
		}
		plain, counted := instantiate(t, r, module), instantiate(t, r, out)
		if fuel, limit, depth := counted.fuel(), counted.ExportedGlobal(Limit).Get(), counted.depth(); fuel != 0 || int64(limit) != -Reserve || depth != 0 {
			t.Errorf("%s: fuel %d, limit %d, depth %d at first", name, fuel, int64(limit), depth)
		}
		if counted.ExportedFunction(Start) != nil {
			counted.cost(t, Start)
		}
		run := plain.ExportedFunction("run")
		if run == nil {
			continue
		}
		args := make([]uint64, len(run.Definition().ParamTypes()))
		if want, got := plain.outcome(m, "run", args...), counted.outcome(m, "run", args...); want.err != nil || want.differs(got) != "" {
			t.Errorf("%s: %v %s", name, want.err, want.differs(got))
		}
	}
}

// The start function runs when the host says so, and is charged.
func TestTheStartFunctionIsExportedAndMetered(t *testing.T) {
	g := load(t, `(start $f) (func $f (local $n i32) i32.const 1000 local.set $n loop `+counter+` br_if 0 end)`)
	if used := g.used(); used != 0 {
		t.Errorf("%d units are used before it is called", used)
	}
	if got := g.cost(t, Start); got != 1+999 {
		t.Errorf("%d units", got)
	}
	g = load(t, `(start $f) (func $f loop br 0 end)`)
	g.host.budget = 1_000_000
	if _, err := g.call(Start); err == nil || !strings.Contains(err.Error(), errFuel.Error()) {
		t.Errorf("an endless start: %v", err)
	}
}

func TestModulesThatNameWhatIsAddedAreRefused(t *testing.T) {
	for text, want := range map[string]string{
		`(import "sandpiper" "yield" (func (param i64) (result i64)))`: `the module imports sandpiper.yield, which is reserved`,
		`(import "sandpiper" "x" (global i32))`:                        `the module imports sandpiper.x, which is reserved`,
		`(func (export "sandpiper.start"))`:                            `the module exports "sandpiper.start", which is reserved`,
		`(global (export "sandpiper.fuel") (mut i64) (i64.const 0))`:   `the module exports "sandpiper.fuel", which is reserved`,
		`(memory (export "sandpiper.") 1)`:                             `the module exports "sandpiper.", which is reserved`,
	} {
		m, err := wasm.Read(assemble(text))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Rewrite(m); err == nil || err.Error() != want {
			t.Errorf("%s: got %v, want %s", text, err, want)
		}
	}
	metered(t, assemble(`(func (export "sandpiper")) (func (export "sandpipers"))`))
}

// What is metered cannot be metered again, so no charge is lost between two.
func TestAMeteredModuleIsRefused(t *testing.T) {
	m, err := wasm.Read(metered(t, assemble(`(func)`)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Rewrite(m); err == nil {
		t.Error("it is metered again")
	}
}

// Numbers may be longer than they need be.
func TestLongNumbersAreRead(t *testing.T) {
	const zero, one, two = "\x80\x80\x00", "\x81\x80\x00", "\x82\x80\x00"
	long := func(id byte, content string) string {
		return string([]byte{id, byte(len(content)) | 0x80, 0x80, 0x00}) + content
	}
	body := "\x00" + "\x03\x40" + "\x20" + zero + "\x41\x81\x80\x00" + "\x6b" + "\x22" + zero + "\x0d" + zero + "\x0b" + "\x10" + two + "\x0b"
	module := []byte("\x00asm\x01\x00\x00\x00" +
		long(1, two+"\x60"+zero+zero+"\x60"+one+"\x7f"+zero) +
		long(2, one+"\x83\x80\x00env"+"\x87\x80\x00nothing"+"\x00"+zero) +
		long(3, two+one+zero) +
		long(7, one+"\x83\x80\x00run"+"\x00"+one) +
		long(9, one+"\x83\x80\x00"+"\x00"+one+two) +
		long(10, two+string([]byte{byte(len(body)) | 0x80, 0x80, 0x00})+body+"\x84\x80\x00"+zero+"\x0b"))
	r := newRuntime(t)
	if _, err := r.InstantiateWithConfig(t.Context(), assemble(environment), wazero.NewModuleConfig().WithName("env")); err != nil {
		t.Fatal(err)
	}
	instantiate(t, r, module)
	g := instantiate(t, r, metered(t, module))
	if got := g.cost(t, "run", 1000); got != 1+999+1 {
		t.Errorf("%d units", got)
	}
}

// A backtrace names functions as the author did.
func TestNamesOfFunctionsMove(t *testing.T) {
	names := "\x00\x04\x03mod" + "\x01" + sized("\x03"+"\x00\x01i"+"\x01\x05outer"+"\x02\x05inner") + "\x02\x03\x01\x01\x00" + "\x04\x01\x00"
	text := `(import "env" "nothing" (func $i)) (func $outer (export "run") call $inner) (func $inner call $i unreachable) (@custom "name" "` + hex(names) + `") (@custom "producers" "x")`
	r := newRuntime(t)
	if _, err := r.InstantiateWithConfig(t.Context(), assemble(environment), wazero.NewModuleConfig().WithName("env")); err != nil {
		t.Fatal(err)
	}
	_, err := instantiate(t, r, metered(t, assemble(text))).call("run")
	if err == nil || !strings.Contains(err.Error(), ".inner()") || !strings.Contains(err.Error(), ".outer()") {
		t.Errorf("got %v", err)
	}

	g := load(t, `(func $f (export "run") loop br 0 end) (@custom "name" "`+hex("\x01"+sized("\x01"+"\x00\x01f"))+`")`)
	g.host.budget = 0
	_, err = g.call("run")
	if err == nil || !strings.Contains(err.Error(), "sandpiper.refuel(") || !strings.Contains(err.Error(), ".f()") {
		t.Errorf("got %v", err)
	}
}

// A name section that cannot be read is left out: it means nothing to a run.
func TestNamesThatCannotBeReadAreDropped(t *testing.T) {
	for _, names := range []string{
		"", "\x01", "\x01\x05", "\x01\x01\x01", "\x01\x02\x01\x00", "\x01\x03\x01\x00\x05", "\x01\x04\x01\x07\x01x", "\x01\x80\x80", "\x00\x80",
		"\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", "\x01\x03\xff\xff\x03", "\x07\x01x", "\x02\x00", "\x00\x02\x01\xff", "\x00\x02\x05x", "\x00\x03\x01xx", "\x01\x04\x01\x00\x01\xff", "\x01\x05\x01\x00\x01xx",
	} {
		m, err := wasm.Read(assemble(`(func) (@custom "name" "` + hex(names) + `")`))
		if err != nil {
			t.Fatal(err)
		}
		out, err := Rewrite(m)
		if err != nil {
			t.Errorf("%x: %v", names, err)
			continue
		}
		again, err := wasm.Read(out)
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := again.CustomSection("name"); ok {
			t.Errorf("%x is kept", names)
		}
	}
}

// The engine would let a table without a maximum grow to 2^32 entries.
func TestTablesWithoutAMaximumGrowByTheirRoom(t *testing.T) {
	r := newRuntime(t)
	grow := func(table, by int) string {
		return fmt.Sprintf("ref.null func i32.const %d table.grow %d ", by, table)
	}
	m, err := instantiate(t, r, metered(t, assemble(`(table 1 funcref) (table 2 2 funcref) (table 3 funcref)
		(func (export "run") (result i32 i32 i32 i32 i32) `+
		grow(0, TableRoom/2)+grow(0, 1)+grow(1, 1)+grow(2, TableRoom/2+1)+grow(2, TableRoom/2)+`)`))).call("run")
	if err != nil {
		t.Fatal(err)
	}
	none := uint64(math.MaxUint32)
	if want := []uint64{1, none, none, none, 3}; !slices.Equal(m, want) {
		t.Errorf("table.grow gives %d, want %d", m, want)
	}
}

// hex spells bytes as strings of the text format do.
func hex(s string) string {
	var b strings.Builder
	for i := range len(s) {
		fmt.Fprintf(&b, "\\%02x", s[i])
	}
	return b.String()
}

// hostile are modules that try to make the rewriter slow or its output large.
func hostile() map[string][]byte {
	return map[string][]byte{
		"120,000 instructions":            assemble(`(func ` + nops(119_999) + `)`),
		"30,000 loops, one after another": assemble(`(func ` + strings.Repeat("loop br 0 end ", 30_000) + `)`),
		"2,000 blocks":                    assemble(`(func ` + strings.Repeat("block ", 2000) + strings.Repeat("end ", 2000) + `)`),
		"2,000 loops":                     assemble(`(func ` + strings.Repeat("loop ", 2000) + strings.Repeat("i32.const 0 br_if 1999 ", 20_000) + strings.Repeat("end ", 2000) + `)`),
		"2,000 try_tables":                assemble(`(func ` + strings.Repeat("block try_table (catch_all 0) ", 900) + strings.Repeat("end end ", 900) + `)`),
		"10,000 targets":                  assemble(`(func block loop i32.const 0 br_table` + strings.Repeat(" 0 1", 5000) + ` end end)`),
		"10,000 targets, many times":      assemble(`(func ` + strings.Repeat(`block loop i32.const 0 br_table`+strings.Repeat(" 0 1", 5000)+` end end `, 10) + `)`),
		"10,000 catches":                  assemble(`(func block try_table` + strings.Repeat(" (catch_all 0)", 10_000) + ` end end)`),
		"a chain of 30,000 functions":     assemble(chainText(30_000, 0)),
		"30,000 functions in a circle":    assemble(strings.Replace(chainText(30_000, 0), "(func $f29999 )", "(func $f29999 call $f0)", 1)),
		"all call all":                    assemble(repeated(1000, "(func $f#"+strings.Repeat(" call $f7 call $f#", 50)+")")),
		"1,000 types of blocks":           manyResults(),
	}
}

func repeated(n int, f string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.ReplaceAll(f, "#", fmt.Sprint(i)))
	}
	return b.String()
}

// manyResults has 900 types of many results, 30 recursive functions of each.
func manyResults() []byte {
	var b strings.Builder
	for i := range 900 {
		results := "(result" + strings.Repeat(" i32", 70) + strings.Repeat(" i64", i/100) + strings.Repeat(" f32", i/10%10) + strings.Repeat(" f64", i%10) + ")"
		for j := range 30 {
			fmt.Fprintf(&b, "(func $f%d_%d %s call $f%[1]d_%[2]d)", i, j, results)
		}
	}
	return assemble(b.String())
}

func TestHostileModulesAreMeteredOrRefused(t *testing.T) {
	for name, module := range hostile() {
		m, err := wasm.Read(module) // not all of it is within the caps
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		out, err := Rewrite(m)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if err := walk(out); err != nil {
			t.Errorf("%s: the reader says %v", name, err)
		}
		if most := (growth+1)*len(module) + 2*growthBytes; len(out) > most {
			t.Errorf("%s: %d bytes become %d", name, len(module), len(out))
		}
	}
}

// walk reads a module and all its bodies, whatever they would cost a compiler.
func walk(b []byte) error {
	m, err := wasm.Read(b)
	if err != nil {
		return err
	}
	w := wasm.NewWalker(m)
	for body := range m.Code {
		for w.Enter(body); w.Next(); {
			continue
		}
		if err := w.Err(); err != nil {
			return err
		}
	}
	return nil
}

// What is made of branches alone grows most, and is refused when it is large.
func TestModulesThatGrowTooMuchAreRefused(t *testing.T) {
	body := `(func loop call 0 ` + strings.Repeat("i32.const 0 br_if 0 ", 59_000) + `end)`
	m, err := wasm.Read(assemble(strings.Repeat(body, 3))) // caps would not let it get here
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("with its charges the module's code is more than %d bytes", growth*len(m.Raw)+growthBytes)
	if _, err := Rewrite(m); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func compiles(t *testing.T, r wazero.Runtime, b []byte) error {
	c, err := r.CompileModule(t.Context(), b)
	if err == nil {
		c.Close(t.Context())
	}
	return err
}

// withoutCustoms is a module without its custom sections: for a name section
// that announces much, the engine allots as much.
func withoutCustoms(m *wasm.Module) []byte {
	b := slices.Clone(m.Raw[:8])
	for _, s := range m.Sections {
		if s.ID != 0 {
			b = append(b, m.At(s.Span)...)
		}
	}
	return b
}

// The engine allots what a name section announces, 12 GB for one that was met
// in fuzzing. Nothing of the kind may be handed on.
func TestNamesOfLocalsAreDropped(t *testing.T) {
	names := "\x01" + sized("\x01"+"\x00\x01f") + "\x02\x06\x01\x00\xf3\xf3\xf3\xf3"
	m, err := wasm.Read(metered(t, assemble(`(func) (@custom "name" "`+hex(names)+`")`)))
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := m.CustomSection("name"); strings.Contains(string(got), "\xf3") || !strings.Contains(string(got), "\x01\x01f") {
		t.Errorf("the name section is %x", got)
	}
}

func FuzzRewrite(f *testing.F) {
	for _, b := range slices.Concat(
		spectest.Modules(f, "*.0.wasm", "v2", "tail-call"), spectest.Modules(f, "*.1.wasm", "v2"), spectest.Modules(f, "*.wasm", "exception-handling")) {
		f.Add(b)
	}
	for _, p := range programs {
		f.Add(assemble(p.text))
	}
	for _, m := range realModules(f) {
		if b, _ := m.read(f); len(b) < 20_000 {
			f.Add(b)
		}
	}
	f.Add(assemble(generate(bytes.Repeat([]byte("sandpiper"), 30))))
	r := newRuntime(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := wasm.ReadWithin(b, wasm.DefaultCaps())
		if err != nil {
			return
		}
		raw := slices.Clone(b)
		out, err := Rewrite(m)
		if !bytes.Equal(raw, b) {
			t.Fatal("the module was changed")
		}
		if err != nil {
			return
		}
		if again, err := Rewrite(m); err != nil || !bytes.Equal(out, again) {
			t.Fatalf("a second time it differs: %v", err)
		}
		if _, err := wasm.ReadWithin(out, wasm.HardCaps()); err != nil {
			t.Fatalf("the reader refuses what was read before: %v", err)
		}
		before := compiles(t, r, withoutCustoms(m))
		after := compiles(t, r, out)
		// The export of a start function is a declaration too: of what ref.func may name.
		if before == nil && after != nil || before != nil && after == nil && m.Start == nil {
			t.Fatalf("the engine says %v, of the metered module %v", before, after)
		}
		if before == nil {
			agree(t, r, m)
			aliveAlike(t, r, m, out)
		}
	})
}

// agree holds that the engine sees in a module what we see.
func agree(t *testing.T, r wazero.Runtime, m *wasm.Module) {
	c, err := r.CompileModule(t.Context(), withoutCustoms(m))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(t.Context())
	exported := c.ExportedFunctions()
	for _, e := range m.Exports {
		if e.Kind != wasm.KindFunction {
			continue
		}
		of := m.FuncType(e.Index)
		seen := exported[e.Name]
		if seen == nil || string(seen.ParamTypes()) != bytesOf(of.Params) || string(seen.ResultTypes()) != bytesOf(of.Results) || seen.Index() != e.Index {
			t.Fatalf("we see %q as function %d of %v, the engine %v", e.Name, e.Index, of, seen)
		}
		delete(exported, e.Name)
	}
	if len(exported) > 0 || len(c.ImportedFunctions()) != m.ImportedFunctions() {
		t.Fatalf("the engine also sees exports %v, and %d imported functions", exported, len(c.ImportedFunctions()))
	}
}

func bytesOf(types []wasm.ValueType) (s string) {
	for _, t := range types {
		s += string([]byte{byte(t)})
	}
	return s
}

// aliveAlike holds that all functions of a module that anybody may have made do
// the same metered, as far as a little fuel carries them.
func aliveAlike(t *testing.T, r wazero.Runtime, m *wasm.Module, out []byte) {
	const fuel = 20_000 // and so 80 MB of memory
	if len(m.Imports) > 0 || slices.ContainsFunc(m.Tables, func(table wasm.Table) bool { return !table.HasMax }) {
		return // there is nothing to link, or it could tell by how much a table can grow
	}
	live := func(code []byte) (*guest, error) {
		g := &guest{host: host{slice: slice, budget: fuel}}
		g.ctx = context.WithValue(t.Context(), hostKey{}, &g.host)
		var err error
		g.Module, err = r.InstantiateWithConfig(g.ctx, code, wazero.NewModuleConfig().WithName("").WithStartFunctions())
		return g, err
	}
	counted, err := live(out)
	if err != nil {
		if _, err := live(withoutCustoms(m)); err == nil {
			t.Fatalf("only metered, it is not instantiated: %v", err)
		}
		return
	}
	defer counted.Close(context.Background())
	counted.set(Limit, -fuel)
	over := func() bool { return counted.used() > fuel || counted.depth() < 0 }
	var began error
	if counted.ExportedFunction(Start) != nil {
		_, began = counted.call(Start)
	}
	if over() {
		return
	}
	plain, err := live(withoutCustoms(m))
	if cause(err) != cause(began) {
		t.Fatalf("it starts with %v, metered with %v", err, began)
	}
	if err != nil {
		return
	}
	defer plain.Close(context.Background())
	for _, e := range m.Exports {
		if e.Kind != wasm.KindFunction {
			continue
		}
		var args []uint64
		for _, param := range m.FuncType(e.Index).Params {
			if args = append(args, 1); param.IsRef() {
				args[len(args)-1] = 0
			} else if param == wasm.V128 {
				args = append(args, 1)
			}
		}
		b := counted.outcome(m, e.Name, args...)
		if over() {
			return
		}
		if d := plain.outcome(m, e.Name, args...).differs(b); d != "" {
			t.Fatalf("%q: metered, it differs: %s", e.Name, d)
		}
	}
}

// The blocks that are put around a loop make labels out of it longer, and only those.
func TestBranchesOutOfTightLoops(t *testing.T) {
	const turns = `local.get $n i32.const 1 i32.sub local.tee $n `
	for name, body := range map[string]string{
		"br":             `block $out loop $l ` + turns + `i32.eqz if br $out end br $l end end i32.const 7`,
		"br_if":          `block $out loop $l ` + turns + `i32.eqz br_if $out br $l end end i32.const 7`,
		"br_table":       `block $out block $in loop $l block $here ` + turns + `i32.const 0 i32.ne br_table $in $here $out end br $l end end end i32.const 7`,
		"return":         `loop $l ` + turns + `br_if $l i32.const 7 return end unreachable`,
		"with a result":  `loop $l (result i32) ` + turns + `br_if $l i32.const 7 end`,
		"with values":    `block $out (result i32) i32.const 1 loop $l ` + turns + `if br $l end i32.const 7 br $out end unreachable end`,
		"to a loop":      `(local $m i32) loop $outer loop $l ` + turns + `br_if $l local.get $m i32.const 1 i32.add local.tee $m i32.const 3 i32.lt_u if i32.const 100 local.set $n br $outer end end end local.get $m`,
		"if to a loop":   `(local $m i32) loop $outer loop $l ` + turns + `br_if $l i32.const 100 local.set $n local.get $m i32.const 1 i32.add local.tee $m i32.const 3 i32.lt_u br_if $outer end end local.get $m`,
		"of several":     `loop $a ` + turns + `br_if $a end i32.const 100 local.set $n loop $b ` + turns + `br_if $b end i32.const 7`,
		"out of blocks":  strings.Repeat("block ", tightDepth-2) + `loop $l ` + turns + `br_if $l br 1 end` + strings.Repeat(" end", tightDepth-2) + ` i32.const 7`,
		"in many blocks": strings.Repeat("block ", 2*tightDepth) + `loop $l ` + turns + `br_if $l br 1 end` + strings.Repeat(" end", 2*tightDepth) + ` i32.const 7`,
	} {
		text := `(func (export "run") (param $n i32) (result i32) ` + body + `)`
		want, err := instantiate(t, newRuntime(t), assemble(text)).call("run", 1000)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		g := load(t, text)
		g.host.budget = 100_000
		got, err := g.call("run", 1000)
		if err != nil || !slices.Equal(got, want) || g.used() < 1000 {
			t.Errorf("%s: %d, %v after %d units, want %d", name, got, err, g.used(), want)
		}
	}
}
