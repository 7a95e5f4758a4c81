// Package wat assembles modules of tests from WebAssembly's text format (core
// specification §6), so that tests need no other tool. It takes instructions
// flat and folded, names everywhere, and of the modules (module …), (module
// binary "…") and fields alone. It validates nothing: many modules of tests
// are meant to be refused. Text that it does not understand is a bug of the
// test, and a panic.
//
// What it does not know: the comments (; ;), inline imports and exports of
// imports, inline segments, the shapes of v128.const but i64x2, alignments.
//
// What it knows besides:
//
//	(@custom "name" "content")   a custom section, behind all others
//	(@repeat n …)                what is in it n times, wherever a list stands
package wat

import (
	"encoding/binary"
	"fmt"
	"strings"
)

// Assemble returns the binary form of a module's text.
func Assemble(text string) []byte {
	fields := (&lexer{text: text}).nodes()
	if len(fields) == 1 && fields[0].head() == "module" {
		fields = fields[0].list[1:]
	}
	if len(fields) > 0 && fields[0].atom == "binary" {
		return []byte(bytesOf(fields[1:]))
	}
	a := &assembler{content: map[byte][]string{}}
	for i := range a.spaces {
		a.spaces[i].names = map[string]int{}
	}
	for _, pass := range []func(node){a.name, a.field} {
		for i := range a.spaces {
			a.spaces[i].count = 0
		}
		each(fields, pass)
	}
	return a.module()
}

// assembler goes over the fields twice: first for their names, then for what
// is in them.
type assembler struct {
	spaces     [spaceCount]space
	signatures []string          // function types, encoded
	content    map[byte][]string // entries by section

	locals map[string]int
	labels []string
}

// spaceKind is an index space of a module.
type spaceKind int

const (
	functionSpace spaceKind = iota
	tableSpace
	memorySpace
	globalSpace
	tagSpace
	typeSpace
	elementSpace
	dataSpace
	spaceCount
)

// space is the names that have an index, and how many there were in this pass.
type space struct {
	names map[string]int
	count int
}

// module puts the sections in their order (spec §5.5.16; the tag section, 13,
// and the data count section, 12, came later).
func (a *assembler) module() []byte {
	a.content[1] = a.signatures
	if n := len(a.content[11]); n > 0 {
		a.content[12] = []string{number(n)}
	}
	b := []byte("\x00asm\x01\x00\x00\x00")
	for _, id := range []byte{1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11} {
		entries := a.content[id]
		if len(entries) == 0 {
			continue
		}
		content := strings.Join(entries, "")
		if id != 8 && id != 12 {
			content = number(len(entries)) + content
		}
		b = append(append(b, id), sized(content)...)
	}
	for _, custom := range a.content[0] {
		b = append(append(b, 0), sized(custom)...)
	}
	return b
}

func (a *assembler) add(section byte, entry string) {
	a.content[section] = append(a.content[section], entry)
}

// number is an unsigned LEB128 (spec §5.2.2).
func number(n int) string { return string(binary.AppendUvarint(nil, uint64(n))) }

// signed is a signed LEB128.
func signed(v int64) string {
	var b []byte
	for {
		c := byte(v & 0x7f)
		v >>= 7
		if v == 0 && c&0x40 == 0 || v == -1 && c&0x40 != 0 {
			return string(append(b, c))
		}
		b = append(b, c|0x80)
	}
}

// sized is a text led by its length.
func sized(s string) string { return number(len(s)) + s }

func must(ok bool, format string, args ...any) {
	if !ok {
		panic("BUG: assembling: " + fmt.Sprintf(format, args...))
	}
}
