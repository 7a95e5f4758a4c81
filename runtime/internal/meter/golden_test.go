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

	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
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
// as are its results and what it leaves behind. None of these looks at the bits of
// a NaN, which are not.
func TestFuelOfProgramsIsThatOfTheGoldenFile(t *testing.T) {
	var lines []string
	run := func(name, text, function string, args ...uint64) {
		module := assemble(text)
		m, err := wasm.Read(module)
		if err != nil {
			t.Fatal(err)
		}
		export, _ := m.Export(function)
		g := instantiate(t, newRuntime(t), metered(t, module))
		o := g.outcome(m, function, args[:len(m.FuncType(export.Index).Params)]...)
		lines = append(lines, fmt.Sprintf("%s: %d units, %s", name, g.used(), o))
	}
	for _, p := range programs {
		run(p.name, p.text, "run", p.arg)
	}
	random := rand.New(rand.NewPCG(3, 4))
	for i := range 200 {
		choices := make([]byte, 50+random.IntN(600))
		for i := range choices {
			choices[i] = byte(random.Uint32())
		}
		run(fmt.Sprint("generated ", i), generate(choices), "f0", 0, 1, 2)
	}
	golden(t, "programs", lines)
}

// String is an outcome in short: a digest of what it left behind.
func (o outcome) String() string {
	digest := sha256.New()
	if _, ok := o.on.original.Memory(); ok {
		b, _ := o.on.Memory().Read(0, o.on.Memory().Size())
		digest.Write(b)
	}
	for i := range o.on.original.GlobalCount() {
		fmt.Fprintln(digest, o.on.global(i))
	}
	return fmt.Sprintf("%x %s, state %.4x", o.results, cause(o.err), digest.Sum(nil))
}
