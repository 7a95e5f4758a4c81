package wasm

import (
	"fmt"
	"unicode/utf8"
)

// reader takes values off the front of bytes. Its first error sticks: from then
// on nothing is left to read and every value is zero, so that a caller may read
// several and look at err once, but must look before it loops or allocates.
type reader struct {
	b    []byte
	at   int // offset of the next byte
	end  int // offset of the first byte that is not ours: of a section, a body or the module
	caps *Caps
	err  error // an *Error or a *CapError

	// For errors:
	section  string
	function int // -1 outside of bodies
}

func (r *reader) fail(at int, format string, args ...any) {
	if r.err == nil {
		r.stop(&Error{Offset: at, Section: r.section, Function: r.function, Detail: fmt.Sprintf(format, args...)})
	}
}

func (r *reader) stop(err error) {
	r.err = err
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
	return r.longU32()
}

// longU32 is apart from u32 so that the usual number, of one byte, is quick.
func (r *reader) longU32() uint32 {
	start := r.at
	var v uint32
	for shift := 0; shift < 35 && r.err == nil; shift += 7 {
		c := r.byte()
		if shift == 28 && c < 0x80 && c > 0x0f {
			r.fail(start, "a number does not fit into 32 bits")
			return 0
		}
		v |= uint32(c&0x7f) << shift
		if c < 0x80 {
			return v
		}
	}
	r.fail(start, "a number is longer than 5 bytes")
	return 0
}

// signed reads a number in two's complement (spec §5.2.2). The bits of the
// last byte that the number has no room for must repeat its sign.
func (r *reader) signed(bits uint) int64 {
	start := r.at
	var v int64
	for shift := uint(0); shift < bits && r.err == nil; shift += 7 {
		c := r.byte()
		// The seven bits of the byte, its sign spread over the rest.
		part := int64(int8(c<<1) >> 1)
		if c >= 0x80 {
			v |= (part & 0x7f) << shift
			continue
		}
		if room := bits - shift; room < 7 {
			if sign := part >> (room - 1); sign != 0 && sign != -1 {
				r.fail(start, "a number does not fit into %d bits", bits)
				return 0
			}
		}
		return v | part<<shift
	}
	r.fail(start, "a number is longer than %d bytes", (bits+6)/7)
	return 0
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
	at := r.at
	n := r.u32()
	if r.err == nil {
		r.within(at, CapNameBytes, whole(n))
	}
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
