package main

import "context"

// load measures what it costs to load a module, step by step.
func (b *bench) load(ctx context.Context) (group, error) {
	results, err := b.tests(ctx, "^BenchmarkLoad$", b.options.Rounds)
	if err != nil {
		return group{}, err
	}
	took := results[0].took
	return group{
		title: "Loading a module",
		text:  "Per MB of a guest in Go of 3 MB, once for each module; the last step is left out when the cache holds its result.",
		rows: []row{
			plain("read it and look for what is refused", took["read"]),
			plain("meter it", took["meter"]),
			plain("compile it, on all cores", took["compile"]),
		},
	}, nil
}
