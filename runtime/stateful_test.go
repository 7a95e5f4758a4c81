package runtime_test

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/wat"
	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

// tally is a stateful check that counts its runs in its memory, in a global and
// in its state, each a digit, and logs them one behind the other, as in "111".
// It also submits to two handles: 0, which its initialisation has registered,
// and 1, which it registers at the end of each run. Its configuration, one
// letter, says how a run ends: t traps, x exits, f fails, g grows the memory,
// and any other returns.
func tally(pages int, more string) []byte {
	module := wat.Assemble(fmt.Sprintf(`(module
		(import "check/v1" "log" (func $log (param i32 i32 i32) (result i32)))
		(import "check/v1" "config" (func $config (param i32 i32 i32) (result i32)))
		(import "check/v1" "metric" (func $metric (param i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
		(import "check/v1" "submit" (func $submit (param i32 i32) (result i32)))
		(import "check/v1" "state_get" (func $state_get (param i32 i32 i32 i32) (result i32)))
		(import "check/v1" "state_set" (func $state_set (param i32 i32 i32 i32) (result i32)))
		(import "check/v1" "fail" (func $fail (param i32 i32 i32 i32 i32 i32) (result i32)))
		(import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
		(memory (export "memory") %d)
		(global $runs (mut i32) (i32.const 48))
		(data (i32.const 0) "000")
		(data (i32.const 16) "key")
		(data (i32.const 32) "begin")
		(data (i32.const 64) "\00\00\00\00\00\00\00\00\00\00\00\00\00\00\f0\3f\01\00\00\00\00\00\00\00\00\00\00\00\00\00\f0\3f")
		(func $register (param $length i32)
			(drop (call $metric (i32.const 0) (i32.const 16) (local.get $length) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0))))
		(func (export "_initialize")
			(call $register (i32.const 3))
			(drop (call $log (i32.const 1) (i32.const 32) (i32.const 5))))
		(func (export "sandpiper_abi_v1"))
		(func (export "check_run") (result i32) (local $how i32)
			(drop (call $state_get (i32.const 16) (i32.const 3) (i32.const 2) (i32.const 1)))
			(i32.store8 (i32.const 0) (i32.add (i32.load8_u (i32.const 0)) (i32.const 1)))
			(global.set $runs (i32.add (global.get $runs) (i32.const 1)))
			(i32.store8 (i32.const 1) (global.get $runs))
			(i32.store8 (i32.const 2) (i32.add (i32.load8_u (i32.const 2)) (i32.const 1)))
			(drop (call $state_set (i32.const 16) (i32.const 3) (i32.const 2) (i32.const 1)))
			(drop (call $log (i32.const 1) (i32.const 0) (i32.const 3)))
			(drop (call $submit (i32.const 64) (i32.const 1)))
			(drop (call $submit (i32.const 80) (i32.const 1)))
			(call $register (i32.const 2))
			(drop (call $config (i32.const 0) (i32.const 128) (i32.const 1)))
			(local.set $how (i32.load8_u (i32.const 128)))
			(if (i32.eq (local.get $how) (i32.const 116)) (then (unreachable)))
			(if (i32.eq (local.get $how) (i32.const 120)) (then (call $exit (i32.const 1))))
			(if (i32.eq (local.get $how) (i32.const 102)) (then (drop (call $fail (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)))))
			(if (i32.eq (local.get $how) (i32.const 103)) (then (drop (memory.grow (i32.const 1)))))
			(i32.const 0))
		%s)`, pages, more))
	packed, err := runtime.Pack(module, runtime.Manifest{Name: "tally", ABI: "check/v1", Stateful: true})
	if err != nil {
		panic(err)
	}
	return packed
}

// tallied runs an instance and returns what it counted.
func tallied(t *testing.T, rt *runtime.Runtime, file, id, how string) string {
	t.Helper()
	result := runInstance(t, rt, &check.Instance{ID: check.ID(id), Module: file, Config: []byte(how)})
	if s := result.Samples; len(s) != 1 || s[0].Context.Name != "key" {
		t.Errorf("%s: the handle of the initialisation and no other is to hold: %+v", id, s)
	}
	lines := logged(&result)
	if len(lines) == 0 {
		t.Fatalf("%s: %+v", id, result.Fault)
	}
	return lines[len(lines)-1]
}

func TestAStatefulCheckFindsItsMemoryAsItLeftIt(t *testing.T) {
	for name, module := range map[string][]byte{
		"a page": tally(1, ""), "a large memory": tally(70, ""), "not frozen": tally(2, cannotBeFrozen),
	} {
		t.Run(name, func(t *testing.T) {
			rt := open(t, runtime.Options{Slots: 1})
			file := moduleFile(t, module)
			for i, want := range []struct{ id, how, counts string }{
				{"a", "", "111"},
				{"a", "", "222"},
				{"b", "", "111"}, // its own, from the same image
				{"a", "f", "333"},
				{"a", "g", "443"}, // what a failed run has set of its state is forgotten, as ever
				{"a", "", "554"},
				{"b", "", "222"},
				{"a", "t", "665"}, // and this is the end of the guest
				{"a", "", "115"},
				{"b", "x", "333"},
				{"b", "", "113"},
				{"a", "", "226"},
			} {
				if got := tallied(t, rt, file, want.id, want.how); got != want.counts {
					t.Errorf("run %d, of %s: %s, want %s", i+1, want.id, got, want.counts)
				}
			}
		})
	}
}

func TestAStatefulCheckIsInitialisedOnce(t *testing.T) {
	for name, c := range map[string]struct {
		module []byte
		begins int // of two instances
	}{"frozen": {tally(1, ""), 1}, "not frozen": {tally(1, cannotBeFrozen), 2}} {
		rt := open(t, runtime.Options{})
		file := moduleFile(t, c.module)
		begins := 0
		for _, id := range []string{"a", "b", "a", "b", "a"} {
			result := runInstance(t, rt, &check.Instance{ID: check.ID(id), Module: file})
			begins += strings.Count(strings.Join(logged(&result), "\n"), "begin")
		}
		if begins != c.begins {
			t.Errorf("%s: initialised %d times for two instances, want %d", name, begins, c.begins)
		}
	}
}

// Where nobody knows when each is needed again, the guest that ran longest ago
// makes room. What it kept in memory is gone, which the next run says; its state
// is not.
func TestStatefulChecksTogetherAreBounded(t *testing.T) {
	now := time.Unix(1e9, 0)
	rt := open(t, runtime.Options{StatefulBytes: 400 << 10, Now: func() time.Time { return now }})
	file := moduleFile(t, tally(2, `(table 1 1 funcref) (func (table.set (i32.const 0) (ref.null func)))`))  // 144 KiB each
	large := moduleFile(t, tally(7, `(table 1 1 funcref) (func (table.set (i32.const 0) (ref.null func)))`)) // 464 KiB
	run := func(id string) (counts string, warnings []string) {
		instance := &check.Instance{ID: check.ID(id), Module: file}
		if id == "large" {
			instance.Module = large
		}
		result := runInstance(t, rt, instance)
		lines := logged(&result)
		return lines[len(lines)-1], result.Warnings
	}
	const gone = "what the check kept in memory is gone: all stateful checks together may hold 409600 bytes, and no more had room (sandbox.stateful_memory of sandpiper.yaml)"
	for i, want := range []struct {
		id, counts string
		gone       bool
	}{
		{"a", "111", false},
		{"b", "111", false},
		{"a", "222", false},
		{"c", "111", false}, // b makes room
		{"a", "333", false},
		{"c", "222", false},
		{"b", "112", true}, // a makes room
		{"c", "333", false},
		{"a", "114", true}, // b again
		{"a", "225", false},
		{"large", "111", false}, // it has no room at all, and takes none
		{"large", "112", true},
		{"a", "336", false},
		{"c", "444", false},
	} {
		now = now.Add(time.Second)
		counts, warnings := run(want.id)
		told := false
		for _, w := range warnings {
			told = told || w == gone
		}
		if counts != want.counts || told != want.gone {
			t.Errorf("run %d, of %s: %s and %q, want %s", i+1, want.id, counts, warnings, want.counts)
		}
	}
}

// There is room for 3 of these. Where they take turns 3 keep it, and those do that
// run most often; when some run no more, others have theirs.
func TestOfStatefulChecksThatTakeTurnsMostKeepTheirMemory(t *testing.T) {
	now := time.Unix(1e9, 0)
	rt := open(t, runtime.Options{StatefulBytes: 500 << 10, Now: func() time.Time { return now }})
	file := moduleFile(t, tally(2, `(table 1 1 funcref) (func (table.set (i32.const 0) (ref.null func)))`)) // 144 KiB each
	found := func(id rune, interval int) bool {
		result := runInstance(t, rt, &check.Instance{ID: check.ID(id), Module: file, Interval: time.Duration(interval) * time.Second})
		return !strings.Contains(strings.Join(result.Warnings, ""), "kept in memory is gone")
	}
	for _, c := range []struct {
		ids       string // that run for five minutes
		intervals map[rune]int
		want      string // which then found their memory in each run of the last minute
	}{
		{"abcde", nil, "abc"},
		{"edcba", nil, "abc"},
		{"xabcde", map[rune]int{'x': 60}, "abc"},
		{"abycde", map[rune]int{'y': 5}, "acy"},
		{"de", nil, "de"},
		{"abcde", nil, "ade"},
	} {
		lost := map[rune]bool{}
		for second := range 300 {
			for _, id := range c.ids {
				every := cmp.Or(c.intervals[id], 15)
				if second%every == 0 && !found(id, every) && second >= 240 {
					lost[id] = true
				}
				now = now.Add(time.Millisecond)
			}
			now = now.Add(time.Second - time.Duration(len(c.ids))*time.Millisecond)
		}
		kept := ""
		for _, id := range "abcdexy" {
			if strings.ContainsRune(c.ids, id) && !lost[id] {
				kept += string(id)
			}
		}
		if kept != c.want {
			t.Errorf("of %s these keep their memory: %s, want %s", c.ids, kept, c.want)
		}
	}
}

// An instance that is configured anew under its old ID has another limit: its
// guest goes on where it fits.
func TestAStatefulGuestHasTheLimitsOfItsRun(t *testing.T) {
	rt := open(t, runtime.Options{})
	file := moduleFile(t, tally(2, ""))
	run := func(memory int64, how string) (string, check.Result) {
		result := runInstance(t, rt, &check.Instance{
			ID: "i", Module: file, Config: []byte(how), Limits: check.Limits{MemoryBytes: memory},
		})
		lines := append([]string{""}, logged(&result)...)
		return lines[len(lines)-1], result
	}
	const page = 64 << 10
	for i, want := range []struct {
		memory int64
		how    string
		counts string
		bytes  int64
	}{
		{4 * page, "g", "111", 3 * page},
		{3 * page, "g", "222", 3 * page}, // it may not grow now
		{4 * page, "g", "333", 4 * page},
		{3 * page, "", "114", 2 * page},  // it is too large to go on
		{8 * page, "g", "115", 3 * page}, // there is no room to grow where it was
	} {
		counts, result := run(want.memory, want.how)
		if counts != want.counts || result.Usage.MemoryBytes != want.bytes {
			t.Errorf("run %d: %s and %d bytes, want %s and %d", i+1, counts, result.Usage.MemoryBytes, want.counts, want.bytes)
		}
	}
}

func TestAModuleWithoutTheManifestIsNotStateful(t *testing.T) {
	rt := open(t, runtime.Options{})
	packed, err := runtime.Pack(tally(1, ""), runtime.Manifest{Name: "tally", ABI: "check/v1"})
	if err != nil {
		t.Fatal(err)
	}
	file := moduleFile(t, packed)
	for _, want := range []string{"111", "112", "113"} {
		if got := tallied(t, rt, file, "i", ""); got != want {
			t.Errorf("counted %s, want %s", got, want)
		}
	}
}

// A run that never came to its turn has not cost the instance its guest.
func TestAStatefulGuestOutlivesARunThatWasCalledOff(t *testing.T) {
	rt := open(t, runtime.Options{Slots: 1})
	file := moduleFile(t, tally(1, ""))
	if got := tallied(t, rt, file, "i", ""); got != "111" {
		t.Error(got)
	}
	over, stop := context.WithCancel(context.Background())
	stop()
	if _, err := rt.Run(over, &check.Instance{ID: "i", Module: file}); err == nil {
		t.Error("a run that was called off has a result")
	}
	if got := tallied(t, rt, file, "i", ""); got != "222" {
		t.Errorf("counted %s", got)
	}
}

func TestALifecycleIsToldWithItsReason(t *testing.T) {
	failing := wat.Assemble(`(module (memory (export "memory") 1) (func (export "sandpiper_abi_v1"))
		(func (export "_initialize") (unreachable)) (func (export "check_run") (result i32) (i32.const 0)))`)
	changes := func(function int) string {
		return fmt.Sprintf("it changes its table (table.set in function %d)", function)
	}
	for _, c := range []struct {
		name              string
		module            []byte
		inspected, loaded runtime.Lifecycle
		text              string
	}{
		{"an ordinary check", initialised(""), runtime.Lifecycle{}, runtime.Lifecycle{}, "from one image"},
		{
			"one that changes its table", initialised(cannotBeFrozen),
			runtime.Lifecycle{Fresh: changes(9)},
			runtime.Lifecycle{Fresh: changes(9)},
			"fresh each time: " + changes(9),
		},
		{
			"one that fails", failing,
			runtime.Lifecycle{},
			runtime.Lifecycle{Fresh: "its initialisation fails: Trap: unreachable"},
			"fresh each time: its initialisation fails: Trap: unreachable",
		},
		{
			"a stateful one", tally(1, ""),
			runtime.Lifecycle{Stateful: true},
			runtime.Lifecycle{Stateful: true},
			"stateful, from one image",
		},
		{
			"a stateful one that changes its table", tally(1, cannotBeFrozen),
			runtime.Lifecycle{Stateful: true, Fresh: changes(12)},
			runtime.Lifecycle{Stateful: true, Fresh: changes(12)},
			"stateful, each guest fresh: " + changes(12),
		},
	} {
		file := moduleFile(t, c.module)
		report, err := runtime.Inspect(file, wasm.Caps{})
		if err != nil || report.Lifecycle != c.inspected {
			t.Errorf("%s, inspected: %+v, %v", c.name, report.Lifecycle, err)
		}
		rt := open(t, runtime.Options{})
		if _, known := rt.Lifecycle(file); known {
			t.Errorf("%s is known before it is loaded", c.name)
		}
		runInstance(t, rt, &check.Instance{ID: "i", Module: file})
		if got, known := rt.Lifecycle(file); !known || got != c.loaded || got.String() != c.text {
			t.Errorf("%s, loaded: %+v", c.name, got)
		}
	}
}
