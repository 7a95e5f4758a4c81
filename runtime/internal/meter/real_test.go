package meter

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"
	"github.com/tetratelabs/wazero/sys"

	"github.com/sandpiper-checks/sandpiper/runtime/internal/spectest"
)

// realModules are modules that compilers made: our own examples if they are
// built, and some that wazero's Go module carries.
func realModules(t testing.TB) []string {
	t.Helper()
	paths, err := filepath.Glob("../../../checks.d/h*.wasm")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{
		"examples/allocation/tinygo/testdata/greet.wasm",
		"imports/wasi_snapshot_preview1/testdata/cargo-wasi/wasi.wasm",
		"imports/wasi_snapshot_preview1/testdata/tinygo/wasi.wasm",
		"imports/wasi_snapshot_preview1/testdata/zig/wasi.wasm",
		"imports/wasi_snapshot_preview1/testdata/zig-cc/wasi.wasm",
	} {
		paths = append(paths, spectest.EngineFile(t, path))
	}
	return paths
}

// story is what a real module did: every call of a host function that is not of
// WASI, its output, and the digest of its memory at the end.
func story(t *testing.T, module []byte) (told string, g *guest) {
	t.Helper()
	r := newRuntime(t)
	ctx := context.Background()
	wasi_snapshot_preview1.MustInstantiate(ctx, r)
	compiled, err := r.CompileModule(ctx, module)
	if err != nil {
		t.Fatal(err)
	}
	var tale strings.Builder
	builders := map[string]wazero.HostModuleBuilder{}
	for _, f := range compiled.ImportedFunctions() {
		from, name, _ := f.Import()
		if from == Module || from == wasi_snapshot_preview1.ModuleName {
			continue
		}
		if builders[from] == nil {
			builders[from] = r.NewHostModuleBuilder(from)
		}
		answer := func(_ context.Context, stack []uint64) {
			for i, param := range f.ParamTypes() {
				if param == api.ValueTypeI32 {
					stack[i] = uint64(uint32(stack[i])) // above may be anything
				}
			}
			fmt.Fprintln(&tale, name, stack[:len(f.ParamTypes())])
			clear(stack)
		}
		builders[from].NewFunctionBuilder().WithGoFunction(api.GoFunc(answer), f.ParamTypes(), f.ResultTypes()).Export(name)
	}
	for _, b := range builders {
		if _, err := b.Instantiate(ctx); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	g = &guest{host: host{slice: slice, budget: 1 << 62}}
	g.ctx = context.WithValue(ctx, hostKey{}, &g.host)
	config := wazero.NewModuleConfig().WithStartFunctions().WithArgs("guest", "args", "3").WithStdout(&out).WithStderr(&out)
	if g.Module, err = r.InstantiateModule(g.ctx, compiled, config); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{Start, "_initialize", "_start", "check_run", "check_run"} {
		f := g.ExportedFunction(name)
		if f == nil {
			continue
		}
		results, err := f.Call(g.ctx)
		if exit := (*sys.ExitError)(nil); errors.As(err, &exit) {
			err = fmt.Errorf("exit code %d", exit.ExitCode())
		}
		fmt.Fprintln(&tale, name, results, err)
	}
	memory, _ := g.Memory().Read(0, g.Memory().Size())
	fmt.Fprintf(&tale, "%s\nmemory %x", out.String(), sha256.Sum256(memory))
	return tale.String(), g
}

func TestRealModulesDoTheSameMetered(t *testing.T) {
	for _, path := range realModules(t) {
		module, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		plain, _ := story(t, module)
		counted, g := story(t, metered(t, module))
		counting, count := story(t, counting(t, module))
		name := filepath.Base(filepath.Dir(path)) + "/" + filepath.Base(path)
		if counted != plain {
			t.Errorf("%s: metered:\n%s\nnot:\n%s", name, counted, plain)
		}
		if counting != plain {
			t.Errorf("%s: counting:\n%s\nnot:\n%s", name, counting, plain)
		}
		n, units := int64(count.ExportedGlobal(executed).Get()), g.used()
		t.Logf("%s: %d instructions, %d units, %d yields", name, n, units, g.host.yields)
		if units*instructionsPerUnit < n {
			t.Errorf("%s: %d units are charged for %d instructions", name, units, n)
		}
		if d := g.depth(); d != 0 && !strings.Contains(plain, "exit code") {
			t.Errorf("%s: the depth is %d afterwards", name, d)
		}
	}
}
