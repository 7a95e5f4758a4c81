//go:build !noscripts

package python_test

import (
	"testing"

	"github.com/sandpiper-checks/sandpiper/check"
)

const class = "from checks import AgentCheck\nclass C(AgentCheck):\n    def check(self, instance):\n"

func TestAScriptThatFailsSaysWhyAndWhere(t *testing.T) {
	for _, c := range []struct{ name, text, kind, detail, backtrace string }{
		{"does not parse", "def f(:\n", "SyntaxError", "invalid syntax", `script.py", line 1`},
		{"no class", "x = 1\n", "ScriptError", "has no class of a check", ""},
		{"two classes", class + "        pass\nclass D(AgentCheck):\n    def check(self, instance): pass\n", "ScriptError", "more than one check: C and D", ""},
		{"no check", "from checks import AgentCheck\nclass C(AgentCheck):\n    pass\n", "ScriptError", "no method check", ""},
		{"fails to load", "import nothing_of_this_name\n", "ModuleNotFoundError", "No module named 'nothing_of_this_name'", `script.py", line 1`},
		{"imports what is beside it", "import sibling\n", "ModuleNotFoundError", "No module named 'sibling'", "A check is one file, and has the standard library, requests, urllib3, yaml and six."},
		{"raises", class + "        raise ValueError('no')\n", "ValueError", "no", "script.py\", line 4, in check\n    raise ValueError('no')\n"},
		{"raises nothing that is known", class + "        import sys; sys.exit(3)\n", "SystemExit", "3", `line 4`},
		{"fails in the constructor", "from checks import AgentCheck\nclass C(AgentCheck):\n    def __init__(self, *args):\n        raise KeyError('x')\n    def check(self, i): pass\n", "KeyError", "'x'", "line 4"},
	} {
		t.Run(c.name, func(t *testing.T) {
			scripts.SaysWhyAndWhere(t, c.text, check.Fault{Kind: c.kind, Detail: c.detail, Backtrace: c.backtrace}, "runner.py")
		})
	}
}

func TestWhatWasSentBeforeAFailureIsKept(t *testing.T) {
	scripts.KeepsWhatWasSent(t, class+"        self.gauge('before', 1)\n        self.warning('careful')\n        raise ValueError\n")
}

// Python looks for the lines of what it parses without a file, such as parts of a
// line in a traceback. That is nothing to tell an operator of.
func TestAFailureAsksForNoFiles(t *testing.T) {
	result := run(t, script(t, class+"        print 'a', 1\n        raise Exception, 'no'\n"), `{}`)
	if result.Fault == nil || result.Fault.Detail != "no" || len(result.Warnings) > 0 {
		t.Errorf("%v, warnings %q", result.Fault, result.Warnings)
	}
}
