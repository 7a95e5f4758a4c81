package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
)

// influxLines is the line protocol: a line for each point, whose only field is
// value, with the time in nanoseconds. A database keeps one point of a series
// at a time, so of those that share it each comes a nanosecond after the last.
func influxLines(outcomes []outcome) string {
	var b strings.Builder
	next := map[string]int64{} // the first time that is free, by series
	for _, o := range outcomes {
		for _, m := range o.Metrics {
			series := influxSeries(o, m)
			at := max(time.Time(m.Timestamp).UnixNano(), next[series])
			next[series] = at + 1
			value := strconv.FormatFloat(m.Value, 'g', -1, 64)
			fmt.Fprintf(&b, "%s value=%s %d\n", series, value, at)
		}
	}
	return b.String()
}

// influxSeries is the name and the tags of a metric.
func influxSeries(o outcome, m check.Metric) string {
	var b strings.Builder
	b.WriteString(influxMeasurement(m.Name))
	for _, l := range labels(o, m, func(name string) string { return name }) {
		b.WriteString("," + influxText(l.name) + "=" + influxText(l.value))
	}
	return b.String()
}

// influxMeasurement is a name at the begin of a line, where # means a comment.
func influxMeasurement(name string) string {
	name = strings.NewReplacer(",", `\,`, " ", `\ `).Replace(endable(printable(name)))
	if strings.HasPrefix(name, "#") {
		return "_" + name[1:]
	}
	return name
}

// influxText is the name or the value of a tag.
func influxText(s string) string {
	return strings.NewReplacer(",", `\,`, "=", `\=`, " ", `\ `).Replace(endable(s))
}

// endable is s without backslashes at its end, which would make of what comes
// next a part of it. There is no escape for them.
func endable(s string) string {
	if end := strings.TrimRight(s, `\`); end != s {
		return end + "_"
	}
	return s
}
