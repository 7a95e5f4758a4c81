package wasm

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sandpiper-checks/sandpiper/runtime/internal/spectest"
)

// Modules that compilers made, of those that the engine's Go module carries.
var compiled = []string{
	"examples/allocation/tinygo/testdata/greet.wasm",
	"imports/wasi_snapshot_preview1/testdata/cargo-wasi/wasi.wasm",
	"imports/wasi_snapshot_preview1/testdata/tinygo/wasi.wasm",
	"imports/wasi_snapshot_preview1/testdata/zig/wasi.wasm",
	"imports/wasi_snapshot_preview1/testdata/zig-cc/wasi.wasm",
	"experimental/testdata/cpp_exceptions.wasm",
}

func TestModulesOfCompilersAreWithinDefaultCaps(t *testing.T) {
	for _, path := range compiled {
		b, err := os.ReadFile(spectest.EngineFile(t, path))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ReadWithin(b, DefaultCaps()); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
	b, err := os.ReadFile(spectest.EngineFile(t, "experimental/testdata/pthread.wasm"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ReadWithin(b, DefaultCaps()); err == nil || !strings.Contains(err.Error(), "threads are not supported") {
		t.Errorf("pthread.wasm: got %v, want threads refused", err)
	}
}

// goModule is what Go's own compiler makes of a small program, which is large.
func goModule(b *testing.B) []byte {
	b.Helper()
	dir := b.TempDir()
	source := "package main\n\nimport _ \"net/http\"\n\nfunc main() {}\n"
	if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte(source), 0o600); err != nil {
		b.Fatal(err)
	}
	build := exec.Command("go", "build", "-o", "main.wasm", "main.go")
	build.Dir = dir
	build.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm", "GOFLAGS=")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("building a module: %v\n%s", err, out)
	}
	module, err := os.ReadFile(filepath.Join(dir, "main.wasm"))
	if err != nil {
		b.Fatal(err)
	}
	return module
}

func BenchmarkRead(b *testing.B) {
	module := goModule(b)
	b.SetBytes(int64(len(module)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(module); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkWalker counts bytes of code, not of the module.
func BenchmarkWalker(b *testing.B) {
	m, err := ReadWithin(goModule(b), DefaultCaps())
	if err != nil {
		b.Fatal(err)
	}
	code := 0
	for _, body := range m.Code {
		code += body.Size
	}
	b.SetBytes(int64(code))
	b.ReportAllocs()
	w := NewWalker(m)
	for b.Loop() {
		if err := w.all(); err != nil {
			b.Fatal(err)
		}
	}
}
