package aggregator

import "github.com/sandpiper-checks/sandpiper/check"

// gauge is the last value, at the time that its author gave, else at that of
// the flush.
type gauge struct{ last check.Sample }

func (g *gauge) add(s *check.Sample) { g.last = *s }

func (g *gauge) flush(ctx *check.Context, f *flush) {
	at := f.at
	if g.last.Explicit {
		at = g.last.At
	}
	f.emit(ctx, check.TypeGauge, at, g.last.Value)
}
