package main

import (
	"testing"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/internal/agent"
	"github.com/sandpiper-checks/sandpiper/runtime"
)

func TestInfoHasTheDocumentsLayout(t *testing.T) {
	zone := time.FixedZone("CET", 3600)
	info := agent.Info{
		Version: "0.1.0", PID: 4711, Platform: "linux/amd64", Hostname: "web-1",
		Date: time.Date(2026, 1, 2, 12, 0, 0, 0, zone), Started: time.Date(2026, 1, 1, 9, 30, 0, 0, zone),
		Paths: agent.Paths{
			Config: "/etc/sandpiper/sandpiper.yaml", Confd: "/etc/sandpiper/conf.d", Checksd: "/etc/sandpiper/checks.d",
			AdditionalChecks: []string{"/opt/checks.d"}, Cache: "/var/cache/sandpiper", State: "/var/lib/sandpiper", Socket: "/run/sandpiper/agent.sock",
		},
		Checks: []agent.CheckInfo{
			{Name: "broken", Problems: []string{"conf.d/broken.yaml:3:1: YAML files must use spaces instead of tabs."}},
			{Name: "hello", Lifecycle: &runtime.Lifecycle{}, Instances: []agent.InstanceInfo{
				{Index: 0, Status: "OK", Runs: 3, Counts: agent.Counts{Metrics: 1}, Usage: check.Usage{
					Wall: 2900 * time.Microsecond, Fuel: 89_123, MemoryBytes: 2_400_000, HostCalls: 14, HTTPCalls: 1, BytesOut: 120, BytesIn: 1229,
				}},
				{Index: 1, Status: "WARNING", Runs: 3, Warnings: []string{"first line\nfurther lines", "another"}, Counts: agent.Counts{Metrics: 1, ServiceChecks: 1, Topologies: 2}, Refused: []agent.RefusedInfo{
					{Cause: "over the limit of samples", Count: 120, Keys: []string{"disk.io"}},
					{Cause: "server not allowed", Count: 2, Keys: []string{"a.example", "b.example"}},
				}},
				{Index: 2, Skipped: map[string]int{"still running": 1, "min_collection_interval": 20}},
			}},
			{Name: "my_custom_check", Lifecycle: &runtime.Lifecycle{Fresh: "it changes its table (table.set in function 12)"}, Instances: []agent.InstanceInfo{
				{Index: 0, Status: "ERROR", Runs: 3, Error: &agent.ErrorInfo{Kind: "ConnectionError", Message: "Connection refused.", Traceback: "not shown"}},
			}},
			{Name: "runaway", Instances: []agent.InstanceInfo{
				{
					Index: 0, Status: "ERROR", Runs: 12, Errors: 11, Faults: map[string]int{"deadline": 10, "failed": 1}, StopsInARow: 10, StopReason: check.Deadline,
					Held: true, Error: &agent.ErrorInfo{Kind: "DeadlineExceeded", Message: "the run took longer than its limit of 50 ms", Hint: "sandbox.limits.wall sets how long a run may take, up to its interval"},
				},
				{
					Index: 1, Status: "ERROR", Runs: 3, Errors: 3, Faults: map[string]int{"fuel": 3}, StopsInARow: 3, StopReason: check.Fuel,
					NextRun: time.Date(2026, 1, 2, 12, 0, 29, 6e8, zone), Error: &agent.ErrorInfo{Kind: "FuelLimit"}, Skipped: map[string]int{"resting": 1},
				},
			}},
		},
		Outputs: []agent.OutputInfo{
			{Name: "console"},
			{Name: "jsonl", Sent: 1200, Failures: 1, LastError: "that was long ago"},
			{
				Name: "stackstate", Sent: 10, Queued: 7, Failures: 3, Resting: true, Dropped: map[string]int{"too old": 5},
				LastError: "connection refused", Hint: "is the receiver up, and sts_url right?",
			},
		},
		Sources: []agent.SourceInfo{{Source: `{"type":"cmdb","url":"cmdb://a"}`, Components: 3, Relations: 1}},
	}
	golden(t, "info.txt", infoText(info))
	golden(t, "info_start.txt", infoText(agent.Info{Version: "0.1.0", PID: 1, Platform: "linux/amd64", Modules: agent.ModulesInfo{Ready: 2, All: 5}, Checks: []agent.CheckInfo{
		{Name: "hello", Instances: []agent.InstanceInfo{{}}},
	}}))
}

func TestInfoQuotesHostileText(t *testing.T) {
	for text := range hostile() {
		got := infoText(agent.Info{
			Version: text, PID: 1, Platform: text, Hostname: text, Paths: agent.Paths{Config: text, AdditionalChecks: []string{text}},
			Checks: []agent.CheckInfo{{Name: text, Problems: []string{text}, Lifecycle: &runtime.Lifecycle{Fresh: text}, Instances: []agent.InstanceInfo{
				{
					Status: "ERROR", Error: &agent.ErrorInfo{Kind: text, Message: text}, Warnings: []string{text},
					Faults: map[string]int{text: 1}, Refused: []agent.RefusedInfo{{Cause: text, Keys: []string{text, text}}}, Held: true, StopReason: check.Reason(text),
				},
				{NextRun: time.Now(), StopReason: check.Reason(text)},
			}}},
			Outputs: []agent.OutputInfo{{Name: text, Resting: true, LastError: text + "x", Hint: text, Dropped: map[string]int{text: 1}}},
			Sources: []agent.SourceInfo{{Source: text}},
		})
		if r := obeyed(got); r != 0 {
			t.Errorf("%q: %q has %U", text, got, r)
		}
	}
}

func TestWhatWasCollectedIsCountedAsInTheDocument(t *testing.T) {
	for want, c := range map[string]agent.Counts{
		"0 metrics & 0 events":                               {},
		"3 metrics & 1 event":                                {Metrics: 3, Events: 1},
		"1 metric, 0 events, 1 service check & 2 topologies": {Metrics: 1, ServiceChecks: 1, Topologies: 2},
		"1 metric, 2 events & 1 topology":                    {Metrics: 1, Events: 2, Topologies: 1},
	} {
		if got := collected(c); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
