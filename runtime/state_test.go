package runtime_test

import (
	"errors"
	"maps"
	"testing"

	"github.com/sandpiper-checks/sandpiper/abi/testkit"
	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime"
)

// store answers updates as it is told, and remembers what it was asked.
type store struct {
	state   map[string][]byte
	err     error
	changes []map[string][]byte
}

func (s *store) Update(_ check.ID, changes map[string][]byte) (map[string][]byte, error) {
	if len(changes) > 0 {
		s.changes = append(s.changes, maps.Clone(changes))
	}
	return s.state, s.err
}

// guest assembles a run of the language of vectors.
func guest(t *testing.T, calls string) []byte {
	t.Helper()
	v, err := testkit.Parse(t.Name(), "comment: -\nexpect: -\n\n"+calls+"\n---\n")
	if err != nil {
		t.Fatal(err)
	}
	return v.Runs[0].Module()
}

func TestAllChangesOfAStateAreKeptInOneUpdate(t *testing.T) {
	s := &store{state: map[string][]byte{"old": []byte("v"), "same": []byte("v")}}
	result := run(t, open(t, runtime.Options{State: s}), guest(t, `
state_get("same", buf(8)) -> 1 "v"
state_delete("old") -> ok
state_set("new", "1") -> ok
state_set("new", "2") -> ok
state_set("empty", "") -> ok
state_set("brief", "v") -> ok
state_delete("brief") -> ok
state_delete("never") -> ok`), check.Limits{})
	if result.Fault != nil {
		t.Fatal(result.Fault)
	}
	want := map[string][]byte{"old": nil, "new": []byte("2"), "empty": {}}
	equal := func(a, b []byte) bool { return string(a) == string(b) && (a == nil) == (b == nil) }
	if len(s.changes) != 1 || !maps.EqualFunc(s.changes[0], want, equal) {
		t.Errorf("changes %q, want one time %q", s.changes, want)
	}
}

func TestARunThatChangesNothingWritesNoState(t *testing.T) {
	s := &store{}
	if fault := run(t, open(t, runtime.Options{State: s}), guest(t, `state_delete("never") -> ok`), check.Limits{}).Fault; fault != nil {
		t.Fatal(fault)
	}
	if len(s.changes) != 0 {
		t.Errorf("changes %q", s.changes)
	}
}

func TestAStateThatCannotBeKeptIsAFault(t *testing.T) {
	s := &store{err: errors.New("the disk is full")}
	result := run(t, open(t, runtime.Options{State: s}), guest(t, `
gauge("m", 1, [], "", "", 0) -> ok
state_get("k", buf(8)) -> missing
last_error(buf(64)) -> 31 "reading state: the disk is full"`), check.Limits{})
	if result.Fault != nil {
		t.Errorf("to read what cannot be read: %v", result.Fault)
	}
	s = &store{}
	module := guest(t, `
gauge("m", 1, [], "", "", 0) -> ok
state_set("k", "v") -> ok`)
	rt := open(t, runtime.Options{State: failing{s}})
	result = run(t, rt, module, check.Limits{})
	want := check.Fault{Reason: check.Failed, Kind: "StateError", Detail: "keeping the state: the disk is full"}
	if result.Fault == nil || *result.Fault != want {
		t.Errorf("fault %+v, want %+v", result.Fault, want)
	}
	if len(result.Samples) != 1 {
		t.Errorf("%d samples", len(result.Samples))
	}
}

// failing reads, and cannot write.
type failing struct{ *store }

func (f failing) Update(id check.ID, changes map[string][]byte) (map[string][]byte, error) {
	if len(changes) > 0 {
		return nil, errors.New("the disk is full")
	}
	return f.store.Update(id, changes)
}

func TestWithoutAStoreTheStateLastsAsLongAsTheRuntime(t *testing.T) {
	count := guest(t, `state_set("k", "v") -> ok`)
	read := guest(t, `state_get("k", buf(8)) -> 1 "v"`)
	rt := open(t, runtime.Options{})
	for _, module := range [][]byte{count, read} {
		if fault := run(t, rt, module, check.Limits{}).Fault; fault != nil {
			t.Fatal(fault)
		}
	}
	if fault := run(t, open(t, runtime.Options{}), read, check.Limits{}).Fault; fault == nil {
		t.Error("another runtime has the state")
	}
}
