package agent

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
)

// bill is what the runs of an instance have cost since the last flush, which
// the agent reports as metrics of its own.
type bill struct {
	runs    int
	usage   check.Usage // sums, but of Wall and MemoryBytes the greatest
	faults  map[check.Reason]int
	refused map[string]int // by cause
}

// charge adds a run to the bill of its instance. The causes of what it was
// refused are those of its record, which are bounded.
func (a *Agent) charge(run Run) {
	b := a.bills[run.Instance.ID]
	if b == nil {
		b = &bill{faults: map[check.Reason]int{}, refused: map[string]int{}}
		a.bills[run.Instance.ID] = b
	}
	b.runs++
	sum, u := &b.usage, run.Usage
	sum.Wall = max(sum.Wall, u.Wall)
	sum.MemoryBytes = max(sum.MemoryBytes, u.MemoryBytes)
	sum.Fuel += u.Fuel
	sum.HostCalls += u.HostCalls
	sum.HTTPCalls += u.HTTPCalls
	sum.BytesIn += u.BytesIn
	sum.BytesOut += u.BytesOut
	if run.Fault != nil {
		b.faults[run.Fault.Reason]++
	}
	for _, r := range run.Refused {
		b.refused[causeOf(a.records[run.Instance.ID].Refused, r.Cause)] += r.Count
	}
}

// takeBills returns the metrics of all bills, and begins new ones.
func (a *Agent) takeBills(now time.Time) (series []check.Series) {
	for _, instance := range a.options.Checks.Instances {
		if b := a.bills[instance.ID]; b != nil {
			series = append(series, b.series(&instance, a.host.Name, now)...)
		}
	}
	clear(a.bills)
	return series
}

// series are the bill as metrics. What is rare is left out where there is none.
func (b *bill) series(i *check.Instance, hostname string, now time.Time) (series []check.Series) {
	add := func(kind check.SeriesType, name string, value float64, tags ...string) {
		tags = append(tags, "check:"+i.Check, "instance:"+strconv.Itoa(i.Index))
		series = append(series, check.Series{
			Context: check.NewContext("sandpiper.check."+name, tags, hostname, ""), Type: kind,
			Points: []check.Point{{At: now.UnixNano(), Value: value}},
		})
	}
	add(check.TypeCount, "runs", float64(b.runs))
	add(check.TypeGauge, "wall_time", b.usage.Wall.Seconds())
	add(check.TypeCount, "fuel", float64(b.usage.Fuel))
	add(check.TypeGauge, "memory", float64(b.usage.MemoryBytes))
	add(check.TypeCount, "host_calls", float64(b.usage.HostCalls))
	if b.usage.HTTPCalls > 0 {
		add(check.TypeCount, "http.calls", float64(b.usage.HTTPCalls))
		add(check.TypeCount, "http.bytes_in", float64(b.usage.BytesIn))
		add(check.TypeCount, "http.bytes_out", float64(b.usage.BytesOut))
	}
	word := strings.NewReplacer(" ", "_")
	for _, reason := range sorted(b.faults) {
		add(check.TypeCount, "faults", float64(b.faults[reason]), "reason:"+word.Replace(string(reason)))
	}
	for _, cause := range sorted(b.refused) {
		add(check.TypeCount, "refused", float64(b.refused[cause]), "cause:"+word.Replace(cause))
	}
	return series
}

func sorted[K ~string, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
