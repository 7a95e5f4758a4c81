package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/sandpiper-checks/sandpiper/bench/crowd"
	"github.com/sandpiper-checks/sandpiper/bench/measure"
)

// scriptInstances measures the first run of one more instance of a script.
func (b *bench) scriptInstances(ctx context.Context) (rows []row, err error) {
	rt, err := b.interpreters(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rt.Close(ctx)) }()
	s, instances := b.helloPython(), 0
	another := func() error {
		instances++
		_, err := s.run(ctx, rt, fmt.Sprint(instances))
		return err
	}
	if err := another(); err != nil { // this one starts the interpreter
		return nil, err
	}
	t, err := measure.Medians(b.options, measure.Way{Name: s.name, Do: another})
	return []row{
		within("another instance of hello.py: until it has run", t[s.name], time.Millisecond, "its guest made, and its first run").
			because("what the script has changed of the interpreter's memory is copied for it, the engine fills the table of the interpreter's functions, " +
				"and its first run meets each page for the first time"),
	}, err
}

// scriptMemory measures what instances of a script have in memory.
func (b *bench) scriptMemory(ctx context.Context) (rows []row, err error) {
	var reports []crowd.Report
	for _, n := range scriptCounts {
		report, err := b.crowd(ctx, crowd.Options{
			Way: crowd.Ours, Path: b.helloPython().path, Checks: n, Metrics: 1,
			Interval: time.Second, Ticks: 3, CacheDir: b.scriptCache(),
		})
		if err != nil {
			return nil, err
		}
		reports = append(reports, report)
	}
	return memoryRows(reports), nil
}

// scriptCounts are how many instances of a script there are.
var scriptCounts = []int{1, 20, 100}

// memoryRows are those of a report for each count.
func memoryRows(reports []crowd.Report) (rows []row) {
	for i, n := range scriptCounts {
		has := reports[i].Memory.Less(reports[i].Empty)
		rows = append(rows, row{
			what: fmt.Sprintf("private memory of hello.py, instances: %d", n), measured: megabytes(has.PrivateDirty),
			from: "Private_Dirty, of the process; Pss " + megabytes(has.PSS),
		})
	}
	const instanceBytes, allBytes = 2_000_000, 260_000_000
	last := len(reports) - 1
	few, many := reports[last-1].Memory, reports[last].Memory
	more := int64(scriptCounts[last] - scriptCounts[last-1])
	return append(rows,
		atMost("private memory of another instance", many.Less(few).PrivateDirty/more, instanceBytes, fmt.Sprintf("Private_Dirty, of %d more", more)),
		atMost(fmt.Sprintf("memory of %d instances, the whole process", scriptCounts[last]), many.PSS, allBytes,
			"Pss: a page that instances share is there once; RSS, which counts it for each: "+megabytes(many.RSS)))
}

// startsWithScripts measures the start of the agent with checks in Python.
func (b *bench) startsWithScripts(ctx context.Context) (rows []row, err error) {
	program, err := b.program(ctx)
	if err != nil {
		return nil, err
	}
	const checks = 20
	i := installation{bench: b, program: program, inPython: b.helloPython().path}
	home, err := i.folder("scripts", time.Hour, modules{inPython: checks, checks: 1})
	if err != nil {
		return nil, err
	}
	var cold, warm []time.Duration
	for range min(b.options.Rounds, 3) {
		if err := os.RemoveAll(filepath.Join(home, "cache")); err != nil {
			return nil, err
		}
		for _, took := range []*[]time.Duration{&cold, &warm} {
			err := i.run(ctx, home, func(a running) error {
				*took = append(*took, a.took)
				return nil
			})
			if err != nil {
				return nil, err
			}
		}
	}
	return []row{
		plain(fmt.Sprintf("start of the agent with %d checks in Python, empty cache", checks), measure.Median(cold)),
		within("start with the same, warm cache", measure.Median(warm), 2*time.Second, ""),
	}, nil
}
