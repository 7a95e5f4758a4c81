package aggregator

import "github.com/sandpiper-checks/sandpiper/check"

// rate is the change per second between the last two samples, of this run or
// an earlier one, at the time of the newest. Whatever stands in the way of a
// rate, the newest sample is what the next one is measured from.
type rate struct {
	older, newer check.Point
	samples      int // 0, 1, or 2 for more
}

func (r *rate) add(s *check.Sample) {
	r.older, r.newer = r.newer, check.Point{At: s.At, Value: s.Value}
	r.samples = min(r.samples+1, 2)
}

func (r *rate) flush(ctx *check.Context, f *flush) {
	switch {
	case r.samples < 2:
	case r.newer.At == r.older.At:
		f.notes.same(ctx)
	case r.newer.At < r.older.At: // even when the value fell too, so that the quotient is positive
		f.notes.wentBack(ctx)
	case r.newer.Value < r.older.Value:
		f.notes.fell(ctx)
	default:
		// Unsigned, so that no two times are too far apart.
		seconds := float64(uint64(r.newer.At)-uint64(r.older.At)) / 1e9
		f.emit(ctx, check.TypeGauge, r.newer.At, (r.newer.Value-r.older.Value)/seconds)
	}
}
