// Package assembler makes small WebAssembly modules out of Go, so that tests
// need no other compiler. It writes what it is told, right or wrong: many of
// its modules are meant to be refused.
package assembler

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Module is a module under construction. Imports are declared before
// functions, because both share one index space and imports come first.
type Module struct {
	// Pages is the size of its memory in units of 64 KiB, exported as
	// "memory". 0: it has none of its own.
	Pages uint32
	// Globals is how many mutable i32 globals there are; all begin with 0.
	Globals uint32
	// Start is the function of the start section; nil: there is none.
	Start *uint32
	// Names adds a name section, from which engines make backtraces.
	Names bool

	types     []string // encoded
	imports   []string // encoded
	functions []function
	exports   []string // encoded
	data      []string // encoded
	customs   []string // encoded
	imported  uint32   // functions
}

type function struct {
	name string
	kind uint32
	code []byte
}

// Import declares a function to import and returns its index. The type is
// written as in "i32 f64 -> i32".
func (m *Module) Import(module, name, kind string) uint32 {
	if len(m.functions) > 0 {
		panic("BUG: an import after a function")
	}
	m.imports = append(m.imports, text(module)+text(name)+"\x00"+unsigned(m.kind(kind)))
	m.imported++
	return m.imported - 1
}

// ImportMemory declares a memory to import, of a page or more.
func (m *Module) ImportMemory(module, name string) {
	m.imports = append(m.imports, text(module)+text(name)+"\x02\x00\x01")
}

// ImportGlobal declares an immutable i32 to import.
func (m *Module) ImportGlobal(module, name string) {
	m.imports = append(m.imports, text(module)+text(name)+"\x03\x7f\x00")
}

// Function adds a function of some i32 locals and returns its index. What is
// not empty of name stands in the name section.
func (m *Module) Function(name, kind string, locals uint32, code ...[]byte) uint32 {
	body := []byte{0}
	if locals > 0 {
		body = []byte("\x01" + unsigned(locals) + "\x7f")
	}
	body = append(append(body, slices.Concat(code...)...), 0x0b)
	m.functions = append(m.functions, function{name, m.kind(kind), body})
	return m.imported + uint32(len(m.functions)) - 1
}

// Export exports a function.
func (m *Module) Export(name string, index uint32) {
	m.exports = append(m.exports, text(name)+"\x00"+unsigned(index))
}

// Exported adds a function and exports it under its name.
func (m *Module) Exported(name, kind string, locals uint32, code ...[]byte) uint32 {
	index := m.Function(name, kind, locals, code...)
	m.Export(name, index)
	return index
}

// Data puts bytes into the memory before the module starts.
func (m *Module) Data(offset uint32, b []byte) {
	m.data = append(m.data, "\x00"+string(I32(int32(offset)))+"\x0b"+text(string(b)))
}

// Custom adds a custom section.
func (m *Module) Custom(name string, content []byte) {
	m.customs = append(m.customs, text(name)+string(content))
}

// Bytes returns the binary form.
func (m *Module) Bytes() []byte {
	b := []byte("\x00asm\x01\x00\x00\x00")
	section := func(id byte, content string) {
		b = append(append(b, id), text(content)...)
	}
	vector := func(id byte, entries []string) {
		if len(entries) > 0 {
			section(id, unsigned(uint32(len(entries)))+strings.Join(entries, ""))
		}
	}
	exports := m.exports
	if m.Pages > 0 {
		exports = append([]string{text("memory") + "\x02\x00"}, exports...)
	}
	var kinds, codes []string
	for _, f := range m.functions {
		kinds = append(kinds, unsigned(f.kind))
		codes = append(codes, text(string(f.code)))
	}
	vector(1, m.types)
	vector(2, m.imports)
	vector(3, kinds)
	if m.Pages > 0 {
		vector(5, []string{"\x00" + unsigned(m.Pages)}) // without a maximum
	}
	vector(6, slices.Repeat([]string{"\x7f\x01\x41\x00\x0b"}, int(m.Globals)))
	vector(7, exports)
	if m.Start != nil {
		section(8, unsigned(*m.Start))
	}
	vector(10, codes)
	vector(11, m.data)
	for _, custom := range m.customs {
		section(0, custom)
	}
	if m.Names {
		section(0, text("name")+m.names())
	}
	return b
}

// names is the content of the name section: those of the functions.
func (m *Module) names() string {
	var entries []string
	for i, f := range m.functions {
		if f.name != "" {
			entries = append(entries, unsigned(m.imported+uint32(i))+text(f.name))
		}
	}
	return "\x01" + text(unsigned(uint32(len(entries)))+strings.Join(entries, ""))
}

// kind returns the index of a function type.
func (m *Module) kind(kind string) uint32 {
	params, results, _ := strings.Cut(kind, "->")
	encoded := "\x60" + values(params) + values(results)
	i := slices.Index(m.types, encoded)
	if i < 0 {
		i = len(m.types)
		m.types = append(m.types, encoded)
	}
	return uint32(i)
}

func values(types string) string {
	codes := map[string]string{"i32": "\x7f", "i64": "\x7e", "f32": "\x7d", "f64": "\x7c"}
	var encoded []string
	for name := range strings.FieldsSeq(types) {
		code, ok := codes[name]
		if !ok {
			panic(fmt.Sprintf("BUG: there is no type %q", name))
		}
		encoded = append(encoded, code)
	}
	return unsigned(uint32(len(encoded))) + strings.Join(encoded, "")
}

// text is a length and that many bytes: a name, or anything else that is led
// by its size.
func text(s string) string { return unsigned(uint32(len(s))) + s }

func unsigned(v uint32) string { return string(binary.AppendUvarint(nil, uint64(v))) }

// signed is the signed LEB128 form, which unlike Go's varint keeps the bits in
// their order.
func signed(v int64) []byte {
	var b []byte
	for {
		low := byte(v & 0x7f)
		v >>= 7
		if v == 0 && low&0x40 == 0 || v == -1 && low&0x40 != 0 {
			return append(b, low)
		}
		b = append(b, low|0x80)
	}
}

// The instructions. What one takes from the stack comes before it.

// I32 pushes a number.
func I32(v int32) []byte { return append([]byte{0x41}, signed(int64(v))...) }

// I64 pushes a number.
func I64(v int64) []byte { return append([]byte{0x42}, signed(v)...) }

// F64 pushes a number.
func F64(v float64) []byte {
	return binary.LittleEndian.AppendUint64([]byte{0x44}, math.Float64bits(v))
}

// Call calls a function with what it takes from the stack.
func Call(index uint32) []byte { return immediate(0x10, index) }

// LocalGet pushes a local. Parameters are the first ones.
func LocalGet(local uint32) []byte { return immediate(0x20, local) }

// LocalSet puts what it takes into a local.
func LocalSet(local uint32) []byte { return immediate(0x21, local) }

// LocalTee is as LocalSet, and leaves the value.
func LocalTee(local uint32) []byte { return immediate(0x22, local) }

// GlobalGet pushes a global.
func GlobalGet(index uint32) []byte { return immediate(0x23, index) }

// GlobalSet puts what it takes into a global.
func GlobalSet(index uint32) []byte { return immediate(0x24, index) }

// Br goes to the end of an enclosing block or if, or to the beginning of a
// loop, counted from the innermost.
func Br(depth uint32) []byte { return immediate(0x0c, depth) }

// Loop repeats code where it says Br, and gives nothing.
func Loop(code ...[]byte) []byte { return block(0x03, code) }

// If runs code when the i32 is not 0.
func If(code ...[]byte) []byte { return block(0x04, code) }

// Load8 gives the byte at an address.
func Load8() []byte { return []byte{0x2d, 0, 0} }

// Load32 gives the i32 at an address.
func Load32() []byte { return []byte{0x28, 0, 0} }

// Load64 gives the i64 at an address.
func Load64() []byte { return []byte{0x29, 0, 0} }

// LoadF64 gives the f64 at an address.
func LoadF64() []byte { return []byte{0x2b, 0, 0} }

// Store32 puts an i32 at an address.
func Store32() []byte { return []byte{0x36, 0, 0} }

// Fill sets bytes: of an address, a value and a number.
func Fill() []byte { return []byte{0xfc, 0x0b, 0} }

// MemoryGrow adds pages and gives how many there were, or -1.
func MemoryGrow() []byte { return []byte{0x40, 0} }

// Op is an instruction without immediates.
type Op byte

const (
	Unreachable Op = 0x00
	Return      Op = 0x0f
	Drop        Op = 0x1a
	Select      Op = 0x1b
	I32Eqz      Op = 0x45
	I32Eq       Op = 0x46
	I32Ne       Op = 0x47
	I32LtU      Op = 0x49
	I32GeU      Op = 0x4f
	I32Add      Op = 0x6a
	I32DivS     Op = 0x6d
	I32And      Op = 0x71
	I32Or       Op = 0x72
	I32Shl      Op = 0x74
)

// Ops are instructions without immediates, in order.
func Ops(ops ...Op) []byte {
	b := make([]byte, len(ops))
	for i, op := range ops {
		b[i] = byte(op)
	}
	return b
}

func immediate(op byte, v uint32) []byte { return append([]byte{op}, unsigned(v)...) }

func block(op byte, code [][]byte) []byte {
	const empty, end = 0x40, 0x0b
	return append(append([]byte{op, empty}, slices.Concat(code...)...), end)
}
