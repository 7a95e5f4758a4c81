package runtime_test

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"testing"

	asm "github.com/sandpiper-checks/sandpiper/abi/testkit/assembler"
	abi "github.com/sandpiper-checks/sandpiper/abi/v1"
	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime"
)

// assemble makes a check of one page of memory: what fill adds, and the marker.
func assemble(fill func(m *asm.Module)) []byte {
	m := asm.Module{Pages: 1, Names: true}
	fill(&m)
	m.Exported(abi.Marker, "", 0)
	return m.Bytes()
}

// checkRun makes a check whose check_run is code, which leaves what it returns.
func checkRun(code ...[]byte) []byte {
	return assemble(func(m *asm.Module) { m.Exported("check_run", "-> i32", 1, code...) })
}

// importCheck imports a function of the table.
func importCheck(m *asm.Module, name string) uint32 {
	for _, f := range abi.Functions() {
		if f.Name == name {
			kind := ""
			for _, p := range f.Params {
				kind += p + " "
			}
			return m.Import(abi.Module, name, kind+"-> i32")
		}
	}
	panic("BUG: there is no function " + name)
}

const wasi = "wasi_snapshot_preview1"

// callDrop calls a function with i32s and forgets its answer.
func callDrop(function uint32, args ...int32) []byte {
	return append(push(function, args...), asm.Ops(asm.Drop)...)
}

func push(function uint32, args ...int32) (code []byte) {
	for _, a := range args {
		code = append(code, asm.I32(a)...)
	}
	return append(code, asm.Call(function)...)
}

// open makes a runtime that ends with the test.
func open(t testing.TB, options runtime.Options) *runtime.Runtime {
	t.Helper()
	rt, err := runtime.Open(context.Background(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := rt.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return rt
}

// moduleFile writes a module to a file of the test's own.
func moduleFile(t testing.TB, module []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "check.wasm")
	if err := os.WriteFile(path, module, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// run runs a module once, in a runtime that has no end of its own.
func run(t testing.TB, rt *runtime.Runtime, module []byte, limits check.Limits) check.Result {
	t.Helper()
	result, err := rt.Run(context.Background(), &check.Instance{
		ID: check.ID(t.Name()), Check: "test", Module: moduleFile(t, module), Limits: limits, Allow: loopback,
	})
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// loopback is where the servers of the tests are.
var loopback = []check.Destination{{Host: "127.0.0.1"}}

// kept is a store of the state of one instance that shows what it holds.
type kept map[string][]byte

func (k kept) Update(_ check.ID, changes map[string][]byte) (map[string][]byte, error) {
	for key, value := range changes {
		if value == nil {
			delete(k, key)
		} else {
			k[key] = value
		}
	}
	return maps.Clone(k), nil
}
