package runtime

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/wat"
)

// The guest writes to another page in each of its first 5 runs and in its 50th,
// and in its 150th to most of them, which takes it some fuel.
const writes = `(module
	(memory (export "memory") 64)
	(global $runs (mut i32) (i32.const 0))
	(func (export "sandpiper_abi_v1"))
	(func (export "check_run") (result i32) (local i32)
		(global.set $runs (i32.add (global.get $runs) (i32.const 1)))
		(if (i32.or (i32.le_u (global.get $runs) (i32.const 5)) (i32.eq (global.get $runs) (i32.const 50)))
			(then (i32.store (i32.mul (global.get $runs) (i32.const 65536)) (i32.const 1))))
		(if (i32.eq (global.get $runs) (i32.const 150))
			(then (loop
				(i32.store (i32.mul (i32.and (local.get 0) (i32.const 63)) (i32.const 65536)) (i32.const 1))
				(br_if 0 (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const 1500000))))))
		(i32.const 0)))`

func writesFile(t *testing.T) string {
	t.Helper()
	module, err := Pack(wat.Assemble(writes), Manifest{Name: "writes", ABI: "check/v1", Stateful: true})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "writes.wasm")
	if err := os.WriteFile(file, module, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestWhatAGuestHoldsIsKnownWithinSixtyFourRuns(t *testing.T) {
	ctx := context.Background()
	rt, err := Open(ctx, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer rt.Close(ctx)
	file := writesFile(t)
	instance := &check.Instance{ID: "i", Module: file}
	unknown, looked := 0, 0
	for run := 1; run <= 300; run++ {
		if result, err := rt.Run(ctx, instance); err != nil || result.Fault != nil {
			t.Fatal(err, result.Fault)
		}
		guest := rt.remembered("i").resident
		if guest.next > run && guest.unseen == 0 {
			looked++
		}
		holds := guest.kept.Bytes()
		if unknown++; guest.bytes == holds {
			unknown = 0
		}
		if unknown >= 64 || (run <= 2 || run == 150) && unknown > 0 || rt.residents.bytes != guest.bytes {
			t.Errorf("after run %d the guest holds %s", run, fmt.Sprintf("%d bytes, and is taken to hold %d of %d", holds, guest.bytes, rt.residents.bytes))
		}
	}
	if looked > 15 {
		t.Errorf("it was looked at %d times in 300 runs", looked)
	}
}

func TestThereAreNoMoreStatefulGuestsThanTheSystemHasRoomFor(t *testing.T) {
	ctx := context.Background()
	rt, err := Open(ctx, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer rt.Close(ctx)
	file := writesFile(t)
	for i := range 8 {
		if result, err := rt.Run(ctx, &check.Instance{ID: check.ID(fmt.Sprint(i)), Module: file}); err != nil || result.Fault != nil {
			t.Fatal(err, result.Fault)
		}
		if i == 0 {
			rt.residents.mostMappings = 5 * rt.remembered("0").resident.mappings
		}
	}
	if n := len(rt.residents.all); n != 5 {
		t.Errorf("%d guests are kept, want 5", n)
	}
}

func TestWhatAGuestHoldsIsKnownWithinAMinute(t *testing.T) {
	ctx, now := context.Background(), time.Unix(1e9, 0)
	rt, err := Open(ctx, Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer rt.Close(ctx)
	file := writesFile(t)
	for run := 1; run <= 60; run++ { // it writes to another page in the 50th
		if result, err := rt.Run(ctx, &check.Instance{ID: "i", Module: file}); err != nil || result.Fault != nil {
			t.Fatal(err, result.Fault)
		}
		guest := rt.remembered("i").resident
		if since := now.Sub(guest.seen); since >= time.Minute || since == 0 && guest.bytes != guest.kept.Bytes() {
			t.Errorf("run %d: it was looked at %s ago", run, since)
		}
		now = now.Add(15 * time.Second)
	}
}
