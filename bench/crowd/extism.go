package crowd

import (
	"context"
	"errors"
	"fmt"
	"os"

	extism "github.com/extism/go-sdk"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/internal/scheduler"
)

// plugins are instances of a plugin, one for each check.
type plugins map[check.ID]plugin

type plugin struct {
	*extism.Plugin
	*reporter
}

// openExtism compiles a plugin and makes its instances.
func openExtism(ctx context.Context, path string, instances []*check.Instance) (scheduler.Runner, func() error, error) {
	module, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, err
	}
	gauge := extism.NewHostFunctionWithStack("gauge", func(context.Context, *extism.CurrentPlugin, []uint64) {
		panic("BUG: the plugin reports by its output")
	}, []extism.ValueType{extism.ValueTypePTR, extism.ValueTypeF64}, nil)
	gauge.SetNamespace("extism:host/user")
	compiled, err := extism.NewCompiledPlugin(ctx, extism.Manifest{Wasm: []extism.Wasm{extism.WasmData{Data: module}}},
		extism.PluginConfig{}, []extism.HostFunction{gauge})
	if err != nil {
		return nil, nil, err
	}
	all := plugins{}
	end := func() (err error) {
		ctx := context.WithoutCancel(ctx)
		for _, p := range all {
			err = errors.Join(err, p.Close(ctx))
		}
		return errors.Join(err, compiled.Close(ctx))
	}
	for _, instance := range instances {
		one, err := compiled.Instance(ctx, extism.PluginInstanceConfig{})
		if err != nil {
			return nil, nil, errors.Join(err, end())
		}
		all[instance.ID] = plugin{one, newReporter(instance)}
	}
	return all, end, nil
}

func (all plugins) Run(ctx context.Context, instance *check.Instance) (check.Result, error) {
	p := all[instance.ID]
	return p.run(func() error {
		code, out, err := p.CallWithContext(ctx, "output", nil)
		if err == nil && code != 0 {
			err = fmt.Errorf("exit code %d", code)
		}
		if err != nil {
			return err
		}
		return p.lines(out)
	})
}
