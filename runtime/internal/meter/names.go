package meter

import (
	"encoding/binary"
)

// names writes the name section anew: the names of the module and of its
// functions, which is what a backtrace needs. ok is false when it cannot be read.
func (p *plan) names(section []byte) (content []byte, ok bool) {
	for len(section) > 0 {
		id := section[0]
		size, n := binary.Uvarint(section[1:])
		if n <= 0 || size > uint64(len(section)-1-n) {
			return nil, false
		}
		body := section[1+n : 1+n+int(size)]
		section = section[1+n+int(size):]
		switch id {
		case 0:
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

// functionNames moves the indices of a name map (spec, appendix "Custom
// Sections") and adds the functions that are added.
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
		length, k := binary.Uvarint(b[n:])
		if k <= 0 || length > uint64(len(b)-n-k) {
			return nil, false
		}
		end := n + k + int(length)
		moved = append(uleb(moved, p.moved(uint32(index))), b[n:end]...)
		b = b[end:]
	}
	for i, f := range p.added {
		moved = name(uleb(moved, p.refuel+uint32(i)), f.name)
	}
	return moved, true
}
