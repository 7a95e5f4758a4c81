package runtime

import (
	"fmt"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/egress"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/files"
)

// What is refused over a quota is counted by these causes, and by those of
// packages egress and files.
const (
	overContexts      = "over the limit of contexts"
	overSamples       = "over the limit of samples"
	overEvents        = "over the limit of events"
	overServiceChecks = "over the limit of service checks"
	overTopology      = "over the limit of topology elements"
	overLog           = "over the limit of log bytes"
	overReport        = "over the limit of report bytes"
	overCalls         = "over the limit of HTTP calls"
	overBody          = "over the limit of bytes of one body"
	overState         = "over the limit of state bytes"
)

// quotaText says which key under sandbox.limits moves a quota, and where that
// is now; it is empty for another cause.
func quotaText(cause string, l *check.Limits) string {
	text := func(key string, most int64) string { return fmt.Sprintf("; sandbox.limits.%s is %d", key, most) }
	switch cause {
	case overContexts:
		return text("contexts", int64(l.Contexts))
	case overSamples:
		return text("samples", int64(l.Samples))
	case overEvents:
		return text("events", int64(l.Events))
	case overServiceChecks:
		return text("service_checks", int64(l.ServiceChecks))
	case overTopology:
		return text("topology_elements", int64(l.TopologyElements))
	case overLog:
		return text("log", int64(l.LogBytes))
	case overReport:
		return text("report", int64(l.ReportBytes))
	case overCalls:
		return text("http_calls", int64(l.HTTPCalls))
	case overBody:
		return text("http_body", l.HTTPBodyBytes)
	case egress.ErrTraffic.Error():
		return text("http_bytes", l.HTTPBytes)
	case files.ErrLimit.Error():
		return text("file_bytes", l.FileBytes)
	case overState:
		return text("state", l.StateBytes)
	}
	return ""
}
