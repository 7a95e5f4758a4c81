//go:build wasip1

// Command large is a guest that has much in memory once it is initialised, as
// an interpreter has, and looks something up there in each run.
package main

import (
	"slices"

	"github.com/sandpiper-checks/sandpiper/guest-sdk/go" // package sandpiper
)

// squares are 12 MiB of numbers.
var squares = func() []uint64 {
	all := make([]uint64, 12<<20/8)
	for i := range all {
		all[i] = uint64(i) * uint64(i)
	}
	return all
}()

//go:wasmexport check_run
func checkRun() int32 { return sandpiper.Run(check) }

func check(c *sandpiper.Check) error {
	root, _ := slices.BinarySearch(squares, 1_000_000)
	c.Gauge("large.root", float64(root))
	return nil
}

func main() {}
