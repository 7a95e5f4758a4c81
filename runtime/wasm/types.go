package wasm

import "math"

// ValueType is the type of one value, as its byte in the binary (spec §5.3.1 to §5.3.4).
type ValueType byte

const (
	I32       ValueType = 0x7f
	I64       ValueType = 0x7e
	F32       ValueType = 0x7d
	F64       ValueType = 0x7c
	V128      ValueType = 0x7b
	FuncRef   ValueType = 0x70
	ExternRef ValueType = 0x6f
	ExnRef    ValueType = 0x69 // a caught exception; spec 3.0, heap types
)

func (t ValueType) String() string {
	switch t {
	case I32:
		return "i32"
	case I64:
		return "i64"
	case F32:
		return "f32"
	case F64:
		return "f64"
	case V128:
		return "v128"
	case FuncRef:
		return "funcref"
	case ExternRef:
		return "externref"
	case ExnRef:
		return "exnref"
	}
	return "unknown"
}

// IsRef reports whether values of the type are references, which alone can be in a table.
func (t ValueType) IsRef() bool { return t == FuncRef || t == ExternRef || t == ExnRef }

// FuncType is what a function takes and returns (spec §5.3.6). Tags have one
// too: its parameters are what an exception carries.
type FuncType struct{ Params, Results []ValueType }

// Limits is the size of a memory in pages of 64 KiB, or of a table in entries.
type Limits struct {
	Min, Max uint32
	HasMax   bool // else Max is 0 and means nothing
}

const (
	mostPages   = 65536 // of 64 KiB: what a 32-bit address reaches (spec §3.2.5)
	mostEntries = math.MaxUint32
)

// Table is the type of a table (spec §5.3.9).
type Table struct {
	Element ValueType
	Limits
}

// GlobalType is the type of a global (spec §5.3.10).
type GlobalType struct {
	Type    ValueType
	Mutable bool
}

func (r *reader) valueType() ValueType {
	at := r.at
	t := ValueType(r.byte())
	switch {
	case t >= V128 && t <= I32, t.IsRef(), r.err != nil:
	case t >= 0x62 && t <= 0x64:
		r.fail(at, "typed function references are not supported (value type %#x)", byte(t))
	case t >= 0x6a && t <= 0x6e, t >= 0x71 && t <= 0x74:
		r.fail(at, "garbage collection is not supported (value type %#x)", byte(t))
	default:
		r.fail(at, "value type %#x is not known", byte(t))
	}
	return t
}

func (r *reader) refType() ValueType {
	at := r.at
	t := r.valueType()
	if r.err == nil && !t.IsRef() {
		r.fail(at, "%s is no type of reference", t)
	}
	return t
}

func (r *reader) valueTypes(c Cap) []ValueType {
	at := r.at
	n := r.count(c.What(), 1)
	r.within(at, c, n)
	if n == 0 || r.err != nil {
		return nil
	}
	ts := make([]ValueType, n)
	for i := range ts {
		ts[i] = r.valueType()
	}
	return ts
}

func (r *reader) tableType() Table {
	if r.left() > 0 && r.b[r.at] == 0x40 {
		r.fail(r.at, "typed function references are not supported (a table with an initial value)")
	}
	return Table{Element: r.refType(), Limits: r.limits("table", mostEntries)}
}

func (r *reader) globalType() GlobalType {
	t := r.valueType()
	at := r.at
	mut := r.byte()
	if mut > 1 {
		r.fail(at, "mutability %#x of a global is not known", mut)
	}
	return GlobalType{Type: t, Mutable: mut == 1}
}

// limits reads the size of a table or a memory (spec §5.3.7, §3.2.1).
func (r *reader) limits(what string, most uint32) Limits {
	at := r.at
	flags := r.byte()
	switch {
	case flags > 15:
		r.fail(at, "limits flag %#x of a %s is not known", flags, what)
	case flags&8 != 0:
		r.fail(at, "custom page sizes are not supported (a %s)", what)
	case flags&4 != 0:
		r.fail(at, "memory64 is not supported (a %s with 64-bit limits)", what)
	case flags&2 != 0:
		r.fail(at, "threads are not supported (a shared %s)", what)
	}
	l := Limits{Min: r.u32(), HasMax: flags&1 != 0}
	if l.HasMax {
		l.Max = r.u32()
	}
	switch {
	case r.err != nil:
	case l.Min > most:
		r.fail(at, "a %s of at least %d cannot be, the most is %d", what, l.Min, most)
	case l.HasMax && l.Max > most:
		r.fail(at, "a %s of up to %d cannot be, the most is %d", what, l.Max, most)
	case l.HasMax && l.Min > l.Max:
		r.fail(at, "a %s of at least %d cannot be at most %d", what, l.Min, l.Max)
	}
	return l
}

// tagType reads the type of a tag (spec 3.0, tag types): an attribute that is
// always 0, and the index of a function type that returns nothing.
func (r *reader) tagType(types []FuncType) uint32 {
	at := r.at
	if a := r.byte(); a != 0 {
		r.fail(at, "attribute %#x of a tag is not known", a)
	}
	x := r.index("type", len(types))
	if r.err == nil && len(types[x].Results) > 0 {
		r.fail(at, "type %d of a tag returns values", x)
	}
	return x
}

// types reads the type section (spec §5.5.4).
func (p *parser) types() int {
	n := p.counted(CapTypes, 3)
	p.m.Types = make([]FuncType, 0, n)
	for range n {
		at := p.at
		switch form := p.byte(); {
		case form == 0x60, p.err != nil:
		case form >= 0x4d && form <= 0x50, form == 0x5e, form == 0x5f:
			p.fail(at, "garbage collection is not supported (type form %#x)", form)
		default:
			p.fail(at, "type form %#x is not known", form)
		}
		t := FuncType{Params: p.valueTypes(CapParams), Results: p.valueTypes(CapResults)}
		if p.err != nil {
			return 0
		}
		p.m.Types = append(p.m.Types, t)
	}
	return n
}
