package runtime

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/wat"
)

// greeter logs hello as it is initialised.
var greeter = wat.Assemble(`(module
	(import "check/v1" "log" (func $log (param i32 i32 i32) (result i32)))
	(memory (export "memory") 1)
	(data (i32.const 0) "hello")
	(func (export "_initialize") (drop (call $log (i32.const 1) (i32.const 0) (i32.const 5))))
	(func (export "sandpiper_abi_v1"))
	(func (export "check_run") (result i32) (i32.const 0)))`)

// start opens a runtime on a cache and runs the greeter. It returns what that
// has logged.
func start(t *testing.T, dir, file string, change func(*Runtime, *module)) check.Log {
	t.Helper()
	ctx := context.Background()
	rt, err := Open(ctx, Options{CacheDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer rt.Close(ctx)
	m, err := rt.load(ctx, file)
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(rt, m)
	}
	result, err := rt.Run(ctx, &check.Instance{ID: "i", Module: file})
	if err != nil || result.Fault != nil || len(result.Logs) != 1 || !m.Frozen() {
		t.Fatalf("%v, %+v", err, result)
	}
	return result.Logs[0]
}

// An image on disk is marked, to tell whether it was used.
func TestAnImageOnDiskIsUsedByTheProgramThatMadeIt(t *testing.T) {
	dir, file := filepath.Join(t.TempDir(), "cache"), filepath.Join(t.TempDir(), "greeter.wasm")
	if err := os.WriteFile(file, greeter, 0o600); err != nil {
		t.Fatal(err)
	}
	mark := func(rt *Runtime, m *module) {
		left := rt.images.use(m, time.Now())
		if left == nil {
			t.Fatal("no image is kept")
		}
		left.Logs[0].Message = "from the disk"
		rt.images.keep(m, left)
	}
	began := time.Now()
	start(t, dir, file, nil)
	if got := start(t, dir, file, mark); got.Message != "from the disk" || got.At.Before(began) {
		t.Errorf("logs %v, want what is on the disk", got)
	}
	for name, change := range map[string]func(*Runtime, *module){
		"another program":      func(rt *Runtime, _ *module) { rt.images.program += "+" },
		"no telling which":     func(rt *Runtime, _ *module) { rt.images = images{} },
		"one that is no image": func(rt *Runtime, m *module) { rt.images.store.Put(rt.images.key(m), []byte("no image")) },
		"one that is cut": func(rt *Runtime, m *module) {
			content, _ := rt.images.store.Get(rt.images.key(m))
			rt.images.store.Put(rt.images.key(m), content[:len(content)/2])
		},
	} {
		if got := start(t, dir, file, change); got.Message != "hello" {
			t.Errorf("%s: logs %v, want those of its own initialisation", name, got)
		}
	}
}

// So images of scripts are of use when that of their interpreter had to be made
// again.
func TestAnImageThatIsMadeAgainIsTheSame(t *testing.T) {
	file := filepath.Join(t.TempDir(), "greeter.wasm")
	if err := os.WriteFile(file, greeter, 0o600); err != nil {
		t.Fatal(err)
	}
	var images []string
	for range 2 {
		start(t, filepath.Join(t.TempDir(), "cache"), file, func(rt *Runtime, m *module) {
			if err := rt.freeze(context.Background(), m); err != nil {
				t.Fatal(err)
			}
			images = append(images, m.image)
		})
	}
	if images[0] != images[1] || images[0] == "" {
		t.Errorf("%q", images)
	}
}
