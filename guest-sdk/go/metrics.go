package sandpiper

import (
	"encoding/binary"

	"github.com/sandpiper-checks/sandpiper/guest-sdk/go/internal/abi"
)

// Gauge reports the value of something that goes up and down. Of several
// values in one run the last one counts.
func (c *Check) Gauge(name string, value float64, options ...MetricOption) {
	o := collect(options)
	if o.at.IsZero() {
		c.sample(abi.KindGauge, name, value, &o)
		return
	}
	c.flush() // keeps the order
	c.host.Gauge(name, value, o.tags, o.hostname, o.device, unixSeconds(o.at))
}

// Rate reports a growing quantity; what is sent is its change per second since
// the sample before, be it of this run or of an earlier one.
func (c *Check) Rate(name string, value float64, options ...MetricOption) {
	c.sampleWith(abi.KindRate, name, value, options)
}

// Count adds value to a sum, which is sent at the end of the run.
func (c *Check) Count(name string, value float64, options ...MetricOption) {
	c.sampleWith(abi.KindCount, name, value, options)
}

// MonotonicCount reports a counter that only grows, until it starts anew; what
// is sent is by how much it grew.
func (c *Check) MonotonicCount(name string, value float64, options ...MetricOption) {
	c.sampleWith(abi.KindMonotonicCount, name, value, options)
}

// Increment adds 1, or what [By] says, to a counter that is 0 when a run
// begins; what is sent is the run's total as a rate per second.
func (c *Check) Increment(name string, options ...MetricOption) {
	o := collect(options)
	c.sample(abi.KindCounter, name, o.by, &o)
}

// Decrement takes 1, or what [By] says, off the counter of [Check.Increment].
func (c *Check) Decrement(name string, options ...MetricOption) {
	o := collect(options)
	c.sample(abi.KindCounter, name, -o.by, &o)
}

// Histogram reports one value of a distribution; what is sent are aggregates
// and percentiles of all values of the run.
func (c *Check) Histogram(name string, value float64, options ...MetricOption) {
	c.sampleWith(abi.KindHistogram, name, value, options)
}

// Raw reports a value that is sent as it is, each one.
func (c *Check) Raw(name string, value float64, options ...MetricOption) {
	o := collect(options)
	if o.at.IsZero() {
		c.sample(abi.KindRaw, name, value, &o)
		return
	}
	c.flush() // keeps the order
	c.host.Raw(name, value, o.tags, o.hostname, o.device, unixSeconds(o.at))
}

func collect(options []MetricOption) metricOptions {
	o := metricOptions{by: 1}
	for _, option := range options {
		o = option.metric(o)
	}
	return o
}

// maxBatch is how many samples wait at most until they are submitted: 8,000
// bytes of them.
const maxBatch = 500

// batch holds the samples that wait, and the handles of what was reported in
// this run.
type batch struct {
	samples []abi.Sample
	handles map[string]int32
	key     []byte
}

func (c *Check) sampleWith(kind int32, name string, value float64, options []MetricOption) {
	o := collect(options)
	c.sample(kind, name, value, &o)
}

func (c *Check) sample(kind int32, name string, value float64, o *metricOptions) {
	b := &c.metrics
	handle, ok := b.handle(kind, name, o)
	if !ok {
		handle = c.host.Metric(kind, name, o.tags, o.hostname, o.device)
		if handle < 0 {
			return // the agent counts it and warns, and is asked anew for the next one
		}
		b.handles[string(b.key)] = handle
	}
	b.samples = append(b.samples, abi.Sample{Handle: handle, Value: value})
	if len(b.samples) == maxBatch {
		c.flush()
	}
}

// handle returns the handle of a metric that was registered before, and leaves
// its key in b.key.
func (b *batch) handle(kind int32, name string, o *metricOptions) (int32, bool) {
	if b.handles == nil {
		b.handles = make(map[string]int32)
	}
	key := append(b.key[:0], byte(kind))
	key = appendText(key, name)
	key = appendText(key, o.hostname)
	key = appendText(key, o.device)
	for _, tag := range o.tags {
		key = appendText(key, tag)
	}
	b.key = key
	handle, ok := b.handles[string(key)]
	return handle, ok
}

// appendText appends the length of s and s, so that no two lists of texts make
// one key.
func appendText(key []byte, s string) []byte {
	return append(binary.AppendUvarint(key, uint64(len(s))), s...)
}

// flush submits the samples that wait.
func (c *Check) flush() {
	if b := &c.metrics; len(b.samples) > 0 {
		c.host.Submit(b.samples)
		b.samples = b.samples[:0]
	}
}
