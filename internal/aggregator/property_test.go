package aggregator

import (
	"encoding/binary"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sandpiper-checks/sandpiper/check"
)

// commitAll commits samples of one instance in runs of the drawn sizes, 15 s
// apart, and returns the points of each series by the name of its context.
func commitAll(t *rapid.T, a *Aggregator, samples []check.Sample) map[string][]float64 {
	got := map[string][]float64{}
	end := int64(0)
	for len(samples) > 0 {
		n := rapid.IntRange(0, len(samples)).Draw(t, "samples of the run")
		end += 15e9
		for _, s := range a.Commit(result("a", end, samples[:n]...)).Series {
			for _, p := range s.Points {
				got[s.Context.Name] = append(got[s.Context.Name], p.Value)
			}
		}
		samples = samples[n:]
	}
	return got
}

// drawSamples draws samples of one kind and three contexts, with whole numbers
// for values, so that their sums are exact.
func drawSamples(t *rapid.T, kind check.Kind) []check.Sample {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) check.Sample {
		return check.Sample{
			Context: check.NewContext(rapid.SampledFrom([]string{"x", "y", "z"}).Draw(t, "name"), nil, "", ""), Kind: kind,
			Value: float64(rapid.IntRange(-1000, 1000).Draw(t, "value")), At: rapid.Int64Range(0, 1e12).Draw(t, "at"),
		}
	}), 0, 60).Draw(t, "samples")
}

func plus(values []float64) float64 {
	var sum float64
	for _, v := range values {
		sum += v
	}
	return sum
}

func TestCountsAreConservedHoweverSamplesAreSplitIntoRuns(t *testing.T) {
	for _, kind := range []check.Kind{check.Count, check.Counter} {
		rapid.Check(t, func(t *rapid.T) {
			samples := drawSamples(t, kind)
			want := map[string]float64{}
			for _, s := range samples {
				want[s.Context.Name] += s.Value
			}
			got := map[string]float64{}
			for name, values := range commitAll(t, New(Options{}), samples) {
				got[name] = plus(values)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("sums (-want +got):\n%s", diff)
			}
		})
	}
}

func TestMonotonicCountsAreConservedAndNeverNegative(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		samples := drawSamples(t, check.MonotonicCount)
		want, last := map[string]float64{}, map[string]float64{}
		for _, s := range samples {
			name := s.Context.Name
			if before, seen := last[name]; seen {
				want[name] += max(0, s.Value-before)
			}
			last[name] = s.Value
		}
		got := map[string]float64{}
		for name, values := range commitAll(t, New(Options{}), samples) {
			got[name] = plus(values)
			if slices.Min(values) < 0 {
				t.Fatalf("a monotonic count of %s is negative: %v", name, values)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("sums of increases (-want +got):\n%s", diff)
		}
	})
}

func TestRatesAreNeverNegative(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for name, values := range commitAll(t, New(Options{}), drawSamples(t, check.Rate)) {
			if slices.Min(values) < 0 {
				t.Fatalf("a rate of %s is negative: %v", name, values)
			}
		}
	})
}

func TestTheOrderOfTagsIsIrrelevant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := check.Kind(rapid.IntRange(0, check.Kinds-1).Draw(t, "kind"))
		tags := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c:1", "c:2", ""}), 1, 6).Draw(t, "tags")
		var same, shuffled []check.Sample
		for i, s := range drawSamples(t, kind) {
			s.Context = check.NewContext(s.Context.Name, slices.Clone(tags), "", "")
			same = append(same, s)
			if i > 0 {
				s.Context = check.NewContext(s.Context.Name, rapid.Permutation(tags).Draw(t, "order"), "", "")
			}
			shuffled = append(shuffled, s)
		}
		want := New(Options{}).Commit(result("a", 1e12, same...))
		got := New(Options{}).Commit(result("a", 1e12, shuffled...))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("series (-in one order +in another):\n%s", diff)
		}
	})
}

func TestPercentilesAreSamplesAndRiseWithTheShare(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64(), 1, 200).Draw(t, "values")
		shares := rapid.SliceOf(rapid.Float64Range(0.001, 0.999)).Draw(t, "shares")
		a := New(Options{Aggregates: []string{"min", "max", "median"}, Percentiles: append(shares, 0.5)})
		ctx := check.NewContext("x", nil, "", "")
		var samples []check.Sample
		for _, v := range values {
			samples = append(samples, check.Sample{Context: ctx, Kind: check.Histogram, Value: v})
		}
		got := map[string]float64{}
		last := math.Inf(-1)
		for _, s := range a.Commit(result("a", 1, samples...)).Series {
			v := s.Points[0].Value
			got[s.Context.Name] = v
			if !slices.Contains(values, v) {
				t.Fatalf("%s is %v, which is none of the samples", s.Context.Name, v)
			}
			if strings.HasSuffix(s.Context.Name, "percentile") {
				if v < last {
					t.Fatalf("%s is %v, less than a lower percentile, %v", s.Context.Name, v, last)
				}
				last = v
			}
		}
		if got["x.min"] > got["x.median"] || got["x.median"] > got["x.max"] {
			t.Fatalf("min, median and max do not rise: %v", got)
		}
		if got["x.median"] != got["x.50percentile"] {
			t.Fatalf("the median is %v, the 50th percentile %v", got["x.median"], got["x.50percentile"])
		}
	})
}

// FuzzCommit reads runs of samples of 19 bytes: what kind, which context, how
// it is timed; the time; the value.
func FuzzCommit(f *testing.F) {
	const sampleBytes = 19
	record := func(kind check.Kind, flags byte, at int64, value float64) []byte {
		b := []byte{byte(kind), 0, flags}
		b = binary.LittleEndian.AppendUint64(b, uint64(at))
		return binary.LittleEndian.AppendUint64(b, math.Float64bits(value))
	}
	for kind := range check.Kind(check.Kinds) {
		f.Add(slices.Concat(record(kind, 0, 1e9, 1), record(kind, 1, 2e9, math.MaxFloat64), record(kind, 2, 3e9, math.MaxFloat64)))
		f.Add(slices.Concat(record(kind, 0, math.MinInt64, -math.MaxFloat64), record(kind, 0, math.MaxInt64, math.MaxFloat64)))
		f.Add(slices.Concat(record(kind, 0, 1, -math.MaxFloat64), record(kind, 0, 2, math.SmallestNonzeroFloat64), record(kind, 0, 2, 0)))
	}
	names := []*check.Context{check.NewContext("x", nil, "", ""), check.NewContext("y", nil, "", ""), check.NewContext("y", []string{"a"}, "", "")}
	f.Fuzz(func(t *testing.T, data []byte) {
		a := New(Options{Aggregates: strings.Split("min,max,median,avg,sum,count", ",")})
		var run []check.Sample
		kinds := map[string]bool{}
		commit := func(end int64) {
			for _, s := range a.Commit(result("a", end, run...)).Series {
				if len(s.Points) == 0 {
					t.Errorf("%s has no points", s.Context.Name)
				}
				for _, p := range s.Points {
					if math.IsNaN(p.Value) || math.IsInf(p.Value, 0) {
						t.Errorf("%s is %v", s.Context.Name, p.Value)
					}
					if len(kinds) == 1 && p.Value < 0 && (kinds["rate"] || kinds["monotonic_count"]) {
						t.Errorf("%s is negative: %v", s.Context.Name, p.Value)
					}
				}
			}
			run = run[:0]
		}
		for len(data) >= sampleBytes {
			s := check.Sample{
				Kind: check.Kind(int(data[0]) % check.Kinds), Context: names[int(data[1])%len(names)], Explicit: data[2]&1 != 0,
				At: int64(binary.LittleEndian.Uint64(data[3:])), Value: math.Float64frombits(binary.LittleEndian.Uint64(data[11:])),
			}
			ends := data[2]&2 != 0
			data = data[sampleBytes:]
			if math.IsNaN(s.Value) || math.IsInf(s.Value, 0) {
				continue // the host refuses these at the door
			}
			kinds[s.Kind.String()] = true
			run = append(run, s)
			if ends {
				commit(s.At)
			}
		}
		commit(0)
	})
}
