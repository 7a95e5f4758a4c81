package testkit

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/sandpiper-checks/sandpiper/abi/testkit/assembler"
	abi "github.com/sandpiper-checks/sandpiper/abi/v1"
)

const (
	pageBytes = 64 << 10
	// fill is what a buffer holds before the call, and guard how many such
	// bytes lie behind it.
	fill  = 0xee
	guard = 8
	// long is the length from which a text is not worth its place in the
	// module: the guest makes it.
	long = 4096
)

// Module assembles the guest of a run: it imports what it calls, makes the
// calls in order and holds each answer against the vector. check_run returns
// at the first that differs, with a number that [Mismatch] understands.
func (r *Run) Module() []byte {
	_, pages := r.assemble(0) // where the memory ends is known once everything has its place
	module, _ := r.assemble(pages)
	return module
}

func (r *Run) assemble(pages uint32) (module []byte, needed uint32) {
	const failed = 0 // the global that remembers a difference of _initialize
	m := assembler.Module{Globals: 1}
	functions := map[string]uint32{}
	for _, f := range abi.Functions() {
		if slices.ContainsFunc(slices.Concat(r.Init, r.Calls), func(c Call) bool { return c.Function == f.Name }) {
			functions[f.Name] = m.Import(abi.Module, f.Name, strings.Join(f.Params, " ")+" -> i32")
		}
	}
	var exit uint32
	if r.End.Word == "exit" {
		exit = m.Import("wasi_snapshot_preview1", "proc_exit", "i32")
	}
	holds := m.Function("holds", "i32 i32 i32 i32 -> i32", 1, holdsCode()...)

	lay := memory{next: 1, end: pages * pageBytes} // from 1, so that everything lies at an odd address
	body := func(calls []Call, differs []byte) (code []byte) {
		for _, call := range calls {
			code = append(code, lay.call(call, functions[call.Function], holds, differs)...)
		}
		return code
	}
	initialise := body(r.Init, assembler.GlobalSet(failed))
	run := body(r.Calls, assembler.Ops(assembler.Return))
	m.Pages = lay.pages()
	for _, d := range lay.data {
		m.Data(d.at, d.bytes)
	}
	fills := lay.fills() // for the first function that runs
	m.Exported(abi.Marker, "", 0)
	if len(r.Init) > 0 {
		m.Exported("_initialize", "", 1, fills, initialise)
		fills = nil
	}
	m.Exported("check_run", "-> i32", 1, fills,
		assembler.GlobalGet(failed), assembler.If(assembler.GlobalGet(failed), assembler.Ops(assembler.Return)),
		run, r.End.code(exit))
	return m.Bytes(), m.Pages
}

func (e End) code(exit uint32) []byte {
	switch e.Word {
	case "trap":
		return assembler.Ops(assembler.Unreachable)
	case "loop":
		return append(assembler.Loop(assembler.Br(0)), assembler.I32(0)...)
	case "starve":
		starve := assembler.Loop(
			assembler.I32(1), assembler.MemoryGrow(), assembler.I32(-1), assembler.Ops(assembler.I32Eq),
			assembler.If(assembler.Ops(assembler.Unreachable)), assembler.Br(0))
		return append(starve, assembler.I32(0)...)
	case "exit":
		return slices.Concat(assembler.I32(e.Code), assembler.Call(exit), assembler.I32(0))
	}
	return assembler.I32(e.Code)
}

// holdsCode is the body of holds(buffer, bytes, text, n): whether a buffer
// holds a text of n bytes, and from there on what it held before.
func holdsCode() [][]byte {
	const buffer, size, text, n, at = 0, 1, 2, 3, 4
	get, ops := assembler.LocalGet, assembler.Ops
	return [][]byte{
		assembler.Loop(
			get(at), get(size), ops(assembler.I32GeU),
			assembler.If(assembler.I32(1), ops(assembler.Return)),
			get(buffer), get(at), ops(assembler.I32Add), assembler.Load8(),
			// the byte that must be there; behind the text one is read for nothing
			get(text), get(at), ops(assembler.I32Add), assembler.Load8(),
			assembler.I32(fill),
			get(at), get(n), ops(assembler.I32LtU), ops(assembler.Select),
			ops(assembler.I32Ne), assembler.If(assembler.I32(0), ops(assembler.Return)),
			get(at), assembler.I32(1), ops(assembler.I32Add), assembler.LocalSet(at),
			assembler.Br(0)),
		assembler.I32(0),
	}
}

// memory lays out what a guest's calls point to.
type memory struct {
	next, end uint32
	data      []segment
	filled    []segment // of n bytes that are all bytes[0]
	buffer    segment   // of the last call
}

type segment struct {
	at    uint32
	n     uint32
	bytes []byte
}

func (l *memory) pages() uint32 { return (l.next+long)/pageBytes + 1 }

// place finds room for a text.
func (l *memory) place(b []byte) uint32 {
	at := l.next
	switch {
	case len(b) == 0:
	case len(b) >= long && len(slices.Compact(slices.Clone(b))) == 1:
		l.filled = append(l.filled, segment{at, uint32(len(b)), b[:1]})
	default:
		l.data = append(l.data, segment{at: at, bytes: b})
	}
	l.next += uint32(len(b))
	if l.next%2 == 0 {
		l.next++
	}
	return at
}

func (l *memory) fills() (code []byte) {
	for _, f := range l.filled {
		code = slices.Concat(code, assembler.I32(int32(f.at)),
			assembler.I32(int32(f.bytes[0])), assembler.I32(int32(f.n)), assembler.Fill())
	}
	return code
}

// call is the code of a call, and of the comparison of its answer.
// differs takes the number that tells of a difference from the stack.
func (l *memory) call(call Call, function, holds uint32, differs []byte) []byte {
	const answer = 0 // a local
	operands, err := l.operands(call)
	if err != nil {
		panic("BUG: " + err.Error()) // Parse has tried it
	}
	code := append(slices.Concat(operands...), assembler.Call(function)...)
	pack := slices.Concat(assembler.LocalGet(answer), assembler.I32(0xffff), assembler.Ops(assembler.I32And),
		assembler.I32(int32(mismatch|call.Line<<16)), assembler.Ops(assembler.I32Or))
	switch {
	case call.Fault:
		code = slices.Concat(code, assembler.LocalSet(answer), pack, differs)
	case call.Any:
		code = append(code, assembler.Ops(assembler.Drop)...)
	default:
		code = slices.Concat(code, assembler.LocalTee(answer), assembler.I32(call.Value),
			assembler.Ops(assembler.I32Ne), assembler.If(pack, differs))
	}
	if call.Buffer != nil {
		text := l.place([]byte(*call.Buffer))
		l.next += l.buffer.n // holds reads as many bytes from the text as the buffer has
		code = slices.Concat(code,
			assembler.I32(int32(l.buffer.at)), assembler.I32(int32(l.buffer.n)),
			assembler.I32(int32(text)), assembler.I32(int32(len(*call.Buffer))),
			assembler.Call(holds), assembler.Ops(assembler.I32Eqz),
			assembler.If(assembler.I32(int32(mismatch|mismatchBuffer|call.Line<<16)), differs))
	}
	return code
}

// operands lays out the arguments of a call and returns the instructions that
// push them.
func (l *memory) operands(call Call) ([][]byte, error) {
	i := slices.IndexFunc(abi.Functions(), func(f abi.Function) bool { return f.Name == call.Function })
	if i < 0 {
		return nil, fmt.Errorf("there is no function %q", call.Function)
	}
	types := abi.Functions()[i].Params
	var code [][]byte
	for _, a := range call.Args {
		if a.kind == isNumber && len(types) > 0 {
			code = append(code, constant(types[0], a.number))
			types = types[1:]
			continue
		}
		if len(types) < 2 || types[0] != "i32" || types[1] != "i32" {
			return nil, fmt.Errorf("%s is not what %s takes there", a.Source, call.Function)
		}
		types = types[2:]
		at, n := l.argument(a)
		code = append(code, assembler.I32(int32(at)), assembler.I32(int32(n)))
	}
	if len(types) > 0 {
		return nil, fmt.Errorf("%s takes more arguments: %v", call.Function, types)
	}
	return code, nil
}

func constant(kind string, n numeral) []byte {
	switch kind {
	case "f64":
		return assembler.F64(n.float)
	case "i64":
		return assembler.I64(n.integer)
	}
	return assembler.I32(int32(n.integer))
}

// argument lays out what a pair of a pointer and a number stands for.
func (l *memory) argument(a Arg) (at, n uint32) {
	switch a.kind {
	case isRaw:
		at, n = l.raw(a), a.size
	case isText:
		at, n = l.place([]byte(a.text)), uint32(len(a.text))
	case isBuffer:
		at, n = l.place(bytes.Repeat([]byte{fill}, int(a.size+guard))), a.size
		l.buffer = segment{at: at, n: a.size + guard}
	case isList:
		var table []byte
		for _, element := range a.list {
			table = l.record(table, element)
		}
		at, n = l.place(table), uint32(len(a.list))
	}
	return at, n
}

func (l *memory) raw(a Arg) uint32 {
	if a.end {
		return uint32(int64(l.end) + a.ptr)
	}
	return uint32(a.ptr)
}

// record appends an element of a list: a text, or the fields of a record, of
// which the last is an f64.
func (l *memory) record(table []byte, element Arg) []byte {
	fields := element.list
	if element.kind != isRecord {
		fields = []Arg{element}
	}
	for i, field := range fields {
		switch {
		case field.kind == isText:
			table = append32(append32(table, l.place([]byte(field.text))), uint32(len(field.text)))
		case field.kind == isRaw:
			table = append32(append32(table, l.raw(field)), field.size)
		case i == len(fields)-1:
			table = binary.LittleEndian.AppendUint64(table, math.Float64bits(field.number.float))
		default:
			table = append32(table, uint32(field.number.integer))
		}
	}
	return table
}

func append32(b []byte, v uint32) []byte { return binary.LittleEndian.AppendUint32(b, v) }
