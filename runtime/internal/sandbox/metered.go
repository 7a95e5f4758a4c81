package sandbox

import (
	"fmt"
	"strings"

	"github.com/sandpiper-checks/sandpiper/runtime/internal/cache"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/meter"
	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

// metered keeps metered modules between starts; without a cache it meters each
// time. To meter costs about as much as to load the compiled code.
type metered struct{ cache *cache.Store }

// of returns the metered form of a module, whose digest is given, to freeze its
// guests or not.
func (c metered) of(m *wasm.Module, digest string, freezes bool) ([]byte, error) {
	rewrite, form := meter.Rewrite, plain
	if freezes {
		rewrite, form = meter.RewriteToFreeze, toFreeze
	}
	if c.cache == nil {
		return rewrite(m)
	}
	key := meteredKey(digest, form)
	if code, ok := c.cache.Get(key); ok {
		return code, nil
	}
	code, err := rewrite(m)
	if err == nil {
		c.cache.Put(key, code)
	}
	return code, err
}

// The forms in which a module is metered.
const (
	plain    = "metered"
	toFreeze = "to-freeze"
)

func meteredKey(digest, form string) cache.Key {
	return cache.Key{Kind: cache.Metered, Module: digest, Maker: fmt.Sprintf("meter %d", meter.Version), Exact: form}
}

// Outdated says whether a key is of what another version of the meter has made,
// the code of it included.
func Outdated(k cache.Key) bool {
	return k.Kind != cache.Image && !strings.HasSuffix(k.Maker, fmt.Sprintf("meter %d", meter.Version))
}

// kept returns the metered form of a module that is kept, whichever it is.
func (c metered) kept(digest string) (code []byte, ok bool) {
	for _, form := range []string{toFreeze, plain} {
		if code, ok = c.cache.Get(meteredKey(digest, form)); ok {
			return code, true
		}
	}
	return nil, false
}

// Meterable says why a module that was read cannot be metered, and so is not run.
func Meterable(m *wasm.Module) error {
	_, err := meter.Rewrite(m)
	return err
}
