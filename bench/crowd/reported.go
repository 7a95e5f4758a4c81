package crowd

import (
	"bytes"
	"fmt"
	"strconv"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
)

// reporter makes results of what a check reports in a way of others. It is of
// one instance, and keeps contexts from run to run as any host would.
type reporter struct {
	instance *check.Instance
	contexts map[string]*check.Context
	samples  []check.Sample
}

func newReporter(instance *check.Instance) *reporter {
	return &reporter{instance: instance, contexts: map[string]*check.Context{}}
}

// context is that of a name.
func (r *reporter) context(name []byte) *check.Context {
	known := r.contexts[string(name)]
	if known == nil {
		tags := []string{"role:frontend", "zone:eu-west-1a", "service:" + r.instance.Service}
		known = check.NewContext(string(name), tags, "bench", "")
		r.contexts[string(name)] = known
	}
	return known
}

func (r *reporter) gauge(context *check.Context, value float64) {
	r.samples = append(r.samples, check.Sample{Context: context, Kind: check.Gauge, Value: value, At: time.Now().UnixNano()})
}

// lines reports NAME=VALUE a line.
func (r *reporter) lines(b []byte) error {
	for line := range bytes.Lines(b) {
		name, text, _ := bytes.Cut(bytes.TrimSuffix(line, []byte("\n")), []byte("="))
		value, err := strconv.ParseFloat(string(text), 64)
		if err != nil {
			return fmt.Errorf("%s reports %q: %w", r.instance.ID, line, err)
		}
		r.gauge(r.context(name), value)
	}
	return nil
}

// run runs the instance once. The result is good until the next run.
func (r *reporter) run(once func() error) (check.Result, error) {
	start := time.Now()
	r.samples = r.samples[:0]
	if err := once(); err != nil {
		return check.Result{}, err
	}
	return check.Result{Instance: r.instance, Start: start, Samples: r.samples, Usage: check.Usage{Wall: time.Since(start)}}, nil
}
