package wasm

import (
	"fmt"
	"math"
	"unicode/utf8"
)

// reader takes values off the front of bytes. Its first error sticks: from then
// on nothing is left to read and every value is zero, so that a caller may read
// several and look at err once, but must look before it loops or allocates.
type reader struct {
	b       []byte
	at      int    // offset of the next byte
	end     int    // offset of the first byte that is not ours: of a section, a body or the module
	section string // for errors
	err     *Error
}

func (r *reader) fail(at int, format string, args ...any) {
	if r.err == nil {
		r.err = &Error{Offset: at, Section: r.section, Detail: fmt.Sprintf(format, args...)}
	}
	r.at = r.end
}

func (r *reader) left() int { return r.end - r.at }

func (r *reader) byte() byte {
	if r.at >= r.end {
		r.fail(r.at, "the bytes end where one more is needed")
		return 0
	}
	c := r.b[r.at]
	r.at++
	return c
}

// take returns the next n bytes as they are. They are not copied.
func (r *reader) take(n uint32, what string) []byte {
	if uint64(n) > uint64(r.left()) {
		r.fail(r.at, "%s needs %d bytes, %d are left", what, n, r.left())
		return nil
	}
	s := r.b[r.at : r.at+int(n)]
	r.at += int(n)
	return s
}

// u32 reads an unsigned number of 32 bits (spec §5.2.2): at most five bytes,
// of which the last has no bit beyond the 32.
func (r *reader) u32() uint32 {
	if r.at < r.end && r.b[r.at] < 0x80 {
		r.at++
		return uint32(r.b[r.at-1])
	}
	return uint32(r.unsigned(32))
}

func (r *reader) unsigned(bits uint) uint64 {
	start := r.at
	var v uint64
	for shift := uint(0); ; shift += 7 {
		if shift >= bits {
			r.fail(start, "a number is longer than %d bytes", (bits+6)/7)
			return 0
		}
		c := r.byte()
		if r.err != nil {
			return 0
		}
		if shift+7 > bits && c&0x7f>>(bits-shift) != 0 {
			if c&0x80 == 0 {
				r.fail(start, "a number does not fit into %d bits", bits)
				return 0
			}
		}
		v |= uint64(c&0x7f) << shift
		if c < 0x80 {
			return v
		}
	}
}

// signed reads a number in two's complement (spec §5.2.2). The bits of the
// last byte that the number has no room for must repeat its sign.
func (r *reader) signed(bits uint) int64 {
	start := r.at
	var v int64
	for shift := uint(0); ; shift += 7 {
		if shift >= bits {
			r.fail(start, "a number is longer than %d bytes", (bits+6)/7)
			return 0
		}
		c := r.byte()
		if r.err != nil {
			return 0
		}
		v |= int64(c&0x7f) << shift
		if c >= 0x80 {
			continue
		}
		if room := bits - shift; room < 7 {
			if top := int8(c<<1) >> room; top != 0 && top != -1 {
				r.fail(start, "a number does not fit into %d bits", bits)
				return 0
			}
		}
		if spare := 64 - int(shift) - 7; spare > 0 {
			v = v << spare >> spare
		}
		return v
	}
}

// count reads the length of a vector (spec §5.1.3) whose entries take at least
// size bytes each. What the bytes that are left cannot hold is refused here,
// so that a count can be trusted for an allocation.
func (r *reader) count(what string, size int) int {
	at := r.at
	n := r.u32()
	if uint64(n)*uint64(size) > uint64(r.left()) {
		r.fail(at, "%d %s are announced, %d bytes are left", n, what, r.left())
		return 0
	}
	return int(n)
}

// name reads a name: UTF-8, no longer than it says (spec §5.2.4).
func (r *reader) name(what string) string {
	n := r.u32()
	at := r.at
	b := r.take(n, what)
	if !utf8.Valid(b) {
		r.fail(at, "%s is not UTF-8", what)
		return ""
	}
	return string(b)
}

// index reads an index that must be below length (spec §5.5.1).
func (r *reader) index(what string, length int) uint32 {
	at := r.at
	x := r.u32()
	if r.err == nil && uint64(x) >= uint64(length) {
		r.fail(at, "%s %d does not exist, there are %d", what, x, length)
		return 0
	}
	return x
}

// span is the range of bytes from start to where the reader stands.
func (r *reader) span(start int) Span { return Span{Offset: start, Size: r.at - start} }

// limits reads the size of a table or a memory (spec §5.3.7, §3.2.1).
func (r *reader) limits(what string, most uint32) Limits {
	at := r.at
	flags := r.byte()
	switch {
	case flags > 7:
		r.fail(at, "limits flag %#x of a %s is not known", flags, what)
	case flags&4 != 0:
		r.fail(at, "memory64 is not supported (a %s with 64-bit limits)", what)
	case flags&2 != 0:
		r.fail(at, "threads are not supported (a shared %s)", what)
	}
	l := Limits{Min: r.u32(), HasMax: flags&1 != 0}
	if l.HasMax {
		l.Max = r.u32()
	}
	switch {
	case r.err != nil:
	case l.Min > most:
		r.fail(at, "a %s of at least %d cannot be, the most is %d", what, l.Min, most)
	case l.HasMax && l.Max > most:
		r.fail(at, "a %s of up to %d cannot be, the most is %d", what, l.Max, most)
	case l.HasMax && l.Min > l.Max:
		r.fail(at, "a %s of at least %d cannot be at most %d", what, l.Min, l.Max)
	}
	return l
}

const (
	mostPages   = 65536 // of 64 KiB: what a 32-bit address reaches (spec §3.2.5)
	mostEntries = math.MaxUint32
)
