package main

import (
	"fmt"
	"io"

	"github.com/sandpiper-checks/sandpiper/bench/measure"
)

const intro = `<!-- Written by make bench. Do not edit. -->

# Benchmarks

What is promised in numbers, measured by ` + "`make bench`" + ` on one machine in one go. The ways of doing a thing take turns, and a
time is the median of the rounds, so compare the numbers within this page and not with those of another machine. A target
that was not reached is marked **missed**.
`

// notYet are the targets that no group measures yet.
const notYet = `
## Not measured yet

The price of the time limit on Python and JavaScript scripts, the memory and the tick of 10,000 checks, the start of an agent
with 100 checks, and the time from a clone to the first metric.
`

func write(w io.Writer, m machine, o measure.Options, groups []group) {
	fmt.Fprint(w, intro)
	fmt.Fprintf(w, "\n%s\n\n%d rounds, turns of %v.\n", m, o.Rounds, o.Turn)
	for _, g := range groups {
		fmt.Fprintf(w, "\n## %s\n\n%s\n\n| | measured | target | |\n|---|---|---|---|\n", g.title, g.text)
		for _, r := range g.rows {
			target := r.target
			if r.missed {
				target += " **missed**"
			}
			fmt.Fprintf(w, "| %s | %s | %s | %s |\n", r.what, r.measured, target, r.from)
		}
	}
	fmt.Fprint(w, notYet)
}
