package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sandpiper-checks/sandpiper/check"
)

// plugin ends a check as a plugin of Nagios does: with one line on standard
// output and a status as the exit code. When there is nothing to tell a status
// from, that is UNKNOWN.
func (a *app) plugin(rounds [][]outcome, err error) error {
	if err != nil {
		var r *refusal
		if !errors.As(err, &r) {
			r = &refusal{message: err.Error()}
		}
		message := cmp.Or(r.message, "the configuration is wrong")
		fmt.Fprintln(a.stdout, "UNKNOWN - "+nagiosText(message))
		a.hint(r.hint)
		return told(int(check.Unknown))
	}
	line, status := nagiosLine(rounds[len(rounds)-1])
	fmt.Fprintln(a.stdout, line)
	if status == check.OK {
		return nil
	}
	return told(int(status))
}

// nagiosLine is STATUS - text | perfdata, with the worst status of all.
func nagiosLine(outcomes []outcome) (line string, worst check.ServiceStatus) {
	findings := nagiosFindings(outcomes)
	for _, f := range findings {
		if nagiosSeverity(f.status) > nagiosSeverity(worst) {
			worst = f.status
		}
	}
	var texts []string
	for _, f := range findings {
		if f.status == worst && worst != check.OK {
			texts = append(texts, f.text)
		}
	}
	said := strings.Join(texts, "; ")
	if worst == check.OK {
		said = outcomes[0].Check + ": " + collected(total(outcomes))
	}
	line = worst.String() + " - " + nagiosText(said)
	if perfdata := nagiosPerfdata(outcomes); perfdata != "" {
		line += " | " + perfdata
	}
	return line, worst
}

// finding is a status with what it is of.
type finding struct {
	status check.ServiceStatus
	text   string
}

// nagiosFindings are the service checks of all instances, and how they ran.
func nagiosFindings(outcomes []outcome) (findings []finding) {
	for _, o := range outcomes {
		name := fmt.Sprintf("%s #%d: ", o.Check, o.Instance)
		if o.Error != nil {
			findings = append(findings, finding{check.Critical, name + exception(o.Error.Kind, o.Error.Message)})
		}
		for _, s := range o.ServiceChecks {
			status := s.Status
			if status < check.OK || status > check.Unknown {
				status = check.Unknown
			}
			what := strings.TrimSpace(s.Name + " " + strings.Join(s.Tags, " "))
			if s.Message != "" {
				what += ": " + s.Message
			}
			findings = append(findings, finding{status, name + what})
		}
		for _, w := range o.Warnings {
			findings = append(findings, finding{check.Warning, name + w})
		}
	}
	return findings
}

// nagiosSeverity orders statuses: an unknown one is better than a bad one.
func nagiosSeverity(s check.ServiceStatus) int {
	return slices.Index([]check.ServiceStatus{check.OK, check.Unknown, check.Warning, check.Critical}, s)
}

// nagiosText is text in which nothing looks like the begin of the perfdata.
func nagiosText(s string) string { return strings.ReplaceAll(printable(s), "|", "/") }

// nagiosPerfdata is 'label'=value for each metric. A label is a name and its
// tags, and where those are not enough to tell it apart a number.
func nagiosPerfdata(outcomes []outcome) string {
	var parts []string
	used := map[string]int{}
	for _, o := range outcomes {
		for _, m := range o.Metrics {
			label := m.Name
			if identity := identity(m, o.hostname); identity != "" {
				label += " " + identity
			}
			label = strings.NewReplacer("=", "_", "'", "''").Replace(nagiosText(label))
			if used[label]++; used[label] > 1 {
				label += " #" + strconv.Itoa(used[label])
			}
			parts = append(parts, fmt.Sprintf("'%s'=%s", label, strconv.FormatFloat(m.Value, 'f', -1, 64)))
		}
	}
	return strings.Join(parts, " ")
}
