package runtime_test

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"net/http/httptest"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	asm "github.com/sandpiper-checks/sandpiper/abi/testkit/assembler"
	abi "github.com/sandpiper-checks/sandpiper/abi/v1"
	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/wat"
)

var forever = asm.Loop(asm.Br(0))

// faultCase is a module whose run ends with a fault.
type faultCase struct {
	name   string
	module []byte
	limits check.Limits
	want   check.Fault
}

func faultCases() []faultCase {
	short := check.Limits{Wall: 30 * time.Millisecond}
	twoPages := check.Limits{MemoryBytes: 2 * 64 << 10}
	grow := func(pages int32) []byte { return append(asm.I32(pages), asm.MemoryGrow()...) }
	return []faultCase{
		{
			"an endless loop", checkRun(forever, asm.I32(0)), short,
			check.Fault{Reason: check.Deadline, Kind: "DeadlineExceeded", Detail: "the run took longer than its limit of 30 ms", Limit: "wall", Backtrace: "check_run"},
		},
		{
			"an endless loop in the start section", assemble(func(m *asm.Module) {
				start := m.Function("start", "", 0, forever)
				m.Start = &start
				m.Exported("check_run", "-> i32", 0, asm.I32(0))
			}), short,
			check.Fault{Reason: check.Deadline, Kind: "DeadlineExceeded", Detail: "the run took longer than its limit of 30 ms", Limit: "wall", Backtrace: "start"},
		},
		{
			"an endless loop in _initialize", assemble(func(m *asm.Module) {
				m.Exported("_initialize", "", 0, forever)
				m.Exported("check_run", "-> i32", 0, asm.I32(0))
			}), short,
			check.Fault{Reason: check.Deadline, Kind: "DeadlineExceeded", Detail: "the run took longer than its limit of 30 ms", Limit: "wall", Backtrace: "_initialize"},
		},
		{
			"an hour's sleep", assemble(func(m *asm.Module) {
				poll := m.Import(wasi, "poll_oneoff", "i32 i32 i32 i32 -> i32")
				m.Data(24, []byte{0, 0x40, 0x37, 0xf7, 0x46, 3}) // 3600e9 ns
				m.Exported("check_run", "-> i32", 0, callDrop(poll, 0, 64, 1, 128), asm.I32(0))
			}), short,
			check.Fault{Reason: check.Deadline, Kind: "DeadlineExceeded", Detail: "the run took longer than its limit of 30 ms", Limit: "wall", Backtrace: "wasi_snapshot_preview1.poll_oneoff\ncheck_run"},
		},
		{
			"a loop that uses more than the fuel", assemble(func(m *asm.Module) {
				spin := m.Function("spin", "", 0, forever)
				m.Exported("check_run", "-> i32", 0, asm.Call(spin), asm.I32(0))
			}),
			check.Limits{Fuel: 100_000},
			check.Fault{Reason: check.Fuel, Kind: "FuelLimit", Detail: "the run used 100034 units of fuel, of a limit of 100000", Limit: "fuel", Backtrace: "spin\ncheck_run"},
		},
		{
			"calls that use more than the fuel", bomb(10),
			check.Limits{Fuel: 1000},
			check.Fault{
				Reason: check.Fuel, Kind: "FuelLimit", Detail: "the run used 1001 units of fuel, of a limit of 1000", Limit: "fuel",
				Backtrace: "level0\nlevel1\nlevel2\nlevel3\nlevel4\nlevel5\nlevel6\nlevel7\nlevel8\nlevel9\ncheck_run",
			},
		},
		{
			"host calls that use more than the fuel", assemble(func(m *asm.Module) {
				last := importCheck(m, "last_error")
				m.Exported("check_run", "-> i32", 0, asm.Loop(callDrop(last, 0, 0), asm.Br(0)), asm.I32(0))
			}),
			check.Limits{Fuel: 100_000},
			check.Fault{Reason: check.Fuel, Kind: "FuelLimit", Detail: "the run used 100125 units of fuel, of a limit of 100000", Limit: "fuel", Backtrace: "check/v1.last_error\ncheck_run"},
		},
		{
			"more memory of the guest than the fuel covers", assemble(func(m *asm.Module) {
				log := importCheck(m, "log")
				m.Exported("check_run", "-> i32", 0, callDrop(log, 1, 0, 1<<16), asm.I32(0))
			}),
			check.Limits{Fuel: 1000},
			check.Fault{Reason: check.Fuel, Kind: "FuelLimit", Detail: "the run used 4105 units of fuel, of a limit of 1000", Limit: "fuel", Backtrace: "check/v1.log\ncheck_run"},
		},
		{
			"more host calls than the limit", assemble(func(m *asm.Module) {
				clock := m.Import(wasi, "clock_time_get", "i32 i64 i32 -> i32")
				m.Exported("check_run", "-> i32", 0,
					asm.Loop(asm.I32(0), asm.I64(0), asm.I32(0), asm.Call(clock), asm.Ops(asm.Drop), asm.Br(0)), asm.I32(0))
			}),
			check.Limits{HostCalls: 1000},
			check.Fault{Reason: check.Quota, Kind: "QuotaExceeded", Detail: "the run made more than 1000 host calls", Limit: "host_calls", Backtrace: "wasi_snapshot_preview1.clock_time_get\ncheck_run"},
		},
		{
			"memory over the limit", checkRun(
				grow(2), asm.I32(-1), asm.Ops(asm.I32Eq), asm.If(asm.Ops(asm.Unreachable)), asm.I32(0)), twoPages,
			check.Fault{Reason: check.Memory, Kind: "MemoryLimit", Detail: "the guest needed more memory than its limit of 131072 bytes: unreachable", Limit: "memory", Backtrace: "check_run"},
		},
		{
			"memory over the limit, which the guest ignores, and then another mistake", checkRun(
				grow(2), asm.Ops(asm.Drop), asm.I32(1), asm.I32(0), asm.Ops(asm.I32DivS)), twoPages,
			check.Fault{Reason: check.Trap, Kind: "Trap", Detail: "integer divide by zero, after it was refused more memory than its limit of 131072 bytes", Limit: "memory", Backtrace: "check_run"},
		},
		{
			"memory over the limit, then less of it, and then another mistake", checkRun(
				grow(2), asm.Ops(asm.Drop), grow(1), asm.Ops(asm.Drop), asm.Ops(asm.Unreachable)), twoPages,
			check.Fault{Reason: check.Trap, Kind: "Trap", Detail: "unreachable", Backtrace: "check_run"},
		},
		{
			"unreachable", checkRun(asm.Ops(asm.Unreachable)),
			check.Limits{},
			check.Fault{Reason: check.Trap, Kind: "Trap", Detail: "unreachable", Backtrace: "check_run"},
		},
		{
			"a division by zero in a function of the guest", assemble(func(m *asm.Module) {
				inner := m.Function("inner", "-> i32", 0, asm.I32(1), asm.I32(0), asm.Ops(asm.I32DivS))
				m.Exported("check_run", "-> i32", 0, asm.Call(inner))
			}),
			check.Limits{},
			check.Fault{Reason: check.Trap, Kind: "Trap", Detail: "integer divide by zero", Backtrace: "inner\ncheck_run"},
		},
		{
			"a read past the memory", checkRun(asm.I32(1<<16), asm.Load8()),
			check.Limits{},
			check.Fault{Reason: check.Trap, Kind: "Trap", Detail: "out of bounds memory access", Backtrace: "check_run"},
		},
		{
			"endless recursion", assemble(func(m *asm.Module) {
				m.Function("again", "-> i32", 0, asm.Call(0))
				m.Exported("check_run", "-> i32", 0, asm.Call(0))
			}),
			check.Limits{},
			check.Fault{Reason: check.Depth, Kind: "StackOverflow", Detail: "the guest's calls are nested too deeply: their stack may have 12800000 bytes", Backtrace: strings.Repeat("again\n", 30) + "…"},
		},
		{
			"a trap in _initialize", assemble(func(m *asm.Module) {
				m.Exported("_initialize", "", 0, asm.Ops(asm.Unreachable))
				m.Exported("check_run", "-> i32", 0, asm.I32(0))
			}),
			check.Limits{},
			check.Fault{Reason: check.Trap, Kind: "Trap", Detail: "unreachable", Backtrace: "_initialize"},
		},
		{
			"an exit in _initialize", assemble(func(m *asm.Module) {
				exit := m.Import(wasi, "proc_exit", "i32")
				m.Exported("_initialize", "", 0, push(exit, 7))
				m.Exported("check_run", "-> i32", 0, asm.I32(0))
			}),
			check.Limits{},
			check.Fault{Reason: check.Exit, Kind: "Exit", Detail: "exit code 7", Backtrace: "wasi_snapshot_preview1.proc_exit\n_initialize"},
		},
		{
			"an exit", assemble(func(m *asm.Module) {
				exit := m.Import(wasi, "proc_exit", "i32")
				m.Exported("check_run", "-> i32", 0, push(exit, 3), asm.I32(0))
			}),
			check.Limits{},
			check.Fault{Reason: check.Exit, Kind: "Exit", Detail: "exit code 3", Backtrace: "wasi_snapshot_preview1.proc_exit\ncheck_run"},
		},
		{
			"a non-zero answer", checkRun(asm.I32(-2)),
			check.Limits{},
			check.Fault{Reason: check.Exit, Kind: "Exit", Detail: "check_run returned -2"},
		},
		{
			"a bad pointer", assemble(func(m *asm.Module) {
				log := importCheck(m, "log")
				m.Exported("check_run", "-> i32", 0, callDrop(log, 1, 65530, 7), asm.I32(0))
			}),
			check.Limits{},
			check.Fault{Reason: check.BadPointer, Kind: "BadPointer", Detail: "7 bytes at 65530, of a memory of 65536 bytes", Backtrace: "check/v1.log\ncheck_run"},
		},
		{
			"a call of fail", assemble(func(m *asm.Module) {
				fail := importCheck(m, "fail")
				m.Data(0, []byte("ErrorNo mail"))
				m.Exported("check_run", "-> i32", 0, callDrop(fail, 0, 5, 5, 7, 0, 0), asm.I32(0))
			}),
			check.Limits{},
			check.Fault{Reason: check.Failed, Kind: "Error", Detail: "No mail"},
		},
		{
			"a module that is none", []byte("none"),
			check.Limits{},
			check.Fault{Reason: check.BadModule, Kind: "BadModule", Detail: "at byte 0x0: not a WebAssembly module"},
		},
	}
}

func TestFaultsAreTyped(t *testing.T) {
	for _, c := range faultCases() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			began := time.Now()
			result := run(t, open(t, runtime.Options{}), c.module, c.limits)
			got := result.Fault
			if got == nil {
				t.Fatal("there is no fault")
			}
			if got.Reason == check.BadModule {
				var named bool
				if got.Detail, named = strings.CutPrefix(got.Detail, result.Instance.Module+": "); !named {
					t.Errorf("the module is not named: %+v", *got)
				}
			}
			if *got != c.want {
				t.Errorf("got  %+v\nwant %+v", *got, c.want)
			}
			if took := time.Since(began); took > 10*time.Second {
				t.Errorf("it took %v", took)
			}
		})
	}
}

// However others end, and all at once, a check does what it does alone.
func TestAStopTouchesNoOtherInstance(t *testing.T) {
	const others, runs = 500, 2
	rt := open(t, runtime.Options{Now: func() time.Time { return time.Unix(1000, 0) }})
	good := moduleFile(t, assemble(func(m *asm.Module) {
		config, log := importCheck(m, "config"), importCheck(m, "log")
		m.Exported("check_run", "-> i32", 1,
			asm.I32(1), asm.I32(0), push(config, 0, 0, 64), asm.Call(log), asm.Ops(asm.Drop), asm.I32(0))
	}))
	alone, err := rt.Run(t.Context(), &check.Instance{ID: "alone", Module: good, Config: []byte(`"000"`)})
	if err != nil || alone.Fault != nil {
		t.Fatal(err, alone.Fault)
	}
	var group sync.WaitGroup
	for _, c := range faultCases() {
		path := moduleFile(t, c.module)
		group.Go(func() {
			for range runs {
				result, err := rt.Run(t.Context(), &check.Instance{ID: check.ID(c.name), Module: path, Limits: c.limits})
				if err != nil || result.Fault == nil || result.Fault.Reason != c.want.Reason {
					t.Errorf("%s: %v, %v", c.name, err, result.Fault)
				}
			}
		})
	}
	for n := range others {
		group.Go(func() {
			for range runs {
				config := fmt.Sprintf(`"%03d"`, n)
				result, err := rt.Run(t.Context(), &check.Instance{ID: check.ID(config), Module: good, Config: []byte(config)})
				if err != nil || result.Fault != nil || result.Usage != alone.Usage || len(result.Logs) != 1 || result.Logs[0].Message != config {
					t.Errorf("instance %s: %v, %+v", config, err, result)
				}
			}
		})
	}
	group.Wait()
}

func TestEveryReasonHasATest(t *testing.T) {
	tested := map[string]bool{}
	for _, c := range faultCases() {
		tested[string(c.want.Reason)] = true
	}
	file, err := parser.ParseFile(token.NewFileSet(), "../check/result.go", nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	reasons := 0
	ast.Inspect(file, func(n ast.Node) bool {
		constant, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if kind, ok := constant.Type.(*ast.Ident); !ok || kind.Name != "Reason" {
			return true
		}
		reason, err := strconv.Unquote(constant.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		if reasons++; !tested[reason] {
			t.Errorf("no test has the fault %s", reason)
		}
		return true
	})
	if reasons < len(tested) {
		t.Errorf("found %d reasons, of %d", reasons, len(tested))
	}
}

// Where calls without a loop are when their time is over is up to the machine.
func TestCallsWithoutALoopEndAtTheDeadline(t *testing.T) {
	fault := run(t, open(t, runtime.Options{}), bomb(31), check.Limits{Wall: 30 * time.Millisecond}).Fault
	if fault == nil || fault.Reason != check.Deadline || fault.Detail != "the run took longer than its limit of 30 ms" {
		t.Fatalf("fault %+v", fault)
	}
	if !regexp.MustCompile(`^(leaf\n)?(level\d+\n)+(check_run\n…|check_run|…)$`).MatchString(fault.Backtrace) {
		t.Errorf("backtrace %s", fault.Backtrace)
	}
}

// bomb makes a check of functions without a loop that each call the next one
// twice: so many levels of them that it makes two to that power calls.
func bomb(levels int) []byte {
	return assemble(func(m *asm.Module) {
		last := m.Function("leaf", "", 0)
		for level := range levels {
			last = m.Function(fmt.Sprint("level", level), "", 0, asm.Call(last), asm.Call(last))
		}
		m.Exported("check_run", "-> i32", 0, asm.Call(last), asm.I32(0))
	})
}

func TestAGuestThatCopesWithLessMemoryGoesOn(t *testing.T) {
	module := checkRun(
		asm.I32(1), asm.MemoryGrow(), asm.Ops(asm.Drop), // to the limit
		asm.I32(1), asm.MemoryGrow(), asm.I32(1), asm.Ops(asm.I32Add)) // -1, so 0
	result := run(t, open(t, runtime.Options{}), module, check.Limits{MemoryBytes: 2 * 64 << 10})
	if result.Fault != nil {
		t.Errorf("fault %v", result.Fault)
	}
	if result.Usage.MemoryBytes != 2*64<<10 {
		t.Errorf("%d bytes of memory, want 2 pages", result.Usage.MemoryBytes)
	}
}

func TestAModuleThatStartsOverTheMemoryLimitIsAMemoryFault(t *testing.T) {
	rt := open(t, runtime.Options{})
	module := assemble(func(m *asm.Module) {
		m.Pages = 3
		m.Exported("check_run", "-> i32", 0, asm.I32(0))
	})
	fault := run(t, rt, module, check.Limits{MemoryBytes: 3*64<<10 - 1}).Fault
	if fault == nil || fault.Reason != check.Memory ||
		fault.Detail != "the module starts with 196608 bytes of memory and tables, over the limit of 196607" {
		t.Errorf("fault %v", fault)
	}
	if fault := run(t, rt, module, check.Limits{MemoryBytes: 3 * 64 << 10}).Fault; fault != nil {
		t.Errorf("at the limit: %v", fault)
	}
}

func TestTablesCountAsMemoryAtTheSizeThatTheyMayGrowTo(t *testing.T) {
	const pages = 3 // one of memory, and two for tables of 4,000 and 12,384 entries of 8 bytes
	const tables = `(memory 1) (table 4000 4000 funcref) (table 0 1 externref) (table 0 12383 funcref) `
	rt := open(t, runtime.Options{})
	for name, limit := range map[string]int64{"at the limit": pages * 64 << 10, "with another page": (pages + 1) * 64 << 10} {
		grows := limit > pages*64<<10
		module := wat.Assemble(fmt.Sprintf(`
			%s (func ref.null func i32.const 1 table.grow 2 drop)
			(func $run (result i32) i32.const 1 memory.grow i32.const %d i32.ne)
			(func $marker)
			(export "memory" (memory 0)) (export "check_run" (func $run)) (export "%s" (func $marker))`, tables,
			map[bool]int{true: 1, false: -1}[grows], abi.Marker))
		result := run(t, rt, module, check.Limits{MemoryBytes: limit})
		if result.Fault != nil || result.Usage.MemoryBytes != limit {
			t.Errorf("%s: %d bytes, %v", name, result.Usage.MemoryBytes, result.Fault)
		}
		if fault := run(t, rt, module, check.Limits{MemoryBytes: pages*64<<10 - 1}).Fault; fault == nil || fault.Reason != check.Memory {
			t.Errorf("below it: %v", fault)
		}
	}
	// Without table.grow none of them ever grows.
	result := run(t, rt, wat.Assemble(tables+`(func $run (result i32) i32.const 0) (func $marker) (export "memory" (memory 0))
		(export "check_run" (func $run)) (export "`+abi.Marker+`" (func $marker))`), check.Limits{})
	if want := int64(64<<10 + 4000*8); result.Fault != nil || result.Usage.MemoryBytes != want {
		t.Errorf("tables that cannot grow: %d bytes, want %d; %v", result.Usage.MemoryBytes, want, result.Fault)
	}
}

func TestEachRunHasAFreshGuest(t *testing.T) {
	rt := open(t, runtime.Options{})
	module := checkRun( // counts in its memory, and returns the count
		asm.I32(64), asm.I32(64), asm.Load32(), asm.I32(1), asm.Ops(asm.I32Add), asm.LocalTee(0), asm.Store32(), asm.LocalGet(0))
	for range 3 {
		if fault := run(t, rt, module, check.Limits{}).Fault; fault == nil || fault.Detail != "check_run returned 1" {
			t.Fatalf("fault %v", fault)
		}
	}
}

func TestUsageIsTheBillOfTheRun(t *testing.T) {
	now := time.Unix(1000, 0)
	rt := open(t, runtime.Options{Now: func() time.Time {
		now = now.Add(time.Second)
		return now
	}})
	result := run(t, rt, assemble(func(m *asm.Module) {
		last := importCheck(m, "last_error")
		m.Exported("check_run", "-> i32", 0, callDrop(last, 0, 0), callDrop(last, 0, 0), asm.I32(0))
	}), check.Limits{})
	want := check.Usage{Wall: time.Second, Fuel: 1 + 2*8, MemoryBytes: 64 << 10, HostCalls: 2}
	if result.Usage != want {
		t.Errorf("usage %+v, want %+v", result.Usage, want)
	}
	if !result.End().Equal(result.Start.Add(time.Second)) {
		t.Errorf("from %v to %v", result.Start, result.End())
	}
}

// request makes a check that asks the server for a URL, and then does more.
func request(url string, more ...[]byte) []byte {
	return assemble(func(m *asm.Module) {
		get := importCheck(m, "http_get")
		m.Data(1024, []byte(url))
		code := append(append(asm.I32(1024), asm.I32(int32(len(url)))...), asm.F64(0)...)
		code = append(append(code, asm.Call(get)...), asm.Ops(asm.Drop)...)
		for _, c := range more {
			code = append(code, c...)
		}
		m.Exported("check_run", "-> i32", 0, code, asm.I32(0))
	})
}

func TestShutdownEndsARunWithoutAResult(t *testing.T) {
	stopped := errors.New("the agent stops")
	for _, c := range []struct {
		name string
		more []byte
		wait bool // the server answers only when the run is over
	}{
		{"in a loop", forever, false},
		{"in an exchange", nil, true},
		{"at its end", nil, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			ctx, cancel := context.WithCancelCause(context.Background())
			server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				cancel(stopped)
				if c.wait {
					<-r.Context().Done()
				}
			}))
			defer server.Close()
			state := kept{}
			rt := open(t, runtime.Options{State: state})
			result, err := rt.Run(ctx, &check.Instance{
				ID: "i", Module: moduleFile(t, request(server.URL, c.more)), Config: []byte(`{"url": "` + server.URL + `"}`),
			})
			if !errors.Is(err, stopped) {
				t.Errorf("error %v", err)
			}
			if !reflect.DeepEqual(result, check.Result{}) {
				t.Errorf("result %+v", result)
			}
		})
	}
}

func TestARunThatNeverGetsASlotIsNoResult(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	rt := open(t, runtime.Options{})
	result, err := rt.Run(ctx, &check.Instance{ID: "i", Module: moduleFile(t, checkRun(asm.I32(0)))})
	if !errors.Is(err, context.Canceled) || !reflect.DeepEqual(result, check.Result{}) {
		t.Errorf("error %v, result %+v", err, result)
	}
}

func TestADefectOfTheHostIsNoFaultOfTheGuest(t *testing.T) {
	random := assemble(func(m *asm.Module) {
		get := m.Import(wasi, "random_get", "i32 i32 -> i32")
		m.Exported("check_run", "-> i32", 0, callDrop(get, 0, 8), asm.I32(0))
	})
	rt := open(t, runtime.Options{Random: strings.NewReader(""), Slots: 1})
	for range 2 { // the slot is free again
		_, err := rt.Run(context.Background(), &check.Instance{ID: "i", Module: moduleFile(t, random)})
		var fault *check.Fault
		if err == nil || errors.As(err, &fault) || !strings.Contains(err.Error(), "running i: BUG: ") ||
			!strings.Contains(err.Error(), "Random") {
			t.Errorf("error %v", err)
		}
	}
	if fault := run(t, rt, checkRun(asm.I32(0)), check.Limits{}).Fault; fault != nil {
		t.Errorf("the next run: %v", fault)
	}
}

// A memory full of records must not hold up the deadline.
func TestABatchEndsAtTheDeadline(t *testing.T) {
	const pages = 1000
	for _, function := range []string{"submit", "submit_named"} {
		t.Run(function, func(t *testing.T) {
			module := assemble(func(m *asm.Module) {
				m.Pages = pages
				submit := importCheck(m, function)
				args := []int32{0, pages * 64 << 10 / abi.SampleSize}
				if function == "submit_named" {
					args = append([]int32{0}, args...)
				}
				m.Exported("check_run", "-> i32", 0, asm.Loop(callDrop(submit, args...), asm.Br(0)), asm.I32(0))
			})
			began := time.Now()
			result := run(t, open(t, runtime.Options{}), module, check.Limits{Wall: 20 * time.Millisecond})
			if result.Fault == nil || result.Fault.Reason != check.Deadline {
				t.Errorf("fault %v", result.Fault)
			}
			refused := 0
			for _, r := range result.Refused {
				refused += r.Count
			}
			if refused >= pages*64<<10/abi.SampleSize {
				t.Errorf("%d records refused in %v", refused, time.Since(began))
			}
		})
	}
}
