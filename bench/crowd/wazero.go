package crowd

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"

	abi "github.com/sandpiper-checks/sandpiper/abi/v1"
	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/internal/scheduler"
)

// guests are instances of a module of ours on the engine alone, one for each
// check, without a limit of any kind.
type guests map[check.ID]*guest

type guest struct {
	*reporter
	ctx     context.Context // by which the host finds the guest
	check   api.Function
	handles []*check.Context
	lasting int // how many of them were registered during initialisation
}

type guestKey struct{}

// openWazero compiles a module and makes its instances.
func openWazero(ctx context.Context, path string, instances []*check.Instance) (_ scheduler.Runner, end func() error, err error) {
	rt := wazero.NewRuntime(ctx)
	end = func() error { return rt.Close(context.WithoutCancel(ctx)) }
	defer func() {
		if err != nil {
			err = errors.Join(err, end())
		}
	}()
	if _, err := wasi_snapshot_preview1.Instantiate(ctx, rt); err != nil {
		return nil, nil, err
	}
	if err := offer(ctx, rt); err != nil {
		return nil, nil, err
	}
	code, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, err
	}
	module, err := rt.CompileModule(ctx, code)
	if err != nil {
		return nil, nil, err
	}
	all := guests{}
	for _, instance := range instances {
		g := &guest{reporter: newReporter(instance)}
		g.ctx = context.WithValue(ctx, guestKey{}, g)
		made, err := rt.InstantiateModule(g.ctx, module, wazero.NewModuleConfig().WithName("").
			WithStartFunctions("_initialize").WithSysWalltime().WithSysNanotime())
		if err != nil {
			return nil, nil, err
		}
		g.check, g.lasting = made.ExportedFunction("check_run"), len(g.handles)
		all[instance.ID] = g
	}
	return all, end, nil
}

func (all guests) Run(_ context.Context, instance *check.Instance) (check.Result, error) {
	g := all[instance.ID]
	return g.run(func() error {
		g.handles = g.handles[:g.lasting]
		code, err := g.check.Call(g.ctx)
		if err == nil && code[0] != 0 {
			err = fmt.Errorf("check_run returned %d", int32(code[0]))
		}
		return err
	})
}

// offer gives guests what they import of us; only metric and submit do
// anything.
func offer(ctx context.Context, rt wazero.Runtime) error {
	does := map[string]api.GoModuleFunc{
		"metric": func(ctx context.Context, m api.Module, stack []uint64) {
			g := ctx.Value(guestKey{}).(*guest)
			name, ok := m.Memory().Read(uint32(stack[1]), uint32(stack[2]))
			if !ok {
				panic("the name is not in memory")
			}
			g.handles = append(g.handles, g.context(name))
			stack[0] = uint64(len(g.handles) - 1)
		},
		"submit": func(ctx context.Context, m api.Module, stack []uint64) {
			g := ctx.Value(guestKey{}).(*guest)
			const size = 16 // {i32 handle, u32 flags, f64 value}
			records, ok := m.Memory().Read(uint32(stack[0]), uint32(stack[1])*size)
			if !ok {
				panic("the records are not in memory")
			}
			for ; len(records) >= size; records = records[size:] {
				g.gauge(g.handles[binary.LittleEndian.Uint32(records)], math.Float64frombits(binary.LittleEndian.Uint64(records[8:])))
			}
			stack[0] = 0
		},
	}
	types := map[string]api.ValueType{"i32": api.ValueTypeI32, "i64": api.ValueTypeI64, "f64": api.ValueTypeF64}
	host := rt.NewHostModuleBuilder(abi.Module)
	for _, f := range abi.Functions() {
		var params []api.ValueType
		for _, name := range f.Params {
			params = append(params, types[name])
		}
		do := does[f.Name]
		if do == nil {
			do = func(_ context.Context, _ api.Module, stack []uint64) { stack[0] = 0 }
		}
		host.NewFunctionBuilder().WithGoModuleFunction(do, params, []api.ValueType{api.ValueTypeI32}).Export(f.Name)
	}
	_, err := host.Instantiate(ctx)
	return err
}
