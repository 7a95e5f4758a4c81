// Package doctor looks at a folder of checks that other agents ran, and says of
// each whether it runs here: as it is, with a grant, or not, and why. It reads
// scripts with the interpreter that would run them, within the sandbox.
package doctor

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sandpiper-checks/sandpiper/internal/config"
	"github.com/sandpiper-checks/sandpiper/runtime"
)

// Options are what an examination needs.
type Options struct {
	// Dir holds checks: those of an agent, or published ones.
	Dir string
	// Main has the limits and caps of the agent.
	Main config.Main
	// Run says that each instance is to be run once too.
	Run bool
	// Interpreters and Translators are those of the runtime; all that scripts
	// need must be there.
	Interpreters map[string]func() []byte
	Translators  map[string]func(context.Context, []byte) ([]byte, error)
	Version      string
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
	defer os.RemoveAll(work) //nolint:errcheck // it holds copies alone
	d := doctor{options: o, work: work, examiner: filepath.Join(work, "examiner", "doctor.py")}
	if err := os.Mkdir(filepath.Dir(d.examiner), 0o700); err != nil {
		return nil, err
	}
	if err := os.WriteFile(d.examiner, slices.Concat(flow, examiner), 0o600); err != nil {
		return nil, err
	}
	d.runtime, err = runtime.Open(ctx, runtime.Options{
		Hostname: o.Main.Hostname, Version: o.Version, Caps: o.Main.Caps, Interpreters: o.Interpreters, Translators: o.Translators,
		CacheDir: o.Main.CacheDir, CacheBytes: o.Main.CacheBytes,
		StatefulBytes: 1, // each guest runs once
	})
	if err != nil {
		return nil, err
	}
	reports, err := d.examineAll(ctx)
	return reports, errors.Join(err, d.runtime.Close(context.WithoutCancel(ctx)))
}

type doctor struct {
	options  Options
	work     string   // a folder of our own
	examiner string   // the file of the examiner of Python
	beside   []string // the names of the files that lie beside each other
	runtime  *runtime.Runtime
}

func (d *doctor) examineAll(ctx context.Context) ([]Report, error) {
	subjects, beside := find(d.options.Main, d.options.Dir)
	d.beside = beside
	reports := make([]Report, 0, len(subjects))
	for _, s := range subjects {
		r, err := d.examine(ctx, s)
		if err != nil {
			return nil, err
		}
		reports = append(reports, r)
	}
	slices.SortStableFunc(reports, func(a, b Report) int {
		return cmp.Or(strings.Compare(a.Check, b.Check), strings.Compare(a.File, b.File))
	})
	return reports, nil
}

// examine looks at one script, and at its configuration.
func (d *doctor) examine(ctx context.Context, s subject) (Report, error) {
	report := Report{Check: s.name, File: s.script, Verdict: Runs}
	if s.script == "" {
		for _, text := range s.notes {
			report.reason(Cannot, Finding{Text: text})
		}
		return report, nil
	}
	found, err := d.look(ctx, s)
	if err != nil {
		return report, err
	}
	for _, f := range found {
		report.judge(f, s.instances)
	}
	for _, text := range s.notes {
		report.note(Finding{Text: text})
	}
	switch {
	case !s.configured:
		report.note(Finding{Text: fmt.Sprintf("its configuration: there is none; %s.yaml in conf.d has the instances of a check", s.name)})
	case len(s.instances) == 0:
		report.note(Finding{Text: "its configuration: no instance can run"})
	}
	for _, p := range s.problems {
		report.reason(Cannot, Finding{Text: p.String()})
	}
	for i := range s.instances {
		if !d.options.Run {
			break
		}
		// As the agent would, with what its configuration grants.
		result, err := d.runtime.Run(ctx, &s.instances[i])
		if err != nil {
			return report, err
		}
		report.ran(s.instances[i].Index, result)
	}
	report.failed()
	return report, nil
}

// look returns what a script would meet.
func (d *doctor) look(ctx context.Context, s subject) ([]sign, error) {
	text, err := read(s.script)
	switch {
	case err != nil:
		return []sign{{kind: "load", text: err.Error(), when: always}}, nil //nolint:nilerr // it is what is found
	case strings.EqualFold(filepath.Ext(s.script), ".py"):
		return d.lookPython(ctx, s, text)
	default:
		return d.lookJavaScript(ctx, s, text)
	}
}

// maxScriptBytes is far above the largest that is published.
const maxScriptBytes = 4 << 20

// read returns a script. Who reads a named pipe waits for its writer.
func read(path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errors.New("it is not a regular file")
	case info.Size() > maxScriptBytes:
		return nil, fmt.Errorf("it has %d bytes, and no script is looked at that has more than %d", info.Size(), maxScriptBytes)
	}
	return os.ReadFile(path)
}
