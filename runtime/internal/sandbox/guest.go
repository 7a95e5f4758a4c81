package sandbox

import (
	"context"
	"fmt"
	"math"
	"runtime/debug"
	"sync"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/meter"
)

// Guest is one stay in a cell of a module, with its host's side of it. It is
// for one goroutine at a time.
type Guest struct {
	// Host is the state that the functions of a world work on.
	Host any

	sandbox   *Sandbox
	module    *Module
	ctx       context.Context
	cell      *cell    // nil before it was made, and after Leave or Keep
	began     bool     // with its own initialisation, not with an image or where it had been kept
	instance  instance // of the cell
	memory    memory   // of the call under way
	ended     bool     // not as it would have by itself: what is left of it is of no use
	tank      tank
	deepest   int32 // how many units of stack it may use
	calls     int   // of host functions
	callLimit int

	memoryLimit int64
	wall        time.Duration // as it is told of

	deadline time.Time // where timed
	timed    bool
	unwatch  func()
	placed   bool // it has a place to take turns
	holding  bool // a slot
	since    time.Time
	bug      *Bug

	mu    sync.Mutex
	floor int64 // what the limit of the metered module is; guarded by mu
}

// Limits bound what a guest may use, besides the time of its context.
type Limits struct {
	// MemoryBytes is of linear memory and tables together, not less than the
	// module's MemoryBytes, and once more of the stack of calls, which the meter
	// bounds too.
	MemoryBytes int64
	Fuel        int64 // units, of all its calls together
	HostCalls   int
	// Wall is how long the context of the guest lasts, for what is told of its
	// end; the sandbox does not measure it.
	Wall time.Duration
}

// Enter waits for a free slot and makes a guest of the module. One that does
// not begin with an image is initialised: its start section runs, and then
// _initialize. Enter returns a fault of the guest as a *check.Fault, and another
// error only when ctx ended before it had a slot.
//
// begin is called once the slot is there, and returns the context that bounds
// everything the guest does until Leave. A guest that was ended by a fault is
// returned with it, for its bill; it too must be left.
func (m *Module) Enter(ctx context.Context, host any, limits Limits, begin func() context.Context) (*Guest, error) {
	return m.enter(ctx, host, limits, begin, nil)
}

// enter is Enter, to a cell that was kept if it is not nil.
func (m *Module) enter(ctx context.Context, host any, limits Limits, begin func() context.Context, kept *cell) (*Guest, error) {
	g := &Guest{
		Host: host, sandbox: m.sandbox, module: m, tank: tank{limit: limits.Fuel}, callLimit: limits.HostCalls,
		memoryLimit: limits.MemoryBytes, wall: limits.Wall,
		floor: math.MaxInt64, // not yet set, whatever the guest before had
	}
	if ctx.Err() != nil || !g.stepIn(ctx) {
		g.stepOut()
		return nil, ctx.Err()
	}
	g.ctx = begin()
	g.deadline, g.timed = g.ctx.Deadline()
	if err := g.enter(limits.MemoryBytes, kept); err != nil {
		return g, g.fault(err)
	}
	return g, nil
}

func (g *Guest) enter(memoryBytes int64, c *cell) (err error) {
	kept, memoryLimit := c != nil, uint64(memoryBytes-g.module.tableBytes)
	if !kept {
		c = g.module.idle.take(memoryLimit)
	}
	if c == nil {
		if c, err = g.module.newCell(execution{g.ctx, g}, memoryLimit); err != nil {
			return err
		}
	}
	c.occupy(memoryLimit)
	g.cell, g.instance = c, c.instance
	g.instance.setMost(g.tank.most())
	g.deepest = int32(min(memoryBytes/meter.DepthBytes, meter.Depth))
	g.instance.setDeepest(g.deepest)
	g.setFloor()
	g.unwatch = g.watch()
	if kept || c.image != nil {
		return nil
	}
	g.began = true
	if _, _, err := g.call(meter.Start); err != nil {
		return err
	}
	_, _, err = g.call("_initialize")
	return err
}

// Initialised says that the guest was initialised when it entered, and did not
// begin with an image or where it had been kept.
func (g *Guest) Initialised() bool { return g.began }

// Call calls an export without parameters. Its error is a *check.Fault, a
// *Bug, or that of a context that was cancelled.
func (g *Guest) Call(export string) (uint64, error) {
	result, has, err := g.call(export)
	if err != nil {
		return 0, g.fault(err)
	}
	if !has {
		return 0, fmt.Errorf("no export %q", export)
	}
	return result, nil
}

// call calls an export. A guest that a host function kept until its time was
// over, and that then returned at once, has slipped through all checks but the
// last one here.
func (g *Guest) call(export string) (result uint64, has bool, err error) {
	result, has, err = g.instance.call(execution{g.ctx, g}, export)
	if err == nil {
		err = g.ctx.Err()
	}
	return result, has, err
}

// Leave ends the guest's stay and frees its slot. The cell is made ready for
// the next guest, or closed. It does nothing after Keep.
func (g *Guest) Leave() {
	if c := g.out(); c != nil {
		g.module.leave(c, g.ended)
	}
	g.stepOut()
}

// Keep ends the guest's stay as Leave does, but leaves everything as it is for
// when it enters again. It returns nil, and does nothing, for a guest that was
// ended.
func (g *Guest) Keep() *Kept {
	if g.ended || g.cell == nil {
		return nil
	}
	g.instance.setFuel(0)
	kept := &Kept{cell: g.out()}
	g.stepOut()
	return kept
}

// out takes the guest out of its cell, which is nil when it is in none.
func (g *Guest) out() *cell {
	c := g.cell
	if c != nil {
		g.unwatch()
		g.cell, g.instance = nil, nil
	}
	return c
}

// leave keeps a cell for the next guest when it can be as its image again, and is
// not worn. It cannot when a guest was ended in the midst of something.
func (m *Module) leave(c *cell, ended bool) {
	if ended || c.image == nil || c.worn() || !c.thaw() {
		c.close()
		return
	}
	m.idle.put(c, cap(m.sandbox.slots.taken))
}

// Context ends when the guest's time is over. Host functions that wait must
// heed it: the engine cannot interrupt them.
func (g *Guest) Context() context.Context { return g.ctx }

// Wait runs f without holding a slot or a place, so that a guest that waits for
// the network or a clock keeps no other from executing.
func (g *Guest) Wait(f func()) {
	g.stepOut()
	f()
	g.stepIn(g.ctx) // if it has no slot now, it is about to be stopped
}

// share lets others execute when they wait and the guest has had its turn.
func (g *Guest) share() {
	if g.holding && g.sandbox.slots.wanted() && time.Since(g.since) > turn {
		g.giveSlot()
		g.takeSlot(g.ctx)
	}
}

// stepIn waits for a place and a slot, and says whether there were both before
// ctx was done.
func (g *Guest) stepIn(ctx context.Context) bool {
	g.placed = g.sandbox.slots.come(ctx.Done())
	return g.placed && g.takeSlot(ctx)
}

// stepOut gives back what the guest has of a place and a slot: neither, where its
// time was over while it waited.
func (g *Guest) stepOut() {
	g.giveSlot()
	if g.placed {
		g.sandbox.slots.goAway()
		g.placed = false
	}
}

func (g *Guest) takeSlot(ctx context.Context) bool {
	g.holding = g.sandbox.slots.take(ctx.Done())
	g.since = time.Now()
	return g.holding
}

func (g *Guest) giveSlot() {
	if g.holding {
		g.sandbox.slots.give()
		g.holding = false
	}
}

// HostCalls is how many host functions the guest has called.
func (g *Guest) HostCalls() int { return g.calls }

// MemoryBytes is the size of the guest's linear memory, which never shrinks, and
// that which its tables may grow to.
func (g *Guest) MemoryBytes() int64 {
	if g.cell == nil {
		return 0
	}
	return g.cell.memoryBytes() + g.module.tableBytes
}

// Read returns a view of n bytes of the guest's memory, valid until the host
// function returns, and charges for them. A range that is not wholly within it
// stops the guest.
func (g *Guest) Read(offset, n uint32) []byte {
	b := g.View(offset, n)
	g.Charge(len(b))
	return b
}

// Charge charges the guest for so many bytes of its memory that the host reads
// or writes.
func (g *Guest) Charge(bytes int) { g.draw(int64(bytes) / bytesPerUnit) }

// View is Read without the charge: for memory of which the host uses it cannot
// yet say how much.
func (g *Guest) View(offset, n uint32) []byte {
	if n == 0 {
		return nil
	}
	b, ok := g.memory.Read(offset, n)
	if !ok {
		panic(&stop{reason: check.BadPointer, detail: fmt.Sprintf("%d bytes at %d, of a memory of %d bytes", n, offset, g.memory.Size())})
	}
	return b
}

// Exit ends the guest, as an exit function of its language asks. It does not return.
func (g *Guest) Exit(code uint32) {
	panic(&stop{reason: check.Exit, detail: fmt.Sprintf("exit code %d", code)})
}

// serve runs a host function for the guest, and keeps apart a stop, which the
// guest has earned, from a defect of the host.
func (g *Guest) serve(m memory, stack []uint64, f *Function) {
	defer func() {
		if cause := recover(); cause != nil {
			if _, ok := cause.(*stop); !ok {
				g.bug = &Bug{Cause: cause, Stack: string(debug.Stack())}
			}
			panic(cause)
		}
	}()
	g.memory = m
	if f.own {
		f.Call(g, stack)
		return
	}
	g.admit()
	f.Call(g, stack)
	if g.ctx.Err() != nil {
		panic(&stop{check.Deadline, g.deadlineText(), keyWall}) // it may make many calls between two looks at the clock
	}
	g.settle()
}

// admit lets the guest call the host once more. No status would stop a guest
// that calls for ever: to refuse a call takes as long as most calls do.
func (g *Guest) admit() {
	if g.calls >= g.callLimit {
		panic(&stop{check.Quota, fmt.Sprintf("the run made more than %d host calls", g.callLimit), keyHostCalls})
	}
	g.calls++
	g.draw(callUnits)
}

// Bug is a defect of the host that showed while it served a guest.
type Bug struct {
	Cause any
	Stack string
}

func (b *Bug) Error() string { return fmt.Sprintf("BUG: %v\n%s", b.Cause, b.Stack) }

// execution carries the guest to the host functions, through the engine.
type execution struct {
	context.Context
	guest *Guest
}
