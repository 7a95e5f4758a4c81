package runtime_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sandpiper-checks/sandpiper/abi/testkit"
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
	if _, err := runtime.InspectScript("scripts/c.none", wasm.Caps{}, func() []byte { return nil }); err == nil || err.Error() != want {
		t.Error(err)
	}
}

func TestOfAScriptItsInterpreterIsInspected(t *testing.T) {
	interpreting(t)
	report, err := runtime.InspectScript("scripts/a.x", wasm.Caps{}, func() []byte { return checkRun() })
	if err != nil || report.Script == nil || report.Script.Bytes != len("a text") || !strings.HasPrefix(report.Script.Digest, "sha256:") || report.Digest == report.Script.Digest || report.ABI != "v1" {
		t.Errorf("%v %+v", err, report)
	}
}
