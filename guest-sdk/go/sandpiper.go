// Package sandpiper is for writing checks of the Sandpiper agent in Go.
//
// A check is a function. [Run] runs it once for one instance of its
// configuration; the module exports that as check_run:
//
//	package main
//
//	import "github.com/sandpiper-checks/sandpiper/guest-sdk/go" // package sandpiper
//
//	//go:wasmexport check_run
//	func checkRun() int32 { return sandpiper.Run(check) }
//
//	func check(c *sandpiper.Check) error {
//		c.Gauge("hello.world", 1)
//		return nil
//	}
//
//	func main() {}
//
// It is built with
//
//	GOOS=wasip1 GOARCH=wasm go build -buildmode=c-shared -trimpath -ldflags=-w -o hello.wasm .
//
// and tested without WebAssembly, as any Go function, with package
// sandpipertest.
//
// The methods of [Check] bear the names of the Agent Check interface. Samples
// are buffered and cross to the agent in batches; nothing else is. A method
// that returns no error has none that a check could act on: what the agent
// refuses (a value that is not finite, a name that is empty, more than the
// run's limits grant) it drops, and warns of it among the instance's warnings.
// An error that the check returns, or a panic, makes the run an ERROR; what
// was reported before is kept, except for a snapshot that is still open.
//
// Files that the configuration grants are read with package os, at their own
// paths; there are no others, and none is written. Times are in UTC.
//
// A module imports only those functions of the agent that its check can reach,
// so what a module may do can be read off it.
package sandpiper

import (
	"github.com/sandpiper-checks/sandpiper/guest-sdk/go/internal/abi"
)

// Check is one run of a check for one instance. It is good until the run
// ends, and is not for use by several goroutines at once.
type Check struct {
	// Log writes to the agent's log, under checks.NAME.
	Log Logger
	// HTTP makes requests.
	HTTP HTTP

	host    abi.Host
	metrics batch
	agent   *agentInfo
}

// Run runs check once for the instance at hand, tells the agent how it went,
// and returns what check_run has to return: 0 when check returned nil.
//
// An error is reported by its kind and its text: the kind is what the method
// Kind() string of the error, or of one that it wraps, answers, else the name
// of its type. A panic is reported as kind "panic" with the stack.
func Run(check func(*Check) error) int32 {
	return RunOn(agent, check)
}

// RunOn is Run with another agent behind it; sandpipertest and what else is
// in this module calls it.
func RunOn(host abi.Host, check func(*Check) error) int32 {
	if host == nil {
		panic("sandpiper: no agent here: Run works in a module; test a check with sandpipertest.Run")
	}
	c := &Check{host: host, Log: Logger{host}}
	c.HTTP.check = c
	failure := c.guard(check)
	c.flush()
	if failure == nil {
		return 0
	}
	host.Fail(failure.kind, failure.message, failure.traceback)
	return 1
}
