package main

import (
	"cmp"
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/internal/agent"
)

// reported shows what a run reported, at most so many of each kind.
//
//	gauge  http.response_time = 0.0041   http_check url:http://…
//	event  Invalid response code for http://…
func (c *console) reported(run agent.Run, most int) {
	metrics := slices.Collect(check.Metrics(run.Series))
	for _, m := range metrics[:min(len(metrics), most)] {
		c.thing(string(m.Type), fmt.Sprintf("%s = %s", m.Name, rounded(m.Value)), c.identity(m))
	}
	c.more(len(metrics)-most, "metric")
	for _, e := range run.Events[:min(len(run.Events), most)] {
		c.thing("event", cmp.Or(e.Title, e.Text), strings.Join(e.Tags, " "))
	}
	c.more(len(run.Events)-most, "event")
	for _, s := range run.ServiceChecks[:min(len(run.ServiceChecks), most)] {
		c.thing("service check", s.Name+" "+s.Status.String(), strings.Join(s.Tags, " "), s.Message)
	}
	c.more(len(run.ServiceChecks)-most, "service check")
	c.topologies(run, most)
	for _, w := range run.Warnings[:min(len(run.Warnings), most)] {
		c.thing("warning", w)
	}
	c.more(len(run.Warnings)-most, "warning")
	c.logs(run.Logs, most)
}

// topologies shows what became known, and what is gone.
func (c *console) topologies(run agent.Run, most int) {
	for i, t := range run.Topologies[:min(len(run.Topologies), len(run.Changes), most)] {
		kind, source := "topology", ""
		if run.Changes[i].Snapshot {
			kind = "snapshot"
		}
		if len(run.Topologies) > 1 {
			source = cmp.Or(t.Source.URL, string(t.Source.JSON)) + "  "
		}
		c.thing(kind, fmt.Sprintf("%s%s, %s  (+%d −%d)", source, count(len(t.Components), "component"),
			count(len(t.Relations), "relation"), run.Changes[i].Added, run.Changes[i].Removed))
	}
	c.more(len(run.Topologies)-most, "topology")
	if run.Dropped > 0 {
		why := "the run failed before its end"
		if run.Fault == nil {
			why = "not all of it was taken"
		}
		c.thing("snapshot", fmt.Sprintf("kept: %s, so what was known before still is", why), several(run.Dropped, "snapshot"))
	}
}

// logs shows what a check logged because something is not right.
func (c *console) logs(logs []check.Log, most int) {
	shown := 0
	for _, l := range logs {
		if l.Level < slog.LevelWarn {
			continue
		}
		if shown++; shown <= most {
			c.thing("log", strings.ToUpper(levelName(l.Level))+" "+l.Message)
		}
	}
	c.more(shown-most, "log")
}

// thing writes a line of the second level.
func (c *console) thing(kind, text string, remarks ...string) {
	parts := []string{fmt.Sprintf("%11s%s  %s", "", c.paint(faint, fmt.Sprintf("%-5s", kind)), clip(printable(text), maxRemark))}
	for _, remark := range remarks {
		if remark != "" {
			parts = append(parts, c.paint(faint, clip(printable(remark), maxRemark)))
		}
	}
	c.println(strings.Join(parts, "   "))
}

// more says how many are not shown.
func (c *console) more(n int, one string) {
	if n > 0 {
		c.println(fmt.Sprintf("%11s%-5s  and %d more", "", one, n))
	}
}

// several is how many there are, where that is not one.
func several(n int, one string) string {
	if n == 1 {
		return ""
	}
	return count(n, one)
}

// identity is what tells a metric from others of its name.
func (c *console) identity(m check.Metric) string { return identity(m, c.hostname) }
