package meter

import "github.com/sandpiper-checks/sandpiper/runtime/wasm"

// The engine, wazero 1.12, copies the guest's whole stack whenever a try_table
// is entered, and keeps the copy until it is left. Both are charged: the copy
// as fuel, and what is kept by a count of its own, which ends the guest as too
// much depth does.

const (
	// heldLimit is how many units of stack copies may use together.
	heldLimit = 1_000_000
	// throwUnits are charged for a throw. Finding its handler costs more where
	// more of them are in force, by a unit for so many units that are held.
	throwUnits = 2 * Batch
	throwShift = 6
	// tryUnits are charged for a try_table besides its copy, whose least size
	// is that of the smallest stack, 10 KiB.
	tryUnits      = 32
	smallestStack = 160
	// The greatest depth is kept in units of 16 bytes, because by so much the
	// engine's stack becomes longer with each exception that is caught.
	highShift = 2
)

// landing is what must be set right at a place where control arrives from
// within a try_table: at the end of a block or at the start of a loop.
type landing byte

const (
	caught landing = 1 << iota // by an exception: functions below were left without settling
	left                       // by a branch or at the end: a copy is no longer held
)

// try notes where a try_table sends exceptions. It returns the targets, as
// places in blocks.
func (s *surveyor) try() (targets []int) {
	s.f.catches = true
	for _, c := range s.walker.Catches {
		target := s.at(c.Label)
		targets = append(targets, len(s.blocks)-1-int(c.Label))
		s.land(target, caught|left)
		if target.op == wasm.OpLoop {
			s.f.loops[target.loop].header = true
		}
	}
	return targets
}

// tries is the number of try_tables that are open.
func (s *surveyor) tries() int {
	top := s.top()
	if top.op == wasm.OpTryTable {
		return top.tries + 1
	}
	return top.tries
}

// land notes that control arrives at a block from within a try_table. At the
// end of the body nothing need be done that leaving the function does not do.
func (s *surveyor) land(b *block, l landing) {
	if b.place == 0 {
		return
	}
	for len(s.f.landings) <= b.place {
		s.f.landings = append(s.f.landings, 0)
	}
	s.f.landings[b.place] |= l
}
