package main

import (
	"context"
	"fmt"
	"strings"
)

// priced are the guests that are compared, and what their limit should cost at
// most: real programs less than what was written to make it dear.
var priced = map[string]struct {
	most float64
	why  string
}{
	"C: a long loop body":      {most: 1.3},
	"C: short loop bodies":     {most: 1.3},
	"C: recursion":             {most: 1.3},
	"C: reading JSON":          {most: 1.3},
	"Go: a long loop body":     {most: 1.3},
	"Go: short loop bodies":    {1.3, goLoops},
	"Go: recursion":            {most: 1.3},
	"Go: reading JSON":         {1.25, goLoops},
	"Python: one metric":       {1.15, interpreterLoop},
	"Python: reading JSON":     {1.15, interpreterLoop},
	"JavaScript: one metric":   {1.15, interpreterLoop},
	"JavaScript: reading JSON": {1.15, interpreterLoop},
}

const (
	goLoops = "Go's compiler makes one loop of all that a function jumps between, with a call in it to enlarge the stack, " +
		"so each turn is charged in a global and not, as in C, in a local variable"
	interpreterLoop = "an interpreter's loop calls functions, so turns and calls are charged in a global as in Go; " +
		"which of them takes how much of it is not known"
)

// price compares metered code with the same code without a limit.
func (b *bench) price(ctx context.Context) (group, error) {
	results, err := b.tests(ctx, "^Benchmark(Script)?Price$", b.options.Rounds)
	if err != nil {
		return group{}, err
	}
	g := group{
		title: "The price of the time limit",
		text: `How much longer a guest takes because it can be stopped, compared with the same module on the same engine without any limit. Last
is what the engine's own way of stopping a guest costs. Checks in Python and JavaScript are hello and status of the table below; here
their host only counts what they report.`,
	}
	for _, r := range results {
		name := strings.ReplaceAll(r.name, "_", " ")
		p, ok := priced[name]
		if !ok {
			return group{}, fmt.Errorf("there is no target for %q", name)
		}
		plain, metered, engine := r.took["plain"], r.took["metered"], r.took["engine"]
		row := times(name, metered, plain, p.most).because(p.why)
		row.from += fmt.Sprintf("; the engine's own: %s", factor(float64(engine)/float64(plain)))
		g.rows = append(g.rows, row)
	}
	return g, nil
}
