package runtime_test

import (
	"fmt"
	"os"
	"path/filepath"
	goruntime "runtime"
	"strings"
	"testing"

	"github.com/sandpiper-checks/sandpiper/abi/testkit"
	asm "github.com/sandpiper-checks/sandpiper/abi/testkit/assembler"
	abi "github.com/sandpiper-checks/sandpiper/abi/v1"
	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime"
	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

func TestWhatIsNoCheckIsRefusedWithAllThatIsWrong(t *testing.T) {
	marked := func(marker string, fill func(m *asm.Module)) []byte {
		m := asm.Module{Pages: 1}
		fill(&m)
		m.Exported(marker, "", 0)
		return m.Bytes()
	}
	ran := func(m *asm.Module) { m.Exported("check_run", "-> i32", 0, asm.I32(0)) }
	for _, c := range []struct {
		name   string
		module []byte
		want   string
	}{
		{"an empty file", nil, "at byte 0x0: not a WebAssembly module"},
		{"a text", []byte("#!/bin/sh\n"), "at byte 0x0: not a WebAssembly module"},
		{"a module cut short", checkRun(asm.I32(0))[:20], "needs "},
		{
			"a marker of another version", marked("sandpiper_abi_v2", ran),
			"it speaks version v2 of the check ABI; this host runs v1",
		},
		{
			"an import of another version", func() []byte {
				m := asm.Module{Pages: 1}
				m.Import("check/v2", "gauge", "i32 -> i32")
				ran(&m)
				return m.Bytes()
			}(), "it speaks version v2 of the check ABI; this host runs v1",
		},
		{
			"nothing at all", (&asm.Module{}).Bytes(),
			`it exports no memory named "memory"; it exports no function check_run () -> i32; it exports no function sandpiper_abi_v1 () -> ()`,
		},
		{
			"exports of wrong types", marked(abi.Marker, func(m *asm.Module) {
				m.Exported("check_run", "i32 -> i64", 0, asm.I64(0))
				m.Exported("_initialize", "-> i32", 0, asm.I32(0))
			}),
			"its export check_run is (i32) -> i64 and must be () -> i32; its export _initialize is () -> i32 and must be () -> ()",
		},
		{
			"a marker of a wrong type", func() []byte {
				m := asm.Module{Pages: 1}
				ran(&m)
				m.Exported(abi.Marker, "-> i32", 0, asm.I32(0))
				return m.Bytes()
			}(), "its export sandpiper_abi_v1 is () -> i32 and must be () -> ()",
		},
		{
			"a memory that is no memory", func() []byte {
				m := asm.Module{}
				ran(&m)
				m.Exported(abi.Marker, "", 0)
				m.Exported("memory", "", 0)
				return m.Bytes()
			}(), `it exports no memory named "memory"`,
		},
		{
			"unknown imports, all at once", marked(abi.Marker, func(m *asm.Module) {
				m.Import("env", "b", "")
				m.Import(abi.Module, "gouge", "")
				m.Import(wasi, "fd_flush", "i32 -> i32")
				m.Import("env", "a", "")
				m.Import("env", "b", "i32")
				ran(m)
			}),
			"it imports what this host does not have: check/v1.gouge, env.a, env.b, wasi_snapshot_preview1.fd_flush; see abi/v1/README.md for what it has",
		},
		{
			"an import of a wrong type", marked(abi.Marker, func(m *asm.Module) {
				m.Import(abi.Module, "log", "i32 i32 -> i32")
				m.Import(wasi, "proc_exit", "i32 -> i32")
				ran(m)
			}),
			"it imports check/v1.log as (i32 i32) -> i32; it is (i32 i32 i32) -> i32; it imports wasi_snapshot_preview1.proc_exit as (i32) -> i32; it is (i32) -> ()",
		},
		{
			"an imported memory", func() []byte {
				m := asm.Module{}
				m.ImportMemory("env", "memory")
				ran(&m)
				m.Exported(abi.Marker, "", 0)
				return m.Bytes()
			}(),
			`it exports no memory named "memory"; it imports the memory env.memory; only functions can be imported`,
		},
		{
			"an imported global", marked(abi.Marker, func(m *asm.Module) {
				m.ImportGlobal("env", "base")
				ran(m)
			}), "it imports the global env.base; only functions can be imported",
		},
		{
			"code that does not validate", checkRun(asm.I64(0)),
			"compiling: invalid function",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			rt := open(t, runtime.Options{})
			fault := run(t, rt, c.module, check.Limits{}).Fault
			if fault == nil || fault.Reason != check.BadModule || fault.Kind != "BadModule" || !strings.Contains(fault.Detail, c.want) {
				t.Errorf("got  %+v\nwant %s", fault, c.want)
			}
			if err := rt.Prepare(t.Context(), moduleFile(t, c.module)); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("Prepare: %v", err)
			}
		})
	}
}

func TestAModuleThatIsNotThereIsAFaultThatNamesIt(t *testing.T) {
	rt := open(t, runtime.Options{})
	large := moduleFile(t, checkRun(asm.I32(0)))
	if err := os.Truncate(large, 256<<20+1); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		filepath.Join(t.TempDir(), "no.wasm"): "",
		t.TempDir():                           "is not a regular file",
		os.DevNull:                            "is not a regular file",
		large:                                 "has 268435457 bytes, and no module may have more than 268435456",
	} {
		result, err := rt.Run(t.Context(), &check.Instance{ID: "i", Module: path})
		if err != nil || result.Fault == nil || result.Fault.Reason != check.BadModule ||
			!strings.Contains(result.Fault.Detail, path) || !strings.HasSuffix(result.Fault.Detail, want) {
			t.Errorf("%s: %v, %v, want %q", path, result.Fault, err, want)
		}
		if _, err := runtime.Inspect(path, wasm.Caps{}); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("inspect %s: %v", path, err)
		}
	}
}

func TestAModuleThatIsLargerThanItsCapIsNotRead(t *testing.T) {
	const bytes = 200 << 20
	path := moduleFile(t, checkRun(asm.I32(0)))
	if err := os.Truncate(path, bytes); err != nil {
		t.Fatal(err)
	}
	rt := open(t, runtime.Options{})
	want := fmt.Sprintf("%s: at byte 0x0: found %d bytes of the module, cap module_bytes allows %d; sandbox.caps.module_bytes in sandpiper.yaml can allow up to %d",
		path, bytes, wasm.DefaultCaps()[wasm.CapModuleBytes], wasm.HardCaps()[wasm.CapModuleBytes])
	var before, after goruntime.MemStats
	goruntime.ReadMemStats(&before)
	if _, err := runtime.Inspect(path, wasm.Caps{}); err == nil || err.Error() != want {
		t.Errorf("inspect: %v, want %s", err, want)
	}
	if err := rt.Prepare(t.Context(), path); err == nil || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("prepare: %v, want %s", err, want)
	}
	goruntime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; took > 1<<20 {
		t.Errorf("it took %d bytes", took)
	}
}

func TestAModuleIsReadOnce(t *testing.T) {
	rt := open(t, runtime.Options{})
	path := moduleFile(t, checkRun(asm.I32(0)))
	if err := rt.Prepare(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	result, err := rt.Run(t.Context(), &check.Instance{ID: "i", Module: path})
	if err != nil || result.Fault != nil {
		t.Errorf("%v, %v", result.Fault, err)
	}
}

func TestTheCheckOfTheReadmeReportsHelloWorld(t *testing.T) {
	module, err := os.ReadFile(filepath.Join("..", "abi", "testkit", "hello.wasm"))
	if err != nil {
		t.Fatal(err)
	}
	result := run(t, open(t, runtime.Options{Hostname: testkit.Hostname}), module, check.Limits{})
	if result.Fault != nil || len(result.Samples) != 1 {
		t.Fatalf("%+v", result)
	}
	s := result.Samples[0]
	if s.Kind != check.Gauge || s.Context.Name != "hello.world" || s.Value != 1 || s.Explicit ||
		s.Context.Hostname != testkit.Hostname || s.Context.Device != "" || s.Context.Tags != nil {
		t.Errorf("%+v of %+v", s, s.Context)
	}
}
