package main

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	"github.com/sandpiper-checks/sandpiper/bench/measure"
)

// What a script's name is followed by in the names of other ways to run it.
const (
	warm   = ", warm python3"
	perRun = ", a python3 each"
)

// scriptRuns measures runs of scripts, and of those in Python in the machine's
// python3 too.
func (b *bench) scriptRuns(ctx context.Context) (rows []row, err error) {
	rt, err := b.interpreters(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rt.Close(ctx)) }()
	python, missing := python3(ctx)
	fuel := map[string]int64{}
	var ways []measure.Way
	for _, s := range []script{
		b.helloPython(),
		{"status.py", b.guest("status.py"), metrics},
		b.helloJavaScript(),
		{"status.js", b.guest("status.js"), metrics},
	} {
		run := func() error {
			usage, err := s.run(ctx, rt, s.name)
			fuel[s.name] = usage.Fuel
			return err
		}
		if err := run(); err != nil { // this one loads the script
			return nil, err
		}
		ways = append(ways, measure.Way{Name: s.name, Do: run})
		if missing != nil || filepath.Ext(s.path) != ".py" {
			continue
		}
		lasting, end, err := b.warmWay(ctx, python, s)
		if err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, end()) }()
		ways = append(ways, lasting, b.perRunWay(ctx, python, s))
	}
	t, err := measure.Medians(b.options, ways...)
	return scriptRows(t, fuel, missing), err
}

// scriptRows are those of the medians. Missing says why there is no python3.
func scriptRows(t measure.Times, fuel map[string]int64, missing error) []row {
	of := func(name string) string { return "fuel " + thousands(int(fuel[name])) }
	rows := []row{
		within("a run of hello.py", t["hello.py"], 30*time.Microsecond, of("hello.py")),
		{what: "a run of status.py", measured: duration(t["status.py"]), from: of("status.py")},
		within("a run of hello.js", t["hello.js"], 20*time.Microsecond, of("hello.js")),
		{what: "a run of status.js", measured: duration(t["status.js"]), from: of("status.js")},
	}
	const (
		helloWarm, statusWarm     = "hello.py takes longer than in a warm python3", "status.py takes longer than in a warm python3"
		helloPerRun, statusPerRun = "hello.py is cheaper than a python3 for each run", "status.py is cheaper than a python3 for each run"
		most                      = 5
	)
	if missing != nil {
		return append(rows,
			absent(helloWarm, "", missing.Error()), absent(statusWarm, "<= "+factor(most), missing.Error()),
			absent(helloPerRun, "", missing.Error()), absent(statusPerRun, "", missing.Error()))
	}
	ours, theirs := t["hello.py"], t["hello.py"+warm]
	return append(rows,
		row{what: helloWarm, measured: factor(float64(ours) / float64(theirs)), from: against(ours, theirs)},
		times(statusWarm, t["status.py"], t["status.py"+warm], most).
			because("without its time limit, the price of which is above, the interpreter takes most of that time still: its loop, compiled to WebAssembly and from that by "+
				"the engine, is several times slower than what a C compiler makes of it"),
		ratio(helloPerRun, t["hello.py"], t["hello.py"+perRun]),
		ratio(statusPerRun, t["status.py"], t["status.py"+perRun]))
}
