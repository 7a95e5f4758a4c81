package runtime_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	goruntime "runtime"
	"strings"
	"testing"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/wat"
)

var soak = flag.Int("soak", 1, "how many times 10,000 runs, 1,000 evictions and 100 reloads the soak tests make; make soak says 100")

// growing grows its memory by a page in each run.
const growing = `(module (memory (export "memory") 3) (func (export "sandpiper_abi_v1"))
	(func (export "check_run") (result i32) (drop (memory.grow (i32.const 1))) (i32.const 0)))`

// nested recurses 10,000 deep, for which the engine needs a large stack.
const nested = `(module (memory (export "memory") 1) (func (export "sandpiper_abi_v1"))
	(func $deep (param i32) (result i32) (if (local.get 0) (then (return (i32.add (call $deep (i32.sub (local.get 0) (i32.const 1))) (i32.const 1))))) (i32.const 0))
	(func (export "check_run") (result i32) (i32.ne (call $deep (i32.const 10000)) (i32.const 10000))))`

// trapping writes to its memory and traps.
const trapping = `(module (memory (export "memory") 3) (func (export "sandpiper_abi_v1"))
	(func (export "check_run") (result i32) (i32.store (i32.const 100000) (i32.const 1)) (unreachable)))`

// writing is an interpreter that writes to its memory as it loads its script, and
// again in each run.
func writing(t *testing.T) map[string]func() []byte {
	module := stateful(t, wat.Assemble(`(module (memory (export "memory") 80) (func (export "sandpiper_abi_v1"))
		(func $write (param $from i32) (loop
			(i32.store (local.get $from) (i32.add (i32.load (local.get $from)) (i32.const 1)))
			(br_if 0 (i32.lt_u (local.tee $from (i32.add (local.get $from) (i32.const 5000))) (i32.const 4000000)))))
		(func (export "check_load") (result i32) (call $write (i32.const 100000)) (i32.const 0))
		(func (export "check_run") (result i32) (call $write (i32.const 2000000)) (i32.const 0)))`))
	return map[string]func() []byte{".x": func() []byte { return module }}
}

func scriptFile(t *testing.T, extension string) string {
	file := filepath.Join(t.TempDir(), "script"+extension)
	if err := os.WriteFile(file, []byte("text"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestManyRunsLeaveNothingBehind(t *testing.T) {
	rt := open(t, runtime.Options{})
	var schedule []*check.Instance // by turns
	add := func(turns int, name, file string, instances int) {
		for i := range turns {
			schedule = append(schedule, &check.Instance{
				ID: check.ID(fmt.Sprint(name, i%instances)), Check: name, Module: file, Config: []byte("{}"), InitConfig: []byte("{}"),
			})
		}
	}
	add(60, "c", cExamples+"hundred.wasm", 60)
	add(15, "mapped", moduleFile(t, litter(80, false)), 15)
	add(10, "stateful", moduleFile(t, tally(70, "")), 5)
	add(5, "go", buildLitter(t), 5)
	add(4, "fresh", moduleFile(t, litter(2, true)), 4)
	add(2, "growing", moduleFile(t, wat.Assemble(growing)), 2)
	add(2, "nested", moduleFile(t, wat.Assemble(nested)), 2)
	add(2, "trapping", moduleFile(t, wat.Assemble(trapping)), 2)
	stays(t, 10_000**soak, func(i int) {
		instance := schedule[i*37%len(schedule)] // in no order
		result := runInstance(t, rt, instance)
		if stopped := result.Fault != nil; stopped != (instance.Check == "trapping") {
			t.Fatalf("run %d, of %s: %v", i, instance.ID, result.Fault)
		}
	})
}

// Here there is room for one of the large guests alone, so that each makes room
// for the next, and begins with the image or is initialised again.
func TestManyEvictionsLeaveNothingBehind(t *testing.T) {
	rt := open(t, runtime.Options{StatefulBytes: 8 << 20, Interpreters: writing(t)})
	goLitter, err := os.ReadFile(buildLitter(t))
	if err != nil {
		t.Fatal(err)
	}
	files := []string{
		moduleFile(t, tally(1, "")), moduleFile(t, tally(70, "")), moduleFile(t, tally(2, cannotBeFrozen)),
		moduleFile(t, stateful(t, litter(80, false))), moduleFile(t, stateful(t, goLitter)), scriptFile(t, ".x"),
	}
	const instances = 24
	gone, times := 0, 1000**soak
	stays(t, times, func(i int) {
		result := runInstance(t, rt, &check.Instance{ID: check.ID(fmt.Sprint(i % instances)), Module: files[i%len(files)], Config: []byte("{}")})
		if result.Fault != nil {
			t.Fatalf("run %d: %v", i, result.Fault)
		}
		if strings.Contains(strings.Join(result.Warnings, "\n"), "kept in memory is gone") {
			gone++
		}
	})
	t.Logf("%d guests made room", gone)
	if gone < times/2 {
		t.Errorf("%d guests made room in %d runs", gone, times)
	}
}

func TestManyReloadsLeaveNothingBehind(t *testing.T) {
	files := []string{cExamples + "hundred.wasm", moduleFile(t, litter(80, false)), moduleFile(t, tally(70, "")), scriptFile(t, ".x")}
	interpreters, ctx := writing(t), context.Background()
	for name, dir := range map[string]string{"compiled each time": "", "from the cache": filepath.Join(t.TempDir(), "cache")} {
		t.Run(name, func(t *testing.T) {
			stays(t, 100**soak, func(int) {
				rt, err := runtime.Open(ctx, runtime.Options{CacheDir: dir, Interpreters: interpreters})
				if err != nil {
					t.Fatal(err)
				}
				for n := range 2 * len(files) {
					instance := &check.Instance{ID: check.ID(fmt.Sprint(n)), Module: files[n%len(files)], Config: []byte("{}"), InitConfig: []byte("{}")}
					if fault := runInstance(t, rt, instance).Fault; fault != nil {
						t.Fatal(fault)
					}
				}
				if err := rt.Close(ctx); err != nil {
					t.Fatal(err)
				}
			})
			if dir == "" {
				return
			}
			left, err := os.ReadDir(dir)
			if want := 1 + 3*len(files) + 1; err != nil || len(left) != want { // the key, of each module three entries, and the image of the script
				t.Errorf("the cache holds %v (%v), want %d files", left, err, want)
			}
		})
	}
}

// stays does something many times, and holds what this process has in the end
// against what it had when a tenth was done.
func stays(t *testing.T, times int, do func(i int)) {
	t.Helper()
	var early possessions
	for i := range times {
		if i == times/10 {
			early = possess(t)
		}
		do(i)
	}
	late := possess(t)
	t.Logf("after %d: %v\nafter %d: %v", times/10, early, times, late)
	for _, c := range []struct {
		what        string
		early, late int64
		more        int64 // that may be
	}{
		{"bytes of heap", early.heap, late.heap, 1 << 20},
		{"bytes of memory that is not a file's", early.anonymous, late.anonymous, 16 << 20}, // Go gives back what is free when it likes
		{"mappings", early.mappings, late.mappings, 30},
		{"open files", early.files, late.files, 0},
		{"goroutines", early.goroutines, late.goroutines, 2},
	} {
		if c.late > c.early+c.more {
			t.Errorf("%d %s, of %d early on", c.late, c.what, c.early)
		}
	}
}

// possessions are what this process holds; what the system does not tell is 0.
type possessions struct{ heap, anonymous, mappings, files, goroutines int64 }

func (p possessions) String() string {
	return fmt.Sprintf("%.1f MiB of heap, %.1f MiB of memory, %d mappings, %d files, %d goroutines",
		float64(p.heap)/(1<<20), float64(p.anonymous)/(1<<20), p.mappings, p.files, p.goroutines)
}

func possess(t *testing.T) (p possessions) {
	t.Helper()
	p.heap, p.goroutines = holding().heap, int64(goruntime.NumGoroutine())
	if maps, err := os.ReadFile("/proc/self/maps"); err == nil {
		p.mappings = int64(strings.Count(string(maps), "\n"))
	}
	if files, err := os.ReadDir("/proc/self/fd"); err == nil {
		p.files = int64(len(files))
	}
	rollup, _ := os.ReadFile("/proc/self/smaps_rollup")
	for line := range strings.Lines(string(rollup)) {
		var kilobytes int64
		if n, _ := fmt.Sscanf(line, "Anonymous: %d kB", &kilobytes); n == 1 {
			p.anonymous = kilobytes << 10
		}
	}
	return p
}
