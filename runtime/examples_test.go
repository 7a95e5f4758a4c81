package runtime_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	abi "github.com/sandpiper-checks/sandpiper/abi/v1"
	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime"
	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

// Every example check, built from its source, and every module beside them,
// whoever made it, imports and exports what the table has, with its types.
func TestExampleChecksImportAndExportWhatTheTableSays(t *testing.T) {
	modules, err := filepath.Glob(filepath.Join("..", "checks.d", "*.wasm"))
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{"../checks.d", "../guest-sdk/go/examples"} {
		sources, err := filepath.Glob(filepath.Join(folder, "*", "main.go"))
		if err != nil {
			t.Fatal(err)
		}
		if len(sources) == 0 {
			t.Errorf("there are no example checks in %s", folder)
		}
		for _, source := range sources {
			modules = append(modules, build(t, filepath.Dir(source)))
		}
	}
	for _, path := range modules {
		report, err := runtime.Inspect(path, wasm.Caps{})
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		if len(report.Problems) > 0 {
			t.Errorf("%s: %s", path, strings.Join(report.Problems, "; "))
		}
		imports := map[string]string{}
		for _, f := range abi.Functions() {
			imports[abi.Module+"."+f.Name] = "(" + strings.Join(f.Params, " ") + ") -> i32"
		}
		for name, kind := range wasiTypes() {
			params, results, _ := strings.Cut(kind, "->")
			if results = strings.TrimSpace(results); results == "" {
				results = "()"
			}
			imports[wasi+"."+name] = "(" + strings.TrimSpace(params) + ") -> " + results
		}
		for _, i := range report.Imports {
			if want := imports[i.Module+"."+i.Name]; i.Kind != "function" || i.Type != want {
				t.Errorf("%s imports the %s %s.%s as %s; the table has %q", path, i.Kind, i.Module, i.Name, i.Type, want)
			}
		}
		exports := map[string]string{"memory": "memory", "check_run": "function () -> i32", abi.Marker: "function () -> ()"}
		for _, e := range report.Exports {
			got := strings.TrimSpace(e.Kind + " " + e.Type)
			if want, ok := exports[e.Name]; ok && got != want {
				t.Errorf("%s exports %s as %s, want %s", path, e.Name, got, want)
			}
			if e.Name == "_initialize" && got != "function () -> ()" {
				t.Errorf("%s exports _initialize as %s", path, got)
			}
			delete(exports, e.Name)
		}
		if len(exports) > 0 {
			t.Errorf("%s does not export %v", path, exports)
		}
	}
}

// build builds the check of a folder as make checks does; Go's cache keeps
// what is unchanged.
func build(t *testing.T, folder string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), filepath.Base(folder)+".wasm")
	cmd := exec.Command("go", "build", "-buildmode=c-shared", "-trimpath", "-ldflags=-w", "-o", out, "./"+filepath.Base(folder))
	cmd.Dir = filepath.Dir(folder)
	cmd.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm", "GOFLAGS=")
	if output, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("building %s: %v\n%s", folder, err, output)
	}
	return out
}

// A check that is stopped shows where it was, in the names of its own language.
func TestARunawayInGoShowsWhereItWas(t *testing.T) {
	module, err := os.ReadFile(build(t, "../checks.d/runaway"))
	if err != nil {
		t.Fatal(err)
	}
	fault := run(t, open(t, runtime.Options{}), module, check.Limits{Fuel: 100_000_000}).Fault
	if fault == nil || !strings.HasPrefix(fault.Backtrace, "main.check\n") || !strings.HasSuffix(fault.Backtrace, "\ncheck_run") {
		t.Errorf("fault %+v", fault)
	}
}
