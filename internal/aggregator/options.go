package aggregator

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Options say how samples are summed up, agent-wide. A zero field means that
// the value of [DefaultOptions] holds; to have none of a list, give an empty
// one.
type Options struct {
	// Aggregates are what each histogram reports, of min, max, median, avg,
	// sum and count.
	Aggregates []string
	// Percentiles are what each histogram reports besides, each between 0
	// and 1, both excluded. They are rounded to whole percents, as the names
	// of their series are.
	Percentiles []float64
	// RecentPoint is the age beyond which a gauge is dropped when the author
	// gave its time, measured at the end of the run.
	RecentPoint time.Duration
}

// DefaultOptions are those that the agents in use have.
func DefaultOptions() Options {
	return Options{
		Aggregates:  []string{"max", "median", "avg", "count"},
		Percentiles: []float64{0.95},
		RecentPoint: 3600 * time.Second,
	}
}

// Problems says what in o is not possible, a sentence each. [New] leaves that
// out and uses the rest.
func (o Options) Problems() []string {
	var problems []string
	for _, name := range o.Aggregates {
		if !slices.ContainsFunc(aggregates(), named(name)) {
			problems = append(problems, fmt.Sprintf("histogram aggregate %q is not one of %s", name, aggregateNames()))
		}
	}
	for _, p := range o.Percentiles {
		if !openUnit(p) {
			problems = append(problems, fmt.Sprintf("histogram percentile %v is not between 0 and 1", p))
		}
	}
	return problems
}

// plan is Options made ready for use: only what is possible, in the order in
// which histograms report it, nothing twice.
type plan struct {
	aggregates  []aggregate
	percents    []int
	recentPoint time.Duration
}

func newPlan(o Options) *plan {
	defaults := DefaultOptions()
	if o.Aggregates == nil {
		o.Aggregates = defaults.Aggregates
	}
	if o.Percentiles == nil {
		o.Percentiles = defaults.Percentiles
	}
	if o.RecentPoint == 0 {
		o.RecentPoint = defaults.RecentPoint
	}
	p := &plan{recentPoint: o.RecentPoint}
	for _, a := range aggregates() {
		if slices.Contains(o.Aggregates, a.name) {
			p.aggregates = append(p.aggregates, a)
		}
	}
	for _, share := range o.Percentiles {
		if openUnit(share) {
			p.percents = append(p.percents, percent(share))
		}
	}
	slices.Sort(p.percents)
	p.percents = slices.Compact(p.percents)
	return p
}

// openUnit is false for NaN too.
func openUnit(p float64) bool { return 0 < p && p < 1 }

// percent rounds, because cutting would make 28 of 0.29.
func percent(share float64) int { return int(share*100 + 0.5) }

func named(name string) func(aggregate) bool {
	return func(a aggregate) bool { return a.name == name }
}

func aggregateNames() string {
	var names []string
	for _, a := range aggregates() {
		names = append(names, a.name)
	}
	return strings.Join(names, ", ")
}
