package aggregator

import "github.com/sandpiper-checks/sandpiper/check"

// sum adds up: a count, or a counter's steps. A counter is sent as a rate
// although it is the plain sum per run: the agents in use divide by an interval
// of 1, and what reads their metrics counts on it.
type sum struct {
	value float64
	as    check.SeriesType
}

func (c *sum) add(s *check.Sample) { c.value += s.Value }

func (c *sum) flush(ctx *check.Context, f *flush) {
	f.emit(ctx, c.as, f.at, c.value)
	c.value = 0
}
