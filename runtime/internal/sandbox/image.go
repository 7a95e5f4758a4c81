package sandbox

import (
	"bytes"
	"context"

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
	size    uint64 // of the memory
	content []byte // of its beginning; what is behind it is zero
	globals []uint64
	file    *imageFile // which holds the whole memory, for content; nil: it is copied
}

// copiedBytes is how large a memory is copied to a guest and not mapped: to
// find out which pages of it have changed would take as long.
const copiedBytes = 128 << 10

// newImage makes an image of a memory and the values of globals.
func newImage(memory []byte, globals []uint64) *image {
	i := &image{size: uint64(len(memory)), globals: globals}
	if len(memory) > copiedBytes {
		i.file, i.content = newImageFile(memory)
	}
	if i.file == nil {
		i.content = bytes.Clone(bytes.TrimRight(memory, "\x00"))
	}
	return i
}

func (i *image) close() {
	if i.file != nil {
		i.file.close()
	}
}

// fill makes a memory, which guests have used or not, what the image says.
func (i *image) fill(memory []byte) {
	if i.file != nil {
		i.file.restore(memory)
		return
	}
	n := copy(memory, i.content)
	clear(memory[n:])
}

// Frozen says whether guests of the module begin with an image.
func (m *Module) Frozen() bool { return m.image() != nil }

func (m *Module) image() *image {
	if o := m.origin.Load(); o != nil {
		return o.image
	}
	return nil
}

// Freeze makes a guest of a module that can be frozen, initialises it within
// limits and keeps the image of it, with which all other guests then begin. It
// returns what Enter does, and changes nothing where that is an error. It may
// succeed once.
func (m *Module) Freeze(ctx context.Context, host any, limits Limits, begin func() context.Context) error {
	g, err := m.Enter(ctx, host, limits, begin)
	if g == nil {
		return err
	}
	defer g.Leave()
	if err == nil {
		m.origin.Store(&origin{image: newImage(g.cell.memory.bytes(), g.instance.state())})
	}
	return err
}
