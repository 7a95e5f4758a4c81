package forwarder

import (
	"bytes"
	"compress/zlib"
	"errors"
	"io"
)

const (
	// Receivers of the agents in use take no more in one POST.
	maxRawBytes    = 4 << 20
	maxPackedBytes = 5 << 19 // 2.5 MiB
)

// bounds of one body: bytes of JSON, and of what zlib makes of them.
type bounds struct{ raw, packed int }

// single is how large an item may be that has a body to itself. It must fit
// even where zlib gains nothing and adds its own bytes, so that whether an item
// goes does not hang on how well it shrinks.
func (b bounds) single(head []byte) int {
	worst := b.packed - b.packed/1000 - 64
	return min(b.raw, worst) - len(head) - len(frame)
}

// pack returns bodies that hold each item once and in order, none above the
// bounds. No item may cost more than [bounds.single].
func (b bounds) pack(head []byte, items []item) []Body {
	var bodies []Body
	for len(items) > 0 {
		n := b.fitting(head, items)
		bodies = append(bodies, b.shrink(head, items[:n])...)
		bodies[len(bodies)-1].Continued = continues(items, n)
		items = items[n:]
	}
	return bodies
}

// fitting returns how many of the items, at least one, fit into one body by
// their raw size.
func (b bounds) fitting(head []byte, items []item) int {
	left := b.raw - len(head) - len(frame)
	var before *place
	for n, i := range items {
		if left -= i.cost(before); left < 0 && n > 0 {
			return n
		}
		before = i.place
	}
	return len(items)
}

// shrink compresses items that fit by their raw size, in as many bodies as their
// compressed size asks for.
func (b bounds) shrink(head []byte, items []item) []Body {
	data := compress(render(head, items))
	if len(data) <= b.packed || len(items) == 1 {
		return []Body{{Data: data, Items: len(items)}}
	}
	return b.halve(head, items)
}

func (b bounds) halve(head []byte, items []item) []Body {
	half := len(items) / 2
	bodies := b.shrink(head, items[:half])
	bodies[len(bodies)-1].Continued = continues(items, half)
	return append(bodies, b.shrink(head, items[half:])...)
}

// continues says whether a snapshot goes on over the cut before item n.
func continues(items []item, n int) bool {
	if n == len(items) {
		return false
	}
	p := items[n].place
	return p == items[n-1].place && (p.start || p.stop)
}

// Split implements [Splitter].
func (s *StackState) Split(data []byte) []Body {
	raw, err := expand(data)
	if err != nil {
		return nil
	}
	head, items, err := parse(raw)
	if err != nil || len(items) < 2 {
		return nil
	}
	return s.bounds.halve(head, items)
}

func compress(raw []byte) []byte {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, err := w.Write(raw)
	if err := errors.Join(err, w.Close()); err != nil {
		panic("BUG: compressing into memory: " + err.Error())
	}
	return b.Bytes()
}

func expand(data []byte) ([]byte, error) {
	r, err := zlib.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}
