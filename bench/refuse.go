package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/tetratelabs/wazero"

	asm "github.com/sandpiper-checks/sandpiper/abi/testkit/assembler"
	"github.com/sandpiper-checks/sandpiper/bench/measure"
	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime"
)

// bombs are modules of small size that are dear to compile.
var bombs = []struct {
	what   string
	module func() []byte
}{
	{"1,000,000 empty functions", func() []byte {
		m := &asm.Module{Pages: 1}
		for range 1_000_000 {
			m.Function("", "", 0)
		}
		return finish(m, asm.I32(0))
	}},
	{"20,000 blocks inside each other", func() []byte {
		const block, empty, end = 0x02, 0x40, 0x0b
		return check1(slices.Repeat([]byte{block, empty}, 20_000), slices.Repeat([]byte{end}, 20_000), asm.I32(0))
	}},
	{"2,000 locals that stay in use over 2,000 branches", func() []byte {
		const locals = 2000
		var code []byte
		for i := range uint32(locals) {
			code = slices.Concat(code, asm.LocalGet(i),
				asm.If(asm.LocalGet(i), asm.I32(int32(i)), asm.Ops(asm.I32Add), asm.LocalSet((i*7+1)%locals)))
		}
		sum := asm.LocalGet(0)
		for i := range uint32(locals) {
			sum = slices.Concat(sum, asm.LocalGet(i), asm.Ops(asm.I32Add))
		}
		m := &asm.Module{Pages: 1}
		return finish(m, asm.Call(m.Function("", "-> i32", locals, code, sum)))
	}},
	{"600,000 instructions in one function", func() []byte {
		step := slices.Concat(asm.LocalGet(0), asm.I32(1), asm.Ops(asm.I32Add), asm.LocalTee(0), asm.I32(3), asm.Ops(asm.I32Shl), asm.LocalSet(0))
		return check1(slices.Repeat(step, 600_000/7), asm.LocalGet(0))
	}},
}

// refuse measures how soon a module that is dear to compile is refused, from
// its file on.
func (b *bench) refuse(ctx context.Context) (g group, err error) {
	rt, err := runtime.Open(ctx, runtime.Options{})
	if err != nil {
		return group{}, err
	}
	defer func() { err = errors.Join(err, rt.Close(ctx)) }()
	g = group{
		title: "Refusing what is dear to compile",
		text:  "From the file of a module until it is known that it will not be compiled. Last is what the engine takes to compile it.",
	}
	for i, bomb := range bombs {
		module := bomb.module()
		compiled, err := compile(ctx, module)
		if err != nil {
			return group{}, err
		}
		var took []time.Duration
		for round := range b.options.Rounds {
			// A module that was seen before is refused from memory.
			path := filepath.Join(b.work, fmt.Sprintf("bomb%d.%d.wasm", i, round))
			custom := []byte{0, 2, 1, byte(round)} // a custom section: size 2, a name of 1 byte
			if err := os.WriteFile(path, append(module, custom...), 0o644); err != nil {
				return group{}, err
			}
			start := time.Now()
			err := rt.Prepare(ctx, path)
			took = append(took, time.Since(start))
			var fault *check.Fault
			if err != nil && !errors.As(err, &fault) {
				return group{}, err
			}
			if err == nil {
				bomb.what += " (not refused)"
				break
			}
		}
		g.rows = append(g.rows, within(bomb.what, measure.Median(took), 5*time.Millisecond,
			fmt.Sprintf("%s bytes, compiled in %s", thousands(len(module)), duration(compiled))))
	}
	return g, nil
}

// compile is how long the engine alone takes.
func compile(ctx context.Context, module []byte) (took time.Duration, err error) {
	rt := wazero.NewRuntime(ctx)
	defer func() { err = errors.Join(err, rt.Close(ctx)) }()
	start := time.Now()
	_, err = rt.CompileModule(ctx, module)
	return time.Since(start), err
}
