package aggregator

import "github.com/sandpiper-checks/sandpiper/check"

// raw is each sample as it came, at the time that its author gave, else at
// that of the call.
type raw struct{ points []check.Point }

func (r *raw) add(s *check.Sample) {
	r.points = append(r.points, check.Point{At: s.At, Value: s.Value})
}

func (r *raw) flush(ctx *check.Context, f *flush) {
	f.emitAll(ctx, check.TypeRaw, r.points...)
	r.points = r.points[:0]
}
