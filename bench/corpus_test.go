package main

import (
	"testing"
	"time"

	"github.com/sandpiper-checks/sandpiper/bench/measure"
)

func TestTheSlowestModulesAreNamed(t *testing.T) {
	var results []tested
	for i, name := range []string{"a/a", "a/b", "b/c", "b/d", "c/e", "c/f"} {
		results = append(results, tested{name, measure.Times{"late": time.Duration(i+1) * time.Millisecond}})
	}
	results = append(results, tested{"d/g", measure.Times{"ended": time.Second}})
	rows := livesOf(results, "late").slowest()
	if len(rows) != slowest || rows[0].what != "… c/f" || rows[0].measured != "6 ms" || rows[4].what != "… a/b" {
		t.Errorf("rows %+v", rows)
	}
}
