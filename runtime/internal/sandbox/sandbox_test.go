package sandbox_test

import (
	"context"
	"errors"
	"maps"
	"strings"
	"testing"
	"time"

	asm "github.com/sandpiper-checks/sandpiper/abi/testkit/assembler"
	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/sandbox"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/spectest"
	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

var limits = sandbox.Limits{MemoryBytes: 1 << 20, Fuel: 1 << 20, HostCalls: 1000}

func compile(ctx context.Context, box *sandbox.Sandbox, b []byte) (*sandbox.Module, error) {
	m, err := wasm.ReadWithin(b, wasm.DefaultCaps())
	if err != nil {
		return nil, err
	}
	return box.Compile(ctx, m)
}

// call makes a sandbox of one slot whose world has one function, f, and a
// guest that calls it at its start or in run.
func call(t *testing.T, where string, f func(g *sandbox.Guest)) (enter func() error) {
	t.Helper()
	ctx := context.Background()
	box, err := sandbox.Open(ctx, sandbox.Options{Slots: 1, Worlds: []sandbox.World{{
		Module: "world", Functions: []sandbox.Function{{Name: "f", Call: func(g *sandbox.Guest, _ []uint64) { f(g) }}},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = box.Close(ctx) })
	m := asm.Module{Pages: 1}
	index := m.Import("world", "f", "")
	switch where {
	case "start":
		start := m.Function("start", "", 0, asm.Call(index))
		m.Start = &start
		m.Exported("run", "", 0)
	case "_initialize":
		m.Exported("_initialize", "", 0, asm.Call(index))
		m.Exported("run", "", 0)
	case "run":
		m.Exported("run", "", 0, asm.Call(index))
	}
	module, err := compile(ctx, box, m.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return func() error {
		// Who finds no slot within this time finds none at all.
		waiting, cancel := context.WithTimeout(ctx, 10*time.Second)
		defer cancel()
		guest, err := module.Enter(waiting, nil, limits, func() context.Context { return ctx })
		if guest != nil {
			defer guest.Leave()
		}
		if err != nil {
			return err
		}
		_, err = guest.Call("run")
		return err
	}
}

var places = []string{"start", "_initialize", "run"}

func TestAPanicOfTheHostIsABugAndFreesTheSlot(t *testing.T) {
	var none map[string]int
	for name, panics := range map[string]func(g *sandbox.Guest){
		"a panic":                func(*sandbox.Guest) { panic("BUG: something") },
		"an error of Go's":       func(*sandbox.Guest) { none["a"]++ },
		"a panic while it waits": func(g *sandbox.Guest) { g.Wait(func() { panic("BUG: something") }) },
	} {
		for _, where := range places {
			enter := call(t, where, panics)
			for range 2 {
				err := enter()
				var bug *sandbox.Bug
				var fault *check.Fault
				if !errors.As(err, &bug) || errors.As(err, &fault) {
					t.Fatalf("%s in %s: %v", name, where, err)
				}
				if !strings.Contains(err.Error(), "BUG: ") || !strings.Contains(bug.Stack, "sandbox_test.go") {
					t.Errorf("%s in %s: %v", name, where, err)
				}
			}
		}
	}
}

func TestAStopOfTheGuestIsAFaultAndFreesTheSlot(t *testing.T) {
	for _, where := range places {
		enter := call(t, where, func(g *sandbox.Guest) { g.Exit(3) })
		for range 2 {
			var fault *check.Fault
			if err := enter(); !errors.As(err, &fault) || fault.Reason != check.Exit || fault.Detail != "exit code 3" {
				t.Errorf("in %s: %v", where, err)
			}
		}
		enter = call(t, where, func(g *sandbox.Guest) { g.Read(1<<16-1, 2) })
		for range 2 {
			var fault *check.Fault
			if err := enter(); !errors.As(err, &fault) || fault.Reason != check.BadPointer {
				t.Errorf("in %s: %v", where, err)
			}
		}
	}
}

// A guest whose time ends while it waits gets its slot back only if there is
// one; it then runs on, without, until the engine stops it, and may wait again.
func TestAGuestThatWaitsAfterItsTimeGivesBackNoSlotOfOthers(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	box, err := sandbox.Open(context.Background(), sandbox.Options{Slots: 1, Worlds: []sandbox.World{{
		Module: "world", Functions: []sandbox.Function{{Name: "f", Call: func(g *sandbox.Guest, _ []uint64) {
			g.Host.(func(*sandbox.Guest))(g)
		}}},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	defer box.Close(context.Background())
	m := asm.Module{Pages: 1}
	m.Exported("run", "", 0, asm.Call(m.Import("world", "f", "")))
	module, err := compile(context.Background(), box, m.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	enter := func(host any, ctx context.Context) *sandbox.Guest {
		guest, err := module.Enter(context.Background(), host, limits, func() context.Context { return ctx })
		if err != nil {
			t.Fatal(err)
		}
		return guest
	}
	guest := enter(func(g *sandbox.Guest) {
		var other *sandbox.Guest
		g.Wait(func() {
			other = enter(nil, context.Background()) // has the slot
			cancel()
		})
		g.Wait(func() {})
		other.Leave()
		g.Wait(func() {})
	}, ctx)
	done := make(chan error, 1)
	go func() {
		_, err := guest.Call("run")
		guest.Leave()
		done <- err
	}()
	select {
	case err := <-done:
		if !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the guest waits for a slot that it does not hold")
	}
	enter(nil, context.Background()).Leave() // the slot is free
}

// What is read and metered must not be refused by the engine because a feature
// is off there.
func TestTheEngineKnowsWhatTheReaderKnows(t *testing.T) {
	box, err := sandbox.Open(t.Context(), sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer box.Close(context.Background())
	compiled := map[string]int{}
	for _, s := range spectest.Scripts(t, "v2", "tail-call", "exception-handling") {
		for i := range s.Commands {
			c := &s.Commands[i]
			if !c.Valid() {
				continue
			}
			switch _, err := compile(t.Context(), box, s.Module(t, c)); {
			case err == nil:
				compiled[s.Suite]++
			case strings.Contains(err.Error(), "disabled"):
				t.Errorf("%s: %v", s.At(c), err)
			}
		}
	}
	if want := map[string]int{"v2": 1712, "tail-call": 6, "exception-handling": 7}; !maps.Equal(compiled, want) {
		t.Errorf("%v modules are compiled, want %v", compiled, want)
	}
}

func TestAnExceptionThatNobodyCatchesIsATrap(t *testing.T) {
	const module = "\x00asm\x01\x00\x00\x00" +
		"\x01\x04\x01\x60\x00\x00" + "\x03\x02\x01\x00" + "\x05\x03\x01\x00\x01" + "\x0d\x03\x01\x00\x00" + // type, function, memory, tag
		"\x07\x07\x01\x03run\x00\x00" + "\x0a\x06\x01\x04\x00\x08\x00\x0b" // export run: throw 0
	box, err := sandbox.Open(t.Context(), sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer box.Close(context.Background())
	compiled, err := compile(t.Context(), box, []byte(module))
	if err != nil {
		t.Fatal(err)
	}
	guest, err := compiled.Enter(t.Context(), nil, limits, t.Context)
	if err != nil {
		t.Fatal(err)
	}
	defer guest.Leave()
	_, err = guest.Call("run")
	var fault *check.Fault
	if !errors.As(err, &fault) || fault.Reason != check.Trap || fault.Detail != "uncaught exception" {
		t.Errorf("got %v", err)
	}
}

func TestReadGivesAViewOfExactlyTheRange(t *testing.T) {
	enter := call(t, "run", func(g *sandbox.Guest) {
		if b := g.Read(0, 1<<16); len(b) != 1<<16 {
			t.Errorf("the whole memory: %d bytes", len(b))
		}
		if b := g.Read(1<<16-2, 2); len(b) != 2 {
			t.Errorf("its end: %d bytes", len(b))
		}
		if b := g.Read(1<<31, 0); len(b) != 0 {
			t.Errorf("nothing: %d bytes", len(b))
		}
		if n := g.MemoryBytes(); n != 1<<16 {
			t.Errorf("a memory of %d bytes", n)
		}
	})
	if err := enter(); err != nil {
		t.Error(err)
	}
}

func TestWhatIsNotExportedCannotBeCalled(t *testing.T) {
	box, err := sandbox.Open(t.Context(), sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	module, err := compile(t.Context(), box, (&asm.Module{Pages: 1}).Bytes())
	if err != nil {
		t.Fatal(err)
	}
	guest, err := module.Enter(t.Context(), nil, limits, t.Context)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := guest.Call("run"); err == nil || err.Error() != `no export "run"` {
		t.Error(err)
	}
	guest.Leave()
	guest.Leave() // twice does no harm
	if err := box.Close(t.Context()); err != nil {
		t.Error(err)
	}
}
