package runtime_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sandpiper-checks/sandpiper/abi/testkit"
	asm "github.com/sandpiper-checks/sandpiper/abi/testkit/assembler"
	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime"
	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

// interpreting is a runtime whose interpreter, of .x files, fails unless what the
// host tells of the script is as long as name and text of those here.
func interpreting(t *testing.T) (rt *runtime.Runtime, asked *int) {
	t.Helper()
	v, err := testkit.Parse("interpreter", "comment: reads its script\nexpect: ok\n\nscript(buf(8)) -> 18\ngauge(\"ran\", 1, [], \"\", \"\", 0)\n---\n")
	if err != nil {
		t.Fatal(err)
	}
	asked = new(int)
	rt, err = runtime.Open(context.Background(), runtime.Options{Interpreters: map[string]func() []byte{
		".x":    func() []byte { *asked++; return v.Runs[0].Module() },
		".none": func() []byte { return nil },
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := rt.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{"scripts/a.x": "a text", "scripts/b.X": "a text", "scripts/c.none": ""} {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return rt, asked
}

func TestAScriptRunsInTheInterpreterOfItsExtension(t *testing.T) {
	rt, asked := interpreting(t)
	for _, path := range []string{"scripts/a.x", "scripts/b.X", "scripts/a.x"} {
		result, err := rt.Run(context.Background(), &check.Instance{ID: check.ID(path), Module: path})
		if err != nil || result.Fault != nil || len(result.Samples) != 1 {
			t.Errorf("%s: %v %v %v", path, err, result.Fault, result.Samples)
		}
	}
	if *asked != 1 {
		t.Errorf("the interpreter was unpacked %d times", *asked)
	}
}

func TestAScriptWithoutItsInterpreterIsNoCheck(t *testing.T) {
	rt, _ := interpreting(t)
	const want = "scripts/c.none: this program was built without the interpreter of .none files"
	result, err := rt.Run(context.Background(), &check.Instance{ID: "c", Module: "scripts/c.none"})
	if err != nil || result.Fault == nil || result.Fault.Reason != check.BadModule || result.Fault.Detail != want {
		t.Errorf("%v %v", err, result.Fault)
	}
	if _, err := runtime.InspectWith("scripts/c.none", wasm.Caps{}, map[string]func() []byte{".none": func() []byte { return nil }}); err == nil || err.Error() != want {
		t.Error(err)
	}
}

func TestOfAScriptItsInterpreterIsInspected(t *testing.T) {
	interpreting(t)
	report, err := runtime.InspectWith("scripts/a.x", wasm.Caps{}, map[string]func() []byte{".x": func() []byte { return checkRun() }})
	if err != nil || report.Script == nil || report.Script.Bytes != len("a text") || !strings.HasPrefix(report.Script.Digest, "sha256:") || report.Digest == report.Script.Digest || report.ABI != "v1" {
		t.Errorf("%v %+v", err, report)
	}
}

func TestAPackedScriptRunsAndIsInspectedAsTheScript(t *testing.T) {
	rt, _ := interpreting(t)
	interpreters := map[string]func() []byte{".x": func() []byte { return checkRun() }}
	packed, err := runtime.PackScript("scripts/script-1000.x", []byte("text"), interpreters[".x"], runtime.Manifest{Name: "packed", ABI: "check/v1"})
	if err != nil {
		t.Fatal(err)
	}
	const path = "scripts/packed.wasm"
	if err := os.WriteFile(path, packed, 0o644); err != nil {
		t.Fatal(err)
	}
	// The interpreter looks for 18 bytes: the name, a zero, and the text.
	if result, err := rt.Run(context.Background(), &check.Instance{ID: "p", Module: path}); err != nil || result.Fault != nil || len(result.Samples) != 1 {
		t.Errorf("%v %v", err, result.Fault)
	}
	report, err := runtime.InspectWith(path, wasm.Caps{}, interpreters)
	if err != nil || report.Script == nil || report.Script.File != "script-1000.x" || report.Manifest == nil || report.Manifest.Name != "packed" || len(report.Warnings) > 0 {
		t.Errorf("%v %+v", err, report)
	}
	other := map[string]func() []byte{".x": func() []byte { return checkRun(asm.I32(0)) }}
	if report, err := runtime.InspectWith(path, wasm.Caps{}, other); err != nil || len(report.Warnings) != 1 {
		t.Errorf("%v %+v", err, report.Warnings)
	}
	if _, err := runtime.InspectWith(path, wasm.Caps{}, nil); err == nil || !strings.Contains(err.Error(), "built without the interpreter of .x files") {
		t.Error(err)
	}
}

// What is packed may come from anywhere.
func TestAPackedScriptThatIsWrongIsNoCheck(t *testing.T) {
	rt, _ := interpreting(t)
	for name, content := range map[string]string{
		"reading the section sandpiper.script": "{",
		"no name of a file":                    `{"file": "../x.x", "text": ""}`,
		"is no name of a":                      `{"text": ""}`,
		"interpreter of .wasm files":           `{"file": "x.wasm", "text": ""}`,
		"interpreter of  files":                `{"file": "x", "text": ""}`,
	} {
		path := "scripts/" + strings.ReplaceAll(name, " ", "") + ".wasm"
		const section = "sandpiper.script"
		module := append([]byte("\x00asm\x01\x00\x00\x00\x00"), byte(1+len(section)+len(content)), byte(len(section)))
		if err := os.WriteFile(path, append(append(module, section...), content...), 0o644); err != nil {
			t.Fatal(err)
		}
		result, err := rt.Run(context.Background(), &check.Instance{ID: "p", Module: path})
		if err != nil || result.Fault == nil || result.Fault.Reason != check.BadModule || !strings.Contains(result.Fault.Detail, name) {
			t.Errorf("%s: %v %v", name, err, result.Fault)
		}
	}
}
