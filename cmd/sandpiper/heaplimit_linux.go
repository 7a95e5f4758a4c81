//go:build !race

package main

import (
	"fmt"
	"runtime/debug"
	"syscall"
)

// limitHeap bounds the memory of this process, in bytes: the system ends it
// where it takes more. Half of it is when the garbage collector hurries.
func limitHeap(bytes uint64) error {
	debug.SetMemoryLimit(int64(bytes / 2)) //nolint:gosec // it is a constant, far below the sign
	// Not RLIMIT_AS: Go reserves much more address space than it ever uses.
	if err := syscall.Setrlimit(syscall.RLIMIT_DATA, &syscall.Rlimit{Cur: bytes, Max: bytes}); err != nil {
		return fmt.Errorf("bounding its memory: %w", err)
	}
	return nil
}
