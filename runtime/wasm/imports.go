package wasm

// Kind says what is imported or exported (spec §5.5.5, §5.5.10).
type Kind byte

const (
	KindFunction Kind = 0
	KindTable    Kind = 1
	KindMemory   Kind = 2
	KindGlobal   Kind = 3
	KindTag      Kind = 4
)

func (k Kind) String() string {
	switch k {
	case KindFunction:
		return "function"
	case KindTable:
		return "table"
	case KindMemory:
		return "memory"
	case KindGlobal:
		return "global"
	case KindTag:
		return "tag"
	}
	return "unknown"
}

// Import is something that the host must give (spec §5.5.5).
type Import struct {
	Module, Name string
	Kind         Kind
	Type         uint32 // of a function or a tag: the index of its type
	Table        Table
	Memory       Limits
	Global       GlobalType
}

// imports reads the import section (spec §5.5.5).
func (p *parser) imports() int {
	m := p.m
	n := p.counted(CapImports, 4)
	m.Imports = make([]Import, 0, n)
	for range n {
		i := Import{Module: p.name("the module of an import"), Name: p.name("the name of an import")}
		at := p.at
		i.Kind = Kind(p.byte())
		switch i.Kind {
		case KindFunction:
			i.Type = p.index("type", len(m.Types))
			m.importedFunctions = append(m.importedFunctions, i.Type)
		case KindTable:
			p.add(at, CapTables, 1)
			i.Table = p.table()
			m.importedTables = append(m.importedTables, i.Table)
		case KindMemory:
			i.Memory = p.memory()
			m.importedMemories = append(m.importedMemories, i.Memory)
		case KindGlobal:
			p.add(at, CapGlobals, 1)
			i.Global = p.globalType()
			m.importedGlobals = append(m.importedGlobals, i.Global)
		case KindTag:
			p.add(at, CapTags, 1)
			i.Type = p.tagType(m.Types)
			m.importedTags = append(m.importedTags, i.Type)
		default:
			p.fail(at, "kind %d is not known", byte(i.Kind))
		}
		if p.err != nil {
			return 0
		}
		m.Imports = append(m.Imports, i)
	}
	return n
}
