package runtime_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	asm "github.com/sandpiper-checks/sandpiper/abi/testkit/assembler"
	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/wat"
)

// initialised is a check that logs in its start section and in _initialize,
// registers a metric there, tries to register one without a name, and reports
// 5 of the first when it runs. What more it has is added.
func initialised(more string) []byte {
	return wat.Assemble(`(module
		(import "check/v1" "log" (func $log (param i32 i32 i32) (result i32)))
		(import "check/v1" "metric" (func $metric (param i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
		(import "check/v1" "submit" (func $submit (param i32 i32) (result i32)))
		(import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
		(memory (export "memory") 1)
		(data (i32.const 0) "start_initialize_output_name_host")
		(data (i32.const 64) "\11\00\00\00\06\00\00\00")
		(data (i32.const 128) "\00\00\00\00\00\00\00\00\00\00\00\00\00\00\14\40")
		(start $start)
		(func $start (drop (call $log (i32.const 1) (i32.const 0) (i32.const 5))))
		(func $register (param $name i32) (param $host i32) (result i32)
			(call $metric (i32.const 0) (i32.const 24) (local.get $name) (i32.const 0) (i32.const 0) (i32.const 29) (local.get $host) (i32.const 0) (i32.const 0)))
		(func (export "_initialize")
			(drop (call $log (i32.const 1) (i32.const 6) (i32.const 10)))
			(drop (call $fd_write (i32.const 1) (i32.const 64) (i32.const 1) (i32.const 72)))
			(drop (call $register (i32.const 4) (i32.const 0)))
			(drop (call $register (i32.const 4) (i32.const 4)))
			(drop (call $register (i32.const 0) (i32.const 0))))
		(func (export "sandpiper_abi_v1"))
		(func (export "check_run") (result i32)
			(drop (call $submit (i32.const 128) (i32.const 1)))
			(i32.store8 (i32.const 128) (i32.const 1))
			(call $submit (i32.const 128) (i32.const 1)))` + more + `)`)
}

// cannotBeFrozen changes a table, if it is called.
const cannotBeFrozen = `(table 1 funcref) (func (table.set (i32.const 0) (ref.null func)))`

func logged(r *check.Result) (lines []string) {
	for _, l := range r.Logs {
		lines = append(lines, l.Message)
	}
	return lines
}

func TestAModuleIsInitialisedOnceForAllRunsOfAllInstances(t *testing.T) {
	rt := open(t, runtime.Options{Slots: 1})
	file := moduleFile(t, initialised(""))
	for i, want := range [][]string{{"start", "initialize", "output"}, nil, nil, nil} {
		result := runInstance(t, rt, &check.Instance{ID: check.ID(fmt.Sprint(i / 2)), Module: file})
		if diff := cmp.Diff(want, logged(&result)); diff != "" {
			t.Errorf("run %d logs (-want +got):\n%s", i+1, diff)
		}
		if u := result.Usage; result.Fault != nil || u.HostCalls != 2 || u.Fuel != 1+2*(8+1) {
			t.Errorf("run %d: %+v, %v", i+1, u, result.Fault)
		}
	}
}

func TestWhatCannotBeFrozenIsInitialisedInEachRunAndBilled(t *testing.T) {
	rt := open(t, runtime.Options{Slots: 1})
	file := moduleFile(t, initialised(cannotBeFrozen))
	for i := range 3 {
		result := runInstance(t, rt, &check.Instance{ID: "i", Module: file})
		if diff := cmp.Diff([]string{"start", "initialize", "output"}, logged(&result)); diff != "" {
			t.Errorf("run %d logs (-want +got):\n%s", i+1, diff)
		}
		if u := result.Usage; result.Fault != nil || u.HostCalls != 2+6 || u.Fuel <= 1+2*(8+1) {
			t.Errorf("run %d: %+v, %v", i+1, u, result.Fault)
		}
	}
}

// For which context a handle stands is for each instance to say, and whatever
// was refused during initialisation each run is told of.
func TestMetricsOfTheInitialisationBelongToEachInstance(t *testing.T) {
	for name, module := range map[string][]byte{"frozen": initialised(""), "not frozen": initialised(cannotBeFrozen)} {
		rt := open(t, runtime.Options{Hostname: "agent"})
		file := moduleFile(t, module)
		for _, c := range []struct {
			instance check.Instance
			want     [2]string
		}{
			{check.Instance{ID: "plain"}, [2]string{"name[] agent", "name[] host"}},
			{check.Instance{ID: "service", Service: "db"}, [2]string{"name[service:db] agent", "name[service:db] host"}},
			{check.Instance{ID: "no host", EmptyDefaultHostname: true}, [2]string{"name[] ", "name[] host"}},
			{check.Instance{ID: "plain", Service: "later"}, [2]string{"name[service:later] agent", "name[service:later] host"}},
		} {
			c.instance.Module = file
			for range 2 {
				result := runInstance(t, rt, &c.instance)
				var got [2]string
				for i, s := range result.Samples {
					got[i] = fmt.Sprintf("%s%v %s", s.Context.Name, s.Context.Tags, s.Context.Hostname)
				}
				if got != c.want || result.Fault != nil {
					t.Errorf("%s, %s: %q, %v", name, c.instance.ID, got, result.Fault)
				}
				if want := []check.Refused{{Cause: "name is empty or not UTF-8", Count: 1}}; !slices.Equal(result.Refused, want) {
					t.Errorf("%s, %s: refused %v, want %v", name, c.instance.ID, result.Refused, want)
				}
			}
		}
	}
}

// An agent that is called as an instance names its host has one context, and
// the handles of both lead to it.
func TestHandlesThatMeanTheSameInAnInstanceReportTheSame(t *testing.T) {
	rt := open(t, runtime.Options{Hostname: "host"})
	result := runInstance(t, rt, &check.Instance{ID: "i", Module: moduleFile(t, initialised(""))})
	if s := result.Samples; len(s) != 2 || s[0].Context != s[1].Context || s[0].Context.Hostname != "host" {
		t.Errorf("samples %+v", s)
	}
}

// Handles of the initialisation hold in each run; one that is registered again
// is the same, and new ones come behind them.
func TestHandlesOfTheInitialisationHoldForGood(t *testing.T) {
	rt := open(t, runtime.Options{})
	file := moduleFile(t, assemble(func(m *asm.Module) {
		metric, log := importCheck(m, "metric"), importCheck(m, "log")
		m.Data(0, []byte("abc0"))
		register := func(name int32) []byte { return push(metric, 0, name, 1, 0, 0, 0, 0, 0, 0) }
		note := func(name int32) (code []byte) { // log the handle as a digit
			code = append(asm.I32(3), register(name)...)
			code = append(append(append(code, asm.I32('0')...), asm.Ops(asm.I32Add)...), asm.Store32()...)
			return append(code, callDrop(log, 1, 3, 1)...)
		}
		m.Exported("_initialize", "", 0, register(0), asm.Ops(asm.Drop), register(1), asm.Ops(asm.Drop))
		m.Exported("check_run", "-> i32", 0, note(1), note(2), note(0), asm.I32(0))
	}))
	for i := range 3 {
		result := runInstance(t, rt, &check.Instance{ID: "i", Module: file})
		if got := strings.Join(logged(&result), ""); got != "120" || result.Fault != nil {
			t.Errorf("run %d: handles %s, %v", i+1, got, result.Fault)
		}
	}
}

// What goes wrong during initialisation shows in each run, as what it is.
func TestAnInitialisationThatFailsIsTheFaultOfEachRun(t *testing.T) {
	rt := open(t, runtime.Options{})
	file := moduleFile(t, assemble(func(m *asm.Module) {
		m.Exported("_initialize", "", 0, asm.Ops(asm.Unreachable))
		m.Exported("check_run", "-> i32", 0, asm.I32(0))
	}))
	for range 3 {
		result := runInstance(t, rt, &check.Instance{ID: "i", Module: file})
		if f := result.Fault; f == nil || f.Reason != check.Trap || f.Backtrace != "_initialize" {
			t.Errorf("fault %+v", f)
		}
	}
}

// Each of these takes more than an initialisation has that is to be frozen, and
// less than a run has.
func TestAnInitialisationBeyondItsLimitsIsDoneInEachRun(t *testing.T) {
	for what, c := range map[string]struct {
		initialize string
		limits     check.Limits
	}{
		"fuel": {`(loop (br_if 0 (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const 60000000))))`, check.Limits{}},
		"host calls": {`(loop (drop (call $last_error (i32.const 0) (i32.const 0)))
			(br_if 0 (i32.le_u (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const 1000000))))`, check.Limits{HostCalls: 2_000_000}},
		"memory": {`(if (i32.eq (memory.grow (i32.const 1500)) (i32.const -1)) (then (unreachable)))`, check.Limits{MemoryBytes: 128 << 20}},
	} {
		rt := open(t, runtime.Options{})
		file := moduleFile(t, wat.Assemble(`(module
			(import "check/v1" "last_error" (func $last_error (param i32 i32) (result i32)))
			(memory (export "memory") 1)
			(func (export "_initialize") (local i32) `+c.initialize+`)
			(func (export "sandpiper_abi_v1"))
			(func (export "check_run") (result i32) (i32.const 0)))`))
		for range 2 {
			result := runInstance(t, rt, &check.Instance{ID: "i", Module: file, Limits: c.limits})
			if result.Fault != nil || rt.Frozen(t, file) {
				t.Errorf("%s: fault %v, frozen %v", what, result.Fault, rt.Frozen(t, file))
			}
		}
	}
}

// The image is one for all, so what an instance may have does not change it.
func TestAnInstanceWithLittleMemoryChangesNothingForOthers(t *testing.T) {
	rt := open(t, runtime.Options{})
	file := moduleFile(t, assemble(func(m *asm.Module) {
		grow := append(append(asm.I32(3), asm.MemoryGrow()...), asm.Ops(asm.Drop)...)
		m.Exported("_initialize", "", 0, grow)
		m.Exported("check_run", "-> i32", 0, asm.I32(0))
	}))
	poor := &check.Instance{ID: "poor", Module: file, Limits: check.Limits{MemoryBytes: 2 << 16}}
	for range 2 {
		if f := runInstance(t, rt, poor).Fault; f == nil || f.Reason != check.Memory {
			t.Errorf("with two pages: %v", f)
		}
		result := runInstance(t, rt, &check.Instance{ID: "rich", Module: file})
		if result.Fault != nil || result.Usage.MemoryBytes != 4<<16 {
			t.Errorf("%v, %d bytes", result.Fault, result.Usage.MemoryBytes)
		}
	}
}
