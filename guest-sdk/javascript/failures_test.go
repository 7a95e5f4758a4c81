//go:build !noscripts

package javascript_test

import (
	"testing"

	"github.com/sandpiper-checks/sandpiper/check"
)

const class = "export default class C extends AgentCheck {\n\tcheck(instance) {\n"

func TestAScriptThatFailsSaysWhyAndWhere(t *testing.T) {
	for _, c := range []struct{ name, text, kind, detail, backtrace string }{
		{"does not parse", "\nlet let;\n", "SyntaxError", "", "script.js:2"},
		{"no class", "export const x = 1\n", "CheckError", "exports no check", ""},
		{"two classes", "export class C extends AgentCheck { check() {} }\nexport class D extends AgentCheck { check() {} }\n", "CheckError", "more than one check: C and D", ""},
		{"no check", "export default class C extends AgentCheck {}\n", "CheckError", "no method check", ""},
		{"fails to load", "import 'fs'\n", "ReferenceError", "there is no module 'fs'", ""},
		{"throws", class + "\t\tthrow new TypeError('no');\n\t}\n}\n", "TypeError", "no", "at check ($FILE:3:"},
		{"throws what is no error", class + "\t\tthrow 'no';\n\t}\n}\n", "Error", "no", ""},
		{"rejects", "export default class C extends AgentCheck {\n\tasync check() {\n\t\tnull.x;\n\t}\n}\n", "TypeError", "cannot read property 'x' of null", ":3:"},
		{"never ends to wait", "export default class C extends AgentCheck {\n\tasync check() { await new Promise(() => {}); }\n}\n", "CheckError", "waits for what never comes", ""},
		{"recursion", class + "\t\tthis.check();\n\t}\n}\n", "InternalError", "stack overflow", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			scripts.SaysWhyAndWhere(t, c.text, check.Fault{Kind: c.kind, Detail: c.detail, Backtrace: c.backtrace}, "sandpiper.js")
		})
	}
}

func TestWhatWasSentBeforeAFailureIsKept(t *testing.T) {
	scripts.KeepsWhatWasSent(t, class+"\t\tthis.gauge('before', 1);\n\t\tthis.warning('careful');\n\t\tthrow new Error();\n\t}\n}\n")
}
