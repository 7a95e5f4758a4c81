//go:build !windows

// An open file cannot be moved on Windows.

package forwarder

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

func TestAFileThatWasMovedIsMadeAnew(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.jsonl")
	j := NewJSONLFile(path)
	defer j.Close()
	for i, prepare := range []func() error{
		func() error { return nil },
		func() error { return os.Rename(path, path+".1") },
		func() error { return os.Remove(path) },
	} {
		if err := prepare(); err != nil {
			t.Fatal(err)
		}
		want := fmt.Sprintln(i)
		if err := j.Send(t.Context(), []byte(want)); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != want {
			t.Errorf("got %q, %v", got, err)
		}
	}
}
