package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	extism "github.com/extism/go-sdk"
	"github.com/tetratelabs/wazero/api"

	"github.com/sandpiper-checks/sandpiper/bench/measure"
)

// The ways in which others record 100 metrics.
const (
	extismOutput = "Extism, output"
	extismCalls  = "Extism, host calls"
	process      = "process"
	python       = "python"
)

// peers compares a run of 100 metrics with what else runs code of others.
func (b *bench) peers(ctx context.Context) (g group, err error) {
	ways, end, err := b.sandboxedWays(ctx)
	if err != nil {
		return group{}, err
	}
	defer func() { err = errors.Join(err, end()) }()
	plugin, err := b.extismWays(ctx)
	if err != nil {
		return group{}, err
	}
	ways = append(ways, plugin...)
	missing := map[string]string{}
	for name, find := range map[string]func(context.Context) (measure.Way, error){process: b.processWay, python: pythonWay} {
		way, err := find(ctx)
		if err != nil {
			missing[name] = err.Error()
			continue
		}
		ways = append(ways, way)
	}
	t, err := measure.Medians(b.options, ways...)
	if err != nil {
		return group{}, err
	}
	g = group{
		title: "A run of 100 metrics",
		text: `How many times cheaper a run of the same check is than in other ways of running code that is not one's own, from its start until
its values are with the host. Extism is its Go SDK 1.7.1 on the same engine, without a time limit; the process is a small static
program in C; the peers name each metric in each run, as our rows by name do.`,
	}
	for _, r := range []struct {
		ours, theirs, what string
		least              float64
	}{
		{byHandle, extismOutput, "by handle, against Extism with one output", 100},
		{byName, extismOutput, "by name, against Extism with one output", 35},
		{byHandle, extismCalls, "by handle, against Extism with host calls", 2000},
		{byName, extismCalls, "by name, against Extism with host calls", 600},
		{byHandle, process, "by handle, against a process", 800},
		{byName, process, "by name, against a process", 250},
		{byHandleWipe, process, "by handle and reset, against a process", 250},
		{byHandle, python, "by handle, against python3", 10_000},
		{byName, python, "by name, against python3", 4000},
		{byHandleWipe, python, "by handle and reset, against python3", 4000},
		{single, extismOutput, "a call for each, against Extism with one output", 0},
		{single, extismCalls, "a call for each, against Extism with host calls", 0},
		{single, process, "a call for each, against a process", 0},
		{single, python, "a call for each, against python3", 0},
	} {
		if why, ok := missing[r.theirs]; ok {
			g.rows = append(g.rows, absent(r.what, atLeast(r.least), why))
			continue
		}
		g.rows = append(g.rows, cheaper(r.what, t[r.ours], t[r.theirs], r.least).
			because(fmt.Sprintf("that would be %s, and %s a run takes that reports nothing",
				duration(time.Duration(float64(t[r.theirs])/r.least)), duration(t[nothing]))))
	}
	return g, nil
}

// extismWays call a plugin that was compiled and instantiated once.
func (b *bench) extismWays(ctx context.Context) ([]measure.Way, error) {
	module, err := os.ReadFile(b.guest("extism.wasm"))
	if err != nil {
		return nil, err
	}
	s, reported := store{}, 0
	gauge := extism.NewHostFunctionWithStack("gauge", func(_ context.Context, p *extism.CurrentPlugin, stack []uint64) {
		name, err := p.ReadString(stack[0])
		if err != nil {
			panic(err) // the plugin gave a place that it had allocated
		}
		s.record(name, api.DecodeF64(stack[1]))
		reported++
	}, []extism.ValueType{extism.ValueTypePTR, extism.ValueTypeF64}, nil)
	gauge.SetNamespace("extism:host/user")
	compiled, err := extism.NewCompiledPlugin(ctx, extism.Manifest{Wasm: []extism.Wasm{extism.WasmData{Data: module}}},
		extism.PluginConfig{}, []extism.HostFunction{gauge})
	if err != nil {
		return nil, err
	}
	plugin, err := compiled.Instance(ctx, extism.PluginInstanceConfig{})
	if err != nil {
		return nil, err
	}
	call := func(export string) ([]byte, error) {
		code, out, err := plugin.CallWithContext(ctx, export, nil)
		if err == nil && code != 0 {
			err = fmt.Errorf("exit code %d", code)
		}
		return out, err
	}
	return []measure.Way{
		{Name: extismOutput, Do: func() error {
			out, err := call("output")
			if err != nil {
				return err
			}
			return s.recordLines(out)
		}},
		{Name: extismCalls, Do: func() error {
			reported = 0
			if _, err := call("calls"); err != nil {
				return err
			}
			if reported != metrics {
				return fmt.Errorf("it reported %d metrics", reported)
			}
			return nil
		}},
	}, nil
}

// processWay starts a static program.
func (b *bench) processWay(ctx context.Context) (measure.Way, error) {
	program := filepath.Join(b.work, "process")
	if out, err := exec.CommandContext(ctx, "cc", "-O2", "-static", "-o", program, b.guest("process.c")).CombinedOutput(); err != nil {
		return measure.Way{}, fmt.Errorf("cc: %w %s", err, firstLine(out))
	}
	return started(ctx, process, program), nil
}

// pythonWay starts an interpreter in its quickest way, without its site packages.
func pythonWay(ctx context.Context) (measure.Way, error) {
	interpreter, err := python3(ctx)
	if err != nil {
		return measure.Way{}, err
	}
	const program = "for i in range(100): print('hundred.metric.no.%02d=%d' % (i, i))"
	return started(ctx, python, interpreter, "-S", "-E", "-c", program), nil
}

// started is a way that starts a process and records what it writes.
func started(ctx context.Context, name, program string, args ...string) measure.Way {
	s := store{}
	return measure.Way{Name: name, Do: func() error {
		out, err := exec.CommandContext(ctx, program, args...).Output()
		if err != nil {
			return err
		}
		return s.recordLines(out)
	}}
}

func firstLine(b []byte) string {
	line, _, _ := strings.Cut(string(b), "\n")
	return line
}
