package main

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// prometheusText is the text exposition format 0.0.4, without times: whoever
// scrapes has their own. All are gauges, because even a count is the sum of
// one run, and does not grow from run to run as a counter must.
func prometheusText(outcomes []outcome) string {
	families := map[string]map[string]float64{} // by name, then by labels; the last value counts
	for _, o := range outcomes {
		for _, m := range o.Metrics {
			name := prometheusName(printable(m.Name), true)
			if families[name] == nil {
				families[name] = map[string]float64{}
			}
			families[name][prometheusLabels(labels(o, m, prometheusLabel))] = m.Value
		}
	}
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(families)) {
		fmt.Fprintf(&b, "# TYPE %s gauge\n", name)
		for _, series := range slices.Sorted(maps.Keys(families[name])) {
			value := strconv.FormatFloat(families[name][series], 'g', -1, 64)
			fmt.Fprintf(&b, "%s%s %s\n", name, series, value)
		}
	}
	return b.String()
}

func prometheusLabels(all []label) string {
	escape := strings.NewReplacer(`\`, `\\`, `"`, `\"`)
	var parts []string
	for _, l := range all {
		parts = append(parts, l.name+`="`+escape.Replace(l.value)+`"`)
	}
	return "{" + strings.Join(parts, ",") + "}"
}

// prometheusName spells a name with what the format allows: letters, digits
// and underscores, and in the name of a metric colons.
func prometheusName(name string, colon bool) string {
	spelt := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '_', r == ':' && colon:
			return r
		default:
			return '_'
		}
	}, name)
	if spelt == "" || spelt[0] >= '0' && spelt[0] <= '9' {
		return "_" + spelt
	}
	return spelt
}

// prometheusLabel spells the name of a label. Two underscores begin the names
// that are Prometheus's own.
func prometheusLabel(name string) string {
	spelt := prometheusName(name, false)
	if strings.HasPrefix(spelt, "__") {
		return "_" + strings.TrimLeft(spelt, "_")
	}
	return spelt
}
