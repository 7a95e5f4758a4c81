package meter

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
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

// trace is all that can be seen of a run from outside.
type trace struct {
	results []uint64
	err     string
	memory  []byte
	globals []uint64
}

func (g *guest) trace(t testing.TB, function string, args []uint64) trace {
	t.Helper()
	var seen trace
	results, err := g.call(function, args...)
	seen.results = results
	if err != nil {
		seen.err, _, _ = strings.Cut(err.Error(), "\n")
	}
	if len(g.ExportedMemoryDefinitions()) > 0 {
		b, _ := g.Memory().Read(0, g.Memory().Size())
		seen.memory = bytes.Clone(b)
	}
	for _, name := range append([]string{"steps"}, scalars...) {
		if global := g.ExportedGlobal(name); global != nil {
			seen.globals = append(seen.globals, global.Get())
		}
	}
	return seen
}

func (a trace) differs(b trace) string {
	switch {
	case a.err != b.err:
		return fmt.Sprintf("%q, then %q", a.err, b.err)
	case !slices.Equal(a.results, b.results):
		return fmt.Sprintf("results %x, then %x", a.results, b.results)
	case !slices.Equal(a.globals, b.globals):
		return fmt.Sprintf("globals %x, then %x", a.globals, b.globals)
	case !bytes.Equal(a.memory, b.memory):
		return "memories differ"
	}
	return ""
}

// alike holds that a module does the same with and without the meter, that the
// charges cover what was executed at any end, and that counts are right after a
// return.
func alike(t *testing.T, r wazero.Runtime, module []byte, slice int64, function string, args []uint64) {
	t.Helper()
	plain, counted, count := instantiate(t, r, module), instantiate(t, r, metered(t, module)), instantiate(t, r, counting(t, module))
	defer func() {
		for _, g := range []*guest{plain, counted, count} {
			g.Close(context.Background())
		}
	}()
	counted.host.slice = slice
	for range 2 {
		a, b, c := plain.trace(t, function, args), counted.trace(t, function, args), count.trace(t, function, args)
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
		if a.err != "" {
			return
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
