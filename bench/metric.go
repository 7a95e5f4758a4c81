package main

import (
	"context"
	"errors"

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
	for name := range t {
		t[name] /= metrics
	}
	return group{
		title: "A metric",
		text: `A check in C, in its sandbox and under its limits, records a metric; compared with a native Go call that looks the name up
in a map. A run records 100, and its whole cost is shared among them.`,
		rows: []row{
			times("by handle, in a batch", t[byHandle], t[native], 0.6),
			times("by name, in a batch", t[byName], t[native], 2),
			times("a call for each", t[single], t[native], 4),
			times("by handle, in a batch; the guest is reset after each run", t[byHandleWipe], t[native], 1.6),
		},
	}, nil
}
