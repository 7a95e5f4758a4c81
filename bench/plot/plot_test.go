package plot

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"testing"
)

func TestAnAxisHoldsItsValuesBetweenPowersOfTen(t *testing.T) {
	for _, c := range []struct {
		low, high float64
		decades   []float64
	}{
		{100, 10_000, []float64{100, 1000, 10_000}},
		{0.03, 7, []float64{0.01, 0.1, 1, 10}},
		{10, 10, []float64{10, 100}},
	} {
		a := newAxis(c.low, c.high, 350, 50)
		if got := a.decades(); !slices.EqualFunc(got, c.decades, near) {
			t.Errorf("%v to %v: %v, want %v", c.low, c.high, got, c.decades)
		}
		if a.place(c.decades[0]) != 350 || !near(a.place(c.decades[len(c.decades)-1]), 50) {
			t.Errorf("%v to %v ends at %v and %v", c.low, c.high, a.place(c.decades[0]), a.place(c.decades[len(c.decades)-1]))
		}
	}
	a := newAxis(100, 10_000, 0, 200)
	if at := a.place(1000); !near(at, 100) {
		t.Errorf("1000 is at %v, and not in the middle", at)
	}
}

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9*math.Max(1, math.Abs(b)) }

func TestNumbersHaveNoPowersInThem(t *testing.T) {
	for value, want := range map[float64]string{0.01: "0.01", 1: "1", 1000: "1,000", 1e6: "1,000,000"} {
		if got := number(value); got != want {
			t.Errorf("%v is %q, want %q", value, got, want)
		}
	}
}

func TestAChartIsWholeAndNamesItsLinesFromTopToBottom(t *testing.T) {
	var svg strings.Builder
	Chart{Title: "a < b", X: "checks", Y: "MB", Lines: []Line{
		{"low", []Point{{100, 1}, {1000, 2}, {10_000, 3}}},
		{"none", nil},
		{"high & short", []Point{{100, 5}, {1000, 50}}},
	}}.SVG(&svg)
	reader := xml.NewDecoder(strings.NewReader(svg.String()))
	var err error
	for err == nil {
		_, err = reader.Token()
	}
	if !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	low, high := strings.Index(svg.String(), ">low<"), strings.Index(svg.String(), ">high &amp; short<")
	if high < 0 || low < high || strings.Contains(svg.String(), ">none<") || strings.Contains(svg.String(), "NaN") {
		t.Errorf("names at %d and %d in\n%s", low, high, &svg)
	}
}
