package sandbox

import (
	"context"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/freeze"
)

// cell is an instance of a module and its memory. One that began with an image
// serves many guests, one after another: each finds it as the image has it.
type cell struct {
	module   *Module
	instance instance
	memory   *linearMemory // nil where the module has none
	image    *image        // with which it began; nil: its guest is initialised

	made      time.Time
	guests    int       // that were in it
	idleSince time.Time // of one in a pool
}

// A cell is given up after as many guests, or as long. All that is known to
// change in it is put back after each: what nobody knows of must not add up.
const (
	mostGuests = 100_000
	oldest     = time.Hour
)

// worn says that the cell has served for long enough.
func (c *cell) worn() bool { return c.guests >= mostGuests || time.Since(c.made) >= oldest }

// newCell makes a cell for guests of a memory limit.
func (m *Module) newCell(ctx context.Context, limit uint64) (*cell, error) {
	c, o := &cell{module: m, made: time.Now()}, m.beginning()
	if o != nil {
		c.image = o.image
	}
	if m.hasMemory {
		if c.memory = m.newMemory(limit, c.image); c.memory == nil {
			return nil, &stop{reason: check.Memory, detail: "the system has no memory for another guest"}
		}
	}
	instance, err := m.code.instantiate(ctx, c.memory)
	if err != nil {
		if c.memory != nil {
			c.memory.Free() // the engine does not
		}
		return nil, err
	}
	c.instance = instance
	if err := c.begin(o); err != nil {
		c.close()
		return nil, err
	}
	return c, nil
}

// newMemory makes a memory for guests of a limit, in which the image is mapped
// if it is one to be mapped. It returns nil when the system has none to give.
func (m *Module) newMemory(limit uint64, i *image) *linearMemory {
	memory := newLinearMemory(limit)
	if memory == nil {
		return nil
	}
	var given bool
	if i != nil && i.file != nil {
		given = memory.fits(i.size) && memory.reserved.mapImage(i.file, i.size)
	} else {
		given = memory.reserved.commit(uint64(m.memoryMin)) // or the engine would panic
	}
	if !given {
		memory.Free()
		return nil
	}
	return memory
}

// begin fills the memory of a new cell.
func (c *cell) begin(o *origin) error {
	switch {
	case o == nil:
		return nil // the engine has done it
	case o.image == nil:
		return freeze.Fill(c.memory.bytes(), o.data)
	}
	if more := o.image.size - c.memory.size; more > 0 && !c.instance.grow(uint32(more/pageBytes)) {
		return &stop{check.Memory, "the image is larger than the limit of memory", KeyMemory}
	}
	if o.image.file == nil {
		o.image.copyTo(c.memory.bytes()) // all else is zero, and takes no memory
	}
	c.instance.setState(o.image.globals)
	return nil
}

// thaw makes the cell what its image says. A memory cannot shrink: it says no
// when it has grown.
func (c *cell) thaw() bool {
	if c.memory.size != c.image.size {
		return false
	}
	c.image.fill(c.memory.bytes())
	c.instance.setState(c.image.globals)
	return true
}

// occupy prepares the cell for its next guest.
func (c *cell) occupy(memoryLimit uint64) {
	c.guests++
	if c.memory != nil {
		c.memory.limit, c.memory.starved = memoryLimit, false
	}
}

// starved says that the guest was refused the memory that it last asked for.
func (c *cell) starved() bool { return c.memory != nil && c.memory.starved }

func (c *cell) memoryBytes() int64 {
	if c.memory == nil {
		return 0
	}
	return int64(c.memory.size)
}

func (c *cell) close() { c.instance.close() }
