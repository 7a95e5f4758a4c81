package aggregator

import (
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sandpiper-checks/sandpiper/check"
)

// The tables below write a run as "END: SAMPLES", where a sample is
// "KIND NAME VALUE@TIME" with "!" behind it when the author gave the time, and
// a point as "TYPE NAME VALUE@TIME". Times are seconds.

// parseRun returns the result that the text describes.
func parseRun(t *testing.T, text string) check.Result {
	t.Helper()
	end, list, _ := strings.Cut(text, ":")
	r := result("a", seconds(t, end))
	for sample := range strings.SplitSeq(list, ",") {
		if strings.TrimSpace(sample) == "" {
			continue
		}
		fields := strings.Fields(sample)
		if len(fields) != 3 {
			t.Fatalf("sample %q is not KIND NAME VALUE@TIME", sample)
		}
		value, at, _ := strings.Cut(fields[2], "@")
		at, explicit := strings.CutSuffix(at, "!")
		r.Samples = append(r.Samples, check.Sample{
			Context: check.NewContext(fields[1], nil, "", ""), Kind: kindNamed(t, fields[0]),
			Value: number(t, value), At: seconds(t, at), Explicit: explicit,
		})
	}
	return r
}

// result is a run of an instance that ended at a time in Unix ns.
func result(id check.ID, end int64, samples ...check.Sample) check.Result {
	wall := 250 * time.Millisecond
	return check.Result{
		Instance: &check.Instance{ID: id}, Start: time.Unix(0, end).Add(-wall),
		Usage: check.Usage{Wall: wall}, Samples: samples,
	}
}

func kindNamed(t *testing.T, name string) check.Kind {
	t.Helper()
	for k := range check.Kind(check.Kinds) {
		if k.String() == name {
			return k
		}
	}
	t.Fatalf("no kind is named %q", name)
	return 0
}

func number(t *testing.T, text string) float64 {
	t.Helper()
	n, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// seconds returns Unix ns.
func seconds(t *testing.T, text string) int64 {
	t.Helper()
	return int64(number(t, text) * 1e9)
}

// show writes series as the tables do, points separated by commas.
func show(series []check.Series) string {
	var points []string
	for _, s := range series {
		for _, p := range s.Points {
			points = append(points, fmt.Sprintf("%s %s %v@%v", s.Type, s.Context.Name, p.Value, float64(p.At)/1e9))
		}
	}
	return strings.Join(points, ", ")
}

// showNotes writes notes as "LEVEL METRIC xCOUNT: MESSAGE".
func showNotes(notes []Note) []string {
	var lines []string
	for _, n := range notes {
		lines = append(lines, fmt.Sprintf("%s %s x%d: %s", n.Level, n.Context.Name, n.Count, n.Message))
	}
	return lines
}

// row is a sequence of runs of one instance, with the points that each one
// makes known.
type row struct {
	name string
	runs []string
	want []string
}

func testRows(t *testing.T, options Options, rows []row) {
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			a := New(options)
			var got []string
			for _, run := range row.runs {
				got = append(got, show(a.Commit(parseRun(t, run)).Series))
			}
			if diff := cmp.Diff(row.want, got); diff != "" {
				t.Errorf("points (-want +got):\n%s", diff)
			}
		})
	}
}

func TestGaugeIsTheLastValueOfTheRun(t *testing.T) {
	testRows(t, Options{}, []row{
		{"last of several", []string{"10: gauge x 1@1, gauge x 5@2, gauge x 3@3"}, []string{"gauge x 3@10"}},
		{"nothing without a sample", []string{"10: gauge x 1@1", "20:", "30: gauge x 2@21"}, []string{"gauge x 1@10", "", "gauge x 2@30"}},
		{"zero and negative are values", []string{"10: gauge x 0@1, gauge y -2.5@1"}, []string{"gauge x 0@10, gauge y -2.5@10"}},
		{"at the time that its author gave", []string{"5000: gauge x 1@4000!"}, []string{"gauge x 1@4000"}},
		{"a time of its own counts for its value only", []string{"5000: gauge x 1@4000!, gauge x 2@4999"}, []string{"gauge x 2@5000"}},
		{"a time to come is taken", []string{"5000: gauge x 1@6000!"}, []string{"gauge x 1@6000"}},
		{"exactly an hour old", []string{"5000: gauge x 1@1400!"}, []string{"gauge x 1@1400"}},
		{"more than an hour old", []string{"5000: gauge x 1@1399.5!"}, []string{""}},
		{"an old one does not replace", []string{"5000: gauge x 1@4999, gauge x 2@1!"}, []string{"gauge x 1@5000"}},
	})
}

func TestCountIsTheSumOfTheRun(t *testing.T) {
	testRows(t, Options{}, []row{
		{"sum", []string{"10: count x 1@1, count x 2.5@2, count x 4@3"}, []string{"count x 7.5@10"}},
		{"each run begins anew", []string{"10: count x 1@1", "20: count x 2@11"}, []string{"count x 1@10", "count x 2@20"}},
		{"zero is sent", []string{"10: count x 3@1, count x -3@2"}, []string{"count x 0@10"}},
		{"negative is sent", []string{"10: count x -3@1"}, []string{"count x -3@10"}},
		{"nothing without a sample", []string{"10: count x 1@1", "20:"}, []string{"count x 1@10", ""}},
	})
}

func TestCounterIsTheSumOfTheRunSentAsRate(t *testing.T) {
	testRows(t, Options{}, []row{
		{"increments and decrements add up", []string{"10: counter x 1@1, counter x 1@2, counter x 5@3, counter x -1@4"}, []string{"rate x 6@10"}},
		{"the interval does not divide it", []string{"15: counter x 1@1", "30: counter x 30@16"}, []string{"rate x 1@15", "rate x 30@30"}},
		{"no zeros without a sample", []string{"10: counter x 1@1", "20:", "30:"}, []string{"rate x 1@10", "", ""}},
	})
}

func TestMonotonicCountIsTheSumOfIncreases(t *testing.T) {
	testRows(t, Options{}, []row{
		{"falls count nothing", []string{"10: monotonic_count x 1@1, monotonic_count x 2@2, monotonic_count x 6@3, monotonic_count x 0@4, monotonic_count x 4@5"}, []string{"count x 9@10"}},
		{"across runs", []string{"10: monotonic_count x 2@1, monotonic_count x 3@2, monotonic_count x 6@3, monotonic_count x 7@4", "20: monotonic_count x 10@11, monotonic_count x 11@12"}, []string{"count x 5@10", "count x 4@20"}},
		{"the first ever stays pending", []string{"10: monotonic_count x 5@1", "20: monotonic_count x 8@11"}, []string{"", "count x 3@20"}},
		{"pending through silent runs", []string{"10: monotonic_count x 5@1", "20:", "30:", "40:", "50: monotonic_count x 8@41"}, []string{"", "", "", "", "count x 3@50"}},
		{"a run that only fell sends 0", []string{"10: monotonic_count x 5@1", "20: monotonic_count x 8@11", "30: monotonic_count x 1@21", "40: monotonic_count x 2@31"}, []string{"", "count x 3@20", "count x 0@30", "count x 1@40"}},
		{"a second sample that fell sends 0", []string{"10: monotonic_count x 5@1, monotonic_count x 1@2"}, []string{"count x 0@10"}},
		{"no change sends 0", []string{"10: monotonic_count x 5@1, monotonic_count x 5@2"}, []string{"count x 0@10"}},
		{"the baseline outlives silence", []string{"10: monotonic_count x 5@1, monotonic_count x 6@2", "20:", "30: monotonic_count x 9@21"}, []string{"count x 1@10", "", "count x 3@30"}},
	})
}

func TestRateIsTheChangeBetweenTheLastTwoSamples(t *testing.T) {
	testRows(t, Options{}, []row{
		{"the first ever gives nothing", []string{"10: rate x 5@1"}, []string{""}},
		{"at the time of the newest sample", []string{"10: rate x 5@1", "20: rate x 25@11"}, []string{"", "gauge x 2@11"}},
		{"only the last two of a run", []string{"10: rate x 0@1, rate x 100@2, rate x 103@5"}, []string{"gauge x 1@5"}},
		{"half a second apart", []string{"10: rate x 1@1.25, rate x 2@1.75"}, []string{"gauge x 2@1.75"}},
		{"two and a half seconds apart", []string{"10: rate x 0@1.75, rate x 10@4.25"}, []string{"gauge x 4@4.25"}},
		{"no change is 0", []string{"10: rate x 5@1, rate x 5@2"}, []string{"gauge x 0@2"}},
		{"a fall gives nothing and is the new base", []string{"10: rate x 5@1, rate x 3@2", "20: rate x 7@4"}, []string{"", "gauge x 2@4"}},
		{"a fall within the run is passed over", []string{"10: rate x 5@1, rate x 3@2, rate x 4@3"}, []string{"gauge x 1@3"}},
		{"the same time gives nothing and the newest is the new base", []string{"10: rate x 1@1, rate x 2@1", "20: rate x 5@4"}, []string{"", "gauge x 1@4"}},
		{"the same time after a rate", []string{"10: rate x 1@1, rate x 2@2", "20: rate x 4@2", "30: rate x 8@4"}, []string{"gauge x 1@2", "", "gauge x 2@4"}},
		{"clock back, value higher: nothing, and a new base", []string{"10: rate x 1@8, rate x 5@4", "20: rate x 11@6"}, []string{"", "gauge x 3@6"}},
		{"clock back, value lower: nothing, and a new base", []string{"10: rate x 5@8, rate x 1@4", "20: rate x 2@6"}, []string{"", "gauge x 0.5@6"}},
		{"clock back and value the same", []string{"10: rate x 5@8, rate x 5@4"}, []string{""}},
		{"the base outlives silence", []string{"10: rate x 0@1", "20:", "30:", "40:", "50: rate x 80@41"}, []string{"", "", "", "", "gauge x 2@41"}},
		{"time 0 is a time", []string{"10: rate x 0@0, rate x 6@2"}, []string{"gauge x 3@2"}},
		{"times given by the author", []string{"5000: rate x 0@1!, rate x 8@3!"}, []string{"gauge x 4@3"}},
	})
}

func TestHistogramReportsItsAggregates(t *testing.T) {
	all := Options{Aggregates: []string{"count", "sum", "avg", "median", "max", "min", "max"}, Percentiles: []float64{0.95, 0.5}}
	testRows(t, all, []row{
		{"one sample", []string{"10: histogram x 4@1"}, []string{
			"gauge x.min 4@10, gauge x.max 4@10, gauge x.median 4@10, gauge x.avg 4@10, gauge x.sum 4@10, rate x.count 1@10, gauge x.50percentile 4@10, gauge x.95percentile 4@10",
		}},
		{"unsorted", []string{"10: histogram x 9@1, histogram x -2@2, histogram x 5@3, histogram x 2@3"}, []string{
			"gauge x.min -2@10, gauge x.max 9@10, gauge x.median 2@10, gauge x.avg 3.5@10, gauge x.sum 14@10, rate x.count 4@10, gauge x.50percentile 2@10, gauge x.95percentile 9@10",
		}},
		{"each run begins anew", []string{"10: histogram x 9@1", "20:", "30: histogram x 1@21, histogram x 1@22"}, []string{
			"gauge x.min 9@10, gauge x.max 9@10, gauge x.median 9@10, gauge x.avg 9@10, gauge x.sum 9@10, rate x.count 1@10, gauge x.50percentile 9@10, gauge x.95percentile 9@10",
			"",
			"gauge x.min 1@30, gauge x.max 1@30, gauge x.median 1@30, gauge x.avg 1@30, gauge x.sum 2@30, rate x.count 2@30, gauge x.50percentile 1@30, gauge x.95percentile 1@30",
		}},
	})
	testRows(t, Options{}, []row{
		{"by default", []string{"10: histogram x 1@1, histogram x 2@2, histogram x 3@3"}, []string{
			"gauge x.max 3@10, gauge x.median 2@10, gauge x.avg 2@10, rate x.count 3@10, gauge x.95percentile 3@10",
		}},
	})
	testRows(t, Options{Aggregates: []string{}, Percentiles: []float64{}}, []row{
		{"none, when none are asked for", []string{"10: histogram x 1@1"}, []string{""}},
	})
}

func TestHistogramOfASeriesKeepsTagsHostnameAndDevice(t *testing.T) {
	ctx := check.NewContext("x", []string{"b", "a"}, "web-1", "sda")
	a := New(Options{Aggregates: []string{"max"}, Percentiles: []float64{0.29}})
	got := a.Commit(result("a", 1e9, check.Sample{Context: ctx, Kind: check.Histogram, Value: 1})).Series
	want := []check.Series{
		{Context: check.NewContext("x.max", []string{"a", "b"}, "web-1", "sda"), Type: check.TypeGauge, Points: []check.Point{{At: 1e9, Value: 1}}},
		{Context: check.NewContext("x.29percentile", []string{"a", "b"}, "web-1", "sda"), Type: check.TypeGauge, Points: []check.Point{{At: 1e9, Value: 1}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("series (-want +got):\n%s", diff)
	}
}

func TestRawIsEachSampleAsItIs(t *testing.T) {
	testRows(t, Options{}, []row{
		{"in the order of the calls", []string{"10: raw x 2@1, raw x 1@2"}, []string{"raw x 2@1, raw x 1@2"}},
		{"however old", []string{"9999: raw x 2@1!, raw x 2@1!"}, []string{"raw x 2@1, raw x 2@1"}},
		{"once", []string{"10: raw x 2@1", "20: raw x 3@11"}, []string{"raw x 2@1", "raw x 3@11"}},
	})
	a := New(Options{})
	if got := a.Commit(parseRun(t, "10: raw x 2@1, gauge y 0@1, raw x 1@2")).Series; len(got) != 2 || len(got[0].Points) != 2 {
		t.Errorf("got %v, want one series of two points, then the gauge", got)
	}
}

func TestFirstKindWinsWhileTheContextLives(t *testing.T) {
	testRows(t, Options{}, []row{
		{"within a run", []string{"10: gauge x 1@1, count x 5@2, count x 5@3"}, []string{"gauge x 5@10"}},
		{"across runs", []string{"10: count x 1@1", "20: gauge x 2@11, gauge x 3@12"}, []string{"count x 1@10", "count x 5@20"}},
		{"after one silent commit", []string{"10: gauge x 1@1", "20:", "30: count x 2@21"}, []string{"gauge x 1@10", "", "gauge x 2@30"}},
		{"no longer after the second", []string{"10: gauge x 1@1", "20:", "30:", "40: count x 2@31"}, []string{"gauge x 1@10", "", "", "count x 2@40"}},
		{"silence is counted from the last sample", []string{"10: gauge x 1@1", "20:", "30: gauge x 1@21", "40:", "50: count x 2@41"}, []string{"gauge x 1@10", "", "gauge x 1@30", "", "gauge x 2@50"}},
		{"a dropped sample is none", []string{"5000: gauge x 1@1!, count x 3@2"}, []string{"count x 3@5000"}},
	})
}

func TestRatesAreKept25HoursAfterTheyExpired(t *testing.T) {
	// Expired at 30; 25 h are 90,000 s.
	testRows(t, Options{}, []row{
		{"kept to the end", []string{"10: rate x 0@1", "20:", "30:", "90030:", "90040: rate x 90030@90031"}, []string{"", "", "", "", "gauge x 1@90031"}},
		{"not longer", []string{"10: rate x 0@1", "20:", "30:", "90031:", "90040: rate x 90030@90031"}, []string{"", "", "", "", ""}},
		{"monotonic counts too", []string{"10: monotonic_count x 0@1", "20:", "30:", "90030:", "90040: monotonic_count x 4@90031"}, []string{"", "", "", "", "count x 4@90040"}},
		{"not longer either", []string{"10: monotonic_count x 0@1", "20:", "30:", "90031:", "90040: monotonic_count x 4@90031"}, []string{"", "", "", "", ""}},
		{"a sample before the commit keeps it", []string{"10: rate x 0@1", "20:", "30:", "180000: rate x 359998@180000"}, []string{"", "", "", "gauge x 2@180000"}},
		{"and wakes it", []string{"10: rate x 0@1", "20:", "30:", "40: rate x 30@31", "90031:", "90040: rate x 90030@90031"}, []string{"", "", "", "gauge x 1@31", "", "gauge x 1@90031"}},
		{"a run each two days", []string{"10: rate x 0@0", "172810: rate x 172800@172800", "345610: rate x 345600@345600"}, []string{"", "gauge x 1@172800", "gauge x 1@345600"}},
		{"and keep their kind", []string{"10: rate x 0@1", "20:", "30:", "40:", "50: gauge x 40@41"}, []string{"", "", "", "", "gauge x 1@41"}},
	})
}

func TestSeriesStandInTheOrderOfTheFirstSamplesOfTheRun(t *testing.T) {
	testRows(t, Options{}, []row{
		{"of that run, not of an earlier one", []string{"10: gauge c 1@1, gauge a 1@2, gauge b 1@3, gauge a 2@4", "20: gauge b 1@11, gauge a 1@12, gauge c 1@13"}, []string{"gauge c 1@10, gauge a 2@10, gauge b 1@10", "gauge b 1@20, gauge a 1@20, gauge c 1@20"}},
	})
}

func TestAFailedRunIsCommittedToo(t *testing.T) {
	r := parseRun(t, "10: gauge x 1@1")
	r.Fault = &check.Fault{Reason: check.Deadline}
	if got := show(New(Options{}).Commit(r).Series); got != "gauge x 1@10" {
		t.Errorf("got %q, want the gauge", got)
	}
}

func TestInstancesDoNotMix(t *testing.T) {
	a := New(Options{})
	first, second := parseRun(t, "10: rate x 0@1"), parseRun(t, "20: rate x 9@11")
	second.Instance = &check.Instance{ID: "b"}
	a.Commit(first)
	if got := a.Commit(second).Series; len(got) != 0 {
		t.Errorf("the first rate of another instance gave %s", show(got))
	}
	if got := show(a.Commit(parseRun(t, "30: rate x 20@21")).Series); got != "gauge x 1@21" {
		t.Errorf("got %q, want the rate of the instance's own samples", got)
	}
}

func TestAReloadKeepsRatesAndForgetDropsThem(t *testing.T) {
	a := New(Options{})
	a.Commit(parseRun(t, "10: rate x 0@1")) // each parsed run has an Instance of its own, of the same ID
	if got := show(a.Commit(parseRun(t, "20: rate x 10@11")).Series); got != "gauge x 1@11" {
		t.Errorf("after a reload got %q, want the rate", got)
	}
	a.Forget("a")
	if got := show(a.Commit(parseRun(t, "30: rate x 20@21")).Series); got != "" {
		t.Errorf("after Forget got %q, want nothing", got)
	}
}

func TestInstancesMayBeCommittedAtTheSameTime(t *testing.T) {
	a := New(Options{})
	var group sync.WaitGroup
	for worker := range 4 {
		group.Go(func() {
			id := check.ID(strconv.Itoa(worker / 2)) // two workers each
			for i := range int64(100) {
				ctx := check.NewContext("x", nil, "", "")
				a.Commit(result(id, i, check.Sample{Context: ctx, Kind: check.MonotonicCount, Value: float64(i), At: i}))
			}
			a.Forget(id)
		})
	}
	group.Wait()
	if len(a.samplers) != 0 {
		t.Errorf("%d instances are remembered, want none", len(a.samplers))
	}
}

func TestContextsThatDifferInOnePartAreDistinct(t *testing.T) {
	var samples []check.Sample
	for _, ctx := range []*check.Context{
		check.NewContext("x", nil, "", ""),
		check.NewContext("x", []string{}, "", ""), // the same
		check.NewContext("x", []string{"a"}, "", ""),
		check.NewContext("x", []string{"a", "a"}, "", ""), // the same
		check.NewContext("x", []string{"A"}, "", ""),
		check.NewContext("x", nil, "a", ""),
		check.NewContext("x", nil, "", "a"),
		check.NewContext("y", nil, "", ""),
	} {
		samples = append(samples, check.Sample{Context: ctx, Kind: check.Count, Value: 1})
	}
	var got []float64
	for _, s := range New(Options{}).Commit(result("a", 1, samples...)).Series {
		got = append(got, s.Points[0].Value)
	}
	if diff := cmp.Diff([]float64{2, 2, 1, 1, 1, 1}, got); diff != "" {
		t.Errorf("samples per context (-want +got):\n%s", diff)
	}
}

func TestSeriesDoNotChangeWhenTheBuffersOfTheResultAreReused(t *testing.T) {
	a := New(Options{})
	r := parseRun(t, "10: gauge g 1@1, raw r 2@1, histogram h 3@1, rate a 0@1, rate a 4@2")
	series := a.Commit(r).Series
	want := show(series)
	for i := range r.Samples {
		r.Samples[i] = check.Sample{Context: check.NewContext("other", nil, "", ""), Value: -1}
	}
	a.Commit(parseRun(t, "20: gauge g 9@11, raw r 9@11, histogram h 9@11, rate a 9@11"))
	if got := show(series); got != want {
		t.Errorf("series became %s, were %s", got, want)
	}
}

func TestNotesSayWhatCameToNothing(t *testing.T) {
	for _, row := range []struct {
		name string
		runs []string
		want []string // of the last run
	}{
		{"nothing to say", []string{"10: gauge x 1@1, rate y 1@1"}, nil},
		{"another kind", []string{"10: gauge x 1@1, count x 5@2, rate x 5@3"}, []string{"WARN x x1: submitted as count, but it began as gauge and stays that while it lives"}},
		{"another kind is told once", []string{"10: gauge x 1@1, count x 5@2", "20: count x 1@11"}, nil},
		{"two contexts, one note", []string{"10: gauge x 1@1, count x 5@2, gauge y 1@1, raw y 1@2"}, []string{"WARN x x2: submitted as count, but it began as gauge and stays that while it lives"}},
		{"old", []string{"9999: gauge x 1@1!, gauge y 1@1!, gauge x 1@2!"}, []string{"WARN x x3: samples dropped: the time given with them lies more than 1h0m0s back"}},
		{"reset", []string{"10: rate x 5@1", "20: rate x 3@11"}, []string{"INFO x x1: no rate this time: the value fell, so its counter may have been reset"}},
		{"clock back", []string{"10: rate x 5@5", "20: rate x 3@1"}, []string{"INFO x x1: no rate this time: the newer sample has the earlier time"}},
		{"the same time", []string{"10: rate x 5@5, rate x 6@5"}, []string{"WARN x x1: no rate this time: two samples have the same time"}},
		{"too large", []string{"10: count x 1.7e308@1, count x 1.7e308@1, count y 1@1"}, []string{"WARN x x1: points dropped: their values are too large for a float64"}},
		{"too small for its seconds", []string{"10: rate x -1.7e308@1, rate x 1.7e308@2"}, []string{"WARN x x1: points dropped: their values are too large for a float64"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			a := New(Options{})
			var got []string
			for _, run := range row.runs {
				got = showNotes(a.Commit(parseRun(t, run)).Notes)
			}
			if diff := cmp.Diff(row.want, got); diff != "" {
				t.Errorf("notes (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAValueTooLargeIsDroppedAndTheNextOneComes(t *testing.T) {
	testRows(t, Options{Aggregates: []string{"max", "avg"}, Percentiles: []float64{}}, []row{
		{"count", []string{"10: count x 1.7e308@1, count x 1.7e308@1", "20: count x 2@11"}, []string{"", "count x 2@20"}},
		{"monotonic count", []string{"10: monotonic_count x -1.7e308@1, monotonic_count x 1.7e308@1", "20: monotonic_count x 0@11", "30: monotonic_count x 2@21"}, []string{"", "count x 0@20", "count x 2@30"}},
		{"rate", []string{"10: rate x -1.7e308@1, rate x 1.7e308@2", "20: rate x 0@3", "30: rate x 2@4"}, []string{"", "", "gauge x 2@4"}},
		{"histogram: only what is too large", []string{"10: histogram x 1.7e308@1, histogram x 1.7e308@2"}, []string{"gauge x.max 1.7e+308@10"}},
	})
}

func TestOptionsThatAreNotPossibleAreToldAndLeftOut(t *testing.T) {
	o := Options{Aggregates: []string{"p99", "max"}, Percentiles: []float64{0, 95, 0.9, 1, -0.5, 0.999}, RecentPoint: 10 * time.Second}
	want := []string{
		`histogram aggregate "p99" is not one of min, max, median, avg, sum, count`,
		"histogram percentile 0 is not between 0 and 1",
		"histogram percentile 95 is not between 0 and 1",
		"histogram percentile 1 is not between 0 and 1",
		"histogram percentile -0.5 is not between 0 and 1",
	}
	if diff := cmp.Diff(want, o.Problems()); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	testRows(t, o, []row{
		{"the rest is used", []string{"100: histogram x 1@1, gauge y 1@89.5!"}, []string{"gauge x.max 1@100, gauge x.90percentile 1@100, gauge x.100percentile 1@100"}},
	})
	if got := DefaultOptions().Problems(); got != nil {
		t.Errorf("the defaults have problems: %v", got)
	}
}

func TestIdleRatesAreBounded(t *testing.T) {
	a := New(Options{})
	const perRun = 2_000
	var notes []Note
	run := func(end int64, rates ...int) []check.Series {
		var samples []check.Sample
		for _, n := range rates {
			samples = append(samples, check.Sample{Context: check.NewContext("r"+strconv.Itoa(n), nil, "", ""), Kind: check.Rate, Value: float64(end), At: end})
		}
		c := a.Commit(result("a", end, samples...))
		notes = append(notes, c.Notes...)
		return c.Series
	}
	next, end := 0, int64(0)
	for range 10 {
		end += 15e9
		var fresh []int
		for range perRun {
			fresh = append(fresh, next)
			next++
		}
		run(end, fresh...)
	}
	s := a.samplers["a"]
	if most := maxIdle + (silentCommits+1)*perRun; len(s.metrics) > most {
		t.Errorf("%d rates are kept, want at most %d", len(s.metrics), most)
	}
	if len(s.idle) != maxIdle {
		t.Errorf("%d rates idle, want %d", len(s.idle), maxIdle)
	}
	lost := 0
	for _, n := range notes {
		if n.Level != slog.LevelWarn {
			t.Errorf("note has level %v, want a warning", n.Level)
		}
		lost += n.Count
	}
	if kept := len(s.metrics); kept+lost != next {
		t.Errorf("%d rates are kept and %d told as lost, of %d", kept, lost, next)
	}
	if got := run(end+15e9, 0, next-1); len(got) != 1 || got[0].Context.Name != "r"+strconv.Itoa(next-1) {
		t.Errorf("got %s, want a rate from the newest and none from the oldest", show(got))
	}
}

func TestExpiredContextsLeaveNothingBehind(t *testing.T) {
	a := New(Options{})
	a.Commit(parseRun(t, "10: gauge a 1@1, count b 1@1, counter c 1@1, histogram d 1@1, raw e 1@1, rate f 1@1, monotonic_count g 1@1"))
	for _, run := range []string{"20:", "30:", "90031:"} {
		a.Commit(parseRun(t, run))
	}
	s := a.samplers["a"]
	if len(s.metrics) != 0 || len(s.idle) != 0 {
		t.Errorf("%d contexts are kept and %d idle, want none", len(s.metrics), len(s.idle))
	}
	for _, list := range s.sampled {
		for _, m := range list[:cap(list)] {
			if m != nil {
				t.Errorf("a list still holds %s", m.ctx.Name)
			}
		}
	}
	if a.Commit(result("never sampled", 1)); len(a.samplers) != 1 {
		t.Error("an instance without a sample takes memory")
	}
}

func TestAddingASampleOfAKnownContextDoesNotAllocate(t *testing.T) {
	for k := range check.Kind(check.Kinds) {
		t.Run(k.String(), func(t *testing.T) {
			var samples []check.Sample
			for i := range 100 {
				ctx := check.NewContext("x"+strconv.Itoa(i%10), []string{"env:prod", "host:web-1"}, "", "")
				samples = append(samples, check.Sample{Context: ctx, Kind: k, Value: float64(i), At: int64(i)})
			}
			s := newSampler(newPlan(Options{}))
			f := &flush{}
			run := func() {
				s.commits++
				for i := range samples {
					s.add(&samples[i], f)
				}
				f.series, f.points = f.series[:0], f.points[:0]
				for _, m := range *s.now() {
					m.acc.flush(m.ctx, f)
				}
				s.expire(f)
			}
			for range len(s.sampled) { // until each list has its size
				run()
			}
			if got := testing.AllocsPerRun(10, run); got != 0 {
				t.Errorf("%v allocations in a run of 100 samples, want 0", got)
			}
		})
	}
}

func TestACommitOfKnownContextsAllocatesOnlyWhatItReturns(t *testing.T) {
	var samples []check.Sample
	for i := range 1000 {
		ctx := check.NewContext("x"+strconv.Itoa(i), []string{"env:prod"}, "", "")
		samples = append(samples, check.Sample{Context: ctx, Kind: check.Gauge, Value: float64(i)})
	}
	a := New(Options{})
	r := result("a", 1e9, samples...)
	for range 3 {
		a.Commit(r)
	}
	if got := testing.AllocsPerRun(10, func() { a.Commit(r) }); got > 3 { // series, points, and what gathers them
		t.Errorf("%v allocations, want at most 3", got)
	}
}

func BenchmarkCommitOfTenTaggedMetrics(b *testing.B) {
	var samples []check.Sample
	for i := range 10 {
		ctx := check.NewContext("system.some.metric"+strconv.Itoa(i), []string{"env:prod", "region:eu-west-1", "host:web-1"}, "", "")
		samples = append(samples, check.Sample{Context: ctx, Kind: check.Kind(i % 2), Value: float64(i)})
	}
	a := New(Options{})
	end := int64(0)
	b.ReportAllocs()
	for b.Loop() {
		end += 15e9
		for i := range samples {
			samples[i].At = end
		}
		a.Commit(result("a", end, samples...))
	}
}
