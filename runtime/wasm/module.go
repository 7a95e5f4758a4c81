package wasm

// Module is what the sections of a binary say. Vectors hold what the module
// defines; an index into one of the index spaces counts the imports of that
// kind first (spec §2.5.1). Everything that has a Span, and every Custom,
// refers to Raw, which must not change while the Module is in use.
type Module struct {
	Raw []byte

	Types     []FuncType
	Imports   []Import
	Functions []uint32 // each the index of its type
	Tables    []Table
	Memories  []Limits
	Tags      []uint32 // each the index of its type
	Globals   []Global
	Exports   []Export
	Start     *uint32 // index of a function; nil if there is none
	Elements  []Element
	DataCount *uint32 // nil if there is no such section
	Code      []Span  // locals and instructions of each function, without their length
	Data      []Data
	Customs   []Custom

	Sections []Section // all of them, in their order

	// The imported part of each index space, in order.
	importedFunctions []uint32
	importedTables    []Table
	importedMemories  []Limits
	importedGlobals   []GlobalType
	importedTags      []uint32
}

// Span is a range of bytes of a module.
type Span struct{ Offset, Size int }

func (s Span) End() int { return s.Offset + s.Size }

// Section is one section as it stands in the binary (spec §5.5.2).
type Section struct {
	ID      byte
	Name    string // as the specification calls it; of a custom section, its own
	Span           // with its header, which is the ID and the size
	Content Span   // without it
	Count   int    // of entries; 1 for start, 0 for custom
}

// Custom is a section that means nothing to the core specification (spec §5.5.3).
type Custom struct {
	Name  string
	Bytes []byte
}

// At returns the bytes of a range, not copied.
func (m *Module) At(s Span) []byte { return m.Raw[s.Offset:s.End()] }

// FunctionCount is the length of the index space of functions, imports and all.
func (m *Module) FunctionCount() int { return len(m.importedFunctions) + len(m.Functions) }

func (m *Module) TableCount() int  { return len(m.importedTables) + len(m.Tables) }
func (m *Module) MemoryCount() int { return len(m.importedMemories) + len(m.Memories) }
func (m *Module) GlobalCount() int { return len(m.importedGlobals) + len(m.Globals) }
func (m *Module) TagCount() int    { return len(m.importedTags) + len(m.Tags) }

// ImportedFunctions is the number of imported functions, hence the index of
// the first that the module defines.
func (m *Module) ImportedFunctions() int { return len(m.importedFunctions) }

// ImportedGlobals is the number of imported globals.
func (m *Module) ImportedGlobals() int { return len(m.importedGlobals) }

// TypeIndex returns the index of the type of a function, which must exist.
func (m *Module) TypeIndex(function uint32) uint32 {
	return nth(m.importedFunctions, m.Functions, function)
}

// FuncType returns the type of a function, imported or not, which must exist.
func (m *Module) FuncType(function uint32) FuncType { return m.Types[m.TypeIndex(function)] }

// Table returns the type of a table, imported or not, which must exist.
func (m *Module) Table(index uint32) Table { return nth(m.importedTables, m.Tables, index) }

// Memory returns the type of the memory, imported or not; ok is false if there is none.
func (m *Module) Memory() (l Limits, ok bool) {
	if m.MemoryCount() == 0 {
		return Limits{}, false
	}
	return nth(m.importedMemories, m.Memories, 0), true
}

// Global returns the type of a global, imported or not, which must exist.
func (m *Module) Global(index uint32) GlobalType {
	if n := uint32(len(m.importedGlobals)); index >= n {
		return m.Globals[index-n].GlobalType
	}
	return m.importedGlobals[index]
}

// Tag returns the type of a tag, imported or not, which must exist.
func (m *Module) Tag(index uint32) FuncType { return m.Types[nth(m.importedTags, m.Tags, index)] }

// Export finds an export by its name.
func (m *Module) Export(name string) (Export, bool) {
	for _, e := range m.Exports {
		if e.Name == name {
			return e, true
		}
	}
	return Export{}, false
}

// CustomSection returns the bytes of the first custom section of that name.
func (m *Module) CustomSection(name string) ([]byte, bool) {
	for _, c := range m.Customs {
		if c.Name == name {
			return c.Bytes, true
		}
	}
	return nil, false
}

// nth is the element at an index of an index space: imports come first.
func nth[T any](imported, defined []T, index uint32) T {
	if n := uint32(len(imported)); index >= n {
		return defined[index-n]
	}
	return imported[index]
}
