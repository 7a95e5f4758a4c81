package agent

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/sandpiper-checks/sandpiper/check"
)

func TestRefusalsAreCountedByCauseWithTheirFirstKeys(t *testing.T) {
	var rows []RefusedInfo
	for _, r := range []check.Refused{
		{Cause: "bad timestamp", Key: "a", Count: 2},
		{Cause: "server not allowed", Key: "x.example", Count: 1},
		{Cause: "bad timestamp", Key: "b", Count: 3},
		{Cause: "bad timestamp", Key: "a", Count: 1},
		{Cause: "server not allowed", Key: "y.example", Count: 1},
	} {
		rows = addRefused(rows, r)
	}
	want := []RefusedInfo{{"bad timestamp", 6, []string{"a", "b"}}, {"server not allowed", 2, []string{"x.example", "y.example"}}}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Error(diff)
	}
}

func TestWhatAGuestMakesUpIsBounded(t *testing.T) {
	var rows []RefusedInfo
	const runs = 1000
	for i := range runs {
		rows = addRefused(rows, check.Refused{Cause: fmt.Sprintf("bad document %d", i), Key: fmt.Sprint(i), Count: 1})
		rows = addRefused(rows, check.Refused{Cause: "bad document 3", Key: fmt.Sprint(i), Count: 1})
	}
	total := 0
	for _, row := range rows {
		total += row.Count
		if len(row.Keys) > maxKeys {
			t.Errorf("%q has %d keys, want %d at most", row.Cause, len(row.Keys), maxKeys)
		}
	}
	if len(rows) != maxCauses || rows[len(rows)-1].Cause != otherCauses || rows[1].Count != runs+1 || total != 2*runs {
		t.Errorf("%d rows count %d, want %d rows, %d, and the last for all others: %+v", len(rows), total, maxCauses, 2*runs, rows)
	}
}
