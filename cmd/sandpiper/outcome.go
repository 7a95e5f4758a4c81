package main

import (
	"slices"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/internal/agent"
)

// outcome is one run of one instance as check --json shows it; its schema is
// docs/check.schema.json. The other formats show parts of it.
type outcome struct {
	Check           string               `json:"check"`
	Instance        int                  `json:"instance"`
	Status          string               `json:"status"` // ok, warning or error
	Error           *failure             `json:"error"`
	Warnings        []string             `json:"warnings"`
	Metrics         []check.Metric       `json:"metrics"`
	Events          []check.Event        `json:"events"`
	ServiceChecks   []check.ServiceCheck `json:"service_checks"`
	Topologies      []check.Topology     `json:"topologies"`
	ServiceMetadata map[string]string    `json:"service_metadata"`
	Logs            []logLine            `json:"logs"`
	Usage           check.Usage          `json:"usage"`

	hostname string // of the agent
	main     bool   // a script that ran as a program of its own
	config   []byte // of the instance
	counts   agent.Counts
	reason   check.Reason // of the error
	// pending says that a metric is not there because its kind needs another
	// run.
	pending bool
}

// failure is why a run failed.
type failure struct {
	Kind      string `json:"kind"`
	Message   string `json:"message"`
	Traceback string `json:"traceback"`
	Hint      string `json:"hint,omitempty"` // where the limit that ended the run can be moved
}

type logLine struct {
	Timestamp check.Seconds `json:"timestamp"`
	Level     string        `json:"level"`
	Message   string        `json:"message"`
}

// outcomeOf copies what the agent may use again.
func outcomeOf(run agent.Run, hostname string) outcome {
	o := outcome{
		Check: run.Instance.Check, Instance: run.Instance.Index,
		Status:          [...]string{check.StatusOK: "ok", check.StatusWarning: "warning", check.StatusError: "error"}[run.Status()],
		Warnings:        list(run.Warnings),
		Metrics:         list(slices.Collect(check.Metrics(run.Series))),
		Events:          list(run.Events),
		ServiceChecks:   list(run.ServiceChecks),
		Topologies:      list(run.Topologies),
		ServiceMetadata: map[string]string{},
		Logs:            []logLine{},
		Usage:           run.Usage,
		hostname:        hostname,
		main:            run.Instance.Main,
		counts:          agent.CountsOf(run),
		config:          run.Instance.Config,
	}
	if f := run.Fault; f != nil {
		o.Error, o.reason = &failure{f.Kind, f.Detail, f.Backtrace, f.Hint()}, f.Reason
	}
	for _, m := range run.Metadata {
		o.ServiceMetadata[m.Name] = m.Value
	}
	for _, l := range run.Logs {
		o.Logs = append(o.Logs, logLine{check.Seconds(l.At), levelName(l.Level), l.Message})
	}
	known := map[string]bool{}
	for _, s := range run.Series {
		known[s.Context.Key] = true
	}
	o.pending = slices.ContainsFunc(run.Samples, func(s check.Sample) bool {
		return (s.Kind == check.Rate || s.Kind == check.MonotonicCount) && !known[s.Context.Key]
	})
	return o
}

// list copies a list, and makes an absent one empty, so that JSON shows [].
func list[T any](l []T) []T { return append([]T{}, l...) }

// outcomesJSON is the list of all outcomes.
func outcomesJSON(rounds [][]outcome) ([]byte, error) { return indentedJSON(slices.Concat(rounds...)) }
