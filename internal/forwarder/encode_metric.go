package forwarder

import (
	"math"
	"strconv"

	"github.com/sandpiper-checks/sandpiper/check"
)

// attributes are the fourth element of a metric's tuple. The name hostname is
// right here; service checks say host_name.
type attributes struct {
	Hostname string           `json:"hostname,omitempty"`
	Type     check.SeriesType `json:"type,omitempty"`
	Tags     []string         `json:"tags,omitempty"`
	Device   string           `json:"device_name,omitempty"`
}

// metrics adds each point as a tuple: name, whole seconds, value and, where
// there are any, attributes.
func (e *encoder) metrics(series []check.Series) {
	at := &place{section: metrics}
	for _, s := range series {
		c := s.Context
		what := func() string { return named("metric", c.Name) }
		head, tail := must(c.Name), must(attributes{c.Hostname, s.Type, c.Tags, c.Device})
		for _, p := range s.Points {
			switch {
			case c.Name == "":
				e.lose(what(), errNoName)
				continue
			case !finite(p.Value):
				e.lose(what(), errNotFinite)
				continue
			}
			tuple := make([]byte, 0, len(head)+len(tail)+48)
			tuple = append(append(tuple, '['), head...)
			tuple = strconv.AppendInt(append(tuple, ','), wholeSeconds(p.At), 10)
			tuple = appendNumber(append(tuple, ','), p.Value)
			if string(tail) != "{}" {
				tuple = append(append(tuple, ','), tail...)
			}
			e.add(item{place: at, json: append(tuple, ']')}, what)
		}
	}
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// wholeSeconds rounds Unix nanoseconds down, also before 1970.
func wholeSeconds(ns int64) int64 {
	s := ns / 1e9
	if ns%1e9 < 0 {
		s--
	}
	return s
}

// appendNumber writes a finite value as encoding/json does.
func appendNumber(b []byte, v float64) []byte {
	format := byte('f')
	if abs := math.Abs(v); abs != 0 && (abs < 1e-6 || abs >= 1e21) {
		format = 'e'
	}
	return strconv.AppendFloat(b, v, format, -1, 64)
}
