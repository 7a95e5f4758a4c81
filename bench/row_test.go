package main

import (
	"strings"
	"testing"
	"time"

	"github.com/sandpiper-checks/sandpiper/bench/measure"
)

func TestARowSaysWhetherItsTargetIsReached(t *testing.T) {
	const us = time.Microsecond
	for _, c := range []struct {
		row  row
		want string
	}{
		{times("as long as may be", 60*us, 100*us, 0.6), "| as long as may be | 0.6x | <= 0.6x | 60 µs against 100 µs |"},
		{times("too long", 61*us, 100*us, 0.6), "| too long | 0.61x | <= 0.6x **missed** | 61 µs against 100 µs; it is not known why |"},
		{cheaper("cheap", 1500*time.Nanosecond, 18*time.Millisecond, 10_000), "| cheap | 12,000x | >= 10,000x | 1.5 µs against 18 ms |"},
		{cheaper("not cheap", us, 99*us, 100), "| not cheap | 99x | >= 100x **missed** | 1 µs against 99 µs; it is not known why |"},
		{within("late", 5001*us, 5*time.Millisecond, "of 9"), "| late | 5 ms | <= 5 ms **missed** | of 9; it is not known why |"},
		{within("late for a reason", 6*time.Millisecond, 5*time.Millisecond, "of 9").because("a cause"), "| late for a reason | 6 ms | <= 5 ms **missed** | of 9; a cause |"},
		{within("late and no more", 6*time.Millisecond, 5*time.Millisecond, "").because("a cause"), "| late and no more | 6 ms | <= 5 ms **missed** | a cause |"},
		{within("in time", 4*time.Millisecond, 5*time.Millisecond, "of 9").because("a cause"), "| in time | 4 ms | <= 5 ms | of 9 |"},
		{cheaper("nothing promised", us, 3*us, 0), "| nothing promised | 3x |  | 1 µs against 3 µs |"},
		{absent("no peer", ">= 250x", "no python3 here"), "| no peer | not measured | >= 250x | no python3 here |"},
		{atMost("large", 64_100_000, 64_000_000, "Pss"), "| large | 64.1 MB | <= 64 MB **missed** | Pss; it is not known why |"},
		{atMost("small", 1_234, 64_000_000, ""), "| small | 1.23 KB | <= 64 MB |  |"},
		{atMost("very large", 1_234_567_890, 2_000_000_000, ""), "| very large | 1,235 MB | <= 2,000 MB |  |"},
		{ratio("not promised", us, 12*us), "| not promised | 12x |  | 1 µs against 12 µs |"},
		{plain("only told", 1234567*us), "| only told | 1.23 s |  |  |"},
	} {
		var page strings.Builder
		write(&page, machine{}, measure.Options{}, time.Minute, []group{{rows: []row{c.row}}})
		if !strings.Contains(page.String(), "\n"+c.want+"\n") {
			t.Errorf("want %s\nin:\n%s", c.want, &page)
		}
	}
}

func TestMediansOfAnotherPackageAreReadByTheirWay(t *testing.T) {
	got := parse("BenchmarkPrice/Go:_reading_JSON-2 \t 9\t 23477753 ns/op\t 3043280 engine-ns\t 833051.5 metered-ns")
	if got.name != "Go:_reading_JSON" || len(got.took) != 2 || got.took["engine"] != 3043280 || got.took["metered"] != 833051 {
		t.Errorf("read %+v", got)
	}
}
