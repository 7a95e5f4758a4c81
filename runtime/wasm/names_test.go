package wasm

import "testing"

func TestNamedGlobalReadsTheNameSection(t *testing.T) {
	named := func(names string) *Module {
		m, err := Read(module(
			section(6, vector("\x7f\x00"+i32Zero, "\x7f\x01"+i32Zero)),
			section(0, sized("name")+names)))
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	const others = "\x00\x02\x01m" + "\x01\x01\x00"
	whole := others + "\x07" + sized(vector("\x00"+sized("a"), "\x01"+sized("b"))) + "\x09\x01\x00"
	if i, ok := named(whole).NamedGlobal("b"); !ok || i != 1 {
		t.Errorf("global b is %d, %v", i, ok)
	}
	if i, ok := named(whole).NamedGlobal("c"); ok {
		t.Errorf("global c is %d", i)
	}
	for _, names := range []string{
		"", "\x07", others, "\x07\x05\x01\x00", "\x07" + sized(vector("\x02"+sized("b"))), "\x07" + sized("\xff\xff\xff\xff\x0f"),
		"\x07" + sized(vector("\x01\x09b")), "\x07" + sized(vector("\x01\x01\xff")),
	} {
		if i, ok := named(names).NamedGlobal("b"); ok {
			t.Errorf("%x: global b is %d", names, i)
		}
	}
	m, err := Read([]byte(header))
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := m.NamedGlobal("b"); ok {
		t.Error("a module without names has one")
	}
}
