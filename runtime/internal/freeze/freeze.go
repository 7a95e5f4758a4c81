// Package freeze decides whether a guest of a module can be frozen: whether
// all that its initialisation leaves behind is its memory and the values of
// its globals, so that other guests can begin there.
//
// What else an instance of a module can change are its tables and which of its
// segments are dropped. Engines let nobody read or set these, so a module with
// any instruction that changes them is not frozen.
package freeze

import (
	"fmt"

	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

// State is what a guest of a module has that can change.
type State struct {
	Globals []uint32 // the mutable ones, by their indices
	// Data is copied to the memory when a guest begins, in this order.
	Data []Segment
}

// Segment is a part of the first content of a memory.
type Segment struct {
	Index  int // among all data segments of the module
	Offset uint32
	Bytes  []byte // of the module, not copied
}

// Of returns the state of the guests of a module that [wasm.ReadWithin]
// returned. The error says why they cannot be frozen, as in "it changes its
// table (table.set in function 12)".
func Of(m *wasm.Module) (State, error) {
	for _, i := range m.Imports {
		if i.Kind != wasm.KindFunction {
			return State{}, fmt.Errorf("it imports a %v", i.Kind)
		}
	}
	if m.MemoryCount() == 0 {
		return State{}, fmt.Errorf("it has no memory")
	}
	var s State
	for i, g := range m.Globals {
		switch {
		case !g.Mutable:
		case g.Type.IsRef() || g.Type == wasm.V128:
			return State{}, fmt.Errorf("its global %d is a mutable %v", i, g.Type)
		default:
			s.Globals = append(s.Globals, uint32(i))
		}
	}
	for i, d := range m.Data {
		if d.Mode == wasm.Active { // its offset is constant, as no global is imported
			s.Data = append(s.Data, Segment{i, uint32(d.Offset.Value), m.At(d.Bytes)})
		}
	}
	if err := obstacle(m); err != nil {
		return State{}, err
	}
	return s, nil
}

// obstacle is the first instruction that changes what cannot be read.
func obstacle(m *wasm.Module) error {
	w := wasm.NewWalker(m)
	for body := range m.Code {
		w.Enter(body)
		for w.Next() {
			var what string
			switch w.Op {
			case wasm.OpTableSet, wasm.OpTableGrow, wasm.OpTableFill, wasm.OpTableInit, wasm.OpTableCopy:
				what = "it changes its table"
			case wasm.OpElemDrop:
				what = "it drops elements"
			case wasm.OpMemoryInit, wasm.OpDataDrop:
				what = "it uses its data while it runs"
			default:
				continue
			}
			return fmt.Errorf("%s (%v in function %d)", what, w.Op, w.Function)
		}
		if err := w.Err(); err != nil {
			return err
		}
	}
	return nil
}

// Fill copies segments to a memory. The error is that of the first one which
// is not wholly within it; those before it are copied.
func Fill(memory []byte, data []Segment) error {
	for _, d := range data {
		if uint64(d.Offset)+uint64(len(d.Bytes)) > uint64(len(memory)) {
			return fmt.Errorf("data[%d]: out of bounds memory access", d.Index)
		}
		copy(memory[d.Offset:], d.Bytes)
	}
	return nil
}
