package wasm

// effort foretells what a function costs an engine that optimises, beyond what
// its size tells: some of what such an engine does grows with the square of it.
// The predictions are never much too low, and for what compilers write they are
// small.
//
// Flow: each edge between basic blocks makes the engine go up the tree of
// dominators, the blocks that must have been passed. Blocks one after another
// make that tree a chain. Counted is, for each edge, how deep it begins.
//
// Live: what a local holds must be kept in each basic block between one use and
// the next. Counted is, at each use, how many blocks were begun since the last
// one, and at the end of a loop the same for each local that was used in it: it
// may be used again in the next turn. The start of a loop counts more, and the
// more the deeper it lies in other loops, because what is used in the innermost
// is handed on by all of them. Operands that wait on the stack while a block
// begins are counted too.
//
// Steps: see [steps].
//
// Code: what each instruction weighs, see [Walker.weight], and the values that
// the function takes and gives.
type effort struct {
	flow, live, code int // of the function under way
	steps            steps

	frames []effortFrame
	depth  int  // of the basic block under way, in the tree of dominators
	dead   bool // nothing gets here
	blocks int  // begun so far, starts of loops with their weight
	loops  int  // that are open
	height int  // of the stack of operands

	// When each local was used last, in blocks, and all of them in the order of
	// their last use: a ring through the place behind the last.
	used       []int
	next, prev []uint32
}

// effortFrame is a block that is open.
type effortFrame struct {
	op     Opcode
	depth  int  // before it
	dead   bool // before it
	from   int  // the least depth of what branches to its end; noBranch: nothing does
	arms   int  // of an if, whose ends are reached
	blocks int  // begun before the loop
	height int  // of the stack below what the block takes
	block  BlockType
}

const noBranch = int(^uint(0) >> 1)

// foretell walks the body that the walker has entered, up to its end or as far
// as the caps let it.
func (e *effort) foretell(w *Walker) {
	if w.err != nil { // it may have too many locals
		return
	}
	e.enter(w)
	e.steps.enter(w)
	e.code = handedOver(w.Type)
	for w.Next() {
		e.steps.step(w, e.dead)
		e.step(w)
		e.code += w.weight()
		w.within(w.Offset, CapCode, e.code)
		if w.Op == OpEnd {
			w.within(w.Offset, CapFlow, e.flow)
			w.within(w.Offset, CapLive, e.live)
		}
	}
}

func (e *effort) enter(w *Walker) {
	n := int(w.locals)
	e.used, e.next, e.prev = resized(e.used, n), resized(e.next, n+1), resized(e.prev, n+1)
	for i := range e.next {
		e.next[i], e.prev[i] = uint32((i+1)%(n+1)), uint32((i+n)%(n+1))
	}
	clear(e.used)
	*e = effort{
		frames: append(e.frames[:0], effortFrame{op: OpBlock, from: noBranch, block: w.frames[0].block}),
		depth:  1,
		used:   e.used, next: e.next, prev: e.prev,
		steps: e.steps,
	}
}

func resized[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}

// step takes the instruction at which the walker stands.
func (e *effort) step(w *Walker) {
	if !e.dead {
		e.height += w.m.stackEffect(&w.Instruction)
	}
	switch w.Op {
	case OpBlock:
		e.open(w, OpBlock)
	case OpTryTable:
		for _, c := range w.Catches {
			e.flow += targetFlow
			e.branch(c.Label, e.depth)
		}
		e.open(w, OpBlock)
	case OpLoop:
		e.open(w, OpLoop)
		e.loops++
		e.start(e.loops * e.loops * loopWeight)
	case OpIf:
		e.open(w, OpIf)
		e.begin(1)
	case OpElse:
		f := &e.frames[len(e.frames)-1]
		e.arrive(f)
		f.op, e.depth, e.dead = OpElse, f.depth, f.dead
		e.height = f.height + len(w.m.Block(f.block).Params)
		e.begin(1)
	case OpEnd:
		e.end(w.m)
	case OpBr:
		e.branch(w.Index, e.depth)
		e.dead = true
	case OpBrIf:
		e.branch(w.Index, e.depth)
		e.begin(1)
		if e.loop(w.Index) {
			e.begin(meteredBlocks)
		}
	case OpBrTable:
		for _, label := range w.Targets {
			if !e.dead {
				e.flow += e.depth + targetFlow
			}
			e.branch(label, e.depth+1) // through a block of its own
		}
		e.dead = true
	case OpReturn, OpUnreachable, OpThrow, OpThrowRef, OpReturnCall, OpReturnCallIndirect:
		e.dead = true
	case OpLocalGet:
		if !e.dead {
			e.live += e.blocks - e.used[w.Index]
			e.use(w.Index)
		}
	case OpLocalSet, OpLocalTee:
		if !e.dead {
			e.use(w.Index)
		}
	case OpMemoryFill, OpMemoryCopy, OpMemoryInit, OpTableFill, OpTableCopy, OpTableInit:
		e.begin(meteredBlocks)
	}
}

const (
	// loopWeight is what the start of a loop counts that lies in no other.
	loopWeight = 4
	// meteredBlocks are added where a branch back or bulk work is charged.
	meteredBlocks = 4
	// targetFlow is what a target of a br_table costs, wherever it lies.
	targetFlow = 500
)

// begin begins so many basic blocks, one after another.
func (e *effort) begin(n int) {
	if !e.dead {
		for range n {
			e.flow += e.depth
			e.depth++
		}
		e.count(n)
	}
}

// count counts basic blocks, and what waits while they begin.
func (e *effort) count(blocks int) {
	e.blocks += blocks
	e.live += blocks * max(e.height, 0)
}

// start begins a loop.
func (e *effort) start(weight int) {
	e.begin(1)
	if !e.dead {
		e.count(weight)
	}
}

func (e *effort) open(w *Walker, op Opcode) {
	e.frames = append(e.frames, effortFrame{
		op: op, depth: e.depth, dead: e.dead, from: noBranch, blocks: e.blocks,
		height: e.height - len(w.m.Block(w.Block).Params), block: w.Block,
	})
}

// branch goes to a label from some depth.
func (e *effort) branch(label uint32, from int) {
	if e.dead {
		return
	}
	e.flow += from
	if e.loop(label) {
		e.flow += meteredBlocks * from
		return
	}
	f := &e.frames[len(e.frames)-1-int(label)]
	f.from = min(f.from, from)
}

func (e *effort) loop(label uint32) bool { return e.frames[len(e.frames)-1-int(label)].op == OpLoop }

// arrive comes to the end of a block, or of an arm of an if, from within.
func (e *effort) arrive(f *effortFrame) {
	if !e.dead {
		e.flow += e.depth
		f.from = min(f.from, e.depth)
		f.arms++
	}
}

// end closes a block. What follows it is reached from where a branch to it is
// least deep, or from before an if of which both arms get there.
func (e *effort) end(m *Module) {
	f := &e.frames[len(e.frames)-1]
	e.frames = e.frames[:len(e.frames)-1]
	e.arrive(f)
	switch {
	case f.op == OpLoop:
		e.loops--
		e.carry(f.blocks)
	case !f.dead && f.op == OpIf: // past it
		e.flow += f.depth
		f.from = min(f.from, f.depth)
	case f.op == OpElse && f.arms == 2:
		f.from = min(f.from, f.depth)
	}
	e.dead = f.from == noBranch
	e.height = f.height + len(m.Block(f.block).Results)
	if !e.dead {
		e.depth = f.from + 1
		e.count(1)
	}
}

// use moves a local to the front of those that were used.
func (e *effort) use(local uint32) {
	e.used[local] = e.blocks
	next, prev := e.next, e.prev
	next[prev[local]], prev[next[local]] = next[local], prev[local]
	front := uint32(len(next) - 1)
	prev[local], next[local] = front, next[front]
	prev[next[front]], next[front] = local, local
}

// carry keeps what was used since so many blocks, to the end of the loop.
func (e *effort) carry(since int) {
	front := uint32(len(e.next) - 1)
	for local := e.next[front]; local != front && e.used[local] > since; local = e.next[local] {
		e.live += e.blocks - e.used[local]
		e.used[local] = e.blocks
	}
}

// stackEffect is by how much an instruction makes the stack of operands longer;
// blocks and what ends the code before them are for the caller to see to.
func (m *Module) stackEffect(in *Instruction) int {
	switch in.Op {
	case OpCall:
		t := m.FuncType(in.Index)
		return len(t.Results) - len(t.Params)
	case OpCallIndirect:
		t := m.Types[in.Index]
		return len(t.Results) - len(t.Params) - 1
	}
	if in.Op>>8 == 0 {
		return int(plainEffects[byte(in.Op)])
	}
	if in.Op>>8 == 0xfc {
		return int(bulkEffects[byte(in.Op)])
	}
	return int(vectorEffects[byte(in.Op)])
}
