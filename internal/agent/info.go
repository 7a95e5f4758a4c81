package agent

import (
	"cmp"
	"maps"
	"os"
	"path/filepath"
	goruntime "runtime"
	"slices"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/internal/config"
	"github.com/sandpiper-checks/sandpiper/internal/forwarder"
	"github.com/sandpiper-checks/sandpiper/internal/scheduler"
	"github.com/sandpiper-checks/sandpiper/runtime"
)

// Info is what a running agent knows of itself, as plain values with a JSON
// form.
type Info struct {
	Version  string       `json:"version"`
	Date     time.Time    `json:"date"`
	Started  time.Time    `json:"started"`
	PID      int          `json:"pid"`
	Platform string       `json:"platform"`
	Hostname string       `json:"hostname"`
	Paths    Paths        `json:"paths"`
	Modules  ModulesInfo  `json:"modules"`
	Checks   []CheckInfo  `json:"checks"`
	Outputs  []OutputInfo `json:"outputs"`
	Sources  []SourceInfo `json:"topology"`
}

// Paths are where the agent reads and writes; Config is empty when there is no file.
type Paths struct {
	Config           string   `json:"config"`
	Confd            string   `json:"conf.d"`
	Checksd          string   `json:"checks.d"`
	AdditionalChecks []string `json:"additional_checksd,omitempty"`
	Cache            string   `json:"cache"`
	State            string   `json:"state"`
	Socket           string   `json:"socket"`
}

// ModulesInfo is how far the preparation of modules is, which takes a while
// when they are new.
type ModulesInfo struct {
	Ready int `json:"ready"`
	All   int `json:"all"`
}

// CheckInfo is what is known of one check.
type CheckInfo struct {
	Name string `json:"name"`
	// Problems are why it, or a part of it, could not be loaded.
	Problems []string `json:"problems,omitempty"`
	// Lifecycle is that of its module, nil while that is not loaded.
	Lifecycle *runtime.Lifecycle `json:"lifecycle,omitempty"`
	Instances []InstanceInfo     `json:"instances"`
}

// InstanceInfo is what is known of one instance: its last run, and the sums of all.
type InstanceInfo struct {
	Index    int        `json:"instance"`
	Status   string     `json:"status"` // OK, WARNING, ERROR, or empty before the first run
	Stopped  bool       `json:"stopped,omitempty"`
	Error    *ErrorInfo `json:"error"`
	Warnings []string   `json:"warnings"`
	Counts   Counts     `json:"last_run"`
	Totals   Counts     `json:"totals"`

	Runs      int               `json:"runs"`
	Errors    int               `json:"errors"`
	Faults    map[string]int    `json:"faults,omitempty"` // errors by reason
	Refused   []RefusedInfo     `json:"refused,omitempty"`
	Skipped   map[string]int    `json:"skipped,omitempty"` // by cause
	LastStart time.Time         `json:"last_start"`
	Usage     check.Usage       `json:"usage"` // of the last run
	Metadata  map[string]string `json:"service_metadata,omitempty"`

	// StopsInARow is how often the sandbox has stopped it since it last ended
	// by itself. An instance is Held, or has a NextRun, only after a stop.
	StopsInARow int          `json:"stops_in_a_row,omitempty"`
	StopReason  check.Reason `json:"stop_reason,omitempty"` // of the last of them
	Held        bool         `json:"held,omitempty"`
	NextRun     time.Time    `json:"next_run,omitzero"`
}

// ErrorInfo is why a run failed.
type ErrorInfo struct {
	Reason    string `json:"reason"`
	Kind      string `json:"kind"`
	Message   string `json:"message"`
	Traceback string `json:"traceback,omitempty"`
	Hint      string `json:"hint,omitempty"` // where the limit that ended the run can be moved
}

// Counts are how much was reported.
type Counts struct {
	Metrics       int `json:"metrics"`
	Events        int `json:"events"`
	ServiceChecks int `json:"service_checks"`
	Topologies    int `json:"topologies"`
}

// Add adds what another run or instance has reported.
func (c *Counts) Add(other Counts) {
	c.Metrics += other.Metrics
	c.Events += other.Events
	c.ServiceChecks += other.ServiceChecks
	c.Topologies += other.Topologies
}

// OutputInfo is how delivery to one output goes.
type OutputInfo struct {
	Name      string         `json:"name"`
	Sent      int            `json:"sent_items"`
	Queued    int            `json:"queued_items"`
	Failures  int            `json:"failures"`
	Dropped   map[string]int `json:"dropped,omitempty"` // items, by reason
	LastError string         `json:"last_error,omitempty"`
	Hint      string         `json:"hint,omitempty"`
	Resting   bool           `json:"resting"` // after a failure
}

// SourceInfo is what is known of one topology.
type SourceInfo struct {
	Source     string `json:"source"`
	Components int    `json:"components"`
	Relations  int    `json:"relations"`
}

// record is what the agent keeps of an instance between runs.
type record = InstanceInfo

// record keeps what info will tell of a run.
func (a *Agent) record(run Run) {
	r := a.records[run.Instance.ID]
	if r == nil {
		r = &record{Index: run.Instance.Index}
		a.records[run.Instance.ID] = r
	}
	r.Status = run.Status().String()
	r.Warnings = slices.Clone(run.Warnings)
	r.Counts = CountsOf(run)
	r.Totals.Add(r.Counts)
	r.Runs++
	r.LastStart, r.Usage = run.Start, run.Usage
	r.Stopped, r.Error = false, nil
	for _, refused := range run.Refused {
		r.Refused = addRefused(r.Refused, refused)
	}
	if f := run.Fault; f != nil {
		r.Errors++
		if r.Faults == nil {
			r.Faults = map[string]int{}
		}
		r.Faults[string(f.Reason)]++
		r.Stopped = f.Stopped()
		r.Error = &ErrorInfo{string(f.Reason), f.Kind, f.Detail, f.Backtrace, f.Hint()}
	}
	if len(run.Metadata) > 0 {
		r.Metadata = map[string]string{}
		for _, m := range run.Metadata {
			r.Metadata[m.Name] = m.Value
		}
	}
}

// CountsOf counts what a run has reported.
func CountsOf(run Run) Counts {
	c := Counts{Events: len(run.Events), ServiceChecks: len(run.ServiceChecks), Topologies: len(run.Topologies)}
	for _, s := range run.Series {
		c.Metrics += len(s.Points)
	}
	return c
}

// Info tells what the agent knows now.
func (a *Agent) Info() Info {
	info := Info{
		Version: a.options.Version, Date: time.Now(), Started: a.started, PID: os.Getpid(),
		Platform: goruntime.GOOS + "/" + goruntime.GOARCH, Hostname: a.host.Name,
		Paths:   PathsOf(a.options.Main),
		Modules: ModulesInfo{a.modules.countReady(), len(a.modules.paths)},
		Outputs: a.outputInfo(),
	}
	for _, s := range a.topology.Sources() {
		info.Sources = append(info.Sources, SourceInfo{string(s.Source.JSON), s.Components, s.Relations})
	}
	info.Checks = a.checkInfo()
	return info
}

// PathsOf are the paths of settings, which hold whether or not an agent runs.
// They are absolute: whoever reads them may be anywhere.
func PathsOf(m config.Main) Paths {
	p := Paths{
		Config: absolute(m.File), Confd: absolute(m.Confd), Checksd: absolute(m.Checksd),
		Cache: absolute(m.CacheDir), State: absolute(m.StateDir), Socket: absolute(m.Socket),
	}
	for _, folder := range m.AdditionalChecksd {
		p.AdditionalChecks = append(p.AdditionalChecks, absolute(folder))
	}
	return p
}

// absolute leaves what is empty, and so nowhere, as it is.
func absolute(path string) string {
	if whole, err := filepath.Abs(path); err == nil && path != "" {
		return whole
	}
	return path
}

// checkInfo lists every check that is configured, whether it could be loaded or not.
func (a *Agent) checkInfo() []CheckInfo {
	byName := map[string]*CheckInfo{}
	named := func(name string) *CheckInfo {
		if byName[name] == nil {
			byName[name] = &CheckInfo{Name: name, Instances: []InstanceInfo{}}
		}
		return byName[name]
	}
	for _, problem := range a.options.Checks.Problems {
		if problem.Severity == config.Error && problem.Check != "" {
			c := named(problem.Check)
			c.Problems = append(c.Problems, problem.String())
		}
	}
	schedule := a.schedule()
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, instance := range a.options.Checks.Instances {
		r := record{Index: instance.Index, Warnings: []string{}}
		if kept := a.records[instance.ID]; kept != nil {
			r = *kept
			r.Faults, r.Refused = maps.Clone(r.Faults), cloneRefused(r.Refused)
		}
		r.scheduled(schedule[instance.ID])
		c := named(instance.Check)
		if lifecycle, known := a.runtime.Lifecycle(instance.Module); known {
			c.Lifecycle = &lifecycle
		}
		c.Instances = append(c.Instances, r)
	}
	checks := []CheckInfo{}
	for _, c := range byName {
		checks = append(checks, *c)
	}
	slices.SortFunc(checks, func(x, y CheckInfo) int { return cmp.Compare(x.Name, y.Name) })
	return checks
}

// schedule is what the scheduler knows of each instance.
func (a *Agent) schedule() map[check.ID]scheduler.Status {
	all := map[check.ID]scheduler.Status{}
	if a.scheduler == nil {
		return all
	}
	for _, s := range a.scheduler.Status() {
		all[s.Instance.ID] = s
	}
	return all
}

// scheduled adds what the scheduler knows.
func (i *InstanceInfo) scheduled(s scheduler.Status) {
	i.StopsInARow, i.StopReason, i.Held, i.NextRun = s.Stops, s.Reason, s.Held, s.Next
	i.Skipped = map[string]int{}
	for cause, n := range map[scheduler.Cause]int{
		scheduler.StillRunning: s.StillRunning, scheduler.TooSoon: s.TooSoon,
		scheduler.Missed: s.Missed, scheduler.Broken: s.Broken, scheduler.Resting: s.Resting,
	} {
		if n > 0 {
			i.Skipped[string(cause)] = n
		}
	}
}

func (a *Agent) outputInfo() []OutputInfo {
	outputs := []OutputInfo{}
	for _, name := range a.outputs {
		if name == config.Console {
			outputs = append(outputs, a.consoleInfo())
		}
	}
	for _, s := range a.forwarder.Status() {
		outputs = append(outputs, outputInfo(s))
	}
	return outputs
}

func (a *Agent) consoleInfo() OutputInfo {
	o := OutputInfo{Name: config.Console}
	if a.options.Console != nil {
		if lost := a.options.Console.Lost(); lost > 0 {
			o.Dropped = map[string]int{"lines that nobody read": lost}
		}
	}
	return o
}

func outputInfo(s forwarder.OutputStatus) OutputInfo {
	o := OutputInfo{
		Name: s.Name, Sent: s.SentItems, Queued: s.QueuedItems, Failures: s.Failures,
		Resting: !s.RetryAt.IsZero(), LastError: s.LastError, Hint: s.LastHint,
	}
	for reason, n := range s.Dropped {
		if o.Dropped == nil {
			o.Dropped = map[string]int{}
		}
		o.Dropped[string(reason)] = n
	}
	return o
}
