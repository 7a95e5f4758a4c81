package runtime_test

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/wat"
)

// litter is a check that reports what it finds, and then writes to everything
// that it can reach: all of its memory, its globals, its table where it is
// allowed to, the last error, metrics, state, output, a file that it leaves
// open. Nothing but its state may be there in its next run.
//
// It reports gauges whose names are the letters of "sghmenrtfoxc": s, the sum of its
// memory, of which it has pages; g and h, its globals; m, the pages of its
// memory; e, the bytes of the last error; n, whether a handle is known; r, the
// length of the state; t, what its table calls; f, what it is told as it closes
// the file that the run before left open; o, the number of the file that it
// opens, whose path is its configuration; x, a random number; c, the time.
func litter(pages int, table bool) []byte {
	set := ""
	if table {
		set = `(table.set (i32.const 0) (ref.func $two))`
	}
	return wat.Assemble(fmt.Sprintf(`(module
		(import "check/v1" "gauge" (func $gauge (param i32 i32 f64 i32 i32 i32 i32 i32 i32 f64) (result i32)))
		(import "check/v1" "metric" (func $metric (param i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
		(import "check/v1" "submit" (func $submit (param i32 i32) (result i32)))
		(import "check/v1" "last_error" (func $last_error (param i32 i32) (result i32)))
		(import "check/v1" "state_get" (func $state_get (param i32 i32 i32 i32) (result i32)))
		(import "check/v1" "state_set" (func $state_set (param i32 i32 i32 i32) (result i32)))
		(import "check/v1" "config" (func $config (param i32 i32 i32) (result i32)))
		(import "check/v1" "log" (func $log (param i32 i32 i32) (result i32)))
		(import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
		(import "wasi_snapshot_preview1" "fd_close" (func $fd_close (param i32) (result i32)))
		(import "wasi_snapshot_preview1" "path_open" (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
		(import "wasi_snapshot_preview1" "random_get" (func $random_get (param i32 i32) (result i32)))
		(import "wasi_snapshot_preview1" "clock_time_get" (func $clock_time_get (param i32 i64 i32) (result i32)))
		(memory (export "memory") %[1]d)
		(table 1 funcref)
		(elem (i32.const 0) $one)
		(elem declare func $two)
		(global $g (mut i32) (i32.const 11))
		(global $h (mut f64) (f64.const 12))
		(data (i32.const 2048) "\00\00\00\00\00\00\00\00\00\00\00\00\00\00\f0\3f")
		(func $one (result i32) (i32.const 1))
		(func $two (result i32) (i32.const 2))
		(func (export "sandpiper_abi_v1"))
		(func (export "_initialize")
			(global.set $g (i32.const 21))
			(i64.store (i32.const 4096) (i64.const 4711)))
		(func (export "check_load") (result i32) ;; of an interpreter
			(global.set $g (i32.const 41))
			(i64.store (i32.const 4096) (i64.const 4712))
			(i64.store (i32.sub (i32.mul (memory.size) (i32.const 65536)) (i32.const 8)) (i64.const 4713))
			(i32.const 0))
		(func $report (param $name i32) (param $value f64)
			(i64.store (i32.const 1024) (i64.const 0x74726e656d686773)) ;; where a stateful check finds what it wrote to all of its memory
			(i32.store (i32.const 1032) (i32.const 0x63786f66))
			(drop (call $gauge (i32.add (i32.const 1024) (local.get $name)) (i32.const 1) (local.get $value)
				(i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (f64.const 0))))
		(func $sum (result i64) (local $at i32) (local $sum i64)
			(loop $next
				(local.set $sum (i64.add (i64.rotl (local.get $sum) (i64.const 1)) (i64.load (local.get $at))))
				(local.set $at (i32.add (local.get $at) (i32.const 8)))
				(br_if $next (i32.lt_u (local.get $at) (i32.mul (memory.size) (i32.const 65536)))))
			(local.get $sum))
		(func (export "check_run") (result i32)
			(call $report (i32.const 0) (f64.convert_i64_s (call $sum)))
			(call $report (i32.const 1) (f64.convert_i32_s (global.get $g)))
			(call $report (i32.const 2) (global.get $h))
			(call $report (i32.const 3) (f64.convert_i32_s (memory.size)))
			(call $report (i32.const 4) (f64.convert_i32_s (call $last_error (i32.const 0) (i32.const 0))))
			(call $report (i32.const 5) (f64.convert_i32_s (call $submit (i32.const 2048) (i32.const 1))))
			(call $report (i32.const 6) (f64.convert_i32_s (call $state_get (i32.const 1024) (i32.const 1) (i32.const 0) (i32.const 0))))
			(call $report (i32.const 7) (f64.convert_i32_s (call_indirect (result i32) (i32.const 0))))
			(call $report (i32.const 8) (f64.convert_i32_s (call $fd_close (i32.const 4))))
			(drop (call $path_open (i32.const 3) (i32.const 0) (i32.const 5000) (call $config (i32.const 0) (i32.const 5000) (i32.const 1000))
				(i32.const 0) (i64.const 0) (i64.const 0) (i32.const 0) (i32.const 3080)))
			(call $report (i32.const 9) (f64.convert_i32_s (i32.load (i32.const 3080))))
			(drop (call $random_get (i32.const 3088) (i32.const 8)))
			(call $report (i32.const 10) (f64.convert_i64_u (i64.load (i32.const 3088))))
			(drop (call $clock_time_get (i32.const 0) (i64.const 0) (i32.const 3088)))
			(call $report (i32.const 11) (f64.convert_i64_u (i64.load (i32.const 3088))))
			(drop (call $metric (i32.const 0) (i32.const 1024) (i32.const 1) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)))
			(drop (call $state_set (i32.const 1024) (i32.const 1) (i32.const 1024) (i32.const 5)))
			(drop (call $log (i32.const 99) (i32.const 0) (i32.const 0)))
			%[2]s
			(global.set $g (i32.const 31))
			(global.set $h (f64.const 32))
			(i32.store (i32.const 3072) (i32.const 1024))
			(i32.store (i32.const 3076) (i32.const 8))
			(drop (call $fd_write (i32.const 1) (i32.const 3072) (i32.const 1) (i32.const 3080)))
			(memory.fill (i32.const 0) (i32.const 0xaa) (i32.mul (memory.size) (i32.const 65536)))
			(i32.const 0)))`, pages, set))
}

func found(t *testing.T, rt *runtime.Runtime, instance *check.Instance) map[string]float64 {
	t.Helper()
	result := runInstance(t, rt, instance)
	if result.Fault != nil {
		t.Errorf("%s: %v", instance.ID, result.Fault)
	}
	all := map[string]float64{}
	for _, s := range result.Samples {
		all[s.Context.Name] = s.Value
	}
	return all
}

// Whatever a run leaves behind, in every place that it can reach and in each
// way in which guests begin, the next run, of its own instance or another,
// finds none of it. What is kept for an instance, its state, is its own. What a
// run has of the host, random numbers and the time, no other run has had.
func TestARunFindsNothingOfTheRunsBeforeIt(t *testing.T) {
	goLitter := buildLitter(t)
	granted := grantedFile(t)
	interpreters := map[string]func() []byte{
		".small":    func() []byte { return litter(1, false) },
		".large":    func() []byte { return litter(80, false) },
		".stateful": func() []byte { return stateful(t, litter(80, false)) },
	}
	for name, c := range map[string]struct {
		file   string
		fresh  bool
		frozen bool
		state  string // empty: the check is stateful, and finds more of its own
	}{
		"a page":                                {file: moduleFile(t, litter(1, false)), frozen: true, state: "r"},
		"memory that is mapped":                 {file: moduleFile(t, litter(80, false)), frozen: true, state: "r"},
		"memory that is mapped, little is used": {file: goLitter, frozen: true, state: "found.state"},
		"fresh guests":                          {file: moduleFile(t, litter(80, false)), fresh: true, state: "r"},
		"fresh guests in Go":                    {file: goLitter, fresh: true, state: "found.state"},
		"a module that cannot be frozen":        {file: moduleFile(t, litter(2, true)), state: "r"},
		"a stateful check":                      {file: moduleFile(t, stateful(t, litter(2, false))), frozen: true},
		"a large stateful check":                {file: moduleFile(t, stateful(t, litter(80, false))), frozen: true},
		"a stateful check, fresh guests":        {file: moduleFile(t, stateful(t, litter(2, true)))},
		"a small script":                        {file: scriptFile(t, ".small"), frozen: true, state: "r"},
		"a script":                              {file: scriptFile(t, ".large"), frozen: true, state: "r"},
		"a stateful script":                     {file: scriptFile(t, ".stateful"), frozen: true},
	} {
		t.Run(name, func(t *testing.T) {
			var ticks atomic.Int64
			rt := open(t, runtime.Options{Slots: 1, Interpreters: interpreters, Now: func() time.Time { return time.UnixMilli(1_700_000_000_000 + ticks.Add(1)) }})
			seen := map[float64]bool{}
			found := func(t *testing.T, rt *runtime.Runtime, instance *check.Instance) map[string]float64 {
				instance.Config, instance.Read = []byte(strings.TrimPrefix(granted, "/")), []string{granted}
				all := found(t, rt, instance)
				for _, what := range []string{"x", "c"} { // each time another
					if value, ok := all[what]; !ok || seen[value] {
						t.Errorf("%s = %v, in a run before it too", what, value)
					}
					seen[all[what]] = true
					delete(all, what)
				}
				if all["f"] != badf || all["o"] != 4 {
					t.Errorf("closing the file of a run before is answered with %v, and its own has number %v", all["f"], all["o"])
				}
				return all
			}
			if c.fresh {
				rt.NeverFreeze(t, c.file)
			}
			instance := &check.Instance{ID: "one", Module: c.file}
			first := found(t, rt, instance)
			if frozen := rt.Frozen(t, c.file); frozen != c.frozen {
				t.Errorf("frozen: %v", frozen)
			}
			if len(first) < 8 {
				t.Fatalf("it finds %v", first)
			}
			for what, value := range first { // in Go all that it finds is what it has left itself
				if strings.HasPrefix(what, "found.") && value != 0 {
					t.Errorf("%s = %v", what, value)
				}
			}
			own := maps.Clone(first)
			own[c.state] = float64(map[bool]int{true: 5, false: 1}[c.state == "r"])
			for range 3 {
				again := found(t, rt, instance)
				if diff := cmp.Diff(own, again); c.state != "" && diff != "" {
					t.Errorf("a later run of the instance (-first +this):\n%s", diff)
				}
			}
			another := &check.Instance{ID: "another", Module: c.file}
			if diff := cmp.Diff(first, found(t, rt, another)); diff != "" {
				t.Errorf("a run of another instance (-first +this):\n%s", diff)
			}
		})
	}
}

// grantedFile is a file for the run of an instance to read.
func grantedFile(t *testing.T) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, []byte("granted"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// stateful puts a manifest into a module that says so.
func stateful(t *testing.T, module []byte) []byte {
	t.Helper()
	packed, err := runtime.Pack(module, runtime.Manifest{Name: "test", ABI: "check/v1", Stateful: true})
	if err != nil {
		t.Fatal(err)
	}
	return packed
}

// buildLitter builds testdata/litter.
func buildLitter(t *testing.T) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "litter.wasm")
	cmd := exec.Command("go", "build", "-buildmode=c-shared", "-trimpath", "-ldflags=-s -w", "-o", out, "./testdata/litter")
	cmd.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm", "GOFLAGS=")
	if output, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("building the guest: %v\n%s", err, output)
	}
	return out
}
