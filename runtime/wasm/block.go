package wasm

// BlockType is the type of a block as the binary has it: the index of a
// function type or, below zero, a value type or none (spec §5.4.1).
type BlockType int64

// emptyBlock is the byte 0x40 as a signed number.
const emptyBlock BlockType = -0x40

// resultTypes lends single results to blocks without an allocation.
var resultTypes = [...]ValueType{I32, I64, F32, F64, V128, FuncRef, ExternRef, ExnRef}

// Block returns the parameters and results of a block. What it returns is shared.
func (m *Module) Block(t BlockType) FuncType {
	if t >= 0 {
		return m.Types[t]
	}
	for i, r := range resultTypes {
		if r == ValueType(t&0x7f) {
			return FuncType{Results: resultTypes[i : i+1 : i+1]}
		}
	}
	return FuncType{}
}

func (r *reader) blockType(types int) BlockType {
	if r.left() > 0 && r.b[r.at]&0xc0 == 0x40 { // one byte, and negative
		if r.b[r.at] == 0x40 {
			r.at++
			return emptyBlock
		}
		return BlockType(r.valueType()) - 0x80
	}
	at := r.at
	x := r.signed(33)
	switch {
	case r.err != nil:
	case x < 0:
		r.fail(at, "block type %d is not known", x)
	case x >= int64(types):
		r.fail(at, "type %d does not exist, there are %d", x, types)
	}
	return BlockType(x)
}
