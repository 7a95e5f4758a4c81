package sandbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"
)

// over freezes another module over that of a shop, whose initialisation goes on
// with prepare.
func (s shop) over(t testing.TB, prepare func(*Guest) error) shop {
	t.Helper()
	m := s.Over()
	limits := Limits{MemoryBytes: 16 * megabyte, Fuel: 1 << 20, HostCalls: 1000}
	if err := m.Freeze(context.Background(), nil, limits, context.Background, prepare); err != nil {
		t.Fatal(err)
	}
	return shop{s.Sandbox, m}
}

// scattered counts, makes the memory larger, and writes to it far and wide: to
// many pages that lie together, and to some that lie alone.
func scattered(g *Guest) error {
	if _, err := g.Call("grow"); err != nil {
		return err
	}
	memory := g.cell.memory.bytes()
	for at := 100; at < len(memory)-pageBytes; at += 300_000 {
		memory[at]++
	}
	for at := len(memory) / 3; at < len(memory)*2/3; at += 7000 {
		memory[at]++
	}
	memory[len(memory)-1]++
	return nil
}

func TestGuestsOfAModuleOverAnotherBeginWithItsImage(t *testing.T) {
	for _, pages := range []int{1, 2, 3, 70} {
		below := open(t, counter(pages))
		first, second := below.over(t, scattered), below.over(t, func(g *Guest) error {
			_, err := g.Call("count")
			return err
		})
		for range 3 {
			for name, c := range map[string]struct {
				shop
				want  uint64
				pages int
			}{"below": {below, 102, pages}, "first": {first, 104, pages + 1}, "second": {second, 104, pages}} {
				g := c.enter(t, 16*megabyte)
				if sum, err := g.Call("count"); err != nil || sum != c.want || g.MemoryBytes() != int64(c.pages)<<16 {
					t.Errorf("%d pages, %s: %d, %v, %d bytes", pages, name, sum, err, g.MemoryBytes())
				}
				if last := g.cell.memory.bytes()[c.pages<<16-1]; (last == 1) != (name == "first") {
					t.Errorf("%d pages, %s: ends with %d", pages, name, last)
				}
				g.Leave()
			}
		}
	}
}

// Where much differs, what does not differ in between is of the one below.
func TestAMemoryOverAnotherIsByteForByteWhatItWas(t *testing.T) {
	for _, pages := range []int{1, 3, 70} {
		below := openFresh(t, counter(pages))
		limits := Limits{MemoryBytes: 16 * megabyte, Fuel: 1 << 20, HostCalls: 1000}
		err := below.Freeze(context.Background(), nil, limits, context.Background, func(g *Guest) error {
			memory := g.cell.memory.bytes()
			for at := 0; at < len(memory)-8; at += 1000 {
				memory[at] = byte(at / 1000)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		var want []byte
		over := below.over(t, func(g *Guest) error {
			err := scattered(g)
			want = bytes.Clone(g.cell.memory.bytes())
			return err
		})
		g := over.enter(t, 16*megabyte)
		if !bytes.Equal(g.cell.memory.bytes(), want) {
			t.Errorf("%d pages: the memory is another", pages)
		}
		g.Leave()
	}
}

// Guests of many modules over one share what they have of it.
func TestAnImageOverAnotherHasOnlyWhatDiffers(t *testing.T) {
	below := open(t, counter(70))
	stored := below.over(t, func(g *Guest) error {
		g.cell.memory.bytes()[3*megabyte]++
		return nil
	}).StoredImage()
	if len(stored.Parts) != 1 || len(stored.Parts[0].Bytes) != int(blockBytes) || stored.Parts[0].Offset != 3*megabyte {
		t.Errorf("%d parts, want the one block in which a byte was written", len(stored.Parts))
	}
}

// Where a script has written here and there, its guests still have few mappings:
// the largest parts alone are mapped.
func TestAGuestOverAnImageTakesFewMappings(t *testing.T) {
	below := open(t, counter(200))
	over := below.over(t, func(g *Guest) error {
		memory := g.cell.memory.bytes()
		for at := 0; at+200_000 < len(memory); at += 200_000 {
			for part := range 20 + at/400_000 {
				memory[at+part*4096]++
			}
		}
		return nil
	})
	g := over.enter(t, 64*megabyte) // whatever is made once is there by now
	first := g.Keep()
	defer first.Close()
	before, _ := held(t)
	var kept []*Kept
	for range 40 {
		kept = append(kept, over.enter(t, 64*megabyte).Keep())
	}
	after, _ := held(t)
	for _, k := range kept {
		k.Close()
	}
	if each := first.Mappings(); each > 13 || after-before > 40*each+15 { // Go maps some for itself
		t.Errorf("40 guests take %d mappings, and %d each are told", after-before, each)
	}
}

func TestAModuleThatIsNotFrozenBeginsAsTheOneBelow(t *testing.T) {
	below := open(t, counter(3))
	refused := errors.New("refused")
	over := shop{below.Sandbox, below.Over()}
	limits := Limits{MemoryBytes: megabyte, Fuel: 1 << 20, HostCalls: 1000}
	err := over.Freeze(context.Background(), nil, limits, context.Background, func(g *Guest) error {
		g.cell.memory.bytes()[5]++
		return refused
	})
	if !errors.Is(err, refused) {
		t.Fatal(err)
	}
	for _, s := range []shop{over, below} {
		g := s.enter(t, megabyte)
		if sum, err := g.Call("count"); sum != 102 || err != nil || g.cell.memory.bytes()[5] != 0 {
			t.Errorf("%d, %v", sum, err)
		}
		g.Leave()
	}
}

func TestAModuleBeginsWithTheImageThatWasStoredOverAnother(t *testing.T) {
	for _, pages := range []int{1, 2, 3, 70} {
		t.Run(fmt.Sprintf("%d pages", pages), func(t *testing.T) {
			first := open(t, counter(pages))
			frozen := first.over(t, scattered)
			next := open(t, counter(pages))
			again := shop{next.Sandbox, next.Over()}
			if err := again.UseImage(frozen.StoredImage()); err != nil {
				t.Fatal(err)
			}
			a, b := frozen.enter(t, 16*megabyte), again.enter(t, 16*megabyte)
			defer a.Leave()
			defer b.Leave()
			if !bytes.Equal(a.cell.memory.bytes(), b.cell.memory.bytes()) {
				t.Error("the memory is another")
			}
			x, errX := a.Call("count")
			y, errY := b.Call("count")
			if x != y || x != 104 || errX != nil || errY != nil {
				t.Errorf("%d and %d, %v and %v", x, y, errX, errY)
			}
		})
	}
}

func TestAnImageThatDoesNotLieOverAnotherIsNotUsed(t *testing.T) {
	below := open(t, counter(3))
	over := below.Over()
	block := make([]byte, blockBytes)
	for name, stored := range map[string]StoredImage{
		"less than the one below": {Size: 2 * pageBytes},
		"no whole block":          {Size: 3 * pageBytes, Parts: []StoredPart{{Offset: 8, Bytes: []byte("ab")}}},
		"out of order":            {Size: 3 * pageBytes, Parts: []StoredPart{{Offset: blockBytes, Bytes: block}, {Offset: 0, Bytes: block}}},
		"one over the other":      {Size: 3 * pageBytes, Parts: []StoredPart{{Offset: 0, Bytes: block}, {Offset: 0, Bytes: block}}},
	} {
		if err := over.UseImage(stored); err == nil {
			t.Errorf("%s: was used", name)
		}
	}
}
