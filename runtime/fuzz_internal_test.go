package runtime

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/sandpiper-checks/sandpiper/abi/testkit"
	asm "github.com/sandpiper-checks/sandpiper/abi/testkit/assembler"
	abi "github.com/sandpiper-checks/sandpiper/abi/v1"
	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/sandbox"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/wasi"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/wat"
	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

// The guest of the fuzz targets reads a program from its configuration and
// makes the calls it says, so that it is compiled once:
//
//	0         8 i                       96
//	| call u8 | argument i, 8 bytes …   |    16 times
//
// What follows lies at 1536, for the arguments to point to.
const (
	callBytes = 8 * 12
	maxCalls  = 16
	freeBytes = callBytes * maxCalls
)

// interpreter assembles that guest for the functions of a world.
func interpreter(world sandbox.World) []byte {
	const at = 0 // the local that holds the address of the call
	m := asm.Module{Pages: 2}
	config := m.Import(abi.Module, "config", "i32 i32 i32 -> i32")
	first := config + 1
	for _, f := range world.Functions {
		kind := strings.Join(names(f.Params), " ") + " ->"
		m.Import(world.Module, f.Name, kind+" "+strings.Join(names(f.Results), " "))
	}
	var body []byte
	for i, f := range world.Functions {
		var code []byte
		for p, param := range f.Params {
			code = slices.Concat(code, asm.LocalGet(at), asm.I32(int32(8+8*p)), asm.Ops(asm.I32Add))
			switch param {
			case sandbox.I32:
				code = append(code, asm.Load32()...)
			case sandbox.I64:
				code = append(code, asm.Load64()...)
			default:
				code = append(code, asm.LoadF64()...)
			}
		}
		code = append(code, asm.Call(first+uint32(i))...)
		for range f.Results {
			code = append(code, asm.Ops(asm.Drop)...)
		}
		body = slices.Concat(body, asm.LocalGet(at), asm.Load8(), asm.I32(int32(i)), asm.Ops(asm.I32Eq), asm.If(code))
	}
	m.Exported(abi.Marker, "", 0)
	m.Exported("check_run", "-> i32", 1,
		asm.I32(abi.SectionInstance), asm.I32(0), asm.I32(1<<16), asm.Call(config), asm.Ops(asm.Drop),
		asm.Loop(
			body,
			asm.LocalGet(at), asm.I32(callBytes), asm.Ops(asm.I32Add), asm.LocalTee(at),
			asm.I32(freeBytes), asm.Ops(asm.I32LtU), asm.If(asm.Br(1))),
		asm.I32(0))
	return m.Bytes()
}

// program encodes calls, and what lies behind them.
type program struct {
	world sandbox.World
	b     []byte
}

// call adds a call; arguments are int or float64.
func (p *program) call(name string, args ...any) *program {
	i := slices.IndexFunc(p.world.Functions, func(f sandbox.Function) bool { return f.Name == name })
	entry := make([]byte, callBytes)
	entry[0] = byte(i)
	for n, a := range args {
		v, ok := a.(float64)
		bits := math.Float64bits(v)
		if !ok {
			bits = uint64(a.(int))
		}
		binary.LittleEndian.PutUint64(entry[8+8*n:], bits)
	}
	p.b = append(p.b, entry...)
	return p
}

// with fills up with calls of no function, and puts data behind them.
func (p *program) with(data string) []byte {
	for len(p.b) < freeBytes {
		p.b = append(p.b, append([]byte{0xff}, make([]byte, callBytes-1)...)...)
	}
	return append(p.b, data...)
}

// eachCall are programs that make one call each, of each function, with all
// pointers, lengths and numbers the same.
func eachCall(world sandbox.World) map[string][]byte {
	programs := map[string][]byte{}
	for _, f := range world.Functions {
		var args []any
		for _, param := range f.Params {
			if param == sandbox.F64 {
				args = append(args, 1.5)
			} else {
				args = append(args, freeBytes)
			}
		}
		programs[f.Name] = (&program{world: world}).call(f.Name, args...).with(strings.Repeat(`{"a":1} `, 200))
	}
	return programs
}

func TestFuzzingBeginsWithEachFunction(t *testing.T) {
	for _, world := range []sandbox.World{checkV1().sandboxed(), wasi.World()} {
		run := fuzzed(t, world)
		for function, program := range eachCall(world) {
			const calls = 2 // config, which reads the program, and the function
			if result := run(t, program); result.Usage.HostCalls != calls {
				t.Errorf("%s: %d host calls", function, result.Usage.HostCalls)
			}
		}
	}
}

// fuzzed runs a program, which may reach nothing on the network, and holds the result
// against what holds for every result.
func fuzzed(f testing.TB, world sandbox.World) func(t *testing.T, program []byte) check.Result {
	f.Helper()
	ctx := context.Background()
	rt, err := Open(ctx, Options{Hostname: "h"})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = rt.Close(ctx) })
	path := filepath.Join(f.TempDir(), "guest.wasm")
	if err := os.WriteFile(path, interpreter(world), 0o644); err != nil {
		f.Fatal(err)
	}
	limits := check.Limits{
		FileBytes: 1000, Wall: 20 * time.Millisecond, MemoryBytes: 2 << 16, Contexts: 3, Samples: 4, Events: 2, ServiceChecks: 2,
		TopologyElements: 3, LogBytes: 2000, ReportBytes: 20_000, StateBytes: 1000,
	}
	granted := []string{readable(f)}
	return func(t *testing.T, program []byte) check.Result {
		clear(rt.memories) // nothing of another input
		rt.options.State = &memoryStore{states: map[check.ID]map[string][]byte{}}
		result, err := rt.Run(ctx, &check.Instance{
			ID: check.ID("fuzz"), Check: "fuzz", Module: path, Config: program, InitConfig: []byte("{}"), Limits: limits,
			Read: granted,
		})
		if err != nil {
			t.Fatal(err) // a defect of the host
		}
		holds(t, &result, limits)
		return result
	}
}

// readable is a folder that the guests may read: one that is the same for all
// processes that fuzz.
func readable(tb testing.TB) string {
	tb.Helper()
	dir, err := filepath.Abs("internal/files")
	if err != nil {
		tb.Fatal(err)
	}
	return dir
}

// holds are the promises that every result keeps, whatever the guest did.
func holds(t *testing.T, r *check.Result, l check.Limits) {
	t.Helper()
	reasons := []check.Reason{check.Failed, check.Exit, check.Deadline, check.BadPointer}
	if r.Fault != nil && !slices.Contains(reasons, r.Fault.Reason) {
		t.Errorf("fault %+v", r.Fault)
	}
	clean := func(what string, texts ...string) {
		for _, s := range texts {
			if !utf8.ValidString(s) || strings.ContainsFunc(s, isControl) {
				t.Errorf("%s: %q", what, s)
			}
		}
	}
	contexts := map[string]bool{}
	for _, s := range r.Samples {
		contexts[s.Context.Key] = true
		clean("a context", s.Context.Name, s.Context.Hostname, s.Context.Device)
		clean("a tag", s.Context.Tags...)
		if s.Context.Name == "" || math.IsNaN(s.Value) || math.IsInf(s.Value, 0) || int(s.Kind) >= check.Kinds || s.At < 0 ||
			!slices.IsSorted(s.Context.Tags) || len(slices.Compact(slices.Clone(s.Context.Tags))) != len(s.Context.Tags) {
			t.Errorf("sample %+v of %+v", s, s.Context)
		}
	}
	elements := 0
	for _, topology := range r.Topologies {
		elements += len(topology.Components) + len(topology.Relations)
		for _, c := range topology.Components {
			clean("a component", c.ID, c.Type)
		}
		for _, x := range topology.Relations {
			clean("a relation", x.SourceID, x.TargetID, x.Type)
		}
	}
	if len(r.Samples) > l.Samples || len(contexts) > l.Contexts || len(r.Events) > l.Events ||
		len(r.ServiceChecks) > l.ServiceChecks || elements > l.TopologyElements {
		t.Errorf("over a limit: %d samples, %d contexts, %d events, %d service checks, %d elements",
			len(r.Samples), len(contexts), len(r.Events), len(r.ServiceChecks), elements)
	}
	bytes := 0
	for _, log := range r.Logs {
		bytes += len(log.Message)
		clean("a log line", log.Message)
	}
	if bytes > l.LogBytes {
		t.Errorf("%d bytes of log", bytes)
	}
	for _, s := range r.ServiceChecks {
		clean("a service check", append(s.Tags, s.Name, s.Hostname, s.Message)...)
		if s.Status < check.OK || s.Status > check.Unknown {
			t.Errorf("service check %+v", s)
		}
	}
	for _, e := range r.Events {
		clean("an event", append(e.Tags, e.Type, e.Title, e.Text, e.AggregationKey, e.SourceTypeName, e.Host)...)
	}
	b, err := json.Marshal([]any{r.Events, r.ServiceChecks, r.Topologies})
	if err != nil || !utf8.Valid(b) {
		t.Errorf("as JSON: %v, %q", err, b)
	}
}

// FuzzHostcalls makes any calls of the check world with any arguments.
func FuzzHostcalls(f *testing.F) {
	world := checkV1().sandboxed()
	start := func() *program { return &program{world: world} }
	const at = freeBytes
	f.Add(start().call("gauge", at, 1, 1.5, 0, 0, 0, 0, 0, 0, 0.0).
		call("metric", 0, at, 1, 0, 0, 0, 0, 0, 0).call("submit", at+16, 1).
		with("m\xff\x00{}          \x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xf0\x3f"))
	f.Add(start().call("event", at, 18).call("event", at, 17).call("warning", at, 5).call("fail", at, 3, at, 5, 0, 0).
		with(`{"msg_text": "\u0007"}`))
	f.Add(start().call("snapshot", at, 2, 0).call("component", at, 2, at, 1, at, 1, 0, 0).
		call("relation", at, 2, at, 1, at, 1, at, 1, at, 2).call("snapshot", at, 2, 1).with("{}"))
	f.Add(start().call("state_set", at, 1, at, 3).call("state_get", at, 1, at+8, 3).call("state_delete", at, 1).
		call("config", 2, at, 300).call("last_error", at, 300).call("script", at, 8).with("key"))
	f.Add(start().call("http_get", at, 10, 0.01).call("http_request", at+10, 20, at, 1).
		call("http_status", 0).call("http_headers", 0, at, 9).call("http_body", 0, at, 9).call("http_close", 0).
		with(`http://a/b{"url": "http://a/"}`))
	f.Add(start().call("service_check", at, 2, 7, at+8, 1, 0, 0, at, 2, 12.5, -1).call("service_metadata", at, 1, at, 1).
		call("log", 4, at, 2).call("submit_named", 2, at+16, 1).with("s\x1b      \x00\x06\x00\x00\x01\x00\x00\x00\x00\x06\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x40"))
	f.Add(start().call("log", 1, 0xfffffff0, 0x20).with(""))
	fuzzCalls(f, world)
}

// FuzzWASI makes any calls of WASI with any arguments.
func FuzzWASI(f *testing.F) {
	world := wasi.World()
	start := func() *program { return &program{world: world} }
	const at = freeBytes
	f.Add(start().call("fd_write", 1, at, 1, at+8).call("fd_write", 2, at, 1, at).with("\x10\x06\x00\x00\x05\x00\x00\x00        a\nb\x1bc"))
	f.Add(start().call("clock_time_get", 0, 0, at).call("clock_res_get", 1, at).call("random_get", at, 32).with(""))
	f.Add(start().call("poll_oneoff", at, at, 2, at+96).with(strings.Repeat("\x00", 24) + "\x01" + strings.Repeat("\x00", 80)))
	f.Add(start().call("args_sizes_get", at, at+4).call("environ_sizes_get", at, at).call("args_get", -1, -1).
		call("fd_fdstat_get", 1, at).call("fd_read", 0, at, 1, at).call("fd_prestat_get", 3, at).call("path_open", 3).with(""))
	folder := readable(f)[1:]
	file := folder + "/file.go"
	f.Add(start().call("path_open", 3, 1, at+32, len(file), 0, 0, 0, 0, at).call("fd_read", 4, at+16, 1, at+24).
		call("fd_seek", 4, -3, 2, at).call("fd_tell", 4, at).call("fd_pread", 4, at+16, 1, 5, at).call("fd_filestat_get", 4, at).
		call("fd_fdstat_get", 4, at).call("fd_close", 4).
		with(strings.Repeat("\x00", 16) + "\x00\x09\x00\x00\x05\x00\x00\x00" + strings.Repeat("\x00", 8) + file))
	f.Add(start().call("path_open", 3, 1, at+32, len(folder), 2, 0, 0, 0, at).call("fd_readdir", 4, at+300, 100, 0, at).
		call("fd_readdir", 4, at+300, 100, 1, at).call("path_open", 4, 0, at, 4, 0, 0, 0, 0, at).
		call("path_filestat_get", 3, 0, at+32, len(folder), at+300).call("fd_prestat_get", 3, at).call("fd_prestat_dir_name", 3, at, 1).
		with(strings.Repeat("\x00", 32) + folder))
	f.Add(start().call("proc_exit", 3).with(""))
	f.Add(start().call("random_get", 0x1ffff, 2).with(""))
	fuzzCalls(f, world)
}

func fuzzCalls(f *testing.F, world sandbox.World) {
	f.Helper()
	for _, program := range eachCall(world) {
		f.Add(program)
	}
	run := fuzzed(f, world)
	f.Fuzz(func(t *testing.T, program []byte) { run(t, program) })
}

// FuzzInspect reads any bytes as a module, and packs what can be read.
func FuzzInspect(f *testing.F) {
	f.Add([]byte("\x00asm\x01\x00\x00\x00"))
	f.Add((&testkit.Run{}).Module())
	f.Add(interpreter(wasi.World()))
	packed, err := Pack((&testkit.Run{}).Module(), Manifest{Name: "a", ABI: "check/v1"})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(packed)
	files, err := filepath.Glob("testdata/hostile/*/*.wat")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		if !strings.Contains(string(text), "@repeat") { // the others are too large to be changed with success
			f.Add(wat.Assemble(string(text)))
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		report, err := inspect(b, wasm.DefaultCaps())
		if err != nil {
			return
		}
		if _, err := json.Marshal(report); err != nil {
			t.Fatal(err)
		}
		want := Manifest{Name: "fuzz", ABI: "check/v1"}
		packed, err := Pack(b, want)
		if err != nil {
			t.Fatal(err)
		}
		again, err := inspect(packed, wasm.DefaultCaps())
		if err != nil || again.Manifest == nil || *again.Manifest != want || again.Functions != report.Functions {
			t.Fatalf("packed: %+v, %v", again, err)
		}
	})
}
