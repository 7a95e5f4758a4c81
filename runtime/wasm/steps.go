package wasm

import "math/bits"

// steps foretells what an engine does for locals, addresses and handlers, of which
// it can take the square or the cube too. A step is about a nanosecond.
//
// Lookups: what a local holds is found by going up, block by block, to where it
// was set or where paths meet; there it is looked for once along each of them.
// Metering has locals too, which it uses at loops, handlers and ways out.
//
// Merges: where paths meet, each local that they may have set differently is
// merged, and for each of these the engine looks at all of them, on each path.
// It begins again as long as one turns out to have been the same all along. Each
// loop tells only after those inside it, and a value that is passed from local
// to local takes a round for each. What remains is moved on each path.
//
// Addresses: each block hands on the addresses that were found to lie in memory,
// and where paths meet, those are kept that all of them know.
//
// Leaves: a way out of blocks calls the engine for each try_table among them.
//
// The predictions are bounds from above, as far as one pass can tell.
type steps struct {
	frames []stepsFrame
	words  int      // of a set of locals: a bit for each
	reads  []uint64 // what is read anywhere
	sets   []uint64 // what is set, for each open block

	chain   uint64 // blocks since paths met
	lookups uint64 // blocks that are gone up
	meeting uint64 // blocks of all paths that meet, which each local may be looked for in

	loops, deepest int    // that are open, and the most at once
	shifts         uint64 // values that are set or handed on in loops
	round          uint64 // steps of a round, for what is set in between
	moves          uint64

	// Paths that end at loops, or at blocks with loops inside. Until some rounds
	// are over, any local that is read may be merged there.
	paths, handed, squared uint64 // with the values that are handed on, and the squares of these

	known    uint64 // addresses, on this path
	accesses uint64 // of the memory, so far
	carried  uint64 // addresses, through all blocks
	compared uint64 // addresses, where paths meet

	tries  uint64 // blocks of try_table that are open
	leaves uint64 // of these, by all ways out
}

// What is counted takes so many steps each, and where it takes memory, rather more.
const (
	lookupSteps  = 15
	moveSteps    = 1000
	carrySteps   = 200
	compareSteps = 5
	leaveSteps   = 3000
)

// What metering looks up where a loop or a handler begins, and on a way out.
const (
	loopLookups    = 6
	tryLookups     = 2
	leavingLookups = 1
)

// stepsFrame is a block that is open.
type stepsFrame struct {
	op       Opcode
	loops    bool   // it is a loop, or has one inside
	handed   uint64 // values, by each path
	paths    uint64 // that meet at its end, or at the start of a loop
	chains   uint64 // of these paths, added up
	kept     uint64 // addresses that each of them may know
	tries    uint64 // open around it
	chain    uint64 // where it starts
	known    uint64
	accesses uint64
}

func (s *steps) enter(w *Walker) {
	*s = steps{frames: s.frames[:0], words: (int(w.locals) + 63) / 64, reads: s.reads[:0], sets: s.sets[:0]}
	s.reads = s.emptySet(s.reads)
	s.open(OpBlock, len(w.Type.Results))
}

func (s *steps) emptySet(sets []uint64) []uint64 {
	for range s.words {
		sets = append(sets, 0)
	}
	return sets
}

// step takes the instruction at which the walker stands. Nothing gets to dead code.
func (s *steps) step(w *Walker, dead bool) {
	switch w.Op {
	case OpBlock:
		s.open(OpBlock, len(w.m.Block(w.Block).Results))
	case OpTryTable:
		for _, c := range w.Catches {
			s.branch(c.Label, dead)
		}
		s.look(tryLookups, dead)
		s.open(OpTryTable, len(w.m.Block(w.Block).Results))
		s.tries++
		s.begin(1)
	case OpIf:
		s.open(OpIf, len(w.m.Block(w.Block).Results))
		s.begin(1)
	case OpElse:
		f := s.top()
		s.arrive(f, dead)
		f.op = OpElse
		s.back(f)
	case OpLoop:
		s.look(loopLookups, dead)
		s.open(OpLoop, len(w.m.Block(w.Block).Params))
		s.arrive(s.top(), dead)
		s.loops++
		s.deepest = max(s.deepest, s.loops)
		s.begin(1)
	case OpEnd:
		s.end(dead)
	case OpBr:
		s.branch(w.Index, dead)
	case OpBrIf:
		s.branch(w.Index, dead)
		s.begin(1)
	case OpBrTable:
		for _, label := range w.Targets {
			s.branch(label, dead)
		}
	}
	if dead {
		return
	}
	switch w.Op {
	case OpLocalGet:
		s.reads[w.Index/64] |= 1 << (w.Index % 64)
		s.lookups += s.chain
	case OpLocalSet, OpLocalTee:
		s.sets[(len(s.frames)-1)*s.words+int(w.Index/64)] |= 1 << (w.Index % 64)
	case OpGlobalGet:
		s.lookups += s.chain
	case OpReturn, OpReturnCall, OpReturnCallIndirect:
		s.leaves += s.tries
		s.lookups += leavingLookups * s.chain
	case OpThrow:
		s.lookups += leavingLookups * s.chain
	case OpMemoryFill, OpMemoryCopy, OpMemoryInit, OpTableFill, OpTableCopy, OpTableInit:
		s.begin(meteredBlocks)
	default:
		if w.Op.accesses() {
			s.lookups += 2 * s.chain // where memory begins and ends
			s.known++
			s.accesses++
		}
	}
}

// accesses reports whether an instruction loads or stores.
func (o Opcode) accesses() bool {
	imm := o.row().imm
	return imm == withMemarg || imm == withMemargAndLane
}

// look goes up to so many locals.
func (s *steps) look(locals uint64, dead bool) {
	if !dead {
		s.lookups += locals * s.chain
	}
}

func (s *steps) top() *stepsFrame { return &s.frames[len(s.frames)-1] }

// begin begins so many basic blocks, one after another.
func (s *steps) begin(blocks uint64) {
	s.chain += blocks
	s.carried += blocks * s.known
}

func (s *steps) open(op Opcode, handed int) {
	s.frames = append(s.frames, stepsFrame{
		op: op, loops: op == OpLoop, handed: uint64(handed), tries: s.tries,
		chain: s.chain, known: s.known, accesses: s.accesses,
	})
	s.sets = s.emptySet(s.sets)
}

// back goes back to where a block started, for the other arm of an if.
func (s *steps) back(f *stepsFrame) {
	s.chain, s.known = f.chain, f.known
	s.begin(1)
}

func (s *steps) branch(label uint32, dead bool) {
	f := &s.frames[len(s.frames)-1-int(label)]
	s.arrive(f, dead)
	if dead {
		return
	}
	s.leaves += s.tries - f.tries
	if f.op == OpLoop {
		s.carried += meteredBlocks * s.known
	}
}

// arrive comes to where paths meet, some through a block of their own.
func (s *steps) arrive(f *stepsFrame, dead bool) {
	if dead {
		return
	}
	if f.paths == 0 {
		f.kept = s.known
	}
	f.paths++
	f.chains += s.chain + 2
	f.kept = min(f.kept, s.known)
}

func (s *steps) end(dead bool) {
	last := len(s.frames) - 1
	f := s.top()
	s.tries = f.tries
	if f.op == OpLoop {
		s.loops--
	} else {
		s.arrive(f, dead)
		if f.op == OpIf { // past it
			s.back(f)
			s.arrive(f, false)
		}
	}
	if last > 0 {
		s.meet(f, members(s.sets[last*s.words:]))
		s.leave(f)
	} else { // nothing is read behind the function
		s.moves += f.paths * f.handed
		s.round += f.paths * square(f.handed)
	}
	s.frames, s.sets = s.frames[:last], s.sets[:last*s.words]
}

// meet counts what is done where the paths of a block meet, which may have set
// so many locals.
func (s *steps) meet(f *stepsFrame, set uint64) {
	if f.op == OpLoop {
		s.shifts += set + f.handed
	}
	if f.op == OpLoop || f.paths > 1 {
		s.meeting += f.chains
		s.moves += f.paths * (set + f.handed)
		s.round += f.paths * square(set+f.handed)
	}
	if f.loops {
		s.paths += f.paths
		s.handed += f.paths * f.handed
		s.squared += f.paths * square(f.handed)
	}
}

// leave goes to the block behind one that ends.
func (s *steps) leave(f *stepsFrame) {
	outer := len(s.frames) - 2
	s.frames[outer].loops = s.frames[outer].loops || f.loops
	for i, word := range s.sets[(outer+1)*s.words:] {
		s.sets[outer*s.words+i] |= word
	}
	switch {
	case f.op == OpLoop: // its start can be one of a single path
	case f.paths > 1:
		s.compared += f.paths * (f.known + s.accesses - f.accesses)
		s.chain, s.known = 0, f.kept
	default:
		s.chain, s.known = f.chains, f.kept
	}
	s.begin(1)
}

// thousands is how many thousand steps all takes. As many rounds as loops are
// open at once are about all locals; and as many as values are passed on in
// loops are about these, ever fewer.
func (s *steps) thousands() int {
	reads := members(s.reads)
	all := s.round + s.paths*square(reads) + 2*s.handed*reads + s.squared
	total := times(all, uint64(s.deepest)+2) +
		times(s.round, s.shifts/2) +
		times(s.moves, moveSteps) +
		times(s.lookups, lookupSteps) +
		times(s.meeting, reads*lookupSteps) +
		times(s.carried, carrySteps) +
		times(s.compared, compareSteps) +
		times(s.leaves, leaveSteps)
	return int(min(total/1000, mostThousands))
}

// mostThousands is beyond all caps, and still small enough to be added to others.
const mostThousands = 1 << 27

// times multiplies, up to a number that is beyond all caps.
func times(a, b uint64) uint64 {
	const most = 1000 * mostThousands
	high, low := bits.Mul64(a, b)
	if high > 0 {
		return most
	}
	return min(low, most)
}

func square(n uint64) uint64 { return n * n }

func members(set []uint64) (n uint64) {
	for _, word := range set {
		n += uint64(bits.OnesCount64(word))
	}
	return n
}
