package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// called is what one call of the program did.
type called struct {
	stdout, stderr string
	code           int
}

// call runs the program in the working directory, which the test has chosen.
func call(t *testing.T, args ...string) called {
	t.Helper()
	home := t.TempDir()
	var stdout, stderr bytes.Buffer
	a := &app{
		name: "sandpiper", stdout: &stdout, stderr: &stderr,
		env: []string{
			"HOME=" + home, "SANDPIPER_HOSTNAME=web-1", "SANDPIPER_LISTEN=off", "SANDPIPER_SOCKET=" + filepath.Join(home, "s"),
			"SANDPIPER_CACHE_DIR=" + filepath.Join(home, "cache"), "SANDPIPER_STATE_DIR=" + filepath.Join(home, "state"),
		},
	}
	code := a.run(t.Context(), args)
	return called{stdout.String(), stderr.String(), code}
}

// module writes a module that makes the calls in a file of testdata into a
// folder that becomes the working directory.
func module(t *testing.T, calls string) (path string) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", calls))
	if err != nil {
		t.Fatal(err)
	}
	return moduleOf(t, string(b))
}

func moduleOf(t *testing.T, calls string) (path string) {
	t.Helper()
	b, err := guest(calls)
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	if err := os.WriteFile("demo.wasm", b, 0o644); err != nil {
		t.Fatal(err)
	}
	return "demo.wasm"
}

// golden compares got with a file of testdata/golden.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", "golden", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != strings.ReplaceAll(string(want), "\r\n", "\n") {
		t.Errorf("%s differs; got:\n%s\nwant:\n%s", file, got, want)
	}
}
