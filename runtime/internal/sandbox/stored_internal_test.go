package sandbox

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// The guest writes 8 bytes before the end of its last page, so an image has a
// long way of zeros in it.
func TestAModuleBeginsWithTheImageThatWasStored(t *testing.T) {
	for _, pages := range []int{1, 3, 70} {
		first, next := open(t, counter(pages)), openFresh(t, counter(pages))
		for range 2 { // which do not change it
			if n, err := first.run(t, 5*megabyte, "count"); n != 102 || err != nil {
				t.Fatalf("%d pages: counted to %d, %v", pages, n, err)
			}
		}
		stored := first.StoredImage()
		if len(stored.Parts) != 1 || len(stored.Parts[0].Bytes) > int(blockBytes) {
			t.Errorf("%d pages: %d parts are stored, want the one that is not zero", pages, len(stored.Parts))
		}
		part := bytes.Clone(stored.Parts[0].Bytes)
		part[bytes.LastIndexByte(part, 40)] += 100 // to tell it from next's own
		stored.Parts[0].Bytes = part
		if err := next.UseImage(stored); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			if n, err := next.run(t, 5*megabyte, "count"); n != 202 || err != nil {
				t.Errorf("%d pages: counted to %d, %v", pages, n, err)
			}
		}
	}
}

func TestAnImageThatCannotBeChangesNothing(t *testing.T) {
	s := openFresh(t, counter(2))
	for name, stored := range map[string]StoredImage{
		"no whole pages":      {Size: 2*pageBytes + 1},
		"less than it begins": {Size: pageBytes},
		"larger than any":     {Size: 1<<32 + pageBytes},
		"a part behind it":    {Size: 2 * pageBytes, Parts: []StoredPart{{Offset: 2*pageBytes + 1}}},
		"a part beyond it":    {Size: 2 * pageBytes, Parts: []StoredPart{{Offset: 2*pageBytes - 1, Bytes: []byte("ab")}}},
		"an offset that ends": {Size: 2 * pageBytes, Parts: []StoredPart{{Offset: 1<<64 - 1, Bytes: []byte("ab")}}},
	} {
		if err := s.UseImage(stored); err == nil {
			t.Errorf("%s: was used", name)
		}
	}
	if s.Frozen() {
		t.Error("the module is frozen")
	}
}

func TestWhatIsStoredOfAMemoryIsAllButZeros(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		memory := make([]byte, rapid.IntRange(0, 8*int(blockBytes)).Draw(t, "size"))
		for range rapid.IntRange(0, 5).Draw(t, "writes") {
			if len(memory) > 0 {
				memory[rapid.IntRange(0, len(memory)-1).Draw(t, "at")] = 1
			}
		}
		again := make([]byte, len(memory))
		var last uint64
		for _, part := range nonZero(memory) {
			if part.Offset < last || isZero(part.Bytes) {
				t.Fatalf("%d bytes at %d, after %d", len(part.Bytes), part.Offset, last)
			}
			last = part.Offset + uint64(copy(again[part.Offset:], part.Bytes)) + 1 // parts that touch are one
		}
		if diff := cmp.Diff(memory, again); diff != "" {
			t.Fatal(diff)
		}
	})
}
