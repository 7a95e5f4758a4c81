package runtime

import (
	"bytes"
	"encoding/json"

	abi "github.com/sandpiper-checks/sandpiper/abi/v1"
	"github.com/sandpiper-checks/sandpiper/check"
)

// topology is what a run has said of each source, in the order of first mention.
type topology struct {
	sources  []*source
	bySource map[string]*source // by key
	given    map[string]*source // by the bytes the guest gave
	elements int                // components and relations, against the limit
	started  int                // bytes of snapshots that were opened, less those of the closed, as memory has them
}

// source is one topology and the state of its snapshot in this run.
type source struct {
	check.Topology
	open  bool // started, in this run or an earlier one, and not stopped
	lacks bool // an element, for want of quota
}

// size is what it takes to remember that the snapshot is open.
func (s *source) size() int { return openSize(s.Source.Key()) }

// component takes a component.
func (r *run) component(instanceID, id, kind, data []byte) reply {
	s, refused := r.elementOf(instanceID, id, len(id)+len(kind)+len(data))
	if s == nil {
		return refused
	}
	idText, ok1 := r.name(id)
	kindText, ok2 := r.name(kind)
	if !ok1 || !ok2 {
		return r.reject(abi.BadString, "id or type of a component is empty or not UTF-8", display(id))
	}
	object, err := dataObject(data)
	if err != nil {
		return r.reject(abi.BadDocument, "data of a component is "+err.Error(), idText)
	}
	r.topology.elements++
	s.Components = append(s.Components, check.Component{ID: idText, Type: kindText, Data: object})
	return reply(abi.OK)
}

// relation takes a relation.
func (r *run) relation(instanceID, sourceID, targetID, kind, data []byte) reply {
	s, refused := r.elementOf(instanceID, sourceID, len(sourceID)+len(targetID)+len(kind)+len(data))
	if s == nil {
		return refused
	}
	from, ok1 := r.name(sourceID)
	to, ok2 := r.name(targetID)
	kindText, ok3 := r.name(kind)
	if !ok1 || !ok2 || !ok3 {
		return r.reject(abi.BadString, "an id or the type of a relation is empty or not UTF-8", display(sourceID))
	}
	object, err := dataObject(data)
	if err != nil {
		return r.reject(abi.BadDocument, "data of a relation is "+err.Error(), from)
	}
	r.topology.elements++
	s.Relations = append(s.Relations, check.Relation{SourceID: from, TargetID: to, Type: kindText, Data: object})
	return reply(abi.OK)
}

// snapshot starts or stops the total state of a source.
func (r *run) snapshot(instanceID []byte, phase int32) reply {
	s, refused := r.source(instanceID, instanceID, 0)
	if s == nil {
		return refused
	}
	switch {
	case phase == abi.PhaseStart && s.open:
		return r.refuse(abi.NotNow, "the snapshot of %s is already open", display(instanceID))
	case phase == abi.PhaseStart && r.memory.snapshots.bytes+r.topology.started+s.size() > r.limits.ReportBytes:
		return r.reject(abi.Quota, "more open snapshots than the limit of report bytes", display(instanceID))
	case phase == abi.PhaseStart:
		s.Start, s.open = true, true
		r.topology.started += s.size()
	case phase == abi.PhaseStop && !s.open:
		return r.refuse(abi.NotNow, "no snapshot of %s is open", display(instanceID))
	case phase == abi.PhaseStop && s.lacks:
		return r.reject(abi.Quota, "a snapshot that lacks an element cannot be stopped", display(instanceID))
	case phase == abi.PhaseStop:
		s.Stop, s.open = true, false
		r.topology.started -= s.size()
	default:
		return r.refuse(abi.BadValue, "phase %d is unknown", phase)
	}
	return reply(abi.OK)
}

// elementOf finds the source that a component or relation belongs to, if there
// is quota for one more.
func (r *run) elementOf(instanceID, id []byte, bytes int) (*source, reply) {
	s, refused := r.source(instanceID, id, bytes)
	if s != nil && r.topology.elements >= r.limits.TopologyElements {
		s.lacks = true
		return nil, r.reject(abi.Quota, overTopology, display(id))
	}
	return s, refused
}

// source finds what the run says of a source, charging the bytes that come
// with it; key names in a refusal what was refused.
func (r *run) source(instanceID, key []byte, bytes int) (*source, reply) {
	s, refused := r.topology.given[string(instanceID)], reply(abi.OK)
	if s == nil {
		if s, refused = r.newSource(instanceID, key); s == nil {
			return nil, refused
		}
	}
	if s.Stop {
		return nil, r.refuse(abi.NotNow, "the snapshot of %s was already stopped in this run", display(instanceID))
	}
	if !r.charge(bytes) {
		s.lacks = true
		return nil, r.reject(abi.Quota, overReport, display(key))
	}
	return s, refused
}

func (r *run) newSource(instanceID, key []byte) (*source, reply) {
	if !r.charge(2 * len(instanceID)) {
		return nil, r.reject(abi.Quota, overReport, display(key))
	}
	identity, err := topologySource(instanceID)
	if err != nil {
		return nil, r.reject(abi.BadDocument, "instance_id is "+err.Error(), display(key))
	}
	t := &r.topology
	if t.bySource == nil {
		t.bySource, t.given = map[string]*source{}, map[string]*source{}
	}
	s := t.bySource[identity.Key()]
	if s == nil {
		if len(t.sources) >= r.limits.TopologyElements {
			return nil, r.reject(abi.Quota, "more sources than the limit of topology elements", display(key))
		}
		s = &source{Topology: check.Topology{Source: identity}, open: r.memory.snapshots.open[identity.Key()]}
		t.sources = append(t.sources, s)
		t.bySource[identity.Key()] = s
	}
	t.given[string(instanceID)] = s
	return s, reply(abi.OK)
}

// topologySource reads the identity of a source.
func topologySource(instanceID []byte) (check.TopologySource, error) {
	object, err := jsonObject(instanceID)
	if err != nil {
		return check.TopologySource{}, err
	}
	var fields map[string]any
	decoder := json.NewDecoder(bytes.NewReader(object))
	decoder.UseNumber() // so that a large number stays what it is
	if err := decoder.Decode(&fields); err != nil {
		return check.TopologySource{}, err
	}
	canonical, err := json.Marshal(fields) // sorts the keys
	if err != nil {
		return check.TopologySource{}, err
	}
	source := check.TopologySource{JSON: canonical}
	source.Type, _ = fields["type"].(string)
	source.URL, _ = fields["url"].(string)
	return source, nil
}

// finish returns what the run has said of each source, and how many snapshots
// came to nothing. A run that succeeds may leave a snapshot open for the next
// one; a run that fails takes back the half of it that it had sent, and the
// next may start anew. So it is with a snapshot that lacks an element: whether
// that is still there cannot be told.
func (t *topology) finish(m *openSnapshots, failed bool) (said []check.Topology, dropped int) {
	for _, s := range t.sources {
		key := s.Source.Key()
		if s.open && (failed || s.lacks) {
			dropped++
			m.closed(key)
			continue
		}
		if s.open {
			m.opened(key)
		} else {
			m.closed(key)
		}
		if s.Start || s.Stop || len(s.Components)+len(s.Relations) > 0 {
			said = append(said, s.Topology)
		}
	}
	if failed { // a snapshot of an earlier run that this one did not mention cannot be trusted either
		dropped += len(m.open)
		*m = openSnapshots{}
	}
	return said, dropped
}

// dataObject is a JSON object that may be left out.
func dataObject(b []byte) (json.RawMessage, error) {
	if len(b) == 0 {
		return json.RawMessage("{}"), nil
	}
	return jsonObject(b)
}
