package runtime_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/wat"
)

// loader is an interpreter whose check_load logs and does what is added, and then
// remembers how often it was called. A run loads the script where that was not
// done, and returns the count.
func loader(load string) []byte {
	module, err := runtime.Pack(wat.Assemble(`(module
		(import "check/v1" "log" (func $log (param i32 i32 i32) (result i32)))
		(import "check/v1" "config" (func $config (param i32 i32 i32) (result i32)))
		(import "wasi_snapshot_preview1" "clock_time_get" (func $clock (param i32 i64 i32) (result i32)))
		(import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
		(import "wasi_snapshot_preview1" "path_filestat_get" (func $stat (param i32 i32 i32 i32 i32) (result i32)))
		(memory (export "memory") 4)
		(data (i32.const 0) "initialised_loaded")
		(global $loads (mut i32) (i32.const 0))
		(func (export "sandpiper_abi_v1"))
		(func (export "_initialize") (drop (call $log (i32.const 1) (i32.const 0) (i32.const 11))))
		(func $load (export "check_load") (result i32)
			(drop (call $log (i32.const 1) (i32.const 12) (i32.const 6)))
			(global.set $loads (i32.add (global.get $loads) (i32.const 1)))
			`+load+`)
		(func (export "check_run") (result i32)
			(if (i32.eqz (global.get $loads)) (then (drop (call $load))))
			(global.get $loads)))`), runtime.Manifest{Name: "loader", ABI: "check/v1", Stateful: true})
	if err != nil {
		panic(err)
	}
	return module
}

const scratch = "(i32.const 1024)"

func TestAScriptIsLoadedOnceForAllItsInstances(t *testing.T) {
	const plain = "(i32.const 0)"
	for name, c := range map[string]struct {
		load  string
		fresh string // why it is not loaded for all
	}{
		"that does nothing else":    {plain, ""},
		"that does not load":        {"(i32.const 1)", "the script does not load"},
		"that asks for the time":    {"(drop (call $clock (i32.const 0) (i64.const 1) " + scratch + "))" + plain, "the script asks for the time while it is loaded"},
		"that draws at random":      {"(drop (call $random " + scratch + " (i32.const 8)))" + plain, "the script asks for random numbers while it is loaded"},
		"that looks for a file":     {"(drop (call $stat (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 5) " + scratch + "))" + plain, "the script asks for files while it is loaded"},
		"that is configured":        {"(drop (call $config (i32.const 0) " + scratch + " (i32.const 8)))" + plain, "the script asks for config while it is loaded"},
		"that traps":                {"(unreachable)", "its initialisation fails: "},
		"that takes too much of it": {"(loop (br 0)) (i32.const 0)", "its initialisation fails: "},
	} {
		t.Run(name, func(t *testing.T) {
			interpreter := loader(c.load)
			rt := open(t, runtime.Options{Interpreters: map[string]func() []byte{".x": func() []byte { return interpreter }}})
			file := filepath.Join(t.TempDir(), "script.x")
			if err := os.WriteFile(file, []byte("text"), 0o600); err != nil {
				t.Fatal(err)
			}
			var logs []string
			for i := range 3 {
				result, err := rt.Run(context.Background(), &check.Instance{ID: check.ID(fmt.Sprint(i)), Module: file, Limits: check.Limits{Fuel: 1e6}})
				if err != nil || result.Fault == nil {
					t.Fatal(err, result.Fault)
				}
				if ended := result.Fault.Reason == check.Exit; ended && result.Fault.Detail != "check_run returned 1" || ended == strings.HasPrefix(c.fresh, "its init") {
					t.Errorf("run %d: %v", i, result.Fault)
				}
				logs = append(logs, logged(&result)...)
			}
			want := []string{"initialised", "loaded"}
			if c.fresh != "" {
				want = append(want, "loaded", "loaded") // by each instance
			}
			if diff := cmp.Diff(want, logs); diff != "" {
				t.Errorf("logs (-want +got):\n%s", diff)
			}
			got, _ := rt.Lifecycle(file)
			why, fails := strings.CutPrefix(got.Fresh, c.fresh)
			if !fails || (why == "") == strings.HasPrefix(c.fresh, "its init") || !got.Stateful {
				t.Errorf("lifecycle %+v", got)
			}
		})
	}
}

func TestAnImageOfAScriptIsUsedAtTheNextStart(t *testing.T) {
	interpreter := loader("(i32.const 0)")
	options := runtime.Options{CacheDir: filepath.Join(t.TempDir(), "cache"), Interpreters: map[string]func() []byte{".x": func() []byte { return interpreter }}}
	folder := t.TempDir()
	for _, name := range []string{"a.x", "b.x"} { // of which each is told its name
		if err := os.WriteFile(filepath.Join(folder, name), []byte("text"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	images := func() (n int) {
		report, err := runtime.Cache(options.CacheDir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range report.Entries {
			if e.Kind == "image" {
				n++
			}
		}
		return n
	}
	for start, names := range [][]string{{"a.x"}, {"a.x"}, {"b.x"}} {
		rt := open(t, options)
		for _, name := range names {
			result := runInstance(t, rt, &check.Instance{ID: "i", Module: filepath.Join(folder, name)})
			if diff := cmp.Diff([]string{"initialised", "loaded"}, logged(&result)); diff != "" {
				t.Errorf("start %d logs (-want +got):\n%s", start, diff)
			}
		}
		if want := []int{2, 2, 3}[start]; images() != want {
			t.Errorf("after start %d: %d images, want %d", start, images(), want)
		}
	}
}

// Metrics may be registered as the interpreter begins, as the script is loaded,
// and in a run.
func TestMetricsOfAnInterpreterAndOfItsScriptHold(t *testing.T) {
	module := wat.Assemble(`(module
		(import "check/v1" "metric" (func $metric (param i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
		(import "check/v1" "submit" (func $submit (param i32 i32) (result i32)))
		(memory (export "memory") 1)
		(data (i32.const 0) "abc")
		(data (i32.const 64) "\00\00\00\00\00\00\00\00\00\00\00\00\00\00\f0\3f\01\00\00\00\00\00\00\00\00\00\00\00\00\00\00\40\02\00\00\00\00\00\00\00\00\00\00\00\00\00\08\40")
		(func $register (param $at i32) (drop (call $metric (i32.const 0) (local.get $at) (i32.const 1)
			(i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0))))
		(func (export "sandpiper_abi_v1"))
		(func (export "_initialize") (call $register (i32.const 0)))
		(func (export "check_load") (result i32) (call $register (i32.const 1)) (i32.const 0))
		(func (export "check_run") (result i32) (call $register (i32.const 2)) (call $submit (i32.const 64) (i32.const 3))))`)
	rt := open(t, runtime.Options{Interpreters: map[string]func() []byte{".x": func() []byte { return module }}})
	file := scriptFile(t, ".x")
	for _, id := range []check.ID{"one", "two", "one"} {
		result := runInstance(t, rt, &check.Instance{ID: id, Module: file})
		got := map[string]float64{}
		for _, s := range result.Samples {
			got[s.Context.Name] = s.Value
		}
		if diff := cmp.Diff(map[string]float64{"a": 1, "b": 2, "c": 3}, got); diff != "" || result.Fault != nil {
			t.Errorf("%v (-want +got):\n%s", result.Fault, diff)
		}
	}
}
