package sandbox

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"reflect"
	goruntime "runtime"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"github.com/sandpiper-checks/sandpiper/runtime/internal/cache"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/meter"
)

// wazeroEngine is the engine of the default build: github.com/tetratelabs/wazero.
type wazeroEngine struct {
	runtime wazero.Runtime
	code    *codeCache              // nil: none
	engines wazero.CompilationCache // that reads from it
}

// wazeroConfig is that of everything that compiles modules.
func wazeroConfig() wazero.RuntimeConfig {
	return wazero.NewRuntimeConfig().
		WithDebugInfoEnabled(true).
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesTailCall | experimental.CoreFeaturesExceptionHandling)
}

func withWorkers(ctx context.Context) context.Context {
	return experimental.WithCompilationWorkers(ctx, goruntime.GOMAXPROCS(0))
}

// openWazero makes an engine whose guests may import the worlds. All modules
// share one wazero runtime, and so one copy of the host functions.
func openWazero(ctx context.Context, worlds []World, store *cache.Store) (_ engine, err error) {
	e := &wazeroEngine{}
	config := wazeroConfig()
	if store != nil {
		e.code, e.engines, err = openCodeCache(ctx, store)
		if err != nil {
			return nil, fmt.Errorf("opening the cache of compiled code: %w", err)
		}
		config = config.WithCompilationCache(e.engines)
	}
	e.runtime = wazero.NewRuntimeWithConfig(ctx, config)
	for _, world := range worlds {
		if err := e.add(ctx, world); err != nil {
			return nil, errors.Join(err, e.close(ctx))
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

func (e *wazeroEngine) compile(ctx context.Context, m source) (code, error) {
	if e.code != nil {
		read, err := e.code.provide(ctx, m)
		if err != nil {
			return nil, err
		}
		defer read()
	}
	compiled, err := e.runtime.CompileModule(withWorkers(ctx), m.wasm)
	if err != nil {
		return nil, err
	}
	return &wazeroCode{e.runtime, compiled, m.globals}, nil
}

func (e *wazeroEngine) keeps(m source) bool { return e.code != nil && e.code.store.Has(e.code.key(m)) }

func (e *wazeroEngine) close(ctx context.Context) error {
	err := e.runtime.Close(ctx)
	if e.code != nil {
		err = errors.Join(err, e.engines.Close(ctx))
		e.code.close()
	}
	return err
}

type wazeroCode struct {
	runtime  wazero.Runtime
	compiled wazero.CompiledModule
	globals  []uint32 // that are exported under the names of meter.Global
}

// instanceConfig is that of every guest: without a name, so that there can be
// many of a module, and nothing is called. Nobody reads the random source, but
// the engine would make one for each, which takes as long as to fill a page.
var instanceConfig = wazero.NewModuleConfig().WithName("").WithStartFunctions().WithRandSource(rand.Reader)

func (c *wazeroCode) instantiate(ctx context.Context, memory *linearMemory) (instance, error) {
	if memory != nil {
		ctx = experimental.WithMemoryAllocator(ctx, allocator{memory})
	}
	module, err := c.runtime.InstantiateModule(ctx, c.compiled, instanceConfig)
	if err != nil {
		return nil, err
	}
	i := &wazeroInstance{
		module:     module,
		fuelLeft:   module.ExportedGlobal(meter.Fuel).(api.MutableGlobal),
		fuelLimit:  module.ExportedGlobal(meter.Limit).(api.MutableGlobal),
		mostFuel:   module.ExportedGlobal(meter.Most).(api.MutableGlobal),
		stackDepth: module.ExportedGlobal(meter.Used).(api.MutableGlobal),
		deepest:    module.ExportedGlobal(meter.Deepest).(api.MutableGlobal),
	}
	for _, index := range c.globals {
		i.globals = append(i.globals, module.ExportedGlobal(meter.Global(index)).(api.MutableGlobal))
	}
	for _, name := range []string{meter.Held, meter.High} {
		if counter, ok := module.ExportedGlobal(name).(api.MutableGlobal); ok {
			i.globals = append(i.globals, counter)
		}
	}
	return i, nil
}

type wazeroInstance struct {
	module     api.Module
	fuelLeft   api.MutableGlobal
	fuelLimit  api.MutableGlobal
	mostFuel   api.MutableGlobal
	stackDepth api.MutableGlobal
	deepest    api.MutableGlobal
	globals    []api.MutableGlobal // which an image has

	function api.Function // that was called last, which is made anew where it is nil
	entry    string       // its export
}

// keptStackBytes is how large a stack the engine may keep for an instance. It
// begins with 10 KiB, grows as calls nest, to some 25 MB, and never shrinks.
const keptStackBytes = 256 << 10

func (i *wazeroInstance) fuel() int64 { return int64(i.fuelLeft.Get()) }

func (i *wazeroInstance) depth() int32 { return int32(i.stackDepth.Get()) }

func (i *wazeroInstance) setFuel(units int64) { i.fuelLeft.Set(api.EncodeI64(units)) }

// setLimit sets a word of memory that the guest's code only reads.
func (i *wazeroInstance) setLimit(units int64) { i.fuelLimit.Set(api.EncodeI64(units)) }

func (i *wazeroInstance) setMost(units int64) { i.mostFuel.Set(api.EncodeI64(units)) }

func (i *wazeroInstance) setDeepest(units int32) { i.deepest.Set(api.EncodeI32(units)) }

func (i *wazeroInstance) state() []uint64 {
	values := make([]uint64, len(i.globals))
	for n, global := range i.globals {
		values[n] = global.Get()
	}
	return values
}

func (i *wazeroInstance) setState(values []uint64) {
	for n, value := range values {
		i.globals[n].Set(value)
	}
	i.fuelLeft.Set(0)
	i.stackDepth.Set(0)
}

func (i *wazeroInstance) call(ctx context.Context, export string) (uint64, bool, error) {
	if i.function == nil || i.entry != export {
		i.function, i.entry = i.module.ExportedFunction(export), export
	}
	if i.function == nil {
		return 0, false, nil
	}
	var stack [1]uint64
	err := i.function.CallWithStack(ctx, stack[:])
	if i.stackBytes() > keptStackBytes {
		i.function = nil // and with it goes its stack
	}
	return stack[0], true, err
}

// stackBytes is how large the stack is that the engine keeps with a function.
// It does not tell by itself. A function of the host has none, which a guest
// can export too.
func (i *wazeroInstance) stackBytes() int {
	stack := reflect.ValueOf(i.function).Elem().FieldByName("stack")
	if !stack.IsValid() {
		return 0
	}
	return stack.Len() * int(stack.Type().Elem().Size())
}

func (i *wazeroInstance) Read(offset, n uint32) ([]byte, bool) {
	return i.module.Memory().Read(offset, n)
}

func (i *wazeroInstance) Size() uint32 { return i.module.Memory().Size() }

func (i *wazeroInstance) grow(pages uint32) bool {
	_, ok := i.module.Memory().Grow(pages)
	return ok
}

func (i *wazeroInstance) close() { _ = i.module.Close(context.Background()) }

// allocator gives the engine the memory that was made for an instance.
type allocator struct{ memory *linearMemory }

func (a allocator) Allocate(_, _ uint64) experimental.LinearMemory { return a.memory }
