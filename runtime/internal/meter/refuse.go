package meter

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

// reserved refuses modules that name what is added.
func reserved(m *wasm.Module) error {
	for _, i := range m.Imports {
		if i.Module == Module {
			return fmt.Errorf("the module imports %s.%s, which is reserved", i.Module, i.Name)
		}
	}
	for _, e := range m.Exports {
		if strings.HasPrefix(e.Name, Module+".") {
			return fmt.Errorf("the module exports %q, which is reserved", e.Name)
		}
	}
	return nil
}

// exceptions refuses what the engine does not do safely with them.
func (p *plan) exceptions() error {
	for tag := range uint32(p.m.TagCount()) {
		if slices.Contains(p.m.Tag(tag).Params, wasm.V128) {
			// The engine allots 8 bytes to each value and writes 16.
			return &wasm.Error{Section: "tag", Function: -1, Detail: "exceptions that carry a v128 are not supported"}
		}
	}
	if !p.catches {
		return nil
	}
	w := wasm.NewWalker(p.m)
	j := judge{walker: w}
	for i := range p.functions {
		w.Enter(i)
		if why := j.body(); why != "" {
			return &wasm.Error{Offset: w.Offset, Section: "code", Function: int(w.Function), Detail: why}
		}
		if err := w.Err(); err != nil {
			return err
		}
	}
	return nil
}

// judge looks for ways out of a try_table on which the engine would keep the copy
// of the stack that it made for it.
type judge struct {
	walker *wasm.Walker
	inside int   // of how many try_tables
	around []int // how many there are around each open block
}

// body says why a body is refused; empty: it is not.
func (j *judge) body() string {
	j.inside, j.around = 0, append(j.around[:0], 0)
	for w := j.walker; w.Next(); {
		switch w.Op {
		case wasm.OpBlock, wasm.OpIf, wasm.OpLoop:
			j.around = append(j.around, j.inside)
		case wasm.OpTryTable:
			for _, c := range w.Catches {
				switch {
				case c.Kind == wasm.CatchTagRef || c.Kind == wasm.CatchAllRef:
					// To the collector, the engine's exnref is a number: what it
					// points to may be gone when the guest uses it.
					return "references to exceptions (catch_ref, catch_all_ref) are not supported"
				case j.leaves(c.Label):
					return "a catch that leaves another try_table is not supported"
				}
			}
			j.around = append(j.around, j.inside)
			j.inside++
		case wasm.OpEnd:
			last := len(j.around) - 1
			j.inside, j.around = j.around[last], j.around[:last]
		case wasm.OpBrTable:
			if len(w.Targets) == 1 && j.leaves(w.Targets[0]) {
				return "a br_table without a choice that leaves a try_table is not supported"
			}
		}
	}
	return ""
}

// leaves reports whether a branch to a label leaves a try_table.
func (j *judge) leaves(label uint32) bool {
	return j.around[len(j.around)-1-int(label)] < j.inside
}
