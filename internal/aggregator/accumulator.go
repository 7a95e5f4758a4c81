package aggregator

import (
	"fmt"
	"math"

	"github.com/sandpiper-checks/sandpiper/check"
)

// accumulator takes the samples of one context, whatever their kind, and makes
// of them what its own kind asks for.
type accumulator interface {
	// add takes one sample. It must not keep the pointer.
	add(*check.Sample)
	// flush emits what became known and begins anew. It is called only when
	// at least one sample came since it was last called.
	flush(*check.Context, *flush)
}

func (p *plan) accumulator(k check.Kind) accumulator {
	switch k {
	case check.Gauge:
		return &gauge{}
	case check.Rate:
		return &rate{}
	case check.Count:
		return &sum{as: check.TypeCount}
	case check.MonotonicCount:
		return &monotonicCount{}
	case check.Counter:
		return &sum{as: check.TypeRate}
	case check.Histogram:
		return &histogram{plan: p}
	case check.Raw:
		return &raw{}
	default:
		panic(fmt.Sprintf("BUG: a sample has the unknown kind %d", k))
	}
}

// stateful kinds need what came before the last flush.
func stateful(k check.Kind) bool { return k == check.Rate || k == check.MonotonicCount }

// flush gathers what one commit makes known.
type flush struct {
	at     int64 // Unix ns
	series []check.Series
	// points holds those of all series one behind the other: one allocation
	// for all of them.
	points []check.Point
	notes  tally
}

// emit adds a series of one point. A value that is not finite has no form on
// the wire: it is dropped, and noted.
func (f *flush) emit(ctx *check.Context, as check.SeriesType, at int64, value float64) {
	if math.IsNaN(value) || math.IsInf(value, 0) {
		f.notes.overflowed(ctx)
		return
	}
	f.emitAll(ctx, as, check.Point{At: at, Value: value})
}

// emitAll adds a series. It copies points.
func (f *flush) emitAll(ctx *check.Context, as check.SeriesType, points ...check.Point) {
	start := len(f.points)
	f.points = append(f.points, points...)
	f.series = append(f.series, check.Series{Context: ctx, Type: as, Points: f.points[start:len(f.points):len(f.points)]})
}
