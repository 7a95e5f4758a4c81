package wasm

// Read reads all sections of a module (spec §5.5.16), within [HardCaps].
// Function bodies stay ranges of bytes. The Module refers to b. The error, if
// any, is an [*Error] or a [*CapError].
func Read(b []byte) (*Module, error) {
	caps := HardCaps()
	return read(b, &caps)
}

// ReadWithin reads a module that nobody has vouched for: all sections and all
// function bodies, and nothing beyond caps. Its cost is linear in len(b), and
// is nearly nothing for bytes that some cap refuses.
func ReadWithin(b []byte, caps Caps) (*Module, error) {
	return readAll(b, &caps)
}

func readAll(b []byte, caps *Caps) (*Module, error) {
	m, err := read(b, caps)
	if err != nil {
		return nil, err
	}
	if err := newWalker(m, caps).all(); err != nil {
		return nil, err
	}
	return m, nil
}

func read(b []byte, caps *Caps) (*Module, error) {
	p := &parser{reader: reader{b: b, end: len(b), caps: caps, function: -1}, m: &Module{Raw: b}}
	p.within(0, CapModuleBytes, len(b))
	p.header()
	for p.err == nil && p.left() > 0 {
		p.sectionAt()
	}
	if p.err == nil {
		p.agree()
	}
	if p.err != nil {
		return nil, p.err
	}
	return p.m, nil
}

// parser fills a Module, one method for each section.
type parser struct {
	reader
	m     *Module
	place int  // of the last section that is not custom, in sectionTable, plus 1
	total Caps // what was counted over the whole module
}

// sectionTable holds the sections in the order in which they must stand. That
// is the order of their numbers but for tag and data count, which came later
// (spec §5.5.16; 3.0, modules). A method returns the number of entries.
var sectionTable = [...]struct {
	id   byte
	name string
	read func(*parser) int
}{
	{1, "type", (*parser).types},
	{2, "import", (*parser).imports},
	{3, "function", (*parser).functions},
	{4, "table", (*parser).tables},
	{5, "memory", (*parser).memories},
	{13, "tag", (*parser).tags},
	{6, "global", (*parser).globals},
	{7, "export", (*parser).exports},
	{8, "start", (*parser).start},
	{9, "element", (*parser).elements},
	{12, "data count", (*parser).dataCount},
	{10, "code", (*parser).code},
	{11, "data", (*parser).data},
}

// header reads the eight bytes that every module starts with: "\0asm", and a
// version, of which a component uses the upper half to say what it is.
func (p *parser) header() {
	if p.left() < 4 || string(p.b[:4]) != "\x00asm" {
		p.fail(0, "not a WebAssembly module")
		return
	}
	p.at = 4
	v := p.take(4, "the version")
	switch {
	case p.err != nil:
	case v[2] == 1 && v[3] == 0:
		p.fail(4, "a component, not a core module")
	case v[0] != 1 || v[1] != 0 || v[2] != 0 || v[3] != 0:
		p.fail(4, "version %d of WebAssembly is not supported, 1 is", uint32(v[0])|uint32(v[1])<<8|uint32(v[2])<<16|uint32(v[3])<<24)
	}
}

// sectionAt reads one section: its number, its size, its content (spec §5.5.2).
func (p *parser) sectionAt() {
	start := p.at
	s := Section{ID: p.byte()}
	size := p.u32()
	content := p.at
	if p.take(size, "a section"); p.err != nil {
		return
	}
	s.Span, s.Content = p.span(start), p.span(content)
	outer := p.end
	p.at, p.end = content, s.End()
	if s.ID == 0 {
		p.section = "custom"
		s.Name = p.custom()
	} else {
		place := p.placeOf(s.ID, start)
		if p.err != nil {
			return
		}
		s.Name = sectionTable[place].name
		p.section, p.place = s.Name, place+1
		s.Count = sectionTable[place].read(p)
	}
	if p.left() > 0 {
		p.fail(p.at, "%d bytes are left over", p.left())
	}
	if p.err != nil {
		return
	}
	p.end, p.section = outer, ""
	p.m.Sections = append(p.m.Sections, s)
}

// placeOf finds where in the order a section belongs, and refuses one that
// comes too late or twice.
func (p *parser) placeOf(id byte, at int) int {
	for place, s := range sectionTable {
		if s.id != id {
			continue
		}
		switch {
		case place+1 == p.place:
			p.fail(at, "a second %s section", s.name)
		case place < p.place:
			p.fail(at, "the %s section comes after the %s section", s.name, sectionTable[p.place-1].name)
		}
		return place
	}
	p.fail(at, "section %d is not known", id)
	return 0
}

// custom reads a custom section (spec §5.5.3).
func (p *parser) custom() string {
	at := p.at
	p.add(at, CapCustoms, 1)
	p.add(at, CapCustomBytes, p.left())
	name := p.name("the name of a custom section")
	c := Custom{Name: name, Bytes: p.take(uint32(p.left()), "a custom section")}
	if p.err == nil {
		p.m.Customs = append(p.m.Customs, c)
	}
	return name
}

// agree holds sections against each other that say the same thing twice (spec §5.5.16).
func (p *parser) agree() {
	m := p.m
	switch {
	case len(m.Functions) != len(m.Code):
		p.fail(len(p.b), "%d functions are declared, %d have a body", len(m.Functions), len(m.Code))
	case m.DataCount != nil && int64(*m.DataCount) != int64(len(m.Data)):
		p.fail(len(p.b), "%d data segments are announced, there are %d", *m.DataCount, len(m.Data))
	}
}
