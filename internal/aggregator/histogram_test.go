package aggregator

import (
	"math"
	"slices"
	"testing"
)

// upTo returns 1 to n, so that a value is its own rank.
func upTo(n int) []float64 {
	values := make([]float64, n)
	for i := range values {
		values[i] = float64(i + 1)
	}
	return values
}

func TestPercentileIsTheSmallestValueWithThatShareAtOrBelow(t *testing.T) {
	// Recorded from the rule of the agents in use: of n sorted values, the
	// first with (zero-based) i+1 > (percent*n - 1)/100.
	for _, row := range []struct{ n, percent, want int }{
		{1, 1, 1},
		{1, 50, 1},
		{1, 95, 1},
		{1, 100, 1},
		{2, 50, 1},
		{2, 51, 2},
		{2, 95, 2},
		{3, 33, 1},
		{3, 34, 2},
		{3, 50, 2},
		{3, 66, 2},
		{3, 67, 3},
		{4, 25, 1},
		{4, 26, 2},
		{4, 50, 2},
		{4, 75, 3},
		{4, 95, 4},
		{10, 90, 9},
		{10, 91, 10},
		{10, 95, 10},
		{19, 95, 19},
		{20, 95, 19},
		{21, 95, 20},
		{100, 1, 1},
		{100, 29, 29},
		{100, 95, 95},
		{100, 99, 99},
		{100, 100, 100},
		{101, 95, 96},
		{199, 99, 198},
		{200, 99, 198},
		{201, 99, 199},
		{5, 0, 1},
		{1000, 0, 1},
		{10_000, 95, 9500},
		{10_000, 1, 100},
	} {
		if got := percentile(upTo(row.n), row.percent); got != float64(row.want) {
			t.Errorf("percentile %d of %d values is number %v, want %d", row.percent, row.n, got, row.want)
		}
	}
}

func TestPercentileFollowsTheInequalityItIsDefinedBy(t *testing.T) {
	for n := 1; n <= 300; n++ {
		values := upTo(n)
		for percent := range 101 {
			want := slices.IndexFunc(values, func(rank float64) bool { return rank > (float64(percent)*float64(n)-1)/100 })
			if got := percentile(values, percent); got != values[want] {
				t.Fatalf("percentile %d of %d values is number %v, want %v", percent, n, got, values[want])
			}
		}
	}
}

func TestMedianOfAnEvenNumberIsTheLowerOfTheTwo(t *testing.T) {
	median := aggregates()[slices.IndexFunc(aggregates(), named("median"))].of
	for n, want := range map[int]float64{1: 1, 2: 1, 3: 2, 4: 2, 5: 3, 6: 3, 7: 4, 100: 50, 101: 51} {
		if got := median(upTo(n)); got != want {
			t.Errorf("the median of %d values is number %v, want %v", n, got, want)
		}
	}
}

func TestSumLosesNoSmallValuesBesideLargeOnes(t *testing.T) {
	for _, row := range []struct {
		values []float64
		want   float64
	}{
		{[]float64{1}, 1},
		{[]float64{-1e100, 1, 1, 1e100}, 2},
		{[]float64{-1e16, 1, 1e16}, 1},
		{[]float64{1, 1, 1e16}, 1e16 + 2},
		{slices.Repeat([]float64{0.1}, 10), 1},
		{slices.Repeat([]float64{0.1}, 1000), 100},
		{[]float64{-3, -2, -1}, -6},
	} {
		if got := total(row.values); math.Abs(got-row.want) > 1e-15*math.Abs(row.want) {
			t.Errorf("the sum of %v is %v, want %v", row.values, got, row.want)
		}
	}
}

func TestPercentilesAreNamedByTheNearestPercent(t *testing.T) {
	for share, want := range map[float64]int{0.29: 29, 0.95: 95, 0.57: 57, 0.999: 100, 0.995: 100, 0.994: 99, 0.01: 1, 0.004: 0} {
		if got := percent(share); got != want {
			t.Errorf("%v is %d percent, want %d", share, got, want)
		}
	}
}
