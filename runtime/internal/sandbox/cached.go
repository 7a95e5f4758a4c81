package sandbox

import (
	"context"
	"errors"
	"sync"

	"github.com/sandpiper-checks/sandpiper/runtime/internal/cache"
)

// cached is an engine with a cache of compiled code, and a second one without
// for when the cache fails: its disk may be full, or its folder gone. Nothing
// that is kept is needed.
type cached struct {
	engine
	open func() (engine, error) // the second one

	mu      sync.Mutex
	without engine // nil until it is needed
}

func openCached(ctx context.Context, worlds []World, store *cache.Store) (engine, error) {
	open := func() (engine, error) { return openWazero(ctx, worlds, nil) }
	if store == nil {
		return open()
	}
	with, err := openWazero(ctx, worlds, store)
	if err != nil {
		return open()
	}
	return &cached{engine: with, open: open}, nil
}

// compile tries twice. The engine does not say whether it was its cache that
// failed or the module, so the second one has the last word.
func (c *cached) compile(ctx context.Context, m source) (code, error) {
	if compiled, err := c.engine.compile(ctx, m); err == nil {
		return compiled, nil
	}
	without, err := c.second()
	if err != nil {
		return nil, err
	}
	return without.compile(ctx, m)
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
