//go:build !noscripts

package javascript_test

import (
	"context"
	"os"
	"testing"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/guest-sdk/internal/scripttest"
	"github.com/sandpiper-checks/sandpiper/guest-sdk/javascript"
	"github.com/sandpiper-checks/sandpiper/runtime"
)

// scripts runs those of the tests, all in one runtime.
var scripts scripttest.Language

func TestMain(m *testing.M) {
	os.Exit(scripttest.Main(m, &scripts, ".js", 100_000_000, runtime.Options{
		Interpreters: map[string]func() []byte{".js": javascript.Module, ".ts": javascript.Module},
		Translators: map[string]func(context.Context, []byte) ([]byte, error){
			".ts": func(_ context.Context, text []byte) ([]byte, error) { return javascript.Strip(text), nil },
		},
	}))
}

func run(t testing.TB, path, config string) check.Result { return scripts.Run(t, path, config) }

// script writes a script to a file of the test's own.
func script(t testing.TB, text string) string { return scripts.Script(t, text) }

func TestTheDocumentsFirstCheckRunsAsItStands(t *testing.T) {
	result := run(t, "testdata/checks.d/hello.js", `{}`)
	if result.Fault != nil {
		t.Fatalf("%+v", result.Fault)
	}
	if len(result.Samples) != 1 || result.Samples[0].Context.Name != "hello.world" || result.Samples[0].Value != 1 {
		t.Errorf("%+v", result.Samples)
	}
}

func TestWhatACheckKeepsOfItselfIsThereInItsNextRun(t *testing.T) {
	scripts.KeepsWhatIsItsOwn(t, class+"\t\tthis.n = (this.n ?? 0) + 1;\n\t\tthis.gauge('n', this.n);\n\t\tthis.gauge('random', Math.random());\n\t}\n}\n")
}

func TestWhatAScriptDrawsWhileItIsLoadedIsItsInstancesOwn(t *testing.T) {
	scripts.KeepsWhatIsItsOwn(t, "const drawn = Math.random();\n"+class+"\t\tthis.n = (this.n ?? 0) + 1;\n\t\tthis.gauge('n', this.n);\n\t\tthis.gauge('random', drawn + this.n);\n\t}\n}\n")
}

// The methods of the document with all their arguments, in the habits of JavaScript.
func TestEveryMethodOfTheDocumentReportsWhatItSays(t *testing.T) {
	scripts.ReportsWhatItSays(t, "surface")
}

// Each of these scripts looks for itself whether what it finds is right.
func TestScriptsFindWhatTheyExpect(t *testing.T) { scripts.FindWhatTheyExpect(t) }

func BenchmarkHello(b *testing.B) { scripts.Benchmark(b, "testdata/checks.d/hello.js") }
