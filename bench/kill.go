package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	asm "github.com/sandpiper-checks/sandpiper/abi/testkit/assembler"
	abi "github.com/sandpiper-checks/sandpiper/abi/v1"
	"github.com/sandpiper-checks/sandpiper/bench/measure"
	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime"
)

// wall is how long a run may take in these measurements.
const wall = 20 * time.Millisecond

// runaways are checks that do not end within their time, by what they do
// instead.
var runaways = []struct {
	what   string
	module func() []byte
}{
	{"a loop of one branch", func() []byte { return check1(asm.Loop(asm.Br(0)), asm.I32(0)) }},
	{"a loop with a body of 20,000 instructions", fatLoop},
	{"a loop that calls the host", hostLoop},
	{"a loop that fills a page of memory", func() []byte {
		return check1(asm.Loop(asm.I32(0), asm.I32(1), asm.I32(65536), asm.Fill(), asm.Br(0)), asm.I32(0))
	}},
	{"calls without a loop, two billion of them", callBomb},
}

// kill measures how long after its deadline a run ends.
func (b *bench) kill(ctx context.Context) (g group, err error) {
	rt, err := runtime.Open(ctx, runtime.Options{})
	if err != nil {
		return group{}, err
	}
	defer func() { err = errors.Join(err, rt.Close(ctx)) }()
	g = group{
		title: "Stopping a guest",
		text:  fmt.Sprintf("How long after its deadline, %v from its start, a run of a guest that does not end is over.", wall),
	}
	for i, r := range runaways {
		path := filepath.Join(b.work, fmt.Sprintf("runaway%d.wasm", i))
		if err := os.WriteFile(path, r.module(), 0o644); err != nil {
			return group{}, err
		}
		late, end, err := b.stops(ctx, rt, path)
		if err != nil {
			return group{}, fmt.Errorf("%s: %w", r.what, err)
		}
		from := fmt.Sprintf("of %d, ended by %s", len(late), end)
		g.rows = append(g.rows,
			within(r.what+", median", measure.Median(late), 500*time.Microsecond, from),
			within(r.what+", maximum", slices.Max(late), 5*time.Millisecond, from))
	}
	return g, nil
}

// stops runs a runaway again and again, and says how late each run ended, and by
// what.
func (b *bench) stops(ctx context.Context, rt *runtime.Runtime, path string) (late []time.Duration, end string, err error) {
	if err := rt.Prepare(ctx, path); err != nil {
		return nil, "", err
	}
	instance := &check.Instance{ID: check.ID(path), Module: path, Limits: check.Limits{Wall: wall}}
	for range 5 * b.options.Rounds {
		start := time.Now()
		result, err := rt.Run(ctx, instance)
		took := time.Since(start)
		if err != nil {
			return nil, "", err
		}
		late, end = append(late, took-wall), "itself"
		if result.Fault != nil {
			end = string(result.Fault.Reason)
		}
		if took > time.Second {
			break // it would be no different the next time
		}
	}
	return late, end, nil
}

// check1 is a check of one function.
func check1(code ...[]byte) []byte {
	m := &asm.Module{Pages: 1}
	return finish(m, code...)
}

// finish adds check_run and the marker to a module.
func finish(m *asm.Module, code ...[]byte) []byte {
	m.Exported("check_run", "-> i32", 1, code...)
	m.Exported(abi.Marker, "", 0)
	return m.Bytes()
}

func fatLoop() []byte {
	step := slices.Concat(asm.LocalGet(0), asm.I32(7), asm.Ops(asm.I32Add), asm.LocalSet(0))
	return check1(asm.Loop(slices.Repeat(step, 5000), asm.Br(0)), asm.LocalGet(0))
}

func hostLoop() []byte {
	m := &asm.Module{Pages: 1}
	lastError := m.Import(abi.Module, "last_error", "i32 i32 -> i32")
	return finish(m, asm.Loop(asm.I32(0), asm.I32(0), asm.Call(lastError), asm.Ops(asm.Drop), asm.Br(0)), asm.I32(0))
}

// callBomb calls a function that calls the next one twice, and so on. It ends
// by itself after some seconds, so that a host that cannot stop it is found out
// and not hung.
func callBomb() []byte {
	m := &asm.Module{Pages: 1}
	last := m.Function("", "", 0)
	for range 30 {
		last = m.Function("", "", 0, asm.Call(last), asm.Call(last))
	}
	return finish(m, asm.Call(last), asm.I32(0))
}
