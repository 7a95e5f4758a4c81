package sandbox

import (
	"bytes"

	"github.com/sandpiper-checks/sandpiper/runtime/internal/freeze"
)

// origin is where the guests of a module begin, of one that can be frozen:
// with an image, or else with the module's own data and all of their
// initialisation to come.
type origin struct {
	data  []freeze.Segment
	image *image
}

// image is what the initialisation of a guest has left: all that can differ
// between two guests of a module that can be frozen.
type image struct {
	size    uint64       // of the memory
	parts   []StoredPart // of the memory, in order, where it is not as base has it, or not zero
	globals []uint64
	base    *image     // over which it lies, and which lies over none; nil: over nothing
	file    *imageFile // which holds the parts; nil: the memory is copied
}

// copiedBytes is how large a memory is copied to a guest and not mapped: to
// find out which pages of it have changed would take as long.
const copiedBytes = 128 << 10

// imageOf makes an image of a memory and the values of globals, of a guest that
// began with base, if it is not nil.
func imageOf(memory []byte, globals []uint64, base *image) *image {
	parts := nonZero(memory)
	if base != nil {
		parts = differing(memory, base.whole())
	}
	return newImage(uint64(len(memory)), parts, globals, base)
}

// newImage makes an image of what there is in it. It copies the parts.
func newImage(size uint64, parts []StoredPart, globals []uint64, base *image) *image {
	i := &image{size: size, globals: globals, base: base}
	if size > copiedBytes && (base == nil || base.file != nil) {
		i.file = newImageFile(size, parts, i.under())
	}
	for _, part := range parts {
		if i.file != nil {
			part.Bytes = i.file.content[part.Offset:][:len(part.Bytes)]
		} else {
			part.Bytes = bytes.Clone(part.Bytes)
		}
		i.parts = append(i.parts, part)
	}
	return i
}

// under is the file over which that of the image lies, nil for none.
func (i *image) under() *imageFile {
	if i.base == nil {
		return nil
	}
	return i.base.file
}

// whole is the memory of an image that lies over none.
func (i *image) whole() []byte {
	if i.file != nil {
		return i.file.content
	}
	memory := make([]byte, i.size)
	i.copyTo(memory)
	return memory
}

func (i *image) close() {
	if i.file != nil {
		i.file.close()
	}
}

// copyTo copies the parts to a memory that is zero.
func (i *image) copyTo(memory []byte) {
	if i.base != nil {
		i.base.copyTo(memory)
	}
	for _, part := range i.parts {
		copy(memory[part.Offset:], part.Bytes)
	}
}

// fill makes a memory, which guests have used or not, what the image says.
func (i *image) fill(memory []byte) {
	switch {
	case i.file != nil:
		i.file.restore(memory)
		return
	case i.base != nil:
		clear(memory)
		i.copyTo(memory)
		return
	}
	end := 0
	for _, part := range i.parts {
		clear(memory[end:part.Offset])
		end = int(part.Offset) + copy(memory[part.Offset:], part.Bytes)
	}
	clear(memory[end:])
}
