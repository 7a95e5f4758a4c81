// Command runaway never ends, on purpose: it shows what becomes of a check that
// does not, and of the others beside it.
package main

import "github.com/sandpiper-checks/sandpiper/guest-sdk/go" // package sandpiper

//go:wasmexport check_run
func checkRun() int32 { return sandpiper.Run(check) }

func check(*sandpiper.Check) error {
	for { //nolint:staticcheck // an endless loop is the point
	}
}

func main() {}
