package agent_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/internal/agent"
	"github.com/sandpiper-checks/sandpiper/internal/config"
	"github.com/sandpiper-checks/sandpiper/internal/forwarder/intaketest"
)

// tick is the interval of tests: short, because they wait for several.
const tick = 50 * time.Millisecond

// testAgent is an agent under test and what it showed and logged.
type testAgent struct {
	*agent.Agent
	main config.Main
	log  *lockedBuffer

	mu      sync.Mutex
	runs    []agent.Run
	flushes int
	helds   []string
	flushed []check.Series
}

func (a *testAgent) Prepared(string, time.Duration)  {}
func (a *testAgent) Started(int, int, time.Duration) {}
func (a *testAgent) Lost() int                       { return 3 }
func (a *testAgent) Flushed(p check.Payload, _ []string) {
	a.mu.Lock()
	a.flushes++
	a.flushed = append(a.flushed, p.Series...)
	a.mu.Unlock()
}

func (a *testAgent) Held(i *check.Instance, _ time.Time, why string) {
	a.mu.Lock()
	a.helds = append(a.helds, i.Check+" "+why)
	a.mu.Unlock()
}
func (a *testAgent) Ran(run agent.Run) { a.mu.Lock(); a.runs = append(a.runs, run); a.mu.Unlock() }

func (a *testAgent) seen() (runs []agent.Run, n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.runs), a.flushes
}

// settings are those of an agent that touches nothing outside of a test's folder.
func settings(t *testing.T) config.Main {
	dir := t.TempDir()
	return config.Main{
		Hostname: "web-1", CheckInterval: tick,
		HistogramAggregates: []string{"max"}, HistogramPercentiles: []float64{0.95},
		Outputs:  []config.Output{{Kind: config.Console}},
		CacheDir: filepath.Join(dir, "cache"), StateDir: filepath.Join(dir, "state"),
		Socket: filepath.Join(dir, "s"), RecentPointThreshold: time.Hour,
	}
}

func instance(module string, index int) check.Instance {
	return check.Instance{
		ID: check.ID(fmt.Sprintf("%s:%d", module, index)), Check: module, Index: index,
		Module: filepath.Join("testdata", module+".wasm"), Config: []byte("{}"), InitConfig: []byte("{}"), Interval: tick,
	}
}

func newAgent(t *testing.T, main config.Main, instances ...check.Instance) *testAgent {
	t.Helper()
	a := &testAgent{main: main, log: new(lockedBuffer)}
	var err error
	a.Agent, err = agent.New(t.Context(), agent.Options{
		Main: main, Checks: config.Checks{Instances: instances}, Version: "0.0.1",
		Log: slog.New(slog.NewTextHandler(a.log, &slog.HandlerOptions{Level: slog.LevelDebug})), Console: a,
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// start runs the agent; stop ends it and returns what Run returned.
func (a *testAgent) start(t *testing.T) (stop func() error) {
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()
	stop = sync.OnceValue(func() error {
		cancel()
		return <-ended
	})
	t.Cleanup(func() { _ = stop() })
	return stop
}

// await waits until the condition holds for the runs seen so far.
func (a *testAgent) await(t *testing.T, what string, condition func([]agent.Run) bool) {
	t.Helper()
	until(t, what, func() bool {
		runs, _ := a.seen()
		return condition(runs)
	})
}

func until(t *testing.T, what string, condition func() bool) {
	t.Helper()
	deadline := time.NewTimer(20 * time.Second)
	defer deadline.Stop()
	poll := time.NewTicker(2 * time.Millisecond)
	defer poll.Stop()
	for !condition() {
		select {
		case <-poll.C:
		case <-deadline.C:
			t.Fatalf("waited in vain: %s", what)
		}
	}
}

func runsOf(runs []agent.Run, check string) (of []agent.Run) {
	for _, r := range runs {
		if r.Instance.Check == check {
			of = append(of, r)
		}
	}
	return of
}

func TestTheAgentDeliversWhatChecksReport(t *testing.T) {
	receiver := intaketest.New(t, "key")
	main := settings(t)
	main.Tags = []string{"env:test"}
	main.Outputs = append(main.Outputs, config.Output{Kind: config.StackState, URL: receiver.URL(), APIKey: "key"})
	a := newAgent(t, main, instance("hello", 0), instance("snapshot", 0), instance("fails", 0))
	stop := a.start(t)
	a.await(t, "three runs of each", func(runs []agent.Run) bool {
		return len(runsOf(runs, "hello")) >= 3 && len(runsOf(runs, "snapshot")) >= 3 && len(runsOf(runs, "fails")) >= 3
	})
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	runs, _ := a.seen()
	got := receiver.Total()

	count := map[string]int{}
	for _, m := range got.Metrics {
		count[m.Name]++
		if m.Hostname != "web-1" || m.Type != "gauge" || m.Value != 1 {
			t.Errorf("metric %+v", m)
		}
	}
	if want := len(runsOf(runs, "hello")); count["hello.world"] != want {
		t.Errorf("%d points of hello.world for %d runs", count["hello.world"], want)
	}
	if want := len(runsOf(runs, "fails")); count["before"] != want {
		t.Errorf("%d points of a check that fails later, for %d runs: what came before the error is lost", count["before"], want)
	}
	snapshots := runsOf(runs, "snapshot")
	if len(got.Events["snapshot"]) != len(snapshots) {
		t.Errorf("%d events for %d runs", len(got.Events["snapshot"]), len(snapshots))
	}
	if len(got.Topologies) != len(snapshots) {
		t.Errorf("%d snapshots for %d runs", len(got.Topologies), len(snapshots))
	}
	for _, topology := range got.Topologies {
		if !topology.Start || !topology.Stop || len(topology.Components) != 2 || len(topology.Relations) != 1 {
			t.Errorf("topology %+v", topology)
		}
	}
	if got.Hostname != "web-1" || got.Version != "0.0.1" || got.UUID == "" || !slices.Equal(got.HostTags.System, []string{"env:test"}) {
		t.Errorf("the payload's head is %+v", got)
	}
}

func TestEachRunHasItsStatusAsAServiceCheck(t *testing.T) {
	receiver := intaketest.New(t, "key")
	main := settings(t)
	main.Outputs = []config.Output{{Kind: config.StackState, URL: receiver.URL(), APIKey: "key"}}
	a := newAgent(t, main, instance("snapshot", 0), instance("fails", 0))
	stop := a.start(t)
	receiver.AwaitThat("both checks had a status", func([]intaketest.Payload) bool {
		of := map[string]bool{}
		for _, c := range receiver.Total().ServiceChecks {
			if c.Check == "stackstate.agent.check_status" {
				of[c.Tags[0]] = true
			}
		}
		return len(of) == 2
	})
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	ids := map[int64]bool{}
	statuses := map[string]int{}
	for _, c := range receiver.Total().ServiceChecks {
		if c.ID == 0 || ids[c.ID] {
			t.Errorf("service check %s has the id %d, which is none or another's", c.Check, c.ID)
		}
		ids[c.ID] = true
		if c.Check == "stackstate.agent.check_status" {
			statuses[c.Tags[0]] = c.Status
			if c.Status == 2 && c.Message != "ConnectionError: Connection refused." {
				t.Errorf("message %q", c.Message)
			}
		}
	}
	if want := map[string]int{"check:snapshot": 0, "check:fails": 2}; fmt.Sprint(statuses) != fmt.Sprint(want) {
		t.Errorf("statuses %v, want %v", statuses, want)
	}
}

func TestStatusesOfTwoInstancesAreToldApart(t *testing.T) {
	main := settings(t)
	file := filepath.Join(t.TempDir(), "out.jsonl")
	main.Outputs = append(main.Outputs, config.Output{Kind: config.JSONL, Path: file})
	a := newAgent(t, main, instance("hello", 0), instance("hello", 1))
	stop := a.start(t)
	a.await(t, "a run of each", func(runs []agent.Run) bool { return len(runs) >= 2 })
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range []int{0, 1} {
		if of := fmt.Sprintf(`{"kind":"service_check","agent":"web-1","from":"hello","instance":%d,`, i); !strings.Contains(string(b), of) {
			t.Errorf("there is no line %s:\n%s", of, b)
		}
	}
}

func TestAFailedRunLeavesTheTopologyAsItWas(t *testing.T) {
	a := newAgent(t, settings(t), instance("snapshot", 0), instance("fails", 0))
	defer a.Close()
	show := func(r agent.Run) {
		switch {
		case r.Instance.Check == "snapshot" && (len(r.Changes) != 1 || r.Changes[0].Added != 3):
			t.Errorf("snapshot: %+v", r.Changes)
		case r.Instance.Check == "fails" && (len(r.Changes) != 0 || r.Dropped != 1):
			t.Errorf("a failed run changed the topology: %+v", r.Changes)
		}
	}
	instances := []check.Instance{instance("snapshot", 0), instance("fails", 0)}
	if err := a.Once(t.Context(), instances, 1, 0, show); err != nil {
		t.Fatal(err)
	}
	if sources := a.Info().Sources; len(sources) != 1 || sources[0].Components != 2 || sources[0].Relations != 1 {
		t.Errorf("what is known afterwards is %+v", sources)
	}
}

func TestARunawayStopsNoOtherCheck(t *testing.T) {
	runaway := instance("spin", 0)
	runaway.Limits.Wall, runaway.Limits.Fuel = tick, 1e15
	a := newAgent(t, settings(t), runaway, instance("hello", 0))
	a.start(t)
	a.await(t, "hello beside a runaway", func(runs []agent.Run) bool {
		spins := runsOf(runs, "spin")
		return len(runsOf(runs, "hello")) >= 5 && len(spins) >= 2 && spins[1].Fault.Reason == check.Deadline
	})
}

func TestOneRunawayAmong500ChecksDisturbsNone(t *testing.T) {
	const checks, interval = 500, 500 * time.Millisecond
	runaway := instance("spin", 0)
	runaway.Interval, runaway.Limits.Wall, runaway.Limits.Fuel = interval, interval/2, 1e15
	instances := []check.Instance{runaway}
	for i := range checks - 1 {
		hello := instance("hello", i)
		hello.Check, hello.Interval = fmt.Sprintf("hello%d", i), interval
		instances = append(instances, hello)
	}
	a := newAgent(t, settings(t), instances...)
	stop := a.start(t)
	a.await(t, "three runs of each", func(runs []agent.Run) bool {
		times := map[check.ID]int{}
		for _, r := range runs {
			times[r.Instance.ID]++
		}
		return len(times) == checks && slices.Min(slices.Collect(maps.Values(times))) >= 3
	})
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	runs, _ := a.seen()
	for _, r := range runs {
		if stopped := r.Fault != nil && r.Fault.Reason == check.Deadline; stopped != (r.Instance.Check == "spin") || !stopped && len(r.Series) != 1 {
			t.Fatalf("%s: fault %v, series %v", r.Instance.Check, r.Fault, r.Series)
		}
	}
}

func TestARunawayIsHeldAndEveryoneIsTold(t *testing.T) {
	receiver := intaketest.New(t, "key")
	main := settings(t)
	main.Outputs = []config.Output{{Kind: config.StackState, URL: receiver.URL(), APIKey: "key"}}
	runaway := instance("spin", 0)
	runaway.Limits.Wall, runaway.Limits.Fuel, runaway.HoldAfter = tick/2, 1e15, 3
	a := newAgent(t, main, runaway, instance("hello", 0))
	stop := a.start(t)
	until(t, "the runaway to be held", func() bool { a.mu.Lock(); defer a.mu.Unlock(); return len(a.helds) > 0 })
	before, _ := a.seen()
	a.await(t, "hello after that", func(runs []agent.Run) bool { return len(runsOf(runs, "hello")) >= len(runsOf(before, "hello"))+5 })
	info, err := agent.Ask(t.Context(), main)
	if err != nil {
		t.Fatal(err)
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	runs, _ := a.seen()
	if n := len(runsOf(runs, "spin")); n != 3 {
		t.Errorf("it ran %d times, want 3", n)
	}
	if want := []string{"spin stopped 3 times in a row: deadline"}; !slices.Equal(a.helds, want) {
		t.Errorf("the console was told %q, want %q", a.helds, want)
	}
	if i := info.Checks[1].Instances[0]; !i.Held || i.StopsInARow != 3 || i.StopReason != check.Deadline || !i.NextRun.IsZero() || i.Skipped["resting"] != 0 {
		t.Errorf("info tells %+v", i)
	}
	told := 0
	for _, c := range receiver.Total().ServiceChecks {
		if c.Tags[0] == "check:spin" && c.Status == 2 && c.Message == "held: stopped 3 times in a row: deadline" {
			told++
		}
	}
	if told < 2 {
		t.Errorf("the receiver was told %d times, want with each flush", told)
	}
}

func TestInfoTellsWhatTheRunningAgentKnows(t *testing.T) {
	main := settings(t)
	a := newAgent(t, main, instance("hello", 0), instance("fails", 0))
	a.start(t)
	a.await(t, "a run of each", func(runs []agent.Run) bool {
		return len(runsOf(runs, "hello")) > 0 && len(runsOf(runs, "fails")) > 0
	})
	info, err := agent.Ask(t.Context(), main)
	if err != nil {
		t.Fatal(err)
	}
	if info.PID != os.Getpid() || info.Hostname != "web-1" || info.Paths.Socket != main.Socket || len(info.Checks) != 2 {
		t.Fatalf("info %+v", info)
	}
	if o := info.Outputs[0]; o.Name != "console" || o.Dropped["lines that nobody read"] != 3 {
		t.Errorf("the console is %+v", o)
	}
	fails, hello := info.Checks[0].Instances[0], info.Checks[1].Instances[0]
	if hello.Usage.Fuel == 0 || hello.Usage.Wall == 0 || hello.Usage.MemoryBytes != 64<<10 || hello.Usage.HostCalls != 1 {
		t.Errorf("the bill of hello is %+v", hello.Usage)
	}
	if want := map[string]int{"failed": fails.Runs}; !maps.Equal(fails.Faults, want) || len(hello.Faults) != 0 {
		t.Errorf("faults are %v, want %v, and of hello %v", fails.Faults, want, hello.Faults)
	}
	if hello.Status != "OK" || hello.Counts.Metrics != 1 || hello.Error != nil || hello.Runs == 0 {
		t.Errorf("hello %+v", hello)
	}
	if fails.Status != "ERROR" || fails.Error == nil || fails.Error.Kind != "ConnectionError" || fails.Errors != fails.Runs {
		t.Errorf("fails %+v", fails)
	}
}

func TestInfoTellsWhatWasRefused(t *testing.T) {
	main := settings(t)
	tight := instance("snapshot", 0)
	tight.Limits.TopologyElements = 1
	a := newAgent(t, main, tight)
	a.start(t)
	a.await(t, "two runs", func(runs []agent.Run) bool { return len(runs) >= 2 })
	info, err := agent.Ask(t.Context(), main)
	if err != nil {
		t.Fatal(err)
	}
	i := info.Checks[0].Instances[0]
	if len(i.Refused) == 0 || i.Refused[0].Cause != "over the limit of topology elements" || i.Refused[0].Count < 2 || len(i.Refused[0].Keys) == 0 {
		t.Errorf("got %+v", i.Refused)
	}
}

func TestPathsAreAbsolute(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	got := agent.PathsOf(config.Main{
		File: "sandpiper.yaml", Confd: "conf.d", Checksd: "/opt/checks.d", AdditionalChecksd: []string{"../more"}, StateDir: "state", Socket: "s",
	})
	want := agent.Paths{
		Config: filepath.Join(dir, "sandpiper.yaml"), Confd: filepath.Join(dir, "conf.d"), Checksd: "/opt/checks.d",
		AdditionalChecks: []string{filepath.Join(filepath.Dir(dir), "more")}, State: filepath.Join(dir, "state"), Socket: filepath.Join(dir, "s"),
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestWithoutAnAgentAskSaysSo(t *testing.T) {
	if _, err := agent.Ask(t.Context(), settings(t)); !errors.Is(err, agent.ErrNotRunning) {
		t.Errorf("error %v", err)
	}
}

func TestAnAgentThatDoesNotAnswerIsToldFromNone(t *testing.T) {
	main := settings(t)
	deaf, err := net.Listen("unix", main.Socket)
	if err != nil {
		t.Fatal(err)
	}
	defer deaf.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := agent.Ask(ctx, main); !errors.Is(err, agent.ErrNoAnswer) || !strings.Contains(err.Error(), main.Socket) {
		t.Errorf("error %v", err)
	}
}

func TestASecondAgentIsRefusedAndTheFirstGoesOn(t *testing.T) {
	main := settings(t)
	first := newAgent(t, main, instance("hello", 0))
	first.start(t)
	first.await(t, "a run", func(runs []agent.Run) bool { return len(runs) > 0 })
	second := newAgent(t, main)
	if err := second.Run(t.Context()); !errors.Is(err, agent.ErrRunning) {
		t.Errorf("the second agent ended with %v", err)
	}
	before, _ := first.seen()
	first.await(t, "more runs", func(runs []agent.Run) bool { return len(runs) > len(before) })
}

func TestASocketLeftBehindIsReplaced(t *testing.T) {
	main := settings(t)
	left, err := net.ListenUnix("unix", &net.UnixAddr{Name: main.Socket})
	if err != nil {
		t.Fatal(err)
	}
	left.SetUnlinkOnClose(false)
	left.Close()
	a := newAgent(t, main, instance("hello", 0))
	stop := a.start(t)
	a.await(t, "a run", func(runs []agent.Run) bool { return len(runs) > 0 })
	if err := stop(); err != nil {
		t.Error(err)
	}
}

func TestWhatIsNoSocketIsNeverRemoved(t *testing.T) {
	ended, end := context.WithCancel(t.Context())
	end() // an agent that starts all the same ends at once
	for what, lay := range map[string]func(path string) error{
		"a file":          func(path string) error { return os.WriteFile(path, []byte("precious"), 0o600) },
		"an empty folder": func(path string) error { return os.Mkdir(path, 0o700) },
		"a symbolic link": func(path string) error { return os.Symlink(filepath.Join(filepath.Dir(path), "other"), path) },
	} {
		main := settings(t)
		if err := lay(main.Socket); err != nil {
			t.Fatal(err)
		}
		before, _ := os.Lstat(main.Socket)
		if err := newAgent(t, main).Run(ended); !errors.Is(err, agent.ErrNotASocket) || !strings.Contains(err.Error(), main.Socket) {
			t.Errorf("%s: error %v", what, err)
		}
		if after, err := os.Lstat(main.Socket); err != nil || !os.SameFile(before, after) {
			t.Errorf("%s is gone: %v", what, err)
		}
	}
}

func TestAPortInUseStopsNothing(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	main := settings(t)
	main.Listen = taken.Addr().String()
	a := newAgent(t, main, instance("hello", 0))
	a.start(t)
	a.await(t, "a run", func(runs []agent.Run) bool { return len(runs) > 0 })
	if !strings.Contains(a.log.String(), "hint=") {
		t.Errorf("the log gives no hint:\n%s", a.log)
	}
}

func TestOutputsAreNamedInTheOrderOfTheSettings(t *testing.T) {
	main := settings(t)
	main.Outputs = []config.Output{{Kind: config.JSONL, Path: "a"}, {Kind: config.Console}, {Kind: config.JSONL, Path: "-"}}
	a := newAgent(t, main)
	defer a.Close()
	if got, want := a.Outputs(), []string{"jsonl a", "console", "jsonl -"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if o := a.Info().Outputs; len(o) != 3 || o[0].Name != "console" || o[1].Name != "jsonl a" || o[2].Name != "jsonl -" {
		t.Errorf("info has %+v", o)
	}
}

func TestLivezAnswersAndNothingElseDoes(t *testing.T) {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	main := settings(t)
	main.Listen = free.Addr().String()
	free.Close()
	a := newAgent(t, main, instance("hello", 0))
	a.start(t)
	a.await(t, "a run", func(runs []agent.Run) bool { return len(runs) > 0 })
	for path, want := range map[string]int{"/livez": 200, "/no-such-page": 404, "/info": 404} {
		response, err := http.Get("http://" + main.Listen + path)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, response.Body)
		response.Body.Close()
		if response.StatusCode != want {
			t.Errorf("%s answers %d, want %d", path, response.StatusCode, want)
		}
	}
}

func TestTheFirstFlushFollowsTheFirstRound(t *testing.T) {
	main := settings(t)
	main.CheckInterval = time.Hour // so that no tick can be what flushes
	hello := instance("hello", 0)
	hello.Interval = time.Hour
	a := newAgent(t, main, hello)
	a.start(t)
	until(t, "a flush", func() bool { _, n := a.seen(); return n == 1 })
}

func TestACacheThatIsTooSmallIsToldOnce(t *testing.T) {
	for name, bytes := range map[string]int64{"too small": 1000, "large enough": 1 << 20} {
		t.Run(name, func(t *testing.T) {
			main := settings(t)
			main.CacheBytes = bytes
			a := newAgent(t, main, instance("hello", 0))
			stop := a.start(t)
			until(t, "two flushes", func() bool { _, n := a.seen(); return n > 1 })
			if err := stop(); err != nil {
				t.Error(err)
			}
			want := 0
			if bytes == 1000 {
				want = 1
			}
			if got := strings.Count(a.log.String(), `hint="set cache_size to 1 MiB or more"`); got != want {
				t.Errorf("it is told %d times, want %d:\n%s", got, want, a.log)
			}
		})
	}
}

func TestWhatIsUndeliveredAtTheEndIsSaid(t *testing.T) {
	receiver := intaketest.New(t, "key")
	receiver.AnswerAlways(intaketest.Answer{Status: http.StatusInternalServerError})
	main := settings(t)
	main.Outputs = []config.Output{{Kind: config.StackState, URL: receiver.URL(), APIKey: "key"}}
	a := newAgent(t, main, instance("hello", 0))
	stop := a.start(t)
	a.await(t, "a run", func(runs []agent.Run) bool { return len(runs) > 0 })
	if err := stop(); err == nil {
		t.Error("the agent ended as if all had been delivered")
	}
	if strings.Contains(a.log.String(), "api_key=key") {
		t.Errorf("the log shows the key:\n%s", a.log)
	}
}

func TestTheLogOfACheckBearsItsName(t *testing.T) {
	a := newAgent(t, settings(t), instance("fails", 0))
	defer a.Close()
	if err := a.Once(t.Context(), []check.Instance{instance("fails", 0)}, 1, 0, func(agent.Run) {}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(a.log.String(), "logger=checks.fails instance=0") {
		t.Errorf("log:\n%s", a.log)
	}
}

func TestASkippedRunIsLoggedTheFirstTime(t *testing.T) {
	hello := instance("hello", 0)
	hello.MinInterval = time.Hour
	a := newAgent(t, settings(t), hello)
	a.start(t)
	skipped := `msg="a run was skipped" check=hello instance=0 cause=min_collection_interval`
	until(t, "three skipped runs", func() bool { return strings.Count(a.log.String(), skipped) >= 3 })
	if loud := strings.Count(a.log.String(), "level=INFO "+skipped); loud != 1 {
		t.Errorf("%d lines at info, want the first alone:\n%s", loud, a.log)
	}
}

// lockedBuffer is a buffer that a log may be written to and read from at a time.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}
