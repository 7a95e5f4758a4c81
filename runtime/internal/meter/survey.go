package meter

import (
	"slices"

	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

// function is what the first pass finds out of a body.
type function struct {
	cost     int  // units at the entry
	deposit  int  // units more at the entry, given back at the return
	batches  bool // it has a loop without calls
	loops    []loop
	callees  []uint32  // that are called directly, as indices of bodies
	indirect bool      // it calls through a table
	multiply bool      // its calls can become ever more without a loop
	slow     bool      // one execution of its body may take long
	taken    bool      // it can be called through a table
	catches  bool      // it has a try_table
	landings []landing // by block, in the order of their starts; as far as any is set

	cut   bool // its depth is counted
	leads bool // a function whose depth is counted can be called below it
	frame int  // units of stack: its own, then with those on the way to the next counted function
	deep  int  // the same, with the most that functions below it use that are not counted
}

// wrapped reports whether something must be done wherever the function is left,
// for which a block is put around its body.
func (f *function) wrapped() bool { return f.cut || f.batches }

// yieldsAtEntry reports whether an entry hands over to the host: where calls can
// become many without a loop, and where what that costs is lost in the work.
func (f *function) yieldsAtEntry() bool { return f.multiply || f.slow || f.cost > 2 }

// lingers reports whether the function may work for long when those that it
// called have returned: thousands of its frames, one after another, without
// being charged for it then.
func (f *function) lingers() bool { return f.cut && f.slow }

// pledge decides what is deposited: for the return from a recursion as much as
// the body can have left to do.
func (f *function) pledge() {
	if f.batches {
		f.deposit = Batch
	}
	if f.lingers() {
		f.deposit += max(returnUnits, f.cost)
	}
}

// loop is a loop of a body, in the order of their starts.
type loop struct {
	cost   int32 // units of a turn
	calls  bool  // something is called in a turn
	tight  bool  // without calls, loops or try_tables in it, and not deep in other blocks
	header bool  // charged at the start of a turn, because a branch back cannot be told from others there
}

// survey goes through all bodies once.
func survey(m *wasm.Module) (*plan, error) {
	p := newPlan(m)
	w := wasm.NewWalker(m)
	s := surveyor{plan: p, walker: w}
	for i := range p.functions {
		w.Enter(i)
		if err := s.body(&p.functions[i]); err != nil {
			return nil, err
		}
		p.catches = p.catches || p.functions[i].catches
	}
	for _, e := range p.m.Elements {
		for _, f := range e.Functions {
			p.take(f)
		}
		for _, init := range e.Init {
			p.takeExpr(init)
		}
	}
	for _, g := range p.m.Globals {
		p.takeExpr(g.Init)
	}
	return p, nil
}

func (p *plan) takeExpr(e wasm.Expr) {
	if e.Op == wasm.OpRefFunc {
		p.take(uint32(e.Value))
	}
}

// take notes that a function can be called through a table.
func (p *plan) take(function uint32) {
	if function >= p.imported {
		p.functions[function-p.imported].taken = true
	}
}

// unreachable is the length of the longest path to a place that none leads to.
const unreachable = -1

// surveyor finds the longest paths through one body, in instructions: through
// the whole of it and through one turn of each loop. Every instruction is met
// once; a label keeps the longest of the paths that branch to it. A path ends
// at a branch back. It also estimates the stack that the engine gives the
// function. It is reused from one body to the next.
type surveyor struct {
	plan   *plan
	walker *wasm.Walker
	f      *function

	blocks  []block
	opened  int // blocks so far
	length  int // of the longest path to here, or unreachable
	longest int // of all paths of the body
	stack   int // bytes
	calls   int // instructions so far that call
	tried   int // try_tables so far
	sets    int // instructions so far that set a local
	sites   int // instructions so far that call functions of the module
	loads   int // instructions so far that read memory
}

// block is an open block of the body.
type block struct {
	op      wasm.Opcode
	place   int   // in the order of starts; 0 is the body
	exit    int   // length of the longest path that branches to its end
	entry   int   // length at its start, for the second arm of an if
	longest int   // of all paths since the start
	loop    int   // index of the loop, for a loop
	calls   int   // instructions before its start that call
	tried   int   // try_tables before its start
	sets    int   // instructions before its start that set a local
	tries   int   // try_tables around it
	catches []int // places in blocks, for a try_table
}

func (s *surveyor) body(f *function) error {
	*s = surveyor{plan: s.plan, walker: s.walker, f: f, blocks: append(s.blocks[:0], block{op: wasm.OpBlock, exit: unreachable})}
	for s.walker.Next() {
		s.instruction(&s.walker.Instruction)
	}
	if err := s.walker.Err(); err != nil {
		return err
	}
	f.cost = units(s.longest)
	f.batches = slices.ContainsFunc(f.loops, func(l loop) bool { return !l.calls })
	f.multiply = f.multiply || s.sites > 1
	f.slow = f.batches || s.loads >= manyLoads
	f.frame = frame(s.walker.Type, s.stack)
	return nil
}

func units(instructions int) int { return 1 + instructions/instructionsPerUnit }

func (s *surveyor) instruction(in *wasm.Instruction) {
	if s.length != unreachable {
		s.length += weight(in.Op)
	}
	s.stack += s.plan.stackOf(in)
	s.loads += loads(in.Op)
	s.note()
	switch in.Op {
	case wasm.OpBlock, wasm.OpIf, wasm.OpTryTable, wasm.OpLoop:
		s.open(in)
	case wasm.OpElse:
		top := s.top()
		top.exit = max(top.exit, s.length)
		s.length = top.entry
		top.op = wasm.OpElse
	case wasm.OpEnd:
		s.end()
	case wasm.OpBr:
		s.branch(in.Index)
		s.length = unreachable
	case wasm.OpBrIf:
		s.branch(in.Index)
	case wasm.OpBrTable:
		s.branches()
		s.length = unreachable
	case wasm.OpCall, wasm.OpReturnCall:
		s.calls++
		if in.Index >= s.plan.imported {
			s.sites++
			s.f.callees = append(s.f.callees, in.Index-s.plan.imported)
		}
	case wasm.OpCallIndirect, wasm.OpReturnCallIndirect:
		s.calls++
		s.sites++
		s.f.indirect = true
	case wasm.OpRefFunc:
		s.plan.take(in.Index)
	case wasm.OpLocalSet, wasm.OpLocalTee:
		s.sets++
	}
	switch in.Op {
	case wasm.OpReturnCall, wasm.OpReturnCallIndirect: // uses no stack, and so may never end
		s.f.multiply = true
	}
	switch in.Op {
	case wasm.OpUnreachable, wasm.OpReturn, wasm.OpReturnCall, wasm.OpReturnCallIndirect, wasm.OpThrow, wasm.OpThrowRef:
		s.length = unreachable
	}
}

func (s *surveyor) open(in *wasm.Instruction) {
	s.opened++
	b := block{
		op: in.Op, place: s.opened, exit: unreachable, entry: s.length, longest: s.length,
		calls: s.calls, tried: s.tried, sets: s.sets, tries: s.tries(),
	}
	switch in.Op {
	case wasm.OpLoop:
		b.loop = len(s.f.loops)
		// What the branch back hands on would stand below the if that a
		// charge puts around it.
		s.f.loops = append(s.f.loops, loop{header: len(s.plan.m.Block(in.Block).Params) > 0})
	case wasm.OpTryTable:
		s.tried++
		b.catches = s.try()
		s.land(&b, left)
	}
	s.blocks = append(s.blocks, b)
}

func (s *surveyor) end() {
	b := *s.top()
	s.blocks = s.blocks[:len(s.blocks)-1]
	switch b.op {
	case wasm.OpLoop:
		l := &s.f.loops[b.loop]
		l.cost = int32(units(b.longest - b.entry)) // where none leads to, both are unreachable
		l.calls = s.calls != b.calls
		l.tight = !l.calls && !l.header && b.loop == len(s.f.loops)-1 && s.tried == b.tried && len(s.blocks) <= tightDepth
		s.stack += stackOfLoop(min(s.sets-b.sets, int(s.walker.LocalCount())))
	case wasm.OpIf: // without an else the condition may skip it
		s.length = max(s.length, b.exit, b.entry)
	default:
		s.length = max(s.length, b.exit)
	}
	for _, target := range b.catches { // from anywhere in the block
		s.blocks[target].exit = max(s.blocks[target].exit, b.longest)
	}
	if len(s.blocks) > 0 {
		top := s.top()
		top.longest = max(top.longest, b.longest)
	}
	s.note()
}

// note keeps the longest path so far, of the innermost block; blocks pass
// theirs on at their end.
func (s *surveyor) note() {
	s.longest = max(s.longest, s.length)
	if len(s.blocks) > 0 {
		top := s.top()
		top.longest = max(top.longest, s.length)
	}
}

func (s *surveyor) branch(label uint32) *block {
	target := s.at(label)
	if target.op != wasm.OpLoop {
		target.exit = max(target.exit, s.length)
	}
	if target.tries < s.tries() {
		s.land(target, left)
	}
	return target
}

// branches takes all branches of a br_table.
func (s *surveyor) branches() {
	for _, label := range s.walker.Targets {
		if target := s.branch(label); target.op == wasm.OpLoop {
			s.f.loops[target.loop].header = true
		}
	}
}

func (s *surveyor) top() *block { return &s.blocks[len(s.blocks)-1] }

func (s *surveyor) at(label uint32) *block { return &s.blocks[len(s.blocks)-1-int(label)] }
