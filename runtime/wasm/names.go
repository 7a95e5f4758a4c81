package wasm

// NamedGlobal finds a global by the name that the name section gives it (spec,
// appendix "Custom Sections"; the extended name section, which linkers write,
// has names of globals). What cannot be read of the section names nothing.
func (m *Module) NamedGlobal(name string) (index uint32, ok bool) {
	const globals = 7
	b, _ := m.CustomSection("name")
	caps := HardCaps()
	r := &reader{b: b, end: len(b), caps: &caps}
	for r.left() > 0 {
		id, size := r.byte(), r.u32()
		content := r.take(size, "a part of the name section")
		if id == globals {
			return namedIn(&reader{b: content, end: len(content), caps: &caps}, name, m.GlobalCount())
		}
	}
	return 0, false
}

// namedIn finds a name in a name map.
func namedIn(r *reader, name string, length int) (index uint32, ok bool) {
	for range r.count("names", 2) {
		index := r.index("global", length)
		if r.name("the name of a global") == name && r.err == nil {
			return index, true
		}
	}
	return 0, false
}
