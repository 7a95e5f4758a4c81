package check

import "time"

// ID identifies one instance across runs, reloads and restarts: the name of
// its check and a hash of its configuration. Rates, state and the place of the
// instance within the interval hang on it.
type ID string

// Instance is one entry under instances: in a file of conf.d, the unit of
// scheduling.
type Instance struct {
	ID    ID
	Check string // name of the check: the file's name without its extension
	Index int    // position under instances:, from 0

	// Module is the path of the module that runs it.
	Module string
	// Source is where the entry stands, as file:line.
	Source string

	// Main says that a script is run as a program of its own, which decides
	// itself what it does for the instance.
	Main bool

	// Config is the entry itself, a JSON object.
	Config []byte
	// InitConfig is the file's init_config, a JSON object.
	InitConfig []byte

	// Interval is the time between two ticks of the instance.
	Interval time.Duration
	// MinInterval is the document's min_collection_interval: a tick that
	// comes sooner than this after the start of the last run is skipped. 0
	// skips none.
	MinInterval time.Duration

	// Service, when set, is added to each metric and service check as the tag service:NAME.
	Service string
	// EmptyDefaultHostname leaves the hostname of what the instance reports
	// empty where it names none; otherwise it becomes the agent's.
	EmptyDefaultHostname bool

	Limits Limits
	// HoldAfter is after how many runs in a row that the sandbox stopped the
	// instance runs no more; 0: it always runs again.
	HoldAfter int
	// Allow is where the instance may connect to besides the hosts that its
	// configuration names.
	Allow []Destination
	// Read is what the instance may read, as [ParsePath] returns it: files, and
	// folders with all below them.
	Read []string
}

// Limits bound one run. A zero field means that the default of
// [DefaultLimits] holds.
type Limits struct {
	Wall        time.Duration // from the start of the run to its end, waiting included
	Fuel        int64         // units of work; one is at most 64 instructions
	MemoryBytes int64         // linear memory, in pages of 64 KiB, and tables, at the size that they may grow to; once more for the stack of calls
	HostCalls   int           // of all functions that the host offers

	Contexts         int // distinct (name, tags, hostname, device)
	Samples          int
	Events           int
	ServiceChecks    int
	TopologyElements int // components and relations together
	LogBytes         int // log lines, warnings and captured output together
	ReportBytes      int // names, tags, texts and documents of all that is reported

	HTTPCalls     int
	HTTPBodyBytes int64 // of one response, unpacked
	HTTPBytes     int64 // of all requests and responses, as Usage has them
	FileBytes     int64 // read from files; of folders, the names in them
	StateBytes    int64 // of the instance's whole state: keys and values, and 64 for each key
}

// DefaultLimits are the limits of a run that configures none. Wall is further
// bounded by the interval of the instance.
func DefaultLimits() Limits {
	return Limits{
		Wall:             15 * time.Second,
		Fuel:             1_000_000_000,
		MemoryBytes:      64 << 20,
		HostCalls:        1_000_000,
		Contexts:         2_000,
		Samples:          10_000,
		Events:           1_000,
		ServiceChecks:    1_000,
		TopologyElements: 10_000,
		LogBytes:         1 << 20,
		ReportBytes:      16 << 20,
		HTTPCalls:        100,
		HTTPBodyBytes:    10 << 20,
		HTTPBytes:        64 << 20,
		FileBytes:        64 << 20,
		StateBytes:       1 << 20,
	}
}

// Or returns l with each zero field taken from other.
func (l Limits) Or(other Limits) Limits {
	or(&l.Wall, other.Wall)
	or(&l.Fuel, other.Fuel)
	or(&l.MemoryBytes, other.MemoryBytes)
	or(&l.HostCalls, other.HostCalls)
	or(&l.Contexts, other.Contexts)
	or(&l.Samples, other.Samples)
	or(&l.Events, other.Events)
	or(&l.ServiceChecks, other.ServiceChecks)
	or(&l.TopologyElements, other.TopologyElements)
	or(&l.LogBytes, other.LogBytes)
	or(&l.ReportBytes, other.ReportBytes)
	or(&l.HTTPCalls, other.HTTPCalls)
	or(&l.HTTPBodyBytes, other.HTTPBodyBytes)
	or(&l.HTTPBytes, other.HTTPBytes)
	or(&l.FileBytes, other.FileBytes)
	or(&l.StateBytes, other.StateBytes)
	return l
}

func or[T comparable](field *T, fallback T) {
	var zero T
	if *field == zero {
		*field = fallback
	}
}
