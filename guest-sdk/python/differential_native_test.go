//go:build integration && !noscripts

package python_test

import (
	"bufio"
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/sandpiper-checks/sandpiper/check"
)

var update = flag.Bool("update", false, "rewrite what the machine's Python reports in testdata/differential")

func TestTheMachinesPythonReportsWhatIsRecorded(t *testing.T) {
	for _, name := range trialNames(t) {
		t.Run(name, func(t *testing.T) {
			p := newPlace(t, "")
			got := readTrial(t, name, p).inMachine(t, p)
			golden := "testdata/differential/" + name + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if d := diff.Diff("recorded", []byte(read(t, golden)), "the machine's Python", []byte(got)); d != nil {
				t.Errorf("the machine's Python differs:\n%s", d)
			}
		})
	}
}

// debianPython is where Debian has the one that python3-requests is for.
const debianPython = "/usr/bin/python3"

// inMachine runs a trial in a process of the machine's Python.
func (c trial) inMachine(t *testing.T, p place) string {
	t.Helper()
	process := exec.CommandContext(t.Context(), debianPython, "-B", "-X", "utf8", "testdata/native/run.py", c.path())
	process.Env = []string{"TZ=UTC", "PYTHONHASHSEED=0"}
	process.Stderr = t.Output()
	stdin, err := process.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatalf("%v; make integration installs python3-requests on Debian", err)
	}
	requests, answers := json.NewEncoder(stdin), json.NewDecoder(bufio.NewReader(stdout))
	transcript := c.transcript(t, p, func(i int) check.Result {
		if err := requests.Encode(map[string]any{
			"index": i, "instance": c.Instances[i], "init_config": c.InitConfig, "name": c.name,
		}); err != nil {
			t.Fatal(err)
		}
		var told []call
		if err := answers.Decode(&told); err != nil {
			t.Fatalf("the machine's Python: %v; it must be 3.11 and have requests, which make integration installs on Debian", err)
		}
		return resultOf(t, told)
	})
	if err := stdin.Close(); err != nil {
		t.Error(err)
	}
	if err := process.Wait(); err != nil {
		t.Error(err)
	}
	return transcript
}

// A call is one of a method of AgentCheck, as testdata/native/recorder.py tells
// of it, or the failure that a run ended with.
type call struct {
	Call      string          `json:"call"`
	Name      string          `json:"name"`
	Value     string          `json:"value"` // of a metric as Python writes a float; or a text
	Tags      []string        `json:"tags"`
	Hostname  *string         `json:"hostname"`
	Device    string          `json:"device"`
	Timestamp *float64        `json:"timestamp"`
	Status    int             `json:"status"`
	RunID     int64           `json:"id"`
	Source    json.RawMessage `json:"source"`
	From      string          `json:"from"`
	To        string          `json:"to"`
	Data      json.RawMessage `json:"data"`
}

var kinds = map[string]check.Kind{
	"gauge": check.Gauge, "rate": check.Rate, "count": check.Count, "monotonic_count": check.MonotonicCount,
	"increment": check.Counter, "decrement": check.Counter, "histogram": check.Histogram, "raw": check.Raw,
}

// resultOf is what the agent takes such calls for, by the document.
func resultOf(t *testing.T, calls []call) check.Result {
	t.Helper()
	r := check.Result{Start: time.Now()}
	topologies := map[string]*check.Topology{}
	var sources, unusable []string
	for _, c := range calls {
		host := "host.example"
		if c.Hostname != nil && *c.Hostname != "" {
			host = *c.Hostname
		}
		at := r.Start
		if c.Timestamp != nil && *c.Timestamp != 0 {
			at = moment(*c.Timestamp)
		}
		switch c.Call {
		case "event":
			r.Events = append(r.Events, eventOf(t, c.Data, r.Start))
		case "service_check":
			tags := check.NewContext("", c.Tags, "", "").Tags
			r.ServiceChecks = append(r.ServiceChecks, check.ServiceCheck{
				RunID: c.RunID, Name: c.Name, Status: check.ServiceStatus(c.Status), Timestamp: at, Hostname: host, Tags: tags, Message: c.Value,
			})
		case "start_snapshot", "stop_snapshot", "component", "relation":
			key := canonical(c.Source)
			topology := topologies[key]
			if topology == nil {
				topology = &check.Topology{Source: check.TopologySource{JSON: json.RawMessage(key)}}
				topologies[key] = topology
				sources = append(sources, key)
			}
			switch c.Call {
			case "start_snapshot":
				topology.Start = true
			case "stop_snapshot":
				topology.Stop = true
			case "component":
				topology.Components = append(topology.Components, check.Component{ID: c.Name, Type: c.Value, Data: c.Data})
			case "relation":
				topology.Relations = append(topology.Relations, check.Relation{SourceID: c.From, TargetID: c.To, Type: c.Value, Data: c.Data})
			}
		case "warning":
			r.Warnings = append(r.Warnings, c.Value)
		case "service_metadata":
			r.Metadata = append(r.Metadata, check.Metadata{Name: c.Name, Value: c.Value})
		case "failure":
			r.Fault = &check.Fault{Reason: check.Failed, Kind: c.Name, Detail: c.Value, Backtrace: c.From}
		default:
			kind, ok := kinds[c.Call]
			if !ok {
				t.Fatalf("the recorder tells of %q", c.Call)
			}
			value, err := strconv.ParseFloat(c.Value, 64)
			if err != nil {
				t.Fatal(err)
			}
			if value-value != 0 {
				unusable = append(unusable, c.Name)
				continue
			}
			r.Samples = append(r.Samples, check.Sample{
				Context: check.NewContext(c.Name, c.Tags, host, c.Device), Kind: kind, Value: value,
				At: at.UnixNano(), Explicit: c.Timestamp != nil,
			})
		}
	}
	if n := len(unusable); n > 0 {
		cause, times := "value is NaN or infinite", "once"
		if n > 1 {
			times = fmt.Sprintf("%d times", n)
		}
		r.Refused = append(r.Refused, check.Refused{Cause: cause, Key: unusable[0], Count: n})
		r.Warnings = append(r.Warnings, fmt.Sprintf("not taken, %s: %s (first: %q)", times, cause, unusable[0]))
	}
	for _, key := range sources {
		if topology := topologies[key]; r.Fault != nil && topology.Start && !topology.Stop {
			r.Dropped++ // half a snapshot is none
		} else {
			r.Topologies = append(r.Topologies, *topology)
		}
	}
	return r
}

// moment is a time in Unix seconds, to the microsecond.
func moment(seconds float64) time.Time { return time.UnixMicro(int64(math.Round(seconds * 1e6))) }

func eventOf(t *testing.T, data []byte, now time.Time) check.Event {
	t.Helper()
	e := check.Event{Timestamp: now, AlertType: "info", Extra: map[string]json.RawMessage{}}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil {
		t.Fatal(err)
	}
	texts := map[string]*string{
		"msg_title": &e.Title, "msg_text": &e.Text, "event_type": &e.Type, "aggregation_key": &e.AggregationKey, "alert_type": &e.AlertType,
		"source_type_name": &e.SourceTypeName, "host": &e.Host, "priority": &e.Priority, "api_key": &e.APIKey,
	}
	for name, value := range fields {
		var err error
		switch {
		case texts[name] != nil:
			err = json.Unmarshal(value, texts[name])
		case name == "timestamp":
			var seconds float64
			err = json.Unmarshal(value, &seconds)
			e.Timestamp = moment(seconds)
		case name == "tags":
			err = json.Unmarshal(value, &e.Tags)
		default:
			e.Extra[name] = value
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	e.Host = cmp.Or(e.Host, "host.example")
	e.Tags = check.NewContext("", e.Tags, "", "").Tags
	e.AlertType, e.Priority = strings.ToLower(e.AlertType), strings.ToLower(e.Priority)
	return e
}
