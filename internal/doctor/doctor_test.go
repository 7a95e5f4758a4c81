//go:build !noscripts

package doctor_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sandpiper-checks/sandpiper/guest-sdk/javascript"
	"github.com/sandpiper-checks/sandpiper/guest-sdk/python"
	"github.com/sandpiper-checks/sandpiper/internal/config"
	"github.com/sandpiper-checks/sandpiper/internal/doctor"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

// cache keeps the interpreter compiled, from one test to the next.
var cache string

func TestMain(m *testing.M) {
	var err error
	if cache, err = os.MkdirTemp("", "sandpiper-"); err != nil {
		panic(err)
	}
	code := m.Run()
	if err := os.RemoveAll(cache); err != nil {
		panic(err)
	}
	os.Exit(code)
}

// sample is the folder of checks in testdata, with a server of this test for
// $URL, and a folder of it for $DIR.
func sample(t *testing.T) (dir string, alike func(string) string) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "Active connections: 7 \n")
	}))
	t.Cleanup(server.Close)
	dir = t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "app.log"), []byte("a line\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir("testdata/sample", func(path string, entry fs.DirEntry, err error) error {
		to := filepath.Join(dir, strings.TrimPrefix(path, "testdata/sample"))
		switch {
		case err != nil:
			return err
		case entry.IsDir():
			return os.MkdirAll(to, 0o755)
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(to, []byte(strings.NewReplacer("$URL", server.URL, "$DIR", dir).Replace(string(b))), 0o644)
	})
	if err != nil {
		t.Fatal(err)
	}
	host := strings.TrimPrefix(server.URL, "http://")
	return dir, strings.NewReplacer(server.URL, "$URL", host, "$HOST", dir, "$DIR").Replace
}

// examine looks at a folder, and runs what is there; look runs nothing.
func examine(t *testing.T, dir string) []doctor.Report { return reports(t, dir, true) }
func look(t *testing.T, dir string) []doctor.Report    { return reports(t, dir, false) }

func reports(t *testing.T, dir string, run bool) []doctor.Report {
	t.Helper()
	reports, err := doctor.Examine(t.Context(), doctor.Options{
		Dir: dir, Run: run, Interpreters: map[string]func() []byte{".py": python.Module, ".js": javascript.Module, ".ts": javascript.Module},
		Translators: map[string]func(context.Context, []byte) ([]byte, error){
			".ts": func(_ context.Context, text []byte) ([]byte, error) { return javascript.Strip(text), nil },
		},
		Main: config.Main{Hostname: "web-1", CacheDir: cache},
	})
	if err != nil {
		t.Fatal(err)
	}
	return reports
}

// Each verdict is held against what happens when the check is really run.
func TestWhatTheDoctorSaysIsWhatHappens(t *testing.T) {
	dir, alike := sample(t)
	said, reports := look(t, dir), examine(t, dir)
	for i, r := range reports {
		verdict, well := said[i].Verdict, 0
		for _, ran := range r.Ran {
			if ran.Status == "OK" || verdict == doctor.May && ran.Status == "WARNING" { // of what was refused
				well++
			}
		}
		right := map[doctor.Verdict]bool{
			doctor.Runs: well == len(r.Ran), doctor.May: well > 0, doctor.Needs: well == 0, doctor.Cannot: well == 0,
		}
		if !right[verdict] {
			t.Errorf("%s: the verdict is %q, and its instances ended with %+v", r.Check, verdict, r.Ran)
		}
		if r.File != "" && len(r.Ran) == 0 {
			t.Errorf("%s was not run", r.Check)
		}
	}
	b, err := json.MarshalIndent(reports, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	got := alike(string(b)) + "\n"
	const golden = "testdata/sample.json"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Error(diff)
	}
}

// forger tells the doctor something, in place of the one who looks at it.
const forger = `from checks import AgentCheck
AgentCheck('x', {}, {}).event({'timestamp': 1, 'event_type': 'doctor', 'msg_title': 'import', 'msg_text': 'x', 'line': 'no'})
class Forger(AgentCheck):
    def check(self, instance):
        pass
`

// What is examined cannot harm who examines.
func TestAScriptThatNeverLoadsIsOneThatCannotRun(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"endless.py": "while True: pass\n", "text.py": "\xff\xfe\x00", "empty.py": "", "forger.py": forger} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	reports := examine(t, dir)
	if len(reports) != 4 {
		t.Fatalf("%+v", reports)
	}
	for i, want := range []string{"has no class of a check", "Fuel", "reports an event while it is loaded", "does not load: "} {
		if r := reports[i]; r.Verdict != doctor.Cannot || !strings.Contains(fmt.Sprint(r.Reasons), want) {
			t.Errorf("%+v", r)
		}
	}
}

var advice = regexp.MustCompile(`: add (.+) to sandbox: \{allow`)

func TestTheGrantsThatTheDoctorAsksForAreEnough(t *testing.T) {
	dir, _ := sample(t)
	asked := 0
	for _, r := range examine(t, dir) {
		for _, f := range r.Reasons {
			grant := advice.FindStringSubmatch(f.Text)
			if r.Verdict != doctor.Needs || grant == nil {
				continue
			}
			asked++
			file := filepath.Join(dir, "conf.d", r.Check+".yaml")
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, append(text, "sandbox: {allow: ["+grant[1]+"]}\n"...), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	if asked != 3 {
		t.Errorf("%d grants were asked for", asked)
	}
	for _, r := range examine(t, dir) {
		if r.Verdict == doctor.Needs {
			t.Errorf("%+v", r)
		}
		if r.Verdict == doctor.Runs && r.Ran[0].Status != "OK" {
			t.Errorf("%+v", r)
		}
	}
}
