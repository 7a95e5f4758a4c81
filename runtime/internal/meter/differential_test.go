package meter

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/tetratelabs/wazero"

	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

// executed is the name of the global of a counting module.
const executed = "executed"

// counting returns a module that counts each of its instructions when it is
// executed, in the most simple way: it is what the meter is held against.
func counting(t testing.TB, module []byte) []byte {
	t.Helper()
	m, err := wasm.ReadWithin(module, wasm.HardCaps())
	if err != nil {
		t.Fatal(err)
	}
	var add instructions
	add.op(wasm.OpGlobalGet, uint32(m.GlobalCount()))
	add.i64(1)
	add.op(wasm.OpI64Add)
	add.op(wasm.OpGlobalSet, uint32(m.GlobalCount()))
	code := uleb(nil, uint32(len(m.Code)))
	w := wasm.NewWalker(m)
	for i, span := range m.Code {
		w.Enter(i)
		body := slices.Clone(m.Raw[span.Offset:w.First])
		for w.Next() {
			if w.Op != wasm.OpEnd && w.Op != wasm.OpElse {
				body = append(body, add...)
			}
			body = append(body, m.At(w.Span)...)
		}
		code = append(uleb(code, uint32(len(body))), body...)
	}
	out := &writer{plan: newPlan(m), out: slices.Clone(m.Raw[:8])}
	for _, id := range order {
		var s wasm.Section
		if i := slices.IndexFunc(m.Sections, func(s wasm.Section) bool { return s.ID == id }); i >= 0 {
			s = m.Sections[i]
		}
		switch {
		case id == 6:
			out.section(id, out.extended(s, 1, []byte{byte(wasm.I64), mutable, byte(wasm.OpI64Const), 0, byte(wasm.OpEnd)}))
		case id == 7:
			out.section(id, out.extended(s, 1, uleb(append(name(nil, executed), byte(wasm.KindGlobal)), uint32(m.GlobalCount()))))
		case id == 10 && s.ID != 0:
			out.section(id, code)
		case s.ID != 0:
			out.out = append(out.out, m.At(s.Span)...)
		}
	}
	return out.out
}

// outcome calls a function, and is what came of it. of is the guest's module
// before anything was added.
func (g *guest) outcome(of *wasm.Module, function string, args ...uint64) outcome {
	f := g.ExportedFunction(function)
	results, err := f.Call(g.ctx, args...)
	plain(results, f.Definition().ResultTypes())
	return outcome{&actor{g.Module, of}, results, err}
}

// alike holds that a module does the same with and without the meter, that the
// charges cover what was executed at any end, and that counts are right after a
// return.
func alike(t *testing.T, r wazero.Runtime, module []byte, slice int64, function string, args []uint64) {
	t.Helper()
	m, err := wasm.ReadWithin(module, wasm.HardCaps())
	if err != nil {
		t.Fatal(err)
	}
	plain, counted, count := instantiate(t, r, module), instantiate(t, r, metered(t, module)), instantiate(t, r, counting(t, module))
	defer func() {
		for _, g := range []*guest{plain, counted, count} {
			g.Close(context.Background())
		}
	}()
	counted.host.slice = slice
	for range 2 {
		a, b, c := plain.outcome(m, function, args...), counted.outcome(m, function, args...), count.outcome(m, function, args...)
		if held := counted.ExportedGlobal(Held); held != nil && held.Get() >= heldLimit {
			return // more try_tables within each other than are allowed
		}
		if d := a.differs(b); d != "" {
			t.Fatalf("metered, it differs: %s", d)
		}
		if d := a.differs(c); d != "" {
			t.Fatalf("counting, it differs: %s", d)
		}
		if n, units := int64(count.ExportedGlobal(executed).Get()), counted.used(); units*instructionsPerUnit < n {
			t.Fatalf("%d units are charged for %d instructions", units, n)
		}
		if a.err != nil {
			return
		}
		a, b = plain.outcome(m, "entries"), counted.outcome(m, "entries")
		if d := a.differs(b); d != "" {
			t.Fatalf("metered, the table differs: %s", d)
		}
		if d := counted.depth(); d != 0 {
			t.Fatalf("the depth is %d afterwards", d)
		}
		if held := counted.ExportedGlobal(Held); held != nil && held.Get() != 0 {
			t.Fatalf("%d units are held afterwards", held.Get())
		}
	}
}

func FuzzDifferential(f *testing.F) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		choices := make([]byte, 50+random.IntN(600))
		for i := range choices {
			choices[i] = byte(random.Uint32())
		}
		f.Add(choices)
	}
	r := newRuntime(f)
	f.Fuzz(func(t *testing.T, choices []byte) {
		text := generate(choices)
		module := assemble(text)
		m, err := wasm.ReadWithin(module, wasm.HardCaps())
		if err != nil {
			t.Fatalf("the generator made %v of\n%s", err, text)
		}
		if c, err := r.CompileModule(t.Context(), module); err != nil {
			t.Fatalf("the generator made %v of\n%s", err, text)
		} else {
			c.Close(t.Context())
		}
		var args []uint64
		for i := range m.FuncType(0).Params {
			args = append(args, uint64(i))
		}
		slice := []int64{10_000, 0, 1, 100}[len(choices)%4]
		defer func() {
			if t.Failed() {
				t.Log(text)
			}
		}()
		alike(t, r, module, slice, "f0", args)
	})
}
