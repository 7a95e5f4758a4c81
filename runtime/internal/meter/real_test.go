package meter

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"
	"github.com/tetratelabs/wazero/sys"

	"github.com/sandpiper-checks/sandpiper/runtime/internal/spectest"
	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

// realModule is one that a compiler made.
type realModule struct {
	name, path string
	built      bool // by whoever runs the tests, so that it is not the same everywhere
}

// realModules are those of our own that are checked in, those that are built,
// and some that the engine's Go module carries.
func realModules(t testing.TB) (modules []realModule) {
	t.Helper()
	for _, pattern := range []string{"guest-sdk/c/examples/*.wasm", "guest-sdk/c/testdata/*.wasm", "checks.d/cmdb.wasm"} {
		paths, err := filepath.Glob(filepath.Join("../../..", pattern))
		if err != nil {
			t.Fatal(err)
		}
		built := strings.HasPrefix(pattern, "checks.d")
		if len(paths) == 0 && !built {
			t.Fatalf("no module is %s", pattern)
		}
		for _, path := range paths {
			modules = append(modules, realModule{filepath.Base(path), path, built})
		}
	}
	for _, path := range []string{
		"examples/allocation/rust/testdata/greet.wasm",
		"examples/allocation/tinygo/testdata/greet.wasm",
		"examples/allocation/zig/testdata/greet.wasm",
		"examples/cli/testdata/cli.wasm",
		"experimental/testdata/cpp_exceptions.wasm",
		"imports/assemblyscript/example/testdata/index.wasm",
		"imports/emscripten/testdata/grow.wasm",
		"imports/emscripten/testdata/invoke.wasm",
		"imports/wasi_snapshot_preview1/testdata/cargo-wasi/wasi.wasm",
		"imports/wasi_snapshot_preview1/testdata/tinygo/wasi.wasm",
		"imports/wasi_snapshot_preview1/testdata/zig/wasi.wasm",
		"imports/wasi_snapshot_preview1/testdata/zig-cc/wasi.wasm",
		"internal/integration_test/bench/testdata/case.wasm",
	} {
		modules = append(modules, realModule{path, spectest.EngineFile(t, path), false})
	}
	return modules
}

// read returns the binary, as it is and as it was read.
func (m realModule) read(t testing.TB) ([]byte, *wasm.Module) {
	t.Helper()
	b, err := os.ReadFile(m.path)
	if err != nil {
		t.Fatal(err)
	}
	read, err := wasm.ReadWithin(b, wasm.HardCaps())
	if err != nil {
		t.Fatalf("%s: %v", m.name, err)
	}
	return b, read
}

// story is what a real module did when all its functions were called: every call
// of a host function that is not of WASI, and every result.
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
	pretend(t, r, compiled, &tale)
	g = &guest{host: host{slice: slice, budget: 1 << 62}}
	g.ctx = context.WithValue(ctx, hostKey{}, &g.host)
	config := wazero.NewModuleConfig().WithStartFunctions().WithArgs("guest", "args", "3").WithStdout(&tale).WithStderr(&tale)
	if g.Module, err = r.InstantiateModule(g.ctx, compiled, config); err != nil {
		t.Fatal(err)
	}
	first := []string{Start, "_initialize", "_start", "check_run"}
	for _, name := range append(first, slices.Sorted(maps.Keys(compiled.ExportedFunctions()))...) {
		f := g.ExportedFunction(name)
		if f == nil {
			continue
		}
		var args []uint64
		for i := range f.Definition().ParamTypes() {
			args = append(args, uint64(8*i+8))
		}
		results, err := f.Call(g.ctx, args...)
		if exit, ok := errors.AsType[*sys.ExitError](err); ok {
			fmt.Fprintln(&tale, name, "exit code", exit.ExitCode())
			break // the engine has closed the module
		}
		if err != nil && g.ExportedGlobal(Used) != nil {
			g.set(Used, 0) // which a trap does not
		}
		plain(results, f.Definition().ResultTypes())
		fmt.Fprintln(&tale, name, results, cause(err))
	}
	return tale.String(), g
}

// pretend answers whatever a module imports besides WASI: nothing, or zero. What
// was asked becomes a line.
func pretend(t *testing.T, r wazero.Runtime, compiled wazero.CompiledModule, tale io.Writer) {
	t.Helper()
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
			plain(stack, f.ParamTypes())
			fmt.Fprintln(tale, name, stack[:len(f.ParamTypes())])
			clear(stack)
		}
		builders[from].NewFunctionBuilder().WithGoFunction(api.GoFunc(answer), f.ParamTypes(), f.ResultTypes()).Export(name)
	}
	for _, b := range builders {
		if _, err := b.Instantiate(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestRealModulesDoTheSameMetered(t *testing.T) {
	var lines []string
	for _, m := range realModules(t) {
		if raced && m.built {
			continue
		}
		module, read := m.read(t)
		out, err := unjudged(read)
		if err != nil {
			t.Fatalf("%s: %v", m.name, err)
		}
		told, original := story(t, module)
		retold, counted := story(t, out)
		again, count := story(t, counting(t, module))
		a, b, c := &actor{original.Module, read}, &actor{counted.Module, read}, &actor{count.Module, read}
		if d := a.differs(b); told != retold || d != "" {
			t.Errorf("%s: metered, %s:\n%s\nnot:\n%s", m.name, d, retold, told)
		}
		if d := a.differs(c); told != again || d != "" {
			t.Errorf("%s: counting, %s:\n%s\nnot:\n%s", m.name, d, again, told)
		}
		n, units := int64(count.ExportedGlobal(executed).Get()), counted.used()
		if units*instructionsPerUnit < n {
			t.Errorf("%s: %d units are charged for %d instructions", m.name, units, n)
		}
		if d := counted.depth(); d != 0 && !strings.Contains(told, "exit code") {
			t.Errorf("%s: the depth is %d afterwards", m.name, d)
		}
		if !m.built {
			lines = append(lines, fmt.Sprintf("%s: %d units, %d instructions, what it does %.4x", m.name, units, n, sha256.Sum256([]byte(told))))
		}
	}
	golden(t, "modules", lines)
}
