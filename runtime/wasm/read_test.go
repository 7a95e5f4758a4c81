package wasm

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

const header = "\x00asm\x01\x00\x00\x00"

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
	} {
		_, err := Read([]byte(c.module))
		var e *Error
		if !errors.As(err, &e) || err.Error() != c.want {
			t.Errorf("%q:\n got %v\nwant %s", c.module, err, c.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(header))
	commands, read := specCommands(f, "v2", "exception-handling")
	seen := map[string]bool{}
	for _, c := range commands {
		script, _, _ := strings.Cut(c.Filename, ".")
		if !seen[script+c.Type] { // one of each type and script
			seen[script+c.Type] = true
			f.Add(read(c))
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := Read(b)
		if again, errAgain := Read(b); !reflect.DeepEqual(m, again) || !reflect.DeepEqual(err, errAgain) {
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
