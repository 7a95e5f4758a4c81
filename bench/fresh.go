package main

import "context"

// fresh compares a guest that begins with an image with one that the engine
// makes anew.
func (b *bench) fresh(ctx context.Context) (group, error) {
	results, err := b.tests(ctx, "^BenchmarkFresh$", b.options.Rounds)
	if err != nil {
		return group{}, err
	}
	g := group{
		title: "A fresh guest",
		text: `What it takes until a guest is as it was after its initialisation: made from the image, or made that image again after a run; compared
with the engine alone, which instantiates a compiled module and initialises it. Those in C, Rust and Go report 10 metrics and make their
names in the initialisation; the large one, in Go, has 12 MiB of numbers in memory then.`,
	}
	for _, r := range results {
		name := map[string]string{"C": "a guest in C", "Rust": "a guest in Rust", "Go": "a guest in Go", "large": "a large guest"}[r.name]
		made := ratio("new: "+name, r.took["new"], r.took["plain"])
		if r.name == "Go" {
			made = cheaper("new: "+name, r.took["new"], r.took["plain"], 12).
				because("most of it the engine takes to fill the table of the module's functions, which each instance has for itself")
		}
		g.rows = append(g.rows, made, ratio("reset after a run: "+name, r.took["reset"], r.took["plain"]))
	}
	return g, nil
}
