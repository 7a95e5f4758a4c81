package forwarder

import (
	"bytes"
	"encoding/json"

	"github.com/sandpiper-checks/sandpiper/check"
)

// topology adds the elements of one topology. A snapshot that lost one is no
// longer the total state, so it is sent without its stop: to leave an old
// element standing is better than to remove a living one.
func (e *encoder) topology(t check.Topology) {
	label, err := encodeObject(t.Source.JSON)
	if err != nil {
		e.lose(named("topology", string(t.Source.JSON)), err)
		return
	}
	p := &place{section: topologies, label: label, start: t.Start, stop: t.Stop}
	if (item{place: p}).cost(nil) > e.limit {
		e.lose(named("topology", string(label)), errTooLarge)
		return
	}
	known := len(e.losses)
	var components, relations []json.RawMessage
	for _, c := range t.Components {
		components = e.element(components, p, c, c.Data, c.ID != "" && c.Type != "",
			func() string { return named("component", c.ID) })
	}
	for _, r := range t.Relations {
		relations = e.element(relations, p, r, r.Data, r.SourceID != "" && r.TargetID != "" && r.Type != "",
			func() string { return named("relation", r.ID()) })
	}
	if len(e.losses) > known {
		p.stop = false
	}
	e.items = append(e.items, topologyItems(p, components, relations)...)
}

// element appends the JSON of a component or relation to list where it can be
// sent.
func (e *encoder) element(list []json.RawMessage, p *place, v any, data json.RawMessage, complete bool, what func() string) []json.RawMessage {
	if !complete {
		e.lose(what(), errNoName)
		return list
	}
	b, err := encode(v)
	switch {
	case err != nil:
	case len(data) > 0 && !isObject(data):
		err = errNotObject
	case (item{place: p, json: b}).cost(nil) > e.limit:
		err = errTooLarge
	}
	if err != nil {
		e.lose(what(), err)
		return list
	}
	return append(list, b)
}

// encodeObject returns the compact form of a JSON object.
func encodeObject(data json.RawMessage) ([]byte, error) {
	if !isObject(data) {
		return nil, errNotObject
	}
	return encode(data)
}

// isObject tells an object from other valid JSON.
func isObject(data json.RawMessage) bool {
	return bytes.HasPrefix(bytes.TrimLeft(data, " \t\r\n"), []byte("{"))
}
