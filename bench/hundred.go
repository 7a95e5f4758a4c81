package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	asm "github.com/sandpiper-checks/sandpiper/abi/testkit/assembler"
	"github.com/sandpiper-checks/sandpiper/bench/measure"
	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime"
)

// metrics is how many a run reports, however it is done.
const metrics = 100

// The ways in which 100 metrics are recorded within this process.
const (
	native       = "native"
	byHandle     = "by handle"
	byName       = "by name"
	single       = "single"
	byHandleWipe = "by handle, reset"
	nothing      = "nothing" // what a run costs that records none
)

// store is where a program would record values without a sandbox.
type store map[string]*series

type series struct {
	last  float64
	count int
}

// record is what all is compared with. It must not be inlined, because the
// check of another author could not be.
//
//go:noinline
func (s store) record(name string, value float64) {
	known := s[name]
	if known == nil {
		known = new(series)
		s[name] = known
	}
	known.last = value
	known.count++
}

// recordLines records what another process or plugin reported, NAME=VALUE a line.
func (s store) recordLines(b []byte) error {
	n := 0
	for line := range bytes.Lines(b) {
		name, text, _ := bytes.Cut(bytes.TrimSuffix(line, []byte("\n")), []byte("="))
		value, err := strconv.ParseFloat(string(text), 64)
		if err != nil {
			return err
		}
		s.record(string(name), value)
		n++
	}
	if n != metrics {
		return fmt.Errorf("it reported %d metrics", n)
	}
	return nil
}

func nativeWay() measure.Way {
	s, names := store{}, make([]string, metrics)
	for i := range names {
		names[i] = fmt.Sprintf("hundred.metric.no.%02d", i)
	}
	return measure.Way{Name: native, Do: func() error {
		for i, name := range names {
			s.record(name, float64(i))
		}
		return nil
	}}
}

// sandboxedWays run the example of guest-sdk/c in each of its forms, and a check
// that reports nothing.
func (b *bench) sandboxedWays(ctx context.Context) (ways []measure.Way, end func() error, err error) {
	rt, err := runtime.Open(ctx, runtime.Options{Hostname: "bench"})
	if err != nil {
		return nil, nil, err
	}
	idle := filepath.Join(b.work, "idle.wasm")
	if err := os.WriteFile(idle, check1(asm.I32(0)), 0o644); err != nil {
		return nil, nil, err
	}
	example := func(name string) string { return filepath.Join(b.root, "guest-sdk", "c", "examples", name) }
	for _, form := range []struct {
		name, module string
		stateful     bool
		metrics      int
	}{
		{byHandle, example("hundred.wasm"), true, metrics},
		{byName, example("hundred_by_name.wasm"), true, metrics},
		{single, example("hundred_single.wasm"), true, metrics},
		{byHandleWipe, example("hundred.wasm"), false, metrics},
		{nothing, idle, true, 0},
	} {
		path, err := b.repacked(form.module, form.name, runtime.Manifest{Name: "hundred", ABI: "check/v1", Stateful: form.stateful})
		if err != nil {
			return nil, nil, err
		}
		instance := &check.Instance{ID: check.ID(form.name), Check: "hundred", Module: path, Config: []byte("{}")}
		ways = append(ways, measure.Way{Name: form.name, Do: func() error {
			_, err := runCheck(ctx, rt, instance, form.metrics)
			return err
		}})
	}
	return ways, func() error { return rt.Close(ctx) }, nil
}

// runCheck runs a check once, which is to report so many metrics, and returns
// what that took.
func runCheck(ctx context.Context, rt *runtime.Runtime, instance *check.Instance, metrics int) (check.Usage, error) {
	result, err := rt.Run(ctx, instance)
	defer func() { rt.Release(&result) }()
	switch {
	case err != nil:
	case result.Fault != nil:
		err = result.Fault
	case len(result.Samples) != metrics:
		err = fmt.Errorf("it reported %d metrics", len(result.Samples))
	}
	return result.Usage, err
}
