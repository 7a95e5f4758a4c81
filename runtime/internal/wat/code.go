package wat

import (
	"encoding/binary"
	"math"
	"strconv"
	"strings"

	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

// opcodes finds an instruction by its name.
var opcodes = func() map[string]wasm.Opcode {
	names := map[string]wasm.Opcode{}
	for _, prefix := range []wasm.Opcode{0, 0xfc00, 0xfd00} {
		for op := prefix; op <= prefix|0xff; op++ {
			if name := op.String(); !strings.HasPrefix(name, "instruction ") {
				names[name] = op
			}
		}
	}
	return names
}()

// code assembles instructions.
func (a *assembler) code(rest []node) string {
	c := coder{assembler: a, rest: flat(rest)}
	for len(c.rest) > 0 {
		c.instruction()
	}
	return c.out.String()
}

// flat unfolds instructions (spec §6.5.11): operands come before what takes them.
func flat(nodes []node) (out []node) {
	for _, n := range expanded(nodes) {
		switch head := n.head(); head {
		case "", "type", "param", "result", "catch", "catch_ref", "catch_all", "catch_all_ref":
			out = append(out, n)
		case "block", "loop", "try_table":
			out = append(out, flat(n.list)...)
			out = append(out, node{atom: "end"})
		case "then":
			out = append(out, flat(n.list[1:])...)
		case "else":
			out = append(out, flat(n.list)...)
		case "if":
			at := 1 // behind label and type, the conditions begin
			for at < len(n.list) && (n.list[at].list == nil || isTypeUse(n.list[at])) {
				at++
			}
			then := at
			for n.list[then].head() != "then" {
				then++
			}
			out = append(append(append(out, flat(n.list[at:then])...), n.list[:at]...), flat(n.list[then:])...)
			out = append(out, node{atom: "end"})
		default:
			var immediates, operands []node
			for _, inner := range expanded(n.list) {
				if inner.list == nil || isTypeUse(inner) {
					immediates = append(immediates, inner)
				} else {
					operands = append(operands, inner)
				}
			}
			out = append(append(out, flat(operands)...), immediates...)
		}
	}
	return out
}

func isTypeUse(n node) bool {
	head := n.head()
	return head == "type" || head == "param" || head == "result"
}

// coder writes instructions that are flat.
type coder struct {
	*assembler
	rest []node
	out  strings.Builder
}

func (c *coder) take() node {
	must(len(c.rest) > 0, "an operand is missing")
	n := c.rest[0]
	c.rest = c.rest[1:]
	return n
}

// next says whether an index comes next.
func (c *coder) next() bool {
	return len(c.rest) > 0 && (isInteger(c.rest[0]) || c.rest[0].named())
}

// table is the index of a table, which may be left out, for 0.
func (c *coder) table() string {
	if c.next() {
		return c.index(tableSpace, c.take())
	}
	return number(0)
}

func (c *coder) write(s ...string) {
	for _, part := range s {
		c.out.WriteString(part)
	}
}

func (c *coder) instruction() {
	name := c.take().atom
	op, ok := opcodes[name]
	must(ok, "no instruction is %q", name)
	if op > 0xff {
		c.out.WriteByte(byte(op >> 8))
		c.write(number(int(op & 0xff)))
	} else {
		c.out.WriteByte(byte(op))
	}
	switch op {
	case wasm.OpBlock, wasm.OpLoop, wasm.OpIf, wasm.OpTryTable:
		c.open(op)
	case wasm.OpEnd:
		if len(c.labels) > 0 {
			c.labels = c.labels[:len(c.labels)-1]
		}
	case wasm.OpBr, wasm.OpBrIf:
		c.write(c.label(c.take()))
	case wasm.OpBrTable:
		var targets []string
		for c.next() {
			targets = append(targets, c.label(c.take()))
		}
		c.write(number(len(targets)-1), strings.Join(targets, ""))
	case wasm.OpCall, wasm.OpReturnCall, wasm.OpRefFunc:
		c.write(c.index(functionSpace, c.take()))
	case wasm.OpCallIndirect, wasm.OpReturnCallIndirect:
		table := c.table()
		var t int
		t, _, c.rest = c.typeUse(c.rest)
		c.write(number(t), table)
	case wasm.OpThrow:
		c.write(c.index(tagSpace, c.take()))
	case wasm.OpRefNull:
		c.write(map[string]string{"func": "\x70", "extern": "\x6f", "exn": "\x69"}[c.take().atom])
	case wasm.OpMemoryInit:
		c.write(c.index(dataSpace, c.take()), "\x00")
	case wasm.OpDataDrop:
		c.write(c.index(dataSpace, c.take()))
	case wasm.OpMemoryCopy:
		c.write("\x00\x00")
	case wasm.OpElemDrop:
		c.write(c.index(elementSpace, c.take()))
	case wasm.OpTableInit:
		e := c.index(elementSpace, c.take())
		c.write(e, c.table())
	case wasm.OpTableCopy:
		c.write(c.table(), c.table())
	case wasm.OpI32Const:
		c.write(signed(int64(int32(integer(c.take())))))
	case wasm.OpI64Const:
		c.write(signed(integer(c.take())))
	case wasm.OpF32Const:
		c.out.Write(binary.LittleEndian.AppendUint32(nil, math.Float32bits(float32(c.float(32)))))
	case wasm.OpF64Const:
		c.out.Write(binary.LittleEndian.AppendUint64(nil, math.Float64bits(c.float(64))))
	case wasm.OpV128Const:
		if c.rest[0].atom == "i64x2" {
			c.take()
		}
		for range 2 {
			c.out.Write(binary.LittleEndian.AppendUint64(nil, uint64(integer(c.take()))))
		}
	default:
		c.byName(name)
	}
}

// byName writes the immediates of instructions that are many.
func (c *coder) byName(name string) {
	switch {
	case strings.HasPrefix(name, "local."):
		c.write(indexIn(c.locals, c.take()))
	case strings.HasPrefix(name, "global."):
		c.write(c.index(globalSpace, c.take()))
	case strings.HasPrefix(name, "table."):
		c.write(c.table())
	case strings.HasPrefix(name, "memory."):
		c.write("\x00")
	case strings.Contains(name, ".load"), strings.Contains(name, ".store"):
		offset := int64(0)
		if len(c.rest) > 0 && strings.HasPrefix(c.rest[0].atom, "offset=") {
			offset = integer(node{atom: c.take().atom[len("offset="):]})
		}
		c.write(number(0), number(int(offset)))
		if strings.HasSuffix(name, "_lane") {
			c.write(number(int(integer(c.take()))))
		}
	case strings.Contains(name, "_lane"):
		c.write(number(int(integer(c.take()))))
	}
}

func (c *coder) float(bits int) float64 {
	text := c.take().atom
	v, err := strconv.ParseFloat(text, bits)
	must(err == nil, "no number is %q", text)
	return v
}

func (c *coder) open(op wasm.Opcode) {
	var label string
	label, c.rest = named(c.rest)
	c.write(c.blockType())
	if op == wasm.OpTryTable {
		var catches []string
		for len(c.rest) > 0 && strings.HasPrefix(c.rest[0].head(), "catch") {
			catches = append(catches, c.catch(c.take().list))
		}
		c.write(number(len(catches)), strings.Join(catches, ""))
	}
	c.labels = append(c.labels, label)
}

// blockType writes none and one result in their short forms, all else as a type.
func (c *coder) blockType() string {
	if len(c.rest) > 0 && c.rest[0].head() == "result" && len(c.rest[0].list) == 2 {
		return valueType(c.take().list[1])
	}
	if len(c.rest) == 0 || !isTypeUse(c.rest[0]) {
		return "\x40"
	}
	var t int
	t, _, c.rest = c.typeUse(c.rest)
	return signed(int64(t))
}

func (c *coder) catch(list []node) string {
	switch list[0].atom {
	case "catch":
		return "\x00" + c.index(tagSpace, list[1]) + c.label(list[2])
	case "catch_ref":
		return "\x01" + c.index(tagSpace, list[1]) + c.label(list[2])
	case "catch_all":
		return "\x02" + c.label(list[1])
	default:
		return "\x03" + c.label(list[1])
	}
}

// label is how far out a block is.
func (c *coder) label(n node) string {
	if !n.named() {
		return indexIn(nil, n)
	}
	for i := range c.labels {
		if c.labels[len(c.labels)-1-i] == n.atom {
			return number(i)
		}
	}
	must(false, "no label is %q", n.atom)
	return ""
}
