package runtime

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"

	abi "github.com/sandpiper-checks/sandpiper/abi/v1"
	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/files"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/sandbox"
)

// BenchmarkFresh reports medians of what a guest takes to be ready for a run:
// plain-ns, instantiated and initialised by the engine alone; new-ns, made from
// the image, both with their end; reset-ns, made its image again after a run, which
// itself takes run-ns. make bench reads it.
func BenchmarkFresh(b *testing.B) {
	for _, guest := range []struct {
		name, path string
		times      int // in each round
	}{
		{"C", "../bench/guests/ten.wasm", 100},
		{"Rust", "../bench/guests/ten_rust.wasm", 100},
		{"Go", benchGuest(b, "ten"), 10},
		{"large", benchGuest(b, "large"), 10},
	} {
		plain := openPlain(b, guest.path)
		made, kept := openStay(b, guest.path), openStay(b, guest.path)
		b.Run(guest.name, func(b *testing.B) {
			medians := map[string][]time.Duration{}
			for range b.N {
				took := map[string]time.Duration{}
				for range guest.times {
					start := time.Now()
					plain.guest(b)
					took["plain-ns"] += time.Since(start)

					start = time.Now()
					made.enter(b).Keep().Close()
					took["new-ns"] += time.Since(start)

					stay := kept.enter(b)
					start = time.Now()
					if code, err := stay.Call("check_run"); code != 0 || err != nil {
						b.Fatalf("check_run returned %d: %v", code, err)
					}
					ran := time.Now()
					stay.Leave()
					took["reset-ns"] += time.Since(ran)
					took["run-ns"] += ran.Sub(start)
				}
				for unit, sum := range took {
					medians[unit] = append(medians[unit], sum/time.Duration(guest.times))
				}
			}
			for unit, all := range medians {
				slices.Sort(all)
				b.ReportMetric(float64(all[b.N/2]), unit)
			}
		})
	}
}

// stays are runs of a module whose guests begin with an image.
type stays struct {
	runtime *Runtime
	module  *module
}

func openStay(b *testing.B, path string) stays {
	b.Helper()
	ctx := context.Background()
	rt, err := Open(ctx, Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { rt.Close(ctx) })
	m, err := rt.load(ctx, path)
	if err == nil {
		err = rt.freeze(ctx, m)
	}
	if err != nil || !m.Frozen() {
		b.Fatalf("%s has no image: %v", path, err)
	}
	return stays{rt, m}
}

// enter lets a guest in, for a run.
func (s stays) enter(b *testing.B) *sandbox.Guest {
	b.Helper()
	r := &run{runtime: s.runtime, instance: &check.Instance{}, limits: check.DefaultLimits(), memory: new(memory)}
	r.memory.contexts.begin(r.instance)
	r.files.Tree = files.NewTree(nil, 0)
	guest, _, err := r.enter(context.Background(), s.module, context.Background)
	if err != nil {
		b.Fatal(err)
	}
	return guest
}

// plain is the engine without us, and a compiled module.
type plain struct {
	runtime wazero.Runtime
	module  wazero.CompiledModule
}

func openPlain(b *testing.B, path string) plain {
	b.Helper()
	ctx := context.Background()
	rt := wazero.NewRuntime(ctx)
	b.Cleanup(func() { rt.Close(ctx) })
	wasi_snapshot_preview1.MustInstantiate(ctx, rt)
	host := rt.NewHostModuleBuilder(abi.Module)
	for _, f := range abi.Functions() {
		var params []api.ValueType
		for _, name := range f.Params {
			params = append(params, map[string]api.ValueType{"i32": api.ValueTypeI32, "i64": api.ValueTypeI64, "f64": api.ValueTypeF64}[name])
		}
		host.NewFunctionBuilder().WithGoFunction(api.GoFunc(func(_ context.Context, stack []uint64) { stack[0] = 0 }),
			params, []api.ValueType{api.ValueTypeI32}).Export(f.Name)
	}
	if _, err := host.Instantiate(ctx); err != nil {
		b.Fatal(err)
	}
	code, err := os.ReadFile(path)
	if err != nil {
		b.Fatal(err)
	}
	module, err := rt.CompileModule(ctx, code)
	if err != nil {
		b.Fatal(err)
	}
	return plain{rt, module}
}

// guest makes a guest, initialises it, and ends it.
func (p plain) guest(b *testing.B) {
	b.Helper()
	ctx := context.Background()
	guest, err := p.runtime.InstantiateModule(ctx, p.module, wazero.NewModuleConfig().WithName("").WithStartFunctions("_initialize"))
	if err != nil {
		b.Fatal(err)
	}
	if err := guest.Close(ctx); err != nil {
		b.Fatal(err)
	}
}

// benchGuest builds one of the bench's guests in Go.
func benchGuest(b *testing.B, name string) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), name+".wasm")
	build := exec.Command("go", "build", "-buildmode=c-shared", "-trimpath", "-ldflags=-w", "-o", path, "./guests/"+name)
	build.Dir = "../bench"
	build.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm", "GOFLAGS=")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	return path
}
