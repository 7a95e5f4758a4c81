package wasm

// What compiling an instruction takes, with what metering adds to it, in units
// of about a third of a microsecond: of one byte, behind the prefix 0xfc, and
// behind 0xfd. What the rules do not name is an ordinary operation.
var (
	plainWeights  = ruled(0, weightRules, 1)
	bulkWeights   = ruled(0xfc00, weightRules, 1)
	vectorWeights = ruled(0xfd00, weightRules, 4)
)

var weightRules = []rule{
	{0, "end else"}, // are a part of the block
	{2, "br return memory.size select"},
	{3, "unreachable"},
	{4, "block .copysign ref.func"},
	{5, "call br_if .min .max"},
	{6, "br_table table.get table.set elem.drop data.drop .div_ .rem_ .trunc_sat .convert_i"},
	{8, ".trunc_f .load .store"},
	{10, "if return_call"},
	{14, "throw throw_ref memory.grow table.grow"},
	{20, "call_indirect return_call_indirect"},
	{30, "loop"},
	{40, "try_table"},
	{45, "memory.init memory.copy table.init table.copy"},
	{70, "memory.fill table.fill"},
}

// What handing over a value takes, in the same units.
const (
	valueWeight   = 1 // to a call, a block or a label, or from them
	leavingWeight = 4 // to whoever called, or to a handler: through memory
)

// weight is that of the instruction at which the walker stands, with the values
// that it hands over and, of a br_table, its targets.
func (w *Walker) weight() int {
	weight := w.Op.weight()
	switch w.Op {
	case OpCall, OpReturnCall:
		weight += handedOver(w.m.FuncType(w.Index))
	case OpCallIndirect, OpReturnCallIndirect:
		weight += handedOver(w.m.Types[w.Index])
	case OpReturn:
		weight += leavingWeight * len(w.Type.Results)
	case OpThrow:
		weight += leavingWeight * len(w.m.Tag(w.Index).Params)
	case OpBlock, OpLoop, OpIf:
		weight += handedOver(w.m.Block(w.Block))
	case OpTryTable:
		weight += handedOver(w.m.Block(w.Block))
		for _, c := range w.Catches {
			weight += leavingWeight * w.handedTo(c.Label)
		}
	case OpBr, OpBrIf:
		weight += valueWeight * w.handedTo(w.Index)
	case OpBrTable:
		for _, label := range w.Targets {
			weight += 2 + valueWeight*w.handedTo(label)
		}
	}
	return weight
}

func (o Opcode) weight() int {
	switch o >> 8 {
	case 0:
		return int(plainWeights[byte(o)])
	case 0xfc:
		return int(bulkWeights[byte(o)])
	}
	return int(vectorWeights[byte(o)])
}

// handedOver is the weight of the values that a call or a block takes and gives.
func handedOver(t FuncType) int { return valueWeight * (len(t.Params) + len(t.Results)) }

// handedTo is how many values a branch hands to a label.
func (w *Walker) handedTo(label uint32) int {
	f := w.frames[w.Depth-1-int(label)]
	t := w.m.Block(f.block)
	if f.op == OpLoop {
		return len(t.Params)
	}
	return len(t.Results)
}

// longCode is the weight of a function in which each instruction takes twice as
// long as in a short one: what the engine has of all of them is far from a
// processor's caches.
const longCode = 1 << 16

// inModule is what a function of some weight adds to that of the module.
func inModule(code int) int { return code + code*code/longCode }
