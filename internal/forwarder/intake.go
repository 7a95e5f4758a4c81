package forwarder

import (
	"encoding/json"
	"maps"
	goruntime "runtime"
	"slices"

	"github.com/sandpiper-checks/sandpiper/check"
)

// The intake's JSON object, as the receivers of the agents in use document it:
// an envelope, which each body repeats, and five lists.
//
//	{"collection_timestamp": 1700000000.5, "internalHostname": "web-1", "apiKey": "K", …,
//	 "metrics": [["load", 1700000000, 0.75, {"hostname": "web-1", "type": "gauge"}]],
//	 "events": {"demo": [{"timestamp": 1700000000, …}]},
//	 "service_checks": [{"id": 7, "check": "demo.up", "status": 0, …}],
//	 "topologies": [{"instance": {…}, "start_snapshot": true, "stop_snapshot": true,
//	                 "components": [{"externalId": "a", …}], "relations": []}],
//	 "health": []}
type envelope struct {
	At      check.Seconds `json:"collection_timestamp"`
	Host    string        `json:"internalHostname"`
	Key     string        `json:"apiKey"`
	Version string        `json:"agentVersion"`
	UUID    string        `json:"uuid,omitempty"`
	OS      string        `json:"os"`
	Tags    *hostTags     `json:"host-tags,omitempty"`
}

type hostTags struct {
	System []string `json:"system"`
}

func (s *StackState) envelope(p check.Payload) envelope {
	e := envelope{
		At: check.Seconds(p.At), Host: p.Host.Name, Key: s.key, Version: s.version,
		UUID: p.Host.UUID, OS: osName(goruntime.GOOS),
	}
	if len(p.Host.Tags) > 0 {
		e.Tags = &hostTags{System: p.Host.Tags}
	}
	return e
}

// osName is the receivers' name of an operating system.
func osName(goos string) string {
	if goos == "darwin" {
		return "mac"
	}
	return goos
}

// section is one of the lists, in the order in which bodies hold them.
type section int

const (
	metrics section = iota
	events
	serviceChecks
	topologies
	sections
)

// place is where in the object an item stands. Items of one place are
// neighbours and share it.
type place struct {
	section section
	// label is the JSON that the place begins with: the group's name for
	// events, the instance for a topology, else nothing.
	label []byte
	// start and stop are the flags of a topology.
	start, stop bool
}

// item is the unit of splitting: what only goes as a whole.
type item struct {
	place *place
	json  []byte // empty for a topology without elements
	// relation tells the two lists of a topology apart.
	relation bool
	// first and last mark the ends of a topology, which carry its flags.
	first, last bool
}

// cost bounds from above the bytes that the item adds behind the one before it.
func (i item) cost(before *place) int {
	if i.place == before {
		return len(i.json) + 1
	}
	return len(i.json) + len(i.place.label) + len(`{"instance":,"start_snapshot":false,"stop_snapshot":false,"components":[],"relations":[]},`)
}

// frame is what a body has around the places, beyond the envelope.
const frame = `,"metrics":[],"events":{},"service_checks":[],"topologies":[],"health":[]}`

// render writes the object.
func render(head []byte, items []item) []byte {
	size := len(head) + len(frame)
	var before *place
	for _, i := range items {
		size += i.cost(before)
		before = i.place
	}
	b := append(make([]byte, 0, size), head[:len(head)-1]...) // without its closing brace
	for section, opening := range [sections]string{`,"metrics":[`, `,"events":{`, `,"service_checks":[`, `,"topologies":[`} {
		b = append(b, opening...)
		for n := 0; len(items) > 0 && int(items[0].place.section) == section; n++ {
			run := 1
			for run < len(items) && items[run].place == items[0].place {
				run++
			}
			if n > 0 {
				b = append(b, ',')
			}
			b = appendPlace(b, items[:run])
			items = items[run:]
		}
		b = append(b, `]}]]`[section])
	}
	return append(b, `,"health":[]}`...)
}

// appendPlace writes what stands at one place.
func appendPlace(b []byte, items []item) []byte {
	p := items[0].place
	switch p.section {
	case events:
		b = append(b, p.label...)
		b = append(b, ':', '[')
		b = appendList(b, items, func(item) bool { return true })
		return append(b, ']')
	case topologies:
		b = append(append(b, `{"instance":`...), p.label...)
		b = append(b, `,"start_snapshot":`...)
		b = appendBool(b, p.start && items[0].first)
		b = append(b, `,"stop_snapshot":`...)
		b = appendBool(b, p.stop && items[len(items)-1].last)
		b = append(b, `,"components":[`...)
		b = appendList(b, items, func(i item) bool { return !i.relation })
		b = append(b, `],"relations":[`...)
		b = appendList(b, items, func(i item) bool { return i.relation })
		return append(b, `]}`...)
	default:
		return appendList(b, items, func(item) bool { return true })
	}
}

func appendList(b []byte, items []item, wanted func(item) bool) []byte {
	n := 0
	for _, i := range items {
		if len(i.json) == 0 || !wanted(i) {
			continue
		}
		if n > 0 {
			b = append(b, ',')
		}
		b = append(b, i.json...)
		n++
	}
	return b
}

func appendBool(b []byte, v bool) []byte {
	if v {
		return append(b, "true"...)
	}
	return append(b, "false"...)
}

// parse is the inverse of render.
func parse(raw []byte) (head []byte, items []item, err error) {
	var object struct {
		envelope
		Metrics       []json.RawMessage            `json:"metrics"`
		Events        map[string][]json.RawMessage `json:"events"`
		ServiceChecks []json.RawMessage            `json:"service_checks"`
		Topologies    []struct {
			Instance   json.RawMessage   `json:"instance"`
			Start      bool              `json:"start_snapshot"`
			Stop       bool              `json:"stop_snapshot"`
			Components []json.RawMessage `json:"components"`
			Relations  []json.RawMessage `json:"relations"`
		} `json:"topologies"`
	}
	if err := json.Unmarshal(raw, &object); err != nil {
		return nil, nil, err
	}
	if head, err = json.Marshal(object.envelope); err != nil {
		return nil, nil, err
	}
	add := func(p *place, list []json.RawMessage) {
		for _, one := range list {
			items = append(items, item{place: p, json: one})
		}
	}
	add(&place{section: metrics}, object.Metrics)
	for _, name := range slices.Sorted(maps.Keys(object.Events)) {
		add(&place{section: events, label: must(name)}, object.Events[name])
	}
	add(&place{section: serviceChecks}, object.ServiceChecks)
	for _, t := range object.Topologies {
		p := &place{section: topologies, label: t.Instance, start: t.Start, stop: t.Stop}
		items = append(items, topologyItems(p, t.Components, t.Relations)...)
	}
	return head, items, nil
}

// topologyItems returns the elements of one topology, or the one item that says
// that it has none.
func topologyItems(p *place, components, relations []json.RawMessage) []item {
	items := make([]item, 0, max(1, len(components)+len(relations)))
	for _, c := range components {
		items = append(items, item{place: p, json: c})
	}
	for _, r := range relations {
		items = append(items, item{place: p, json: r, relation: true})
	}
	if len(items) == 0 {
		items = append(items, item{place: p})
	}
	items[0].first, items[len(items)-1].last = true, true
	return items
}
