//go:build !noscripts

package python_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/diff"
	"gopkg.in/yaml.v3"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/guest-sdk/internal/scripttest"
)

// A trial is a check that runs in the sandbox and in the Python of the machine,
// which must report the same: testdata/differential/NAME.py, with what it is run
// with in NAME.yaml, and in NAME.golden what the machine's Python reported,
// which go test -tags integration -run MachinesPython -update records.
type trial struct {
	name string

	InitConfig map[string]any   `yaml:"init_config"`
	Instances  []map[string]any `yaml:"instances"`
	// Runs is how often each instance runs; 0 means once.
	Runs int `yaml:"runs"`
	// Files are written before each run, by name: what is there is gone.
	Files []map[string]string `yaml:"files"`
	// Varies are the metrics whose value is of the moment; it is never negative.
	Varies []string `yaml:"varies"`
	// Differs is what the sandbox is known to report otherwise.
	Differs []difference `yaml:"differs"`
}

// A difference is one that stays: the lines of the machine's Python, and what
// is there in their place.
type difference struct {
	Python  string `yaml:"python"`
	Sandbox string `yaml:"sandbox"`
	Because string `yaml:"because"`
}

// trialNames are the names of all trials.
func trialNames(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob("testdata/differential/*.py")
	if err != nil || len(paths) < 20 {
		t.Fatal(paths, err)
	}
	names := make([]string, len(paths))
	for i, path := range paths {
		names[i] = strings.TrimSuffix(filepath.Base(path), ".py")
	}
	return names
}

// A place is where a trial runs: servers and a folder of its own.
type place struct {
	url, refused, folder string
}

// newPlace starts the servers of a trial, unless url is one that was started.
func newPlace(t *testing.T, url string) place {
	t.Helper()
	if url == "" {
		url = serveDifferential(t)
	}
	gone := httptest.NewServer(nil)
	gone.Close()
	return place{url, gone.URL, t.TempDir()}
}

// text replaces in what a trial is run with the names of what is there.
func (p place) text(s string) string {
	return strings.NewReplacer("{{url}}", p.url, "{{refused}}", p.refused, "{{folder}}", p.folder).Replace(s)
}

var address = regexp.MustCompile(` at 0x[0-9a-f]+`)

// mask takes from a report what is of this run alone: ports, folders, addresses.
func (p place) mask(s string) string {
	server, refused := strings.TrimPrefix(p.url, "http://"), strings.TrimPrefix(p.refused, "http://")
	_, port, _ := strings.Cut(server, ":")
	_, refusedPort, _ := strings.Cut(refused, ":")
	s = strings.NewReplacer(
		server, "SERVER", refused, "REFUSED", p.folder, "FOLDER",
		"port="+port, "port=SERVER", "port="+refusedPort, "port=REFUSED",
	).Replace(s)
	return address.ReplaceAllString(s, " at 0x")
}

func readTrial(t *testing.T, name string, p place) trial {
	t.Helper()
	c := trial{name: name}
	decoder := yaml.NewDecoder(strings.NewReader(p.text(read(t, "testdata/differential/"+name+".yaml"))))
	decoder.KnownFields(true)
	if err := decoder.Decode(&c); err != nil {
		t.Fatal(err)
	}
	return c
}

func (c trial) path() string { return "testdata/differential/" + c.name + ".py" }

// transcript is what all runs report. run runs an instance once more.
func (c trial) transcript(t *testing.T, p place, run func(instance int) check.Result) string {
	t.Helper()
	var b strings.Builder
	for n := range max(c.Runs, 1) {
		if n < len(c.Files) {
			for name, content := range c.Files[n] {
				path := filepath.Join(p.folder, name)
				if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
		for i := range c.Instances {
			fmt.Fprintf(&b, "run %d of instance %d\n", n, i)
			for _, line := range c.lines(run(i)) {
				fmt.Fprintf(&b, "  %s\n", p.mask(line))
			}
		}
	}
	return b.String()
}

// TestChecksReportInTheSandboxWhatTheyDoOutsideOfIt needs no Python:
// TestTheMachinesPythonReportsWhatIsRecorded holds the records against one.
func TestChecksReportInTheSandboxWhatTheyDoOutsideOfIt(t *testing.T) {
	for _, name := range trialNames(t) {
		t.Run(name, func(t *testing.T) {
			p := newPlace(t, "")
			c := readTrial(t, name, p)
			want := c.expected(t, read(t, "testdata/differential/"+name+".golden"))
			if d := diff.Diff("the machine's Python", []byte(want), "the sandbox", []byte(c.inSandbox(t, p))); d != nil {
				t.Errorf("the sandbox differs:\n%s", d)
			}
		})
	}
}

// expected is what the sandbox reports where the machine's Python reports this.
func (c trial) expected(t *testing.T, native string) string {
	t.Helper()
	for _, d := range c.Differs {
		if d.Because == "" {
			t.Errorf("no reason is given for what differs: %s", d.Python)
		}
		if d.Python == "" || !strings.Contains(native, d.Python) {
			t.Errorf("the machine's Python does not report %q, which the sandbox is said to do otherwise", d.Python)
		}
		native = strings.ReplaceAll(native, d.Python, d.Sandbox)
	}
	return native
}

// reached are the servers of the trials, and a name that one of them is asked for by.
var reached = append([]check.Destination{{Host: "virtual.example"}}, scripttest.Loopback()...)

func (c trial) inSandbox(t *testing.T, p place) string {
	t.Helper()
	initConfig, err := json.Marshal(c.InitConfig)
	if err != nil {
		t.Fatal(err)
	}
	instances := make([]check.Instance, len(c.Instances))
	for i, config := range c.Instances {
		text, err := json.Marshal(config)
		if err != nil {
			t.Fatal(err)
		}
		instances[i] = check.Instance{
			ID: check.ID(fmt.Sprintf("%s#%d at %s", t.Name(), i, p.url)), Check: c.name, Module: c.path(),
			Config: text, InitConfig: initConfig, Allow: reached, Read: []string{p.folder + "/"},
		}
	}
	return c.transcript(t, p, func(i int) check.Result {
		result, err := scripts.Runtime.Run(context.Background(), &instances[i])
		if err != nil {
			t.Fatal(err)
		}
		return result
	})
}

// lines are a report as text, a line for each thing in it.
func (c trial) lines(r check.Result) []string {
	var lines []string
	add := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	for _, s := range r.Samples {
		value := fmt.Sprint(s.Value)
		if slices.Contains(c.Varies, s.Context.Name) && s.Value >= 0 {
			value = "VARIES"
		}
		line := fmt.Sprintf("%s %s = %s", s.Kind, s.Context.Name, value)
		if s.Explicit {
			line += fmt.Sprintf(" at %d", s.At)
		}
		add("%s %q host %q device %q", line, s.Context.Tags, s.Context.Hostname, s.Context.Device)
	}
	for _, e := range r.Events {
		if since := r.Start.Sub(e.Timestamp).Hours(); since > -1 && since < 1 {
			e.Timestamp = time.Unix(0, 0) // now
		}
		add("event %s", canonical(e))
	}
	for _, s := range r.ServiceChecks {
		at := "now"
		if since := r.Start.Sub(s.Timestamp).Hours(); since < -1 || since > 1 {
			at = fmt.Sprint(s.Timestamp.UnixMicro())
		}
		add("service_check %s %s at %s %q host %q id %d: %q", s.Name, s.Status, at, s.Tags, s.Hostname, s.RunID, s.Message)
	}
	for _, topology := range r.Topologies {
		add("topology of %s, started %t, stopped %t", topology.Source.JSON, topology.Start, topology.Stop)
		for _, one := range topology.Components {
			add("  component %s of %s: %s", one.ID, one.Type, canonical(one.Data))
		}
		for _, one := range topology.Relations {
			add("  relation %s -> %s of %s: %s", one.SourceID, one.TargetID, one.Type, canonical(one.Data))
		}
	}
	if r.Dropped > 0 {
		add("dropped %d snapshots", r.Dropped)
	}
	for _, warning := range r.Warnings {
		add("warning %q", warning)
	}
	for _, m := range r.Metadata {
		add("metadata %s = %q", m.Name, m.Value)
	}
	for _, refused := range r.Refused {
		add("refused %s: %s, %d times", refused.Cause, refused.Key, refused.Count)
	}
	if r.Fault != nil {
		add("%s: %s: %s, at line %s", r.Fault.Reason, r.Fault.Kind, r.Fault.Detail, c.lastLine(r.Fault.Backtrace))
	}
	return lines
}

// lastLine is the line of the check in which a traceback ends.
func (c trial) lastLine(backtrace string) string {
	frames := regexp.MustCompile(regexp.QuoteMeta(c.name)+`\.py", line (\d+)`).FindAllStringSubmatch(backtrace, -1)
	if len(frames) == 0 {
		return "none"
	}
	return frames[len(frames)-1][1]
}

// canonical is JSON with sorted keys, and numbers as they are written.
func canonical(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	var decoded any
	decoder := json.NewDecoder(strings.NewReader(string(text)))
	decoder.UseNumber()
	if err := decoder.Decode(&decoded); err != nil {
		panic(err)
	}
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(decoded); err != nil {
		panic(err)
	}
	return strings.TrimSpace(b.String())
}
