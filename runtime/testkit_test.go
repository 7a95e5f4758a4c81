package runtime_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sandpiper-checks/sandpiper/abi/testkit"
	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime"
)

var update = flag.Bool("update", false, "rewrite the golden files and the transcripts of the vectors")

// TestMain answers every question for a name itself, and always that there is
// no such name: no test may depend on a network.
func TestMain(m *testing.M) {
	server, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go func() {
		question := make([]byte, 512)
		for {
			n, from, err := server.ReadFrom(question)
			if err != nil {
				return
			}
			const response, noSuchName = 0x84, 0x03 // RFC 1035 4.1.1
			question[2], question[3] = response, noSuchName
			_, _ = server.WriteTo(question[:n], from)
		}
	}()
	net.DefaultResolver = &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", server.LocalAddr().String())
	}}
	os.Exit(m.Run())
}

func TestHostDoesAsTheVectorsSay(t *testing.T) {
	server := testkit.Serve()
	t.Cleanup(server.Close)
	vectors, err := testkit.Vectors(server.Places)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range vectors {
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			transcript := play(t, v)
			if *update {
				rewrite(t, v, transcript, server.Places)
				return
			}
			if diff := cmp.Diff(lines(v.Transcript), lines(transcript)); diff != "" {
				t.Errorf("%s\nthe transcript differs (-want +got):\n%s", v.Comment, diff)
			}
		})
	}
}

// What the host keeps of contexts from run to run shows in no result.
func TestRunsOfTheSameMetricsHaveTheSameResults(t *testing.T) {
	vectors, err := testkit.Vectors(nil)
	if err != nil {
		t.Fatal(err)
	}
	lasting := func(c testkit.Call) bool { // what else an instance keeps, and what a server sees
		return slices.Contains([]string{"snapshot", "component", "relation", "state_set", "state_delete"}, c.Function) ||
			strings.HasPrefix(c.Function, "http_")
	}
	played := 0
	for _, v := range vectors {
		if len(v.Runs) > 1 || slices.ContainsFunc(v.Calls(), lasting) || v.Name == "log_init" {
			continue // what is logged during initialisation is logged once
		}
		played++
		v.Runs, v.Expect = slices.Repeat(v.Runs, 3), slices.Repeat(v.Expect, 3)
		transcripts := strings.Split(play(t, v), "next run\n")
		for i, transcript := range transcripts {
			if diff := cmp.Diff(lines(transcripts[0]), lines(transcript)); diff != "" {
				t.Errorf("%s, run %d (-first +this):\n%s", v.Name, i+1, diff)
			}
		}
	}
	if played < 30 {
		t.Errorf("only %d vectors", played)
	}
}

func TestHostRefusesEveryBadPointerAndEarlyCall(t *testing.T) {
	vectors, err := testkit.Vectors(nil)
	if err != nil {
		t.Fatal(err)
	}
	generated, err := testkit.Generate(vectors)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range generated {
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(lines(v.Transcript), lines(play(t, v))); diff != "" {
				t.Errorf("%s\nthe transcript differs (-want +got):\n%s", v.Text, diff)
			}
		})
	}
}

// play makes the runs of a vector and writes down their results.
func play(t *testing.T, v testkit.Vector) string {
	t.Helper()
	state := kept{}
	for key, value := range v.State {
		state[key] = []byte(value)
	}
	rt := open(t, runtime.Options{
		Hostname: testkit.Hostname, Version: testkit.Version, State: state,
		Now: func() time.Time { return time.Unix(testkit.Now, 0) },
	})
	var transcript []string
	for i := range v.Runs {
		result, err := rt.Run(t.Context(), &check.Instance{
			ID: testkit.Instance, Check: testkit.Check,
			Module: moduleFile(t, v.Runs[i].Module()),
			Config: []byte(v.Config), InitConfig: []byte(v.InitConfig), Limits: limits(t, v.Limits),
			Service: v.Service, EmptyDefaultHostname: v.EmptyDefaultHostname,
		})
		if err != nil {
			t.Fatal(err)
		}
		if i > 0 {
			transcript = append(transcript, "next run")
		}
		transcript = append(transcript, written(&result, state)...)
		if ended := ending(&result); ended != v.Expect[i] {
			t.Errorf("run %d ended %s, not %s\n%s", i+1, ended, v.Expect[i], differs(result.Fault))
		}
	}
	return strings.Join(append(transcript, ""), "\n")
}

func ending(r *check.Result) string {
	if r.Fault != nil {
		return "fault " + string(r.Fault.Reason)
	}
	return strings.ToLower(r.Status().String())
}

// differs says which call of the guest was not answered as it must be.
func differs(fault *check.Fault) string {
	if fault == nil {
		return ""
	}
	code, _ := strings.CutPrefix(fault.Detail, "check_run returned ")
	if n, err := strconv.ParseInt(code, 10, 32); err == nil {
		if says, ok := testkit.Mismatch(int32(n)); ok {
			return says
		}
	}
	return fmt.Sprintf("%+v", *fault)
}

// written is a result as the transcripts of the vectors show it.
func written(r *check.Result, state kept) (lines []string) {
	add := func(format string, values ...any) { lines = append(lines, fmt.Sprintf(format, values...)) }
	for _, s := range r.Samples {
		add("%s", sampleLine(s))
	}
	for _, e := range r.Events {
		line := "event " + toJSON(e)
		if e.APIKey != "" {
			line += " api_key=" + e.APIKey
		}
		add("%s", line)
	}
	for _, s := range r.ServiceChecks {
		add("service_check %s", toJSON(s))
	}
	for _, topology := range r.Topologies {
		add("topology %s start=%t stop=%t", topology.Source.JSON, topology.Start, topology.Stop)
		for _, c := range topology.Components {
			add("  component %s %s %s", text(c.ID), text(c.Type), c.Data)
		}
		for _, x := range topology.Relations {
			add("  relation %s %s %s %s", text(x.SourceID), text(x.TargetID), text(x.Type), x.Data)
		}
	}
	if r.Dropped > 0 {
		add("dropped snapshots: %d", r.Dropped)
	}
	for _, m := range r.Metadata {
		add("metadata %s = %s", shortened(m.Name), shortened(m.Value))
	}
	for _, l := range r.Logs {
		add("log %v %s", l.Level, shortened(l.Message))
	}
	for _, w := range r.Warnings {
		add("warning %s", shortened(w))
	}
	for _, key := range slices.Sorted(maps.Keys(state)) {
		add("state %q = %s", key, shortened(string(state[key])))
	}
	if f := r.Fault; f != nil {
		line := "fault " + string(f.Reason)
		if !f.Stopped() { // what the engine has to say is not the ABI's
			line += fmt.Sprintf(" %s %s", shortened(f.Kind), shortened(f.Detail))
			if f.Reason == check.Failed && f.Backtrace != "" {
				line += " traceback " + shortened(f.Backtrace)
			}
		}
		add("%s", line)
	}
	return lines
}

func sampleLine(s check.Sample) string {
	line := fmt.Sprintf("%v %s = %v", s.Kind, visible(s.Context.Name), s.Value)
	if len(s.Context.Tags) > 0 {
		line += " tags=" + visible(strings.Join(s.Context.Tags, ","))
	}
	if s.Context.Hostname != testkit.Hostname {
		line += " host=" + visible(s.Context.Hostname)
	}
	if s.Context.Device != "" {
		line += " device=" + visible(s.Context.Device)
	}
	if s.Explicit || s.At != testkit.Now*int64(time.Second) {
		line += " at=" + toJSON(check.SecondsAt(s.At))
	}
	return line
}

// visible is a text as it is, unless that cannot be read.
func visible(s string) string {
	if quoted := strconv.Quote(s); quoted != `"`+s+`"` || s == "" {
		return quoted
	}
	return text(s)
}

// shortened is a text in quotes, in which what is long and the same is counted.
func shortened(s string) string { return text(strconv.Quote(s)) }

// text writes a byte that comes 20 times or more in a row once, with their number.
func text(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		n := 1
		for i+n < len(s) && s[i+n] == s[i] {
			n++
		}
		if n < 20 {
			b.WriteString(s[i : i+n])
		} else {
			fmt.Fprintf(&b, "%c{%d}", s[i], n)
		}
		i += n
	}
	return b.String()
}

func toJSON(v any) string {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return err.Error()
	}
	return text(strings.TrimSpace(b.String()))
}

func limits(t testing.TB, set []testkit.Limit) (l check.Limits) {
	t.Helper()
	for _, limit := range set {
		if limit.Name == "wall" {
			wall, err := time.ParseDuration(limit.Value)
			if err != nil {
				t.Fatal(err)
			}
			l.Wall = wall
			continue
		}
		n, err := strconv.ParseInt(limit.Value, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		switch limit.Name {
		case "fuel":
			l.Fuel = n
		case "memory_bytes":
			l.MemoryBytes = n
		case "host_calls":
			l.HostCalls = int(n)
		case "contexts":
			l.Contexts = int(n)
		case "samples":
			l.Samples = int(n)
		case "events":
			l.Events = int(n)
		case "service_checks":
			l.ServiceChecks = int(n)
		case "topology_elements":
			l.TopologyElements = int(n)
		case "log_bytes":
			l.LogBytes = int(n)
		case "report_bytes":
			l.ReportBytes = int(n)
		case "http_calls":
			l.HTTPCalls = int(n)
		case "http_body_bytes":
			l.HTTPBodyBytes = n
		case "http_bytes":
			l.HTTPBytes = n
		case "state_bytes":
			l.StateBytes = n
		default:
			t.Fatalf("there is no limit %q", limit.Name)
		}
	}
	return l
}

// rewrite puts a transcript into the file of its vector.
func rewrite(t *testing.T, v testkit.Vector, transcript string, places map[string]string) {
	t.Helper()
	path := filepath.Join("..", "abi", "testkit", v.Name+".txt")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	longestFirst := func(a, b string) int { return len(places[b]) - len(places[a]) } // a URL holds its host
	for _, place := range slices.SortedFunc(maps.Keys(places), longestFirst) {
		transcript = strings.ReplaceAll(transcript, places[place], place)
	}
	calls, _, _ := strings.Cut(string(b), "\n---\n")
	if err := os.WriteFile(path, []byte(calls+"\n---\n"+transcript), 0o644); err != nil {
		t.Fatal(err)
	}
}

func lines(s string) []string { return strings.Split(strings.TrimSpace(s), "\n") }
