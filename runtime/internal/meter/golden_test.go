package meter

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files of fuel")

// golden holds what modules were charged and what they did, a line each, against
// a file: the same on every machine. Changed figures are a new Version.
func golden(t *testing.T, name string, lines []string) {
	t.Helper()
	file := filepath.Join("testdata", "fuel", name+".txt")
	got := strings.Join(lines, "\n") + "\n"
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Split(string(b), "\n")
	for i, line := range lines {
		if i >= len(want) || line != want[i] {
			t.Errorf("%s, line %d:\n got %s\nwant %s", file, i+1, line, want[min(i, len(want)-1)])
		}
	}
	if len(want) != len(lines)+1 {
		t.Errorf("%s has %d lines, want %d", file, len(want)-1, len(lines))
	}
}

// What a program is charged is part of what it does: the same on every machine,
// as are its results, and what it leaves in its memory.
func TestFuelOfProgramsIsThatOfTheGoldenFile(t *testing.T) {
	var lines []string
	for _, p := range programs {
		g := load(t, p.text)
		seen := g.trace(t, "run", []uint64{p.arg})
		lines = append(lines, fmt.Sprintf("%s, run %d: %d units, %s", p.name, p.arg, g.used(), seen))
	}
	random := rand.New(rand.NewPCG(3, 4))
	for i := range 200 {
		choices := make([]byte, 50+random.IntN(600))
		for i := range choices {
			choices[i] = byte(random.Uint32())
		}
		g := load(t, generate(choices))
		seen := g.trace(t, "f0", make([]uint64, len(g.ExportedFunction("f0").Definition().ParamTypes())))
		lines = append(lines, fmt.Sprintf("generated %d, f0 of zeroes: %d units, %s", i, g.used(), seen))
	}
	golden(t, "programs", lines)
}

// String is a trace in short.
func (a trace) String() string {
	if a.err != "" {
		return a.err
	}
	return fmt.Sprintf("results %x, globals %x, memory %.4x", a.results, a.globals, sha256.Sum256(a.memory))
}
