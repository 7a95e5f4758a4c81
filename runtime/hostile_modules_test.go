package runtime_test

import (
	"context"
	"fmt"
	"os"
	"reflect"
	goruntime "runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sandpiper-checks/sandpiper/abi/testkit"
	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/wat"
)

// TestHostileModules runs each module of the corpus. It must meet what its file
// says, and in no time; nothing of it may stay; and a good check that the same
// runtime runs afterwards must be none the worse.
func TestHostileModules(t *testing.T) {
	server := serveHostile(t)
	good := wat.Assemble(goodCheck)
	reference, ceiling := undisturbed(t, good)
	for _, h := range corpus(t) {
		t.Run(h.name, func(t *testing.T) {
			module, config := wat.Assemble(h.text), strings.ReplaceAll(h.config, "$URL", server)
			// What is left over must be so each time: threads and pools that are
			// made once are nobody's leak.
			const attempts = 3
			var left string
			for range attempts {
				s := stage{t: t, limits: limits(t, h.limits), module: module, runs: h.runs, config: config, good: good}
				s.play()
				h.holds(t, &s.result)
				if s.took > ceiling {
					t.Errorf("it took %v, which is more than %v", s.took, ceiling)
				}
				if !reflect.DeepEqual(s.after, reference) {
					t.Errorf("a good check after it:\n%+v\nand without it:\n%+v", s.after, reference)
				}
				if left = s.left(); left == "" || t.Failed() {
					break
				}
			}
			if left != "" {
				t.Error(left)
			}
		})
	}
}

// goodCheck reports a gauge, remembers it and logs what its configuration says.
const goodCheck = `(module
	(import "check/v1" "gauge" (func $gauge (param i32 i32 f64 i32 i32 i32 i32 i32 i32 f64) (result i32)))
	(import "check/v1" "state_set" (func $state_set (param i32 i32 i32 i32) (result i32)))
	(import "check/v1" "config" (func $config (param i32 i32 i32) (result i32)))
	(import "check/v1" "log" (func $log (param i32 i32 i32) (result i32)))
	(memory (export "memory") 1)
	(data (i32.const 0) "good")
	(func (export "sandpiper_abi_v1"))
	(func (export "check_run") (result i32)
		(i32.or
			(call $gauge (i32.const 0) (i32.const 4) (f64.const 1) (i32.const 0) (i32.const 0)
				(i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (f64.const 0))
			(i32.or
				(call $state_set (i32.const 0) (i32.const 4) (i32.const 0) (i32.const 4))
				(call $log (i32.const 1) (i32.const 64) (call $config (i32.const 0) (i32.const 64) (i32.const 64)))))))`

// undisturbed runs the good check where nothing else runs, and says how long a
// hostile module may take: 2 s, and on a slow machine as much longer as the
// good check takes, which is about 10 ms elsewhere.
func undisturbed(t *testing.T, good []byte) (reference check.Result, ceiling time.Duration) {
	quickest := time.Hour
	for range 3 {
		began := time.Now()
		s := stage{t: t, module: good, runs: 1, good: good}
		s.play()
		quickest = min(quickest, time.Since(began))
		reference = s.after
	}
	if reference.Fault != nil || len(reference.Samples) != 1 || len(reference.Logs) != 1 {
		t.Fatalf("the good check: %+v", reference)
	}
	return reference, max(2*time.Second, 100*quickest)
}

// stage is a runtime on which a module runs and then a good check.
type stage struct {
	t      *testing.T
	module []byte
	runs   int
	limits check.Limits
	config string
	good   []byte

	result, after check.Result
	took          time.Duration // of loading and running the module

	before, loaded, ran, closed held
}

func (s *stage) play() {
	s.t.Helper()
	goodFile, file := moduleFile(s.t, s.good), moduleFile(s.t, s.module)
	ctx := context.Background()
	s.before = holding()
	rt, err := runtime.Open(ctx, runtime.Options{
		Hostname: testkit.Hostname, Now: func() time.Time { return time.Unix(testkit.Now, 0) },
	})
	if err != nil {
		s.t.Fatal(err)
	}
	began := time.Now()
	_ = rt.Prepare(ctx, file) // the run says what is wrong
	s.took = time.Since(began)
	s.run(rt, &check.Instance{ID: "good", Check: "good", Module: goodFile, Config: []byte(`{"a": 1}`)})
	s.loaded = holding()
	began = time.Now()
	for range s.runs {
		s.result = s.run(rt, &check.Instance{
			ID: "hostile", Check: "hostile", Module: file, Limits: s.limits, Config: []byte(s.config), InitConfig: []byte("{}"), Allow: loopback,
		})
	}
	s.took += time.Since(began)
	s.after = s.run(rt, &check.Instance{ID: "good", Check: "good", Module: goodFile, Config: []byte(`{"a": 1}`)})
	s.after.Instance = nil // which file it was
	kept := s.result
	s.result = check.Result{} // what the run reported is the agent's, no leak
	s.ran = holding()
	if err := rt.Close(ctx); err != nil {
		s.t.Error(err)
	}
	s.closed = holding()
	s.result = kept
}

func (s *stage) run(rt *runtime.Runtime, instance *check.Instance) check.Result {
	s.t.Helper()
	result, err := rt.Run(s.t.Context(), instance)
	if err != nil {
		s.t.Fatal(err) // a defect of the host
	}
	return result
}

// left says what is left of a run, or of all when the runtime is closed.
func (s *stage) left() string {
	for _, span := range []struct {
		what     string
		from, to held
	}{{"its run", s.loaded, s.ran}, {"its runtime", s.before, s.closed}} {
		const most = 1 << 20
		if heap, mapped := span.to.heap-span.from.heap, span.to.mapped-span.from.mapped; heap > most || mapped > most {
			return fmt.Sprintf("after %s are left %d bytes of heap and %d of mappings", span.what, heap, mapped)
		}
	}
	return ""
}

// held is what this process holds: the live heap and what it has mapped besides.
type held struct{ heap, mapped int64 }

func holding() held {
	goruntime.GC()
	goruntime.GC() // what the first found to be finalised
	var memory goruntime.MemStats
	goruntime.ReadMemStats(&memory)
	return held{int64(memory.HeapAlloc), mappedBytes() - int64(memory.Sys)}
}

// holds compares a result with what the file says.
func (h *hostile) holds(t *testing.T, r *check.Result) {
	t.Helper()
	meets, detail := "ok", ""
	if r.Fault != nil {
		meets, detail = string(r.Fault.Reason), strings.TrimPrefix(r.Fault.Detail, r.Instance.Module+": ")
	}
	if meets != h.meets || h.detail != "" && !like(detail, h.detail) {
		t.Errorf("it meets %s: %q, want %s: %q\n%+v", meets, detail, h.meets, h.detail, r.Fault)
	}
	if *update && h.meets == string(check.Fuel) {
		h.setFuel(t, r.Usage.Fuel)
	} else if h.fuel != 0 && r.Usage.Fuel != h.fuel {
		t.Errorf("it used %d units of fuel, want %d; where the meter was changed, go test ./runtime -run Hostile -update", r.Usage.Fuel, h.fuel)
	}
	if keeps := keeps(r); keeps != h.keeps {
		t.Errorf("it keeps %q, want %q", keeps, h.keeps)
	}
	var refused []string
	for _, refusal := range r.Refused {
		refused = append(refused, fmt.Sprintf("%d %s", refusal.Count, refusal.Cause))
	}
	if !slices.Equal(refused, h.refused) {
		t.Errorf("refused %q, want %q", refused, h.refused)
	}
}

// setFuel writes the units of fuel into the file.
func (h *hostile) setFuel(t *testing.T, fuel int64) {
	t.Helper()
	old, line := fmt.Sprintf(";; fuel: %d\n", h.fuel), fmt.Sprintf(";; fuel: %d\n", fuel)
	if h.fuel == 0 {
		old = ";; meets: fuel\n"
		line = old + line
	}
	if err := os.WriteFile(h.file, []byte(strings.Replace(h.text, old, line, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
}

// like compares a text with one in which … stands for anything.
func like(text, pattern string) bool {
	parts := strings.Split(pattern, "…")
	rest, ok := strings.CutPrefix(text, parts[0])
	for _, part := range parts[1:] {
		at := strings.Index(rest, part)
		if part == "" {
			at = len(rest)
		}
		if at < 0 {
			return false
		}
		rest = rest[at+len(part):]
	}
	return ok && rest == ""
}

// keeps counts what a result holds.
func keeps(r *check.Result) string {
	var counts []string
	elements := 0
	for _, topology := range r.Topologies {
		elements += len(topology.Components) + len(topology.Relations)
	}
	for _, c := range []struct {
		what string
		n    int
	}{
		{"samples", len(r.Samples)},
		{"events", len(r.Events)},
		{"service_checks", len(r.ServiceChecks)},
		{"topology_elements", elements},
		{"metadata", len(r.Metadata)},
		{"logs", len(r.Logs)},
		{"dropped_snapshots", r.Dropped},
	} {
		if c.n > 0 {
			counts = append(counts, fmt.Sprintf("%s=%d", c.what, c.n))
		}
	}
	return strings.Join(counts, " ")
}
