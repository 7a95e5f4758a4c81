// Package plot draws lines over two logarithmic axes as SVG, readable on a light
// and on a dark page.
package plot

import (
	"cmp"
	"fmt"
	"html"
	"io"
	"math"
	"slices"
	"strconv"
)

// Chart is a plot. All its values are more than 0.
type Chart struct {
	Title string
	X, Y  string // what the axes show, with its unit
	Lines []Line
}

// Line is a line of points, by X.
type Line struct {
	Name   string
	Points []Point
}

// Point is a place in the chart.
type Point struct{ X, Y float64 }

const (
	width, height            = 760, 420
	left, right, top, bottom = 70, 500, 50, 360 // of the field between the axes
	legend                   = right + 24
	lineHeight               = 22
)

// colors are told apart by those who do not see all of them too, on light and on
// dark.
var colors = []string{"#0072b2", "#d55e00", "#56b4e9", "#e69f00", "#009e73", "#cc79a7", "#888888", "#a0522d"}

// dashes tell lines apart that have no color.
var dashes = []string{"none", "none", "6 3", "6 3", "2 3", "2 3", "10 3 2 3", "10 3 2 3"}

// SVG writes the chart. There are at most eight lines.
func (c Chart) SVG(w io.Writer) {
	x, y := c.axes()
	fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" font-family="system-ui, sans-serif" font-size="13">
<title>%s</title>
<style>
.page { fill: #ffffff } .text { fill: #24292f } .grid { stroke: #d0d7de } .axis { stroke: #57606a }
@media (prefers-color-scheme: dark) { .page { fill: #0d1117 } .text { fill: #e6edf3 } .grid { stroke: #30363d } .axis { stroke: #8b949e } }
</style>
<rect class="page" width="%d" height="%d" rx="6"/>
<text class="text" x="%d" y="28" font-size="16" font-weight="600">%s</text>
`, width, height, width, height, html.EscapeString(c.Title), width, height, left, html.EscapeString(c.Title))
	for _, decade := range x.decades() {
		at := x.place(decade)
		fmt.Fprintf(w, `<line class="grid" x1="%.1f" y1="%d" x2="%.1f" y2="%d"/><text class="text" x="%.1f" y="%d" text-anchor="middle">%s</text>`+"\n",
			at, top, at, bottom, at, bottom+20, number(decade))
	}
	for _, decade := range y.decades() {
		at := y.place(decade)
		fmt.Fprintf(w, `<line class="grid" x1="%d" y1="%.1f" x2="%d" y2="%.1f"/><text class="text" x="%d" y="%.1f" text-anchor="end">%s</text>`+"\n",
			left, at, right, at, left-8, at+4, number(decade))
	}
	fmt.Fprintf(w, `<path class="axis" d="M%d %dV%dH%d" fill="none"/>
<text class="text" x="%d" y="%d" text-anchor="middle">%s</text>
<text class="text" transform="translate(18 %d) rotate(-90)" text-anchor="middle">%s</text>
`, left, top, bottom, right, (left+right)/2, bottom+44, html.EscapeString(c.X), (top+bottom)/2, html.EscapeString(c.Y))
	for i, line := range c.ordered() {
		style := fmt.Sprintf(`stroke="%s" stroke-width="2.2" stroke-dasharray="%s" fill="none"`, colors[line.color], dashes[line.color])
		fmt.Fprint(w, `<path d="M`)
		for _, p := range line.Points {
			fmt.Fprintf(w, "%.1f %.1f ", x.place(p.X), y.place(p.Y))
		}
		fmt.Fprintf(w, "\" %s/>\n", style)
		for _, p := range line.Points {
			fmt.Fprintf(w, `<circle cx="%.1f" cy="%.1f" r="3.5" fill="%s"/>`, x.place(p.X), y.place(p.Y), colors[line.color])
		}
		at := top + 10 + i*lineHeight
		fmt.Fprintf(w, "\n<path d=\"M%d %dh26\" %s/><text class=\"text\" x=\"%d\" y=\"%d\">%s</text>\n",
			legend, at, style, legend+34, at+4, html.EscapeString(line.Name))
	}
	fmt.Fprintln(w, "</svg>")
}

// colored is a line and the number of its color.
type colored struct {
	Line
	color int
}

// ordered are the lines that have points, the one that ends highest first where
// all of them are; the legend then is in the order that one sees.
func (c Chart) ordered() (lines []colored) {
	for i, line := range c.Lines {
		if len(line.Points) > 0 {
			lines = append(lines, colored{line, i})
		}
	}
	shared := math.MaxInt
	for _, line := range lines {
		shared = min(shared, len(line.Points))
	}
	slices.SortStableFunc(lines, func(a, b colored) int {
		return cmp.Compare(b.Points[shared-1].Y, a.Points[shared-1].Y)
	})
	return lines
}

// axis is a logarithmic one.
type axis struct {
	low, high float64 // powers of ten
	from, to  float64 // where they are
}

// axes hold all points.
func (c Chart) axes() (x, y axis) {
	lowX, highX, lowY, highY := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for _, line := range c.Lines {
		for _, p := range line.Points {
			lowX, highX = min(lowX, p.X), max(highX, p.X)
			lowY, highY = min(lowY, p.Y), max(highY, p.Y)
		}
	}
	return newAxis(lowX, highX, left, right), newAxis(lowY, highY, bottom, top)
}

// newAxis ends at powers of ten, between which the values lie.
func newAxis(low, high, from, to float64) axis {
	a := axis{math.Pow(10, math.Floor(math.Log10(low))), math.Pow(10, math.Ceil(math.Log10(high))), from, to}
	if a.low == a.high {
		a.high *= 10
	}
	return a
}

func (a axis) place(value float64) float64 {
	share := math.Log10(value/a.low) / math.Log10(a.high/a.low)
	return a.from + share*(a.to-a.from)
}

func (a axis) decades() (all []float64) {
	for exponent := math.Round(math.Log10(a.low)); exponent <= math.Round(math.Log10(a.high)); exponent++ {
		all = append(all, math.Pow(10, exponent))
	}
	return all
}

// number is a power of ten.
func number(value float64) string {
	s := strconv.FormatFloat(value, 'f', -1, 64)
	for i := len(s) - 3; i > 0 && value >= 1; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
