package topology

import (
	"container/list"
	"slices"

	"github.com/sandpiper-checks/sandpiper/check"
)

const (
	// sourceBytes and elementBytes are what an entry takes besides its text:
	// its share of the maps, and headers.
	sourceBytes  = 512
	elementBytes = 48
)

// source is what is known of one external topology.
type source struct {
	source check.TopologySource
	key    string
	place  *list.Element // in the store's order of applying
	base   int           // bytes without elements

	known shown
	// open is the snapshot that was started and not stopped, which runs may
	// add to one after the other; nil: none is.
	open *shown
}

// shown are the identifiers of what was shown. A component and a relation may
// have the same one: they are told apart.
type shown struct {
	components set
	relations  set
	bytes      int // about
}

// set holds identifiers.
type set map[string]struct{}

func newSource(from check.TopologySource, key string) *source {
	from.JSON = slices.Clone(from.JSON) // the buffers of a result are reused
	base := sourceBytes + len(key) + len(from.JSON) + len(from.Type) + len(from.URL)
	return &source{source: from, key: key, base: base, known: newShown()}
}

func newShown() shown { return shown{components: set{}, relations: set{}} }

// bytes is what the source takes, about.
func (k *source) bytes() int {
	if k.open == nil {
		return k.base + k.known.bytes
	}
	return k.base + k.known.bytes + k.open.bytes
}

// apply takes what one run said. Everything it shows is known from then on; a
// stop makes what was shown since the start all that is known.
func (k *source) apply(t check.Topology) Change {
	if t.Start {
		fresh := newShown()
		k.open = &fresh
	}
	if k.open != nil {
		k.open.extend(t)
	}
	change := Change{Source: k.source, Snapshot: t.Stop && k.open != nil}
	before := k.known.size()
	if change.Snapshot {
		// A new set takes the place of the old one, because a map keeps the
		// memory of the most elements that it ever had.
		change.Kept = k.open.shared(k.known)
		change.Removed = before - change.Kept
		k.known, k.open = *k.open, nil
	} else {
		k.known.extend(t)
		change.Kept = before
	}
	change.Added = k.known.size() - change.Kept
	return change
}

func (e *shown) size() int { return len(e.components) + len(e.relations) }

// extend adds the elements of t.
func (e *shown) extend(t check.Topology) {
	for _, c := range t.Components {
		e.bytes += e.components.add(c.ID)
	}
	for _, r := range t.Relations {
		e.bytes += e.relations.add(r.ID())
	}
}

// shared returns how many elements are in both.
func (e *shown) shared(other shown) int {
	return e.components.shared(other.components) + e.relations.shared(other.relations)
}

// add returns how many bytes the set grew by, about.
func (s set) add(id string) int {
	if _, known := s[id]; known {
		return 0
	}
	s[id] = struct{}{}
	return elementBytes + len(id)
}

// shared returns how many identifiers are in both sets.
func (s set) shared(other set) int {
	n := 0
	for id := range s {
		if _, known := other[id]; known {
			n++
		}
	}
	return n
}
