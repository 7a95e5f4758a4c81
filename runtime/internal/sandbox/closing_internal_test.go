package sandbox

import (
	"context"
	"errors"
	"testing"

	"github.com/sandpiper-checks/sandpiper/runtime/internal/wat"
	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

// slowEngine compiles until it is told to end.
type slowEngine struct {
	engine
	begun, end chan struct{}
	closed     int
}

func (e *slowEngine) compile(context.Context, source) (code, error) {
	e.begun <- struct{}{}
	<-e.end
	return nil, nil //nolint:nilnil // nobody uses it
}

func (e *slowEngine) close(context.Context) error { e.closed++; return nil }

func TestASandboxIsClosedWhileItCompiles(t *testing.T) {
	ctx := context.Background()
	m, err := wasm.Read(wat.Assemble(`(module (func (export "check_run") (result i32) i32.const 0))`))
	if err != nil {
		t.Fatal(err)
	}
	e := &slowEngine{begun: make(chan struct{}), end: make(chan struct{})}
	s := &Sandbox{engine: e, slots: newSlots(1)}
	results := make(chan error)
	for range 2 {
		go func() {
			_, err := s.Compile(ctx, m)
			results <- err
		}()
		<-e.begun
	}
	if err := s.Close(ctx); err != nil || e.closed != 0 {
		t.Errorf("closing says %v; the engine was closed %d times while it was used", err, e.closed)
	}
	if _, err := s.Compile(ctx, m); !errors.Is(err, errClosed) {
		t.Errorf("compiling in what is closed: %v", err)
	}
	close(e.end)
	for range 2 {
		if err := <-results; !errors.Is(err, errClosed) {
			t.Errorf("what was compiled when all was closed: %v", err)
		}
	}
	if e.closed != 1 {
		t.Errorf("the engine was closed %d times", e.closed)
	}
}
