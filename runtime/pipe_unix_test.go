//go:build unix

package runtime_test

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/sandpiper-checks/sandpiper/runtime"
	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

func TestANamedPipeIsRefusedAndNotWaitedFor(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe.wasm")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	want := path + " is not a regular file"
	if err := open(t, runtime.Options{}).Prepare(t.Context(), path); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %s", err, want)
	}
	if _, err := runtime.Inspect(path, wasm.Caps{}); err == nil || err.Error() != want {
		t.Errorf("inspect: got %v, want %s", err, want)
	}
}
