package runtime_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	goruntime "runtime"
	"slices"
	"testing"
	"time"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"

	"github.com/sandpiper-checks/sandpiper/runtime/internal/meter"
	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

// The benchmarks of this file measure what no other module may import. make
// bench runs them and reads the medians that they report.

// BenchmarkPrice compares guests without any limit, metered, and under the
// engine's own limit.
func BenchmarkPrice(b *testing.B) {
	for _, guest := range []struct {
		name string
		code []byte
	}{
		{"C", fixture(b, "../bench/guests/loops.wasm")},
		{"Go", goGuest(b)},
	} {
		plain := instance(b, guest.code, false)
		metered := instance(b, rewritten(b, guest.code), false)
		engine := instance(b, guest.code, true)
		for _, work := range []struct{ export, name string }{
			{"fat", "a_long_loop_body"}, {"tiny", "short_loop_bodies"}, {"recursion", "recursion"}, {"json", "reading_JSON"},
		} {
			b.Run(guest.name+":_"+work.name, func(b *testing.B) {
				takeTurns(b, 5,
					way{"plain-ns", calling(b, plain, work.export)},
					way{"metered-ns", calling(b, metered, work.export)},
					way{"engine-ns", calling(b, engine, work.export)})
			})
		}
	}
}

// BenchmarkLoad shows what it costs to load a guest in Go, per megabyte.
func BenchmarkLoad(b *testing.B) {
	code := goGuest(b)
	module, err := wasm.Read(code)
	if err != nil {
		b.Fatal(err)
	}
	ctx := experimental.WithCompilationWorkers(context.Background(), goruntime.GOMAXPROCS(0))
	const mega = 1e6
	takeTurns(b, float64(len(code))/mega,
		way{"read-ns", func() error {
			_, err := wasm.ReadWithin(code, wasm.DefaultCaps())
			return err
		}},
		way{"meter-ns", func() error {
			_, err := meter.Rewrite(module)
			return err
		}},
		way{"compile-ns", func() error {
			rt := wazero.NewRuntime(ctx)
			_, err := rt.CompileModule(ctx, code)
			rt.Close(ctx)
			return err
		}})
}

// way is one way of doing a thing, and the unit that its time is reported in.
type way struct {
	unit string
	do   func() error
}

// takeTurns does each way in each round, and reports medians of the rounds,
// divided by how much of the thing is done in a turn.
func takeTurns(b *testing.B, amount float64, ways ...way) {
	b.Helper()
	took := make([][]time.Duration, len(ways))
	for range b.N {
		for i, way := range ways {
			start := time.Now()
			if err := way.do(); err != nil {
				b.Fatalf("%s: %v", way.unit, err)
			}
			took[i] = append(took[i], time.Since(start))
		}
	}
	for i, way := range ways {
		slices.Sort(took[i])
		b.ReportMetric(float64(took[i][b.N/2])/amount, way.unit)
	}
}

// calling calls an export five times.
func calling(b *testing.B, guest api.Module, export string) func() error {
	b.Helper()
	function := guest.ExportedFunction(export)
	if function == nil {
		b.Fatalf("the guest exports no %s", export)
	}
	stack := make([]uint64, 1)
	return func() error {
		for range 5 {
			if err := function.CallWithStack(context.Background(), stack); err != nil {
				return err
			}
		}
		return nil
	}
}

// instance starts a guest on an engine of its own, with a host that looks at
// the clock when a slice of fuel is used up, and what else it is offered.
func instance(b *testing.B, code []byte, closeOnDone bool, offers ...func(context.Context, wazero.Runtime) error) api.Module {
	b.Helper()
	ctx := context.Background()
	rt := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfigCompiler().WithCloseOnContextDone(closeOnDone))
	b.Cleanup(func() { rt.Close(ctx) })
	wasi_snapshot_preview1.MustInstantiate(ctx, rt)
	deadline := time.Now().Add(time.Hour)
	_, err := rt.NewHostModuleBuilder(meter.Module).NewFunctionBuilder().
		WithGoFunction(api.GoFunc(func(_ context.Context, stack []uint64) {
			if time.Now().After(deadline) {
				panic("too late")
			}
			stack[0] = meter.Slice
		}), []api.ValueType{api.ValueTypeI64}, []api.ValueType{api.ValueTypeI64}).
		Export(meter.Yield).Instantiate(ctx)
	for _, offer := range offers {
		err = errors.Join(err, offer(ctx, rt))
	}
	if err != nil {
		b.Fatal(err)
	}
	guest, err := rt.InstantiateWithConfig(ctx, code, wazero.NewModuleConfig().WithStartFunctions("_initialize"))
	if err != nil {
		b.Fatal(err)
	}
	return guest
}

func rewritten(b *testing.B, code []byte) []byte {
	b.Helper()
	module, err := wasm.Read(code)
	if err != nil {
		b.Fatal(err)
	}
	code, err = meter.Rewrite(module)
	if err != nil {
		b.Fatal(err)
	}
	return code
}

// goGuest builds a guest in Go, of three megabytes.
func goGuest(b *testing.B) []byte {
	b.Helper()
	path := filepath.Join(b.TempDir(), "loops.wasm")
	build := exec.Command("go", "build", "-buildmode=c-shared", "-trimpath", "-ldflags=-s -w", "-o", path, "./guests/loops")
	build.Dir = "../bench"
	build.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	return fixture(b, path)
}

func fixture(b *testing.B, path string) []byte {
	b.Helper()
	code, err := os.ReadFile(path)
	if err != nil {
		b.Fatal(err)
	}
	return code
}
