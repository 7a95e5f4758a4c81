package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"time"

	"github.com/sandpiper-checks/sandpiper/bench/measure"
)

// python3 is the path of the machine's interpreter.
func python3(ctx context.Context) (string, error) {
	// What is called python3 may be a script that looks for one.
	out, err := exec.CommandContext(ctx, "python3", "-c", "import sys; print(sys.executable)").Output()
	if err != nil {
		return "", fmt.Errorf("no python3: %w", err)
	}
	return firstLine(out), nil
}

// native runs a script in an interpreter in its quickest way, without its site
// packages.
func (b *bench) native(ctx context.Context, interpreter string, s script, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, interpreter, append([]string{"-I", "-S", b.guest("native.py"), s.path}, args...)...)
	cmd.Stderr = os.Stderr
	return cmd
}

// warmWay starts a process that runs a script as often as it is told to, and
// takes the time itself. To end it ends the way.
func (b *bench) warmWay(ctx context.Context, interpreter string, s script) (way measure.Way, end func() error, err error) {
	cmd := b.native(ctx, interpreter, s, "warm")
	in, err := cmd.StdinPipe()
	if err != nil {
		return measure.Way{}, nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return measure.Way{}, nil, err
	}
	if err := cmd.Start(); err != nil {
		return measure.Way{}, nil, err
	}
	answers := bufio.NewReader(out)
	way = measure.Way{Name: s.name + warm, Timed: func(n int) (time.Duration, error) {
		if _, err := fmt.Fprintln(in, n); err != nil {
			return 0, err
		}
		answer, err := answers.ReadString('\n')
		if err != nil {
			return 0, err
		}
		return answered(answer, s.metrics)
	}}
	return way, func() error { return errors.Join(in.Close(), cmd.Wait()) }, nil
}

// answered is how long the process says that it took, if each run reported so
// many metrics.
func answered(answer string, metrics int) (took time.Duration, err error) {
	var reported int
	if _, err := fmt.Sscanf(answer, "%d %d\n", &reported, &took); err != nil {
		return 0, fmt.Errorf("it answers %q: %w", answer, err)
	}
	if reported != metrics {
		return 0, fmt.Errorf("it reported %d metrics", reported)
	}
	return took, nil
}

// perRunWay starts a process for each run of a script.
func (b *bench) perRunWay(ctx context.Context, interpreter string, s script) measure.Way {
	want := fmt.Sprintln(s.metrics)
	return measure.Way{Name: s.name + perRun, Do: func() error {
		out, err := b.native(ctx, interpreter, s).Output()
		if err == nil && string(out) != want {
			err = fmt.Errorf("it reported %q metrics", out)
		}
		return err
	}}
}
