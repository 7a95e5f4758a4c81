package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/internal/agent"
)

// roundText shows what one run of each instance collected, and how it went.
func roundText(outcomes []outcome) string {
	var metrics, events, topologies, services, metadata [][]string
	for _, o := range outcomes {
		mark := []string{}
		if len(outcomes) > 1 {
			mark = []string{fmt.Sprintf("#%d", o.Instance)}
		}
		row := func(cells ...string) []string { return append(slices.Clone(mark), cells...) }
		for _, m := range o.Metrics {
			metrics = append(metrics, row(string(m.Type), printable(m.Name), number(m.Value), printable(identity(m, o.hostname))))
		}
		for _, e := range o.Events {
			events = append(events, eventRows(row, e)...)
		}
		for _, t := range o.Topologies {
			topologies = append(topologies, topologyRows(row, t)...)
		}
		for _, s := range o.ServiceChecks {
			services = append(services, row(s.Status.String(), printable(s.Name), printable(strings.Join(s.Tags, " ")), printable(s.Message)))
		}
		for _, name := range slices.Sorted(maps.Keys(o.ServiceMetadata)) {
			metadata = append(metadata, row(printable(name), printable(o.ServiceMetadata[name])))
		}
	}
	return printed(outcomes) + section("Metrics", metrics) + section("Events", events) + section("Topology Instances", topologies) +
		section("Service Checks", services) + section("Service Metadata", metadata) + "\n" + statusBlock("  ", checkInfo(outcomes), time.Time{}, true)
}

// printed is what programs of their own have written.
func printed(outcomes []outcome) string {
	var text strings.Builder
	for _, o := range outcomes {
		for _, line := range o.Logs {
			if o.main {
				text.WriteString(printableLines("", line.Message))
			}
		}
	}
	if text.Len() > 0 {
		text.WriteString("\n")
	}
	return text.String()
}

// section is a title and its rows.
func section(title string, rows [][]string) string {
	if len(rows) == 0 {
		return title + ": none\n"
	}
	return title + ":\n" + columns(rows)
}

// eventRows are the fields of an event by their names, those first that one
// wants to read first.
func eventRows(row func(...string) []string, e check.Event) (rows [][]string) {
	add := func(name, value string) {
		if value != "" {
			rows = append(rows, row(name, value))
		}
	}
	add("msg_title", printable(e.Title))
	add("msg_text", strings.TrimSuffix(printableLines("", e.Text), "\n"))
	add("timestamp", e.Timestamp.Local().Format(time.DateTime))
	add("event_type", printable(e.Type))
	add("alert_type", printable(e.AlertType))
	add("aggregation_key", printable(e.AggregationKey))
	add("source_type_name", printable(e.SourceTypeName))
	add("host", printable(e.Host))
	add("priority", printable(e.Priority))
	add("tags", printable(strings.Join(e.Tags, " ")))
	for _, name := range slices.Sorted(maps.Keys(e.Extra)) {
		add(printable(name), nested(e.Extra[name]))
	}
	return rows
}

// topologyRows are the source of a topology and its elements.
func topologyRows(row func(...string) []string, t check.Topology) [][]string {
	kind := "part of a topology"
	if t.Start && t.Stop {
		kind = "snapshot"
	}
	rows := [][]string{row(kind, fmt.Sprintf("%s, %s of %s", count(len(t.Components), "component"), count(len(t.Relations), "relation"), nested(t.Source.JSON)))}
	for _, c := range t.Components {
		rows = append(rows, row("  component", withData(printable(c.ID)+" ("+printable(c.Type)+")", c.Data)))
	}
	for _, r := range t.Relations {
		rows = append(rows, row("  relation", withData(fmt.Sprintf("%s -> %s (%s)", printable(r.SourceID), printable(r.TargetID), printable(r.Type)), r.Data)))
	}
	return rows
}

func withData(text string, data json.RawMessage) string {
	if shown := nested(data); shown != "" && shown != "{}" {
		return text + "\n" + shown
	}
	return text
}

// nested shows nested data: in a line when it is short, else indented.
func nested(data json.RawMessage) string {
	const short = 60
	if len(data) <= short {
		return string(printableJSON(data))
	}
	var b bytes.Buffer
	if err := json.Indent(&b, data, "", "  "); err != nil {
		return printable(string(data))
	}
	return string(printableJSON(b.Bytes()))
}

// checkInfo is the status of the outcomes of one check.
func checkInfo(outcomes []outcome) agent.CheckInfo {
	c := agent.CheckInfo{Name: outcomes[0].Check}
	for _, o := range outcomes {
		i := agent.InstanceInfo{Index: o.Instance, Status: strings.ToUpper(o.Status), Warnings: o.Warnings, Counts: o.counts, Runs: 1, Usage: o.Usage}
		if o.Error != nil {
			i.Error = &agent.ErrorInfo{Kind: o.Error.Kind, Message: o.Error.Message, Traceback: o.Error.Traceback, Hint: o.Error.Hint}
		}
		c.Instances = append(c.Instances, i)
	}
	return c
}

// total is how much all outcomes have collected.
func total(outcomes []outcome) (sum agent.Counts) {
	for _, o := range outcomes {
		sum.Add(o.counts)
	}
	return sum
}
