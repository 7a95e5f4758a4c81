package config

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
	"gopkg.in/yaml.v3"
)

// limit is one key of sandbox.limits: how it is written, between which bounds,
// and which field of check.Limits it is.
type limit struct {
	name        string
	form        limitForm
	least, most int64 // in the unit of the field

	get func(*check.Limits) int64
	set func(*check.Limits, int64)
}

// limitForm is what a limit may be written as.
type limitForm int

const (
	aNumber limitForm = iota
	aSpan
	aSize
)

func limitOf[T ~int | ~int64](name string, form limitForm, least, most int64, field func(*check.Limits) *T) limit {
	return limit{
		name: name, form: form, least: least, most: most,
		get: func(l *check.Limits) int64 { return int64(*field(l)) },
		set: func(l *check.Limits, value int64) { *field(l) = T(value) },
	}
}

// contextsLimit is also what max_returned_metrics sets.
var contextsLimit = limitOf("contexts", aNumber, 1, math.MaxInt32, func(l *check.Limits) *int { return &l.Contexts })

// limitTable lists every limit of a run.
var limitTable = []limit{
	limitOf("wall", aSpan, int64(time.Millisecond), int64(maxSpan), func(l *check.Limits) *time.Duration { return &l.Wall }),
	limitOf("fuel", aNumber, 1, 1e15, func(l *check.Limits) *int64 { return &l.Fuel }),
	limitOf("memory", aSize, 64<<10, 4<<30, func(l *check.Limits) *int64 { return &l.MemoryBytes }), // a page, and all that wasm32 can address
	limitOf("host_calls", aNumber, 1, math.MaxInt32, func(l *check.Limits) *int { return &l.HostCalls }),
	contextsLimit,
	limitOf("samples", aNumber, 1, math.MaxInt32, func(l *check.Limits) *int { return &l.Samples }),
	limitOf("events", aNumber, 1, math.MaxInt32, func(l *check.Limits) *int { return &l.Events }),
	limitOf("service_checks", aNumber, 1, math.MaxInt32, func(l *check.Limits) *int { return &l.ServiceChecks }),
	limitOf("topology_elements", aNumber, 1, math.MaxInt32, func(l *check.Limits) *int { return &l.TopologyElements }),
	limitOf("log", aSize, 1, math.MaxInt32, func(l *check.Limits) *int { return &l.LogBytes }),
	limitOf("report", aSize, 1, math.MaxInt32, func(l *check.Limits) *int { return &l.ReportBytes }),
	limitOf("http_calls", aNumber, 1, math.MaxInt32, func(l *check.Limits) *int { return &l.HTTPCalls }),
	limitOf("http_body", aSize, 1, math.MaxInt32, func(l *check.Limits) *int64 { return &l.HTTPBodyBytes }),
	limitOf("http_bytes", aSize, 1, 1<<40, func(l *check.Limits) *int64 { return &l.HTTPBytes }),
	limitOf("file_bytes", aSize, 1, 1<<40, func(l *check.Limits) *int64 { return &l.FileBytes }),
	limitOf("state", aSize, 1, math.MaxInt32, func(l *check.Limits) *int64 { return &l.StateBytes }),
}

// limits reads the limits of a run, none above the ceiling. A misspelt one is
// an error: whoever sets a limit counts on it.
func (d *document) limits(n *yaml.Node, ceiling check.Limits) (limits check.Limits) {
	known := map[string]limit{}
	for _, l := range limitTable {
		known[l.name] = l
	}
	for _, p := range d.mapping("limits", n) {
		l, ok := known[p.key]
		if !ok {
			d.fail(p.at, fmt.Sprintf("there is no limit %s", quote(p.key)), didYouMean(p.key, sortedKeys(known)))
			continue
		}
		if value, ok := l.read(d, p.value); ok {
			l.set(&limits, d.under(p.key, p.value, l, value, ceiling))
		}
	}
	return limits
}

func (l limit) read(d *document, n *yaml.Node) (int64, bool) {
	switch l.form {
	case aSpan:
		span, ok := d.positive(l.name, n, secondsOrDuration, time.Duration(l.least))
		return int64(span), ok
	case aSize:
		return d.size(l.name, n, l.least, l.most)
	default:
		return d.count(l.name, n, l.least, l.most)
	}
}

// show writes a value of the limit as a person would.
func (l limit) show(value int64) string {
	switch l.form {
	case aSpan:
		return time.Duration(value).String()
	case aSize:
		return showSize(value)
	default:
		return strconv.FormatInt(value, 10)
	}
}

// under returns the value that a key asks for, or the ceiling when that is
// less, which is reported. A ceiling of 0 is none.
func (d *document) under(key string, n *yaml.Node, l limit, value int64, ceiling check.Limits) int64 {
	most := l.get(&ceiling)
	if most == 0 || value <= most {
		return value
	}
	d.warn(n, fmt.Sprintf("%s %s is over the agent's own limit; %s holds", key, show(n), l.show(most)),
		fmt.Sprintf("ask for no more, or raise sandbox.limits.%s in sandpiper.yaml", l.name))
	return most
}

// standard are the limits of a run that configures none, none above the ceiling.
func standard(ceiling check.Limits) check.Limits {
	limits := check.DefaultLimits()
	for _, l := range limitTable {
		if most := l.get(&ceiling); most > 0 {
			l.set(&limits, min(l.get(&limits), most))
		}
	}
	return limits
}
