// Package sandpipertest runs a check in a test, without WebAssembly and
// without an agent, and records what it reports.
//
//	func TestHelloSaysOne(t *testing.T) {
//		got := sandpipertest.Run(t, check, sandpipertest.Config{})
//		if value := got.Metric("hello.world").Value; value != 1 {
//			t.Errorf("hello.world is %v, want 1", value)
//		}
//	}
//
// The check speaks through the same interface as in a module. What it does is
// held to the rules of the agent: what the agent would drop or change with a
// warning is dropped or changed, and fails the test. Requests are really made, so that a check can be
// tested against net/http/httptest.
package sandpipertest

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sandpiper-checks/sandpiper/guest-sdk/go"
)

// Config is what the agent would know of the instance. The zero Config is that
// of an instance that says nothing.
type Config struct {
	// Instance is the entry under instances:, and InitConfig the init_config
	// of its file: JSON as a string or []byte, or a value that encoding/json
	// makes an object of; nil is an empty one.
	Instance, InitConfig any
	// Name is the check's name and Hostname the agent's host; empty: "test"
	// and "test-host".
	Name, Hostname string
	// State is what earlier runs have kept, such as the State of a [Result].
	State map[string][]byte
	// Transport makes the requests; nil: the network. An error of it that is
	// [sandpiper.ErrDenied] is that of a server that the instance may not
	// reach, and one that is [sandpiper.ErrQuota] that of a limit of the run.
	Transport http.RoundTripper
	// AllowRefusals lets the test pass where the agent would drop or change
	// something; it is then found in the Refusals and Changes of the [Result].
	AllowRefusals bool
}

// Run runs check once and returns what it reported. A check that returns an
// error does not fail the test: see [Result.OK].
func Run(t testing.TB, check func(*sandpiper.Check) error, config Config) *Result {
	t.Helper()
	r := &recorder{
		config:  config,
		result:  &Result{t: t, State: maps.Clone(config.State), Metadata: map[string]string{}},
		state:   maps.Clone(config.State),
		handles: map[string]int32{},
		open:    map[int32]*response{},
	}
	if r.state == nil {
		r.state = map[string][]byte{}
	}
	r.agent = object(t, map[string]string{
		"hostname": or(config.Hostname, "test-host"),
		"version":  "test",
		"check":    or(config.Name, "test"),
		"instance": or(config.Name, "test") + ":test",
	})
	r.instance = object(t, config.Instance)
	r.initConfig = object(t, config.InitConfig)
	defer r.close()
	sandpiper.RunOn(r, check)
	r.finish()
	if !config.AllowRefusals {
		for _, refusal := range r.result.Refusals {
			t.Errorf("the agent would drop this: %s", refusal)
		}
		for _, change := range r.result.Changes {
			t.Errorf("the agent would change this: %s", change)
		}
	}
	return r.result
}

func or(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}

// object returns JSON of the configuration, and refuses what no YAML mapping
// could be.
func object(t testing.TB, value any) []byte {
	t.Helper()
	var document []byte
	switch value := value.(type) {
	case nil:
		return []byte("{}")
	case string:
		document = []byte(value)
	case []byte:
		document = value
	default:
		var err error
		if document, err = json.Marshal(value); err != nil {
			t.Fatalf("encoding the configuration: %v", err)
		}
	}
	if !isObject(document) {
		t.Fatalf("the configuration is not a JSON object: %s", document)
	}
	return document
}

// Result is what a run reported, in the order in which it did. Tags are sorted
// sets. A hostname is empty where the agent would put its own, and a time zero
// where it would put now.
type Result struct {
	Metrics       []Metric
	Events        []sandpiper.Event
	ServiceChecks []ServiceCheck
	Topologies    []Topology // without a snapshot that the run left open when it failed
	Warnings      []string
	Logs          []Log
	Metadata      map[string]string
	Refusals      []string          // what the agent would have dropped
	Changes       []string          // what the agent would have changed
	Failure       *Failure          // nil when the check returned nil
	State         map[string][]byte // as the next run finds it

	t testing.TB
}

// Metric is one sample.
type Metric struct {
	// Kind is gauge, rate, count, monotonic_count, counter, histogram or raw.
	// Increment and Decrement make samples of kind counter.
	Kind     string
	Name     string
	Value    float64
	Tags     []string
	Hostname string
	Device   string
	At       time.Time
}

// ServiceCheck is the status of one service.
type ServiceCheck struct {
	Name       string
	Status     sandpiper.Status
	Tags       []string
	Hostname   string
	Message    string
	At         time.Time
	CheckRunID int64
}

// Topology is what the run said of one source.
type Topology struct {
	Source      map[string]any // the instance ID
	Start, Stop bool           // of a snapshot
	Components  []Component
	Relations   []Relation
}

// Component is one component of a topology.
type Component struct {
	ID, Type string
	Data     map[string]any
}

// Relation is one relation of a topology.
type Relation struct {
	SourceID, TargetID, Type string
	Data                     map[string]any
}

// Log is a line of the log.
type Log struct {
	Level   string // debug, info, warning, error or critical
	Message string
}

// Failure is why a run failed.
type Failure struct{ Kind, Message, Traceback string }

// String returns the failure as the agent's info shows it.
func (f *Failure) String() string {
	if f == nil {
		return "OK"
	}
	return fmt.Sprintf("%s('%s',)", f.Kind, f.Message)
}

// OK ends the test when the run failed.
func (r *Result) OK() {
	r.t.Helper()
	if r.Failure != nil {
		r.t.Fatalf("the run failed: %v\n%s", r.Failure, r.Failure.Traceback)
	}
}

// Metric returns the one sample with this name and all of these tags, and ends
// the test when there is none or more than one.
func (r *Result) Metric(name string, tags ...string) Metric {
	r.t.Helper()
	var found []Metric
	for _, m := range r.Metrics {
		if m.Name == name && !slices.ContainsFunc(tags, func(tag string) bool { return !slices.Contains(m.Tags, tag) }) {
			found = append(found, m)
		}
	}
	if len(found) != 1 {
		r.t.Fatalf("%d samples of %s %v, want 1, of all this:\n%v", len(found), name, tags, r)
	}
	return found[0]
}

// String lists what was reported, a line each.
func (r *Result) String() string {
	var b strings.Builder
	for _, m := range r.Metrics {
		fmt.Fprintf(&b, "%s %s = %v %v\n", m.Kind, m.Name, m.Value, m.Tags)
	}
	for _, e := range r.Events {
		fmt.Fprintf(&b, "event %q %q %v\n", e.Title, e.Text, e.Tags)
	}
	for _, s := range r.ServiceChecks {
		fmt.Fprintf(&b, "service check %s %v %q %v\n", s.Name, s.Status, s.Message, s.Tags)
	}
	for _, t := range r.Topologies {
		fmt.Fprintf(&b, "topology %v: %d components, %d relations, start %v, stop %v\n",
			t.Source, len(t.Components), len(t.Relations), t.Start, t.Stop)
	}
	for _, name := range slices.Sorted(maps.Keys(r.Metadata)) {
		fmt.Fprintf(&b, "metadata %s = %s\n", name, r.Metadata[name])
	}
	for _, w := range r.Warnings {
		fmt.Fprintf(&b, "warning %s\n", w)
	}
	for _, l := range r.Logs {
		fmt.Fprintf(&b, "log %s %s\n", l.Level, l.Message)
	}
	fmt.Fprintf(&b, "%v", r.Failure)
	return b.String()
}
