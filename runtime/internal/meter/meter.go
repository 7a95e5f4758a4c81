package meter

import (
	"fmt"

	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

// Version is that of what is counted and how: modules that were metered by
// another version must be metered again.
const Version = 6

const (
	// Batch is how many units gather in a local variable before they are charged.
	Batch = 64
	// Slice is how much fuel the host may give at a time.
	Slice = 10_000
	// Reserve is how far below zero the fuel may fall before an entry traps,
	// unless the host sets Limit: a recursion to Depth of functions that do not
	// yield takes less than half.
	Reserve = 1_000_000
	// Depth is how many units of stack calls may use together, unless the host
	// sets Deepest, and DepthBytes what a unit stands for on the engine's stack:
	// the frame of a small function.
	Depth      = 200_000
	DepthBytes = 64
	// TableRoom is by how many entries those tables of a module that have no
	// maximum may grow, together.
	TableRoom = 40_000

	instructionsPerUnit = 64

	// manyLoads is how many instructions that read memory make a body slow:
	// each may wait for it as long as hundreds of others take.
	manyLoads = 16
	// returnUnits are what each return from a recursion gives back at least, so
	// that one from many frames comes to Most.
	returnUnits = Batch

	// Compilers' output grows by a tenth. What is made of branches alone could
	// grow by ten, and is refused when it is more than so many times as large,
	// and so many bytes.
	growth      = 4
	growthBytes = 1 << 20
)

// What a metered module imports and exports besides its own. A module that
// already has any of it is refused.
const (
	// Module is the module of the import, and Yield its name: a function that
	// is called with the fuel, below zero or above Most, and returns what it
	// is to be, a Slice at most.
	Module = "sandpiper"
	Yield  = "yield"
	// Fuel is the exported global that counts down: a mutable i64, 0 at first.
	Fuel = "sandpiper.fuel"
	// Limit is the exported global below which an entry traps: a mutable i64,
	// -Reserve at first. The guest only reads it, so the host may raise it
	// while the guest runs: that ends one which calls but never loops.
	Limit = "sandpiper.limit"
	// Most is the exported global above which a return from a recursion hands
	// over: a mutable i64, twice a Slice at first. The guest only reads it.
	Most = "sandpiper.most"
	// Used is the exported global that counts the stack: a mutable i32, 0 at
	// first, -1 when it was exceeded. A trap leaves it as it is.
	Used = "sandpiper.depth"
	// Deepest is the exported global that says how many units of stack there
	// are: a mutable i32, Depth at first. The guest only reads it.
	Deepest = "sandpiper.deepest"
	// Held is the exported global that counts copies of the stack: a mutable
	// i64, 0 at first. Only modules with a try_table have it. When it is
	// exceeded, Used is set to -1. A trap leaves it as it is.
	Held = "sandpiper.held"
	// High is the exported global that keeps how far the stack was used and how
	// many exceptions were caught, for what they cost: a mutable i32, 0 at
	// first. Only modules with a try_table have it.
	High = "sandpiper.high"
	// Start is the exported function that the module's start section named.
	// The section itself is left out, so that nothing runs before the host
	// can stop it.
	Start = "sandpiper.start"
)

// Rewrite returns the metered form of a module that [wasm.ReadWithin] returned.
// The same module gives the same bytes. It fails for modules that name what it
// adds, for those whose exceptions the engine does not handle safely, and for
// those that would become many times as large.
func Rewrite(m *wasm.Module) ([]byte, error) { return rewrite(m, false) }

// RewriteToFreeze is Rewrite of a module whose guests can be frozen. It leaves
// out the data, which the host copies to the memory before it calls Start, and
// exports the mutable globals, each by the name that [Global] gives it.
func RewriteToFreeze(m *wasm.Module) ([]byte, error) { return rewrite(m, true) }

// Global is the name by which RewriteToFreeze exports a mutable global.
func Global(index uint32) string { return fmt.Sprintf("%s.global.%d", Module, index) }

func rewrite(m *wasm.Module, freezes bool) ([]byte, error) {
	if err := reserved(m); err != nil {
		return nil, err
	}
	p, err := survey(m)
	if err != nil {
		return nil, err
	}
	if err := p.exceptions(); err != nil {
		return nil, err
	}
	p.freezes = freezes
	return p.write()
}

// plan is what the first pass over a module finds out, and what indices the
// additions have.
type plan struct {
	m         *wasm.Module
	functions []function // of each body
	catches   bool       // some function has a try_table
	freezes   bool       // data is left out, and mutable globals are exported

	imported uint32 // functions; the added import is the next
	refuel   uint32 // indices of the added functions, in the new space
	returned uint32
	hold     uint32

	fuel, limit, most, used, deepest uint32 // indices of the added globals
	high, held                       uint32 // of those that only modules with a try_table have

	types  []wasm.FuncType // added behind the module's own; the first is that of the import
	added  []addition
	blocks map[uint32]uint32 // by the type of a function: that of the block around its body
}

// addition is a function that is added.
type addition struct {
	name string
	kind uint32 // its type
	body []byte
}

// write makes the metered module.
func (p *plan) write() ([]byte, error) {
	p.cut()
	p.additions()
	w := &writer{plan: p}
	return w.module()
}

func newPlan(m *wasm.Module) *plan {
	functions, globals := uint32(m.FunctionCount()), uint32(m.GlobalCount())
	return &plan{
		m:         m,
		functions: make([]function, len(m.Code)),
		imported:  uint32(m.ImportedFunctions()),
		refuel:    functions + 1, // one more than before, because of the import
		returned:  functions + 2,
		hold:      functions + 3,
		fuel:      globals,
		limit:     globals + 1,
		most:      globals + 2,
		used:      globals + 3,
		deepest:   globals + 4,
		high:      globals + 5,
		held:      globals + 6,
		blocks:    map[uint32]uint32{},
	}
}

// additions decides which functions and types are added: besides those of the
// functions, a type for each block around a body that yields several values.
func (p *plan) additions() {
	i32, i64 := wasm.I32, wasm.I64
	p.addType(wasm.FuncType{Params: []wasm.ValueType{i64}, Results: []wasm.ValueType{i64}}) // of the import
	p.added = []addition{
		{"sandpiper.refuel", p.addType(wasm.FuncType{Params: []wasm.ValueType{i32}}), p.refuelBody()},
		{"sandpiper.returned", p.addType(wasm.FuncType{}), p.returnedBody()},
	}
	if p.catches {
		p.added = append(p.added, addition{"sandpiper.hold", p.addType(wasm.FuncType{Params: []wasm.ValueType{i64, i32, i32}}), p.holdBody()})
	}
	for i := range p.functions {
		t := p.m.Functions[i]
		if _, known := p.blocks[t]; known || !p.functions[i].wrapped() {
			continue
		}
		if results := p.m.Types[t].Results; len(results) > 1 {
			p.blocks[t] = p.addType(wasm.FuncType{Results: results})
		}
	}
}

// addType adds a type behind the module's own and returns its index.
func (p *plan) addType(t wasm.FuncType) uint32 {
	p.types = append(p.types, t)
	return uint32(len(p.m.Types) + len(p.types) - 1)
}

// yield is the index of the added import. Every function that the module
// defines moves up by one to make room for it.
func (p *plan) yield() uint32 { return p.imported }

// moved is the new index of a function.
func (p *plan) moved(function uint32) uint32 {
	if function >= p.imported {
		return function + 1
	}
	return function
}
