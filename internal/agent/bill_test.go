package agent_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/sandpiper-checks/sandpiper/internal/agent"
	"github.com/sandpiper-checks/sandpiper/internal/config"
	"github.com/sandpiper-checks/sandpiper/internal/forwarder/intaketest"
)

// billed runs an agent until it has flushed several times, and returns what its
// receiver got of the agent's own metrics.
func billed(t *testing.T, internal bool) (*testAgent, []intaketest.Metric) {
	t.Helper()
	receiver := intaketest.New(t, "key")
	main := settings(t)
	main.InternalMetrics = internal
	main.Outputs = append(main.Outputs, config.Output{Kind: config.StackState, URL: receiver.URL(), APIKey: "key"})
	tight, runaway := instance("snapshot", 0), instance("spin", 0)
	tight.Limits.TopologyElements = 1
	runaway.Limits.Wall, runaway.HoldAfter = tick/2, 3
	second := instance("hello", 1)
	a := newAgent(t, main, instance("hello", 0), second, instance("fails", 0), tight, runaway)
	stop := a.start(t)
	a.await(t, "a held runaway and ten runs of hello", func(runs []agent.Run) bool {
		return len(runsOf(runs, "hello")) >= 20 && len(runsOf(runs, "spin")) == 3
	})
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	own := slices.DeleteFunc(receiver.Total().Metrics, func(m intaketest.Metric) bool { return !strings.HasPrefix(m.Name, "sandpiper.") })
	return a, own
}

func TestTheAgentReportsWhatRunsCost(t *testing.T) {
	a, own := billed(t, true)
	sums, most := map[string]float64{}, map[string]float64{}
	for _, m := range own {
		if m.Hostname != "web-1" || m.Type != "gauge" && m.Type != "count" {
			t.Errorf("metric %+v", m)
		}
		key := strings.TrimPrefix(m.Name, "sandpiper.check.") + " " + m.Type + " " + strings.Join(m.Tags, " ")
		sums[key] += m.Value
		most[key] = max(most[key], m.Value)
	}
	want := map[string]float64{}
	runs, _ := a.seen()
	for _, run := range runs {
		tags := " check:" + run.Instance.Check + " instance:" + string('0'+rune(run.Instance.Index))
		want["runs count"+tags]++
		want["fuel count"+tags] += float64(run.Usage.Fuel)
		want["host_calls count"+tags] += float64(run.Usage.HostCalls)
		want["wall_time gauge"+tags] = max(want["wall_time gauge"+tags], run.Usage.Wall.Seconds())
		want["memory gauge"+tags] = max(want["memory gauge"+tags], float64(run.Usage.MemoryBytes))
		if run.Fault != nil {
			want["faults count"+tags+" reason:"+string(run.Fault.Reason)]++
		}
		for _, r := range run.Refused {
			want["refused count cause:"+strings.ReplaceAll(r.Cause, " ", "_")+tags] += float64(r.Count)
		}
	}
	for key, value := range want {
		got := sums[key]
		if strings.Contains(key, "gauge") {
			got = most[key]
		}
		if got != value {
			t.Errorf("%s is %v, want %v", key, got, value)
		}
		delete(sums, key)
	}
	for key := range sums {
		t.Errorf("there is %s, of no run", key)
	}
	for _, must := range []string{
		"faults count check:spin instance:0 reason:deadline", "faults count check:fails instance:0 reason:failed",
		"refused count cause:over_the_limit_of_topology_elements check:snapshot instance:0", "runs count check:hello instance:1",
	} {
		if want[must] == 0 {
			t.Errorf("%s was not tried", must)
		}
	}
	for _, s := range a.flushed {
		if strings.HasPrefix(s.Context.Name, "sandpiper.") {
			t.Errorf("the console was shown %s", s.Context.Name)
		}
	}
}

func TestTheAgentsOwnMetricsCanBeSwitchedOff(t *testing.T) {
	if _, own := billed(t, false); len(own) > 0 {
		t.Errorf("got %+v", own)
	}
}
