// Command sandpiper is the agent, and the tools of those who write and run its
// checks.
package main

import (
	"context"
	"io"
	"os"
)

func main() {
	a := &app{name: os.Args[0], env: os.Environ(), stdout: os.Stdout, stderr: os.Stderr}
	os.Exit(a.run(context.Background(), os.Args[1:]))
}

// app is one call of the program: how it was called, and where it writes.
type app struct {
	name           string // by which it was called, for advice
	env            []string
	stdout, stderr io.Writer

	flags globalFlags
}

// run executes a command line and returns the exit code.
func (a *app) run(ctx context.Context, args []string) int {
	root := a.command()
	root.SetArgs(args)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	return a.exitCode(root.ExecuteContext(ctx))
}
