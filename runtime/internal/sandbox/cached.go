package sandbox

import (
	"context"
	"errors"
	"io/fs"
	"sync"
)

// cached is an engine with a cache of compiled code, and a second one without
// for when the cache fails: its disk may be full, or a file in it somebody
// else's. Nothing that is kept is needed.
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

func (c *cached) compile(ctx context.Context, wasm []byte) (code, error) {
	compiled, err := c.engine.compile(ctx, wasm)
	if _, ofFile := errors.AsType[*fs.PathError](err); !ofFile {
		return compiled, err
	}
	without, err := c.second()
	if err != nil {
		return nil, err
	}
	return without.compile(ctx, wasm)
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
