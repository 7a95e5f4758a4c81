package sandbox_test

import (
	"context"
	"testing"
	"time"

	asm "github.com/sandpiper-checks/sandpiper/abi/testkit/assembler"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/sandbox"
)

// A guest that spins has the only slot, and yet another comes to its turn.
func TestAGuestThatSpinsKeepsNoOtherFromItsTurn(t *testing.T) {
	spinning, other := make(chan struct{}), make(chan struct{})
	turns := 0
	box, err := sandbox.Open(t.Context(), sandbox.Options{Slots: 1, Worlds: []sandbox.World{{
		Module: "world", Functions: []sandbox.Function{{Name: "f", Call: func(*sandbox.Guest, []uint64) {
			if turns++; turns == 1 {
				close(spinning)
			} else {
				close(other)
			}
		}}},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = box.Close(context.Background()) }()
	m := asm.Module{Pages: 1}
	f := m.Import("world", "f", "")
	m.Exported("spin", "", 0, asm.Call(f), asm.Loop(asm.Br(0)))
	m.Exported("run", "", 0, asm.Call(f))
	module, err := compile(t.Context(), box, m.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	run := func(ctx context.Context, export string) error {
		guest, err := module.Enter(ctx, nil, sandbox.Limits{MemoryBytes: 1 << 20, Fuel: 1 << 50, HostCalls: 1}, func() context.Context { return ctx })
		if err != nil {
			return err
		}
		defer guest.Leave()
		_, err = guest.Call(export)
		return err
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, "spin") }()
	<-spinning
	if err := run(ctx, "run"); err != nil {
		t.Error(err)
	}
	select {
	case <-other:
	case err := <-ended:
		t.Fatalf("the other came to its turn only when the first was stopped: %v", err)
	}
	cancel()
	if <-ended == nil {
		t.Error("the first has ended by itself")
	}
}
