package main

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/sandpiper-checks/sandpiper/bench/measure"
)

// tested are the medians that a benchmark of another package reports, by the
// name of the way.
type tested struct {
	name string
	took measure.Times
}

// tests runs benchmarks of package runtime: they measure what no other module
// may import.
func (b *bench) tests(ctx context.Context, pattern string, rounds int) ([]tested, error) {
	cmd := exec.CommandContext(ctx, "go", "test", "-run", "^$", "-bench", pattern,
		"-benchtime", strconv.Itoa(rounds)+"x", "-timeout", "30m", "./runtime")
	cmd.Dir = b.root
	out, err := cmd.CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("%s: %w\n%s", cmd, err, out)
	}
	var results []tested
	for line := range bytes.Lines(out) {
		if bytes.HasPrefix(line, []byte("Benchmark")) {
			results = append(results, parse(string(line)))
		}
	}
	if len(results) == 0 {
		return nil, fmt.Errorf("%s measured nothing:\n%s", cmd, out)
	}
	return results, nil
}

// parse reads a line of go test: BenchmarkX/NAME-2 ROUNDS TIME WAY-ns TIME WAY-ns ….
func parse(line string) tested {
	fields := strings.Fields(line)
	_, name, _ := strings.Cut(fields[0], "/")
	if dash := strings.LastIndexByte(name, '-'); dash > 0 {
		name = name[:dash] // the number of processors
	}
	result := tested{name, measure.Times{}}
	for i := 2; i+1 < len(fields); i += 2 {
		way, ok := strings.CutSuffix(fields[i+1], "-ns")
		if took, err := strconv.ParseFloat(fields[i], 64); err == nil && ok {
			result.took[way] = time.Duration(took)
		}
	}
	return result
}
