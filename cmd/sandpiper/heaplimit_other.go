//go:build !linux || race

package main

import "runtime/debug"

// limitHeap makes the garbage collector hurry before there are so many bytes.
// Nothing ends the process here where it takes more: only Linux counts what a
// program has mapped for its data, and the race detector maps many times as much.
func limitHeap(bytes uint64) error {
	debug.SetMemoryLimit(int64(bytes / 2)) //nolint:gosec // it is a constant, far below the sign
	return nil
}
