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

// weight is that of the instruction at which the walker stands. A call weighs
// more by each value that it hands over or gets, a br_table by its targets.
func (w *Walker) weight() int {
	switch w.Op {
	case OpCall, OpReturnCall:
		return int(plainWeights[byte(w.Op)]) + handedOver(w.m.FuncType(w.Index))
	case OpCallIndirect, OpReturnCallIndirect:
		return int(plainWeights[byte(w.Op)]) + handedOver(w.m.Types[w.Index])
	case OpBrTable:
		return int(plainWeights[OpBrTable]) + 2*len(w.Targets)
	}
	switch w.Op >> 8 {
	case 0:
		return int(plainWeights[byte(w.Op)])
	case 0xfc:
		return int(bulkWeights[byte(w.Op)])
	}
	return int(vectorWeights[byte(w.Op)])
}

func handedOver(t FuncType) int { return len(t.Params) + len(t.Results) }

// longCode is the weight of a function in which each instruction takes twice as
// long as in a short one: what the engine has of all of them is far from a
// processor's caches.
const longCode = 1 << 16

// inModule is what a function of some weight adds to that of the module.
func inModule(code int) int { return code + code*code/longCode }
