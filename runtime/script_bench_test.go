package runtime_test

import (
	"context"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"

	abi "github.com/sandpiper-checks/sandpiper/abi/v1"
	"github.com/sandpiper-checks/sandpiper/guest-sdk/javascript"
	"github.com/sandpiper-checks/sandpiper/guest-sdk/python"
)

// BenchmarkScriptPrice is BenchmarkPrice for scripts: the same file in the same
// interpreter, whose host takes what is reported and does nothing with it.
func BenchmarkScriptPrice(b *testing.B) {
	for _, language := range []struct {
		name        string
		interpreter []byte
		scripts     []script
	}{
		{"Python", python.Module(), []script{{"one_metric", "../checks.d/hello.py", 2000, 1}, {"reading_JSON", "../bench/guests/status.py", 50, 100}}},
		{"JavaScript", javascript.Module(), []script{
			{"one_metric", "../guest-sdk/javascript/testdata/checks.d/hello.js", 2000, 1}, {"reading_JSON", "../bench/guests/status.js", 50, 100},
		}},
	} {
		metered := rewritten(b, language.interpreter)
		for _, s := range language.scripts {
			b.Run(language.name+":_"+s.name, func(b *testing.B) {
				takeTurns(b, float64(s.times),
					way{"plain-ns", s.runs(b, language.interpreter, false)},
					way{"metered-ns", s.runs(b, metered, false)},
					way{"engine-ns", s.runs(b, language.interpreter, true)})
			})
		}
	}
}

// script is a check in a file.
type script struct {
	name, path string
	times      int // that it runs in a turn
	metrics    int // that it reports in each run
}

// runs starts an interpreter that has loaded the script, as calling does.
func (s script) runs(b *testing.B, interpreter []byte, closeOnDone bool) func() error {
	b.Helper()
	host := &deafHost{script: append([]byte(s.path+"\x00"), fixture(b, s.path)...)}
	guest := instance(b, interpreter, closeOnDone, host.offer)
	run := guest.ExportedFunction("check_run")
	stack := make([]uint64, 1)
	return func() error {
		for range s.times {
			host.reported = 0
			if err := run.CallWithStack(context.Background(), stack); err != nil {
				return err
			}
			if stack[0] != 0 || host.reported != s.metrics {
				b.Fatalf("check_run returned %d and reported %d metrics", int32(stack[0]), host.reported)
			}
		}
		return nil
	}
}

// deafHost tells a guest its script and an empty configuration, and counts what
// it reports.
type deafHost struct {
	script   []byte
	reported int
}

func (h *deafHost) offer(ctx context.Context, rt wazero.Runtime) error {
	says := func(text []byte, memory api.Memory, at, room uint64) uint64 {
		memory.Write(uint32(at), text[:min(len(text), int(uint32(room)))])
		return uint64(len(text))
	}
	does := map[string]api.GoModuleFunc{
		"script": func(_ context.Context, m api.Module, stack []uint64) {
			stack[0] = says(h.script, m.Memory(), stack[0], stack[1])
		},
		"config": func(_ context.Context, m api.Module, stack []uint64) {
			stack[0] = says([]byte("{}"), m.Memory(), stack[1], stack[2])
		},
		"gauge": func(_ context.Context, _ api.Module, stack []uint64) {
			h.reported++
			stack[0] = 0
		},
	}
	module := rt.NewHostModuleBuilder(abi.Module)
	types := map[string]api.ValueType{"i32": api.ValueTypeI32, "i64": api.ValueTypeI64, "f64": api.ValueTypeF64}
	for _, f := range abi.Functions() {
		var params []api.ValueType
		for _, name := range f.Params {
			params = append(params, types[name])
		}
		do := does[f.Name]
		if do == nil {
			do = func(_ context.Context, _ api.Module, stack []uint64) { stack[0] = 0 }
		}
		module.NewFunctionBuilder().WithGoModuleFunction(do, params, []api.ValueType{api.ValueTypeI32}).Export(f.Name)
	}
	_, err := module.Instantiate(ctx)
	return err
}
