package meter

import "github.com/sandpiper-checks/sandpiper/runtime/wasm"

// chain bounds how many units calls between two counted functions can use unseen.
const chain = 1000

// The engine keeps each value that is needed after a call in a place of its
// own, and does not tell how many there are. What follows is an estimate of
// bytes: near to what compilers' output takes, and within a small factor for
// what is written to take more.

// stackOf is what an instruction adds to the frame of its function.
func (p *plan) stackOf(in *wasm.Instruction) int {
	switch in.Op {
	case wasm.OpCall:
		return 1 + 4*len(p.m.FuncType(in.Index).Results)
	case wasm.OpCallIndirect:
		return 1 + 4*len(p.m.Types[in.Index].Results)
	case wasm.OpBlock, wasm.OpLoop, wasm.OpIf, wasm.OpTryTable:
		t := p.m.Block(in.Block)
		return 1 + 8*len(t.Params) + 8*len(t.Results)
	}
	if in.Op >= 0xfd00 { // vectors
		return 8
	}
	return 1
}

// stackOfLoop is what a loop adds in which so many locals can change: each has
// one more place, for its value at the start of a turn.
func stackOfLoop(locals int) int { return 4 * locals }

// frame is the size of a frame in units.
func frame(t wasm.FuncType, bytes int) int {
	return min(1+(bytes+12*(len(t.Params)+len(t.Results)))/DepthBytes, Depth)
}

// cut chooses the functions whose depth is counted. Every recursion passes one
// of them: whoever is called through a table, because such a call can lead
// anywhere; the callee of each direct call that closes a circle among the
// others; and whoever would let a chain of plain calls become too long. The
// functions that catch exceptions are counted too, because only they can set
// the count right after the frames of others were unwound.
func (p *plan) cut() {
	for i := range p.functions {
		f := &p.functions[i]
		f.cut = f.taken || f.catches
		f.deep = f.frame
		f.leads = f.indirect
	}
	visited := make([]visit, len(p.functions))
	var path []step
	for i := range p.functions {
		path = p.visit(uint32(i), visited, path[:0])
	}
	for i := range p.functions {
		p.functions[i].pledge()
	}
}

// visit is how far the search has come with a function.
type visit byte

const (
	fresh visit = iota
	under       // on the path from where the search began
	done
)

// step is a function on the path.
type step struct {
	function uint32
	next     int // place in callees
	way      int // most units of functions on the way from here to one that is counted, none of them counted
	below    int // most units of uncounted functions below
}

// visit searches the direct calls depth first, without recursion of its own. A
// call to a function that is on the path closes a circle, so that function is
// counted from then on. When a function is done, its frame and deep are known.
func (p *plan) visit(root uint32, visited []visit, path []step) []step {
	if visited[root] != fresh {
		return path
	}
	path = append(path, step{function: root})
	visited[root] = under
	for len(path) > 0 {
		top := &path[len(path)-1]
		f := &p.functions[top.function]
		if top.next < len(f.callees) {
			callee := f.callees[top.next]
			switch visited[callee] {
			case fresh: // comes again when it is done
				visited[callee] = under
				path = append(path, step{function: callee})
				continue
			case under:
				p.functions[callee].cut = true
			}
			top.next++
			top.calls(f, &p.functions[callee])
			continue
		}
		f.frame += top.way
		f.deep += top.below
		f.cut = f.cut || f.deep > chain
		visited[top.function] = done
		path = path[:len(path)-1]
	}
	return path
}

// calls notes a call from the function of a step, to one that is done or counted.
func (s *step) calls(f, callee *function) {
	if callee.cut {
		f.leads = true
		return
	}
	s.below = max(s.below, callee.deep)
	if callee.leads {
		f.leads = true
		s.way = max(s.way, callee.frame)
	}
}

// proper reports whether the engine makes a tail call of type t without a frame
// of its own: when everything is handed over in registers, on every machine.
// Otherwise it calls and returns.
func proper(t wasm.FuncType) bool {
	return inRegisters(t.Params, 6) && inRegisters(t.Results, 8)
}

func inRegisters(types []wasm.ValueType, integers int) bool {
	const floats = 8
	var n, m int
	for _, t := range types {
		switch t {
		case wasm.F32, wasm.F64, wasm.V128:
			m++
		default:
			n++
		}
	}
	return n <= integers && m <= floats
}
