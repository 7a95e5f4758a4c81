package aggregator

import (
	"fmt"
	"math"
	"slices"

	"github.com/sandpiper-checks/sandpiper/check"
)

// histogram sums up all samples of a run by a few numbers, each a series of
// its own whose name says which.
type histogram struct {
	plan   *plan
	values []float64
	// contexts of the aggregates, then of the percentiles; made at the first
	// flush and shared by all.
	contexts []*check.Context
}

// aggregate is one number that a histogram can report.
type aggregate struct {
	name string
	as   check.SeriesType
	of   func(sorted []float64) float64 // of one value at least
}

// aggregates lists all there are, in the order in which they are reported.
func aggregates() []aggregate {
	return []aggregate{
		{"min", check.TypeGauge, func(v []float64) float64 { return v[0] }},
		{"max", check.TypeGauge, func(v []float64) float64 { return v[len(v)-1] }},
		{"median", check.TypeGauge, func(v []float64) float64 { return v[(len(v)-1)/2] }},
		{"avg", check.TypeGauge, func(v []float64) float64 { return total(v) / float64(len(v)) }},
		{"sum", check.TypeGauge, total},
		// A rate by name only, as with a counter.
		{"count", check.TypeRate, func(v []float64) float64 { return float64(len(v)) }},
	}
}

func (h *histogram) add(s *check.Sample) { h.values = append(h.values, s.Value) }

func (h *histogram) flush(ctx *check.Context, f *flush) {
	if h.contexts == nil {
		h.contexts = h.plan.contexts(ctx)
	}
	slices.Sort(h.values)
	for i, a := range h.plan.aggregates {
		f.emit(h.contexts[i], a.as, f.at, a.of(h.values))
	}
	for i, p := range h.plan.percents {
		f.emit(h.contexts[len(h.plan.aggregates)+i], check.TypeGauge, f.at, percentile(h.values, p))
	}
	h.values = h.values[:0]
}

// contexts returns those of the series of one histogram.
func (p *plan) contexts(of *check.Context) []*check.Context {
	tags := slices.Clone(of.Tags) // NewContext sorts in place, and others read of
	contexts := make([]*check.Context, 0, len(p.aggregates)+len(p.percents))
	for _, a := range p.aggregates {
		contexts = append(contexts, check.NewContext(of.Name+"."+a.name, tags, of.Hostname, of.Device))
	}
	for _, percent := range p.percents {
		contexts = append(contexts, check.NewContext(fmt.Sprintf("%s.%dpercentile", of.Name, percent), tags, of.Hostname, of.Device))
	}
	return contexts
}

// percentile returns the smallest value that has at least so many percent of
// all values at or below it; it is always one of them.
func percentile(sorted []float64, percent int) float64 {
	atOrBelow := (percent*len(sorted) + 99) / 100 // rounded up
	return sorted[max(0, atOrBelow-1)]
}

// total adds values so that small ones are not lost beside large ones: what
// each addition rounds off is summed too (Neumaier's summation).
func total(values []float64) float64 {
	var sum, lost float64
	for _, v := range values {
		next := sum + v
		if math.Abs(sum) >= math.Abs(v) {
			lost += (sum - next) + v
		} else {
			lost += (v - next) + sum
		}
		sum = next
	}
	return sum + lost
}
