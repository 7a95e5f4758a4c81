package check

import (
	"fmt"
	"log/slog"
	"time"
)

// Status is how a run ended.
type Status int

const (
	StatusOK      Status = iota
	StatusWarning        // the check ran and left warnings
	StatusError          // the check failed or was stopped: Result.Fault says why
)

func (s Status) String() string { return [...]string{"OK", "WARNING", "ERROR"}[s] }

// Result is one run of one instance: all that it emitted and how it ended. A
// run that failed keeps the metrics, events and service checks that it had
// sent, and has lost the snapshot that it left open.
type Result struct {
	Instance *Instance
	Start    time.Time
	Fault    *Fault // nil when the check ran to its end

	Samples       []Sample
	Events        []Event
	ServiceChecks []ServiceCheck
	Topologies    []Topology
	// Dropped is how many snapshots were left open and so came to nothing.
	Dropped  int
	Warnings []string
	Metadata []Metadata
	Logs     []Log
	Refused  []Refused

	Usage Usage
}

// Status sums up the result in a word.
func (r *Result) Status() Status {
	switch {
	case r.Fault != nil:
		return StatusError
	case len(r.Warnings) > 0:
		return StatusWarning
	default:
		return StatusOK
	}
}

// End is when the run ended.
func (r *Result) End() time.Time { return r.Start.Add(r.Usage.Wall) }

// Reason classes the ways in which a run can fail.
type Reason string

const (
	Failed     Reason = "failed"      // the check itself said so
	Exit       Reason = "exit"        // check_run returned non-zero, or the guest called exit
	Deadline   Reason = "deadline"    // the wall limit
	Fuel       Reason = "fuel"        // the fuel limit
	Depth      Reason = "depth"       // calls nested too deeply
	Memory     Reason = "memory"      // the memory limit
	Quota      Reason = "quota"       // the limit of host calls; no other quota ends a run
	BadPointer Reason = "bad pointer" // a host call was given memory that the guest does not have
	Trap       Reason = "trap"        // the engine stopped the guest
	BadModule  Reason = "bad module"  // the module could not be loaded or started
)

// Fault is why a run ended before its end.
type Fault struct {
	Reason Reason
	// Kind is the exception's or error's type name, such as ConnectionError.
	Kind   string
	Detail string
	// Limit is the key under sandbox.limits that moves the limit which ended
	// the run; empty where there is none.
	Limit string
	// Backtrace has one frame a line; empty where none is known.
	Backtrace string
}

// Stopped says that the sandbox ended the run, and not the check itself.
func (f *Fault) Stopped() bool { return f.Reason != Failed && f.Reason != Exit }

// Hint says where a person can move the limit that ended the run; empty where
// there is none.
func (f *Fault) Hint() string {
	switch f.Limit {
	case "":
		return ""
	case "wall":
		return "sandbox.limits.wall sets how long a run may take, up to its interval"
	}
	return "sandbox.limits." + f.Limit + " sets the limit"
}

func (f *Fault) Error() string { return fmt.Sprintf("%s: %s", f.Kind, f.Detail) }

// Log is one line that a guest logged.
type Log struct {
	At      time.Time
	Level   slog.Level
	Message string
}

// Metadata is one fact about the monitored service, such as its version.
type Metadata struct{ Name, Value string }

// Refused counts the submissions that the host did not take, by cause.
type Refused struct {
	Cause string // such as "bad value" or "limit of samples"
	Key   string // of the first one refused, such as the metric's name
	Count int
}

// Usage is the bill of a run. What the guest does before its first run, in its
// start section and in _initialize, is part of it only where that was done for
// this run alone: of a module that can be frozen it is done once for all runs.
type Usage struct {
	Wall time.Duration // from the start of the run to its end, waiting included
	// Fuel is in units of work: the same for the same module and the same
	// answers of the host, on every machine, unless the run was stopped at
	// its deadline.
	Fuel int64
	// MemoryBytes is the most that the guest had: its linear memory, which
	// never shrinks, and its tables at the size that they may grow to.
	MemoryBytes int64
	HostCalls   int // of all functions that the host offers, those that were refused included

	// HTTPCalls are those that made a request, answered or not. What the policy
	// refused is not among them, though the limit of calls counts it. The
	// redirects that a call follows belong to it.
	HTTPCalls int
	// BytesIn are of HTTP responses: header fields, and as much of the bodies
	// as was read, counted as it came, before it was unpacked.
	BytesIn int64
	// BytesOut are of HTTP requests: URLs, header fields and bodies, whether
	// or not a server took them. A redirect is a response, and what it leads
	// to a request, which may repeat the body.
	BytesOut int64
}
