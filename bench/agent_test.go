package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestTheLogOfAnAgentTellsWhatItHasInUse(t *testing.T) {
	log := filepath.Join(t.TempDir(), "log")
	for text, want := range map[string]int64{
		"gc 1 @0.1s 3%: 0.5+63+0.003 ms clock, 1.0+0/33/73+0.006 ms cpu, 134->135->102 MB, 149 MB goal, 0 MB stacks, 0 MB globals, 2 P\n" +
			"level=INFO msg=\"234->235->202 MB\"\n" +
			"gc 2 @0.2s 3%: 0.5+63+0.003 ms clock, 1.0+0/33/73+0.006 ms cpu, 134->135->101 MB, 149 MB goal, 0 MB stacks, 0 MB globals, 2 P\n": 102 << 20,
		"level=INFO msg=starting\n": 0,
	} {
		if err := os.WriteFile(log, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := (running{log: log}).live(); got != want || (err == nil) != (want > 0) {
			t.Errorf("%d, %v, want %d", got, err, want)
		}
	}
}
