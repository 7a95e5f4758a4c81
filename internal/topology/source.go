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

// source is what is known of one external topology. A component and a relation
// may have the same identifier: they are told apart.
type source struct {
	source     check.TopologySource
	key        string
	place      *list.Element // in the store's order of applying
	components set
	relations  set
	base       int // bytes without elements
	bytes      int // about
}

// set holds identifiers.
type set map[string]struct{}

func newSource(from check.TopologySource, key string) *source {
	from.JSON = slices.Clone(from.JSON) // the buffers of a result are reused
	base := sourceBytes + len(key) + len(from.JSON) + len(from.Type) + len(from.URL)
	return &source{source: from, key: key, components: set{}, relations: set{}, base: base, bytes: base}
}

func (k *source) size() int { return len(k.components) + len(k.relations) }

// replace makes the elements of t all that is known, and returns how many of
// them were known before. It builds new sets, because a map keeps the memory
// of the most elements that it ever had.
func (k *source) replace(t check.Topology) int {
	old := *k
	k.components = make(set, len(t.Components))
	k.relations = make(set, len(t.Relations))
	k.bytes = k.base
	k.extend(t)
	return k.components.shared(old.components) + k.relations.shared(old.relations)
}

// extend adds the elements of t to what is known.
func (k *source) extend(t check.Topology) {
	for _, c := range t.Components {
		k.bytes += k.components.add(c.ID)
	}
	for _, r := range t.Relations {
		k.bytes += k.relations.add(r.ID())
	}
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
