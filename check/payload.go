package check

import "time"

// Payload is what one flush hands to delivery.
type Payload struct {
	At   time.Time
	Host Host

	Series        []Series
	Events        []Emitted[Event]
	ServiceChecks []Emitted[ServiceCheck]
	Topologies    []Topology
	Metadata      []Emitted[Metadata]
}

// Host describes the agent that sends.
type Host struct {
	Name    string   // hostname
	UUID    string   // of this installation
	Version string   // of the agent
	Tags    []string // of the host
}

// Emitted is a value with the instance that it came from.
type Emitted[T any] struct {
	Check string
	Index int
	Value T
}

// Empty says that there is nothing to deliver.
func (p *Payload) Empty() bool {
	return len(p.Series)+len(p.Events)+len(p.ServiceChecks)+len(p.Topologies)+len(p.Metadata) == 0
}
