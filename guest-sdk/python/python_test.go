//go:build !noscripts

package python_test

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/guest-sdk/internal/scripttest"
	"github.com/sandpiper-checks/sandpiper/guest-sdk/python"
	"github.com/sandpiper-checks/sandpiper/runtime"
)

// scripts runs those of the tests, all in one runtime.
var scripts scripttest.Language

func TestMain(m *testing.M) {
	// Of the fuel the interpreter's start takes a quarter.
	os.Exit(scripttest.Main(m, &scripts, ".py", 300_000_000, runtime.Options{
		Interpreters: map[string]func() []byte{".py": python.Module},
	}))
}

func run(t testing.TB, path, config string) check.Result { return scripts.Run(t, path, config) }

// script writes a script to a file of the test's own.
func script(t testing.TB, text string) string { return scripts.Script(t, text) }

func TestWhatACheckKeepsOfItselfIsThereInItsNextRun(t *testing.T) {
	scripts.KeepsWhatIsItsOwn(t, class+"        self.n = getattr(self, 'n', 0) + 1\n        self.gauge('n', self.n)\n        self.gauge('random', __import__('random').random())\n")
}

func TestGlobalsAndAttributesOfTheClassAreEachInstancesOwn(t *testing.T) {
	scripts.KeepsWhatIsItsOwn(t, "ran = []\n"+class+`        ran.append(1)
        type(self).n = getattr(type(self), 'n', 0) + 1
        self.gauge('n', self.n if self.n == len(ran) else -1)
        self.gauge('random', __import__('random').random())
`)
}

func TestWhatAScriptDrawsWhileItIsLoadedIsItsInstancesOwn(t *testing.T) {
	for _, drawn := range []string{"random.random()", "random.Random().random()", "random.SystemRandom().random()", "uuid.uuid4().int % 2**48", "uuid.uuid1().node"} {
		scripts.KeepsWhatIsItsOwn(t, "import random, uuid\ndrawn = "+drawn+"\n"+class+"        self.n = getattr(self, 'n', 0) + 1\n        self.gauge('n', self.n)\n        self.gauge('random', drawn + self.n)\n")
	}
}

func TestAScriptThatSeedsItsNumbersHasThose(t *testing.T) {
	result := run(t, script(t, "import random\nrandom.seed(42)\n"+class+"        self.gauge('random', random.random())\n"), `{}`)
	if result.Fault != nil || result.Samples[0].Value != 0.6394267984578837 {
		t.Errorf("%v %v", result.Fault, result.Samples)
	}
}

// A text that has a method decode is taken for bytes by scripts that run in both.
func TestTextsOfAScriptOfPython3HaveNoMethodDecode(t *testing.T) {
	for base, want := range map[string]float64{"datadog_checks.base": 0, "checks": 1} {
		result := run(t, script(t, strings.Replace(class, "checks", base, 1)+"        self.gauge('decode', hasattr('', 'decode'))\n"), `{}`)
		if result.Fault != nil || result.Samples[0].Value != want {
			t.Errorf("%s: %v %v", base, result.Fault, result.Samples)
		}
	}
}

// The library has programs of the machine answer some questions. Nobody who asks
// them wanted to start a process.
func TestWhatTheLibraryAsksOtherProgramsForIsAnsweredWithoutThem(t *testing.T) {
	path := script(t, class+`        import platform, uuid
        assert uuid.uuid1() != uuid.uuid1() and uuid.uuid1().node == uuid.getnode()
        assert platform.platform() and platform.processor() == '' and platform.uname().processor == ''
        self.gauge('node', uuid.getnode())
`)
	nodes := map[float64]bool{}
	for _, id := range []check.ID{"a", "b"} {
		for range 2 {
			result, err := scripts.Runtime.Run(context.Background(), &check.Instance{ID: id, Check: "test", Module: path, Config: []byte(`{}`), InitConfig: []byte(`{}`)})
			if err != nil || result.Fault != nil || len(result.Warnings) > 0 {
				t.Fatal(err, result.Fault, result.Warnings)
			}
			nodes[result.Samples[0].Value] = true
		}
	}
	if len(nodes) != 2 {
		t.Errorf("two instances have the addresses %v", nodes)
	}
}

// Each of these scripts looks for itself whether what it finds is right.
func TestScriptsFindWhatTheyExpect(t *testing.T) { scripts.FindWhatTheyExpect(t) }

func BenchmarkHello(b *testing.B) { scripts.Benchmark(b, firstCheck) }

func TestAScriptKnowsItsHostWhileItIsLoaded(t *testing.T) {
	result := run(t, script(t, `
import socket
import datadog_agent
import util
from checks import AgentCheck
from config import get_version

TAGS = [socket.gethostname(), datadog_agent.get_hostname() + "!", util.get_hostname() + "?", get_version()]

class C(AgentCheck):
    def check(self, instance):
        self.gauge("known", 1, tags=TAGS)
`), `{}`)
	want := []string{"1.2.3", "host.example", "host.example!", "host.example?"}
	if result.Fault != nil || len(result.Samples) != 1 || !slices.Equal(result.Samples[0].Context.Tags, want) {
		t.Errorf("%v, %v", result.Fault, result.Samples)
	}
}
