package meter

import (
	"encoding/binary"
	"unicode/utf8"
)

// names writes the name section anew (spec, appendix "Custom Sections"): the
// names of the module and of its functions, which is what a backtrace needs. ok
// is false when it cannot be read. The engine would believe what it announces,
// and allot it, so nothing is handed on that was not read to its end.
func (p *plan) names(section []byte) (content []byte, ok bool) {
	for len(section) > 0 {
		id := section[0]
		body, rest, ok := sizedBytes(section[1:])
		if !ok {
			return nil, false
		}
		section = rest
		switch id {
		case 0:
			module, rest, ok := readName(body)
			if !ok || len(rest) > 0 {
				return nil, false
			}
			body = name(nil, module)
		case 1:
			if body, ok = p.functionNames(body); !ok {
				return nil, false
			}
		default:
			continue
		}
		content = append(uleb(append(content, id), uint32(len(body))), body...)
	}
	return content, len(content) > 0
}

// functionNames moves the indices of a name map and adds the functions that
// are added.
func (p *plan) functionNames(b []byte) (moved []byte, ok bool) {
	count, n := binary.Uvarint(b)
	if n <= 0 || count > uint64(len(b)) {
		return nil, false
	}
	b, moved = b[n:], uleb(nil, uint32(count)+uint32(len(p.added)))
	for range count {
		index, n := binary.Uvarint(b)
		if n <= 0 || index >= uint64(p.m.FunctionCount()) {
			return nil, false
		}
		of, rest, ok := readName(b[n:])
		if !ok {
			return nil, false
		}
		moved = name(uleb(moved, p.moved(uint32(index))), of)
		b = rest
	}
	for i, f := range p.added {
		moved = name(uleb(moved, p.refuel+uint32(i)), f.name)
	}
	return moved, len(b) == 0
}

func readName(b []byte) (s string, rest []byte, ok bool) {
	content, rest, ok := sizedBytes(b)
	return string(content), rest, ok && utf8.Valid(content)
}

// sizedBytes reads a size and so many bytes.
func sizedBytes(b []byte) (content, rest []byte, ok bool) {
	size, n := binary.Uvarint(b)
	if n <= 0 || size > uint64(len(b)-n) {
		return nil, nil, false
	}
	end := n + int(size)
	return b[n:end], b[end:], true
}
