package wasm

import (
	"fmt"
	"strings"
	"testing"
)

func TestStepsOfSmallFunctions(t *testing.T) {
	const (
		get  = "\x20\x00\x1a"     // local.get 0, drop
		set  = "\x41\x01\x21\x00" // i32.const 1, local.set 0
		leap = "\x20\x00\x0d\x00" // local.get 0, br_if 0
	)
	type counts struct{ lookups, meeting, round, moves, carried, compared, leaves uint64 }
	for _, c := range []struct {
		name, code string
		want       counts
	}{
		{"nothing", "", counts{}},
		{"a get", get, counts{}},
		{"behind a block of one path", "\x02\x40\x0b" + get, counts{lookups: 3}},
		{"behind two", "\x02\x40\x0b\x02\x40\x0b" + get, counts{lookups: 6}},
		{"behind a block that a branch leaves", "\x02\x40" + leap + "\x0b" + get, counts{lookups: 1, meeting: 5}},
		{"a set there", "\x02\x40" + leap + set + "\x0b", counts{meeting: 5, round: 2, moves: 2}},
		{"a branch that nothing gets to", "\x02\x40\x0f" + leap + "\x0b" + get, counts{}},
		{"one way out, though not the last", "\x02\x40\x0c\x00\x0b" + get, counts{lookups: 3}},
		{"an if", "\x20\x00\x04\x40\x0b", counts{meeting: 6}},
		{"an if that sets", "\x20\x00\x04\x40" + set + "\x0b", counts{meeting: 6, round: 2, moves: 2}},
		{"two arms", "\x20\x00\x04\x40" + set + "\x05\x0b", counts{meeting: 6, round: 2, moves: 2}},
		{"an arm that returns", "\x20\x00\x04\x40\x0f\x05" + set + "\x0b" + get, counts{lookups: 4}},
		{"a table", "\x02\x40\x20\x00\x0e\x02\x00\x00\x00\x0b", counts{meeting: 6}},
		{"a table that hands on", "\x41\x00\x02\x7f\x41\x00\x20\x00\x0e\x01\x00\x00\x0b\x1a\x1a", counts{meeting: 4, round: 2, moves: 2}},
		{"a loop", "\x03\x40" + leap + "\x0b", counts{lookups: 1, meeting: 5}},
		{"a loop that sets", "\x03\x40" + set + leap + "\x0b", counts{lookups: 1, meeting: 5, round: 2, moves: 2}},
		{"a handler", "\x02\x40\x1f\x40\x01\x02\x00\x0b\x0b", counts{meeting: 8}},
		{"ways out of two, and of one", strings.Repeat("\x1f\x40\x00", 2) + "\x20\x00\x0d\x01\x0b\x0c\x00\x0b", counts{lookups: 2, meeting: 12, leaves: 3}},
		{"an address", load, counts{}},
		{"an address in a block", load + "\x02\x40\x0b", counts{carried: 1}},
		{"an address where two paths meet", "\x02\x40" + load + leap + "\x0b", counts{meeting: 5, carried: 2, compared: 2}},
		{"one that one path knows", "\x02\x40" + leap + load + "\x0b\x02\x40\x0b", counts{lookups: 2, meeting: 5, compared: 2}},
		{"a vector", "\x3f\x00\xfd\x00\x04\x00\x1a\x02\x40\x0b", counts{carried: 1}},
	} {
		m, err := Read(module(
			section(1, vector(noParams)), section(3, vector("\x00")), section(5, vector("\x00\x01")),
			section(10, vector(sized(vector("\x01\x7f")+c.code+"\x0b")))))
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		w, e := NewWalker(m), effort{}
		w.Enter(0)
		e.foretell(w)
		s := &e.steps
		got := counts{s.lookups, s.meeting, s.round, s.moves, s.carried, s.compared, s.leaves}
		if w.Err() != nil || got != c.want {
			t.Errorf("%s (%s): got %+v, want %+v: %v", c.name, fmt.Sprintf("% x", c.code), got, c.want, w.Err())
		}
	}
}

func TestStepsAreCountedUpToABound(t *testing.T) {
	if got := times(1<<40, 1<<40); got != 1000*mostThousands {
		t.Errorf("got %d", got)
	}
	s := steps{round: 1 << 62, shifts: 1 << 30, moves: 1 << 60, carried: 1 << 60}
	if got := s.thousands(); got != mostThousands || got <= HardCaps()[CapModuleSteps] {
		t.Errorf("got %d", got)
	}
}
