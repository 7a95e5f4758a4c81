package wasm

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

func TestWalkerRefusesBodiesByName(t *testing.T) {
	for _, c := range []struct{ want, code string }{
		{"instruction 0x27 is not known", "\x27\x0b"},
		{"instruction 0xfc 18 is not known", "\xfc\x12\x0b"},
		{"instruction 0xfd 154 is not known", "\xfd\x9a\x01\x0b"},

		// Blocks.
		{"the body ends inside 1 blocks", "\x01"},
		{"the body ends inside 2 blocks", "\x02\x40\x0b\x02\x40"},
		{"1 bytes are left over after the end", "\x0b\x0b"},
		{"an else has no if", "\x02\x40\x05\x0b\x0b"},
		{"an else has no if", "\x05\x0b"},
		{"an else has no if", "\x41\x00\x04\x40\x05\x05\x0b\x0b"},
		{"an if without else does not yield what it takes", "\x41\x00\x04\x7f\x41\x00\x0b\x1a\x0b"},
		{"an if without else does not yield what it takes", "\x41\x00\x41\x00\x04\x02\x0b\x1a\x0b"},
		{"type 3 does not exist, there are 3", "\x02\x03\x0b\x0b"},
		{"block type -128 is not known", "\x02\x80\x7f\x0b\x0b"},
		{"label 2 does not exist, there are 2", "\x02\x40\x0c\x02\x0b\x0b"},
		{"label 1 does not exist, there are 1", "\x41\x00\x0d\x01\x0b"},
		{"label 1 does not exist, there are 1", "\x41\x00\x0e\x01\x00\x01\x0b"},
		{"120 targets are announced, 2 bytes are left", "\x0e\x78\x00\x0b"},
		{"label 1 does not exist, there are 1", "\x1f\x40\x01\x02\x01\x0b\x0b"},
		{"catch kind 4 is not known", "\x1f\x40\x01\x04\x00\x0b\x0b"},

		// Index spaces.
		{"local 1 does not exist, there are 1", "\x20\x01\x1a\x0b"},
		{"global 2 does not exist, there are 2", "\x23\x02\x1a\x0b"},
		{"global 1 is not mutable", "\x41\x00\x24\x01\x0b"},
		{"function 1 does not exist, there are 1", "\x10\x01\x0b"},
		{"function 1 does not exist, there are 1", "\x12\x01\x0b"},
		{"function 1 does not exist, there are 1", "\xd2\x01\x1a\x0b"},
		{"type 3 does not exist, there are 3", "\x41\x00\x11\x03\x00\x0b"},
		{"table 2 does not exist, there are 2", "\x41\x00\x11\x00\x02\x0b"},
		{"table 1 holds no functions", "\x41\x00\x11\x00\x01\x0b"},
		{"table 1 holds no functions", "\x41\x00\x13\x00\x01\x0b"},
		{"table 2 does not exist, there are 2", "\x41\x00\x25\x02\x1a\x0b"},
		{"table 2 does not exist, there are 2", "\xfc\x0e\x00\x02\x0b"},
		{"element segment 1 does not exist, there are 1", "\xfc\x0c\x01\x00\x0b"},
		{"element segment 1 does not exist, there are 1", "\xfc\x0d\x01\x0b"},
		{"data segment 1 does not exist, there are 1", "\xfc\x08\x01\x00\x0b"},
		{"data segment 1 does not exist, there are 1", "\xfc\x09\x01\x0b"},
		{"tag 1 does not exist, there are 1", "\x08\x01\x0b"},
		{"tag 1 does not exist, there are 1", "\x1f\x40\x01\x00\x01\x00\x0b\x0b"},

		// Other immediates.
		{"alignment 2^3 is more than i32.load has", "\x41\x00\x28\x03\x00\x1a\x0b"},
		{"lane 16 does not exist, there are 16", "\xfd\x15\x10\x0b"},
		{"lane 2 does not exist, there are 2", "\xfd\x57\x03\x00\x02\x0b"},
		{"lane 32 does not exist, there are 32", "\xfd\x0d" + strings.Repeat("\x20", 16) + "\x0b"},
		{"v128.const needs 16 bytes, 1 are left", "\xfd\x0c\x0b"},
		{"a select of 2 types is not known", "\x1c\x02\x7f\x7f\x0b"},
		{"i32 is no type of reference", "\xd0\x7f\x0b"},
		{"a number does not fit into 32 bits", "\x41\xff\xff\xff\xff\x4f\x1a\x0b"},
		{"a number is longer than 10 bytes", "\x42" + strings.Repeat("\x80", 10) + "\x00\x1a\x0b"},
	} {
		_, err := ReadWithin(workshop(c.code), DefaultCaps())
		var e *Error
		if !errors.As(err, &e) || e.Function != 0 || e.Detail != c.want {
			t.Errorf("%x:\n got %v\nwant %s", c.code, err, c.want)
		}
	}
}

func TestWalkerRefusesCodeThatTheEngineWouldReadAnotherWay(t *testing.T) {
	// Read by the specification, the block branches out and the rest is a
	// constant. The engine sees the block end and an endless loop follow.
	loop := "\x0b" + "\x03\x40\x0c\x00\x0b" + strings.Repeat("\x01", 8) + "\x02\x40"
	for _, number := range []string{"\x8c\x00", "\x8c\x80\x00", "\x8c\x80\x80\x80\x00"} {
		_, err := ReadWithin(workshop("\x02\x40\x0c\x00\xfd"+number+loop+"\x0b\x0b"), DefaultCaps())
		if want := "a vector instruction is longer than it need be (v128.const)"; err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%x: got %v, want %s", number, err, want)
		}
	}
	if _, err := ReadWithin(workshop("\xfd\xae\x81\x00\x0b"), DefaultCaps()); err == nil {
		t.Error("i32x4.add is read from four bytes")
	}
	if _, err := ReadWithin(workshop("\xfd\xae\x01\x0b"), DefaultCaps()); err != nil {
		t.Errorf("i32x4.add: %v", err)
	}
}

func TestWalkerRefusesWhatTheModuleLacks(t *testing.T) {
	for _, c := range []struct{ want, locals, code string }{
		{"memory 0 does not exist, there are 0", noLocals, "\x3f\x00\x1a\x0b"},
		{"memory 0 does not exist, there are 0", noLocals, "\x28\x00\x00\x0b"},
		{"the data count section is missing", noLocals, "\xfc\x09\x00\x0b"},
		{"local 0 does not exist, there are 0", noLocals, "\x20\x00\x0b"},
		{"4294967296 locals are more than 32 bits can count", vector("\xff\xff\xff\xff\x0f\x7f", "\x01\x7f"), "\x0b"},
		{"value type 0x7a is not known", vector("\x01\x7a"), "\x0b"},
		{"9 runs of locals are announced, 1 bytes are left", "\x09", "\x0b"},
	} {
		caps := noCaps()
		_, err := readAll(function(c.locals, c.code), &caps)
		var e *Error
		if !errors.As(err, &e) || e.Detail != c.want {
			t.Errorf("%x:\n got %v\nwant %s", c.code, err, c.want)
		}
	}
}

// transcript is a walk as text, a line for each instruction.
func transcript(w *Walker, body int) (lines []string) {
	w.Enter(body)
	for w.Next() {
		line := fmt.Sprintf("%d %s", w.Depth, w.Op)
		switch w.Op {
		case OpBrTable:
			line += fmt.Sprint(" ", w.Targets)
		case OpTryTable:
			line += fmt.Sprint(" ", w.Catches)
		case OpI32Const, OpI64Const:
			line += fmt.Sprint(" ", int64(w.Value))
		case OpLocalGet, OpCall, OpBr, OpBrIf:
			line += fmt.Sprint(" ", w.Index)
		case OpCallIndirect:
			line += fmt.Sprint(" ", w.Index, w.Table)
		}
		lines = append(lines, line)
	}
	return lines
}

func TestWalkerYieldsWhatTheBodyHolds(t *testing.T) {
	m, err := Read(workshop("\x03\x40" + // loop
		"\x1f\x7f\x02\x00\x00\x01\x02\x00" + // try_table (result i32), catch tag 0 to 1, catch_all to 0
		"\x42\x7f\x1a" + // i64.const -1, drop
		"\x20\x00\x04\x7f\x41\x80\x01\x05\x20\x00\x0b" + // local.get 0, if, i32.const 128, else, local.get 0, end
		"\x0b" +
		"\x0e\x02\x00\x01\x00" + // br_table 0 1, default 0
		"\x0b" +
		"\x41\x00\x11\x00\x00" + // call_indirect type 0, table 0
		"\x0b"))
	if err != nil {
		t.Fatal(err)
	}
	w := NewWalker(m)
	want := []string{
		"1 loop", "2 try_table [{0 0 1} {2 0 0}]",
		"3 i64.const -1", "3 drop", "3 local.get 0", "3 if", "4 i32.const 128", "3 else", "4 local.get 0", "3 end",
		"2 end", "2 br_table [0 1 0]", "1 end",
		"1 i32.const 0", "1 call_indirect 0 0", "0 end",
	}
	if got := transcript(w, 0); !reflect.DeepEqual(got, want) || w.Err() != nil {
		t.Errorf("%v\n got %q\nwant %q", w.Err(), got, want)
	}
	if w.LocalCount() != 1 || !reflect.DeepEqual(w.Locals, []LocalRun{{1, I32}}) {
		t.Errorf("%d locals: %v", w.LocalCount(), w.Locals)
	}
}

func TestWalkerDoesNotAllocate(t *testing.T) {
	m, err := Read(workshop(strings.Repeat("\x02\x40\x41\x00\x0e\x01\x00\x00\x0b", 100) + "\x0b"))
	if err != nil {
		t.Fatal(err)
	}
	w := NewWalker(m)
	walk := func() {
		for w.Enter(0); w.Next(); {
		}
	}
	walk() // grows what it reuses
	if n := testing.AllocsPerRun(10, walk); n != 0 {
		t.Errorf("%v allocations for a walk", n)
	}
}

func TestOpcodesAreWhatTheTablesSay(t *testing.T) {
	for op, name := range map[Opcode]string{
		OpUnreachable: "unreachable", OpBlock: "block", OpLoop: "loop", OpIf: "if", OpElse: "else", OpEnd: "end",
		OpThrow: "throw", OpThrowRef: "throw_ref", OpTryTable: "try_table",
		OpBr: "br", OpBrIf: "br_if", OpBrTable: "br_table", OpReturn: "return",
		OpCall: "call", OpCallIndirect: "call_indirect", OpReturnCall: "return_call", OpReturnCallIndirect: "return_call_indirect",
		OpLocalGet: "local.get", OpLocalSet: "local.set", OpLocalTee: "local.tee",
		OpGlobalGet: "global.get", OpGlobalSet: "global.set",
		OpMemoryGrow: "memory.grow",
		OpI32Const:   "i32.const", OpI64Const: "i64.const", OpF32Const: "f32.const", OpF64Const: "f64.const",
		OpI32GtU: "i32.gt_u", OpI32GeU: "i32.ge_u", OpI64LtS: "i64.lt_s", OpI64GeU: "i64.ge_u",
		OpI32Add: "i32.add", OpI32Sub: "i32.sub", OpI32Mul: "i32.mul", OpI32And: "i32.and", OpI32Shl: "i32.shl", OpI32ShrU: "i32.shr_u",
		OpI64Add: "i64.add", OpI64Sub: "i64.sub", OpI64Mul: "i64.mul",
		OpI32WrapI64: "i32.wrap_i64", OpI64ExtendI32U: "i64.extend_i32_u", OpRefNull: "ref.null", OpRefFunc: "ref.func",
		OpMemoryInit: "memory.init", OpDataDrop: "data.drop", OpMemoryCopy: "memory.copy", OpMemoryFill: "memory.fill",
		OpTableInit: "table.init", OpElemDrop: "elem.drop", OpTableCopy: "table.copy", OpTableGrow: "table.grow", OpTableFill: "table.fill",
		OpV128Const: "v128.const",
	} {
		if op.String() != name {
			t.Errorf("%#x is %s, want %s", uint16(op), op, name)
		}
	}
	count := func(rows []row) (n int) {
		for _, r := range rows {
			if r.name != "" {
				n++
			}
		}
		return n
	}
	// Core 2.0 has 183 instructions of one byte and 236 of vectors; two tail
	// calls and three for exceptions came later.
	if a, b, c := count(plainTable[:]), count(bulkTable[:]), count(simdTable[:]); a != 183+2+3 || b != 18 || c != 236 {
		t.Errorf("tables hold %d, %d and %d instructions", a, b, c)
	}
}

func FuzzWalker(f *testing.F) {
	addSpecModules(f)
	f.Add(workshop("\x03\x40\x1f\x7f\x02\x00\x00\x01\x02\x00\x42\x7f\x1a\x41\x00\x0b\x0e\x02\x00\x01\x00\x0b\x0b"))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := Read(b)
		if err != nil {
			return
		}
		whole, wholeErr := ReadWithin(b, HardCaps())
		w, again := NewWalker(m), NewWalker(m)
		var firstErr error
		for body, code := range m.Code {
			w.Enter(body)
			at := w.First
			for w.Next() {
				if w.Offset != at || w.Size < 1 {
					t.Fatalf("function %d: %s at %#x follows what ended at %#x", w.Function, w.Op, w.Offset, at)
				}
				at = w.End()
				if w.Op != OpEnd && w.Depth < 1 || w.Depth < 0 {
					t.Fatalf("function %d: depth %d at %#x", w.Function, w.Depth, at)
				}
			}
			if w.Err() == nil && at != code.End() {
				t.Fatalf("function %d: the walk ends at %#x, the body at %#x", w.Function, at, code.End())
			}
			if firstErr == nil {
				firstErr = w.Err()
			}
			if a, b := transcript(w, body), transcript(again, body); !reflect.DeepEqual(a, b) || fmt.Sprint(w.Err()) != fmt.Sprint(again.Err()) {
				t.Fatal("two walks differ")
			}
		}
		var beyond *CapError // of all bodies together, which a walker alone does not see
		if !errors.As(wholeErr, &beyond) && (whole == nil) != (firstErr != nil) {
			t.Fatalf("reading says %v, walking %v", wholeErr, firstErr)
		}
	})
}
