package wasm

// immediate says what follows an opcode.
type immediate byte

const (
	bare immediate = iota
	withBlockType
	withLabel
	withLabels
	withCatches
	withTag
	withFunction
	withTypeAndTable
	withTypes
	withRefType
	withLocal
	withGlobal
	withMutable // a global that can be set
	withTable
	withTables
	withElement
	withElementAndTable
	withMemory
	withMemories
	withData
	withDataAndMemory
	withMemarg
	withMemargAndLane
	withLane
	withShuffle
	withI32
	withI64
	withF32
	withF64
	withV128
)

// Catch is one clause of a try_table (spec 3.0, control instructions). Label 0
// is the block around the try_table.
type Catch struct {
	Kind  CatchKind
	Tag   uint32 // of CatchTag and CatchTagRef
	Label uint32
}

// CatchKind says which exceptions a clause catches, and whether it hands on
// the exception itself.
type CatchKind byte

const (
	CatchTag    CatchKind = 0
	CatchTagRef CatchKind = 1
	CatchAll    CatchKind = 2
	CatchAllRef CatchKind = 3
)

// immediates reads what follows an opcode and checks that it exists.
func (w *Walker) immediates(row *row) {
	in := &w.Instruction
	switch row.imm {
	case bare:
	case withLocal:
		in.Index = w.local()
	case withI32, withI64, withF32, withF64, withV128:
		in.Value = w.constant(row)
	case withMemarg:
		w.memarg(row)
	case withMemargAndLane:
		w.memarg(row)
		w.lane(16 >> row.arg)
	case withLane:
		w.lane(row.arg)
	case withShuffle:
		for range 16 {
			w.lane(32)
		}
	case withBlockType:
		in.Block = w.blockType(len(w.m.Types))
	case withLabel:
		in.Index = w.index("label", len(w.frames))
	case withLabels:
		w.labels()
	case withCatches:
		in.Block = w.blockType(len(w.m.Types))
		w.catches()
	case withFunction:
		in.Index = w.index("function", w.functions)
	case withTypeAndTable:
		in.Index = w.index("type", len(w.m.Types))
		in.Table = w.funcTable()
	case withTypes:
		w.selectType()
	case withRefType:
		in.Value = uint64(w.refType())
	case withTag:
		in.Index = w.index("tag", w.tags)
	case withGlobal:
		in.Index = w.index("global", w.globals)
	case withMutable:
		in.Index = w.mutable()
	case withTable:
		in.Index = w.index("table", w.tables)
	case withTables:
		in.Index = w.index("table", w.tables)
		in.Table = w.index("table", w.tables)
	case withElement:
		in.Index = w.index("element segment", len(w.m.Elements))
	case withElementAndTable:
		in.Index = w.index("element segment", len(w.m.Elements))
		in.Table = w.index("table", w.tables)
	case withMemory:
		w.memory()
	case withMemories:
		w.memory()
		w.memory()
	case withData:
		in.Index = w.dataSegment()
	case withDataAndMemory:
		in.Index = w.dataSegment()
		w.memory()
	}
}

func (w *Walker) local() uint32 {
	at := w.at
	x := w.u32()
	if uint64(x) >= w.locals {
		w.fail(at, "local %d does not exist, there are %d", x, w.locals)
	}
	return x
}

func (w *Walker) mutable() uint32 {
	at := w.at
	x := w.index("global", w.globals)
	if w.err == nil && !w.m.Global(x).Mutable {
		w.fail(at, "global %d is not mutable", x)
	}
	return x
}

// labels reads the targets of a br_table. The default, which comes after the
// others, is not counted by their number.
func (w *Walker) labels() {
	at := w.at
	n := w.count("targets", 1)
	w.within(at, CapTargets, n)
	w.Targets = w.Targets[:0]
	for i := 0; i <= n && w.err == nil; i++ {
		w.Targets = append(w.Targets, w.index("label", len(w.frames)))
	}
}

func (w *Walker) catches() {
	at := w.at
	n := w.count("catches", 2)
	w.within(at, CapTargets, n)
	w.Catches = w.Catches[:0]
	for i := 0; i < n && w.err == nil; i++ {
		at := w.at
		c := Catch{Kind: CatchKind(w.byte())}
		switch c.Kind {
		case CatchTag, CatchTagRef:
			c.Tag = w.index("tag", w.tags)
		case CatchAll, CatchAllRef:
		default:
			w.fail(at, "catch kind %d is not known", c.Kind)
		}
		c.Label = w.index("label", len(w.frames))
		w.Catches = append(w.Catches, c)
	}
}

// funcTable reads the table of an indirect call, which must hold functions.
func (w *Walker) funcTable() uint32 {
	at := w.at
	x := w.index("table", w.tables)
	if w.err == nil && w.m.Table(x).Element != FuncRef {
		w.fail(at, "table %d holds no functions", x)
	}
	return x
}

// selectType reads the type of a select that says it: exactly one (spec §3.3.4).
func (w *Walker) selectType() {
	at := w.at
	if n := w.u32(); n != 1 {
		w.fail(at, "a select of %d types is not known", n)
	}
	w.valueType()
}

// memory reads the byte that stands for memory 0.
func (w *Walker) memory() {
	at := w.at
	if x := w.byte(); x != 0 {
		w.fail(at, "multi-memory is not supported (memory byte %#x)", x)
	}
	w.needMemory(at)
}

func (w *Walker) needMemory(at int) {
	if w.m.MemoryCount() == 0 {
		w.fail(at, "memory 0 does not exist, there are 0")
	}
}

// memarg reads alignment and offset of a memory access (spec §5.4.6). The
// alignment is a promise, and at most the natural one (spec §3.3.7).
func (w *Walker) memarg(row *row) {
	at := w.at
	align := w.u32()
	switch {
	case align <= uint32(row.arg):
	case align&^0x3f == 0x40:
		w.fail(at, "multi-memory is not supported (%s names a memory)", row.name)
	default:
		w.fail(at, "alignment 2^%d is more than %s has", align, row.name)
	}
	w.Value = uint64(w.u32())
	w.needMemory(at)
}

func (w *Walker) lane(lanes byte) {
	at := w.at
	if x := w.byte(); x >= lanes {
		w.fail(at, "lane %d does not exist, there are %d", x, lanes)
	}
}

// dataSegment reads the index of a data segment. Code stands before data, so
// their number must have been announced (spec §5.5.15).
func (w *Walker) dataSegment() uint32 {
	at := w.at
	if w.m.DataCount == nil {
		w.fail(at, "the data count section is missing")
		return 0
	}
	return w.index("data segment", int(*w.m.DataCount))
}
