package main

import (
	"context"
	"fmt"
	"time"

	"github.com/sandpiper-checks/sandpiper/bench/crowd"
)

// promised are the rows of crowds that have a target, or say how costs grow.
func (b *bench) promised(ctx context.Context, contenders []*contender) ([]row, error) {
	by := map[string]*contender{}
	for _, c := range contenders {
		by[c.name] = c
	}
	rows := []row{guestsOf(by[oursGo])}
	for _, name := range []string{oursC, oursGo} {
		rows = append(append(rows, punctual(by[name])), growth(by[name])...)
	}
	for _, name := range []string{statefulC, statefulGo} {
		rows = append(rows, growth(by[name])...)
	}
	rows = append(rows, smaller("Go", by[statefulGo], by[instanceGo], 20), smaller("C", by[statefulC], by[instanceC], 0))
	dense, err := b.dense(ctx, by[statefulC])
	return append(rows, dense...), err
}

// most are the checks of the largest crowd.
var most = counts[len(counts)-1]

// largest is what the largest crowd took; ok is false where there was none.
func (c *contender) largest() (r crowd.Report, ok bool) {
	if len(c.reports) < len(counts) {
		return r, false
	}
	return c.last(), true
}

func guestsOf(c *contender) row {
	const bytes = 64_000_000
	what := fmt.Sprintf("%s: memory of the guests of %s checks", c.name, thousands(most))
	r, ok := c.largest()
	if !ok {
		return absent(what, "<= "+megabytes(bytes), c.why)
	}
	return atMost(what, r.Guests.PSS, bytes, "")
}

func punctual(c *contender) row {
	what := fmt.Sprintf("%s: 99 of 100 runs of %s checks begin so soon after they are due", c.name, thousands(most))
	const hundredth = scaleInterval / 100
	r, ok := c.largest()
	if !ok {
		return absent(what, "<= "+duration(hundredth), c.why)
	}
	return within(what, r.Late, hundredth, "a hundredth of the interval")
}

// growth says that CPU and memory do not grow faster than the number of checks,
// from each count to the next.
func growth(c *contender) (rows []row) {
	for i, before := range counts[:len(counts)-1] {
		after := counts[i+1]
		as := float64(after) / float64(before)
		of := fmt.Sprintf("of %s checks against %s", thousands(after), thousands(before))
		if i+1 >= len(c.reports) {
			return append(rows, absent(c.name+": CPU and memory "+of, "<= "+factor(as), c.why))
		}
		few, many := c.reports[i], c.reports[i+1]
		rows = append(rows, times(c.name+": CPU "+of, many.CPU, few.CPU, as))
		share := float64(many.Memory.PSS) / float64(few.Memory.PSS)
		rows = append(rows, row{
			what: c.name + ": memory " + of, measured: factor(share), target: "<= " + factor(as), missed: share > as,
			from: "Pss: " + megabytes(many.Memory.PSS) + " against " + megabytes(few.Memory.PSS),
		})
	}
	return rows
}

// perCheck is the private memory of one more check, by the two largest crowds;
// 0 where there are not two.
func (c *contender) perCheck() (bytes int64) {
	n := len(c.reports)
	if n < 2 {
		return 0
	}
	more := c.reports[n-1].Memory.Less(c.reports[n-2].Memory)
	return more.PrivateDirty / int64(counts[n-1]-counts[n-2])
}

// smaller is how much less memory a stateful check has for itself than one with
// an instance of its own, which should be no less than least; 0: nothing is
// promised.
func smaller(language string, ours, theirs *contender, least float64) row {
	r := absent("private memory of a stateful check in "+language+", against an instance each", atLeast(least), "there are not two crowds of each")
	if has, theirs := ours.perCheck(), theirs.perCheck(); has > 0 && theirs > 0 {
		share := float64(theirs) / float64(has)
		r.measured, r.missed = factor(share), share < least
		r.from = megabytes(has) + " against " + megabytes(theirs)
		r = r.because(megabytes(ours.last().Guests.PrivateDirty/int64(counts[len(ours.reports)-1])) +
			" are pages that its runs have changed, and most of the rest is the engine's table of the module's functions, which each instance has for itself")
	}
	return r
}

// dense measures checks that run one right after the other, so that next to
// nothing is spent on waking up; and as many runs of fewer checks, whose memory
// stays in the processor's caches.
func (b *bench) dense(ctx context.Context, c *contender) ([]row, error) {
	const interval, ticks, target, fewer = time.Second, 5, 30 * time.Millisecond, 100
	r, err := b.crowd(ctx, crowd.Options{Way: c.way, Path: c.path, Checks: most, Metrics: 10, Interval: interval, Ticks: ticks})
	if err != nil {
		return nil, err
	}
	few, err := b.crowd(ctx, crowd.Options{
		Way: c.way, Path: c.path, Checks: most / fewer, Metrics: 10, Interval: interval / fewer, Ticks: ticks * fewer,
	})
	if err != nil {
		return nil, err
	}
	as := few.CPU * fewer
	return []row{
		within(fmt.Sprintf("%s: CPU of a tick of %s checks, all within %v", c.name, thousands(most), interval), r.CPU, target,
			fmt.Sprintf("of %s runs %s were skipped", thousands(r.Runs+r.Skipped), thousands(r.Skipped))).
			because(fmt.Sprintf("that would be %s for a run, which is less than one of nothing takes in a loop; here each has a goroutine, whose stack grows, "+
				"a deadline and its place in the schedule besides, and of so many checks none is in the processor's caches", duration(target/time.Duration(most)))),
		{
			what: fmt.Sprintf("%s: CPU of as many runs of %s checks", c.name, thousands(most/fewer)), measured: duration(as),
			from: fmt.Sprintf("each check every %v", interval/fewer),
		},
	}, nil
}
