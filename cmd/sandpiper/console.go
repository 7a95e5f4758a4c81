package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/internal/agent"
	"github.com/sandpiper-checks/sandpiper/internal/config"
	"github.com/sandpiper-checks/sandpiper/runtime"
)

const (
	slowCompile = 200 * time.Millisecond // from then on, one wonders
	maxRemark   = 200                    // characters of what a guest says, in one line
	maxFirst    = 10                     // things of one kind shown of the first run of a check
	maxLater    = 5                      // and of each later one
)

// console shows a person what the running agent does, a line for each run and
// one for each thing that it reported.
//
//	12:00:00 hello    #0 OK        0.3 ms  1.2k fuel   checks.d/hello.wasm
//	           gauge  hello.world = 1
type console struct {
	out      io.Writer
	coloured bool
	program  string // as it is called
	hostname string // of the agent, which need not be repeated
	names    int    // width of the column of names
	indices  int    // and of that of indices

	// describe tells what a module says that it is for, empty when it says nothing.
	describe func(module string) string

	seen    map[check.ID]string // the checks' names of the instances that have run
	example string              // a check to go on with: the first by name that reported metrics
	advised bool
}

// newConsole returns nil when the console is no output.
func (a *app) newConsole(main config.Main, checks config.Checks) *console {
	wanted := false
	for _, output := range main.Outputs {
		wanted = wanted || output.Kind == config.Console
	}
	if !wanted {
		return nil
	}
	c := &console{
		out: a.stdout, coloured: a.coloured(a.stdout), program: a.name, hostname: main.Hostname,
		names: 8, indices: 2, describe: remembering(description), seen: map[check.ID]string{},
	}
	for _, i := range checks.Instances {
		c.names = max(c.names, utf8.RuneCountInString(printable(i.Check)))
		c.indices = max(c.indices, len(fmt.Sprintf("#%d", i.Index)))
	}
	return c
}

// description is that of the manifest in a module.
func description(module string) string {
	manifest, _, err := runtime.ReadManifest(module)
	if err != nil {
		return ""
	}
	return manifest.Description
}

// remembering asks f once for each text: a runaway is described at each of its stops,
// and the agent waits for the console.
func remembering(f func(string) string) func(string) string {
	known := map[string]string{}
	return func(s string) string {
		if _, ok := known[s]; !ok {
			known[s] = f(s)
		}
		return known[s]
	}
}

func (c *console) Prepared(module string, took time.Duration) {
	if took > slowCompile {
		fmt.Fprintf(c.out, "compiled %s  %s\n", printable(module), strings.TrimSpace(milliseconds(took)))
	}
}

func (c *console) Started(checks, instances int, interval time.Duration) {
	fmt.Fprintf(c.out, "sandpiper %s   %s, %s, every %g s   ctrl-c stops\n",
		version, count(checks, "check"), count(instances, "instance"), interval.Seconds())
}

func (c *console) Ran(run agent.Run) {
	name, status, remark := run.Instance.Check, run.Status().String(), ""
	_, seen := c.seen[run.Instance.ID]
	c.seen[run.Instance.ID] = name
	switch f := run.Fault; {
	case f == nil && !seen && run.Instance.Index == 0:
		remark = printable(run.Instance.Module)
	case f != nil && f.Stopped():
		status, remark = "STOPPED", printable(c.stop(run))
	case f != nil:
		remark = exception(f.Kind, f.Detail)
	}
	line := fmt.Sprintf("%-*s %s %s  %s", c.indices, fmt.Sprintf("#%d", run.Instance.Index),
		c.paint(statusColour(status), fmt.Sprintf("%-7s", status)), milliseconds(run.Usage.Wall), short(run.Usage.Fuel)+" fuel")
	c.line(run.End(), name, line, remark)
	most := maxFirst
	if seen {
		most = maxLater
	}
	c.reported(run, most)
	if (c.example == "" || name < c.example) && run.Status() == check.StatusOK && len(run.Series) > 0 {
		c.example = name
	}
}

func (c *console) Held(instance *check.Instance, at time.Time, why string) {
	line := fmt.Sprintf("%-*s %s", c.indices, fmt.Sprintf("#%d", instance.Index), c.paint(red, "HELD"))
	c.line(at, instance.Check, line, printable(why)+"; it runs again when the agent is restarted")
}

// stop is why the sandbox ended a run. That it took too long says little: the
// module may say more.
func (c *console) stop(run agent.Run) string {
	detail := run.Fault.Detail
	switch run.Fault.Reason {
	case check.Deadline:
		detail = cmp.Or(c.describe(run.Instance.Module), detail)
	case check.BadModule:
		detail += fmt.Sprintf("; %s inspect %s tells more", c.program, run.Instance.Check)
	}
	return string(run.Fault.Reason) + ": " + detail
}

func (c *console) Flushed(payload check.Payload, outputs []string) {
	var sent []string
	add := func(n int, one string) {
		if n > 0 {
			sent = append(sent, count(n, one))
		}
	}
	points, services, snapshots := 0, 0, 0
	for _, s := range payload.Series {
		points += len(s.Points)
	}
	for _, s := range payload.ServiceChecks {
		if s.Value.Name != agent.CheckStatus {
			services++
		}
	}
	for _, t := range payload.Topologies {
		if t.Stop {
			snapshots++
		}
	}
	add(points, "metric")
	add(len(payload.Events), "event")
	add(services, "service check")
	add(snapshots, "snapshot")
	add(len(payload.Topologies)-snapshots, "topology")
	what := cmp.Or(strings.Join(sent, ", "), "nothing but how the runs went")
	c.line(payload.At, "flush", what+" → "+strings.Join(outputs, ", "), "")
	c.advise()
}

// advise says once, when there is something to look at, how to go on.
func (c *console) advise() {
	if c.advised || len(c.seen) == 0 {
		return
	}
	c.advised = true
	program, name := printable(c.program), printable(cmp.Or(c.example, slices.Min(slices.Collect(maps.Values(c.seen)))))
	c.println(c.paint(faint, fmt.Sprintf("next: %s check %s      what may it do? %s inspect %s      how is it? %s info",
		program, name, program, name, program)))
}

// stopped says that the agent has ended as it was asked to.
func (c *console) stopped(now time.Time) { c.line(now, "stopped", "", "") }

// line writes a line of the first level.
func (c *console) line(at time.Time, name, text, remark string) {
	line := c.paint(faint, at.Local().Format(time.TimeOnly)) + fmt.Sprintf(" %-*s %s", c.names, printable(name), text)
	if remark != "" {
		line = strings.TrimRight(line, " ") + "   " + clip(remark, maxRemark)
	}
	c.println(line)
}

func (c *console) println(line string) { fmt.Fprintln(c.out, strings.TrimRight(line, " ")) }

func (c *console) paint(with colour, s string) string {
	if !c.coloured {
		return s
	}
	return with.paint(s)
}
