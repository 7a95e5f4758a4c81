// Package sandbox runs WebAssembly modules: it compiles them once, gives each
// guest its own memory within a limit, ends it at its deadline, and says in a
// typed fault why it ended. What a guest may call is handed in as worlds; the
// sandbox knows nothing of what they mean.
//
// It is the only package that knows the engine.
package sandbox

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	goruntime "runtime"
	"slices"
	"sync"

	"github.com/sandpiper-checks/sandpiper/runtime/internal/cache"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/freeze"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/meter"
	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

// ValueType is a type of the wasm stack.
type ValueType byte

// The types of the wasm stack that host functions use.
const (
	I32 ValueType = 0x7f
	I64 ValueType = 0x7e
	F64 ValueType = 0x7c
)

func (t ValueType) String() string {
	switch t {
	case I32:
		return "i32"
	case I64:
		return "i64"
	case F64:
		return "f64"
	}
	return "unknown"
}

// World is one import module: all the functions that a guest may import from it.
type World struct {
	Module    string
	Functions []Function
}

// Function is one function of a world. Call reads its arguments from the
// stack and leaves its result in stack[0].
type Function struct {
	Name            string
	Params, Results []ValueType
	Call            func(g *Guest, stack []uint64)

	own bool // the sandbox's: neither counted nor charged
}

// Options configure a sandbox.
type Options struct {
	Worlds []World
	// Cache keeps metered modules and compiled code between starts; nil: none
	// is kept.
	Cache *cache.Store
	// Slots is how many guests may execute at once; 0: one a CPU.
	Slots int
}

// Sandbox compiles modules and shares what they have in common.
type Sandbox struct {
	engine  engine
	metered metered
	slots   *slots

	mu        sync.Mutex
	modules   []*Module
	compiling int
	closed    bool
}

// Open makes a sandbox.
func Open(ctx context.Context, o Options) (*Sandbox, error) {
	engine, err := openCached(ctx, append(slices.Clone(o.Worlds), yieldWorld()), o.Cache)
	if err != nil {
		return nil, err
	}
	if o.Slots <= 0 {
		o.Slots = goruntime.GOMAXPROCS(0)
	}
	return &Sandbox{engine: engine, metered: metered{o.Cache}, slots: newSlots(o.Slots)}, nil
}

// Close ends the sandbox. No guest may be running. What is being compiled is not
// waited for, and comes to nothing; with the last of it the engine is closed.
func (s *Sandbox) Close(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	for _, m := range s.modules {
		m.close()
	}
	if s.compiling > 0 {
		return nil
	}
	return s.engine.close(ctx)
}

var errClosed = errors.New("the sandbox is closed")

// compile lets f use the engine.
func (s *Sandbox) compile(ctx context.Context, f func() (*Module, error)) (*Module, error) {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil, errClosed
	}
	s.compiling++
	s.mu.Unlock()

	m, err := f()

	s.mu.Lock()
	defer s.mu.Unlock()
	s.compiling--
	switch {
	case s.closed && s.compiling == 0:
		return nil, errors.Join(errClosed, s.engine.close(ctx))
	case s.closed:
		return nil, errClosed
	case err != nil:
		return nil, err
	}
	s.modules = append(s.modules, m)
	return m, nil
}

// Compile makes a module of one that was read within its caps: it is metered,
// and only then handed to the engine. It can take seconds and cannot be
// interrupted.
func (s *Sandbox) Compile(ctx context.Context, m *wasm.Module) (*Module, error) {
	return s.compile(ctx, func() (*Module, error) { return s.module(ctx, m) })
}

func (s *Sandbox) module(ctx context.Context, m *wasm.Module) (*Module, error) {
	state, obstacle := freeze.Of(m)
	digest := sha256.Sum256(m.Raw)
	file := hex.EncodeToString(digest[:])
	metered, err := s.metered.of(m, file, obstacle == nil)
	if err != nil {
		return nil, err
	}
	code, err := s.engine.compile(ctx, source{file, metered, state.Globals})
	if err != nil {
		return nil, err
	}
	memory, hasMemory := m.Memory()
	module := &Module{compiled: &compiled{
		sandbox: s, code: code, obstacle: obstacle, hasMemory: hasMemory,
		tableBytes: tableEntries(m, obstacle) * entryBytes, memoryMin: int64(memory.Min) * pageBytes,
		imported: m.ImportedFunctions(), functions: m.FunctionCount(),
	}}
	if obstacle == nil {
		module.origin.Store(&origin{data: state.Data})
	}
	return module, nil
}

// Keeps says whether the cache holds what Compile makes of the module of a
// digest, in hexadecimal. Compile then takes milliseconds.
func (s *Sandbox) Keeps(digest string) bool {
	if s.metered.cache == nil {
		return false
	}
	code, ok := s.metered.kept(digest)
	return ok && s.engine.keeps(source{digest: digest, wasm: code})
}

// tableEntries is how many entries all tables of a module's guests may grow to,
// which those of guests that can be frozen never do.
func tableEntries(m *wasm.Module, obstacle error) (entries int64) {
	if obstacle != nil {
		return meter.TableEntries(m)
	}
	for _, t := range m.Tables {
		entries += int64(t.Min)
	}
	return entries
}

const (
	pageBytes  = 64 << 10
	entryBytes = 8 // of a table, in the engine
)

// source is a metered module. It exports these globals by the names that
// meter.Global gives them.
type source struct {
	digest  string // of the module's file, in hexadecimal
	wasm    []byte
	globals []uint32
}

// engine is what the sandbox asks of a WebAssembly engine.
type engine interface {
	compile(ctx context.Context, m source) (code, error)
	// keeps says that the code of a module is kept from an earlier start.
	keeps(m source) bool
	close(ctx context.Context) error
}

// code is a compiled module.
type code interface {
	// instantiate makes an instance in a memory, which is nil when the module
	// has none. Nothing of the guest runs.
	instantiate(ctx context.Context, memory *linearMemory) (instance, error)
}

// instance is an instantiated module.
type instance interface {
	memory
	// call calls an export without parameters and returns its result, 0
	// where it has none. has says whether there is such an export.
	call(ctx context.Context, export string) (result uint64, has bool, err error)
	close()

	// These are the counters of the metered module. setLimit may be called
	// while the guest runs.
	fuel() int64
	setFuel(units int64)
	setLimit(units int64)
	setMost(units int64)
	setDeepest(units int32)
	depth() int32

	// state returns the values of the globals that were named to compile, and
	// of the counters that last as long as they. setState sets them, and all
	// other counters but the limit to 0.
	state() []uint64
	setState(values []uint64)
	// grow makes the memory larger, where that may be.
	grow(pages uint32) bool
}

// memory is a guest's linear memory.
type memory interface {
	// Read returns a view of n bytes, valid until the guest runs again.
	Read(offset, n uint32) ([]byte, bool)
	Size() uint32
}
