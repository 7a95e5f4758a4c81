package aggregator

import "github.com/sandpiper-checks/sandpiper/check"

// monotonicCount sums the increases from each sample to the next, across
// flushes. A fall adds nothing: it is a counter that began anew. The very
// first sample has nothing to differ from, and waits for the second.
type monotonicCount struct {
	last    float64
	sampled bool // ever
	stepped bool // since the last flush, by an increase or a fall
	value   float64
}

func (c *monotonicCount) add(s *check.Sample) {
	if c.sampled {
		c.stepped = true
		c.value += max(0, s.Value-c.last)
	}
	c.last, c.sampled = s.Value, true
}

func (c *monotonicCount) flush(ctx *check.Context, f *flush) {
	if !c.stepped {
		return
	}
	f.emit(ctx, check.TypeCount, f.at, c.value)
	c.value, c.stepped = 0, false
}
