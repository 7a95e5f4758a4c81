package main

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/sandpiper-checks/sandpiper/bench/crowd"
	"github.com/sandpiper-checks/sandpiper/bench/measure"
	"github.com/sandpiper-checks/sandpiper/bench/proc"
)

func TestScriptsAreComparedWithTheSameFile(t *testing.T) {
	const us = time.Microsecond
	rows := scriptRows(measure.Times{
		"hello.py": 31 * us, "hello.py" + warm: us / 2, "hello.py" + perRun: 31 * time.Millisecond,
		"status.py": 300 * us, "status.py" + warm: 50 * us, "status.py" + perRun: 30 * time.Millisecond,
		"hello.js": 20 * us, "status.js": 200 * us,
	}, map[string]int64{"hello.py": 2911}, nil)
	var got strings.Builder
	write(&got, machine{}, measure.Options{}, 0, []group{{rows: rows}})
	for _, want := range []string{
		"| a run of hello.py | 31 µs | <= 30 µs **missed** | fuel 2,911; it is not known why |",
		"| a run of hello.js | 20 µs | <= 20 µs | ",
		"| hello.py takes longer than in a warm python3 | 62x |  | 31 µs against 500 ns |",
		"| status.py takes longer than in a warm python3 | 6x | <= 5x **missed** | 300 µs against 50 µs; without its time limit",
		"| hello.py is cheaper than a python3 for each run | 1,000x |  | 31 µs against 31 ms |",
		"| status.py is cheaper than a python3 for each run | 100x |  | 300 µs against 30 ms |",
	} {
		if !strings.Contains(got.String(), "\n"+want) {
			t.Errorf("want %s\nin:\n%s", want, &got)
		}
	}
}

func TestWithoutPython3ThePageSaysSo(t *testing.T) {
	n := 0
	for _, r := range scriptRows(measure.Times{}, nil, errors.New("no python3")) {
		if strings.Contains(r.what, "python3") {
			n++
			if r.measured != "not measured" || r.from != "no python3" || r.missed {
				t.Errorf("row %+v", r)
			}
		}
	}
	if n != 4 {
		t.Errorf("%d rows", n)
	}
}

func TestAProcessAnswersWithMetricsAndNanoseconds(t *testing.T) {
	for _, c := range []struct {
		answer, failure string
		took            time.Duration
	}{
		{answer: "100 12345\n", took: 12345},
		{answer: "99 12345\n", failure: "it reported 99 metrics"},
		{answer: "Traceback\n", failure: `it answers "Traceback\n": expected integer`},
	} {
		took, err := answered(c.answer, 100)
		if took != c.took || (err == nil) != (c.failure == "") || err != nil && err.Error() != c.failure {
			t.Errorf("%q: %v, %v", c.answer, took, err)
		}
	}
}

func TestAnotherInstanceIsTheDifferenceAndAllAreWhatIsThere(t *testing.T) {
	report := func(private, pss, rss int64) crowd.Report {
		return crowd.Report{Empty: proc.Memory{PrivateDirty: 10e6, PSS: 12e6}, Memory: proc.Memory{PrivateDirty: private, PSS: pss, RSS: rss}}
	}
	rows := memoryRows([]crowd.Report{report(30e6, 52e6, 60e6), report(50e6, 70e6, 100e6), report(218e6, 261e6, 600e6)})
	want := []row{
		{what: "private memory of hello.py, instances: 1", measured: "20 MB", from: "Private_Dirty, of the process; Pss 40 MB"},
		{what: "private memory of hello.py, instances: 20", measured: "40 MB", from: "Private_Dirty, of the process; Pss 58 MB"},
		{what: "private memory of hello.py, instances: 100", measured: "208 MB", from: "Private_Dirty, of the process; Pss 249 MB"},
		{what: "private memory of another instance", measured: "2.1 MB", target: "<= 2 MB", missed: true, from: "Private_Dirty, of 80 more"},
		{
			what: "memory of 100 instances, the whole process", measured: "261 MB", target: "<= 260 MB", missed: true,
			from: "Pss: a page that instances share is there once; RSS, which counts it for each: 600 MB",
		},
	}
	for i, r := range rows {
		if i >= len(want) || r != want[i] {
			t.Errorf("row %+v", r)
		}
	}
	if len(rows) != len(want) {
		t.Errorf("%d rows", len(rows))
	}
}
