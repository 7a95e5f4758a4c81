//go:build !noscripts

package javascript_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/evanw/esbuild/pkg/api"
	"github.com/sandpiper-checks/sandpiper/guest-sdk/javascript"
)

// In the file, each line with HERE asks the interpreter on which line it is.
func TestWhatFailsIsToldByTheLineInTypeScript(t *testing.T) {
	text, err := os.ReadFile("testdata/lines.ts")
	if err != nil {
		t.Fatal(err)
	}
	sameMeaning(t, string(text))
	lines := strings.Split(string(text), "\n")
	asked := 0
	for i := range lines {
		asked += strings.Count(lines[i], "HERE")
		lines[i] = strings.ReplaceAll(lines[i], "HERE", fmt.Sprintf("here(%d)", i+1))
	}
	path := filepath.Join(t.TempDir(), "lines.ts")
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")), 0o644); err != nil {
		t.Fatal(err)
	}
	result := run(t, path, `{}`)
	if result.Fault != nil {
		t.Fatalf("%v\n%s", result.Fault, result.Fault.Backtrace)
	}
	for _, warning := range result.Warnings {
		t.Error(warning)
	}
	if len(result.Samples) != 1 || result.Samples[0].Value != float64(asked) {
		t.Errorf("%d lines asked, and were heard: %+v", asked, result.Samples)
	}
}

func TestATextThatDoesNotParseThrowsOnItsLine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "script.ts")
	if err := os.WriteFile(path, []byte("let a: number = 1;\n\nlet b: = \"\";\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	fault := run(t, path, `{}`).Fault
	if fault == nil || fault.Kind != "SyntaxError" || fault.Detail != `Unexpected "="` || !strings.Contains(fault.Backtrace, path+":3:") {
		t.Errorf("%+v", fault)
	}
}

// What Strip makes is held against what the same compiler makes of the text
// without any line ends. Texts are not made up by a fuzzer: of some few bytes the
// compiler takes for ever, which is why it has a process of its own.
func TestLineEndsChangeNoMeaning(t *testing.T) {
	for _, text := range []string{
		"function f() { return (\n\n1 as any) }", "let a = 1\n;(\na\n)\n++\na", "a = b =>\n\n(c: X) =>\n ({})", "throw (\n\nnew Error())",
		"async (a: T,\n b) =>\n await\n c", "x = `a${\nb as any\n}\n\n${ {}\n }`; y", "class A { static\n a = 1; get\n b() { return 1 } async\n *c() { yield (\n 1) } }",
		"label: for (;;) { continue\nlabel }", "x\n++\ny", "if (a)\n b\nelse\n c", "a\n/x/g", "enum E { A,\n B }", "let x = a! as\n B", "const a = <T,>(x: T)\n => x",
		"x = tag\n`a${\n1}`", "export default\nclass A {\n@d x\n}", "namespace N { export const a =\n 1 }", "!(\n-(\n--a))", "a = 1.\n\n.toString()", "var \u00e9 =\n '\u20ac'",
	} {
		sameMeaning(t, text)
	}
}

func sameMeaning(t *testing.T, text string) {
	t.Helper()
	options := api.TransformOptions{Loader: api.LoaderTS, Target: api.ES2023, LegalComments: api.LegalCommentsNone, MinifyWhitespace: true}
	flat := api.Transform(text, options)
	if len(flat.Errors) > 0 {
		return
	}
	options.Loader = api.LoaderJS
	want := api.Transform(string(flat.Code), options)
	got := api.Transform(string(javascript.Strip([]byte(text))), options)
	if !bytes.Equal(got.Code, want.Code) {
		t.Errorf("%s\nis\n%s\nand was\n%s\n%v", javascript.Strip([]byte(text)), got.Code, want.Code, got.Errors)
	}
}
