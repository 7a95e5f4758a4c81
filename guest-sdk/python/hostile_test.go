//go:build !noscripts

package python_test

import (
	"testing"

	"github.com/sandpiper-checks/sandpiper/check"
)

// What a script may try, and how it ends: by what Python raises, or by the
// sandbox. A good check runs after each.
func TestScriptsThatMeanHarmAreStopped(t *testing.T) {
	const either check.Reason = "any"
	for _, c := range []struct {
		name, body string
		reason     check.Reason // empty: the script copes
		kind       string
	}{
		{name: "an endless loop", body: "while True: pass", reason: check.Fuel},
		{name: "one that catches everything", body: "while True:\n            try:\n                while True: pass\n            except BaseException: pass", reason: check.Fuel},
		{name: "a pattern without end", body: "import re; re.match('(a+)+b', 'a' * 40)", reason: check.Fuel},
		{name: "a huge power", body: "9 ** 9 ** 8", reason: check.Fuel},
		{name: "a list without room", body: "[0] * 10**9", reason: check.Failed, kind: "MemoryError"},
		{name: "bytes without room", body: "x = [bytearray(1 << 20) for _ in range(100)]", reason: check.Failed, kind: "MemoryError"},
		{name: "recursion", body: "f = lambda: f()\n        f()", reason: check.Failed, kind: "RecursionError"},
		{name: "recursion in C", body: "import sys, json; sys.setrecursionlimit(10**9); json.loads('[' * 10**6)", reason: check.Depth},
		{name: "an exit", body: "import os; os._exit(3)", reason: check.Exit},
		{name: "an abort", body: "import os; os.abort()", reason: check.Trap},
		{name: "a signal", body: "import os, signal; os.kill(os.getpid(), signal.SIGKILL)", reason: check.Failed, kind: "AttributeError"},
		{name: "memory by address", body: "import ctypes", reason: check.Failed, kind: "ModuleNotFoundError"},
		{name: "another class", body: "import checks; checks.AgentCheck.gauge = None; self.gauge('x', 1)", reason: check.Failed, kind: "TypeError"},
		{name: "no modules", body: "import sys; sys.modules.clear(); import json"},
		{name: "a pickle", body: "import pickle; pickle.loads(b\"cos\\nsystem\\n(S'ls'\\ntR.\")", reason: check.Failed, kind: "PermissionError"},
		{name: "code that is none", body: "import types; exec(types.CodeType(0,0,0,0,100,0,b'\\x64\\xff'*9,(),(),(),'','','',0,b'',b''))", reason: either}, // what lies there decides
		{name: "a flood of output", body: "for i in range(10**5): print('x' * 100)"},
		{name: "a flood of metrics", body: "for i in range(10**5): self.gauge('m.%d' % i, i)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			result := run(t, script(t, class+"        "+c.body+"\n"), `{}`)
			switch {
			case c.reason == "" && result.Fault != nil:
				t.Errorf("%+v", result.Fault)
			case c.reason == "":
			case result.Fault == nil:
				t.Error("no fault")
			case result.Fault.Reason == check.Fuel && result.Fault.Backtrace != "":
				t.Errorf("backtrace %s", result.Fault.Backtrace)
			case c.reason != either && result.Fault.Reason != c.reason || c.kind != "" && result.Fault.Kind != c.kind:
				t.Errorf("%s: %s: %s", result.Fault.Reason, result.Fault.Kind, result.Fault.Detail)
			}
			if fault := run(t, firstCheck, `{}`).Fault; fault != nil {
				t.Errorf("the next check: %v", fault)
			}
		})
	}
}
