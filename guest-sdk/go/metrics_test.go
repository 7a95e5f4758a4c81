package sandpiper_test

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/sandpiper-checks/sandpiper/guest-sdk/go"
	"github.com/sandpiper-checks/sandpiper/guest-sdk/go/internal/abi"
	"github.com/sandpiper-checks/sandpiper/guest-sdk/go/sandpipertest"
)

func TestEachMethodSubmitsItsKind(t *testing.T) {
	got := run(t, func(c *sandpiper.Check) error {
		c.Gauge("a", 1)
		c.Rate("a", 2)
		c.Count("a", 3)
		c.MonotonicCount("a", 4)
		c.Increment("a")
		c.Increment("a", sandpiper.By(5))
		c.Decrement("a")
		c.Decrement("a", sandpiper.By(6))
		c.Histogram("a", 7)
		c.Raw("a", 8)
		return nil
	})
	want := []sandpipertest.Metric{
		{Kind: "gauge", Name: "a", Value: 1},
		{Kind: "rate", Name: "a", Value: 2},
		{Kind: "count", Name: "a", Value: 3},
		{Kind: "monotonic_count", Name: "a", Value: 4},
		{Kind: "counter", Name: "a", Value: 1},
		{Kind: "counter", Name: "a", Value: 5},
		{Kind: "counter", Name: "a", Value: -1},
		{Kind: "counter", Name: "a", Value: -6},
		{Kind: "histogram", Name: "a", Value: 7},
		{Kind: "raw", Name: "a", Value: 8},
	}
	if !reflect.DeepEqual(got.Metrics, want) {
		t.Errorf("got\n%v\nwant\n%v", got.Metrics, want)
	}
}

func TestOptionsReachTheMetric(t *testing.T) {
	at := time.Date(2026, 2, 3, 4, 5, 6, 789_000_000, time.UTC)
	got := run(t, func(c *sandpiper.Check) error {
		all := []sandpiper.MetricOption{
			sandpiper.Tags("b:2", "a:1"), sandpiper.Tags("c:3", "a:1"),
			sandpiper.Hostname("web-1"), sandpiper.Device("sda"),
		}
		c.Count("plain", 1, all...)
		c.Gauge("timed", 1, append(all, sandpiper.At(at))...)
		c.Raw("timed", 1, sandpiper.At(at))
		return nil
	})
	tags := []string{"a:1", "b:2", "c:3"}
	want := []sandpipertest.Metric{
		{Kind: "count", Name: "plain", Value: 1, Tags: tags, Hostname: "web-1", Device: "sda"},
		{Kind: "gauge", Name: "timed", Value: 1, Tags: tags, Hostname: "web-1", Device: "sda", At: at.Local()},
		{Kind: "raw", Name: "timed", Value: 1, At: at.Local()},
	}
	if !reflect.DeepEqual(got.Metrics, want) {
		t.Errorf("got\n%v\nwant\n%v", got.Metrics, want)
	}
}

func TestSamplesCrossInBatchesOfFiveHundred(t *testing.T) {
	h := new(host)
	sandpiper.RunOn(h, func(c *sandpiper.Check) error {
		for i := range 1001 {
			c.Gauge("load", float64(i), sandpiper.Tags("a:1"))
		}
		return nil
	})
	var sizes []int
	for i, batch := range h.batches {
		sizes = append(sizes, len(batch))
		if want := (abi.Sample{Value: float64(500 * i)}); batch[0] != want {
			t.Errorf("batch %d begins with %v, want %v", i, batch[0], want)
		}
	}
	if fmt.Sprint(sizes) != "[500 500 1]" || len(h.registered) != 1 {
		t.Errorf("batches of %v, registered %v", sizes, h.registered)
	}
}

func TestAMetricIsRegisteredOncePerIdentity(t *testing.T) {
	h := new(host)
	sandpiper.RunOn(h, func(c *sandpiper.Check) error {
		for range 2 {
			c.Gauge("a", 1)
			c.Rate("a", 1)
			c.Gauge("a", 1, sandpiper.Tags("b"))
			c.Gauge("a", 1, sandpiper.Hostname("b"))
			c.Gauge("a", 1, sandpiper.Device("b"))
			c.Gauge("a", 1, sandpiper.Tags("b", "c"))
			c.Gauge("a", 1, sandpiper.Tags("bc"))
			c.Gauge("ab", 1)
		}
		return nil
	})
	if len(h.registered) != 8 {
		t.Errorf("registered %q", h.registered)
	}
	for i, sample := range h.batches[0] {
		if int(sample.Handle) != i%8 {
			t.Errorf("sample %d has handle %d", i, sample.Handle)
		}
	}
}

func TestATimedSampleKeepsItsPlace(t *testing.T) {
	h := new(host)
	sandpiper.RunOn(h, func(c *sandpiper.Check) error {
		c.Gauge("a", 1)
		c.Gauge("a", 2, sandpiper.At(time.Unix(1, 0)))
		if len(h.batches) != 1 || len(h.gauges) != 1 {
			t.Errorf("%d batches went before %d timed samples", len(h.batches), len(h.gauges))
		}
		return nil
	})
}

func TestARefusedMetricHoldsUpNothing(t *testing.T) {
	h := &host{refuse: true}
	answer := sandpiper.RunOn(h, func(c *sandpiper.Check) error {
		c.Gauge("a", 1)
		c.Gauge("a", 2)
		return nil
	})
	if answer != 0 || len(h.batches) != 0 || len(h.registered) != 2 {
		t.Errorf("answer %d, batches %v, registered %v", answer, h.batches, h.registered)
	}
}

func TestASampleOfAKnownMetricAllocatesNothing(t *testing.T) {
	h := new(host)
	sandpiper.RunOn(h, func(c *sandpiper.Check) error {
		c.Gauge("a", 1)
		if allocs := testing.AllocsPerRun(400, func() { c.Gauge("a", 1) }); allocs > 0 {
			t.Errorf("a sample of a known metric makes %v allocations", allocs)
		}
		return nil
	})
}
