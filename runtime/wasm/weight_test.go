package wasm

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestWeightsOfSmallFunctions(t *testing.T) {
	for _, c := range []struct {
		name, code string
		want       int
	}{
		{"nothing", "", 0},
		{"a get", "\x20\x00\x1a", 2},
		{"an addition", "\x20\x00\x20\x00\x6a\x1a", 4},
		{"a division", "\x20\x00\x20\x00\x6d\x1a", 9},
		{"of floats", "\x44\x00\x00\x00\x00\x00\x00\x00\x00\x99\x1a", 3},
		{"a choice", "\x20\x00\x20\x00\x20\x00\x1b\x1a", 6},
		{"with a type", "\x20\x00\x20\x00\x20\x00\x1c\x01\x7f\x1a", 6},
		{"a conversion that can trap", "\x43\x00\x00\x00\x00\xa8\x1a", 10},
		{"one that saturates", "\x43\x00\x00\x00\x00\xfc\x00\x1a", 8},
		{"a load", "\x20\x00\x28\x02\x00\x1a", 10},
		{"a store", "\x20\x00\x20\x00\x36\x02\x00", 10},
		{"a load of a vector", "\x20\x00\xfd\x00\x04\x00\x1a", 10},
		{"vectors added", "\x20\x00\xfd\x0f\x20\x00\xfd\x0f\xfd\xae\x01\x1a", 15},
		{"a call", "\x10\x00", 5},
		{"with 2 parameters and a result", "\x20\x00\x20\x00\x10\x01\x1a", 11},
		{"through a table", "\x20\x00\x20\x00\x20\x00\x11\x01\x00\x1a", 27},
		{"at the end", "\x12\x00", 10},
		{"there, through a table", "\x20\x00\x13\x00\x00", 21},
		{"at the end, with 2 parameters and a result", "\x20\x00\x20\x00\x12\x01", 15},
		{"there, through a table, with as many", "\x20\x00\x20\x00\x20\x00\x13\x01\x00", 26},
		{"br", "\x0c\x00", 2},
		{"return", "\x0f", 2},
		{"unreachable", "\x00", 3},
		{"memory.size", "\x3f\x00\x1a", 3},
		{"f64.min", "\x20\x00\xb7\x20\x00\xb7\xa4\x1a", 20},
		{"f64.copysign", "\x20\x00\xb7\x20\x00\xb7\xa6\x1a", 19},
		{"ref.func", "\xd2\x00\x1a", 5},
		{"table.set", "\x20\x00\xd0\x70\x26\x00", 8},
		{"table.grow", "\xd0\x70\x20\x00\xfc\x0f\x00\x1a", 17},
		{"table.fill", "\x20\x00\xd0\x70\x20\x00\xfc\x11\x00", 73},
		{"table.copy", "\x20\x00\x20\x00\x20\x00\xfc\x0e\x00\x00", 48},
		{"table.get", "\x20\x00\x25\x00\x1a", 8},
		{"memory.grow", "\x20\x00\x40\x00\x1a", 16},
		{"memory.fill", "\x20\x00\x20\x00\x20\x00\xfc\x0b\x00", 73},
		{"memory.copy", "\x20\x00\x20\x00\x20\x00\xfc\x0a\x00\x00", 48},
		{"a block", "\x02\x40\x0b", 4},
		{"a loop", "\x03\x40\x20\x00\x0d\x00\x0b", 36},
		{"an if", "\x20\x00\x04\x40\x05\x0b", 11},
		{"a table", "\x20\x00\x0e\x02\x00\x00\x00", 13},
		{"a handler", "\x02\x40\x1f\x40\x01\x02\x00\x0b\x0b", 44},
		{"a throw", "\x08\x00", 14},
	} {
		m, err := Read(module(
			section(1, vector(noParams, "\x60\x02\x7f\x7f\x01\x7f")),
			section(3, vector("\x00", "\x01")), section(4, vector(funcTable)), section(5, vector("\x00\x01")), section(13, vector("\x00\x00")),
			section(10, vector(sized(vector("\x01\x7f")+c.code+"\x0b"), sized(noLocals+"\x00\x0b")))))
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		w, e := NewWalker(m), effort{}
		w.Enter(0)
		e.foretell(w)
		if w.Err() != nil || e.code != c.want {
			t.Errorf("%s (%s): got %d, want %d: %v", c.name, fmt.Sprintf("% x", c.code), e.code, c.want, w.Err())
		}
	}
}

func TestWeightsOfValues(t *testing.T) {
	const (
		two, one = "\x20\x00\x20\x00", "\x20\x00" // local.get 0
		cond     = "\x41\x00"                     // i32.const 0
	)
	for _, c := range []struct {
		name, code string // of type 0, (i32) to (i32 i32); type 1 is (i32 i32) to (i32 i32)
		want       int
	}{
		{"the function's own", two, 3 + 2},
		{"a return", two + "\x0f", 3 + 2 + 2 + 2*4},
		{"a throw", two + "\x08\x00", 3 + 2 + 14 + 2*4},
		{"a block", one + "\x02\x00" + one + "\x0b", 3 + 1 + 4 + 3 + 1},
		{"a loop", one + "\x03\x00" + one + "\x0b", 3 + 1 + 30 + 3 + 1},
		{"an if", two + cond + "\x04\x01\x0b", 3 + 3 + 10 + 4},
		{"a try_table", one + "\x1f\x00\x00" + one + "\x0b", 3 + 1 + 40 + 3 + 1},
		{"a branch out", two + "\x0c\x00", 3 + 2 + 2 + 2},
		{"a branch that may be taken", two + cond + "\x0d\x00", 3 + 3 + 5 + 2},
		{"a branch back takes what the loop does", one + "\x03\x00" + "\x0c\x00" + "\x0b", 3 + 1 + 30 + 3 + 2 + 1},
		{"a table", two + cond + "\x0e\x02\x00\x00\x00", 3 + 3 + 6 + 3*(2+2)},
		{"a table that goes back", one + "\x03\x00" + cond + "\x0e\x01\x00\x00" + "\x0b", 3 + 1 + 30 + 3 + 1 + 6 + 2*(2+1)},
		{"catches", "\x1f\x40\x02\x00\x00\x00\x00\x00\x00\x0b" + two, 3 + 40 + 2*2*4 + 2},
	} {
		m, err := Read(module(
			section(1, vector("\x60\x01\x7f\x02\x7f\x7f", "\x60\x02\x7f\x7f\x02\x7f\x7f", "\x60\x02\x7f\x7f\x00")),
			section(3, vector("\x00")), section(13, vector("\x00\x02")),
			section(10, vector(sized(noLocals+c.code+"\x0b")))))
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		w, e := NewWalker(m), effort{}
		w.Enter(0)
		e.foretell(w)
		if w.Err() != nil || e.code != c.want {
			t.Errorf("%s (%s): got %d, want %d: %v", c.name, fmt.Sprintf("% x", c.code), e.code, c.want, w.Err())
		}
	}
}

// A rule that names no instruction is a name that is misspelled.
func TestEachWeightIsThatOfAnInstruction(t *testing.T) {
	var all []string
	for _, prefix := range []Opcode{0, 0xfc00, 0xfd00} {
		for n := range Opcode(256) {
			if name := (prefix | n).row().name; name != "" {
				all = append(all, name)
			}
		}
	}
	for _, r := range weightRules {
		for part := range strings.FieldsSeq(r.names) {
			one := []rule{{1, part}}
			if !slices.ContainsFunc(all, func(name string) bool { return ruledBy(one, name, 0) == 1 }) {
				t.Errorf("no instruction is %s", part)
			}
		}
	}
}

func TestLongFunctionsWeighMore(t *testing.T) {
	for _, c := range []struct{ code, want int }{{0, 0}, {255, 255}, {256, 257}, {longCode, 2 * longCode}, {170_000, 610_979}} {
		if got := inModule(c.code); got != c.want {
			t.Errorf("%d: got %d, want %d", c.code, got, c.want)
		}
	}
}
