//go:build !noscripts

package javascript_test

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
	path := filepath.Join(t.TempDir(), "script.js")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

const class = "export default class C extends AgentCheck {\n\tcheck(instance) {\n"

func TestAScriptThatFailsSaysWhyAndWhere(t *testing.T) {
	for _, c := range []struct{ name, text, kind, detail, backtrace string }{
		{"does not parse", "\nlet let;\n", "SyntaxError", "", "script.js:2"},
		{"no class", "export const x = 1\n", "CheckError", "exports no check", ""},
		{"two classes", "export class C extends AgentCheck { check() {} }\nexport class D extends AgentCheck { check() {} }\n", "CheckError", "more than one check: C and D", ""},
		{"no check", "export default class C extends AgentCheck {}\n", "CheckError", "no method check", ""},
		{"fails to load", "import 'fs'\n", "ReferenceError", "there is no module 'fs'", ""},
		{"throws", class + "\t\tthrow new TypeError('no');\n\t}\n}\n", "TypeError", "no", "at check (%s:3:"},
		{"throws what is no error", class + "\t\tthrow 'no';\n\t}\n}\n", "Error", "no", ""},
		{"rejects", "export default class C extends AgentCheck {\n\tasync check() {\n\t\tnull.x;\n\t}\n}\n", "TypeError", "cannot read property 'x' of null", ":3:"},
		{"never ends to wait", "export default class C extends AgentCheck {\n\tasync check() { await new Promise(() => {}); }\n}\n", "CheckError", "waits for what never comes", ""},
		{"recursion", class + "\t\tthis.check();\n\t}\n}\n", "InternalError", "stack overflow", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := script(t, c.text)
			c.backtrace = strings.ReplaceAll(c.backtrace, "%s", path)
			fault := run(t, path, `{}`).Fault
			if fault == nil {
				t.Fatal("no fault")
			}
			if fault.Reason != check.Failed || fault.Kind != c.kind || !strings.Contains(fault.Detail, c.detail) || !strings.Contains(fault.Backtrace, c.backtrace) {
				t.Errorf("%s: %s\n%s", fault.Kind, fault.Detail, fault.Backtrace)
			}
			if strings.Contains(fault.Backtrace, "sandpiper.js") {
				t.Errorf("the backtrace shows our own frames:\n%s", fault.Backtrace)
			}
		})
	}
}

func TestWhatWasSentBeforeAFailureIsKept(t *testing.T) {
	result := run(t, script(t, class+"\t\tthis.gauge('before', 1);\n\t\tthis.warning('careful');\n\t\tthrow new Error();\n\t}\n}\n"), `{}`)
	if result.Fault == nil || len(result.Samples) != 1 || len(result.Warnings) != 1 {
		t.Errorf("%+v %+v %v", result.Fault, result.Samples, result.Warnings)
	}
}
