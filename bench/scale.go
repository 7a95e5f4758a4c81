package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	goruntime "runtime"
	"time"

	"github.com/sandpiper-checks/sandpiper/bench/crowd"
	"github.com/sandpiper-checks/sandpiper/runtime"
)

const (
	scaleInterval = 3 * time.Second // of each check, in a crowd
	scaleTicks    = 2
	scaleMemory   = 6_000_000_000 // bytes that a crowd may take
)

// counts are how many checks there are in a crowd.
var counts = []int{100, 1000, 10_000}

// contender is a way to run checks, and what became of it for each count.
type contender struct {
	name    string
	way     crowd.Way
	path    string // of the module, or the program
	reports []crowd.Report
	why     string // there are no more of them
}

func (c *contender) last() crowd.Report { return c.reports[len(c.reports)-1] }

// scale measures thousands of checks, as we run them and as others would.
func (b *bench) scale(ctx context.Context) (group, error) {
	contenders, err := b.contenders(ctx)
	if err != nil {
		return group{}, err
	}
	g := group{
		title: "Thousands of checks",
		text: fmt.Sprintf(`Each check reports 10 metrics with tags every %v, through the agent's scheduler to its aggregator; only how it is run differs. Sandpiper's
guests are reset after each run, or stateful ones kept (here without the bound of stateful_memory). The others are an instance for
each check, on the same engine or in Extism, both without a limit of any kind; and a small static program in C that is started for each run, whose memory
is not counted. Shown are the memory that the process has more than before (Pss) and its CPU in %v.`,
			scaleInterval, scaleInterval),
	}
	for _, c := range contenders {
		if err := b.grow(ctx, c); err != nil {
			return group{}, err
		}
		g.rows = append(g.rows, c.rows()...)
	}
	promised, err := b.promised(ctx, contenders)
	if err != nil {
		return group{}, err
	}
	g.rows = append(g.rows, promised...)
	g.plots, err = b.drawScale(contenders)
	return g, err
}

// The contenders that promises are about.
const (
	oursC        = "Sandpiper, C"
	oursGo       = "Sandpiper, Go"
	statefulC    = "Sandpiper, stateful, C"
	statefulGo   = "Sandpiper, stateful, Go"
	instanceGo   = "an instance each, Go"
	instanceC    = "an instance each, C"
	extismEach   = "an Extism instance each, C"
	processOfRun = "a process for each run, C"
)

func (b *bench) contenders(ctx context.Context) ([]*contender, error) {
	inC := b.guest("ten.wasm")
	inGo, err := b.goGuest(ctx, "ten")
	if err != nil {
		return nil, err
	}
	keptC, err := b.repacked(inC, "stateful_c", runtime.Manifest{Name: "ten", ABI: "check/v1", Stateful: true})
	if err != nil {
		return nil, err
	}
	keptGo, err := b.repacked(inGo, "stateful_go", runtime.Manifest{Name: "ten", ABI: "check/v1", Stateful: true})
	if err != nil {
		return nil, err
	}
	program := filepath.Join(b.work, "ten")
	missing := ""
	if out, err := exec.CommandContext(ctx, "cc", "-O2", "-static", "-DMETRICS=10", "-o", program, b.guest("process.c")).CombinedOutput(); err != nil {
		missing = fmt.Sprintf("cc: %v %s", err, firstLine(out))
	}
	return []*contender{
		{name: oursC, way: crowd.Ours, path: inC},
		{name: oursGo, way: crowd.Ours, path: inGo},
		{name: statefulC, way: crowd.Ours, path: keptC},
		{name: statefulGo, way: crowd.Ours, path: keptGo},
		{name: instanceC, way: crowd.Wazero, path: inC},
		{name: instanceGo, way: crowd.Wazero, path: inGo},
		{name: extismEach, way: crowd.Extism, path: b.guest("extism_ten.wasm")},
		{name: processOfRun, way: crowd.Process, path: program, why: missing},
	}, nil
}

// grow measures a contender for each count, as long as that makes sense.
func (b *bench) grow(ctx context.Context, c *contender) error {
	for i, n := range counts {
		if i > 0 && c.why == "" {
			c.why = tooMuch(c.last(), n/counts[i-1])
		}
		if c.why != "" {
			return nil
		}
		fmt.Fprintf(os.Stderr, "  %s: %s checks\n", c.name, thousands(n))
		report, err := b.crowd(ctx, crowd.Options{Way: c.way, Path: c.path, Checks: n, Metrics: 10, Interval: scaleInterval, Ticks: scaleTicks})
		if err != nil {
			return err
		}
		c.reports = append(c.reports, report)
	}
	return nil
}

// tooMuch says why a crowd so many times as large as one that was measured is
// not; empty when nothing speaks against it.
func tooMuch(was crowd.Report, times int) string {
	if bytes := was.Memory.Less(was.Empty).PSS * int64(times); bytes > scaleMemory {
		return fmt.Sprintf("it would take some %s", megabytes(bytes))
	}
	if load := was.CPU * time.Duration(times); load > scaleInterval*time.Duration(goruntime.NumCPU()) {
		return fmt.Sprintf("it would take some %s of CPU every %v", duration(load), scaleInterval)
	}
	return ""
}

func (c *contender) rows() (rows []row) {
	for i, n := range counts {
		what := fmt.Sprintf("%s: %s checks", c.name, thousands(n))
		if i >= len(c.reports) {
			rows = append(rows, absent(what, "", c.why))
			continue
		}
		r := c.reports[i]
		has := r.Memory.Less(r.Empty)
		from := fmt.Sprintf("Private_Dirty %s; 99 of 100 begin within %s; each had run once after %s",
			megabytes(has.PrivateDirty), duration(r.Late), duration(r.Boot))
		if r.Skipped > 0 {
			from += fmt.Sprintf("; %s of %s runs were skipped", thousands(r.Skipped), thousands(r.Skipped+r.Runs))
		}
		rows = append(rows, row{what: what, measured: megabytes(has.PSS) + ", " + duration(r.CPU), from: from})
	}
	return rows
}
