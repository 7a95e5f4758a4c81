package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/sandpiper-checks/sandpiper/internal/agent"
)

// statusBlock is how a check went, as the document lays it out.
//
//	my_custom_check
//	---------------
//	  - instance #0 [ERROR]: ConnectionError('Connection refused.',)
//	  - Collected 0 metrics & 0 events
func statusBlock(indent string, c agent.CheckInfo, tracebacks bool) string {
	var b strings.Builder
	name := printable(c.Name)
	b.WriteString(indent + name + "\n" + indent + underline("-", name) + "\n")
	for _, p := range c.Problems {
		b.WriteString(indent + "  - initialize check [ERROR]: " + printable(p) + "\n")
	}
	var counts agent.Counts
	for _, i := range c.Instances {
		b.WriteString(indent + instanceStatus(i) + "\n")
		for _, w := range i.Warnings {
			b.WriteString(printableLines(indent+"      ", "Warning: "+w))
		}
		if tracebacks && i.Error != nil && i.Error.Traceback != "" {
			b.WriteString(printableLines(indent+"      ", i.Error.Traceback))
		}
		for _, cause := range slices.Sorted(maps.Keys(i.Skipped)) {
			fmt.Fprintf(&b, "%s      Skipped: %s (%s)\n", indent, count(i.Skipped[cause], "run"), cause)
		}
		counts.Add(i.Counts)
	}
	if len(c.Instances) > 0 {
		b.WriteString(indent + "  - Collected " + collected(counts) + "\n")
	}
	return b.String()
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
