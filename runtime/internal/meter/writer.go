package meter

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"

	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

// order is the order of sections in a binary (spec §5.5.16; the tag section,
// 13, and the data count section, 12, came later). Custom sections, 0, follow.
var order = []byte{1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11}

// writer writes the metered module. Whatever does not change is copied.
type writer struct {
	plan *plan
	out  []byte
}

func (w *writer) module() ([]byte, error) {
	p := w.plan
	sections := map[byte]wasm.Section{}
	for _, s := range p.m.Sections {
		sections[s.ID] = s
	}
	code, err := w.code()
	if err != nil {
		return nil, err
	}
	rewritten := map[byte][]byte{
		1:  w.extended(sections[1], len(p.types), w.types()),
		2:  w.extended(sections[2], 1, w.yieldImport()),
		3:  w.extended(sections[3], len(p.added), w.functions()),
		4:  w.tables(),
		6:  w.globals(),
		7:  w.exports(),
		8:  nil, // exported instead
		9:  w.elements(),
		10: code,
	}
	if p.freezes {
		rewritten[11], rewritten[12] = nil, nil // data, and their number
	}
	w.out = append(make([]byte, 0, len(p.m.Raw)+len(p.m.Raw)/8), p.m.Raw[:8]...) // magic and version
	for _, id := range order {
		if content, ok := rewritten[id]; ok {
			w.section(id, content)
		} else if s, ok := sections[id]; ok {
			w.out = append(w.out, p.m.At(s.Span)...)
		}
	}
	if names, ok := p.m.CustomSection("name"); ok {
		if content, ok := p.names(names); ok {
			w.section(0, append(name(nil, "name"), content...))
		}
	}
	return w.out, nil
}

func (w *writer) section(id byte, content []byte) {
	if len(content) == 0 {
		return
	}
	w.out = uleb(append(w.out, id), uint32(len(content)))
	w.out = append(w.out, content...)
}

// extended is a section that is a vector, with so many entries more at its end.
func (w *writer) extended(s wasm.Section, more int, entries []byte) []byte {
	content := uleb(nil, uint32(s.Count+more))
	if s.Count > 0 {
		old := w.plan.m.At(s.Content)
		_, n := binary.Uvarint(old) // an unsigned LEB128
		content = append(content, old[n:]...)
	}
	return append(content, entries...)
}

func (w *writer) types() (entries []byte) {
	for _, t := range w.plan.types {
		entries = append(entries, 0x60)
		entries = valueTypes(entries, t.Params)
		entries = valueTypes(entries, t.Results)
	}
	return entries
}

func valueTypes(b []byte, types []wasm.ValueType) []byte {
	b = uleb(b, uint32(len(types)))
	for _, t := range types {
		b = append(b, byte(t))
	}
	return b
}

func (w *writer) yieldImport() []byte {
	entry := append(name(name(nil, Module), Yield), byte(wasm.KindFunction))
	return uleb(entry, uint32(len(w.plan.m.Types))) // the first added type
}

func (w *writer) functions() (entries []byte) {
	for _, f := range w.plan.added {
		entries = uleb(entries, f.kind)
	}
	return entries
}

func (w *writer) tables() []byte {
	tables := bounded(w.plan.m.Tables)
	if len(tables) == 0 {
		return nil
	}
	content := uleb(nil, uint32(len(tables)))
	for _, t := range tables {
		const hasMax = 1
		content = append(content, byte(t.Element), hasMax)
		content = uleb(uleb(content, t.Min), t.Max)
	}
	return content
}

// bounded are the module's own tables. Those that have no maximum get one,
// because the engine would let them grow to 2^32 entries.
func bounded(tables []wasm.Table) []wasm.Table {
	tables = slices.Clone(tables)
	endless := uint32(0)
	for _, t := range tables {
		if !t.HasMax {
			endless++
		}
	}
	for i, t := range tables {
		if !t.HasMax {
			tables[i].Max = uint32(min(uint64(t.Min)+uint64(TableRoom/endless), math.MaxUint32))
		}
	}
	return tables
}

// TableEntries is how many entries all tables of a module's metered form may
// grow to.
func TableEntries(m *wasm.Module) (entries int64) {
	for _, t := range bounded(m.Tables) {
		entries += int64(t.Max)
	}
	return entries
}

// globals are the module's own, whose initial values may name functions, and
// the counters.
func (w *writer) globals() []byte {
	m := w.plan.m
	counters := w.plan.counters()
	content := uleb(nil, uint32(len(m.Globals)+len(counters)))
	for _, g := range m.Globals {
		content = append(content, byte(g.Type), mutability(g.Mutable))
		content = w.expr(content, g.Init)
	}
	for _, c := range counters {
		content = append(content, c...)
	}
	return content
}

const mutable = 1

func mutability(m bool) byte {
	if m {
		return mutable
	}
	return 0
}

func (w *writer) exports() []byte {
	p := w.plan
	exports := slices.Clone(p.m.Exports)
	if p.m.Start != nil {
		exports = append(exports, wasm.Export{Name: Start, Kind: wasm.KindFunction, Index: *p.m.Start})
	}
	for i, e := range exports {
		if e.Kind == wasm.KindFunction {
			exports[i].Index = p.moved(e.Index)
		}
	}
	exports = append(exports,
		wasm.Export{Name: Fuel, Kind: wasm.KindGlobal, Index: p.fuel},
		wasm.Export{Name: Limit, Kind: wasm.KindGlobal, Index: p.limit},
		wasm.Export{Name: Most, Kind: wasm.KindGlobal, Index: p.most},
		wasm.Export{Name: Used, Kind: wasm.KindGlobal, Index: p.used},
		wasm.Export{Name: Deepest, Kind: wasm.KindGlobal, Index: p.deepest})
	if p.catches {
		exports = append(exports,
			wasm.Export{Name: Held, Kind: wasm.KindGlobal, Index: p.held},
			wasm.Export{Name: High, Kind: wasm.KindGlobal, Index: p.high})
	}
	if p.freezes {
		exports = append(exports, p.mutableGlobals()...)
	}
	content := uleb(nil, uint32(len(exports)))
	for _, e := range exports {
		content = uleb(append(name(content, e.Name), byte(e.Kind)), e.Index)
	}
	return content
}

// mutableGlobals are exports of those that the module itself defines.
func (p *plan) mutableGlobals() (exports []wasm.Export) {
	for i, g := range p.m.Globals {
		if g.Mutable {
			index := uint32(p.m.ImportedGlobals() + i)
			exports = append(exports, wasm.Export{Name: Global(index), Kind: wasm.KindGlobal, Index: index})
		}
	}
	return exports
}

// elements writes the element section in the forms that it has (spec §5.5.12).
func (w *writer) elements() []byte {
	m := w.plan.m
	if len(m.Elements) == 0 {
		return nil
	}
	content := uleb(nil, uint32(len(m.Elements)))
	for _, e := range m.Elements {
		content = uleb(content, uint32(e.Form))
		inactive, explicit, exprs := e.Form&1 != 0, e.Form&2 != 0, e.Form&4 != 0
		if !inactive {
			if explicit {
				content = uleb(content, e.Table)
			}
			content = w.expr(content, e.Offset)
		}
		if inactive || explicit {
			if exprs {
				content = append(content, byte(e.Type))
			} else {
				content = append(content, 0) // functions
			}
		}
		if exprs {
			content = uleb(content, uint32(len(e.Init)))
			for _, init := range e.Init {
				content = w.expr(content, init)
			}
			continue
		}
		content = uleb(content, uint32(len(e.Functions)))
		for _, f := range e.Functions {
			content = uleb(content, w.plan.moved(f))
		}
	}
	return content
}

// expr writes a constant expression, in which only ref.func changes.
func (w *writer) expr(b []byte, e wasm.Expr) []byte {
	if e.Op == wasm.OpRefFunc {
		b = uleb(append(b, byte(wasm.OpRefFunc)), w.plan.moved(uint32(e.Value)))
		return append(b, byte(wasm.OpEnd))
	}
	return append(b, w.plan.m.At(e.Span)...)
}

// code writes the code section: each body with its charges, and the added functions.
func (w *writer) code() ([]byte, error) {
	p := w.plan
	content := uleb(make([]byte, 0, len(p.m.Raw)), uint32(len(p.m.Code)+len(p.added)))
	walker := wasm.NewWalker(p.m)
	var b body
	for i := range p.m.Code {
		walker.Enter(i)
		b.write(p, &p.functions[i], walker)
		if err := walker.Err(); err != nil {
			return nil, err
		}
		content = append(uleb(content, uint32(len(b.out))), b.out...)
		if most := growth*len(p.m.Raw) + growthBytes; len(content) > most {
			return nil, fmt.Errorf("with its charges the module's code is more than %d bytes", most)
		}
	}
	for _, f := range p.added {
		content = append(uleb(content, uint32(len(f.body))), f.body...)
	}
	return content, nil
}
