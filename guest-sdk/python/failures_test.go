//go:build !noscripts

package python_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sandpiper-checks/sandpiper/check"
)

// script writes a script to a file of the test's own.
func script(t testing.TB, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "script.py")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

const class = "from checks import AgentCheck\nclass C(AgentCheck):\n    def check(self, instance):\n"

func TestAScriptThatFailsSaysWhyAndWhere(t *testing.T) {
	for _, c := range []struct{ name, text, kind, detail, backtrace string }{
		{"does not parse", "def f(:\n", "SyntaxError", "invalid syntax", `script.py", line 1`},
		{"no class", "x = 1\n", "ScriptError", "has no class of a check", ""},
		{"two classes", class + "        pass\nclass D(AgentCheck):\n    def check(self, instance): pass\n", "ScriptError", "more than one check: C and D", ""},
		{"no check", "from checks import AgentCheck\nclass C(AgentCheck):\n    pass\n", "ScriptError", "no method check", ""},
		{"fails to load", "import nothing_of_this_name\n", "ModuleNotFoundError", "No module named 'nothing_of_this_name'", `script.py", line 1`},
		{"raises", class + "        raise ValueError('no')\n", "ValueError", "no", "script.py\", line 4, in check\n    raise ValueError('no')\n"},
		{"raises nothing that is known", class + "        import sys; sys.exit(3)\n", "SystemExit", "3", `line 4`},
		{"fails in the constructor", "from checks import AgentCheck\nclass C(AgentCheck):\n    def __init__(self, *args):\n        raise KeyError('x')\n    def check(self, i): pass\n", "KeyError", "'x'", "line 4"},
	} {
		t.Run(c.name, func(t *testing.T) {
			fault := run(t, script(t, c.text), `{}`).Fault
			if fault == nil {
				t.Fatal("no fault")
			}
			if fault.Reason != check.Failed || fault.Kind != c.kind || !strings.Contains(fault.Detail, c.detail) || !strings.Contains(fault.Backtrace, c.backtrace) {
				t.Errorf("%s: %s\n%s", fault.Kind, fault.Detail, fault.Backtrace)
			}
			if strings.Contains(fault.Backtrace, "runner.py") {
				t.Errorf("the backtrace shows our own frames:\n%s", fault.Backtrace)
			}
		})
	}
}

func TestWhatWasSentBeforeAFailureIsKept(t *testing.T) {
	result := run(t, script(t, class+"        self.gauge('before', 1)\n        self.warning('careful')\n        raise ValueError\n"), `{}`)
	if result.Fault == nil || len(result.Samples) != 1 || len(result.Warnings) != 1 {
		t.Errorf("%+v %+v %v", result.Fault, result.Samples, result.Warnings)
	}
}
