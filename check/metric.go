package check

import (
	"slices"
	"strings"
)

// Kind is what the author of a check called: it decides how samples become
// points. Its numbers are those of the ABI.
type Kind uint8

const (
	Gauge          Kind = iota // the last value
	Rate                       // the change per second between the last two samples
	Count                      // the sum
	MonotonicCount             // the sum of the increases of a growing counter
	Counter                    // increment and decrement: the sum per run, sent as a rate
	Histogram                  // aggregates and percentiles of all samples
	Raw                        // each sample as it is
	kinds
)

// Kinds is how many kinds there are; a Kind is valid when it is less.
const Kinds = int(kinds)

var kindNames = [kinds]string{"gauge", "rate", "count", "monotonic_count", "counter", "histogram", "raw"}

func (k Kind) String() string {
	if k < kinds {
		return kindNames[k]
	}
	return "unknown"
}

// Context is the identity of a series. It is made once by [NewContext] and
// shared from then on.
type Context struct {
	Name     string
	Tags     []string // a sorted set
	Hostname string
	Device   string

	// Key is equal for two contexts exactly when all the fields above are.
	Key string
}

// NewContext returns the context of a name, tags in any order (repeats are
// dropped), a hostname and a device name. It keeps and sorts tags.
func NewContext(name string, tags []string, hostname, device string) *Context {
	slices.Sort(tags)
	tags = slices.Compact(tags)
	var key strings.Builder
	for _, part := range []string{name, hostname, device} {
		writePart(&key, part)
	}
	for _, tag := range tags {
		writePart(&key, tag)
	}
	return &Context{Name: name, Tags: tags, Hostname: hostname, Device: device, Key: key.String()}
}

// writePart appends s so that no two lists of parts give the same key: a NUL
// byte ends a part, and one within s is doubled by an escape.
func writePart(b *strings.Builder, s string) {
	b.WriteString(strings.ReplaceAll(s, "\x00", "\x00\x01"))
	b.WriteString("\x00\x00")
}

// Sample is one submitted value.
type Sample struct {
	Context *Context
	Kind    Kind
	Value   float64 // finite
	// At is the time of the value in Unix nanoseconds: that of the call,
	// unless Explicit.
	At int64
	// Explicit says that the author gave the time of the value.
	Explicit bool
}

// SeriesType is how a series is to be read by its receiver.
type SeriesType string

const (
	TypeGauge SeriesType = "gauge"
	TypeRate  SeriesType = "rate"
	TypeCount SeriesType = "count"
	TypeRaw   SeriesType = "raw"
)

// Series is the points of one context that became known together.
type Series struct {
	Context *Context
	Type    SeriesType
	Points  []Point
}

// Point is a value at a time in Unix nanoseconds.
type Point struct {
	At    int64
	Value float64
}
