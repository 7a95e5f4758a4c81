package wat_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/sandpiper-checks/sandpiper/runtime/internal/wat"
)

func TestTextBecomesItsBinaryForm(t *testing.T) {
	got := wat.Assemble(`(module
		(import "a" "b" (func $b (param i32) (result i32))) ;; a remark
		(memory (export "memory") 1 2)
		(data (i32.const 3) "x\"" "\00\n")
		(func (export "run") (result i32) (local $x i32) local.get $x call $b)
		(@custom "c" "\ff"))`)
	want := "\x00asm\x01\x00\x00\x00" +
		"\x01\x0a\x02\x60\x01\x7f\x01\x7f\x60\x00\x01\x7f" + // types
		"\x02\x07\x01\x01a\x01b\x00\x00" +
		"\x03\x02\x01\x01" +
		"\x05\x04\x01\x01\x01\x02" +
		"\x07\x10\x02\x06memory\x02\x00\x03run\x00\x01" +
		"\x0c\x01\x01" + // the number of data segments
		"\x0a\x0a\x01\x08\x01\x01\x7f\x20\x00\x10\x00\x0b" +
		"\x0b\x0a\x01\x00\x41\x03\x0b\x04x\"\x00\n" +
		"\x00\x03\x01c\xff"
	if string(got) != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestDifferentTextsOfOneModule(t *testing.T) {
	for _, c := range []struct{ name, text, same string }{
		{
			"folded",
			`(func $f (param i32) (result i32)
				(if (result i32) (i32.eqz (local.get 0))
					(then (block $out (result i32) (i32.load offset=8 (i32.const 4))))
					(else (i32.add (call $f (local.get 0)) (i32.const 1)))))`,
			`(func $f (param i32) (result i32) local.get 0 i32.eqz if (result i32)
				block $out (result i32) i32.const 4 i32.load offset=8 end
				else local.get 0 call $f i32.const 1 i32.add end)`,
		},
		{
			"folded, with types and indices",
			`(table 2 funcref) (tag) (func (call_indirect (type 0) (i32.const 1)) (loop (br_table 0 1 (i32.const 2))) (block (try_table (catch 0 0) (throw 0))))`,
			`(table 2 funcref) (tag) (func i32.const 1 call_indirect loop i32.const 2 br_table 0 1 end block try_table (catch 0 0) throw 0 end end)`,
		},
		{
			"repeated",
			`(@repeat 2 (func (param (@repeat 3 i32)) (@repeat 2 (drop (i32.const 1)) nop))) (data "a" (@repeat 3 "bc"))`,
			strings.Repeat(`(func (param i32 i32 i32) i32.const 1 drop nop i32.const 1 drop nop)`, 2) + ` (data "abcbcbc")`,
		},
		{"bytes", `(module binary "\00asm" "\01" (@repeat 3 "\00"))`, `(module)`},
	} {
		if got, want := wat.Assemble(c.text), wat.Assemble(c.same); !bytes.Equal(got, want) {
			t.Errorf("%s:\n%x\n%x", c.name, got, want)
		}
	}
}

func TestTextThatIsNotUnderstoodIsABug(t *testing.T) {
	for _, text := range []string{`(func nonsense)`, `(nonsense)`, `(func local.get $x)`, `(func br $x)`, `(func i32.const x)`, `(data "`, `(func (param i31))`} {
		func() {
			defer func() {
				if cause, ok := recover().(string); !ok || !strings.HasPrefix(cause, "BUG: assembling: ") {
					t.Errorf("%s: %v", text, cause)
				}
			}()
			wat.Assemble(text)
		}()
	}
}
