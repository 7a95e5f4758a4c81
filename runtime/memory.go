package runtime

// memory is what the host remembers of an instance from run to run.
type memory struct {
	snapshots openSnapshots
	contexts  contexts
	samples   int // how many the last run had
	handles   int // how many the last run had

	// The guest that is kept, and whether it had to make room; both are guarded
	// by residents.mu.
	resident *resident
	evicted  bool
}

// openSnapshots are the sources of which a snapshot is open, by key. A guest
// that starts ever more of them and stops none would fill the memory, so they
// are bounded as a report is.
type openSnapshots struct {
	open  map[string]bool
	bytes int
}

// openSize is what an open snapshot takes of the bound.
func openSize(key string) int {
	const perEntry = 64
	return len(key) + perEntry
}

func (o *openSnapshots) opened(key string) {
	if o.open[key] {
		return
	}
	if o.open == nil {
		o.open = map[string]bool{}
	}
	o.open[key] = true
	o.bytes += openSize(key)
}

func (o *openSnapshots) closed(key string) {
	if o.open[key] {
		delete(o.open, key)
		o.bytes -= openSize(key)
	}
}
