package main

import (
	"context"
	"fmt"
	"strings"
)

// price compares metered code with the same code without a limit.
func (b *bench) price(ctx context.Context) (group, error) {
	results, err := b.tests(ctx, "^BenchmarkPrice$", b.options.Rounds)
	if err != nil {
		return group{}, err
	}
	g := group{
		title: "The price of the time limit",
		text: `How much longer a guest takes because it can be stopped, compared with the same module on the same engine without any limit. Last
is what the engine's own way of stopping a guest costs.`,
	}
	for _, r := range results {
		most := 1.3
		if r.name == "Go:_reading_JSON" {
			most = 1.25 // the others are no real programs
		}
		plain, metered, engine := r.took["plain"], r.took["metered"], r.took["engine"]
		row := times(strings.ReplaceAll(r.name, "_", " "), metered, plain, most)
		row.from += fmt.Sprintf("; the engine's own: %s", factor(float64(engine)/float64(plain)))
		g.rows = append(g.rows, row)
	}
	return g, nil
}
