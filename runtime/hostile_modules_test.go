package runtime_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"reflect"
	"regexp"
	goruntime "runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sandpiper-checks/sandpiper/abi/testkit"
	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/wat"
	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

// TestHostileModules runs each module of the corpus. It must meet what its file
// says, and in no time; nothing of it may stay; and a good check that the same
// runtime runs afterwards must be none the worse.
func TestHostileModules(t *testing.T) {
	server, arena := serveHostile(t), newArena(t)
	for _, h := range corpus(t) {
		t.Run(h.name, func(t *testing.T) {
			module := wat.Assemble(h.text)
			arena.withstands(t, stage{
				modules: [][]byte{module}, runs: h.runs, limits: limits(t, h.limits),
				config: strings.ReplaceAll(h.config, "$URL", server),
				judge: func(run int, r *check.Result) {
					if run == h.runs {
						h.holds(t, r)
					}
				},
			})
			h.inspected(t, module)
		})
	}
}

// TestBadPointersLeaveNothing runs the modules that the test kit makes for each
// pointer of each function, in one runtime for each function.
func TestBadPointersLeaveNothing(t *testing.T) {
	arena := newArena(t)
	pointers := badPointers(t)
	for _, function := range slices.Sorted(maps.Keys(pointers)) {
		t.Run(function, func(t *testing.T) {
			arena.withstands(t, stage{modules: pointers[function], runs: 1, judge: func(_ int, r *check.Result) {
				if r.Fault == nil || r.Fault.Reason != check.BadPointer {
					t.Errorf("fault %v", r.Fault)
				}
			}})
		})
	}
}

// badPointers are the modules of the test kit, by function, each of which makes
// one call with one bad pointer.
func badPointers(t *testing.T) map[string][][]byte {
	t.Helper()
	vectors, err := testkit.Vectors(nil)
	if err != nil {
		t.Fatal(err)
	}
	generated, err := testkit.Generate(vectors)
	if err != nil {
		t.Fatal(err)
	}
	modules := map[string][][]byte{}
	for _, v := range generated {
		if v.Expect[0] == "fault bad pointer" {
			function, _, _ := strings.Cut(v.Name, "/")
			modules[function] = append(modules[function], v.Runs[0].Module())
		}
	}
	return modules
}

// arena is what all stages have in common.
type arena struct {
	good      []byte
	reference check.Result  // of the good check where nothing else runs
	ceiling   time.Duration // how long what is hostile may take
}

// newArena tries the good check alone. What is hostile may take 2 s, and on a
// slow machine as much longer as the good check takes, which is about 10 ms
// elsewhere.
func newArena(t *testing.T) *arena {
	a := &arena{good: wat.Assemble(goodCheck)}
	quickest := time.Hour
	for range 3 {
		began := time.Now()
		s := stage{modules: [][]byte{a.good}, runs: 1, judge: func(int, *check.Result) {}}
		s.play(t, a.good)
		quickest = min(quickest, time.Since(began))
		a.reference = s.after
	}
	if a.reference.Fault != nil || len(a.reference.Samples) != 1 || len(a.reference.Logs) != 1 {
		t.Fatalf("the good check: %+v", a.reference)
	}
	a.ceiling = max(2*time.Second, 100*quickest)
	return a
}

// withstands plays a stage and looks what became of it. What is left over must
// be so each time that it is set up: threads and pools that are made once are
// nobody's leak.
func (a *arena) withstands(t *testing.T, s stage) {
	t.Helper()
	const attempts = 3
	var left string
	for range attempts {
		s := s
		s.play(t, a.good)
		if s.took > a.ceiling {
			t.Errorf("it took %v, which is more than %v", s.took, a.ceiling)
		}
		if !reflect.DeepEqual(s.after, a.reference) {
			t.Errorf("a good check after it:\n%+v\nand without it:\n%+v", s.after, a.reference)
		}
		if left = s.left(); left == "" || t.Failed() {
			return
		}
	}
	t.Error(left)
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

// stage is a runtime on which modules run so many times, one after the other as
// one instance, and then a good check.
type stage struct {
	modules [][]byte
	runs    int
	limits  check.Limits
	config  string
	// judge looks at each result, the first of which is of run 1. What it does
	// not keep is gone before anyone looks for what is left.
	judge func(run int, r *check.Result)

	after check.Result  // of the good check
	took  time.Duration // of loading and running the modules

	before, loaded, ran, closed held
}

func (s *stage) play(t *testing.T, good []byte) {
	t.Helper()
	goodFile := moduleFile(t, good)
	var files []string
	for _, module := range s.modules {
		files = append(files, moduleFile(t, module))
	}
	ctx := context.Background()
	s.before = holding()
	rt, err := runtime.Open(ctx, runtime.Options{
		Hostname: testkit.Hostname, Now: func() time.Time { return time.Unix(testkit.Now, 0) },
	})
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	for _, file := range files {
		_ = rt.Prepare(ctx, file) // the run says what is wrong
	}
	s.took = time.Since(began)
	runInstance(t, rt, &check.Instance{ID: "good", Check: "good", Module: goodFile, Config: []byte(`{"a": 1}`)})
	s.loaded = holding()
	for run, file := range slices.Repeat(files, s.runs) {
		began = time.Now()
		result := runInstance(t, rt, &check.Instance{
			ID: "hostile", Check: "hostile", Module: file, Limits: s.limits, Config: []byte(s.config), InitConfig: []byte("{}"), Allow: loopback,
		})
		s.took += time.Since(began)
		s.judge(run+1, &result)
	}
	s.after = runInstance(t, rt, &check.Instance{ID: "good", Check: "good", Module: goodFile, Config: []byte(`{"a": 1}`)})
	s.after.Instance = nil // which file it was
	s.ran = holding()
	if err := rt.Close(ctx); err != nil {
		t.Error(err)
	}
	s.closed = holding()
}

// runInstance runs an instance once.
func runInstance(t *testing.T, rt *runtime.Runtime, instance *check.Instance) check.Result {
	t.Helper()
	result, err := rt.Run(t.Context(), instance)
	if err != nil {
		t.Fatal(err) // a defect of the host
	}
	return result
}

// left says what is left of a run, or of all when the runtime is closed.
func (s *stage) left() string {
	for _, span := range []struct {
		what     string
		from, to held
	}{{"its run", s.loaded, s.ran}, {"its runtime", s.before, s.closed}} {
		const most = 3 << 20 // a page or two; what the race detector takes for itself, by the MiB, is not told apart
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
		t.Errorf("it meets %s: %.500q, want %s: %q", meets, detail, h.meets, h.detail)
	}
	if h.backtrace != "" && strings.ReplaceAll(r.Fault.Backtrace, "\n", " < ") != h.backtrace {
		t.Errorf("its backtrace is %q, want %q", r.Fault.Backtrace, h.backtrace)
	}
	if *update && h.meets == string(check.Fuel) {
		h.setFuel(t, r.Usage.Fuel)
	} else if h.fuel != 0 && r.Usage.Fuel != h.fuel {
		t.Errorf("it used %d units of fuel, want %d; where the meter was changed, go test ./runtime -run Hostile -update", r.Usage.Fuel, h.fuel)
	}
	if keeps := keeps(r); keeps != h.keeps {
		t.Errorf("it keeps %q, want %q", keeps, h.keeps)
	}
	if refused := refusals(r); !slices.Equal(refused, h.refused) {
		t.Errorf("refused %q, want %q", refused, h.refused)
	}
}

// refusals are how often something was refused, for each cause.
func refusals(r *check.Result) (refused []string) {
	counts := map[string]int{}
	for _, refusal := range r.Refused {
		counts[refusal.Cause] += refusal.Count
	}
	for _, cause := range slices.Sorted(maps.Keys(counts)) {
		refused = append(refused, fmt.Sprintf("%d %s", counts[cause], cause))
	}
	return refused
}

// inspected compares what is said of a module that does not run.
func (h *hostile) inspected(t *testing.T, module []byte) {
	t.Helper()
	report, err := runtime.Inspect(moduleFile(t, module), wasm.DefaultCaps())
	problems := strings.Join(report.Problems, "; ")
	if err != nil {
		problems = err.Error()
	}
	if h.inspect != "" && !like(problems, h.inspect) {
		t.Errorf("inspection finds %q, want %q", problems, h.inspect)
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
	parts := strings.Split(regexp.QuoteMeta(pattern), "…")
	return regexp.MustCompile("(?s)^" + strings.Join(parts, ".*") + "$").MatchString(text)
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
