package sandbox

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	goruntime "runtime"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"github.com/sandpiper-checks/sandpiper/runtime/internal/meter"
)

// wazeroEngine is the engine of the default build: github.com/tetratelabs/wazero.
type wazeroEngine struct {
	runtime wazero.Runtime
	cache   wazero.CompilationCache
}

// openWazero makes an engine whose guests may import the worlds. All modules
// share one wazero runtime, and so one copy of the host functions.
func openWazero(ctx context.Context, worlds []World, cacheDir string) (engine, error) {
	e := &wazeroEngine{}
	config := wazero.NewRuntimeConfig().
		WithDebugInfoEnabled(true).
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesTailCall | experimental.CoreFeaturesExceptionHandling)
	if cacheDir != "" {
		cache, err := wazero.NewCompilationCacheWithDir(cacheDir)
		if err != nil {
			return nil, fmt.Errorf("opening the cache of compiled modules in %s: %w", cacheDir, err)
		}
		e.cache = cache
		config = config.WithCompilationCache(cache)
	}
	e.runtime = wazero.NewRuntimeWithConfig(ctx, config)
	for _, world := range worlds {
		if err := e.add(ctx, world); err != nil {
			return nil, err
		}
	}
	return e, nil
}

// add offers a world by the stack interface: reflection would cost 28 times as much.
func (e *wazeroEngine) add(ctx context.Context, world World) error {
	builder := e.runtime.NewHostModuleBuilder(world.Module)
	for _, function := range world.Functions {
		builder.NewFunctionBuilder().WithGoModuleFunction(
			api.GoModuleFunc(func(ctx context.Context, m api.Module, stack []uint64) {
				ctx.(execution).guest.serve(m.Memory(), stack, &function)
			}), apiTypes(function.Params), apiTypes(function.Results)).Export(function.Name)
	}
	_, err := builder.Instantiate(ctx)
	return err
}

func apiTypes(types []ValueType) []api.ValueType {
	out := make([]api.ValueType, len(types))
	for i, t := range types {
		out[i] = api.ValueType(t)
	}
	return out
}

func (e *wazeroEngine) compile(ctx context.Context, wasm []byte) (code, error) {
	ctx = experimental.WithCompilationWorkers(ctx, goruntime.GOMAXPROCS(0))
	compiled, err := e.runtime.CompileModule(ctx, wasm)
	if err != nil {
		return nil, err
	}
	return &wazeroCode{e.runtime, compiled}, nil
}

func (e *wazeroEngine) close(ctx context.Context) error {
	err := e.runtime.Close(ctx)
	if e.cache != nil {
		err = errors.Join(err, e.cache.Close(ctx))
	}
	return err
}

type wazeroCode struct {
	runtime  wazero.Runtime
	compiled wazero.CompiledModule
}

// instanceConfig is that of every guest: without a name, so that there can be
// many of a module, and nothing is called. Nobody reads the random source, but
// the engine would make one for each, which takes as long as to fill a page.
var instanceConfig = wazero.NewModuleConfig().WithName("").WithStartFunctions().WithRandSource(rand.Reader)

func (c *wazeroCode) instantiate(ctx context.Context, g *Guest) (instance, error) {
	ctx = experimental.WithMemoryAllocator(ctx, g)
	module, err := c.runtime.InstantiateModule(ctx, c.compiled, instanceConfig)
	if err != nil {
		if g.linear != nil {
			g.linear.Free() // the engine does not
		}
		return nil, err
	}
	return &wazeroInstance{
		module:     module,
		fuelLeft:   module.ExportedGlobal(meter.Fuel).(api.MutableGlobal),
		fuelLimit:  module.ExportedGlobal(meter.Limit).(api.MutableGlobal),
		stackDepth: module.ExportedGlobal(meter.Used),
	}, nil
}

type wazeroInstance struct {
	module     api.Module
	fuelLeft   api.MutableGlobal
	fuelLimit  api.MutableGlobal
	stackDepth api.Global
}

func (i *wazeroInstance) fuel() int64 { return int64(i.fuelLeft.Get()) }

func (i *wazeroInstance) depth() int32 { return int32(i.stackDepth.Get()) }

func (i *wazeroInstance) setFuel(units int64) { i.fuelLeft.Set(api.EncodeI64(units)) }

// setLimit sets a word of memory that the guest's code only reads.
func (i *wazeroInstance) setLimit(units int64) { i.fuelLimit.Set(api.EncodeI64(units)) }

func (i *wazeroInstance) call(ctx context.Context, export string) (uint64, bool, error) {
	function := i.module.ExportedFunction(export)
	if function == nil {
		return 0, false, nil
	}
	var stack [1]uint64
	err := function.CallWithStack(ctx, stack[:])
	return stack[0], true, err
}

func (i *wazeroInstance) Read(offset, n uint32) ([]byte, bool) {
	return i.module.Memory().Read(offset, n)
}

func (i *wazeroInstance) Size() uint32 { return i.module.Memory().Size() }

func (i *wazeroInstance) close(ctx context.Context) { _ = i.module.Close(ctx) }

// Allocate gives the engine the guest's memory.
func (g *Guest) Allocate(_, _ uint64) experimental.LinearMemory {
	g.linear = &linearMemory{guest: g}
	return g.linear
}

// linearMemory is address space of the size of its guest's limit, of which the
// guest has the beginning. Growing hands out more of it and copies nothing.
type linearMemory struct {
	guest    *Guest
	reserved reservation
}

func (m *linearMemory) Reallocate(size uint64) []byte {
	if size > m.guest.memoryLimit {
		m.guest.starved = true
		return nil // the guest sees -1
	}
	if m.reserved == nil {
		m.reserved = reserve(m.guest.memoryLimit)
	}
	if !m.reserved.commit(size) {
		m.guest.starved = true
		return nil
	}
	return m.reserved[:size:size]
}

func (m *linearMemory) Free() {
	m.reserved.free()
	m.reserved = nil
}
