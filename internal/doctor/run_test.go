//go:build !noscripts

package doctor_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/internal/doctor"
)

// What only a run can tell is held against the check where it is of the
// sandbox, and not where the servers that it asks are why.
func TestARunThatFailsForWhatIsNotHereChangesTheVerdict(t *testing.T) {
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	const both = "init_config:\ninstances: [{}, {absent: true}]\n"
	const one = "init_config:\ninstances: [{}]\n"
	cases := map[string]struct {
		body, configuration string
		want                doctor.Verdict
	}{
		"module":    {"__import__('ab' + 'sent')", one, doctor.Cannot},
		"attribute": {"import os\ngetattr(os, 'get' + 'loadavg')()", one, doctor.Cannot},
		"instance":  {"__import__('absent' if 'absent' in instance else 'json')", both, doctor.May},
		"socket":    {"import socket\ngetattr(socket, 'create_' + 'connection')(('127.0.0.1', 1))", one, doctor.Cannot},
		"written":   {"getattr(__import__('os'), 'mk' + 'dir')('/tmp/x')", one, doctor.Cannot},
		"granted":   {"from io import FileIO\nFileIO('/etc/' + 'hosts')", one, doctor.Needs},
		"server":    {"import requests\nrequests.get(instance['url'])", "init_config:\ninstances: [{url: '" + gone.URL + "/'}]\n", doctor.Runs},
		"own":       {"instance['x'].ask()", "init_config:\ninstances: [{x: 1}]\n", doctor.Runs},
		"well":      {"self.gauge('x', 1)", one, doctor.Runs},
	}
	dir := t.TempDir()
	for name, c := range cases {
		text := "from checks import AgentCheck\nclass C(AgentCheck):\n    def check(self, instance):\n        " + strings.ReplaceAll(c.body, "\n", "\n        ") + "\n"
		for file, text := range map[string]string{name + ".py": text, name + ".yaml": c.configuration} {
			if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	before := look(t, dir)
	for i, r := range examine(t, dir) {
		if want := cases[r.Check].want; r.Verdict != want {
			t.Errorf("%s: %q, not %q: %+v", r.Check, r.Verdict, want, r)
		}
		if said := before[i]; said.Verdict != doctor.Runs { // else the run changes nothing
			t.Errorf("%s: %q before it was run: %+v", r.Check, said.Verdict, said.Reasons)
		}
	}
}

// What the doctor says to add is what configcheck takes.
func TestNoGrantIsAdvisedThatWouldBeRefused(t *testing.T) {
	dir := t.TempDir()
	for name, body := range map[string]string{
		"root": "__import__('os').listdir('/')", "made": "open(instance['proc'] + '/self/environ')", "own": "open('/proc/self/environ')",
		"relative": "open('beside.txt')", "climbing": "open('/etc/../etc/hosts')", "port": "open('/etc/hosts'), 'http://127.0.0.1:99999/'", "host": "open('/etc/hosts'), 'http://.example.com/'", "asked": "open('/etc/hosts'), 'http://a.example:81/'",
		"hidden": "getattr(__import__('os'), 'list' + 'dir')('/')",
	} {
		text := "from checks import AgentCheck\nclass C(AgentCheck):\n    def check(self, instance):\n        " + body + "\n"
		for file, text := range map[string]string{name + ".py": text, name + ".yaml": "init_config:\ninstances: [{proc: /proc}]\n"} {
			if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	servers := 0
	for _, r := range examine(t, dir) {
		if r.Verdict == doctor.Runs {
			t.Errorf("%+v", r)
		}
		for _, f := range r.Reasons {
			if advised := advisedPath.FindStringSubmatch(f.Text); advised != nil {
				if _, err := check.ParsePath(advised[1]); err != nil {
					t.Errorf("%s: %q, and %v", r.Check, f.Text, err)
				}
			}
			if advised := advisedServer.FindStringSubmatch(f.Text); advised != nil {
				servers++
				if _, err := check.ParseDestination(advised[1]); err != nil {
					t.Errorf("%s: %q, and %v", r.Check, f.Text, err)
				}
			}
		}
	}
	if servers != 1 {
		t.Errorf("%d servers were advised", servers)
	}
}

// A script that keeps something for its instances is told that they share
// nothing, if it has several.
func TestWhatInstancesWouldShareIsNoted(t *testing.T) {
	dir := t.TempDir()
	for name, body := range map[string]string{
		"class": "C.n = 1", "type": "type(self).n = 1", "global": "global n\n        n = 1", "own": "self.n = 1", "local": "n = self.__class__.__name__",
	} {
		text := "from checks import AgentCheck\nclass C(AgentCheck):\n    def check(self, instance):\n        " + body + "\n"
		for file, text := range map[string]string{
			name + "_one.py": text, name + "_one.yaml": "init_config:\ninstances: [{}]\n",
			name + "_two.py": text, name + "_two.yaml": "init_config:\ninstances: [{}, {}]\n",
		} {
			if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	var noted []string
	for _, r := range look(t, dir) {
		if len(r.Notes) > 0 {
			noted = append(noted, r.Check)
		}
		if r.Verdict != doctor.Runs {
			t.Errorf("%+v", r)
		}
	}
	if want := []string{"class_two", "global_two", "type_two"}; !slices.Equal(noted, want) {
		t.Errorf("%q, not %q", noted, want)
	}
}

var (
	advisedPath   = regexp.MustCompile(`add {read: "(.*?)"}`)
	advisedServer = regexp.MustCompile(`itself: add (\S+) to`)
)
