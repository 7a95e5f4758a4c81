package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sandpiper-checks/sandpiper/bench/crowd"
	"github.com/sandpiper-checks/sandpiper/bench/plot"
)

// drawScale draws what the crowds took, beside the page; without a page nothing.
func (b *bench) drawScale(contenders []*contender) (all []drawn, err error) {
	if b.plots == "" {
		return nil, nil
	}
	const x = "checks, 10 metrics each"
	for _, p := range []struct {
		file  string
		chart plot.Chart
	}{
		{"benchmarks-memory.svg", plot.Chart{Title: "Memory of many checks", X: x, Y: "MB (Pss)", Lines: lines(inside(contenders), func(r crowd.Report) float64 {
			return float64(r.Memory.Less(r.Empty).PSS) / 1e6
		})}},
		{"benchmarks-cpu.svg", plot.Chart{Title: "Processor time of many checks", X: x, Y: "ms of CPU for a run of each", Lines: lines(contenders, func(r crowd.Report) float64 {
			return r.CPU.Seconds() * 1e3
		})}},
	} {
		var svg strings.Builder
		p.chart.SVG(&svg)
		if err := os.WriteFile(filepath.Join(b.plots, p.file), []byte(svg.String()), 0o644); err != nil {
			return nil, err
		}
		all = append(all, drawn{p.chart.Title, p.file})
	}
	return all, nil
}

// inside are the contenders whose memory is known: that of programs is not.
func inside(contenders []*contender) []*contender {
	return slices.DeleteFunc(slices.Clone(contenders), func(c *contender) bool { return c.way == crowd.Process })
}

func lines(contenders []*contender, value func(crowd.Report) float64) (all []plot.Line) {
	for _, c := range contenders {
		line := plot.Line{Name: c.name}
		for i, r := range c.reports {
			line.Points = append(line.Points, plot.Point{X: float64(counts[i]), Y: max(value(r), 0.01)}) // 0 has no place
		}
		all = append(all, line)
	}
	return all
}
