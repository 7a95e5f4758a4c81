package main

import (
	"fmt"
	"math"
	"strconv"
	"time"
)

// group is a table of the page.
type group struct {
	title, text string
	plots       []drawn
	rows        []row
}

// drawn is a plot beside the page.
type drawn struct{ title, file string }

// row is one number.
type row struct {
	what     string
	measured string
	target   string // empty: none
	missed   bool
	from     string // what the number was computed from
	why      string // it misses its target, as far as that was looked for
}

// because says why the row misses its target, should it do so: in one sentence,
// found by a measurement.
func (r row) because(why string) row {
	r.why = why
	return r
}

// beside is what stands beside the number.
func (r row) beside() string {
	if !r.missed {
		return r.from
	}
	why := r.why
	if why == "" {
		why = "it is not known why"
	}
	if r.from == "" {
		return why
	}
	return r.from + "; " + why
}

// times is how often longer ours takes than theirs, which should be no more
// than most.
func times(what string, ours, theirs time.Duration, most float64) row {
	ratio := float64(ours) / float64(theirs)
	return row{what: what, measured: factor(ratio), target: "<= " + factor(most), missed: ratio > most, from: against(ours, theirs)}
}

// cheaper is how often longer theirs takes than ours, which should be no less
// than least; 0: nothing was promised.
func cheaper(what string, ours, theirs time.Duration, least float64) row {
	ratio := float64(theirs) / float64(ours)
	return row{what: what, measured: factor(ratio), target: atLeast(least), missed: ratio < least, from: against(ours, theirs)}
}

// atLeast is such a target; empty where nothing was promised.
func atLeast(least float64) string {
	if least == 0 {
		return ""
	}
	return ">= " + factor(least)
}

// ratio is how often longer theirs takes than ours, of which nothing was promised.
func ratio(what string, ours, theirs time.Duration) row {
	return row{what: what, measured: factor(float64(theirs) / float64(ours)), from: against(ours, theirs)}
}

// within is a time that should be no longer than most.
func within(what string, took, most time.Duration, from string) row {
	return row{what: what, measured: duration(took), target: "<= " + duration(most), missed: took > most, from: from}
}

// plain is a time that nothing was promised of.
func plain(what string, took time.Duration) row {
	return row{what: what, measured: duration(took)}
}

// absent is a number that this machine cannot give.
func absent(what, target, why string) row {
	return row{what: what, measured: "not measured", target: target, from: why}
}

func against(ours, theirs time.Duration) string {
	return duration(ours) + " against " + duration(theirs)
}

// factor shows a ratio with as many digits as mean something.
func factor(ratio float64) string {
	if ratio >= 10 {
		return thousands(int(math.Round(ratio))) + "x"
	}
	return strconv.FormatFloat(ratio, 'g', 3, 64) + "x"
}

func thousands(n int) string {
	if n < 1000 {
		return strconv.Itoa(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}

// duration shows a time with three digits.
func duration(d time.Duration) string {
	unit := time.Nanosecond
	for _, larger := range []time.Duration{time.Microsecond, time.Millisecond, time.Second} {
		if d >= larger {
			unit = larger
		}
	}
	name := map[time.Duration]string{time.Nanosecond: "ns", time.Microsecond: "µs", time.Millisecond: "ms", time.Second: "s"}[unit]
	return strconv.FormatFloat(float64(d)/float64(unit), 'g', 3, 64) + " " + name
}
