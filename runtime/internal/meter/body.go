package meter

import "github.com/sandpiper-checks/sandpiper/runtime/wasm"

// body writes one function body. It is reused from one to the next.
type body struct {
	plan   *plan
	f      *function
	walker *wasm.Walker
	out    instructions
	copied int // offset up to which the old body is in out
	opened int // blocks so far
	loops  int // loops so far
	blocks []written
	tight  int // place in blocks of the tight loop that is open, 0 if none is

	// Indices of the added locals: the fuel, what was held at the entry; the
	// units that have gathered, the depth at the entry, a size or a new depth.
	fuel, held         uint32 // i64
	batch, depth, size uint32 // i32
}

// written is an open block.
type written struct {
	op      wasm.Opcode
	loop    int
	tries   int // try_tables around it
	landing landing
}

func (b *body) write(p *plan, f *function, w *wasm.Walker) {
	*b = body{plan: p, f: f, walker: w, out: b.out[:0], blocks: append(b.blocks[:0], written{op: wasm.OpBlock})}
	b.locals()
	b.copied = w.First
	b.chargeEntry()
	b.enter()
	for w.Next() {
		b.instruction(&w.Instruction)
	}
}

// locals declares what the body has, and behind it what is added.
func (b *body) locals() {
	next := b.walker.LocalCount()
	b.fuel, b.held, b.batch, b.depth, b.size = next, next+1, next+2, next+3, next+4
	b.out = uleb(b.out, uint32(len(b.walker.Locals)+2))
	for _, run := range b.walker.Locals {
		b.out = append(uleb(b.out, run.Count), byte(run.Type))
	}
	b.out = append(b.out, 2, byte(wasm.I64), 3, byte(wasm.I32))
}

func (b *body) instruction(in *wasm.Instruction) {
	if s, ok := bulk(in.Op); ok {
		b.catchUp(in.Offset)
		b.chargeSize(s)
	}
	switch in.Op {
	case wasm.OpBlock, wasm.OpIf, wasm.OpTryTable, wasm.OpLoop:
		b.open(in)
	case wasm.OpEnd:
		b.end(in)
	case wasm.OpBr, wasm.OpBrIf:
		b.branch(in)
	case wasm.OpBrTable:
		b.branches(in)
	case wasm.OpReturn:
		if b.f.wrapped() {
			b.catchUp(in.Offset)
			b.leave(in)
			b.copied = in.End()
		}
	case wasm.OpReturnCall:
		b.tailCall(in, b.plan.m.FuncType(in.Index))
	case wasm.OpReturnCallIndirect:
		b.tailCall(in, b.plan.m.Types[in.Index])
	case wasm.OpCall, wasm.OpRefFunc:
		b.move(in, in.Op)
	case wasm.OpThrow:
		b.catchUp(in.Offset)
		b.chargeThrow()
	}
}

// catchUp copies the old body up to an offset.
func (b *body) catchUp(offset int) {
	b.out = append(b.out, b.plan.m.Raw[b.copied:offset]...)
	b.copied = offset
}

// move gives an instruction that names a function the function's new index.
func (b *body) move(in *wasm.Instruction, op wasm.Opcode) {
	b.catchUp(in.Offset)
	b.out.op(op, b.plan.moved(in.Index))
	b.copied = in.End()
}

// tailCall leaves the function before it is left for another one. Where the
// engine keeps the frame all the same, it must be counted as long, which a
// call does.
func (b *body) tailCall(in *wasm.Instruction, callee wasm.FuncType) {
	keeps := b.f.cut && !proper(callee)
	b.catchUp(in.Offset)
	if b.f.wrapped() && !keeps {
		b.settle()
	}
	switch {
	case in.Op == wasm.OpReturnCall && keeps:
		b.move(in, wasm.OpCall)
	case in.Op == wasm.OpReturnCall:
		b.move(in, in.Op)
	case keeps:
		b.out.op(wasm.OpCallIndirect, in.Index, in.Table)
		b.copied = in.End()
	}
	if keeps {
		b.leave(in)
	}
}

func (b *body) open(in *wasm.Instruction) {
	block := written{op: in.Op, tries: b.tries()}
	if b.opened++; b.opened < len(b.f.landings) {
		block.landing = b.f.landings[b.opened]
	}
	switch in.Op {
	case wasm.OpLoop:
		l := &b.f.loops[b.loops]
		block.loop = b.loops
		b.loops++
		if l.tight {
			b.openTight(in)
		}
		if l.header || block.landing != 0 {
			b.catchUp(in.End())
			b.land(block)
		}
		if l.header {
			b.charge(l)
		}
	case wasm.OpTryTable:
		b.catchUp(in.Offset)
		b.out.op(wasm.OpLocalGet, b.held)
		b.out.i32(int32(b.tries() + 1))
		b.out.i32(int32(len(b.walker.Catches)))
		b.out.op(wasm.OpCall, b.plan.hold)
	}
	b.blocks = append(b.blocks, block)
}

// tries is the number of try_tables that are open.
func (b *body) tries() int {
	top := b.blocks[len(b.blocks)-1]
	if top.op == wasm.OpTryTable {
		return top.tries + 1
	}
	return top.tries
}

func (b *body) end(in *wasm.Instruction) {
	block := b.blocks[len(b.blocks)-1]
	b.blocks = b.blocks[:len(b.blocks)-1]
	switch {
	case len(b.blocks) == 0:
		b.catchUp(in.Offset)
		if b.f.wrapped() {
			b.out.op(wasm.OpEnd)
			b.settle()
		}
		b.out.op(wasm.OpEnd)
		b.copied = in.End()
	case block.op != wasm.OpLoop:
		b.catchUp(in.End())
		b.land(block)
	case len(b.blocks) == b.tight:
		b.endTight(in)
	}
}

// land sets right what exceptions and branches out of a try_table leave wrong.
// Within another try_table what is held stays too much, until one is entered
// again or all are left.
func (b *body) land(block written) {
	if block.landing&caught != 0 {
		b.out.op(wasm.OpLocalGet, b.depth)
		b.out.i32(int32(b.f.frame))
		b.out.op(wasm.OpI32Add)
		b.out.op(wasm.OpGlobalSet, b.plan.used)
		// The stack that the engine goes on with is 16 bytes longer.
		b.out.op(wasm.OpGlobalGet, b.plan.high)
		b.out.i32(1)
		b.out.op(wasm.OpI32Add)
		b.out.op(wasm.OpGlobalSet, b.plan.high)
	}
	if block.landing&left != 0 && block.tries == 0 {
		b.out.op(wasm.OpLocalGet, b.held)
		b.out.op(wasm.OpGlobalSet, b.plan.held)
	}
}

// chargeEntry charges at the start of the body.
func (b *body) chargeEntry() {
	b.spend(int64(b.f.cost + b.f.deposit))
	if b.f.yieldsAtEntry() {
		b.yield()
		return
	}
	b.out.op(wasm.OpGlobalGet, b.plan.limit)
	b.out.op(wasm.OpI64LtS)
	b.out.when()
	b.out.op(wasm.OpUnreachable)
	b.out.op(wasm.OpEnd)
}

// spend takes units off the fuel and leaves what remains on the stack.
func (b *body) spend(units int64) {
	b.out.op(wasm.OpGlobalGet, b.plan.fuel)
	b.out.i64(units)
	b.out.op(wasm.OpI64Sub)
	b.out.op(wasm.OpLocalTee, b.fuel)
	b.out.op(wasm.OpGlobalSet, b.plan.fuel)
	b.out.op(wasm.OpLocalGet, b.fuel)
}

// yield takes what remains from the stack, and hands over to the host when it
// is below zero.
func (b *body) yield() {
	b.out.i64(0)
	b.out.op(wasm.OpI64LtS)
	b.out.when()
	b.out.i32(0)
	b.out.op(wasm.OpCall, b.plan.refuel)
	b.out.op(wasm.OpEnd)
}

// charge charges one turn of a loop: at once where it calls something, else
// into the batch.
func (b *body) charge(l *loop) {
	if l.calls {
		b.spend(int64(l.cost))
		b.yield()
		return
	}
	b.gather(l)
	b.out.when()
	b.pass()
	b.out.op(wasm.OpEnd)
}

// gather adds a turn to the batch, and leaves on the stack whether it is full.
func (b *body) gather(l *loop) {
	b.out.op(wasm.OpLocalGet, b.batch)
	b.out.i32(l.cost)
	b.out.op(wasm.OpI32Add)
	b.out.op(wasm.OpLocalTee, b.batch)
	b.out.i32(Batch)
	b.out.op(wasm.OpI32GeU)
}

// pass passes the batch on.
func (b *body) pass() {
	b.out.op(wasm.OpLocalGet, b.batch)
	b.out.op(wasm.OpCall, b.plan.refuel)
	b.out.i32(0)
	b.out.op(wasm.OpLocalSet, b.batch)
}

// chargeSize charges what the topmost operand, which stays, makes an instruction cost.
func (b *body) chargeSize(s size) {
	b.out.op(wasm.OpLocalTee, b.size)
	if s.from > 0 {
		b.out.op(wasm.OpLocalGet, b.size)
		b.out.i32(int32(s.from))
		b.out.op(wasm.OpI32GeU)
		b.out.when()
	}
	b.out.op(wasm.OpLocalGet, b.size)
	if s.mask > 0 {
		b.out.i32(int32(s.mask))
		b.out.op(wasm.OpI32And)
	}
	if s.left > 0 {
		b.out.i32(int32(s.left))
		b.out.op(wasm.OpI32Shl)
	} else {
		b.out.i32(int32(s.right))
		b.out.op(wasm.OpI32ShrU)
	}
	if s.base > 0 {
		b.out.i32(int32(s.base))
		b.out.op(wasm.OpI32Add)
	}
	b.out.op(wasm.OpCall, b.plan.refuel)
	if s.from > 0 {
		b.out.op(wasm.OpEnd)
	}
}

// chargeThrow charges an exception that is thrown, for whose handler the engine
// looks in all try_tables that are open.
func (b *body) chargeThrow() {
	b.out.i32(throwUnits)
	if b.plan.catches {
		b.out.op(wasm.OpGlobalGet, b.plan.held)
		b.out.op(wasm.OpI32WrapI64)
		b.out.i32(throwShift)
		b.out.op(wasm.OpI32ShrU)
		b.out.op(wasm.OpI32Add)
	}
	b.out.op(wasm.OpCall, b.plan.refuel)
}

// enter counts the depth, and opens the block that returns go to.
func (b *body) enter() {
	if b.f.cut {
		b.deeper()
	}
	if b.f.catches {
		b.out.op(wasm.OpGlobalGet, b.plan.held)
		b.out.op(wasm.OpLocalSet, b.held)
	}
	if !b.f.wrapped() {
		return
	}
	results := b.walker.Type.Results
	b.out.op(wasm.OpBlock)
	switch len(results) {
	case 0:
		b.out = append(b.out, emptyBlock)
	case 1:
		b.out = append(b.out, byte(results[0]))
	default:
		b.out = sleb(b.out, int64(b.plan.blocks[b.plan.m.TypeIndex(b.walker.Function)]))
	}
}

// deeper adds the frame to the depth. Where there are exceptions it keeps the
// greatest that was reached, because the engine's stack never shrinks.
func (b *body) deeper() {
	b.out.op(wasm.OpGlobalGet, b.plan.used)
	b.out.op(wasm.OpLocalTee, b.depth)
	b.out.op(wasm.OpGlobalGet, b.plan.deepest)
	b.out.op(wasm.OpI32GeU)
	b.out.when()
	b.out.i32(-1)
	b.out.op(wasm.OpGlobalSet, b.plan.used)
	b.out.op(wasm.OpUnreachable)
	b.out.op(wasm.OpEnd)
	b.out.op(wasm.OpLocalGet, b.depth)
	b.out.i32(int32(b.f.frame))
	b.out.op(wasm.OpI32Add)
	if b.plan.catches {
		b.out.op(wasm.OpLocalTee, b.size)
	}
	b.out.op(wasm.OpGlobalSet, b.plan.used)
	if b.plan.catches {
		b.out.op(wasm.OpLocalGet, b.size)
		b.out.i32(highShift)
		b.out.op(wasm.OpI32Shl)
		b.out.op(wasm.OpLocalTee, b.size)
		b.out.op(wasm.OpGlobalGet, b.plan.high)
		b.out.op(wasm.OpI32GtU)
		b.out.when()
		b.out.op(wasm.OpLocalGet, b.size)
		b.out.op(wasm.OpGlobalSet, b.plan.high)
		b.out.op(wasm.OpEnd)
	}
}

// leave branches to the end of the added block. Within it the label of the
// body, which is the outermost, has the number that the block has now.
func (b *body) leave(in *wasm.Instruction) {
	b.out.op(wasm.OpBr, b.moved(uint32(in.Depth-1)))
}

// settle does what must be done when the function is left: it gives back what
// was charged for nothing, and sets the depth to what it was before the call.
func (b *body) settle() {
	if b.f.deposit > 0 {
		b.giveBack()
	}
	if b.f.cut {
		b.out.op(wasm.OpLocalGet, b.depth)
		b.out.op(wasm.OpGlobalSet, b.plan.used)
	}
	if b.f.catches {
		b.out.op(wasm.OpLocalGet, b.held)
		b.out.op(wasm.OpGlobalSet, b.plan.held)
	}
}

// giveBack gives back the deposit. Who has more than the most by that, and
// returns from a recursion, hands over to the host.
func (b *body) giveBack() {
	b.out.op(wasm.OpGlobalGet, b.plan.fuel)
	if b.f.batches {
		b.out.i32(int32(b.f.deposit))
		b.out.op(wasm.OpLocalGet, b.batch)
		b.out.op(wasm.OpI32Sub)
		b.out.op(wasm.OpI64ExtendI32U)
	} else {
		b.out.i64(int64(b.f.deposit))
	}
	b.out.op(wasm.OpI64Add)
	b.out.op(wasm.OpGlobalSet, b.plan.fuel)
	if !b.f.lingers() {
		return
	}
	b.out.op(wasm.OpGlobalGet, b.plan.most)
	b.out.op(wasm.OpGlobalGet, b.plan.fuel)
	b.out.op(wasm.OpI64LtS)
	b.out.when()
	b.out.op(wasm.OpCall, b.plan.returned)
	b.out.op(wasm.OpEnd)
}
