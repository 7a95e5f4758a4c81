package wasm

import (
	"os"
	"strings"
	"testing"
)

// refusedFeatures are those beyond core 2.0 that we know by name, with a module
// for each place where they can show.
var refusedFeatures = []struct {
	name string
	rows []refusedFeature
}{
	{"threads", []refusedFeature{
		{"threads are not supported (a shared memory)", module(section(5, vector("\x03\x01\x01")))},
		{"threads are not supported (a shared table)", module(section(4, vector("\x70\x03\x01\x01")))},
		{"threads are not supported (instruction 0xfe 16)", workshop("\xfe\x10\x02\x00\x0b")},
	}},
	{"memory64", []refusedFeature{
		{"memory64 is not supported (a memory with 64-bit limits)", module(section(5, vector("\x04\x01")))},
		{"memory64 is not supported (a table with 64-bit limits)", module(section(4, vector("\x70\x04\x01")))},
	}},
	{"multi-memory", []refusedFeature{
		{"multi-memory is not supported (a second memory)", module(section(5, vector("\x00\x01", "\x00\x01")))},
		{"multi-memory is not supported (a second memory)", module(section(2, vector("\x00\x00\x02\x00\x01")), section(5, vector("\x00\x01")))},
		{"multi-memory is not supported (data for memory 1)", module(section(11, vector("\x02\x01"+i32Zero+"\x00")))},
		{"multi-memory is not supported (i32.load names a memory)", workshop("\x28\x42\x00\x00\x0b")},
		{"multi-memory is not supported (memory byte 0x1)", workshop("\x3f\x01\x0b")},
	}},
	{"custom page sizes", []refusedFeature{
		{"custom page sizes are not supported (a memory)", module(section(5, vector("\x08\x01\x00")))},
	}},
	{"garbage collection", []refusedFeature{
		{"garbage collection is not supported (type form 0x5f)", module(section(1, vector("\x5f\x00\x00")))},
		{"garbage collection is not supported (type form 0x4e)", module(section(1, vector("\x4e\x01\x5f\x00\x00")))},
		{"garbage collection is not supported (value type 0x6e)", module(section(1, vector("\x60\x01\x6e\x00")))},
		{"garbage collection is not supported (value type 0x6e)", workshop("\xd0\x6e\x0b")},
		{"garbage collection instructions are not supported (instruction 0xfb 0)", module(section(6, vector("\x7f\x00\xfb\x00\x0b")))},
		{"garbage collection instructions are not supported (instruction 0xfb 1)", workshop("\xfb\x01\x0b")},
		{"garbage collection instructions are not supported (instruction 0xd3)", workshop("\xd3\x0b")},
	}},
	{"typed function references", []refusedFeature{
		{"typed function references are not supported (value type 0x64)", module(section(1, vector("\x60\x01\x64\x00\x00")))},
		{"typed function references are not supported (a table with an initial value)", module(section(4, vector("\x40\x00\x70\x00\x00")))},
		{"typed function references are not supported (instruction 0x14)", workshop("\x14\x00\x0b")},
		{"typed function references are not supported (value type 0x64)", workshop("\x02\x64\x00\x0b\x0b")},
	}},
	{"legacy exceptions", []refusedFeature{
		{"legacy exceptions are not supported (instruction 0x06)", workshop("\x06\x40\x0b\x0b")},
		{"legacy exceptions are not supported (instruction 0x07)", workshop("\x07\x00\x0b")},
		{"legacy exceptions are not supported (instruction 0x09)", workshop("\x09\x00\x0b")},
		{"legacy exceptions are not supported (instruction 0x18)", workshop("\x18\x00\x0b")},
		{"legacy exceptions are not supported (instruction 0x19)", workshop("\x19\x0b")},
	}},
	{"relaxed SIMD", []refusedFeature{
		{"relaxed SIMD instructions are not supported (instruction 0xfd 256)", workshop("\xfd\x80\x02\x0b")},
	}},
	{"wide arithmetic", []refusedFeature{
		{"wide arithmetic instructions are not supported (instruction 0xfc 19)", workshop("\xfc\x13\x0b")},
	}},
	{"continuations", []refusedFeature{
		{"continuations are not supported (instruction 0xe0)", workshop("\xe0\x00\x0b")},
	}},
	{"extended constant expressions", []refusedFeature{
		{"extended constant expressions are not supported", module(section(6, vector("\x7f\x00\x41\x00\x41\x00\x6a\x0b")))},
	}},
	{"components", []refusedFeature{
		{"a component, not a core module", []byte("\x00asm\x0d\x00\x01\x00")},
	}},
}

type refusedFeature struct {
	want   string
	module []byte
}

// What we do not take is named, in the error and to whoever reads what we promise.
func TestOtherFeaturesAreRefusedByName(t *testing.T) {
	page, err := os.ReadFile("../../SPECIFICATION.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, feature := range refusedFeatures {
		for _, row := range feature.rows {
			_, err := ReadWithin(row.module, DefaultCaps())
			if err == nil || !strings.HasSuffix(err.Error(), ": "+row.want) {
				t.Errorf("%s:\n got %v\nwant %s", feature.name, err, row.want)
			}
		}
		if !strings.Contains(string(page), "\n| "+feature.name+" |") {
			t.Errorf("SPECIFICATION.md has no row for %s", feature.name)
		}
	}
}
