package wasm

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
)

// The official tests of the specification, as wazero's Go module carries them:
// scripts (.json) whose commands name modules (.wasm).

type specCommand struct {
	Suite    string // its folder: v1, v2 …
	Type     string `json:"type"`
	Filename string `json:"filename"`
	Text     string `json:"text"` // why it must be refused
}

func (c specCommand) name() string { return c.Suite + "/" + c.Filename }

func (c specCommand) module(t *testing.T) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(suiteDir(t, c.Suite), c.Filename))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// wazeroDir is where wazero's module is unpacked.
var wazeroDir = sync.OnceValues(func() (string, error) {
	out, err := exec.Command("go", "mod", "download", "-json", "github.com/tetratelabs/wazero").Output()
	if err != nil {
		return "", fmt.Errorf("finding wazero's module: %w", err)
	}
	var module struct{ Dir string }
	err = json.Unmarshal(out, &module)
	return module.Dir, err
})

func inWazero(t testing.TB, path ...string) string {
	t.Helper()
	dir, err := wazeroDir()
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(append([]string{dir}, path...)...)
}

func suiteDir(t testing.TB, suite string) string {
	t.Helper()
	return inWazero(t, "internal", "integration_test", "spectest", suite, "testdata")
}

// parsedSuites keeps what was parsed for the next test: some scripts are large.
var parsedSuites = map[string][]specCommand{}

// specCommands returns the commands of some suites that name a binary.
func specCommands(t *testing.T, suites ...string) (commands []specCommand) {
	t.Helper()
	for _, suite := range suites {
		if parsedSuites[suite] == nil {
			parsedSuites[suite] = parseSuite(t, suite)
		}
		commands = append(commands, parsedSuites[suite]...)
	}
	return commands
}

func parseSuite(t *testing.T, suite string) (commands []specCommand) {
	t.Helper()
	scripts, err := filepath.Glob(filepath.Join(suiteDir(t, suite), "*.json"))
	if err != nil || len(scripts) == 0 {
		t.Fatalf("suite %s has no scripts: %v", suite, err)
	}
	for _, script := range scripts {
		b, err := os.ReadFile(script)
		if err != nil {
			t.Fatal(err)
		}
		var parsed struct {
			Commands []specCommand `json:"commands"`
		}
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
	return commands
}

// addSpecModules seeds a fuzz target with the first modules of each script.
func addSpecModules(f *testing.F) {
	f.Helper()
	f.Add([]byte(header))
	for _, pattern := range []string{"v2/*.0.wasm", "v2/*.1.wasm", "tail-call/*.0.wasm", "exception-handling/*.wasm"} {
		suite, files, _ := strings.Cut(pattern, "/")
		paths, err := filepath.Glob(filepath.Join(suiteDir(f, suite), files))
		if err != nil || len(paths) == 0 {
			f.Fatalf("no module is %s: %v", pattern, err)
		}
		for _, path := range paths {
			b, err := os.ReadFile(path)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(b)
		}
	}
}

func readUncapped(b []byte) error {
	caps := noCaps()
	_, err := readAll(b, &caps)
	return err
}

// valid reports whether a command names a module that is valid: what must not
// link, or must trap when it is instantiated, is valid too.
func (c specCommand) valid() bool {
	switch c.Type {
	case "module", "assert_unlinkable", "assert_uninstantiable":
		return true
	}
	return false
}

// laterFeatures lists valid modules of the exceptions suite that use something
// else as well, which we refuse.
var laterFeatures = map[string]string{
	"exception-handling/tag.4.wasm":        "garbage collection is not supported",
	"exception-handling/tag.5.wasm":        "garbage collection is not supported",
	"exception-handling/tag.6.wasm":        "garbage collection is not supported",
	"exception-handling/try_table.13.wasm": "typed function references are not supported",
}

func TestEveryValidModuleOfTheSpecificationIsRead(t *testing.T) {
	commands := specCommands(t, "v1", "v2", "tail-call", "exception-handling")
	n, listed := 0, maps.Clone(laterFeatures)
	for _, c := range commands {
		if !c.valid() {
			continue
		}
		n++
		err := readUncapped(c.module(t))
		if feature := laterFeatures[c.name()]; feature != "" {
			delete(listed, c.name())
			if err == nil || !strings.Contains(err.Error(), feature) {
				t.Errorf("%s: got %v, want %s", c.name(), err, feature)
			}
		} else if err != nil {
			t.Errorf("%s: %v", c.name(), err)
		}
	}
	if len(listed) > 0 {
		t.Errorf("listed, but not there: %v", listed)
	}
	t.Logf("%d modules are read", n-len(laterFeatures))
}

// malformedLeftToTheEngine lists, by number and with its reason, each malformed
// binary that we read. It is empty: nothing malformed passes.
var malformedLeftToTheEngine = map[string]string{}

func TestEveryMalformedModuleOfTheSpecificationIsRefused(t *testing.T) {
	commands := specCommands(t, "v1", "v2", "tail-call", "exception-handling", "extended-const")
	n, listed := 0, maps.Clone(malformedLeftToTheEngine)
	for _, c := range commands {
		if c.Type != "assert_malformed" {
			continue
		}
		n++
		err := readUncapped(c.module(t))
		reason, left := malformedLeftToTheEngine[c.name()]
		delete(listed, c.name())
		if left && err != nil {
			t.Errorf("%s is listed as left to the engine (%s), yet refused: %v", c.name(), reason, err)
		}
		if !left && err == nil {
			t.Errorf("%s is read; it must not, because: %s", c.name(), c.Text)
		}
	}
	if len(listed) > 0 {
		t.Errorf("listed, but not there: %v", listed)
	}
	t.Logf("%d modules are refused", n-len(malformedLeftToTheEngine))
}

// invalidLeftToTheEngine counts the invalid modules that we read, by suite and
// by what the specification says of them. All are about the types of operands,
// which no rewriting changes; those of v1 became valid in 2.0.
var invalidLeftToTheEngine = map[string]int{
	"v1: type mismatch":                 816,
	"v1: invalid result arity":          4, // more than one result: valid in 2.0
	"v1: multiple tables":               3, // valid in 2.0
	"v2: type mismatch":                 1817,
	"v2: invalid result arity":          1, // in the binary a select without operands
	"v2: undeclared function reference": 2, // ref.func of what no element, export or global names
	"tail-call: type mismatch":          18,
	"exception-handling: type mismatch": 11,
}

func TestInvalidModulesAreRefusedButForOperands(t *testing.T) {
	commands := specCommands(t, "v1", "v2", "tail-call", "exception-handling")
	left, refused := map[string]int{}, 0
	for _, c := range commands {
		if c.Type != "assert_invalid" {
			continue
		}
		if readUncapped(c.module(t)) == nil {
			// What comes after the colon tells one operand from another.
			text, _, _ := strings.Cut(c.Text, ":")
			left[c.Suite+": "+text]++
		} else {
			refused++
		}
	}
	if !reflect.DeepEqual(left, invalidLeftToTheEngine) {
		t.Errorf("left to the engine: %#v\nwant %#v", left, invalidLeftToTheEngine)
	}
	t.Logf("%d modules are refused", refused)
}

func TestThreadsOfTheSpecificationAreRefusedByName(t *testing.T) {
	commands := specCommands(t, "threads")
	for _, c := range commands {
		b := c.module(t)
		err := readUncapped(b)
		if err == nil {
			t.Errorf("%s is read", c.name())
		} else if c.valid() && !strings.Contains(err.Error(), "threads are not supported") {
			t.Errorf("%s: %v", c.name(), err)
		}
	}
}
