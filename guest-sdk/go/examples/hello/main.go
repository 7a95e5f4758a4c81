// Command hello is the smallest check: it reports that it runs.
package main

import "github.com/sandpiper-checks/sandpiper/guest-sdk/go" // package sandpiper

//go:wasmexport check_run
func checkRun() int32 { return sandpiper.Run(check) }

func check(c *sandpiper.Check) error {
	c.Gauge("hello.world", 1)
	return nil
}

func main() {}
