package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/sandpiper-checks/sandpiper/bench/crowd"
	"github.com/sandpiper-checks/sandpiper/bench/measure"
	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime"
)

// scripts measures checks in Python and JavaScript.
func (b *bench) scripts(ctx context.Context) (group, error) {
	g := group{
		title: "Checks in Python and JavaScript",
		text: `Scripts as they lie in checks.d, in the interpreters that are part of the program; the check lives on from run to run, under all
its limits. hello.py and hello.js report one metric, status.py and status.js read a document in JSON and report 100. The same files in
Python run in the python3 of the machine too, with a double of AgentCheck that only keeps what it is given: in a process that lives
on and takes the time itself, and in one that is started for each run.`,
	}
	for _, part := range []func(context.Context) ([]row, error){b.interpreterStarts, b.scriptRuns, b.scriptInstances, b.scriptMemory, b.startsWithScripts} {
		rows, err := part(ctx)
		if err != nil {
			return group{}, err
		}
		g.rows = append(g.rows, rows...)
	}
	return g, nil
}

// script is a check in a file, and how many metrics it reports.
type script struct {
	name, path string
	metrics    int
}

func (b *bench) helloPython() script {
	return script{"hello.py", filepath.Join(b.root, "checks.d", "hello.py"), 1}
}

func (b *bench) helloJavaScript() script {
	return script{"hello.js", filepath.Join(b.root, "guest-sdk", "javascript", "testdata", "checks.d", "hello.js"), 1}
}

// run runs a script for an instance once, and returns what that took.
func (s script) run(ctx context.Context, rt *runtime.Runtime, id string) (check.Usage, error) {
	return runCheck(ctx, rt, &check.Instance{
		ID: check.ID(id), Check: "bench", Module: s.path, Config: []byte("{}"), InitConfig: []byte("{}"),
	}, s.metrics)
}

// scriptCache is the folder of a cache that holds the interpreters, once they
// have been used.
func (b *bench) scriptCache() string { return filepath.Join(b.work, "interpreters") }

// interpreters opens a runtime that runs scripts.
func (b *bench) interpreters(ctx context.Context) (*runtime.Runtime, error) {
	return runtime.Open(ctx, runtime.Options{Hostname: "bench", Interpreters: crowd.Interpreters(), CacheDir: b.scriptCache()})
}

// interpreterStarts measures what the first script of a language waits for.
func (b *bench) interpreterStarts(ctx context.Context) (rows []row, err error) {
	for _, s := range []script{b.helloPython(), b.helloJavaScript()} {
		var cold, warm []time.Duration
		for range min(b.options.Rounds, 3) {
			if err := os.RemoveAll(b.scriptCache()); err != nil {
				return nil, err
			}
			for _, took := range []*[]time.Duration{&cold, &warm} {
				start := time.Now()
				rt, err := b.interpreters(ctx)
				if err != nil {
					return nil, err
				}
				_, err = s.run(ctx, rt, s.name)
				*took = append(*took, time.Since(start))
				if err = errors.Join(err, rt.Close(ctx)); err != nil {
					return nil, err
				}
			}
		}
		rows = append(rows, plain("until "+s.name+" has run, empty cache", measure.Median(cold)), plain("the same, warm cache", measure.Median(warm)))
	}
	return rows, nil
}
