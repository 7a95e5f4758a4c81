package main

import (
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// root is the folder of the project, seen from this package.
var root = filepath.Join("..", "..")

// projectCommand puts a copy of the project's conf.d and modules where the
// script runs, with the agent's own page at the given address.
func projectCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: project ADDRESS")
	}
	for _, pattern := range []string{"conf.d/*.yaml", "checks.d/*.py", "checks.d/*.wasm"} {
		files, err := filepath.Glob(filepath.Join(root, pattern))
		ts.Check(err)
		if len(files) == 0 {
			ts.Fatalf("there is no %s in the project: make checks builds the modules", pattern)
		}
		for _, file := range files {
			if _, err := os.Stat(strings.TrimSuffix(file, ".wasm") + ".py"); err == nil && strings.HasSuffix(file, ".wasm") {
				continue // left over from when the check was a module
			}
			b, err := os.ReadFile(file)
			ts.Check(err)
			if strings.HasSuffix(file, ".yaml") {
				b = []byte(strings.ReplaceAll(string(b), "127.0.0.1:8127", args[0]))
			}
			ts.Check(os.WriteFile(filepath.Join(ts.MkAbs(filepath.Dir(pattern)), filepath.Base(file)), b, 0o644))
		}
	}
}

// readmeCommand writes the blocks of console output of the README, or another page, one after the
// other, to a file.
func readmeCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 || len(args) > 2 {
		ts.Fatalf("usage: readme FILE [PAGE]")
	}
	page := "README.md"
	if len(args) == 2 {
		page = args[1]
	}
	text, err := os.ReadFile(filepath.Join(root, page))
	ts.Check(err)
	var shown strings.Builder
	for _, block := range regexp.MustCompile("(?s)```console\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
		shown.WriteString(block[1])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.ReplaceAll(shown.String(), "bin/sandpiper", "sandpiper")), 0o644))
}

// linesCommand compares two files by their lines, in any order: runs that begin
// together end in any.
func linesCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: lines FILE FILE")
	}
	sorted := func(file string) string {
		lines := strings.SplitAfter(alike(ts.ReadFile(file), ts.MkAbs(".")), "\n")
		slices.Sort(lines)
		return strings.Join(lines, "")
	}
	if got, want := sorted(args[0]), sorted(args[1]); got != want {
		ts.Fatalf("%s has\n%s\n%s has\n%s", args[0], got, args[1], want)
	}
}

// freeCommand sets a variable to an address at which nobody listens.
func freeCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: free VARIABLE")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Setenv(args[0], l.Addr().String())
	ts.Check(l.Close())
}
