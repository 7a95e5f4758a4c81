package agent

import (
	"context"
	"slices"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
)

// CheckStatus is the service check by which the agent tells how a run went.
const CheckStatus = "stackstate.agent.check_status"

// Consume takes a result from the scheduler and hands it on: to the
// aggregator, to the topology, to what the next flush sends, to the log, and
// to the console.
func (a *Agent) Consume(r check.Result) {
	a.mu.Lock()
	defer a.mu.Unlock()
	run := a.apply(r)
	a.gather(run)
	if a.options.Main.InternalMetrics {
		a.charge(run)
	}
	if a.options.Console != nil {
		a.options.Console.Ran(run)
	}
	a.runtime.Release(&r)
}

// take is Consume for a run that nothing is delivered of.
func (a *Agent) take(r check.Result) Run {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.apply(r)
}

// apply finds out what a result means, and logs what it says.
func (a *Agent) apply(r check.Result) Run {
	a.log(r)
	run := Run{Result: r}
	run.ServiceChecks = a.numbered(r.ServiceChecks)
	committed := a.aggregator.Commit(r)
	run.Series = committed.Series
	logger := a.logger(r.Instance)
	for _, note := range committed.Notes {
		logger.Log(context.Background(), note.Level, note.Message, "metric", note.Context.Name, "count", note.Count)
	}
	for _, t := range r.Topologies {
		change := a.topology.Apply(t)
		run.Changes = append(run.Changes, change)
		if change.Forgotten > 0 {
			logger.Warn("topologies were forgotten to stay within memory", "count", change.Forgotten)
		}
	}
	a.record(run)
	return run
}

// numbered gives each service check that has no check_run_id the next one.
func (a *Agent) numbered(given []check.ServiceCheck) []check.ServiceCheck {
	numbered := slices.Clone(given)
	for i := range numbered {
		if numbered[i].RunID == 0 {
			a.nextCheckID++
			numbered[i].RunID = a.nextCheckID
		}
	}
	return numbered
}

// gather adds a run to what the next flush sends.
func (a *Agent) gather(run Run) {
	p, i := &a.pending, run.Instance
	p.Series = append(p.Series, run.Series...)
	p.ServiceChecks = appendEmitted(p.ServiceChecks, i, run.ServiceChecks...)
	p.ServiceChecks = appendEmitted(p.ServiceChecks, i, a.statusOf(run.Result))
	p.Topologies = append(p.Topologies, run.Topologies...)
	p.Events = appendEmitted(p.Events, i, run.Events...)
	p.Metadata = appendEmitted(p.Metadata, i, run.Metadata...)
}

// appendEmitted appends values that an instance emitted.
func appendEmitted[T any](all []check.Emitted[T], by *check.Instance, values ...T) []check.Emitted[T] {
	for _, v := range values {
		all = append(all, check.Emitted[T]{Check: by.Check, Index: by.Index, Value: v})
	}
	return all
}

// statusOf is how the run went, as a service check.
func (a *Agent) statusOf(r check.Result) check.ServiceCheck {
	status := a.newStatus(r.Instance, r.End())
	switch r.Status() {
	case check.StatusWarning:
		status.Status, status.Message = check.Warning, r.Warnings[0]
	case check.StatusError:
		status.Status, status.Message = check.Critical, r.Fault.Error()
	}
	return status
}

// newStatus is the status OK of an instance.
func (a *Agent) newStatus(i *check.Instance, at time.Time) check.ServiceCheck {
	a.nextCheckID++
	return check.ServiceCheck{
		RunID: a.nextCheckID, Name: CheckStatus, Timestamp: at,
		Hostname: a.host.Name, Tags: []string{"check:" + i.Check},
	}
}
