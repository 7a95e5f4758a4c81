package wasm

// code reads the code section: where each body stands (spec §5.5.13).
func (p *parser) code() int {
	n := p.count("bodies", 3)
	p.m.Code = make([]Span, 0, n)
	for range n {
		size := p.u32()
		start := p.at
		p.within(start, CapBodyBytes, whole(size))
		p.take(size, "a body")
		if p.err != nil {
			return 0
		}
		p.m.Code = append(p.m.Code, p.span(start))
	}
	return n
}
