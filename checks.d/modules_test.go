// Package checks tests the modules that the folders beside it build, and those
// of the examples of the SDK.
package checks

import (
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// uses is what each check asks of the agent: no more than its code can reach.
var uses = map[string]string{
	"hello":   "fail gauge metric submit",
	"http":    "config event fail gauge http_body http_close http_get http_headers http_status last_error metric submit warning",
	"cmdb":    "component config fail last_error relation snapshot submit",
	"runaway": "fail submit",
}

// wasi is the part of WASI that the agent gives.
var wasi = strings.Fields(`args_get args_sizes_get clock_time_get environ_get environ_sizes_get fd_close
	fd_fdstat_get fd_fdstat_set_flags fd_prestat_dir_name fd_prestat_get fd_read fd_write poll_oneoff
	proc_exit random_get sched_yield`)

func TestAModuleImportsOnlyWhatItsCheckUses(t *testing.T) {
	for name, want := range uses {
		m := build(t, name)
		slices.Sort(m.imports["check/v1"])
		if got := strings.Join(m.imports["check/v1"], " "); got != want {
			t.Errorf("%s imports %s\nwant %s", name, got, want)
		}
		for _, f := range m.imports["wasi_snapshot_preview1"] {
			if !slices.Contains(wasi, f) {
				t.Errorf("%s imports %s of WASI, which the agent does not give", name, f)
			}
		}
		if len(m.imports) != 2 {
			t.Errorf("%s imports from %d modules", name, len(m.imports))
		}
	}
}

func TestAModuleExportsWhatTheAgentAsksFor(t *testing.T) {
	want := []string{"_initialize", "check_run", "memory", "sandpiper_abi_v1"}
	for name := range uses {
		m := build(t, name)
		slices.Sort(m.exports)
		if !slices.Equal(m.exports, want) {
			t.Errorf("%s exports %v, want %v", name, m.exports, want)
		}
	}
}

func TestTheSmallestModuleStaysSmall(t *testing.T) {
	const most = 3_200_000 // bytes
	if size := build(t, "hello").bytes; size > most {
		t.Errorf("hello takes %d bytes, want at most %d", size, most)
	}
}

func TestEachCheckHasAManifest(t *testing.T) {
	for name := range uses {
		b, err := os.ReadFile(filepath.Join(folder(name), "manifest.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(string(b), "name: "+name+"\n") || !strings.Contains(string(b), "\nabi: check/v1\n") {
			t.Errorf("%s: %s", name, b)
		}
	}
}

// folder is where the source of a check is.
func folder(name string) string {
	if _, err := os.Stat(name); err == nil {
		return name
	}
	return filepath.Join("..", "guest-sdk", "go", "examples", name)
}

// module is what a test needs of one.
type module struct {
	bytes   int
	imports map[string][]string
	exports []string
}

// build builds a check as make checks does; Go's cache keeps what is unchanged.
func build(t *testing.T, name string) module {
	t.Helper()
	path := filepath.Join(t.TempDir(), name+".wasm")
	cmd := exec.Command("go", "build", "-buildmode=c-shared", "-trimpath", "-ldflags=-w", "-o", path, ".")
	cmd.Dir = folder(name)
	cmd.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm", "GOFLAGS=")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("building %s: %v\n%s", name, err, out)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return read(b)
}

// read reads the names of what a module imports and exports. It panics on what
// is not a module.
func read(b []byte) module {
	const importSection, exportSection, functionImport = 2, 7, 0
	m := module{bytes: len(b), imports: map[string][]string{}}
	r := reader{b[8:]} // magic and version
	for len(r.b) > 0 {
		id := r.byte()
		section := reader{r.take(r.number())}
		switch id {
		case importSection:
			for range section.number() {
				from, name := section.name(), section.name()
				if kind := section.byte(); kind != functionImport {
					panic("an import that is no function: " + name)
				}
				section.number() // its type
				m.imports[from] = append(m.imports[from], name)
			}
		case exportSection:
			for range section.number() {
				m.exports = append(m.exports, section.name())
				section.byte()   // its kind
				section.number() // its index
			}
		}
	}
	return m
}

type reader struct{ b []byte }

func (r *reader) take(n int) []byte {
	taken := r.b[:n]
	r.b = r.b[n:]
	return taken
}

func (r *reader) byte() byte   { return r.take(1)[0] }
func (r *reader) name() string { return string(r.take(r.number())) }

func (r *reader) number() int {
	n, size := binary.Uvarint(r.b)
	r.take(size)
	return int(n)
}
