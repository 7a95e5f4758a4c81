package forwarder

import (
	"encoding/json"
	"math"

	"github.com/sandpiper-checks/sandpiper/check"
)

// linesBytes is how much one body of lines holds, unless one line alone is
// longer.
const linesBytes = 1 << 20

// lines gathers one payload as lines of JSON.
//
// Each begins with its kind and the hostname of the agent, and goes on with the
// names that check/json.go gives. Events and metadata also say which check and
// which of its instances they came from. In a service check the field check is
// its own name, and that of the check stands in from; in a topology the field
// instance is its source.
type lines struct {
	agent  string
	bodies []Body
	losses []Loss
}

// Encode implements [Output].
func (j *JSONL) Encode(p check.Payload) ([]Body, []Loss) {
	l := &lines{agent: p.Host.Name}
	for m := range check.Metrics(p.Series) {
		switch {
		case m.Name == "":
			l.lose(named("metric", m.Name), errNoName)
		case !finite(m.Value):
			l.lose(named("metric", m.Name), errNotFinite)
		default:
			l.add("metric", nil, must(m))
		}
	}
	for _, e := range p.Events {
		l.event(e)
	}
	for _, c := range p.ServiceChecks {
		if c.Value.Name == "" {
			l.lose(named("service check", c.Value.Name), errNoName)
			continue
		}
		l.add("service_check", struct {
			From     string `json:"from"`
			Instance int    `json:"instance"`
		}{c.Check, c.Index}, must(c.Value))
	}
	for _, t := range p.Topologies {
		e := encoder{limit: math.MaxInt}
		e.topology(t)
		l.losses = append(l.losses, e.losses...)
		if len(e.items) > 0 {
			l.add("topology", nil, appendPlace(nil, e.items))
		}
	}
	for _, m := range p.Metadata {
		l.add("metadata", origin{m.Check, m.Index}, must(struct {
			At    check.Seconds `json:"timestamp"`
			Name  string        `json:"name"`
			Value string        `json:"value"`
		}{check.Seconds(p.At), m.Value.Name, m.Value.Value}))
	}
	return l.bodies, l.losses
}

// origin is the instance that a value came from.
type origin struct {
	Check    string `json:"check"`
	Instance int    `json:"instance"`
}

func (l *lines) event(e check.Emitted[check.Event]) {
	what := named("event", e.Value.Title) + " of " + named("check", e.Check)
	if e.Value.Title == "" && e.Value.Text == "" {
		l.lose(what, errNoName)
		return
	}
	own := extra(e.Value.Extra)
	for _, name := range []string{"kind", "agent", "check", "instance"} {
		delete(own, name)
	}
	e.Value.Extra = own
	b, err := encode(e.Value)
	if err != nil {
		l.lose(what, err)
		return
	}
	l.add("event", origin{e.Check, e.Index}, b)
}

// add appends one line: the fields of kind and origin, which may be nil, and
// those of the object b, which is not empty.
func (l *lines) add(kind string, from any, b json.RawMessage) {
	line := must(struct {
		Kind  string `json:"kind"`
		Agent string `json:"agent"`
	}{kind, l.agent})
	if from != nil {
		line = merge(line, must(from))
	}
	line = append(merge(line, b), '\n')
	last := len(l.bodies) - 1
	if last < 0 || len(l.bodies[last].Data)+len(line) > linesBytes {
		l.bodies = append(l.bodies, Body{})
		last++
	}
	l.bodies[last].Data = append(l.bodies[last].Data, line...)
	l.bodies[last].Items++
}

func (l *lines) lose(what string, err error) {
	l.losses = append(l.losses, Loss{Item: what, Err: err})
}

// merge joins two JSON objects, neither of them empty, that share no name.
func merge(a, b []byte) []byte { return append(append(a[:len(a)-1], ','), b[1:]...) }
