package wasm

import "fmt"

// Opcode is an instruction: its byte, or the prefix as the upper byte and the
// number behind it as the lower (spec §5.4).
type Opcode uint16

// The instructions that reading or rewriting treats in a way of their own.
const (
	OpUnreachable        Opcode = 0x00
	OpBlock              Opcode = 0x02
	OpLoop               Opcode = 0x03
	OpIf                 Opcode = 0x04
	OpElse               Opcode = 0x05
	OpThrow              Opcode = 0x08
	OpThrowRef           Opcode = 0x0a
	OpEnd                Opcode = 0x0b
	OpBr                 Opcode = 0x0c
	OpBrIf               Opcode = 0x0d
	OpBrTable            Opcode = 0x0e
	OpReturn             Opcode = 0x0f
	OpCall               Opcode = 0x10
	OpCallIndirect       Opcode = 0x11
	OpReturnCall         Opcode = 0x12
	OpReturnCallIndirect Opcode = 0x13
	OpTryTable           Opcode = 0x1f
	OpLocalGet           Opcode = 0x20
	OpLocalSet           Opcode = 0x21
	OpLocalTee           Opcode = 0x22
	OpGlobalGet          Opcode = 0x23
	OpGlobalSet          Opcode = 0x24
	OpTableSet           Opcode = 0x26
	OpMemoryGrow         Opcode = 0x40
	OpI32Const           Opcode = 0x41
	OpI64Const           Opcode = 0x42
	OpF32Const           Opcode = 0x43
	OpF64Const           Opcode = 0x44
	OpI32GtU             Opcode = 0x4b
	OpI32GeU             Opcode = 0x4f
	OpI64LtS             Opcode = 0x53
	OpI64GeU             Opcode = 0x5a
	OpI32Add             Opcode = 0x6a
	OpI32Sub             Opcode = 0x6b
	OpI32Mul             Opcode = 0x6c
	OpI32And             Opcode = 0x71
	OpI32Shl             Opcode = 0x74
	OpI32ShrU            Opcode = 0x76
	OpI64Add             Opcode = 0x7c
	OpI64Sub             Opcode = 0x7d
	OpI64Mul             Opcode = 0x7e
	OpI32WrapI64         Opcode = 0xa7
	OpI64ExtendI32U      Opcode = 0xad
	OpRefNull            Opcode = 0xd0
	OpRefFunc            Opcode = 0xd2
	OpMemoryInit         Opcode = 0xfc08
	OpDataDrop           Opcode = 0xfc09
	OpMemoryCopy         Opcode = 0xfc0a
	OpMemoryFill         Opcode = 0xfc0b
	OpTableInit          Opcode = 0xfc0c
	OpElemDrop           Opcode = 0xfc0d
	OpTableCopy          Opcode = 0xfc0e
	OpTableGrow          Opcode = 0xfc0f
	OpTableFill          Opcode = 0xfc11
	OpV128Const          Opcode = 0xfd0c
)

// String returns the name of an instruction as the text format writes it.
func (o Opcode) String() string {
	if row := o.row(); row.name != "" {
		return row.name
	}
	return fmt.Sprintf("instruction %#x", uint16(o))
}

func (o Opcode) row() (none row) {
	switch n := byte(o); o >> 8 {
	case 0:
		return plainTable[n]
	case 0xfc:
		if int(n) < len(bulkTable) {
			return bulkTable[n]
		}
	case 0xfd:
		return simdTable[n]
	}
	return none
}

// opcode reads an opcode that is an instruction. A prefix is followed by a
// number of 32 bits.
func (r *reader) opcode() (Opcode, *row) {
	at := r.at
	c := r.byte()
	if row := &plainTable[c]; row.name != "" {
		return Opcode(c), row
	}
	var n uint32
	if c >= 0xfb && c <= 0xfe {
		n = r.u32()
	}
	switch {
	case c == 0xfc && n < uint32(len(bulkTable)):
		return Opcode(c)<<8 | Opcode(n), &bulkTable[n]
	case c == 0xfd && n < uint32(len(simdTable)) && simdTable[n].name != "":
		// The specification allows a longer number, which no compiler writes.
		// The engine takes its first byte alone for the instruction, so that
		// 0xfd 0x8c 0x00 is v128.const here and i16x8.shr_s there: code could
		// hide from us in the 16 bytes of the constant.
		if length := r.at - at; length > 3 || length == 3 && n < 0x80 {
			r.fail(at, "a vector instruction is longer than it need be (%s)", simdTable[n].name)
		}
		return Opcode(c)<<8 | Opcode(n), &simdTable[n]
	}
	r.refuse(at, c, n)
	return 0, &plainTable[0]
}

// refuse names the feature that an instruction belongs to.
func (r *reader) refuse(at int, c byte, n uint32) {
	name := fmt.Sprintf("instruction %#02x", c)
	if c >= 0xfb && c <= 0xfe {
		name += fmt.Sprintf(" %d", n)
	}
	var feature string
	switch {
	case c == 0x06, c == 0x07, c == 0x09, c == 0x18, c == 0x19:
		feature = "legacy exceptions"
	case c == 0x14, c == 0x15, c >= 0xd4 && c <= 0xd6:
		feature = "typed function references"
	case c == 0xd3, c == 0xfb:
		feature = "garbage collection instructions"
	case c >= 0xe0 && c <= 0xe6:
		feature = "continuations"
	case c == 0xfc && n >= 19 && n <= 22:
		feature = "wide arithmetic instructions"
	case c == 0xfd && n >= 0x100 && n < 0x200:
		feature = "relaxed SIMD instructions"
	case c == 0xfe:
		feature = "threads"
	default:
		r.fail(at, "%s is not known", name)
		return
	}
	r.fail(at, "%s are not supported (%s)", feature, name)
}
