package meter

import (
	"slices"

	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

// A call makes the engine keep whatever is needed after it in memory, in all of
// the loop that it stands in, however seldom it is made. So the one that passes
// on a full batch stands outside of tight loops:
//
//	block (result …)
//	  loop (result …)
//	    block
//	      loop (result …)      the loop as it was; a branch back that fills
//	        …                  the batch goes to the end of the block instead
//	      end
//	      br 2
//	    end
//	    pass on the batch, and br 0 for the next turn
//	  end
//	end
//
// Tight loops have no other loops in them and lie in few blocks, because the
// engine pays for a block by its depth.

const (
	tightBlocks = 3  // are put around a tight loop
	tightDepth  = 64 // is how many blocks may be around it already
)

func (b *body) openTight(in *wasm.Instruction) {
	b.catchUp(in.Offset)
	kind := b.plan.m.Raw[in.Offset+1 : in.End()] // the type of the loop, after its opcode
	b.out = append(append(b.out, byte(wasm.OpBlock)), kind...)
	b.out = append(append(b.out, byte(wasm.OpLoop)), kind...)
	b.out.op(wasm.OpBlock)
	b.out = append(b.out, emptyBlock)
	b.tight = len(b.blocks)
}

func (b *body) endTight(in *wasm.Instruction) {
	b.catchUp(in.End())
	b.out.op(wasm.OpBr, 2)
	b.out.op(wasm.OpEnd)
	b.pass()
	b.out.op(wasm.OpBr, 0)
	b.out.op(wasm.OpEnd)
	b.out.op(wasm.OpEnd)
	b.tight = 0
}

// moved is the label that a label has become: out of a tight loop, it is further.
func (b *body) moved(label uint32) uint32 {
	if b.tight > 0 && int(label) > len(b.blocks)-1-b.tight {
		return label + tightBlocks
	}
	return label
}

// branch writes a br or a br_if, and charges a turn where it goes back to a loop
// that does not charge at its start.
func (b *body) branch(in *wasm.Instruction) {
	label := b.moved(in.Index)
	block := b.blocks[len(b.blocks)-1-int(in.Index)]
	back := block.op == wasm.OpLoop && !b.f.loops[block.loop].header
	if !back && label == in.Index {
		return
	}
	b.catchUp(in.Offset)
	b.copied = in.End()
	if !back {
		b.out.op(in.Op, label)
		return
	}
	if in.Op == wasm.OpBrIf {
		b.out.when()
		label++
	}
	if l := &b.f.loops[block.loop]; l.tight {
		b.gather(l)
		b.out.op(wasm.OpBrIf, label+1)
	} else {
		b.charge(l)
	}
	b.out.op(wasm.OpBr, label)
	if in.Op == wasm.OpBrIf {
		b.out.op(wasm.OpEnd)
	}
}

// branches writes a br_table anew if one of its labels is another now.
func (b *body) branches(in *wasm.Instruction) {
	targets := b.walker.Targets
	if !slices.ContainsFunc(targets, func(label uint32) bool { return b.moved(label) != label }) {
		return
	}
	b.catchUp(in.Offset)
	b.out.op(wasm.OpBrTable, uint32(len(targets)-1)) // the default is not counted
	for _, label := range targets {
		b.out = uleb(b.out, b.moved(label))
	}
	b.copied = in.End()
}
