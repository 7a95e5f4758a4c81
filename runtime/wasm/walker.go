package wasm

import (
	"math"
	"slices"
)

// Walker goes through function bodies, one instruction at a time, and
// allocates nothing for it.
//
//	w := wasm.NewWalker(m)
//	for i := range m.Code {
//		w.Enter(i)
//		for w.Next() {
//			… w.Instruction …
//		}
//		if err := w.Err(); err != nil { … }
//	}
//
// It checks the structure of a body: that blocks nest and have a type, that
// labels and all other indices exist, that the body ends where it says. What
// instructions take from the stack and leave on it, it does not look at.
type Walker struct {
	reader
	m *Module

	// Of the body that was entered:
	Function uint32     // its index
	Type     FuncType   // of the function
	Locals   []LocalRun // beyond the parameters; valid until the next Enter
	First    int        // offset of the first instruction

	// Of the instruction at which the walker stands:
	Instruction
	Targets []uint32 // of br_table: labels, the default last; valid until the next Next
	Catches []Catch  // of try_table; valid until the next Next

	frames       []frame
	locals       uint64 // parameters and all
	instructions int
	depth        int // of all blocks, added up

	// Lengths of index spaces, counted once.
	functions, tables, globals, tags int
}

// Instruction is one instruction of a body. Immediates that it does not have are zero.
type Instruction struct {
	Op    Opcode
	Span         // with its immediates
	Depth int    // labels in scope, the one of the body counted; a block's own instruction, else and end are outside it
	Index uint32 // the label, or the first index: of a local, a function, a type, a table, a segment …
	Table uint32 // the table of call_indirect and table.init, the source of table.copy
	Value uint64 // bits of a constant, or offset of a memory access
	Block BlockType
}

// LocalRun is so many locals of one type (spec §5.5.13).
type LocalRun struct {
	Count uint32
	Type  ValueType
}

// frame is a block that is open (spec §3.1.1: the labels of a context).
type frame struct {
	op    Opcode // block, loop, if, else (an if in its second arm) or try_table; block for the body itself
	block BlockType
}

// NewWalker returns a walker over the bodies of a module that [Read] or
// [ReadWithin] returned. It holds them to [HardCaps].
func NewWalker(m *Module) *Walker {
	caps := HardCaps()
	return newWalker(m, &caps)
}

func newWalker(m *Module, caps *Caps) *Walker {
	return &Walker{
		reader:    reader{b: m.Raw, caps: caps},
		m:         m,
		functions: m.FunctionCount(),
		tables:    m.TableCount(),
		globals:   m.GlobalCount(),
		tags:      m.TagCount(),
	}
}

// Enter starts with a body, given its place in Module.Code.
func (w *Walker) Enter(body int) {
	code := w.m.Code[body]
	w.Function = uint32(w.m.ImportedFunctions() + body)
	w.reader = reader{b: w.b, caps: w.caps, at: code.Offset, end: code.End(), section: "code", function: int(w.Function)}
	w.Type = w.m.FuncType(w.Function)
	w.Instruction = Instruction{}
	w.instructions, w.depth = 0, 0
	w.readLocals()
	w.First = w.at
	w.frames = append(w.frames[:0], frame{OpBlock, BlockType(w.m.TypeIndex(w.Function))})
}

// Err says why the walk ended, nil if at the end of the body.
func (w *Walker) Err() error { return w.err }

// LocalCount is the number of parameters and locals.
func (w *Walker) LocalCount() uint32 { return uint32(w.locals) }

// readLocals reads the declaration of locals, which come in runs of one type.
// All of them together must have indices of 32 bits.
func (w *Walker) readLocals() {
	w.Locals = w.Locals[:0]
	w.locals = uint64(len(w.Type.Params))
	for range w.count("runs of locals", 2) {
		at := w.at
		run := LocalRun{Count: w.u32(), Type: w.valueType()}
		w.locals += uint64(run.Count)
		if w.locals > math.MaxUint32 {
			w.fail(at, "%d locals are more than 32 bits can count", w.locals)
		}
		if w.within(at, CapLocals, whole(w.LocalCount())); w.err != nil {
			return
		}
		w.Locals = append(w.Locals, run)
	}
	w.within(w.at, CapLocals, whole(w.LocalCount()))
}

// Next goes to the next instruction. It returns false after the last one, and
// at an error.
func (w *Walker) Next() bool {
	if len(w.frames) == 0 {
		if w.err == nil && w.left() > 0 {
			w.fail(w.at, "%d bytes are left over after the end", w.left())
		}
		return false
	}
	start := w.at
	if start == w.end {
		w.fail(start, "the body ends inside %d blocks", len(w.frames))
		return false
	}
	op, row := w.opcode()
	w.Instruction = Instruction{Op: op, Depth: len(w.frames)}
	w.immediates(row)
	w.structure(start)
	w.Span = w.span(start)
	w.instructions++
	w.within(start, CapInstructions, w.instructions)
	return w.err == nil
}

// all walks every body.
func (w *Walker) all() error {
	var e effort
	depth, flow, live, steps, code := 0, 0, 0, 0, 0
	for body, span := range w.m.Code {
		w.Enter(body)
		if w.caps[CapLocals] < math.MaxInt { // else there may be 2^32 of them, and nobody asks
			e.foretell(w)
		}
		for w.Next() {
		}
		depth, flow, live, steps = depth+w.depth, flow+e.flow, live+e.live, min(steps+e.steps.thousands(), mostThousands)
		code += inModule(e.code)
		w.within(span.Offset, CapModuleDepth, depth)
		w.within(span.Offset, CapModuleFlow, flow)
		w.within(span.Offset, CapModuleLive, live)
		w.within(span.Offset, CapSteps, e.steps.thousands())
		w.within(span.Offset, CapModuleSteps, steps)
		w.within(span.Offset, CapModuleCode, code)
		if err := w.Err(); err != nil {
			return err
		}
	}
	return nil
}

// top is the innermost block that is open.
func (w *Walker) top() *frame { return &w.frames[len(w.frames)-1] }

// structure opens and closes blocks.
func (w *Walker) structure(start int) {
	switch w.Op {
	case OpBlock, OpLoop, OpIf, OpTryTable:
		w.depth += len(w.frames)
		w.within(start, CapNesting, len(w.frames))
		w.within(start, CapDepth, w.depth)
		w.frames = append(w.frames, frame{w.Op, w.Block})
	case OpElse:
		top := w.top()
		if top.op != OpIf {
			w.fail(start, "an else has no if")
		}
		top.op = OpElse
		w.Depth--
		w.Block = top.block
	case OpEnd:
		top := *w.top()
		// Without an else, what the block takes must be what it yields (spec §5.4.1).
		if top.op == OpIf {
			if t := w.m.Block(top.block); !slices.Equal(t.Params, t.Results) {
				w.fail(start, "an if without else does not yield what it takes")
			}
		}
		w.frames = w.frames[:len(w.frames)-1]
		w.Depth--
		w.Block = top.block
	}
}
