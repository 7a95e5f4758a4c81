package spectest

import (
	"math"
	"strconv"
	"strings"
)

// Value is an argument or a result.
type Value struct {
	Type  string // i32, f64, v128, externref …
	Lane  string `json:"lane_type"` // of a v128: i8, f32 …
	Value any    // a string, several for a v128, none for any reference
}

// Bits returns a value as the engine passes it: a word, or two for a v128. A NaN
// that is a pattern is 0.
func (v Value) Bits() []uint64 {
	lanes, vector := v.Value.([]any)
	if !vector {
		return []uint64{bits(v.Type, v.Value)}
	}
	width := width(v.Lane)
	words := make([]uint64, 2)
	for i, lane := range lanes {
		at := i * width
		words[at/64] |= bits(v.Lane, lane) & mask(width) << (at % 64)
	}
	return words
}

// Is reports whether a result, of as many words as Bits has, is what is expected.
func (v Value) Is(got []uint64) bool {
	lanes, vector := v.Value.([]any)
	if !vector {
		_, definite := v.Value.(string)
		return !definite || is(v.Type, v.Value, got[0])
	}
	width := width(v.Lane)
	for i, lane := range lanes {
		at := i * width
		if !is(v.Lane, lane, got[at/64]>>(at%64)&mask(width)) {
			return false
		}
	}
	return true
}

// width is that of a type of number, in bits.
func width(kind string) int {
	n, err := strconv.Atoi(kind[1:])
	if err != nil {
		panic("BUG: no number is of type " + kind)
	}
	return n
}

func mask(width int) uint64 { return math.MaxUint64 >> (64 - width) }

// bits reads a number or a reference, of which 0 is null.
func bits(kind string, v any) uint64 {
	s, ok := v.(string)
	if !ok || s == "null" || strings.HasPrefix(s, "nan:") {
		return 0
	}
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil {
		signed, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			panic("BUG: no number is " + s)
		}
		n = uint64(signed)
	}
	switch kind {
	case "i32":
		return uint64(uint32(n))
	case "externref":
		return n + 1
	}
	return n
}

func is(kind string, want any, got uint64) bool {
	quiet, sign := uint64(0x7ff8_0000_0000_0000), uint64(1)<<63
	if strings.HasSuffix(kind, "32") {
		quiet, sign, got = 0x7fc0_0000, 1<<31, uint64(uint32(got)) // above may be anything
	}
	switch want {
	case "nan:canonical":
		return got&^sign == quiet
	case "nan:arithmetic":
		return got&quiet == quiet
	}
	if strings.HasPrefix(kind, "i") {
		return bits(kind, want)&mask(width(kind)) == got
	}
	return bits(kind, want) == got
}
