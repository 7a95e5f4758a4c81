// Package doctor looks at a folder of checks that other agents ran, and says of
// each whether it runs here: as it is, with a grant, or not, and why. It reads
// scripts with the interpreter that would run them, within the sandbox.
package doctor

import (
	"context"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/internal/config"
	"github.com/sandpiper-checks/sandpiper/runtime"
)

//go:embed doctor.py
var examiner []byte

// Options are what an examination needs.
type Options struct {
	// Dir holds checks.d and conf.d, or the files of both.
	Dir string
	// Main has the limits and caps of the agent.
	Main config.Main
	// Run says that each instance is to be run once too.
	Run bool
	// Interpreters are those of the runtime; the one for .py must be there.
	Interpreters map[string]func() []byte
	Version      string
}

// Verdict says whether a check runs.
type Verdict string

// The verdicts.
const (
	Runs   Verdict = "runs as it is"
	Needs  Verdict = "needs a grant"
	Cannot Verdict = "cannot run"
)

// Report is what was found of one check.
type Report struct {
	Check   string  `json:"check"`
	File    string  `json:"file,omitempty"` // its script, empty: there is none
	Verdict Verdict `json:"verdict"`
	// Reasons are why it does not run as it is.
	Reasons []Finding `json:"reasons,omitempty"`
	// Notes are what its author should look at.
	Notes []Finding `json:"notes,omitempty"`
	Ran   []Ran     `json:"ran,omitempty"`
}

// Finding is a place in a script and what is to be said of it.
type Finding struct {
	Line int    `json:"line,omitempty"` // 0: none
	Text string `json:"text"`
}

// Ran is how one run of an instance ended.
type Ran struct {
	Instance      int    `json:"instance"`
	Status        string `json:"status"` // OK, WARNING or ERROR
	Error         string `json:"error,omitempty"`
	Metrics       int    `json:"metrics"`
	Events        int    `json:"events"`
	ServiceChecks int    `json:"service_checks"`
}

// Examine looks at every check of the folder, in the order of their names. The
// error is not nil only for what is wrong with the folder or the program.
func Examine(ctx context.Context, o Options) ([]Report, error) {
	if _, err := os.ReadDir(o.Dir); err != nil {
		return nil, err
	}
	work, err := os.MkdirTemp("", "sandpiper-doctor-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(work) //nolint:errcheck // it is empty but for a copy of our own
	d := doctor{options: o, script: filepath.Join(work, "doctor.py"), checks: load(o)}
	if err := os.WriteFile(d.script, examiner, 0o600); err != nil {
		return nil, err
	}
	d.runtime, err = runtime.Open(ctx, runtime.Options{
		Hostname: o.Main.Hostname, Version: o.Version, Caps: o.Main.Caps, Interpreters: o.Interpreters,
		CacheDir: o.Main.CacheDir, CacheBytes: o.Main.CacheBytes,
	})
	if err != nil {
		return nil, err
	}
	reports, err := d.examineAll(ctx)
	return reports, errors.Join(err, d.runtime.Close(context.WithoutCancel(ctx)))
}

// load reads the configuration of the folder, as the agent would.
func load(o Options) config.Checks {
	main := o.Main
	main.AdditionalChecksd = nil
	main.Checksd, main.Confd = filepath.Join(o.Dir, "checks.d"), filepath.Join(o.Dir, "conf.d")
	if info, err := os.Stat(main.Checksd); err != nil || !info.IsDir() {
		main.Checksd, main.Confd = o.Dir, o.Dir
	}
	return config.LoadChecks(main)
}

type doctor struct {
	options Options
	script  string // the examiner's file
	checks  config.Checks
	runtime *runtime.Runtime
}

func (d *doctor) examineAll(ctx context.Context) ([]Report, error) {
	var reports []Report
	known := map[string]bool{}
	for _, m := range d.checks.Modules {
		known[m.Name] = true
		if !strings.EqualFold(filepath.Ext(m.Path), ".py") {
			continue
		}
		r, err := d.examine(ctx, m)
		if err != nil {
			return nil, err
		}
		reports = append(reports, r)
	}
	for _, f := range d.checks.Files {
		if !known[f.Check] {
			known[f.Check] = true
			reports = append(reports, Report{Check: f.Check, Verdict: Cannot, Reasons: []Finding{{
				Text: fmt.Sprintf("%s configures it, and there is no %s.py: bring the file of the check too", f.Path, f.Check),
			}}})
		}
	}
	slices.SortFunc(reports, func(a, b Report) int { return strings.Compare(a.Check, b.Check) })
	return reports, nil
}

// examine looks at one script, and at its configuration.
func (d *doctor) examine(ctx context.Context, m config.Module) (Report, error) {
	report := Report{Check: m.Name, File: m.Path, Verdict: Runs}
	found, err := d.look(ctx, m)
	if err != nil {
		return report, err
	}
	var instances []check.Instance
	for _, i := range d.checks.Instances {
		if i.Check == m.Name {
			instances = append(instances, i)
		}
	}
	for _, f := range found {
		report.judge(f, instances)
	}
	if len(instances) == 0 {
		report.Notes = append(report.Notes, Finding{Text: "its configuration: no instance can run"})
	}
	for _, p := range d.checks.Problems {
		if p.Check == m.Name && p.Severity == config.Error {
			report.reason(Cannot, Finding{Text: p.String()})
		}
	}
	if d.options.Run {
		for i := range instances {
			if err := d.run(ctx, &report, &instances[i]); err != nil {
				return report, err
			}
		}
	}
	return report, nil
}

// sign is what the examiner tells of a place.
type sign struct {
	kind, text string
	line       int
}

// look lets the examiner read a script.
func (d *doctor) look(ctx context.Context, m config.Module) ([]sign, error) {
	text, err := os.ReadFile(m.Path)
	if err != nil {
		return []sign{{kind: "load", text: err.Error()}}, nil //nolint:nilerr // it is what is found
	}
	var beside []string
	for _, other := range d.checks.Modules {
		if other.Name != m.Name {
			beside = append(beside, other.Name)
		}
	}
	question, err := json.Marshal(map[string]any{
		"file": filepath.Base(m.Path), "source": base64.StdEncoding.EncodeToString(text), "beside": append([]string{}, beside...),
	})
	if err != nil {
		return nil, err
	}
	result, err := d.runtime.Run(ctx, &check.Instance{
		ID: check.ID("doctor " + m.Path), Check: "doctor", Module: d.script, Config: question, InitConfig: []byte("{}"),
	})
	if err != nil {
		return nil, err
	}
	if result.Fault != nil {
		return []sign{{kind: "load", text: result.Fault.Error()}}, nil //nolint:nilerr // it is what is found
	}
	var found []sign
	for _, e := range result.Events {
		s := sign{kind: e.Title, text: e.Text}
		if err := json.Unmarshal(e.Extra["line"], &s.line); err != nil {
			return nil, fmt.Errorf("examining %s: %w", m.Path, err)
		}
		found = append(found, s)
	}
	return found, nil
}

// run runs an instance as the agent would, with what its configuration grants.
func (d *doctor) run(ctx context.Context, report *Report, instance *check.Instance) error {
	result, err := d.runtime.Run(ctx, instance)
	if err != nil {
		return err
	}
	ran := Ran{
		Instance: instance.Index, Status: result.Status().String(),
		Metrics: len(result.Samples), Events: len(result.Events), ServiceChecks: len(result.ServiceChecks),
	}
	if result.Fault != nil {
		ran.Error = result.Fault.Error()
	}
	report.Ran = append(report.Ran, ran)
	for _, refused := range result.Refused {
		report.refused(refused)
	}
	return nil
}
