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

// The guest takes some milliseconds to be initialised, which is more than may be
// frozen here, and less fuel than may be.
func TestAnInitialisationThatTakesTooLongIsDoneInEachRun(t *testing.T) {
	ctx := context.Background()
	rt, err := Open(ctx, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer rt.Close(ctx)
	if rt.freezeWall != freezeWall {
		t.Errorf("an initialisation may take %v", rt.freezeWall)
	}
	rt.freezeWall = time.Millisecond
	const turns = 20_000_000
	path := filepath.Join(t.TempDir(), "sleeps.wasm")
	module := wat.Assemble(`(module
		(memory (export "memory") 1)
		(func (export "sandpiper_abi_v1"))
		(func (export "_initialize") (local $n i32)
			(local.set $n (i32.const 20000000)) ;; turns

			(loop (br_if 0 (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
		(func (export "check_run") (result i32) (i32.const 0)))`)
	if err := os.WriteFile(path, module, 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		result, err := rt.Run(ctx, &check.Instance{ID: "a", Module: path, Limits: check.Limits{Wall: time.Minute}})
		if err != nil || result.Fault != nil {
			t.Fatalf("%v, %+v", err, result.Fault)
		}
		if result.Usage.Fuel < turns/64 {
			t.Errorf("the run used %d units of fuel: it was not initialised for itself", result.Usage.Fuel)
		}
	}
	const want = "its initialisation fails: DeadlineExceeded: the run took longer than its limit of 1 ms"
	if l, ok := rt.Lifecycle(path); !ok || l.Fresh != want {
		t.Errorf("the lifecycle is %q, want %q", l.Fresh, want)
	}
}
