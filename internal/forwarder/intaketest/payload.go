package intaketest

import (
	"encoding/json"
	"fmt"
)

// Payload is one body that the receiver took.
type Payload struct {
	At       float64 `json:"collection_timestamp"` // Unix seconds
	Hostname string  `json:"internalHostname"`
	APIKey   string  `json:"apiKey"`
	Version  string  `json:"agentVersion"`
	UUID     string  `json:"uuid"`
	OS       string  `json:"os"`
	HostTags struct {
		System []string `json:"system"`
	} `json:"host-tags"`

	Metrics       []Metric           `json:"metrics"`
	Events        map[string][]Event `json:"events"` // by source
	ServiceChecks []ServiceCheck     `json:"service_checks"`
	Topologies    []Topology         `json:"topologies"`

	Raw         []byte `json:"-"` // the whole object
	PackedBytes int    `json:"-"` // its size on the way
}

// Metric is one metric's tuple.
type Metric struct {
	Name      string
	Timestamp int64 // Unix seconds
	Value     float64
	Attributes
}

// Attributes are what a metric's tuple ends with.
type Attributes struct {
	Hostname string   `json:"hostname"`
	Type     string   `json:"type"`
	Tags     []string `json:"tags"`
	Device   string   `json:"device_name"`
}

// UnmarshalJSON reads the tuple.
func (m *Metric) UnmarshalJSON(b []byte) error {
	var tuple []json.RawMessage
	if err := json.Unmarshal(b, &tuple); err != nil {
		return err
	}
	into := []any{&m.Name, &m.Timestamp, &m.Value, &m.Attributes}
	if len(tuple) > len(into) {
		return fmt.Errorf("a metric has %d elements", len(tuple))
	}
	for i, element := range tuple {
		if err := json.Unmarshal(element, into[i]); err != nil {
			return fmt.Errorf("element %d of a metric: %w", i, err)
		}
	}
	return nil
}

// Event is one event by the names of its fields.
type Event map[string]any

// ServiceCheck is the status of one service.
type ServiceCheck struct {
	ID        int64    `json:"id"`
	Check     string   `json:"check"`
	Status    int      `json:"status"`
	Timestamp float64  `json:"timestamp"` // Unix seconds
	Hostname  string   `json:"host_name"`
	Tags      []string `json:"tags"`
	Message   string   `json:"message"`
}

// Topology is what one body said of one source.
type Topology struct {
	Instance   json.RawMessage `json:"instance"`
	Start      bool            `json:"start_snapshot"`
	Stop       bool            `json:"stop_snapshot"`
	Components []Component     `json:"components"`
	Relations  []Relation      `json:"relations"`
}

// Type is how components and relations say what they are.
type Type struct {
	Name string `json:"name"`
}

// Component is one element of a topology.
type Component struct {
	ID   string          `json:"externalId"`
	Type Type            `json:"type"`
	Data json.RawMessage `json:"data"`
}

// Relation joins two components.
type Relation struct {
	ID       string          `json:"externalId"`
	Type     Type            `json:"type"`
	SourceID string          `json:"sourceId"`
	TargetID string          `json:"targetId"`
	Data     json.RawMessage `json:"data"`
}

// Join returns the payloads as one, which has the first one's head. Parts of
// one snapshot stay parts.
func Join(payloads []Payload) Payload {
	all := Payload{Events: map[string][]Event{}}
	for i, p := range payloads {
		if i == 0 {
			all.At, all.Hostname, all.APIKey, all.Version = p.At, p.Hostname, p.APIKey, p.Version
			all.UUID, all.OS, all.HostTags = p.UUID, p.OS, p.HostTags
		}
		all.Metrics = append(all.Metrics, p.Metrics...)
		all.ServiceChecks = append(all.ServiceChecks, p.ServiceChecks...)
		all.Topologies = append(all.Topologies, p.Topologies...)
		for source, events := range p.Events {
			all.Events[source] = append(all.Events[source], events...)
		}
	}
	return all
}
