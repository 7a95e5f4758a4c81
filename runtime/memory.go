package runtime

// memory is what the host remembers of an instance from run to run: of which
// sources a snapshot is open, by key. A guest that starts ever more of them and
// stops none would fill it, so it is bounded as a report is.
type memory struct {
	open  map[string]bool
	bytes int
}

// openSize is what an open snapshot takes of the bound.
func openSize(key string) int {
	const perEntry = 64
	return len(key) + perEntry
}

func (m *memory) opened(key string) {
	if m.open[key] {
		return
	}
	if m.open == nil {
		m.open = map[string]bool{}
	}
	m.open[key] = true
	m.bytes += openSize(key)
}

func (m *memory) closed(key string) {
	if m.open[key] {
		delete(m.open, key)
		m.bytes -= openSize(key)
	}
}
