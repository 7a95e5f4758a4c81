// Package sandpiper_test holds the rules of the house that code can check: who
// may import whom, and what no package may do.
package sandpiper_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const own = "github.com/sandpiper-checks/sandpiper"

// rooms says which of our rooms each room may import. A package belongs to the
// longest row that its path begins with, and may import its own room.
var rooms = map[string][]string{
	"check":                         nil,
	"abi":                           nil,
	"internal/config":               {"check", "runtime/wasm"}, // the names and bounds of caps
	"runtime":                       {"check", "abi", "runtime/internal/cache", "runtime/internal/egress", "runtime/internal/files", "runtime/internal/freeze", "runtime/internal/sandbox", "runtime/internal/wasi", "runtime/wasm"},
	"runtime/internal/egress":       {"check"},                                                                                                // knows destinations, and neither runs nor the ABI
	"runtime/internal/sandbox":      {"check", "runtime/internal/cache", "runtime/internal/freeze", "runtime/internal/meter", "runtime/wasm"}, // the lower layer: knows faults, and neither checks nor the ABI
	"runtime/internal/cache":        nil,
	"runtime/internal/files":        nil,
	"runtime/internal/wasi":         {"runtime/internal/files", "runtime/internal/sandbox"},
	"runtime/internal/freeze":       {"runtime/wasm"},
	"runtime/internal/meter":        {"runtime/wasm"},
	"runtime/internal/spectest":     nil,              // other people's tests: no room may import it
	"runtime/internal/wat":          {"runtime/wasm"}, // an assembler for tests: no room may import it
	"runtime/wasm":                  nil,
	"guest-sdk/python":              nil, // the interpreter as bytes
	"guest-sdk/javascript":          nil,
	"guest-sdk/internal/scripttest": {"check", "runtime"}, // runs scripts for tests: no room may import it
	"internal/scheduler":            {"check"},
	"internal/aggregator":           {"check"},
	"internal/topology":             {"check"},
	"internal/streams":              {"check"},
	"internal/health":               {"check", "internal/streams"},
	"internal/forwarder":            {"check"},
	"internal/forwarder/intaketest": nil, // a receiver for tests: no room may import it
	"internal/agent": {
		"check", "abi", "internal/config", "runtime", "internal/scheduler", "internal/aggregator",
		"internal/topology", "internal/streams", "internal/health", "internal/forwarder",
	},
	"internal/doctor": {"check", "internal/config", "runtime"},
	"cmd":             {"internal/agent", "internal/doctor", "runtime", "internal/config", "check", "guest-sdk/python", "guest-sdk/javascript"},
}

// dependency is why the root module requires another one, and which rooms may
// import it. Those with no rooms serve tests alone.
type dependency struct {
	reason string
	rooms  []string
}

var dependencies = map[string]dependency{
	"github.com/tetratelabs/wazero": {
		"the WebAssembly engine: pure Go, so one binary runs everywhere without cgo",
		[]string{"runtime", "runtime/internal/sandbox"},
	},
	"golang.org/x/sys": {
		"calls of Linux that package syscall lacks: files in memory, mappings at an address; the engine requires it too",
		[]string{"runtime/internal/sandbox"},
	},
	"gopkg.in/yaml.v3": {
		"YAML whose nodes know their line and column, which every message about a bad file shows",
		[]string{"internal/config"},
	},
	"github.com/spf13/cobra": {
		"commands, flags, help and shell completions as users of Go tools know them",
		[]string{"cmd"},
	},
	"github.com/evanw/esbuild": {
		"takes the types out of checks in TypeScript: pure Go, with a source map; no compiler of TypeScript needs less",
		[]string{"guest-sdk/javascript"},
	},
	"github.com/google/go-cmp":        {"shows where two values differ", []string{"guest-sdk/internal/scripttest"}},
	"github.com/rogpeppe/go-internal": {"testscript: the command line and the README as they are typed", nil},
	"github.com/santhosh-tekuri/jsonschema/v6": {
		"holds what is sent against the schema of its receiver",
		[]string{"internal/forwarder/intaketest"},
	},
	"pgregory.net/rapid": {"properties over generated sequences, shrunk to the shortest that fails", nil},
}

func TestRoomsImportOnlyWhatTheTableAllows(t *testing.T) {
	for _, p := range list(t, ".") {
		room := roomOf(p.room())
		if room == "" && len(p.code()) > 0 {
			t.Errorf("%s is in no room of the table", p.ImportPath)
			continue
		}
		for _, file := range p.code() {
			for _, imported := range imports(t, file) {
				rest, ours := strings.CutPrefix(imported, own+"/")
				if to := roomOf(rest); ours && to != room && !slices.Contains(rooms[room], to) {
					t.Errorf("%s: %s may not import %s", file, room, rest)
				}
			}
		}
	}
}

func TestEachDependencyHasAReasonAndItsRooms(t *testing.T) {
	for _, p := range list(t, ".") {
		for _, file := range p.files() {
			for _, imported := range imports(t, file) {
				if imported == "C" {
					t.Errorf("%s: the root module has no cgo", file)
				}
				if !strings.Contains(strings.Split(imported, "/")[0], ".") || strings.HasPrefix(imported, own+"/") {
					continue
				}
				d, known := dependencies[longestPrefix(maps.Keys(dependencies), imported)]
				switch {
				case !known:
					t.Errorf("%s: %s has no reason in dependencies", file, imported)
				case !isTest(file) && !slices.Contains(d.rooms, roomOf(p.room())):
					t.Errorf("%s: only %v may import %s", file, d.rooms, imported)
				}
			}
		}
	}
}

func TestTheRootModuleInstallsAsItIs(t *testing.T) {
	var mod struct {
		Require []struct {
			Path     string
			Indirect bool
		}
		Replace []struct{ Old struct{ Path string } }
	}
	if err := json.Unmarshal(run(t, ".", nil, "go", "mod", "edit", "-json"), &mod); err != nil {
		t.Fatal(err)
	}
	for _, r := range mod.Replace {
		t.Errorf("go.mod replaces %s, so `go install` fails", r.Old.Path)
	}
	if _, err := os.Stat("go.work"); !errors.Is(err, fs.ErrNotExist) {
		t.Error("go.work makes this checkout build what others do not get")
	}
	for _, r := range mod.Require {
		if _, known := dependencies[r.Path]; !known && !r.Indirect {
			t.Errorf("go.mod requires %s, which has no reason in dependencies", r.Path)
		}
	}
}

func TestGuestsImportNothingOfTheHost(t *testing.T) {
	for _, module := range guestModules(t) {
		for _, p := range list(t, module) {
			for _, file := range p.code() {
				for _, imported := range imports(t, file) {
					if strings.HasPrefix(imported, own) && !strings.HasPrefix(imported, own+"/guest-sdk/") {
						t.Errorf("%s: a guest may not import %s", file, imported)
					}
				}
			}
		}
	}
}

func TestEachPackageHasADoc(t *testing.T) {
	for _, p := range all(t) {
		if p.Doc == "" && len(p.code()) > 0 {
			t.Errorf("%s has no package doc", p.ImportPath)
		}
	}
}

func TestNoPackageIsNamedAfterNothing(t *testing.T) {
	empty := []string{"util", "utils", "common", "helper", "helpers", "types", "pkg"}
	for _, p := range all(t) {
		for _, name := range append(strings.Split(p.ImportPath, "/"), p.Name) {
			if slices.Contains(empty, name) {
				t.Errorf("%s: %q does not say what is in it", p.ImportPath, name)
			}
		}
	}
}

func TestHostCodeHasNoInitFunctions(t *testing.T) {
	for _, p := range list(t, ".") {
		for _, file := range p.code() {
			for _, d := range parse(t, file, parser.SkipObjectResolution).Decls {
				if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
					t.Errorf("%s: the order of imports must not be the program", file)
				}
			}
		}
	}
}

func TestNoTestIsSkipped(t *testing.T) {
	for _, p := range all(t) {
		for _, file := range p.files() {
			if !isTest(file) {
				continue
			}
			ast.Inspect(parse(t, file, parser.SkipObjectResolution), func(n ast.Node) bool {
				call, ok := n.(*ast.SelectorExpr)
				if !ok || !slices.Contains([]string{"Skip", "Skipf", "SkipNow"}, call.Sel.Name) {
					return true
				}
				if x, ok := call.X.(*ast.Ident); ok && slices.Contains([]string{"t", "b", "f", "tb"}, x.Name) {
					t.Errorf("%s: a test that can be skipped promises nothing", file)
				}
				return true
			})
		}
	}
}

// listed is a package as go list shows it.
type listed struct {
	ImportPath, Dir, Name, Doc string

	GoFiles, CgoFiles, IgnoredGoFiles, TestGoFiles, XTestGoFiles []string
}

// files returns the Go files of the package for every system and build tag.
func (p listed) files() []string {
	var files []string
	for _, names := range [][]string{p.GoFiles, p.CgoFiles, p.IgnoredGoFiles, p.TestGoFiles, p.XTestGoFiles} {
		for _, name := range names {
			files = append(files, filepath.Join(p.Dir, name))
		}
	}
	return files
}

// code returns the files that are no tests.
func (p listed) code() []string { return slices.DeleteFunc(p.files(), isTest) }

func (p listed) room() string { return strings.TrimPrefix(p.ImportPath, own+"/") }

func isTest(file string) bool { return strings.HasSuffix(file, "_test.go") }

// roomOf returns the row of rooms that a path of ours belongs to, "" if none.
func roomOf(path string) string { return longestPrefix(maps.Keys(rooms), path) }

func longestPrefix(prefixes func(func(string) bool), of string) string {
	longest := ""
	for prefix := range prefixes {
		if (of == prefix || strings.HasPrefix(of, prefix+"/")) && len(prefix) > len(longest) {
			longest = prefix
		}
	}
	return longest
}

// guestModules returns the folders of the modules that hold guests.
func guestModules(t *testing.T) []string {
	var dirs []string
	for _, pattern := range []string{"guest-sdk/*/go.mod", "checks.d/go.mod"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			dirs = append(dirs, path.Dir(filepath.ToSlash(file)))
		}
	}
	return dirs
}

// all returns the packages of the host and of the guests.
func all(t *testing.T) []listed {
	packages := list(t, ".")
	for _, module := range guestModules(t) {
		packages = append(packages, list(t, module)...)
	}
	return packages
}

// list returns the packages of the module in dir. A guest's may build for
// WebAssembly alone.
func list(t *testing.T, dir string) []listed {
	t.Helper()
	// The cache of test results sees what this process reads, not what go list
	// does: without this walk, a new package would not be noticed.
	if err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if d != nil && d.IsDir() && len(d.Name()) > 1 && d.Name()[0] == '.' {
			return fs.SkipDir
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	var env []string
	if dir != "." {
		env = []string{"GOOS=wasip1", "GOARCH=wasm"}
	}
	out := run(t, dir, env, "go", "list", "-e", "-json=ImportPath,Dir,Name,Doc,GoFiles,CgoFiles,IgnoredGoFiles,TestGoFiles,XTestGoFiles", "./...")
	var packages []listed
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		err := d.Decode(&p)
		if errors.Is(err, io.EOF) {
			return packages
		}
		if err != nil {
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
}

func run(t *testing.T, dir string, env []string, name string, args ...string) []byte {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), env...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s in %s: %v\n%s", cmd, dir, err, &stderr)
	}
	return out
}

func parse(t *testing.T, file string, mode parser.Mode) *ast.File {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, mode)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func imports(t *testing.T, file string) []string {
	t.Helper()
	var paths []string
	for _, spec := range parse(t, file, parser.ImportsOnly).Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, imported)
	}
	return paths
}
