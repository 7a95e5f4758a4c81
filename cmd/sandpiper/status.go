package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/internal/agent"
	"github.com/sandpiper-checks/sandpiper/runtime"
)

// statusBlock is how a check went, as the document lays it out.
//
// Where a check says itself that it failed, it says where; the place at which
// the sandbox stopped one is shown when tracebacks are asked for.
//
//	my_custom_check
//	---------------
//	  - instance #0 [ERROR]: ConnectionError('Connection refused.',)
//	  - Collected 0 metrics & 0 events
//	  - #0 used 1520 fuel, 2.9 ms, 128.0 KiB, 3 host calls
func statusBlock(indent string, c agent.CheckInfo, now time.Time, tracebacks bool) string {
	var b strings.Builder
	name := printable(c.Name)
	b.WriteString(indent + name + "\n" + indent + underline("-", name) + "\n")
	for _, p := range c.Problems {
		b.WriteString(indent + "  - initialize check [ERROR]: " + printable(p) + "\n")
	}
	if l := c.Lifecycle; l != nil && *l != (runtime.Lifecycle{}) {
		b.WriteString(indent + "  - runs " + printable(l.String()) + "\n")
	}
	var counts agent.Counts
	for _, i := range c.Instances {
		b.WriteString(indent + instanceStatus(i) + "\n")
		if i.Error != nil && i.Error.Hint != "" {
			b.WriteString(printableLines(indent+"      ", "Hint: "+i.Error.Hint))
		}
		for _, w := range i.Warnings {
			b.WriteString(printableLines(indent+"      ", "Warning: "+w))
		}
		if e := i.Error; e != nil && e.Traceback != "" && (tracebacks || e.Reason == string(check.Failed)) {
			b.WriteString(printableLines(indent+"      ", e.Traceback))
		}
		for _, cause := range slices.Sorted(maps.Keys(i.Skipped)) {
			fmt.Fprintf(&b, "%s      Skipped: %s (%s)\n", indent, count(i.Skipped[cause], "run"), cause)
		}
		counts.Add(i.Counts)
	}
	if len(c.Instances) > 0 {
		b.WriteString(indent + "  - Collected " + collected(counts) + "\n")
	}
	for _, i := range c.Instances {
		for _, line := range bill(i, now) {
			fmt.Fprintf(&b, "%s  - #%d %s\n", indent, i.Index, line)
		}
	}
	return b.String()
}

// bill is what an instance has used and what it was refused, and when it is
// that it runs again if the sandbox stopped it.
func bill(i agent.InstanceInfo, now time.Time) (lines []string) {
	if i.Runs > 0 {
		lines = append(lines, "used "+used(i.Usage))
	}
	if len(i.Faults) > 0 {
		lines = append(lines, fmt.Sprintf("had %s in %s: %s", count(i.Errors, "error"), count(i.Runs, "run"), tally(i.Faults)))
	}
	for _, r := range i.Refused {
		lines = append(lines, fmt.Sprintf("was refused %d: %s (%s)", r.Count, printable(r.Cause), printable(strings.Join(r.Keys, ", "))))
	}
	stopped := agent.StoppedInARow(i.StopsInARow, i.StopReason)
	switch {
	case i.Held:
		lines = append(lines, "is held, "+printable(stopped)+"; it runs again when the agent is restarted")
	case !i.NextRun.IsZero():
		in := max(0, i.NextRun.Sub(now)).Round(time.Second)
		lines = append(lines, fmt.Sprintf("runs again in %s, %s", in, printable(stopped)))
	}
	return lines
}

// used is the bill of a run.
func used(u check.Usage) string {
	text := fmt.Sprintf("%d fuel, %s, %s, %s", u.Fuel, strings.TrimSpace(milliseconds(u.Wall)), bytesText(u.MemoryBytes), count(u.HostCalls, "host call"))
	if u.HTTPCalls > 0 {
		text += fmt.Sprintf(", %s (%s out, %s in)", count(u.HTTPCalls, "request"), bytesText(u.BytesOut), bytesText(u.BytesIn))
	}
	return text
}

// tally lists how often each of several things happened.
func tally(counts map[string]int) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		parts = append(parts, fmt.Sprintf("%s %d", printable(name), counts[name]))
	}
	return strings.Join(parts, ", ")
}

// instanceStatus is the line of an instance.
func instanceStatus(i agent.InstanceInfo) string {
	status := i.Status
	if status == "" {
		status = "NO RUN YET"
	}
	line := fmt.Sprintf("  - instance #%d [%s]", i.Index, status)
	if i.Error != nil {
		line += ": " + exception(i.Error.Kind, i.Error.Message)
	}
	return line
}

// collected says how much there is, and of what is rare only when there is any.
func collected(c agent.Counts) string {
	parts := []string{count(c.Metrics, "metric"), count(c.Events, "event")}
	if c.ServiceChecks > 0 {
		parts = append(parts, count(c.ServiceChecks, "service check"))
	}
	if c.Topologies > 0 {
		parts = append(parts, count(c.Topologies, "topology"))
	}
	last := len(parts) - 1
	return strings.Join(parts[:last], ", ") + " & " + parts[last]
}

// underline is a line as wide as the text above it.
func underline(with, text string) string { return strings.Repeat(with, len([]rune(text))) }
