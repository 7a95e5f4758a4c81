package main

import (
	"fmt"
	"io"
	"time"

	"github.com/sandpiper-checks/sandpiper/bench/measure"
)

const intro = `<!-- Written by make bench. Do not edit. -->

# Benchmarks

What is promised in numbers, measured by ` + "`make bench`" + ` on one machine in one go. The ways of doing a thing take turns, and a
time is the median of the rounds, so compare the numbers within this page and not with those of another machine. A target
that was not reached is marked **missed**, and beside it stands why.
`

func write(w io.Writer, m machine, o measure.Options, took time.Duration, groups []group) {
	fmt.Fprint(w, intro)
	fmt.Fprintf(w, "\n%s\n\n%d rounds, turns of %v; %v in all.\n", m, o.Rounds, o.Turn, took.Round(time.Second))
	for _, g := range groups {
		fmt.Fprintf(w, "\n## %s\n\n%s\n", g.title, g.text)
		for _, plot := range g.plots {
			fmt.Fprintf(w, "\n![%s](%s)\n", plot.title, plot.file)
		}
		fmt.Fprint(w, "\n| | measured | target | |\n|---|---|---|---|\n")
		for _, r := range g.rows {
			target := r.target
			if r.missed {
				target += " **missed**"
			}
			fmt.Fprintf(w, "| %s | %s | %s | %s |\n", r.what, r.measured, target, r.beside())
		}
	}
}
