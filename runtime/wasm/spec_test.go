package wasm

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The official tests of the specification, as wazero's Go module carries them:
// scripts (.json) whose commands name modules (.wasm).

type specCommand struct {
	Suite    string // folder of the suite: v1, v2 …
	Type     string `json:"type"`
	Filename string `json:"filename"`
	Text     string `json:"text"` // why it must be refused
	Form     string `json:"module_type"`
}

func (c specCommand) name() string { return c.Suite + "/" + c.Filename }

// specCommands returns the commands of some suites that name a binary.
func specCommands(t testing.TB, suites ...string) (commands []specCommand, read func(specCommand) []byte) {
	t.Helper()
	out, err := exec.Command("go", "mod", "download", "-json", "github.com/tetratelabs/wazero").Output()
	if err != nil {
		t.Fatalf("finding wazero's module: %v", err)
	}
	var module struct{ Dir string }
	if err := json.Unmarshal(out, &module); err != nil {
		t.Fatal(err)
	}
	root := filepath.Join(module.Dir, "internal", "integration_test", "spectest")
	for _, suite := range suites {
		scripts, err := filepath.Glob(filepath.Join(root, suite, "testdata", "*.json"))
		if err != nil || len(scripts) == 0 {
			t.Fatalf("suite %s has no scripts in %s: %v", suite, root, err)
		}
		for _, script := range scripts {
			b, err := os.ReadFile(script)
			if err != nil {
				t.Fatal(err)
			}
			var parsed struct{ Commands []specCommand }
			if err := json.Unmarshal(b, &parsed); err != nil {
				t.Fatalf("reading %s: %v", script, err)
			}
			for _, c := range parsed.Commands {
				if strings.HasSuffix(c.Filename, ".wasm") {
					c.Suite = suite
					commands = append(commands, c)
				}
			}
		}
	}
	return commands, func(c specCommand) []byte {
		b, err := os.ReadFile(filepath.Join(root, c.Suite, "testdata", c.Filename))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
}

// refusedByName lists the valid modules of later releases that use a feature
// which we refuse.
var refusedByName = map[string]string{
	"exception-handling/tag.4.wasm":        "garbage collection",
	"exception-handling/tag.5.wasm":        "garbage collection",
	"exception-handling/tag.6.wasm":        "garbage collection",
	"exception-handling/try_table.13.wasm": "typed function references",
}

func TestEveryValidModuleOfTheSpecificationIsRead(t *testing.T) {
	commands, read := specCommands(t, "v1", "v2", "tail-call", "exception-handling")
	n := 0
	for _, c := range commands {
		// What must not link or must trap at instantiation is a valid module.
		if c.Type != "module" && c.Type != "assert_unlinkable" && c.Type != "assert_uninstantiable" {
			continue
		}
		n++
		_, err := Read(read(c))
		if feature := refusedByName[c.name()]; feature != "" {
			if err == nil || !strings.Contains(err.Error(), feature+" is not supported") && !strings.Contains(err.Error(), feature+" are not supported") {
				t.Errorf("%s: %v; want %s refused", c.name(), err, feature)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.name(), err)
		}
	}
	t.Logf("%d modules", n)
}
