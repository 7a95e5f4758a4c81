package meter

import "github.com/sandpiper-checks/sandpiper/runtime/wasm"

// size says how an instruction is charged that works on as many bytes, entries
// or pages as its topmost operand says.
type size struct {
	from  uint32 // the least number that is charged by size
	base  uint32 // units that are charged besides
	mask  uint32 // bits of the number that count, if not all
	right uint32 // units are the number shifted right by so many bits,
	left  uint32 // or left
}

// bulk returns how an instruction is charged by size. 64 bytes are a unit, and
// so are 8 entries of a table. A page of the memory is 16 units, one for each
// page of the system that it is made of. Growing leaves the guest's code for
// the engine's, which costs a unit whatever the size.
func bulk(op wasm.Opcode) (size, bool) {
	switch op {
	case wasm.OpMemoryFill, wasm.OpMemoryCopy, wasm.OpMemoryInit:
		return size{from: 1024, right: 6}, true
	case wasm.OpTableFill, wasm.OpTableCopy, wasm.OpTableInit:
		return size{from: 128, right: 3}, true
	case wasm.OpTableGrow:
		return size{base: 1, right: 3}, true
	case wasm.OpMemoryGrow:
		// More than 65,536 pages cannot be had; masked, they do not overflow.
		return size{base: 1, mask: 0x1ffff, left: 4}, true
	}
	return size{}, false
}

// weight is what an instruction adds to a path, in instructions. Those that
// work on many bytes cost something even below the threshold from which they
// are charged by size, and ref.func calls into the engine.
func weight(op wasm.Opcode) int {
	switch op {
	case wasm.OpMemoryFill, wasm.OpMemoryCopy, wasm.OpMemoryInit,
		wasm.OpTableFill, wasm.OpTableCopy, wasm.OpTableInit, wasm.OpRefFunc:
		return 16
	}
	return 1
}

// loads is as how many reads of memory an instruction counts. Those that work
// on many bytes touch few lines of it before they are charged.
func loads(op wasm.Opcode) int {
	switch {
	case firstLoad <= op && op <= lastLoad, firstVectorLoad <= op && op <= lastVectorLoad, firstLaneLoad <= op && op <= lastLaneLoad:
		return 1
	case weight(op) > 1:
		return 4
	}
	return 0
}

// The instructions that read memory, by their numbers (spec §5.4.6 and §5.4.8).
const (
	firstLoad, lastLoad             = 0x28, 0x35     // i32.load to i64.load32_u
	firstVectorLoad, lastVectorLoad = 0xfd00, 0xfd0a // v128.load to v128.load64_splat
	firstLaneLoad, lastLaneLoad     = 0xfd54, 0xfd5d // v128.load8_lane to v128.load64_zero
)
