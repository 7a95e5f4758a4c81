package sandbox

import (
	"context"
	"sync/atomic"
)

// Module is code with the place where its guests begin.
type Module struct {
	*compiled
	base   *Module                // whose guests begin where it has no image of its own; nil: it is of its own
	origin atomic.Pointer[origin] // nil: that of base, or its guests cannot be frozen
	idle   pool
}

// compiled is what guests of all modules share that have the same code.
type compiled struct {
	sandbox  *Sandbox
	code     code
	obstacle error // why its guests cannot be frozen; nil: they can

	hasMemory             bool
	tableBytes, memoryMin int64

	imported, functions int // how many the module has, before it was metered
}

// Over returns a module of the same code, whose guests begin where those of m
// do until it is frozen. Its image then lies over that of m, which they share.
// m must not lie over another itself.
func (m *Module) Over() *Module {
	over := &Module{compiled: m.compiled, base: m}
	s := m.sandbox
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		over.idle.close()
	}
	s.modules = append(s.modules, over)
	return over
}

// beginning is where guests of the module begin, nil where they cannot be frozen.
func (m *Module) beginning() *origin {
	if o := m.origin.Load(); o != nil || m.base == nil {
		return o
	}
	return m.base.beginning()
}

// image is what guests of the module begin with, nil where each is initialised.
func (m *Module) image() *image {
	if o := m.beginning(); o != nil {
		return o.image
	}
	return nil
}

// Frozen says whether guests of the module begin with an image.
func (m *Module) Frozen() bool { return m.image() != nil }

// Freeze makes a guest of a module that can be frozen, initialises it within
// limits, lets prepare, if it is not nil, do more with it, and keeps the image of
// it, with which all other guests then begin. A module that lies over another is
// frozen after that. It returns what Enter and prepare do, and changes nothing
// where that is an error. It may succeed once, before any other guest enters.
func (m *Module) Freeze(
	ctx context.Context, host any, limits Limits, begin func() context.Context, prepare func(*Guest) error,
) error {
	below := m
	if m.base != nil {
		below = m.base
	}
	g, err := below.Enter(ctx, host, limits, begin)
	if g == nil {
		return err
	}
	defer g.Leave()
	if err == nil && prepare != nil {
		err = prepare(g)
	}
	if err == nil {
		m.origin.Store(&origin{image: imageOf(g.cell.memory.bytes(), g.instance.state(), g.cell.image)})
	}
	return err
}

// MemoryBytes is what every guest of the module needs: the memory that it
// begins with, and its tables at the size that they may grow to.
func (m *Module) MemoryBytes() int64 {
	if image := m.image(); image != nil {
		return int64(image.size) + m.tableBytes
	}
	return m.memoryMin + m.tableBytes
}

func (m *Module) close() {
	m.idle.close()
	if o := m.origin.Load(); o != nil && o.image != nil {
		o.image.close()
	}
}

// Obstacle is why guests of the module cannot be frozen, nil when they can.
func (m *Module) Obstacle() error { return m.obstacle }
