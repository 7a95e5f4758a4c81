package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"syscall"
	"time"

	"github.com/sandpiper-checks/sandpiper/bench/measure"
)

// slowest is how many modules are named.
const slowest = 5

// corpus measures how long the hostile modules live that the sandbox is tested
// with.
func (b *bench) corpus(ctx context.Context) (group, error) {
	results, err := b.tests(ctx, "^BenchmarkHostile$", min(b.options.Rounds, 5))
	if err != nil {
		return group{}, err
	}
	g := group{
		title: "The hostile modules",
		text: `How long the modules live that [the sandbox](sandbox.md) names, each a median. Those that are left to run until their time is over:
from then until the run has ended. All others: from their file until they are refused, or loaded and ended by a limit, a fault or
themselves, in a runtime that has seen nothing before.`,
	}
	unmapped, err := giveBack(min(b.options.Rounds, 5))
	if err != nil {
		return group{}, err
	}
	late := livesOf(results, "late")
	g.rows = append(g.rows,
		within("late after the deadline, median", measure.Percentile(late.took(), 50), 500*time.Microsecond, late.size()),
		plain("late after the deadline, 99th percentile", measure.Percentile(late.took(), 99)),
		within("late after the deadline, maximum", measure.Percentile(late.took(), 100), 5*time.Millisecond, late.size()).
			because("the guests of loads and fills have written to 60 MiB or more, which the system takes back before the run is over; and where each load waits "+
				"for memory, a slice of fuel is long"))
	g.rows = append(g.rows, late.slowest()...)
	g.rows = append(g.rows, plain(fmt.Sprintf("what the system takes to have %d MiB back", givenBack>>20), unmapped))
	ended := livesOf(results, "ended")
	g.rows = append(g.rows,
		plain("ended otherwise, median", measure.Percentile(ended.took(), 50)),
		plain("ended otherwise, 99th percentile", measure.Percentile(ended.took(), 99)),
		row{what: "ended otherwise, maximum", measured: duration(measure.Percentile(ended.took(), 100)), from: ended.size()})
	g.rows = append(g.rows, ended.slowest()...)
	return g, nil
}

// givenBack is as much memory as a guest may have.
const givenBack = 64 << 20

// giveBack measures how long the system takes to have memory back that was
// written to.
func giveBack(rounds int) (time.Duration, error) {
	var all []time.Duration
	for range rounds {
		memory, err := syscall.Mmap(-1, 0, givenBack, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_PRIVATE|syscall.MAP_ANON)
		if err != nil {
			return 0, err
		}
		for i := 0; i < len(memory); i += os.Getpagesize() {
			memory[i] = 1
		}
		start := time.Now()
		if err := syscall.Munmap(memory); err != nil {
			return 0, err
		}
		all = append(all, time.Since(start))
	}
	return measure.Median(all), nil
}

// lives are how long modules live, the longest first.
type lives []life

type life struct {
	module string
	took   time.Duration
}

// livesOf are those of the modules that were measured in a way.
func livesOf(results []tested, way string) (all lives) {
	for _, r := range results {
		if took, ok := r.took[way]; ok {
			all = append(all, life{r.name, took})
		}
	}
	slices.SortFunc(all, func(x, y life) int { return int(y.took - x.took) })
	return all
}

func (l lives) took() (all []time.Duration) {
	for _, each := range l {
		all = append(all, each.took)
	}
	return all
}

func (l lives) size() string { return fmt.Sprintf("of %d modules", len(l)) }

func (l lives) slowest() (rows []row) {
	for _, each := range l[:min(slowest, len(l))] {
		rows = append(rows, plain("… "+each.module, each.took))
	}
	return rows
}
