package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime/debug"
	"time"

	"github.com/sandpiper-checks/sandpiper/guest-sdk/javascript"
	"github.com/spf13/cobra"
)

// What a script in TypeScript may have and take until its types are gone.
const (
	maxTypeScriptBytes = 256 << 10
	maxStripTime       = 5 * time.Second
	maxStripStackBytes = 64 << 20
	maxStripHeapBytes  = 512 << 20 // a text that means no harm takes up to 160 MiB
)

// stripName is the command that is called for each script in TypeScript.
const stripName = "strip-types"

// translators are what scripts need before they run.
func translators() map[string]func(context.Context, []byte) ([]byte, error) {
	return map[string]func(context.Context, []byte) ([]byte, error){".ts": stripTypes}
}

// stripTypes takes the types out of a script, in a process of its own: a hostile
// text can overflow the stack or the heap, which ends a Go program, or never come
// to an end.
func stripTypes(ctx context.Context, text []byte) ([]byte, error) {
	if len(text) > maxTypeScriptBytes {
		return nil, fmt.Errorf("it has %d bytes, and no script in TypeScript may have more than %d", len(text), maxTypeScriptBytes)
	}
	program, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("finding this program, which takes the types out: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, maxStripTime)
	defer cancel()
	c := exec.CommandContext(ctx, program, stripName)
	c.Env, c.Stdin = []string{}, bytes.NewReader(text)
	stripped, err := c.Output()
	switch exit, exited := errors.AsType[*exec.ExitError](err); {
	case ctx.Err() != nil:
		return nil, fmt.Errorf("taking out its types took more than %v", maxStripTime)
	case exited:
		return nil, fmt.Errorf("its types cannot be taken out (%w)%s", exit, overflow(exit.Stderr))
	case err != nil:
		return nil, fmt.Errorf("taking out its types: %w", err)
	}
	return stripped, nil
}

// overflow says why Go ended the process, by what it wrote.
func overflow(stderr []byte) string {
	switch {
	case bytes.Contains(stderr, []byte("stack exceeds")):
		return ": it nests too deep"
	case bytes.Contains(stderr, []byte("out of memory")), bytes.Contains(stderr, []byte("cannot allocate memory")):
		return fmt.Sprintf(": it takes more than %d MiB of memory", maxStripHeapBytes>>20)
	default:
		return ""
	}
}

// stripCommand is the other side of stripTypes.
func (a *app) stripCommand() *cobra.Command {
	return &cobra.Command{
		Use:     stripName,
		Short:   "Take the types out of a script in TypeScript",
		Long:    `Read a script in TypeScript and write it without its types, as the agent runs it.`,
		Example: "  sandpiper " + stripName,
		Hidden:  true, // the agent calls it
		Args:    a.takes(),
		RunE: func(*cobra.Command, []string) error {
			debug.SetMaxStack(maxStripStackBytes)
			if err := limitHeap(maxStripHeapBytes); err != nil {
				return err
			}
			text, err := io.ReadAll(io.LimitReader(os.Stdin, maxTypeScriptBytes))
			if err != nil {
				return fmt.Errorf("reading the script: %w", err)
			}
			_, err = a.stdout.Write(javascript.Strip(text))
			return err
		},
	}
}
