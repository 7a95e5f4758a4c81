package runtime_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sandpiper-checks/sandpiper/runtime"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/wat"
	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

func TestInspectWarnsOfAStackAboveTheData(t *testing.T) {
	const (
		names   = `(@custom "name" "\07\12\01\00\0f__stack_pointer")`
		pointer = `(memory 2) (global (mut i32) (i32.const 66560)) `
	)
	for _, c := range []struct {
		name, text string
		warns      bool
	}{
		{"above", pointer + `(data (i32.const 1024) "data")` + names, true},
		{"above some", pointer + `(data (i32.const 70000) "data") (data (i32.const 1024) "data")` + names, true},
		{"below", pointer + `(data (i32.const 66560) "data")` + names, false},
		{"without data", pointer + names, false},
		{"with data that is copied later", pointer + `(data "data")` + names, false},
		{"without names", pointer + `(data (i32.const 1024) "data")`, false},
		{"imported", `(import "env" "s" (global (mut i32))) (memory 2) (data (i32.const 1024) "data")` + names, false},
		{"not yet known", `(import "env" "s" (global i32)) (memory 2) (global (mut i32) (global.get 0)) (data (i32.const 1024) "data")` +
			`(@custom "name" "\07\12\01\01\0f__stack_pointer")`, false},
	} {
		report, err := runtime.Inspect(moduleFile(t, wat.Assemble(c.text)), wasm.Caps{})
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if warns := strings.Contains(strings.Join(report.Warnings, ""), "--stack-first"); warns != c.warns {
			t.Errorf("%s: warnings %q", c.name, report.Warnings)
		}
	}
}

// The C SDK says how to build a check, and its own are built so.
func TestTheStackOfTheModulesInCLiesBelowTheirData(t *testing.T) {
	paths, err := filepath.Glob("../guest-sdk/c/*/*.wasm")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no module in C: %v", err)
	}
	for _, path := range paths {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		m, err := wasm.Read(b)
		if err != nil {
			t.Fatal(err)
		}
		if report, err := runtime.Inspect(path, wasm.Caps{}); err != nil || len(report.Warnings) > 0 {
			t.Errorf("%s: %v, warnings %q", path, err, report.Warnings)
		}
		if _, ok := m.NamedGlobal("__stack_pointer"); !ok {
			t.Errorf("%s does not tell where its stack is", path)
		}
	}
}
