package sandbox

import (
	"bytes"
	"fmt"
	"slices"
)

// StoredImage is an image in the form in which it is kept from start to start.
type StoredImage struct {
	Size    uint64 // of the memory, in bytes
	Parts   []StoredPart
	Globals []uint64
}

// StoredPart is a part of a memory, of which all else is zero.
type StoredPart struct {
	Offset uint64
	Bytes  []byte
}

// StoredImage returns the image of a module that is frozen. What it returns is
// a view of the image, not to be changed or used after the sandbox was closed.
func (m *Module) StoredImage() StoredImage {
	i := m.image()
	return StoredImage{Size: i.size, Parts: nonZero(i.content), Globals: i.globals}
}

// UseImage freezes a module that is not with the image that StoredImage has
// returned of the same module, in this start or another. The error says what of
// it cannot be; then nothing is changed.
func (m *Module) UseImage(s StoredImage) error {
	if s.Size%pageBytes != 0 || s.Size < uint64(m.memoryMin) || s.Size > 1<<32 {
		return fmt.Errorf("an image of %d bytes", s.Size)
	}
	memory := newLinearMemory(s.Size)
	if memory == nil {
		return fmt.Errorf("the system has no memory for an image of %d bytes", s.Size)
	}
	defer memory.Free()
	b := memory.Reallocate(s.Size)
	if b == nil {
		return fmt.Errorf("the system has no memory for an image of %d bytes", s.Size)
	}
	for _, part := range s.Parts {
		if part.Offset > s.Size || uint64(len(part.Bytes)) > s.Size-part.Offset {
			return fmt.Errorf("%d bytes at %d of an image of %d bytes", len(part.Bytes), part.Offset, s.Size)
		}
		copy(b[part.Offset:], part.Bytes)
	}
	m.origin.Store(&origin{image: newImage(b, slices.Clone(s.Globals))})
	return nil
}

// blockBytes is the grain in which zeros are told from what is kept.
const blockBytes = 4 << 10

var zeros [blockBytes]byte

// nonZero are the parts of a memory that have any content.
func nonZero(memory []byte) (parts []StoredPart) {
	joins := false // the block before has content
	for at := 0; at < len(memory); at += blockBytes {
		block := memory[at:min(at+blockBytes, len(memory))]
		if isZero(block) {
			joins = false
			continue
		}
		if !joins {
			parts = append(parts, StoredPart{Offset: uint64(at)})
			joins = true
		}
		last := &parts[len(parts)-1]
		last.Bytes = memory[last.Offset : at+len(block)]
	}
	return parts
}

func isZero(b []byte) bool {
	for len(b) > 0 {
		n := min(len(b), blockBytes)
		if !bytes.Equal(b[:n], zeros[:n]) {
			return false
		}
		b = b[n:]
	}
	return true
}
