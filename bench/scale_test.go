package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sandpiper-checks/sandpiper/bench/crowd"
	"github.com/sandpiper-checks/sandpiper/bench/proc"
)

func TestWhatWouldTakeTooMuchIsNotMeasured(t *testing.T) {
	has := func(bytes int64, cpu time.Duration) crowd.Report {
		return crowd.Report{Empty: proc.Memory{PSS: 10e6}, Memory: proc.Memory{PSS: 10e6 + bytes}, CPU: cpu}
	}
	for _, c := range []struct {
		was  crowd.Report
		want string
	}{
		{has(400e6, time.Millisecond), ""},
		{has(650e6, time.Millisecond), "it would take some 6,500 MB"},
		{has(1e6, 10*time.Minute), "it would take some 6e+03 s of CPU every 3s"},
	} {
		if got := tooMuch(c.was, 10); got != c.want {
			t.Errorf("%+v: %q, want %q", c.was, got, c.want)
		}
	}
}

func TestAContenderSaysWhyItEnds(t *testing.T) {
	c := contender{name: "others", why: "too slow", reports: []crowd.Report{
		{Memory: proc.Memory{PSS: 3e6, PrivateDirty: 2e6}, CPU: 5 * time.Millisecond, Late: time.Millisecond, Boot: time.Second, Runs: 190, Skipped: 10},
	}}
	rows := c.rows()
	if len(rows) != len(counts) {
		t.Fatalf("%d rows", len(rows))
	}
	want := row{what: "others: 100 checks", measured: "3 MB, 5 ms", from: "Private_Dirty 2 MB; 99 of 100 begin within 1 ms; each had run once after 1 s; 10 of 200 runs were skipped"}
	if rows[0] != want {
		t.Errorf("row %+v", rows[0])
	}
	if rows[1] != absent("others: 1,000 checks", "", "too slow") {
		t.Errorf("row %+v", rows[1])
	}
}

func TestAnotherCheckTakesTheDifference(t *testing.T) {
	at := func(bytes int64) crowd.Report { return crowd.Report{Memory: proc.Memory{PrivateDirty: bytes}} }
	c := contender{reports: []crowd.Report{at(50e6), at(59e6)}}
	if got := c.perCheck(); got != 10_000 {
		t.Errorf("%d bytes", got)
	}
	theirs := contender{reports: []crowd.Report{at(50e6), at(221e6)}}
	if got := smaller("Go", &c, &theirs, 20); !got.missed || got.measured != "19x" || got.from != "10 KB against 190 KB" {
		t.Errorf("row %+v", got)
	}
	c.reports = c.reports[:1]
	if got := smaller("Go", &c, &theirs, 20); got.measured != "not measured" || got.target != ">= 20x" {
		t.Errorf("row %+v", got)
	}
}

func TestPromisesAreOfTheLargestCrowd(t *testing.T) {
	c := contender{name: "ours", why: "no time"}
	for _, took := range []time.Duration{time.Millisecond, 10 * time.Millisecond, 101 * time.Millisecond} {
		c.reports = append(c.reports, crowd.Report{
			CPU: took, Late: 4 * took, Guests: proc.Memory{PSS: 65e6}, Memory: proc.Memory{PSS: took.Microseconds() * 1000},
		})
	}
	grows := growth(&c)
	for _, r := range append(grows[2:], guestsOf(&c), punctual(&c)) {
		if !r.missed {
			t.Errorf("row %+v", r)
		}
	}
	for i, want := range []string{"ours: CPU of 1,000 checks against 100", "ours: memory of 1,000 checks against 100"} {
		if r := grows[i]; r.missed || r.what != want || r.measured != "10x" || r.target != "<= 10x" {
			t.Errorf("row %+v", r)
		}
	}
	c.reports = c.reports[:2]
	for _, r := range []row{guestsOf(&c), punctual(&c), growth(&c)[2]} {
		if r.missed || r.measured != "not measured" || r.target == "" || r.from != "no time" {
			t.Errorf("row %+v", r)
		}
	}
}

func TestMemoryIsDrawnWhereItIsKnown(t *testing.T) {
	b := bench{plots: t.TempDir()}
	reports := []crowd.Report{{Memory: proc.Memory{PSS: 5e6}, CPU: time.Millisecond}}
	all, err := b.drawScale([]*contender{{name: "ours", way: crowd.Ours, reports: reports}, {name: "programs", way: crowd.Process, reports: reports}})
	if err != nil || len(all) != 2 {
		t.Fatalf("%+v, %v", all, err)
	}
	for i, want := range []bool{false, true} {
		svg, err := os.ReadFile(filepath.Join(b.plots, all[i].file))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(svg), ">ours<") || strings.Contains(string(svg), ">programs<") != want {
			t.Errorf("%s:\n%s", all[i].file, svg)
		}
	}
	if all, err := (&bench{}).drawScale(nil); err != nil || all != nil {
		t.Errorf("without a page: %+v, %v", all, err)
	}
}
