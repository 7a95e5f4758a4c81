package scripttest

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sandpiper-checks/sandpiper/check"
)

// FindWhatTheyExpect runs the scripts of testdata/scripts, each of which looks
// for itself whether what it finds is right. Its instance has the URLs of
// [Serve], [ServeTLS] and [Refused].
func (l *Language) FindWhatTheyExpect(t *testing.T) {
	scripts, err := filepath.Glob("testdata/scripts/*" + l.extension)
	if err != nil || len(scripts) == 0 {
		t.Fatal(scripts, err)
	}
	places := fmt.Sprintf(`{"url": %q, "tls": %q, "refused": %q}`, Serve(t), ServeTLS(t), Refused())
	for _, script := range scripts {
		t.Run(filepath.Base(script), func(t *testing.T) {
			result := l.Run(t, script, places)
			if result.Fault != nil {
				t.Fatalf("%v\n%s", result.Fault, result.Fault.Backtrace)
			}
			if len(result.Samples) == 0 {
				t.Error("it did not come to its end")
			}
		})
	}
}

// ReportsWhatItSays runs a script of testdata/checks.d and holds all that it
// reports against testdata/NAME.json, which UPDATE in the environment rewrites.
func (l *Language) ReportsWhatItSays(t *testing.T, name string) {
	l.StopClock(t)
	result := l.Run(t, "testdata/checks.d/"+name+l.extension, `{"url": "http://x", "tags": ["a:b"], "n": 1}`)
	if result.Fault != nil {
		t.Fatalf("%v\n%s", result.Fault, result.Fault.Backtrace)
	}
	got, err := json.MarshalIndent(map[string]any{
		"samples": result.Samples, "events": result.Events, "service_checks": result.ServiceChecks,
		"topologies": result.Topologies, "warnings": result.Warnings, "metadata": result.Metadata, "refused": result.Refused,
	}, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	golden := "testdata/" + name + ".json"
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(golden, append(got, '\n'), 0o644); err != nil { //nolint:gosec // it is checked in
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden) //nolint:gosec // the test names it
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)+"\n"); d != "" {
		t.Error(d)
	}
}

// KeepsWhatIsItsOwn runs a script that reports how often it ran, and a number at
// random. The object of the check lives between runs; two instances have two,
// and draw other numbers, though they come from one image.
func (l *Language) KeepsWhatIsItsOwn(t *testing.T, text string) {
	path := l.Script(t, text)
	drawn := map[float64]bool{}
	for _, id := range []check.ID{"a", "b"} {
		for n := 1.0; n <= 3; n++ {
			result, err := l.Runtime.Run(context.Background(), &check.Instance{ID: id, Check: "test", Module: path, Config: []byte(`{}`), InitConfig: []byte(`{}`)})
			if err != nil || result.Fault != nil {
				t.Fatal(err, result.Fault)
			}
			if got := result.Samples[0].Value; got != n {
				t.Errorf("run %v of %s: %v", n, id, got)
			}
			drawn[result.Samples[1].Value] = true
		}
	}
	if len(drawn) != 6 {
		t.Errorf("6 runs drew %d numbers: %v", len(drawn), drawn)
	}
}

// SaysWhyAndWhere runs a script that fails: with the kind that is wanted, and
// with the rest of it as a part of what the fault says. The file of the script
// stands as $FILE in the backtrace, which shows no frame of ours.
func (l *Language) SaysWhyAndWhere(t *testing.T, text string, want check.Fault, ours string) {
	path := l.Script(t, text)
	fault := l.Run(t, path, `{}`).Fault
	if fault == nil {
		t.Fatal("no fault")
	}
	where := strings.ReplaceAll(want.Backtrace, "$FILE", path)
	if fault.Reason != check.Failed || fault.Kind != want.Kind || !strings.Contains(fault.Detail, want.Detail) || !strings.Contains(fault.Backtrace, where) {
		t.Errorf("%s: %s\n%s", fault.Kind, fault.Detail, fault.Backtrace)
	}
	if strings.Contains(fault.Backtrace, ours) {
		t.Errorf("the backtrace shows our own frames:\n%s", fault.Backtrace)
	}
}

// KeepsWhatWasSent runs a script that fails after a sample and a warning.
func (l *Language) KeepsWhatWasSent(t *testing.T, text string) {
	result := l.Run(t, l.Script(t, text), `{}`)
	if result.Fault == nil || len(result.Samples) != 1 || len(result.Warnings) != 1 {
		t.Errorf("%+v %+v %v", result.Fault, result.Samples, result.Warnings)
	}
}
