package sandbox

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/tetratelabs/wazero"

	"github.com/sandpiper-checks/sandpiper/runtime/internal/cache"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/meter"
)

// codeCache keeps compiled code between starts. The engine could do so by
// itself, but takes whatever lies in its folder for code. So what it has is a
// scratch folder, into which we put what our own cache has authenticated, for
// as long as the engine takes to read it.
type codeCache struct {
	store   *cache.Store
	scratch string
	close   func() // removes the scratch folder
	folder  string // in scratch, which the engine reads
	// processor is what the engine calls the code of a module that is always
	// the same: all that the name depends on is then the processor, of which
	// the engine does not tell what it knows.
	processor string
}

// probe is a module with one function, which does nothing.
var probe = []byte("\x00asm\x01\x00\x00\x00" + "\x01\x04\x01\x60\x00\x00" + "\x03\x02\x01\x00" + "\x0a\x04\x01\x02\x00\x0b")

// openCodeCache opens a cache of code, and the engine's that reads from it. The
// caller closes both, that of the engine first.
func openCodeCache(ctx context.Context, store *cache.Store) (*codeCache, wazero.CompilationCache, error) {
	scratch, remove, err := store.Scratch()
	if err != nil {
		return nil, nil, err
	}
	c := &codeCache{store: store, scratch: scratch, close: remove}
	built, err := c.build(ctx, probe)
	if err != nil {
		c.close()
		return nil, nil, err
	}
	c.processor = built.name
	c.folder = filepath.Join(scratch, built.engine)
	engines, err := wazero.NewCompilationCacheWithDir(scratch)
	if err != nil {
		c.close()
		return nil, nil, err
	}
	return c, engines, nil
}

// provide puts the code of a module where the engine reads it, having it made
// if there is none, until it is told that it has been read.
func (c *codeCache) provide(ctx context.Context, m source) (read func(), err error) {
	if err := os.MkdirAll(c.folder, 0o700); err != nil { // it is gone if the cache was cleared
		return nil, err
	}
	key := c.key(m)
	content, ok := c.store.Get(key)
	if !ok {
		built, err := c.build(ctx, m.wasm)
		if err != nil {
			return nil, err
		}
		content = append([]byte(built.name), built.code...)
		c.store.Put(key, content)
	}
	file := filepath.Join(c.folder, string(content[:nameBytes]))
	if err := os.WriteFile(file, content[nameBytes:], 0o600); err != nil {
		return nil, err
	}
	return func() { _ = os.Remove(file) }, nil
}

func (c *codeCache) key(m source) cache.Key {
	exact := sha256.Sum256(m.wasm)
	return cache.Key{
		Kind: cache.Compiled, Module: m.digest,
		Maker: fmt.Sprintf("%s, meter %d", filepath.Base(c.folder), meter.Version),
		Exact: c.processor + " " + hex.EncodeToString(exact[:]),
	}
}

// nameBytes is how long the names are that the engine gives its files.
const nameBytes = 2 * sha256.Size

// built is the code of a module, as the engine wrote it.
type built struct {
	engine string // its folder: what the engine is, with its version
	name   string
	code   []byte
}

// build compiles a module with an engine of its own, whose only file is then
// the code of this module.
func (c *codeCache) build(ctx context.Context, wasm []byte) (built, error) {
	dir, err := os.MkdirTemp(c.scratch, "build-*")
	if err != nil {
		return built{}, err
	}
	defer func() { _ = os.RemoveAll(dir) }() // with the scratch folder, else
	engines, err := wazero.NewCompilationCacheWithDir(dir)
	if err != nil {
		return built{}, err
	}
	runtime := wazero.NewRuntimeWithConfig(ctx, wazeroConfig().WithCompilationCache(engines))
	_, err = runtime.CompileModule(withWorkers(ctx), wasm)
	if err = errors.Join(err, runtime.Close(ctx), engines.Close(ctx)); err != nil {
		return built{}, err
	}
	files, err := filepath.Glob(filepath.Join(dir, "*", "*"))
	if err != nil || len(files) != 1 || len(filepath.Base(files[0])) != nameBytes {
		return built{}, fmt.Errorf("the engine has kept its code as %v", files)
	}
	code, err := os.ReadFile(files[0])
	return built{filepath.Base(filepath.Dir(files[0])), filepath.Base(files[0]), code}, err
}
