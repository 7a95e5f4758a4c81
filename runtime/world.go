package runtime

import (
	"fmt"
	"math"

	abi "github.com/sandpiper-checks/sandpiper/abi/v1"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/sandbox"
)

// world is an import module whose functions work on a run.
type world struct {
	module    string
	functions []hostcall
}

// hostcall is one function of a world: its types, and what it does with its
// decoded arguments.
type hostcall struct {
	name   string
	params []valueType
	init   bool // may be called during initialisation
	call   func(r *run, a *arguments) reply
}

type valueType = sandbox.ValueType

const (
	i32 = sandbox.I32
	i64 = sandbox.I64
	f64 = sandbox.F64
)

// reply is what a hostcall returns: an answer, or minus a status.
type reply int32

// sandboxed is the world as the sandbox wants it.
func (w world) sandboxed() sandbox.World {
	out := sandbox.World{Module: w.module}
	for _, f := range w.functions {
		out.Functions = append(out.Functions, sandbox.Function{
			Name: f.name, Params: f.params, Results: []valueType{i32},
			Call: func(g *sandbox.Guest, stack []uint64) {
				stack[0] = uint64(uint32(f.serve(g.Host.(*run), g, stack)))
			},
		})
	}
	return out
}

func (f *hostcall) serve(r *run, g *sandbox.Guest, stack []uint64) reply {
	if r.initialising && !f.init {
		r.Fixed(f.name)
		return r.refuse(abi.NotNow, "%s was called during initialisation", f.name)
	}
	r.guest = g
	r.arguments = arguments{guest: g, stack: stack, list: r.arguments.list[:0], function: f.name}
	answer := f.call(r, &r.arguments)
	if written := int(answer); written <= r.arguments.room {
		g.Charge(max(written, 0))
	}
	return answer
}

// tooLarge refuses a call for the argument that was remembered. It names the
// call by its name, or else by the function: other texts may hold secrets.
func (r *run) tooLarge(a *arguments) reply {
	key := a.function
	if len(a.name) > 0 {
		key = display(a.name)
	}
	return r.reject(a.status, a.cause, key)
}

// arguments decodes the stack from left to right. A bad pointer stops the
// guest; the first argument that is too large is remembered in status, and
// the call must then not be made. What it returns are views of the guest's
// memory, good until the call returns.
type arguments struct {
	guest  *sandbox.Guest
	stack  []uint64
	list   [][]byte // reused by texts
	room   int      // bytes of the buffer, of which the answer says how many were written
	status abi.Status
	cause  string

	function string
	name     []byte // the first of the arguments that is one
}

func (a *arguments) pop() uint64 {
	v := a.stack[0]
	a.stack = a.stack[1:]
	return v
}

func (a *arguments) i32() int32 { return int32(uint32(a.pop())) }

func (a *arguments) i64() int64 { return int64(a.pop()) }

func (a *arguments) f64() float64 { return math.Float64frombits(a.pop()) }

func (a *arguments) view() []byte {
	ptr, n := uint32(a.pop()), uint32(a.pop())
	return a.guest.Read(ptr, n)
}

func (a *arguments) text(limit int) []byte {
	b := a.view()
	if limit == abi.MaxNameBytes && a.name == nil {
		a.name = b
	}
	if len(b) > limit {
		a.tooLarge(longText, limit)
	}
	return b
}

func (a *arguments) clipped(limit int) []byte {
	b := a.view()
	return b[:min(len(b), limit)]
}

func (a *arguments) texts(most, limit int) [][]byte { //nolint:unparam // the table says it with each parameter
	ptr, n := uint32(a.pop()), uint32(a.pop())
	table := a.array(ptr, n, abi.TextSize)
	if int(n) > most {
		a.tooLarge("a list of more than %d texts", most)
		return nil
	}
	for ; len(table) > 0; table = table[abi.TextSize:] {
		b := a.guest.Read(u32(table), u32(table[4:]))
		if len(b) > limit {
			a.tooLarge(longText, limit)
			return nil
		}
		a.list = append(a.list, b)
	}
	return a.list
}

func (a *arguments) records(size uint32) []byte {
	ptr, n := uint32(a.pop()), uint32(a.pop())
	return a.array(ptr, n, size)
}

func (a *arguments) array(ptr, n, size uint32) []byte {
	if n > math.MaxUint32/size {
		return a.guest.Read(ptr, math.MaxUint32) // cannot be there: stops the guest
	}
	return a.guest.Read(ptr, n*size)
}

func (a *arguments) buffer() buffer {
	b := a.guest.View(uint32(a.pop()), uint32(a.pop()))
	a.room = len(b)
	return b
}

// longText is the cause for which a text is refused. Causes are few: each has
// its warning.
const longText = "a text of more than %d bytes"

func (a *arguments) tooLarge(format string, limit int) {
	if a.status == abi.OK {
		a.status, a.cause = abi.TooLarge, fmt.Sprintf(format, limit)
	}
}

// buffer is memory of the guest that the host may write.
type buffer []byte

// put copies b into the buffer when it fits, and returns its length in any case.
func (to buffer) put(b []byte) reply {
	if len(b) <= len(to) {
		copy(to, b)
	}
	return reply(len(b))
}

func u32(b []byte) uint32 {
	return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
}
