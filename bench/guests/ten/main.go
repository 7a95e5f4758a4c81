//go:build wasip1

// Command ten is ten.c as a guest in Go.
package main

import (
	"fmt"

	"github.com/sandpiper-checks/sandpiper/guest-sdk/go" // package sandpiper
)

// names are made when the guest is initialised, and then never again.
var names = func() (names [10]string) {
	for i := range names {
		names[i] = fmt.Sprintf("ten.metric.no.%d", i)
	}
	return names
}()

//go:wasmexport check_run
func checkRun() int32 { return sandpiper.Run(check) }

func check(c *sandpiper.Check) error {
	tags := sandpiper.Tags("role:frontend", "zone:eu-west-1a")
	for i, name := range names {
		c.Gauge(name, float64(i), tags)
	}
	return nil
}

func main() {}
