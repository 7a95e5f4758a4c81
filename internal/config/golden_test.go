package config

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

// golden compares got with a file of testdata.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; got:\n%s\nwant:\n%s", file, got, want)
	}
}

// tree makes files, by their paths, in a new folder that becomes the working
// directory, so that problems name them as an operator would.
func tree(t *testing.T, files map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	grow(t, files)
}

// grow adds files to the working directory. A path that ends in a slash is a
// folder.
func grow(t *testing.T, files map[string]string) {
	t.Helper()
	for path, content := range files {
		folder := filepath.Dir(path)
		if strings.HasSuffix(path, "/") {
			folder = path
		}
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		if folder == path {
			continue
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// explained is what an operator is shown of problems, notes apart.
func explained(problems []Problem) string {
	var b strings.Builder
	for _, p := range problems {
		if p.Severity > Note {
			b.WriteString(p.Explain() + "\n")
		}
	}
	return b.String()
}

// loud returns the problems that are no notes, a line each.
func loud(problems []Problem) []string {
	lines := []string{}
	for _, p := range problems {
		if p.Severity > Note {
			lines = append(lines, p.Severity.String()+": "+p.String())
		}
	}
	return lines
}

// all returns every problem, a line each.
func all(problems []Problem) []string {
	lines := []string{}
	for _, p := range problems {
		lines = append(lines, p.Severity.String()+": "+p.String())
	}
	return lines
}
