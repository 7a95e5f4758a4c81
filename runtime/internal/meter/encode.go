package meter

import (
	"encoding/binary"

	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

func uleb(b []byte, v uint32) []byte { return binary.AppendUvarint(b, uint64(v)) }

func name(b []byte, s string) []byte { return append(uleb(b, uint32(len(s))), s...) }

// sleb appends a signed LEB128 (spec §5.2.2).
func sleb(b []byte, v int64) []byte {
	for {
		c := byte(v & 0x7f)
		v >>= 7
		if v == 0 && c&0x40 == 0 || v == -1 && c&0x40 != 0 {
			return append(b, c)
		}
		b = append(b, c|0x80)
	}
}

// instructions is code under construction.
type instructions []byte

// op appends an instruction of one byte, with its indices.
func (c *instructions) op(op wasm.Opcode, indices ...uint32) {
	*c = append(*c, byte(op))
	for _, index := range indices {
		*c = uleb(*c, index)
	}
}

func (c *instructions) i32(v int32) { *c = sleb(append(*c, byte(wasm.OpI32Const)), int64(v)) }

func (c *instructions) i64(v int64) { *c = sleb(append(*c, byte(wasm.OpI64Const)), v) }

// when opens an if without operands and results.
func (c *instructions) when() { *c = append(*c, byte(wasm.OpIf), emptyBlock) }

// emptyBlock is the type of a block that takes and yields nothing (spec §5.4.1).
const emptyBlock = 0x40
