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
	type counts struct {
		lookups, meeting, round, moves, carried, compared, leaves uint64
		deepest, shifts, paths, handed, squared                   uint64 // of loops
	}
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
		{"an arm that returns", "\x20\x00\x04\x40\x0f\x05" + set + "\x0b" + get, counts{lookups: 4 + 1}},
		{"a table", "\x02\x40\x20\x00\x0e\x02\x00\x00\x00\x0b", counts{meeting: 6}},
		{"a table that hands on", "\x41\x00\x02\x7f\x41\x00\x20\x00\x0e\x01\x00\x00\x0b\x1a\x1a", counts{meeting: 4, round: 2, moves: 2}},
		{"a loop", "\x03\x40" + leap + "\x0b", counts{lookups: 1, meeting: 5, deepest: 1, paths: 2}},
		{"a loop that sets", "\x03\x40" + set + leap + "\x0b", counts{lookups: 1, meeting: 5, round: 2, moves: 2, deepest: 1, shifts: 1, paths: 2}},
		{"a handler", "\x02\x40\x1f\x40\x01\x02\x00\x0b\x0b", counts{meeting: 8}},
		{"ways out of two, and of one", strings.Repeat("\x1f\x40\x00", 2) + "\x20\x00\x0d\x01\x0b\x0c\x00\x0b", counts{lookups: 2 + 2, meeting: 12, leaves: 3}},
		{"an address", load, counts{}},
		{"an address in a block", load + "\x02\x40\x0b", counts{carried: 1}},
		{"an address where two paths meet", "\x02\x40" + load + leap + "\x0b", counts{meeting: 5, carried: 2, compared: 2}},
		{"one that one path knows", "\x02\x40" + leap + load + "\x0b\x02\x40\x0b", counts{lookups: 2, meeting: 5, compared: 2}},
		{"a handler that hands on", "\x1f\x7f\x00\x41\x00\x41\x00\x0d\x00\x0b\x1a", counts{meeting: 7, round: 2, moves: 2, leaves: 1}},
		{"arms that hand on", "\x20\x00\x04\x7f\x41\x00\x05\x41\x00\x0b\x1a", counts{meeting: 6, round: 2, moves: 2}},
		{"an arm behind a long one", "\x20\x00\x04\x40" + load + "\x02\x40\x0b\x05" + get + "\x02\x40\x0b\x0b", counts{lookups: 3, meeting: 12, carried: 1, compared: 2}},
		{"past a long arm", load + "\x20\x00\x04\x40" + load + "\x02\x40\x0b\x0b", counts{lookups: 2, meeting: 9, carried: 5, compared: 4}},
		{"a loop that takes a value", "\x41\x00\x03\x01\x0b\x1a", counts{meeting: 2, round: 1, moves: 1, deepest: 1, shifts: 1, paths: 1, handed: 1, squared: 1}},
		{"a loop that takes and sets one", "\x41\x00\x03\x01" + set + "\x0b\x1a", counts{meeting: 2, round: 4, moves: 2, deepest: 1, shifts: 2, paths: 1, handed: 1, squared: 1}},
		{"two loops", "\x03\x40\x0b\x03\x40\x0b", counts{lookups: 12, meeting: 6, deepest: 1, paths: 2}},
		{"one in the other", "\x03\x40\x03\x40\x0b\x0b", counts{lookups: 6, meeting: 5, deepest: 2, paths: 2}},
		{"a loop in a block", "\x02\x7f\x03\x40\x0b\x41\x00\x20\x00\x0d\x00\x0b\x1a", counts{lookups: 2, meeting: 11, round: 2, moves: 2, deepest: 1, paths: 3, handed: 2, squared: 2}},
		{"a loop in a block in a block", "\x02\x40\x02\x40\x03\x40\x0b\x0b" + leap + "\x0b", counts{lookups: 5, meeting: 17, deepest: 1, paths: 4}},
		{"a tee", "\x02\x40" + leap + "\x41\x01\x22\x00\x1a\x0b", counts{meeting: 5, round: 2, moves: 2}},
		{"a global", "\x02\x40\x0b\x23\x00\x1a", counts{lookups: 3}},
		{"a return out of a handler", "\x1f\x40\x00\x0f\x0b", counts{lookups: 1, leaves: 1}},
		{"a tail call out of it", "\x1f\x40\x00\x12\x00\x0b", counts{lookups: 1, leaves: 1}},
		{"through a table", "\x1f\x40\x00\x20\x00\x13\x00\x00\x0b", counts{lookups: 1 + 1, leaves: 1}},
		{"a throw behind a block", "\x02\x40\x0b\x08\x00", counts{lookups: 3}},
		{"a branch within it", "\x1f\x40\x00\x02\x40" + leap + "\x0b\x0b", counts{lookups: 1, meeting: 7}},
		{"behind a fill", filling + get, counts{lookups: 4}},
		{"behind a copy", "\x20\x00\x20\x00\x20\x00\xfc\x0a\x00\x00" + get, counts{lookups: 4}},
		{"behind a fill of a table", "\x20\x00\xd0\x70\x20\x00\xfc\x11\x00" + get, counts{lookups: 4}},
		{"behind a copy of one", "\x20\x00\x20\x00\x20\x00\xfc\x0e\x00\x00" + get, counts{lookups: 4}},
		{"an address at a branch back", load + "\x03\x40" + leap + "\x0b", counts{lookups: 1, meeting: 5, carried: 7, deepest: 1, paths: 2}},
		{"an address on one path, then on the other", "\x02\x40" + load + leap + "\x0c\x00\x0b", counts{meeting: 5, carried: 2, compared: 2}},
		{"known on all but the last path", load + "\x20\x00\x04\x40\x05" + load + "\x0b\x02\x40\x0b", counts{lookups: 2, meeting: 6, carried: 4, compared: 4}},
		{"addresses before and in a block", load + "\x02\x40" + load + leap + "\x0b", counts{meeting: 5, carried: 4, compared: 4}},
		{"a lane", "\x3f\x00\x3f\x00\xfd\x0f\xfd\x54\x00\x00\x00\x1a\x02\x40\x0b", counts{carried: 1}},
		{"a set in a block in a block", "\x02\x40" + leap + "\x02\x40" + set + "\x0b\x0b", counts{meeting: 8, round: 2, moves: 2}},
		{"an arm behind a block", "\x02\x40\x0b\x20\x00\x04\x40\x0f\x05" + get + "\x0b", counts{lookups: 3 + 4 + 4}},
		{"an address in the only arm that ends", "\x20\x00\x04\x40" + load + "\x05\x0f\x0b\x02\x40\x0b", counts{lookups: 2 + 1, carried: 2}},
		{"a vector", "\x3f\x00\xfd\x00\x04\x00\x1a\x02\x40\x0b", counts{carried: 1}},
	} {
		m, err := Read(module(
			section(1, vector(noParams, "\x60\x01\x7f\x01\x7f")), section(3, vector("\x00")),
			section(4, vector(funcTable)), section(5, vector("\x00\x01")), section(13, vector("\x00\x00")), section(6, vector("\x7f\x00"+i32Zero)),
			section(10, vector(sized(vector("\x01\x7f")+c.code+"\x0b")))))
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		w, e := NewWalker(m), effort{}
		w.Enter(0)
		e.foretell(w)
		s := &e.steps
		got := counts{s.lookups, s.meeting, s.round, s.moves, s.carried, s.compared, s.leaves, uint64(s.deepest), s.shifts, s.paths, s.handed, s.squared}
		if w.Err() != nil || got != c.want {
			t.Errorf("%s (%s): got %+v, want %+v: %v", c.name, fmt.Sprintf("% x", c.code), got, c.want, w.Err())
		}
	}
}

func TestStepsTakeTheTimeThatWasMeasured(t *testing.T) {
	for _, c := range []struct {
		name  string
		steps steps
		want  int // thousands
	}{
		{"lookups", steps{lookups: 1000}, 15},
		{"meeting, for each that is read", steps{meeting: 1000, reads: []uint64{3}}, 30},
		{"a round, at least 2 times", steps{round: 1000}, 2},
		{"and once for each loop in another", steps{round: 1000, deepest: 3}, 5},
		{"and for half of what is passed on", steps{round: 1000, shifts: 8}, 6},
		{"paths at loops, for each pair that is read", steps{paths: 1000, reads: []uint64{7}}, 18},
		{"with what is handed on", steps{handed: 1000, reads: []uint64{7}}, 12},
		{"and the pairs of that", steps{squared: 1000}, 2},
		{"moves", steps{moves: 1000}, 1000},
		{"addresses handed on", steps{carried: 1000}, 200},
		{"addresses compared", steps{compared: 1000}, 5},
		{"ways out of handlers", steps{leaves: 1000}, 3000},
	} {
		if got := c.steps.thousands(); got != c.want {
			t.Errorf("%s: got %d, want %d", c.name, got, c.want)
		}
	}
}

func TestStepsOfResultsOfAFunction(t *testing.T) {
	m, err := Read(module(
		section(1, vector("\x60\x00\x02\x7f\x7f")), section(3, vector("\x00")),
		section(10, vector(sized(noLocals+"\x41\x00\x41\x00\x41\x00\x0d\x00\x0b"))))) // 2 results, br_if 0
	if err != nil {
		t.Fatal(err)
	}
	w, e := NewWalker(m), effort{}
	w.Enter(0)
	e.foretell(w)
	if e.steps.moves != 4 || e.steps.round != 8 || w.Err() != nil {
		t.Errorf("got %d moves and a round of %d, want 4 and 8: %v", e.steps.moves, e.steps.round, w.Err())
	}
}

func TestStepsOfAFunctionAreItsOwn(t *testing.T) {
	m, err := Read(module(
		section(1, vector(noParams)), section(3, vector("\x00", "\x00")),
		section(10, vector(sized(vector("\x01\x7f")+"\x20\x00\x1a\x0b"), sized(vector("\x01\x7f")+"\x0b")))))
	if err != nil {
		t.Fatal(err)
	}
	w, e := NewWalker(m), effort{}
	for body, want := range []uint64{1, 0} {
		w.Enter(body)
		e.foretell(w)
		if got := members(e.steps.reads); got != want || w.Err() != nil {
			t.Errorf("function %d reads %d locals, want %d: %v", body, got, want, w.Err())
		}
	}
}

func TestStepsAreCountedUpToABound(t *testing.T) {
	for _, n := range []uint64{1 << 30, 1 << 40} {
		if got := times(n, n); got != 1000*mostThousands {
			t.Errorf("got %d", got)
		}
	}
	s := steps{round: 1 << 62, shifts: 1 << 30, moves: 1 << 60, carried: 1 << 60}
	if got := s.thousands(); got != mostThousands || got <= HardCaps()[CapModuleSteps] {
		t.Errorf("got %d", got)
	}
}
