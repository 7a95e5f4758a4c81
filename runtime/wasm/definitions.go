package wasm

// Global is a global that the module defines (spec §5.5.9).
type Global struct {
	GlobalType
	Init Expr
}

// functions reads the function section: the type of each function (spec §5.5.6).
func (p *parser) functions() int {
	n := p.counted(CapFunctions, 1)
	p.m.Functions = make([]uint32, 0, n)
	for range n {
		t := p.index("type", len(p.m.Types))
		if p.err != nil {
			return 0
		}
		p.m.Functions = append(p.m.Functions, t)
	}
	return n
}

// tables reads the table section (spec §5.5.7).
func (p *parser) tables() int {
	n := p.counted(CapTables, 3)
	p.m.Tables = make([]Table, 0, n)
	for range n {
		t := p.table()
		if p.err != nil {
			return 0
		}
		p.m.Tables = append(p.m.Tables, t)
	}
	return n
}

// table reads the type of a table, imported or not.
func (p *parser) table() Table {
	at := p.at
	t := p.tableType()
	p.add(at, CapTableMin, whole(t.Min))
	p.add(at, CapTableMax, whole(t.Max))
	return t
}

// memories reads the memory section (spec §5.5.8).
func (p *parser) memories() int {
	n := p.count("memories", 2)
	for range n {
		l := p.memory()
		if p.err != nil {
			return 0
		}
		p.m.Memories = append(p.m.Memories, l)
	}
	return n
}

// memory reads the type of a memory, imported or not. There can be one (spec §3.4.10).
func (p *parser) memory() Limits {
	at := p.at
	if p.m.MemoryCount() > 0 {
		p.fail(at, "multi-memory is not supported (a second memory)")
	}
	l := p.limits("memory", mostPages)
	p.within(at, CapMemoryMin, int(l.Min))
	return l
}

// tags reads the tag section (spec 3.0, tag section).
func (p *parser) tags() int {
	n := p.counted(CapTags, 2)
	p.m.Tags = make([]uint32, 0, n)
	for range n {
		t := p.tagType(p.m.Types)
		if p.err != nil {
			return 0
		}
		p.m.Tags = append(p.m.Tags, t)
	}
	return n
}

// globals reads the global section (spec §5.5.9).
func (p *parser) globals() int {
	n := p.counted(CapGlobals, 4)
	p.m.Globals = make([]Global, 0, n)
	for range n {
		t := p.globalType()
		g := Global{GlobalType: t, Init: p.expr(t.Type)}
		if p.err != nil {
			return 0
		}
		p.m.Globals = append(p.m.Globals, g)
	}
	return n
}

// start reads the start section: a function that takes and returns nothing (spec §5.5.11).
func (p *parser) start() int {
	at := p.at
	f := p.index("function", p.m.FunctionCount())
	if p.err != nil {
		return 0
	}
	if t := p.m.FuncType(f); len(t.Params) > 0 || len(t.Results) > 0 {
		p.fail(at, "start function %d takes or returns values", f)
		return 0
	}
	p.m.Start = &f
	return 1
}
