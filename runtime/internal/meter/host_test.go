package meter

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

// compiled keeps machine code over all runtimes of the tests.
var compiled = sync.OnceValue(wazero.NewCompilationCache)

// newRuntime returns a runtime that has the module that metered ones import.
func newRuntime(t testing.TB) wazero.Runtime {
	t.Helper()
	return newRuntimeWith(t, api.CoreFeaturesV2|experimental.CoreFeaturesExceptionHandling|experimental.CoreFeaturesTailCall)
}

func newRuntimeWith(t testing.TB, features api.CoreFeatures) wazero.Runtime {
	t.Helper()
	ctx := t.Context()
	r := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfigCompiler().WithCoreFeatures(features).WithCompilationCache(compiled()))
	t.Cleanup(func() { r.Close(context.Background()) })
	yield := func(ctx context.Context, stack []uint64) {
		stack[0] = uint64(ctx.Value(hostKey{}).(*host).yield(int64(stack[0])))
	}
	_, err := r.NewHostModuleBuilder(Module).NewFunctionBuilder().
		WithGoFunction(api.GoFunc(yield), []api.ValueType{api.ValueTypeI64}, []api.ValueType{api.ValueTypeI64}).
		Export(Yield).Instantiate(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// host gives out fuel, a slice at a time, until a budget is used up.
type host struct {
	slice, budget int64
	given         int64
	yields        int
	onYield       func(fuel int64)
}

type hostKey struct{}

var errFuel = errors.New("the budget is used up")

const slice = Slice

func (h *host) yield(fuel int64) int64 {
	h.yields++
	if h.onYield != nil {
		h.onYield(fuel)
	}
	if h.given-fuel > h.budget {
		panic(errFuel)
	}
	h.given += h.slice - fuel
	return h.slice
}

// metered rewrites a module.
func metered(t testing.TB, original []byte) []byte {
	t.Helper()
	m, err := wasm.ReadWithin(original, wasm.HardCaps())
	if err != nil {
		t.Fatal(err)
	}
	b, err := Rewrite(m)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// unjudged is Rewrite, but for what it refuses because the engine does not do it
// safely: which is all right in the official tests.
func unjudged(m *wasm.Module) ([]byte, error) {
	p, err := survey(m)
	if err != nil {
		return nil, err
	}
	return p.write()
}

// guest is an instance of a module, metered or not.
type guest struct {
	api.Module
	host host
	ctx  context.Context
}

func instantiate(t testing.TB, r wazero.Runtime, module []byte) *guest {
	t.Helper()
	g := &guest{host: host{slice: slice, budget: 1 << 62}}
	g.ctx = context.WithValue(t.Context(), hostKey{}, &g.host)
	mod, err := r.InstantiateWithConfig(g.ctx, module, wazero.NewModuleConfig().WithName(""))
	if err != nil {
		t.Fatal(err)
	}
	g.Module = mod
	return g
}

// load is a metered instance of a module that is given as text.
func load(t testing.TB, text string) *guest {
	t.Helper()
	return instantiate(t, newRuntime(t), metered(t, assemble(text)))
}

func (g *guest) call(function string, args ...uint64) ([]uint64, error) {
	return g.ExportedFunction(function).Call(g.ctx, args...)
}

// used is how much fuel was charged in all.
func (g *guest) used() int64 { return g.host.given - g.fuel() }

func (g *guest) fuel() int64 { return int64(g.ExportedGlobal(Fuel).Get()) }

func (g *guest) depth() int32 { return int32(g.ExportedGlobal(Used).Get()) }

func (g *guest) set(global string, v int64) {
	g.ExportedGlobal(global).(api.MutableGlobal).Set(uint64(v))
}

// cost calls a function that must succeed, and returns what it was charged.
func (g *guest) cost(t testing.TB, function string, args ...uint64) int64 {
	t.Helper()
	before := g.used()
	if _, err := g.call(function, args...); err != nil {
		t.Fatalf("%s%v: %v", function, args, err)
	}
	if d := g.depth(); d != 0 {
		t.Errorf("%s%v leaves the depth at %d", function, args, d)
	}
	return g.used() - before
}
