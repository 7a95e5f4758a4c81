package check

import "encoding/json"

// TopologySource names one external topology: the document's instance_id.
type TopologySource struct {
	// JSON is the whole dictionary, compact and with sorted keys.
	JSON json.RawMessage
	// Type and URL are its fields of these names, empty where it has none.
	Type, URL string
}

// Key is equal for two sources exactly when they name the same topology: by
// type and url where both are given, as receivers do, else by the dictionary.
func (s TopologySource) Key() string {
	if s.Type != "" && s.URL != "" {
		return s.Type + "\x00" + s.URL
	}
	return string(s.JSON)
}

// Topology is what one run said of one source. With Start and Stop it is a
// snapshot, the total state: what it does not hold is gone. With neither it
// adds to what is known.
type Topology struct {
	Source      TopologySource
	Start, Stop bool
	Components  []Component
	Relations   []Relation
}

// Component is one element of a topology.
type Component struct {
	ID   string
	Type string
	Data json.RawMessage // a JSON object
}

// Relation joins two components, from source to target.
type Relation struct {
	SourceID, TargetID string
	Type               string
	Data               json.RawMessage // a JSON object
}

// ID is the identity of the relation within its source, as receivers form it.
func (r Relation) ID() string { return r.SourceID + "-" + r.Type + "-" + r.TargetID }
