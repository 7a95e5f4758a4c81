package sandpiper

import (
	"slices"
	"time"
)

// MetricOption adds to a metric.
type MetricOption interface {
	metric(metricOptions) metricOptions
}

// ServiceCheckOption adds to a service check.
type ServiceCheckOption interface {
	serviceCheck(serviceCheckOptions) serviceCheckOptions
}

// Option adds to a metric or a service check.
type Option interface {
	MetricOption
	ServiceCheckOption
}

// Tags adds tags, by custom of the form key:value. Their order does not
// matter, and of equal ones the agent keeps one.
func Tags(tags ...string) Option { return tagsOption(tags) }

// Hostname names the host that the metric or the service check is about; the
// default is the agent's.
func Hostname(name string) Option { return hostnameOption(name) }

// At tells when the value was taken, or the service checked; the default is
// now. Of the metrics only [Check.Gauge] and [Check.Raw] heed it.
func At(t time.Time) Option { return atOption(t) }

// Device names the device of that host that the metric is about.
func Device(name string) MetricOption { return deviceOption(name) }

// By is the size of a [Check.Increment] or [Check.Decrement]; the default is
// 1. The other metrics pay no heed to it.
func By(n float64) MetricOption { return byOption(n) }

// Message tells why a service has the status that it has.
func Message(text string) ServiceCheckOption { return messageOption(text) }

// CheckRunID is a number by which to trace a service check in the agent's log;
// the default is one that the agent gives. It need not be unique.
func CheckRunID(id int64) ServiceCheckOption { return checkRunIDOption(id) }

type metricOptions struct {
	tags     []string
	hostname string
	device   string
	at       time.Time
	by       float64
}

type serviceCheckOptions struct {
	tags     []string
	hostname string
	message  string
	at       time.Time
	runID    int64
}

type (
	tagsOption       []string
	hostnameOption   string
	atOption         time.Time
	deviceOption     string
	byOption         float64
	messageOption    string
	checkRunIDOption int64
)

// Options are handed on by value: by reference each sample would cost an
// allocation.

func (o tagsOption) metric(m metricOptions) metricOptions {
	m.tags = join(m.tags, o)
	return m
}

func (o hostnameOption) metric(m metricOptions) metricOptions {
	m.hostname = string(o)
	return m
}

func (o atOption) metric(m metricOptions) metricOptions {
	m.at = time.Time(o)
	return m
}

func (o deviceOption) metric(m metricOptions) metricOptions {
	m.device = string(o)
	return m
}

func (o byOption) metric(m metricOptions) metricOptions {
	m.by = float64(o)
	return m
}

func (o tagsOption) serviceCheck(s serviceCheckOptions) serviceCheckOptions {
	s.tags = join(s.tags, o)
	return s
}

func (o hostnameOption) serviceCheck(s serviceCheckOptions) serviceCheckOptions {
	s.hostname = string(o)
	return s
}

func (o atOption) serviceCheck(s serviceCheckOptions) serviceCheckOptions {
	s.at = time.Time(o)
	return s
}

func (o messageOption) serviceCheck(s serviceCheckOptions) serviceCheckOptions {
	s.message = string(o)
	return s
}

func (o checkRunIDOption) serviceCheck(s serviceCheckOptions) serviceCheckOptions {
	s.runID = int64(o)
	return s
}

// join returns a followed by b without a copy in the common case that a is
// empty, and never writes into a.
func join(a, b []string) []string {
	if len(a) == 0 {
		return b
	}
	return append(slices.Clip(a), b...)
}

// unixSeconds is an instant as the agent takes it; 0 is now.
func unixSeconds(t time.Time) float64 {
	if t.IsZero() {
		return 0
	}
	return float64(t.Unix()) + float64(t.Nanosecond())/1e9
}
