package freeze_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sandpiper-checks/sandpiper/runtime/internal/freeze"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/wat"
	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

func read(t *testing.T, text string) *wasm.Module {
	t.Helper()
	m, err := wasm.ReadWithin(wat.Assemble(text), wasm.DefaultCaps())
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestTheStateOfAGuestIsItsMemoryAndItsMutableGlobals(t *testing.T) {
	got, err := freeze.Of(read(t, `
		(import "env" "f" (func $f))
		(memory 1)
		(table 2 funcref)
		(elem (i32.const 0) $f)
		(global i32 (i32.const 1))
		(global (mut i32) (i32.const 2))
		(global funcref (ref.func $f))
		(global (mut f64) (f64.const 3))
		(global (mut i64) (i64.const 4))
		(global (mut f32) (f32.const 5))
		(data (i32.const 8) "first")
		(data "passive, and nobody uses it")
		(data (i32.const -1) "last")
		(func (result i32) (i32.const 0) (call_indirect) (i32.const 0) (table.get) (drop) (table.size))`))
	if err != nil {
		t.Fatal(err)
	}
	want := freeze.State{Globals: []uint32{1, 3, 4, 5}, Data: []freeze.Segment{
		{Index: 0, Offset: 8, Bytes: []byte("first")},
		{Index: 2, Offset: 1<<32 - 1, Bytes: []byte("last")},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("state (-want +got):\n%s", diff)
	}
}

func TestWhatCannotBeFrozenSaysWhy(t *testing.T) {
	const tables = `(memory 1) (global (mut i32) (i32.const 0)) (data (i32.const 0) "") (table 2 funcref) (elem $e func $f) (func $f) `
	for text, want := range map[string]string{
		`(func)`:                             "it has no memory",
		`(import "env" "memory" (memory 1))`: "it imports a memory",
		`(import "env" "table" (table 1 funcref)) (memory 1)`:                              "it imports a table",
		`(import "env" "g" (global i32)) (memory 1)`:                                       "it imports a global",
		`(import "env" "t" (tag)) (memory 1)`:                                              "it imports a tag",
		`(memory 1) (global (mut funcref) (ref.null func))`:                                "its global 0 is a mutable funcref",
		`(memory 1) (global i32 (i32.const 0)) (global (mut v128) (v128.const i64x2 1 2))`: "its global 1 is a mutable v128",

		tables + `(import "env" "g" (func)) (func (i32.const 0) (ref.null func) (table.set))`: "it changes its table (table.set in function 2)",
		tables + `(func (ref.null func) (i32.const 1) (table.grow) (drop))`:                   "it changes its table (table.grow in function 1)",
		tables + `(func (i32.const 0) (ref.null func) (i32.const 1) (table.fill))`:            "it changes its table (table.fill in function 1)",
		tables + `(func (i32.const 0) (i32.const 0) (i32.const 1) (table.init $e))`:           "it changes its table (table.init in function 1)",
		tables + `(func (i32.const 0) (i32.const 0) (i32.const 1) (table.copy))`:              "it changes its table (table.copy in function 1)",
		tables + `(func (elem.drop $e))`:                                                      "it drops elements (elem.drop in function 1)",

		`(memory 1) (data $d "passive") (func (i32.const 0) (i32.const 0) (i32.const 1) (memory.init $d))`: "it uses its data while it runs (memory.init in function 0)",
		`(memory 1) (data $d "passive") (func (data.drop $d))`:                                             "it uses its data while it runs (data.drop in function 0)",
	} {
		state, err := freeze.Of(read(t, text))
		if err == nil || err.Error() != want || len(state.Globals)+len(state.Data) > 0 {
			t.Errorf("%s\ngot  %+v, %v\nwant %s", text, state, err, want)
		}
	}
}

// Every instruction whose name says that it concerns tables or segments is
// either refused, or named here as one that only looks.
func TestEveryInstructionThatChangesTablesOrSegmentsIsKnown(t *testing.T) {
	looks := map[string]bool{"table.get": true, "table.size": true}
	changes := map[string]bool{}
	for op := range wasm.Opcode(0xffff) {
		name := op.String()
		concerns := strings.HasPrefix(name, "table.") || strings.HasPrefix(name, "elem.") ||
			strings.HasPrefix(name, "data.") || strings.HasSuffix(name, ".init")
		if concerns && !looks[name] {
			changes[name] = true
		}
	}
	want := map[string]bool{
		"table.set": true, "table.grow": true, "table.fill": true, "table.init": true, "table.copy": true,
		"elem.drop": true, "memory.init": true, "data.drop": true,
	}
	if diff := cmp.Diff(want, changes); diff != "" {
		t.Errorf("TestWhatCannotBeFrozenSaysWhy does not try (-tried +there are):\n%s", diff)
	}
}

func TestDataIsCopiedInOrderAndNeverBehindTheEnd(t *testing.T) {
	segment := func(index int, offset uint32, content string) freeze.Segment {
		return freeze.Segment{Index: index, Offset: offset, Bytes: []byte(content)}
	}
	for _, c := range []struct {
		data      []freeze.Segment
		want, err string
	}{
		{nil, "........", ""},
		{[]freeze.Segment{segment(0, 1, "abc"), segment(1, 3, "xyz")}, ".abxyz..", ""},
		{[]freeze.Segment{segment(0, 0, "12345678"), segment(1, 8, "")}, "12345678", ""},
		{[]freeze.Segment{segment(0, 0, "a"), segment(2, 7, "bc"), segment(3, 1, "d")}, "a.......", "data[2]: out of bounds memory access"},
		{[]freeze.Segment{segment(5, 9, "")}, "........", "data[5]: out of bounds memory access"},
		{[]freeze.Segment{segment(0, 1<<32-1, "ab")}, "........", "data[0]: out of bounds memory access"},
	} {
		memory := []byte("........")
		err := freeze.Fill(memory, c.data)
		if string(memory) != c.want || (err != nil || c.err != "") && (err == nil || err.Error() != c.err) {
			t.Errorf("%v: %s, %v", c.data, memory, err)
		}
	}
}
