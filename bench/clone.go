package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// clone measures what someone waits for who has just cloned the repository.
func (b *bench) clone(ctx context.Context) (g group, err error) {
	g = group{
		title: "From a clone to the first metric",
		text: `From make run in a clone of the repository until it shows the metric of hello.py, once. That builds the agent and the example in Go,
and compiles the interpreter of Python. The modules that it is built from are there already: how long they take to come is a
matter of the network.`,
	}
	const (
		first, again    = "until the first metric, Go's build cache and the agent's empty", "again"
		minute, seconds = time.Minute, 2 * time.Second
	)
	clone := filepath.Join(b.work, "clone")
	if out, err := exec.CommandContext(ctx, "git", "clone", "--quiet", b.root, clone).CombinedOutput(); err != nil {
		why := fmt.Sprintf("git clone: %v %s", err, firstLine(out))
		g.rows = []row{absent(first, "<= "+duration(minute), why), absent(again, "<= "+duration(seconds), why)}
		return g, nil
	}
	cold, err := b.makeRun(ctx, clone)
	if err != nil {
		return group{}, err
	}
	warm, err := b.makeRun(ctx, clone)
	if err != nil {
		return group{}, err
	}
	program, err := os.Stat(filepath.Join(clone, "bin", "sandpiper"))
	if err != nil {
		return group{}, err
	}
	g.rows = []row{
		cold.row(first, minute),
		warm.row(again, seconds),
		atMost("size of the program, interpreters included", program.Size(), 40_000_000, ""),
	}
	return g, nil
}

// wait is what it takes until the agent starts, and until it shows a metric.
type wait struct{ built, shown time.Duration }

func (w wait) row(what string, most time.Duration) row {
	return within(what, w.shown, most, duration(w.built)+" until the agent starts").
		because("before that Go builds, or looks whether it has to; then the agent has the interpreter compiled, or reads it from its cache")
}

// makeRun runs the agent by make, with all that it keeps in the clone, until it
// has shown a metric.
func (b *bench) makeRun(ctx context.Context, clone string) (w wait, err error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "make", "run")
	cmd.Dir = clone
	cmd.Env = append(os.Environ(), "GOCACHE="+filepath.Join(b.work, "gocache"), "SANDPIPER_LISTEN=off",
		"SANDPIPER_CACHE_DIR="+filepath.Join(clone, "kept", "cache"), "SANDPIPER_STATE_DIR="+filepath.Join(clone, "kept", "state"),
		"SANDPIPER_SOCKET="+filepath.Join(b.work, "socket"))
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // make and what it started
	end := func(signal syscall.Signal) error { return syscall.Kill(-cmd.Process.Pid, signal) }
	cmd.Cancel = func() error { return end(syscall.SIGKILL) }
	out, err := cmd.StdoutPipe()
	if err != nil {
		return wait{}, err
	}
	var said strings.Builder
	cmd.Stderr = &said
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return wait{}, err
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		switch {
		case w.built == 0 && strings.HasPrefix(lines.Text(), "sandpiper "): // its name and version
			w.built = time.Since(start)
		case w.shown == 0 && strings.Contains(lines.Text(), "hello.world = 1"):
			w.shown = time.Since(start)
			err = end(syscall.SIGINT)
		}
	}
	ended := cmd.Wait() // make says that it was interrupted
	if w.built == 0 || w.shown == 0 {
		return wait{}, errors.Join(fmt.Errorf("make run showed no metric\n%s", said.String()), ended)
	}
	return w, err
}
