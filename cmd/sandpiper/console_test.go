package main

import (
	"bytes"
	"fmt"
	"log/slog"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/internal/agent"
	"github.com/sandpiper-checks/sandpiper/internal/config"
	"github.com/sandpiper-checks/sandpiper/internal/topology"
)

var noon = time.Date(2026, 1, 2, 12, 0, 0, 0, time.Local)

// newTestConsole is a console of these instances, and where it writes.
func newTestConsole(instances ...check.Instance) (*console, *bytes.Buffer) {
	var b bytes.Buffer
	a := &app{name: "bin/sandpiper", stdout: &b}
	c := a.newConsole(config.Main{Hostname: "web-1", Outputs: []config.Output{{Kind: config.Console}}}, config.Checks{Instances: instances})
	c.describe = func(module string) string {
		return map[string]string{"checks.d/runaway.wasm": "an endless loop, on purpose; no other check waited"}[module]
	}
	return c, &b
}

func instance(name string, index int) check.Instance {
	return check.Instance{ID: check.ID(fmt.Sprint(name, index)), Check: name, Index: index, Module: "checks.d/" + name + ".wasm"}
}

func ran(i check.Instance, took time.Duration) agent.Run {
	fuel := int64(took) / 100 // more or less
	return agent.Run{Result: check.Result{Instance: &i, Start: noon, Usage: check.Usage{Wall: took, Fuel: fuel}}}
}

func gauge(name string, value float64, tags ...string) check.Series {
	return check.Series{Context: check.NewContext(name, tags, "web-1", ""), Type: check.TypeGauge, Points: []check.Point{{Value: value}}}
}

// session is what the issue that asked for the console shows, and what is rarer.
func session(c *console, hello, http0, http1, cmdb, runaway check.Instance) {
	c.Prepared("checks.d/http.wasm", 1300*time.Millisecond)
	c.Prepared("checks.d/hello.wasm", 20*time.Millisecond)
	c.Started(4, 5, 15*time.Second)
	payload := check.Payload{At: noon}
	show := func(run agent.Run) {
		c.Ran(run)
		payload.Series = append(payload.Series, run.Series...)
		for _, e := range run.Events {
			payload.Events = append(payload.Events, check.Emitted[check.Event]{Value: e})
		}
		payload.Topologies = append(payload.Topologies, run.Topologies...)
		for _, s := range append(run.ServiceChecks, check.ServiceCheck{Name: agent.CheckStatus}) {
			payload.ServiceChecks = append(payload.ServiceChecks, check.Emitted[check.ServiceCheck]{Value: s})
		}
	}

	run := ran(hello, 300*time.Microsecond)
	run.Series = []check.Series{gauge("hello.world", 1)}
	show(run)
	run = ran(http0, 4100*time.Microsecond)
	run.Series = []check.Series{gauge("http.response_time", 0.00412345, "url:http://127.0.0.1:8127/livez", "http_check")}
	show(run)
	run = ran(http1, 3800*time.Microsecond)
	run.Events = []check.Event{{Title: "Invalid response code for http://127.0.0.1:8127/no-such-page"}}
	show(run)
	run = ran(cmdb, 900*time.Microsecond)
	run.Topologies = []check.Topology{{Start: true, Stop: true, Components: make([]check.Component, 3), Relations: make([]check.Relation, 2)}}
	run.Changes = []topology.Change{{Snapshot: true, Added: 3}}
	show(run)
	run = ran(runaway, 50100*time.Microsecond)
	run.Fault = &check.Fault{Reason: check.Deadline, Kind: "DeadlineExceeded", Detail: "the run took longer than its limit"}
	show(run)
	c.Flushed(payload, []string{"console"})

	// The second round: no module, no advice, and what is rare.
	run = ran(http0, 2*time.Second)
	run.Fault = &check.Fault{Reason: check.Failed, Kind: "ConnectionError", Detail: "Connection refused."}
	run.Dropped = 1
	c.Ran(run)
	run = ran(hello, 1234*time.Microsecond)
	run.ServiceChecks = []check.ServiceCheck{{Name: "hello.can_connect", Status: check.Critical, Tags: []string{"port:80"}, Message: "refused"}}
	run.Warnings = []string{"nearly full"}
	run.Logs = []check.Log{{Level: slog.LevelInfo, Message: "not shown"}, {Level: slog.LevelError, Message: "shown\x1b[2J"}}
	for i := range 20 {
		run.Series = append(run.Series, gauge(fmt.Sprintf("hello.m%d", i), float64(i)*1e6))
	}
	c.Ran(run)
	run = ran(cmdb, time.Millisecond)
	run.Dropped = 2
	c.Ran(run)
	run = ran(cmdb, time.Millisecond)
	run.Topologies = []check.Topology{{Source: check.TopologySource{URL: "cmdb://a"}, Components: make([]check.Component, 1)}, {Source: check.TopologySource{JSON: []byte(`{"x":1}`)}}}
	run.Changes = []topology.Change{{Added: 1}, {}}
	c.Ran(run)
	c.Flushed(check.Payload{At: noon, ServiceChecks: []check.Emitted[check.ServiceCheck]{{Value: check.ServiceCheck{Name: agent.CheckStatus}}}}, []string{"console", "stackstate"})
	c.Held(&runaway, noon, "stopped 10 times in a row: deadline")
	c.stopped(noon)
}

func TestTheConsoleShowsEachRunAndWhatItReported(t *testing.T) {
	hello, http0, http1, cmdb, runaway := instance("hello", 0), instance("http", 0), instance("http", 1), instance("cmdb", 0), instance("runaway", 0)
	c, b := newTestConsole(hello, http0, http1, cmdb, runaway)
	session(c, hello, http0, http1, cmdb, runaway)
	golden(t, "console.txt", b.String())

	long := instance("a-check-with-a-long-name", 11)
	c, b = newTestConsole(long, hello)
	session(c, hello, long, http1, cmdb, runaway)
	golden(t, "console_wide.txt", b.String())
}

func TestColoursChangeNothingElse(t *testing.T) {
	hello, http0, http1, cmdb, runaway := instance("hello", 0), instance("http", 0), instance("http", 1), instance("cmdb", 0), instance("runaway", 0)
	c, b := newTestConsole(hello, http0, http1, cmdb, runaway)
	session(c, hello, http0, http1, cmdb, runaway)
	plainText := b.String()
	c, b = newTestConsole(hello, http0, http1, cmdb, runaway)
	c.coloured = true
	session(c, hello, http0, http1, cmdb, runaway)
	coloured := b.String()
	for _, with := range []colour{red, green, yellow, faint} {
		if !strings.Contains(coloured, "\x1b["+string(with)+"m") {
			t.Errorf("colour %s does not occur", with)
		}
		coloured = strings.ReplaceAll(coloured, "\x1b["+string(with)+"m", "")
	}
	if coloured = strings.ReplaceAll(coloured, "\x1b[0m", ""); coloured != plainText {
		t.Errorf("got\n%s\nwant\n%s", coloured, plainText)
	}
}

func TestTheConsoleIsPlainWhereNobodyLooks(t *testing.T) {
	var b bytes.Buffer
	a := &app{stdout: &b, env: []string{"TERM=xterm"}}
	if a.coloured(&b) {
		t.Error("a file has colours")
	}
}

func TestTheConsoleQuotesHostileText(t *testing.T) {
	for text := range hostile() {
		i := check.Instance{Check: text, Module: text}
		c, b := newTestConsole(i)
		c.program = text
		c.describe = func(string) string { return text }
		c.Prepared(text, time.Second)
		run := ran(i, 0)
		c.Ran(run)
		run.Series = []check.Series{gauge(text, 1, text)}
		run.Events = []check.Event{{Title: text, Tags: []string{text}}, {Text: text}}
		run.ServiceChecks = []check.ServiceCheck{{Name: text, Message: text, Tags: []string{text}}}
		run.Warnings = []string{text}
		run.Logs = []check.Log{{Level: slog.LevelError, Message: text}}
		run.Topologies = []check.Topology{{Source: check.TopologySource{URL: text}}, {Source: check.TopologySource{JSON: []byte(text)}}}
		run.Changes = make([]topology.Change, 2)
		for _, reason := range []check.Reason{check.Failed, check.Deadline, check.Trap} {
			run.Fault = &check.Fault{Reason: reason, Kind: text, Detail: text}
			c.Ran(run)
		}
		c.Held(&i, noon, text)
		c.Flushed(check.Payload{At: noon}, []string{"console"})
		if r := obeyed(b.String()); r != 0 {
			t.Errorf("%q: %q has %U", text, b, r)
		}
	}
}

func TestWithoutItsOutputThereIsNoConsole(t *testing.T) {
	if c := new(app).newConsole(config.Main{Outputs: []config.Output{{Kind: config.JSONL}}}, config.Checks{}); c != nil {
		t.Error("there is one")
	}
}

func TestFuelIsShownInFourColumns(t *testing.T) {
	for n, want := range map[int64]string{
		0: "   0", 7: "   7", 999: " 999", 1000: "1.0k", 1049: "1.0k", 9949: "9.9k", 9950: " 10k", 12_345: " 12k", 999_499: "999k", 999_500: "1.0M",
		18_400_000: " 18M", 1e9: "1.0G", 1e15: "1.0P", math.MaxInt64: "9.2E",
	} {
		if got := short(n); got != want {
			t.Errorf("%d is shown as %q, want %q", n, got, want)
		}
	}
}

func TestANumberIsShownExactlyOrAtAGlance(t *testing.T) {
	for _, c := range []struct {
		value          float64
		exact, rounded string
	}{
		{0, "0", "0"},
		{1, "1", "1"},
		{-12345678901, "-12345678901", "-12345678901"},
		{0.00412362, "0.00412362", "0.0041236"},
		{123456.789, "123456.789", "123456.8"},
		{1e-9, "1e-09", "1e-09"},
		{1e300, "1e+300", "1e+300"},
	} {
		if got := number(c.value); got != c.exact {
			t.Errorf("exact: got %s, want %s", got, c.exact)
		}
		if got := rounded(c.value); got != c.rounded {
			t.Errorf("rounded: got %s, want %s", got, c.rounded)
		}
	}
}

func TestAModuleIsReadOnceForItsDescription(t *testing.T) {
	asked := 0
	describe := remembering(func(module string) string { asked++; return module + "!" })
	for range 3 {
		if got := describe("a"); got != "a!" {
			t.Errorf("got %s", got)
		}
	}
	if describe("b"); asked != 2 {
		t.Errorf("asked %d times for two modules", asked)
	}
}
