package check

import (
	"encoding/json"
	"time"
)

// Event is something that happened. Its JSON names are the document's.
type Event struct {
	Timestamp      time.Time
	Type           string // event_type
	Title          string // msg_title
	Text           string // msg_text
	AggregationKey string
	AlertType      string // error, warning, success or info
	SourceTypeName string
	Host           string
	Tags           []string // a sorted set
	Priority       string   // normal, low or empty
	// APIKey is the account's key where the check gave one. It is a secret:
	// only an output that sends it to the account may show it.
	APIKey string
	// Extra holds what else the check put into the event, by name.
	Extra map[string]json.RawMessage
}

// ServiceStatus is the state of a service as a check saw it.
type ServiceStatus int

const (
	OK       ServiceStatus = 0
	Warning  ServiceStatus = 1
	Critical ServiceStatus = 2
	Unknown  ServiceStatus = 3
)

func (s ServiceStatus) String() string {
	switch s {
	case OK:
		return "OK"
	case Warning:
		return "WARNING"
	case Critical:
		return "CRITICAL"
	default:
		return "UNKNOWN"
	}
}

// ServiceCheck is the status of one service at one time.
type ServiceCheck struct {
	// RunID is the document's check_run_id. 0 asks the agent to give one.
	RunID     int64
	Name      string
	Status    ServiceStatus
	Timestamp time.Time
	Hostname  string
	Tags      []string // a sorted set
	Message   string
}
