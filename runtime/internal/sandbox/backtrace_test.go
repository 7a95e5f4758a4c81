package sandbox_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	asm "github.com/sandpiper-checks/sandpiper/abi/testkit/assembler"
	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/sandbox"
)

// faultOf is how the export run of a module ends, whose host has a function f.
func faultOf(t *testing.T, module []byte, limits sandbox.Limits) *check.Fault {
	t.Helper()
	box, err := sandbox.Open(t.Context(), sandbox.Options{Worlds: []sandbox.World{{
		Module: "world", Functions: []sandbox.Function{{Name: "f", Call: func(g *sandbox.Guest, _ []uint64) { g.Exit(1) }}},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	defer box.Close(context.Background())
	m, err := compile(t.Context(), box, module)
	if err != nil {
		t.Fatal(err)
	}
	guest, err := m.Enter(t.Context(), nil, limits, t.Context)
	if err != nil {
		t.Fatal(err)
	}
	defer guest.Leave()
	_, err = guest.Call("run")
	var fault *check.Fault
	if !errors.As(err, &fault) {
		t.Fatal(err)
	}
	return fault
}

func TestABacktraceShowsTheGuestsOwnFunctions(t *testing.T) {
	const spins, calls, exits = "spins", "calls", "exits"
	module := func(what string, names bool) []byte {
		m := asm.Module{Pages: 1, Names: names}
		f := m.Import("world", "f", "")
		code := map[string][]byte{
			spins: asm.Loop(asm.Br(0)),
			calls: asm.Loop(asm.Call(m.Function("leaf", "", 0)), asm.Br(0)),
			exits: asm.Call(f),
		}[what]
		inner := m.Function("main.(*Check).inner", "i32 i64 -> i32 f64", 0, code, asm.I32(1), asm.F64(1))
		m.Exported("run", "", 0, asm.I32(1), asm.I64(1), asm.Call(inner), asm.Ops(asm.Drop, asm.Drop))
		return m.Bytes()
	}
	for _, c := range []struct {
		what  string
		names bool
		want  string
	}{
		{spins, true, "main.(*Check).inner\nrun"},
		{calls, true, "leaf\nmain.(*Check).inner\nrun"},
		{exits, true, "world.f\nmain.(*Check).inner\nrun"},
		// by their numbers in the file: the import is 0, leaf 1
		{spins, false, "$2\n$3"},
		{exits, false, "world.f\n$2\n$3"},
	} {
		fault := faultOf(t, module(c.what, c.names), limits)
		if fault.Backtrace != c.want {
			t.Errorf("a guest that %s, names %t: got %q, want %q", c.what, c.names, fault.Backtrace, c.want)
		}
	}
}

func TestABacktraceIsBounded(t *testing.T) {
	deep := asm.Module{Pages: 1, Names: true}
	last := deep.Function("f0", "", 0, asm.Ops(asm.Unreachable))
	for range 100 {
		last = deep.Function("f", "", 0, asm.Call(last))
	}
	deep.Exported("run", "", 0, asm.Call(last))
	trace := faultOf(t, deep.Bytes(), limits).Backtrace
	if want := "f0\n" + strings.Repeat("f\n", 29) + "…"; trace != want {
		t.Errorf("of 102 frames it shows %q", trace)
	}

	named := asm.Module{Pages: 1, Names: true}
	inner := named.Function("\x1b[31m"+strings.Repeat("é", 1000)+"\u202e", "", 0, asm.Ops(asm.Unreachable))
	named.Exported("run", "", 0, asm.Call(inner))
	trace = faultOf(t, named.Bytes(), limits).Backtrace
	if want := "[31m" + strings.Repeat("é", 98) + "…\nrun"; trace != want {
		t.Errorf("it shows %q", trace)
	}

	lines := asm.Module{Pages: 1, Names: true}
	inner = lines.Function(strings.Repeat("x\n", 1000), "", 0, asm.Ops(asm.Unreachable))
	lines.Exported("run", "", 0, asm.Call(inner))
	trace = faultOf(t, lines.Bytes(), limits).Backtrace
	if want := strings.Repeat("x\n", 29) + "x"; trace != want {
		t.Errorf("of a name of 1,000 lines it shows %q", trace)
	}
}
