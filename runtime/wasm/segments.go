package wasm

// Mode says when a segment is copied (spec §2.5.7, §2.5.8).
type Mode byte

const (
	Active      Mode = iota // at instantiation
	Passive                 // when an instruction says so
	Declarative             // never: an element segment that only permits ref.func
)

// Element is an element segment (spec §5.5.12). What it holds is in Functions
// or, if the binary gives each entry as an expression, in Init.
type Element struct {
	Mode      Mode
	Table     uint32 // if active
	Offset    Expr   // if active
	Type      ValueType
	Functions []uint32
	Init      []Expr
	Form      byte // 0 to 7, as in the binary
}

// Data is a data segment (spec §5.5.14).
type Data struct {
	Mode   Mode
	Offset Expr // if active
	Bytes  Span
}

// elements reads the element section. The three bits of a form mean: not
// active; an explicit table, or declarative; expressions instead of functions.
func (p *parser) elements() int {
	n := p.counted(CapElementSegments, 2)
	p.m.Elements = make([]Element, 0, n)
	for range n {
		e := p.element()
		if p.err != nil {
			return 0
		}
		p.m.Elements = append(p.m.Elements, e)
	}
	return n
}

func (p *parser) element() Element {
	at := p.at
	form := p.u32()
	if form > 7 {
		p.fail(at, "form %d of an element segment is not known", form)
		return Element{}
	}
	e := Element{Form: byte(form), Type: FuncRef}
	inactive, explicit, exprs := form&1 != 0, form&2 != 0, form&4 != 0
	switch {
	case inactive && explicit:
		e.Mode = Declarative
	case inactive:
		e.Mode = Passive
	default:
		if explicit {
			e.Table = p.u32()
		}
		if int64(e.Table) >= int64(p.m.TableCount()) {
			p.fail(at, "table %d does not exist, there are %d", e.Table, p.m.TableCount())
		}
		e.Offset = p.expr(I32)
	}
	if inactive || explicit {
		if exprs {
			e.Type = p.refType()
		} else if kind := p.byte(); kind != 0 {
			p.fail(p.at-1, "element kind %#x is not known", kind)
		}
	}
	if p.err == nil && e.Mode == Active && p.m.Table(e.Table).Element != e.Type {
		p.fail(at, "%s cannot be in table %d", e.Type, e.Table)
	}
	if exprs {
		e.Init = make([]Expr, p.counted(CapElements, 3))
		for i := 0; i < len(e.Init) && p.err == nil; i++ {
			e.Init[i] = p.expr(e.Type)
		}
		return e
	}
	e.Functions = make([]uint32, p.counted(CapElements, 1))
	for i := 0; i < len(e.Functions) && p.err == nil; i++ {
		e.Functions[i] = p.index("function", p.m.FunctionCount())
	}
	return e
}

// dataCount reads the data count section, which lets code name data segments
// before they are read (spec §5.5.15).
func (p *parser) dataCount() int {
	at := p.at
	n := p.u32()
	p.within(at, CapDataSegments, whole(n))
	p.m.DataCount = &n
	return int(n)
}

// data reads the data section.
func (p *parser) data() int {
	n := p.counted(CapDataSegments, 2)
	p.m.Data = make([]Data, 0, n)
	for range n {
		at := p.at
		d := Data{Mode: Active}
		switch form := p.u32(); form {
		case 0:
		case 1:
			d.Mode = Passive
		case 2:
			if x := p.u32(); x != 0 {
				p.fail(at, "multi-memory is not supported (data for memory %d)", x)
			}
		default:
			p.fail(at, "form %d of a data segment is not known", form)
		}
		if d.Mode == Active {
			if p.m.MemoryCount() == 0 {
				p.fail(at, "memory 0 does not exist, there are 0")
			}
			d.Offset = p.expr(I32)
		}
		size := p.u32()
		start := p.at
		p.add(start, CapDataBytes, whole(size))
		p.take(size, "a data segment")
		if p.err != nil {
			return 0
		}
		d.Bytes = p.span(start)
		p.m.Data = append(p.m.Data, d)
	}
	return n
}
