package sandbox

import (
	"bytes"
	"fmt"
	"os"
	"slices"
)

// StoredImage is an image in the form in which it is kept from start to start.
type StoredImage struct {
	Size    uint64       // of the memory, in bytes
	Parts   []StoredPart // in order; all else is zero, or as the image below has it
	Globals []uint64
}

// StoredPart is a part of a memory.
type StoredPart struct {
	Offset uint64
	Bytes  []byte
}

func (p StoredPart) end() uint64 { return p.Offset + uint64(len(p.Bytes)) }

// StoredImage returns the image of a module that is frozen: of one that lies
// over another, what differs from the image of that. It is a view of the image,
// not to be changed or used after the sandbox was closed.
func (m *Module) StoredImage() StoredImage {
	i := m.image()
	return StoredImage{Size: i.size, Parts: i.parts, Globals: i.globals}
}

// UseImage freezes a module that is not with the image that StoredImage has
// returned of the same module, in this start or another, and over the same image
// if it lies over one. The error says what of it cannot be; then nothing is
// changed.
func (m *Module) UseImage(s StoredImage) error {
	base := m.image()
	least, grain := uint64(m.memoryMin), uint64(1)
	if base != nil {
		least, grain = base.size, blockBytes
	}
	if s.Size%pageBytes != 0 || s.Size < least || s.Size > 1<<32 {
		return fmt.Errorf("an image of %d bytes", s.Size)
	}
	end := uint64(0)
	for _, part := range s.Parts {
		if part.Offset < end || part.Offset > s.Size || uint64(len(part.Bytes)) > s.Size-part.Offset || part.Offset%grain != 0 || part.end()%grain != 0 {
			return fmt.Errorf("%d bytes at %d of an image of %d bytes", len(part.Bytes), part.Offset, s.Size)
		}
		end = part.end()
	}
	m.origin.Store(&origin{image: newImage(s.Size, s.Parts, slices.Clone(s.Globals), base)})
	return nil
}

// blockBytes is the grain in which what is kept is told from what is not: a page
// of the system, or more where those are small.
var blockBytes = uint64(max(os.Getpagesize(), 4<<10))

// nonZero are the parts of a memory that have any content.
func nonZero(memory []byte) []StoredPart {
	return parts(memory, func(at, end int) bool { return !isZero(memory[at:end]) })
}

// differing are the parts of a memory that are not what another one was, which
// may have been shorter.
func differing(memory, was []byte) []StoredPart {
	return parts(memory, func(at, end int) bool {
		before := was[min(at, len(was)):min(end, len(was))]
		return !bytes.Equal(memory[at:at+len(before)], before) || !isZero(memory[at+len(before):end])
	})
}

// parts are the blocks of a memory that are wanted, those that touch as one.
func parts(memory []byte, wanted func(at, end int) bool) (parts []StoredPart) {
	block := int(blockBytes)
	for at := 0; at < len(memory); at += block {
		end := min(at+block, len(memory))
		if !wanted(at, end) {
			continue
		}
		last := len(parts) - 1
		if last < 0 || int(parts[last].end()) != at {
			parts = append(parts, StoredPart{Offset: uint64(at)})
			last++
		}
		parts[last].Bytes = memory[parts[last].Offset:end]
	}
	return parts
}

func isZero(b []byte) bool {
	var zeros [4 << 10]byte
	for len(b) > 0 {
		n := min(len(b), len(zeros))
		if !bytes.Equal(b[:n], zeros[:n]) {
			return false
		}
		b = b[n:]
	}
	return true
}
