package sandbox

import (
	"context"
	"errors"
	"sync"
)

// cached is an engine with a cache of compiled code, and a second one without
// for when the cache fails: its disk may be full, or a file in it somebody
// else's, or rubbish. Nothing that is kept is needed.
type cached struct {
	engine
	open func() (engine, error) // the second one

	mu      sync.Mutex
	without engine // nil until it is needed
}

func openCached(ctx context.Context, worlds []World, dir string) (engine, error) {
	with, err := openWazero(ctx, worlds, dir)
	if err != nil || dir == "" {
		return with, err
	}
	return &cached{engine: with, open: func() (engine, error) { return openWazero(ctx, worlds, "") }}, nil
}

// compile tries twice, because what could only not be written is there the
// second time, in memory. The engine does not say whether it was its cache that
// failed, so the second one has the last word.
func (c *cached) compile(ctx context.Context, wasm []byte, globals []uint32) (code, error) {
	for range 2 {
		if compiled, err := c.engine.compile(ctx, wasm, globals); err == nil {
			return compiled, nil
		}
	}
	without, err := c.second()
	if err != nil {
		return nil, err
	}
	return without.compile(ctx, wasm, globals)
}

func (c *cached) second() (_ engine, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.without == nil {
		c.without, err = c.open()
	}
	return c.without, err
}

func (c *cached) close(ctx context.Context) error {
	err := c.engine.close(ctx)
	if c.without != nil {
		err = errors.Join(err, c.without.close(ctx))
	}
	return err
}
