package wasm

// Opcode is an instruction: its byte, or the prefix as the upper byte and the
// number behind it as the lower (spec §5.4).
type Opcode uint16

const (
	OpEnd       Opcode = 0x0b
	OpGlobalGet Opcode = 0x23
	OpI32Const  Opcode = 0x41
	OpI64Const  Opcode = 0x42
	OpF32Const  Opcode = 0x43
	OpF64Const  Opcode = 0x44
	OpI32Add    Opcode = 0x6a
	OpI32Sub    Opcode = 0x6b
	OpI32Mul    Opcode = 0x6c
	OpI64Add    Opcode = 0x7c
	OpI64Sub    Opcode = 0x7d
	OpI64Mul    Opcode = 0x7e
	OpRefNull   Opcode = 0xd0
	OpRefFunc   Opcode = 0xd2
	OpV128Const Opcode = 0xfd0c
)

// opcode reads an opcode. A prefix is followed by a number of 32 bits.
func (r *reader) opcode() Opcode {
	at := r.at
	c := r.byte()
	if c != 0xfc && c != 0xfd {
		return Opcode(c)
	}
	n := r.u32()
	if n > 0xff {
		r.fail(at, "instruction %#x %d is not known", c, n)
		return 0
	}
	return Opcode(c)<<8 | Opcode(n)
}
