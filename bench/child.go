package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"time"

	"github.com/sandpiper-checks/sandpiper/bench/crowd"
)

// patience is how long a crowd may take for all that it does.
const patience = 90 * time.Second

// crowd runs checks in a process of their own, so that its memory is theirs.
func (b *bench) crowd(ctx context.Context, o crowd.Options) (report crowd.Report, err error) {
	self, err := os.Executable()
	if err != nil {
		return crowd.Report{}, err
	}
	options, err := json.Marshal(o)
	if err != nil {
		return crowd.Report{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, patience+10*time.Second) // it ends by itself, or is killed
	defer cancel()
	cmd := exec.CommandContext(ctx, self, "-crowd", string(options))
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return crowd.Report{}, fmt.Errorf("%d checks, %s: %w", o.Checks, o.Way, err)
	}
	return report, json.Unmarshal(out, &report)
}

// runCrowd is the other side.
func runCrowd(options string) error {
	var o crowd.Options
	if err := json.Unmarshal([]byte(options), &o); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	report, err := crowd.Run(ctx, o)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(report)
}
