package sandpiper

import (
	"encoding/json"
	"maps"
	"time"

	"github.com/sandpiper-checks/sandpiper/guest-sdk/go/internal/abi"
)

// Event is something that happened. It needs a title or a text; all else may
// be left out.
type Event struct {
	Timestamp      time.Time // zero: now
	Type           string    // sent as event_type
	Title          string    // msg_title
	Text           string    // msg_text
	AggregationKey string    // events with the same key are shown as one
	AlertType      AlertType // empty: AlertInfo
	SourceTypeName string
	Host           string // empty: the agent's
	Tags           []string
	Priority       Priority
	APIKey         string // empty: the agent's
	// Extra holds further fields, by the names under which they are sent. It
	// is encoded by encoding/json.
	Extra map[string]any
}

// AlertType is how bad an event is.
type AlertType string

// The alert types.
const (
	AlertError   AlertType = "error"
	AlertWarning AlertType = "warning"
	AlertSuccess AlertType = "success"
	AlertInfo    AlertType = "info"
)

// Priority is how much an event matters.
type Priority string

// The priorities.
const (
	PriorityNormal Priority = "normal"
	PriorityLow    Priority = "low"
)

// Event reports an event.
func (c *Check) Event(event Event) {
	fields := make(map[string]any, 12+len(event.Extra))
	maps.Copy(fields, event.Extra)
	if !event.Timestamp.IsZero() {
		fields["timestamp"] = event.Timestamp.Unix()
	}
	if len(event.Tags) > 0 {
		fields["tags"] = event.Tags
	}
	for _, field := range []struct{ name, value string }{
		{"event_type", event.Type},
		{"msg_title", event.Title},
		{"msg_text", event.Text},
		{"aggregation_key", event.AggregationKey},
		{"alert_type", string(event.AlertType)},
		{"source_type_name", event.SourceTypeName},
		{"host", event.Host},
		{"priority", string(event.Priority)},
		{"api_key", event.APIKey},
	} {
		if field.value != "" {
			fields[field.name] = field.value
		}
	}
	document, err := json.Marshal(fields)
	if err != nil {
		c.Warning("event " + event.Title + ": " + err.Error())
		return
	}
	c.host.Event(string(document))
}

// Status is the state of a service.
type Status int32

// The statuses of a service.
const (
	OK       Status = abi.ServiceOK
	Warning  Status = abi.ServiceWarning
	Critical Status = abi.ServiceCritical
	Unknown  Status = abi.ServiceUnknown
)

// String returns the status in capitals, as the agent shows it.
func (s Status) String() string {
	switch s {
	case OK:
		return "OK"
	case Warning:
		return "WARNING"
	case Critical:
		return "CRITICAL"
	}
	return "UNKNOWN"
}

// ServiceCheck reports the status of a service. The options are [Tags],
// [Hostname], [Message], [At] and [CheckRunID].
func (c *Check) ServiceCheck(name string, status Status, options ...ServiceCheckOption) {
	var o serviceCheckOptions
	for _, option := range options {
		o = option.serviceCheck(o)
	}
	c.host.ServiceCheck(name, int32(status), o.tags, o.hostname, clean(o.message), unixSeconds(o.at), o.runID)
}
