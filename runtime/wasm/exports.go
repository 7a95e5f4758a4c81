package wasm

// Export gives a name to something of the module (spec §5.5.10).
type Export struct {
	Name  string
	Kind  Kind
	Index uint32
}

// exports reads the export section. A name can be given once (spec §3.4.10).
func (p *parser) exports() int {
	n := p.counted(CapExports, 3)
	p.m.Exports = make([]Export, 0, n)
	seen := make(map[string]bool, n)
	for range n {
		start := p.at
		e := Export{Name: p.name("the name of an export")}
		at := p.at
		e.Kind = Kind(p.byte())
		switch e.Kind {
		case KindFunction:
			e.Index = p.index("function", p.m.FunctionCount())
		case KindTable:
			e.Index = p.index("table", p.m.TableCount())
		case KindMemory:
			e.Index = p.index("memory", p.m.MemoryCount())
		case KindGlobal:
			e.Index = p.index("global", p.m.GlobalCount())
		case KindTag:
			e.Index = p.index("tag", p.m.TagCount())
		default:
			p.fail(at, "kind %d is not known", byte(e.Kind))
		}
		if seen[e.Name] {
			p.fail(start, "%q is exported twice", e.Name)
		}
		if p.err != nil {
			return 0
		}
		seen[e.Name] = true
		p.m.Exports = append(p.m.Exports, e)
	}
	return n
}
