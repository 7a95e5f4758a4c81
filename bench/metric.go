package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sandpiper-checks/sandpiper/bench/measure"
)

// metric compares the recording of a metric by a check with a function call.
func (b *bench) metric(ctx context.Context) (g group, err error) {
	ways, end, err := b.sandboxedWays(ctx)
	if err != nil {
		return group{}, err
	}
	defer func() { err = errors.Join(err, end()) }()
	t, err := measure.Medians(b.options, append(ways, nativeWay())...)
	if err != nil {
		return group{}, err
	}
	of := func(way string) time.Duration { return t[way] / metrics }
	run := fmt.Sprintf("a hundredth of a run, whatever it reports, is %s of it", duration(of(nothing)))
	return group{
		title: "A metric",
		text: `A check in C, in its sandbox and under its limits, records a metric; compared with a native Go call that looks the name up
in a map. A run records 100, and its whole cost is shared among them.`,
		rows: []row{
			times("by handle, in a batch", of(byHandle), of(native), 0.6).
				because(run + "; the host then reads each record, marks its context as used and keeps a sample, where the native call adds to a sum"),
			times("by name, in a batch", of(byName), of(native), 2).
				because(run + "; the rest as above, and a name to be checked and looked up"),
			times("a call for each", of(single), of(native), 4).
				because(run + "; each call leaves the engine's code for Go and comes back, and asks for the time"),
			times("by handle, in a batch; the guest is reset after each run", of(byHandleWipe), of(native), 1.6).
				because(run + "; the rest as by handle"),
			plain("a run that reports nothing", t[nothing]),
		},
	}, nil
}
