package wasm

import "strings"

// Modules are put together by hand in tests: strings stand for bytes.

const header = "\x00asm\x01\x00\x00\x00"

func number(n int) string {
	var b []byte
	for ; n >= 0x80; n >>= 7 {
		b = append(b, byte(n)|0x80)
	}
	return string(append(b, byte(n)))
}

func sized(content string) string { return number(len(content)) + content }

func vector(entries ...string) string { return number(len(entries)) + strings.Join(entries, "") }

func repeat(n int, entry string) string { return number(n) + strings.Repeat(entry, n) }

func section(id byte, content string) string { return string(id) + sized(content) }

func module(sections ...string) []byte { return []byte(header + strings.Join(sections, "")) }

const (
	noParams  = "\x60\x00\x00" // the type of a function that takes and returns nothing
	noLocals  = "\x00"
	i32Zero   = "\x41\x00\x0b" // a constant expression
	funcTable = "\x70\x00\x00" // a table of functions, no entries
)

// function is a module with one function that takes and returns nothing.
func function(locals, code string) []byte {
	return module(
		section(1, vector(noParams)),
		section(3, vector("\x00")),
		section(10, vector(sized(locals+code))))
}

// workshop is a module with one of each thing that an instruction can name.
// Its function 0 has type 0 and a local; type 1 takes an i32.
func workshop(code string) []byte {
	return module(
		section(1, vector(noParams, "\x60\x01\x7f\x00", "\x60\x01\x7f\x01\x7e")),
		section(3, vector("\x00")),
		section(4, vector(funcTable, "\x6f\x00\x00")),
		section(5, vector("\x00\x01")),
		section(13, vector("\x00\x01")),
		section(6, vector("\x7f\x01"+i32Zero, "\x7f\x00"+i32Zero)),
		section(9, vector("\x01\x00"+vector("\x00"))),
		section(12, "\x01"),
		section(10, vector(sized(vector("\x01\x7f")+code))),
		section(11, vector("\x01"+sized("x"))))
}
