// Package spectest reads the official tests of the WebAssembly specification, as
// the Go module of the engine carries them: scripts of commands on modules. It
// performs none of them, and is for tests alone.
package spectest

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// Script is a file of commands, which are performed one after the other.
type Script struct {
	Suite    string // the folder that it stands in: v1, v2, tail-call …
	Name     string
	Commands []Command
}

// Command makes a module, calls it, or says what must hold of either.
type Command struct {
	Type     string // module, register, action, or assert_ with what is asserted
	Line     int    // in the source of the script
	Name, As string // of a module, and what it is registered as
	Filename string // of the module
	Text     string // why a module is refused, or what a trap says
	Action   Action
	Expected []Value
}

// Action calls a function or reads a global.
type Action struct {
	Type   string // invoke or get
	Module string // its name; empty: the last one
	Field  string // the export
	Args   []Value
}

// Binary reports whether the command names a module that is a binary. The text
// format has tests as well.
func (c *Command) Binary() bool { return strings.HasSuffix(c.Filename, ".wasm") }

// Valid reports whether the command names a binary that is valid: what must not
// link, or must trap when it is instantiated, is valid too.
func (c *Command) Valid() bool {
	switch c.Type {
	case "module", "assert_unlinkable", "assert_uninstantiable":
		return c.Binary()
	}
	return false
}

// At names a command: by its module, or else by its line.
func (s *Script) At(c *Command) string {
	if c.Filename != "" {
		return s.Suite + "/" + c.Filename
	}
	return fmt.Sprintf("%s/%s:%d", s.Suite, s.Name, c.Line)
}

// Module reads the binary that a command names.
func (s *Script) Module(t testing.TB, c *Command) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(folder(t, s.Suite), c.Filename))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Scripts returns all scripts of some suites. They are shared: nobody may
// change them.
func Scripts(t testing.TB, suites ...string) (all []*Script) {
	t.Helper()
	for _, suite := range suites {
		of, ok := parsed.Load(suite)
		if !ok {
			of, _ = parsed.LoadOrStore(suite, parse(t, suite))
		}
		all = append(all, of.([]*Script)...)
	}
	return all
}

// parsed keeps the scripts of each suite for the next test: some are large.
var parsed sync.Map

func parse(t testing.TB, suite string) (scripts []*Script) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(folder(t, suite), "*.json"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("suite %s has no scripts: %v", suite, err)
	}
	for _, path := range paths {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		s := &Script{Suite: suite, Name: strings.TrimSuffix(filepath.Base(path), ".json")}
		if err := json.Unmarshal(b, s); err != nil {
			t.Fatalf("reading %s: %v", path, err)
		}
		scripts = append(scripts, s)
	}
	return scripts
}

// Modules returns the binaries of some suites whose names match a pattern.
func Modules(t testing.TB, pattern string, suites ...string) (modules [][]byte) {
	t.Helper()
	for _, suite := range suites {
		paths, err := filepath.Glob(filepath.Join(folder(t, suite), pattern))
		if err != nil || len(paths) == 0 {
			t.Fatalf("no module of suite %s is %s: %v", suite, pattern, err)
		}
		for _, path := range paths {
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			modules = append(modules, b)
		}
	}
	return modules
}

// Host is the module that scripts import as spectest.
func Host(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile(EngineFile(t, "internal/integration_test/spectest/testdata/spectest.wasm"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func folder(t testing.TB, suite string) string {
	t.Helper()
	return EngineFile(t, "internal/integration_test/spectest/"+suite+"/testdata")
}

// EngineFile returns where a file of the engine's Go module is, which is given
// by its path with slashes.
func EngineFile(t testing.TB, path string) string {
	t.Helper()
	dir, err := engine()
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, filepath.FromSlash(path))
}

// engine is where the engine's Go module is unpacked.
var engine = sync.OnceValues(func() (string, error) {
	out, err := exec.Command("go", "mod", "download", "-json", "github.com/tetratelabs/wazero").Output()
	if err != nil {
		return "", fmt.Errorf("finding the engine's module: %w", err)
	}
	var module struct{ Dir string }
	err = json.Unmarshal(out, &module)
	return module.Dir, err
})
