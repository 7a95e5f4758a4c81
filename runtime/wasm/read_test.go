package wasm

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

func TestReadSaysWhereAndWhy(t *testing.T) {
	for _, c := range []struct{ module, want string }{
		{"", "at byte 0x0: not a WebAssembly module"},
		{"\x7fELF\x02\x01\x01\x00", "at byte 0x0: not a WebAssembly module"},
		{"\x00asm\x0d\x00\x01\x00", "at byte 0x4: a component, not a core module"},
		{"\x00asm\x02\x00\x00\x00", "at byte 0x4: version 2 of WebAssembly is not supported, 1 is"},
		{"\x00asm\x01\x00", "at byte 0x4: the version needs 4 bytes, 2 are left"},
		{header + "\x0e\x00", "at byte 0x8: section 14 is not known"},
		{header + "\x01\x05", "at byte 0xa: a section needs 5 bytes, 0 are left"},
		{header + "\x02\x05\x01\x00\x00\x07\x00", "at byte 0xd, import section: kind 7 is not known"},
		{string(function(noLocals, "\x0c\x01\x0b")), "at byte 0x18, code section, function 0: label 1 does not exist, there are 1"},
	} {
		_, err := ReadWithin([]byte(c.module), DefaultCaps())
		var e *Error
		if !errors.As(err, &e) || err.Error() != c.want {
			t.Errorf("%q:\n got %v\nwant %s", c.module, err, c.want)
		}
	}
}

func TestReadRefusesSectionsByName(t *testing.T) {
	types := section(1, vector(noParams))
	global := func(kind, init string) []byte { return module(section(6, vector(kind+init))) }
	for _, c := range []struct {
		want   string
		module []byte
	}{
		// Order and size of sections.
		{"a second type section", module(types, types)},
		{"the type section comes after the function section", module(section(3, "\x00"), types)},
		{"the tag section comes after the global section", module(section(6, "\x00"), section(13, "\x00"))},
		{"the memory section comes after the tag section", module(section(13, "\x00"), section(5, "\x00"))},
		{"the data count section comes after the code section", module(section(10, "\x00"), section(12, "\x00"))},
		{"1 bytes are left over", module(section(1, "\x00\x00"))},
		{"1 functions are declared, 0 have a body", module(types, section(3, vector("\x00")))},
		{"2 data segments are announced, there are 0", module(section(12, "\x02"))},

		// Numbers and names.
		{"a number is longer than 5 bytes", module(section(1, "\x80\x80\x80\x80\x80\x00"))},
		{"a number does not fit into 32 bits", module(section(1, "\xff\xff\xff\xff\x1f"))},
		{"4294967295 function types are announced, 0 bytes are left", module(section(1, "\xff\xff\xff\xff\x0f"))},
		{"the name of a custom section needs 9 bytes, 1 are left", module(section(0, "\x09x"))},
		{"the name of a custom section is not UTF-8", module(section(0, "\x02\xc0\x80"))},
		{"the module of an import is not UTF-8", module(section(2, vector("\x03\xed\xa0\x80\x00\x00\x00")))},

		// Types.
		{"type form 0x40 is not known", module(section(1, vector("\x40\x00\x00")))},
		{"value type 0x40 is not known", module(section(1, vector("\x60\x01\x40\x00")))},

		// Tables and memories.
		{"i32 is no type of reference", module(section(4, vector("\x7f\x00\x00")))},
		{"a table of at least 2 cannot be at most 1", module(section(4, vector("\x70\x01\x02\x01")))},
		{"limits flag 0x10 of a memory is not known", module(section(5, vector("\x10\x01")))},
		{"a memory of at least 65537 cannot be, the most is 65536", module(section(5, vector("\x00"+number(65537))))},

		// Index spaces.
		{"type 1 does not exist, there are 1", module(types, section(3, vector("\x01")))},
		{"attribute 0x1 of a tag is not known", module(types, section(13, vector("\x01\x00")))},
		{"type 0 of a tag returns values", module(section(1, vector("\x60\x00\x01\x7f")), section(13, vector("\x00\x00")))},
		{"table 0 does not exist, there are 0", module(section(7, vector("\x00\x01\x00")))},
		{"kind 5 is not known", module(section(7, vector("\x00\x05\x00")))},
		{`"a" is exported twice`, module(section(5, vector("\x00\x01")), section(7, vector("\x01a\x02\x00", "\x01a\x02\x00")))},
		{"function 0 does not exist, there are 0", module(section(8, "\x00"))},
		{"start function 0 takes or returns values", module(section(1, vector("\x60\x01\x7f\x00")), section(2, vector("\x00\x00\x00\x00")), section(8, "\x00"))},

		// Constant expressions.
		{"mutability 0x2 of a global is not known", global("\x7f\x02", i32Zero)},
		{"the expression yields i64 where i32 is needed", global("\x7f\x00", "\x42\x00\x0b")},
		{"imported global 0 does not exist, there are 0", global("\x7f\x00", "\x23\x00\x0b")},
		{"global 0 is mutable, hence not constant", module(section(2, vector("\x00\x00\x03\x7f\x01")), section(6, vector("\x7f\x00\x23\x00\x0b")))},
		{"local.get is not constant", global("\x7f\x00", "\x20\x00\x0b")},
		{"a constant expression has more than one instruction", global("\x7f\x00", "\x41\x00\x01\x0b")},
		{"f64.const needs 8 bytes, 4 are left", global("\x7c\x00", "\x44\x00\x00\x00\x0b")},

		// Segments.
		{"form 8 of an element segment is not known", module(section(9, vector("\x08\x00")))},
		{"table 0 does not exist, there are 0", module(section(9, vector("\x00"+i32Zero+"\x00")))},
		{"externref cannot be in table 0", module(section(4, vector(funcTable)), section(9, vector("\x06\x00"+i32Zero+"\x6f\x00")))},
		{"element kind 0x1 is not known", module(section(9, vector("\x01\x01\x00")))},
		{"memory 0 does not exist, there are 0", module(section(11, vector("\x00"+i32Zero+"\x00")))},
		{"form 3 of a data segment is not known", module(section(11, vector("\x03\x00")))},
		{"a data segment needs 9 bytes, 0 are left", module(section(11, vector("\x01\x09")))},
	} {
		_, err := Read(c.module)
		if err == nil || !strings.HasSuffix(err.Error(), ": "+c.want) {
			t.Errorf("%x:\n got %v\nwant %s", c.module, err, c.want)
		}
	}
}

func TestModuleCountsImportsFirst(t *testing.T) {
	m, err := Read(module(
		section(1, vector(noParams, "\x60\x02\x7f\x7e\x01\x7d")),
		section(2, vector(
			"\x01m\x01f\x00\x01",
			"\x01m\x01t\x01\x70\x01\x02\x05",
			"\x01m\x01g\x03\x7e\x00",
			"\x01m\x01x\x04\x00\x00")),
		section(3, vector("\x00")),
		section(4, vector("\x6f\x00\x03")),
		section(5, vector("\x00\x07")),
		section(6, vector("\x7e\x01\x23\x00\x0b")),
		section(7, vector("\x03run\x00\x01")),
		section(8, "\x01"),
		section(10, vector(sized(noLocals+"\x0b"))),
		section(0, sized("note")+"text")))
	if err != nil {
		t.Fatal(err)
	}
	f := m.FuncType(0)
	if !reflect.DeepEqual(f, FuncType{Params: []ValueType{I32, I64}, Results: []ValueType{F32}}) || len(m.FuncType(1).Params) != 0 {
		t.Errorf("function types: %v, %v", f, m.FuncType(1))
	}
	if a, b := m.Table(0), m.Table(1); a != (Table{FuncRef, Limits{2, 5, true}}) || b != (Table{ExternRef, Limits{3, 0, false}}) {
		t.Errorf("tables: %v, %v", a, b)
	}
	if a, b := m.Global(0), m.Global(1); a != (GlobalType{I64, false}) || b != (GlobalType{I64, true}) {
		t.Errorf("globals: %v, %v", a, b)
	}
	if init := m.Globals[0].Init; init.Op != OpGlobalGet || init.Value != 0 || string(m.At(init.Span)) != "\x23\x00\x0b" {
		t.Errorf("initial value: %+v", init)
	}
	if l, ok := m.Memory(); !ok || l.Min != 7 || m.TagCount() != 1 || m.ImportedFunctions() != 1 {
		t.Errorf("memory %v %v, %d tags, %d imported functions", l, ok, m.TagCount(), m.ImportedFunctions())
	}
	if e, ok := m.Export("run"); !ok || e.Index != *m.Start {
		t.Errorf("export run %+v, start %d", e, *m.Start)
	}
	if b, ok := m.CustomSection("note"); !ok || string(b) != "text" {
		t.Errorf("custom section note: %q, %v", b, ok)
	}
	if s := m.Sections[1]; s.Name != "import" || s.Count != 4 || s.Content.End() != s.End() {
		t.Errorf("import section: %+v", s)
	}
}

func FuzzRead(f *testing.F) {
	addSpecModules(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := Read(b)
		if again, errAgain := Read(b); !reflect.DeepEqual(m, again) || fmt.Sprint(err) != fmt.Sprint(errAgain) {
			t.Fatal("two readings differ")
		}
		if err != nil {
			return
		}
		at := len(header)
		for _, s := range m.Sections {
			if s.Offset != at || s.Content.End() != s.End() {
				t.Fatalf("%s section: %+v does not start at %d", s.Name, s, at)
			}
			at = s.End()
		}
		if at != len(b) {
			t.Fatalf("sections end at %d of %d", at, len(b))
		}
	})
}
