// Command guest is a check that does what package misuse lists: the one case
// whose number the instance has, or without one nothing, and says as service
// metadata what the agent makes of each: drops or changes.
package main

import (
	"strconv"

	"github.com/sandpiper-checks/sandpiper/guest-sdk/go"
	"github.com/sandpiper-checks/sandpiper/guest-sdk/go/internal/misuse"
)

//go:wasmexport check_run
func checkRun() int32 { return sandpiper.Run(check) }

func check(c *sandpiper.Check) error {
	instance := struct{ Case int }{-1}
	if err := c.Instance(&instance); err != nil {
		return err
	}
	for i, misuse := range misuse.Cases() {
		switch {
		case i == instance.Case:
			misuse.Do(c)
		case instance.Case >= 0:
		case misuse.Drops != "":
			c.ServiceMetadata(strconv.Itoa(i), "drops")
		default:
			c.ServiceMetadata(strconv.Itoa(i), "changes")
		}
	}
	return nil
}

func main() {}
