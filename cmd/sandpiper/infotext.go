package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/sandpiper-checks/sandpiper/internal/agent"
)

const dateFormat = "2006-01-02 15:04:05 MST"

// infoText lays out what an agent knows as the document shows it. Without a
// process there is no agent, and only what holds without one.
func infoText(info agent.Info) string {
	title := fmt.Sprintf("Sandpiper (v %s)", printable(info.Version))
	line := underline("=", title)
	text := line + "\n" + title + "\n" + line + "\n\n"
	if info.PID != 0 {
		text += fmt.Sprintf("  Status date: %s\n", info.Date.Format(dateFormat)) +
			fmt.Sprintf("  Running since: %s\n", info.Started.Format(dateFormat)) +
			fmt.Sprintf("  Pid: %d\n", info.PID)
		if m := info.Modules; m.Ready < m.All {
			text += fmt.Sprintf("  Preparing: %d of %s ready\n", m.Ready, count(m.All, "module"))
		}
	}
	text += fmt.Sprintf("  Platform: %s\n", printable(info.Platform)) +
		infoSection("Paths", pathLines(info.Paths)) +
		infoSection("Hostname", []string{printable(info.Hostname)})
	if info.PID != 0 {
		text += checksText(info.Checks, info.Date) + outputsText(info.Outputs) + sourcesText(info.Sources)
	}
	return text
}

// infoSection is a title and lines below it.
func infoSection(title string, lines []string) string {
	var text strings.Builder
	text.WriteString("\n  " + title + "\n  " + underline("=", title) + "\n\n")
	for _, line := range lines {
		text.WriteString("    " + line + "\n")
	}
	return text.String()
}

func pathLines(p agent.Paths) []string {
	config := "none"
	if p.Config != "" {
		config = printable(p.Config)
	}
	lines := []string{"config: " + config, "conf.d: " + printable(p.Confd), "checks.d: " + printable(p.Checksd)}
	for _, folder := range p.AdditionalChecks {
		lines = append(lines, "additional_checksd: "+printable(folder))
	}
	return append(lines, "cache: "+printable(cmp.Or(p.Cache, "none")), "state: "+printable(p.State), "socket: "+printable(p.Socket))
}

func checksText(checks []agent.CheckInfo, now time.Time) string {
	text := infoSection("Checks", nil)
	ran := false
	for i, c := range checks {
		if i > 0 {
			text += "\n"
		}
		text += statusBlock("    ", c, now, false)
		for _, instance := range c.Instances {
			ran = ran || instance.Runs > 0
		}
	}
	if !ran {
		text = strings.TrimRight(text, "\n") + "\n\n    No checks have run yet.\n"
	}
	return text
}

// outputsText says of each output how delivery goes. The error of one that
// works again is not news.
func outputsText(outputs []agent.OutputInfo) string {
	var lines []string
	for _, o := range outputs {
		line := "- " + printable(o.Name) + " [OK]"
		if o.Resting && o.LastError != "" {
			line = "- " + printable(o.Name) + " [ERROR]: " + printable(o.LastError)
		}
		lines = append(lines, line)
		if o.Resting && o.Hint != "" {
			lines = append(lines, "    "+printable(o.Hint))
		}
		if o.Sent+o.Queued+o.Failures > 0 {
			lines = append(lines, fmt.Sprintf("    %d sent, %d waiting, %s", o.Sent, o.Queued, count(o.Failures, "failure")))
		}
		for _, reason := range slices.Sorted(maps.Keys(o.Dropped)) {
			lines = append(lines, fmt.Sprintf("    Dropped: %d (%s)", o.Dropped[reason], printable(reason)))
		}
	}
	return infoSection("Outputs", lines)
}

func sourcesText(sources []agent.SourceInfo) string {
	if len(sources) == 0 {
		return ""
	}
	var lines []string
	for _, s := range sources {
		lines = append(lines, fmt.Sprintf("- %s: %s, %s", printable(s.Source), count(s.Components, "component"), count(s.Relations, "relation")))
	}
	return infoSection("Topology", lines)
}
