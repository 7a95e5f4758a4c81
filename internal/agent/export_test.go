package agent

import (
	"context"
	"time"
)

// PrepareWith has modules prepared by another than before, which it returns.
func (a *Agent) PrepareWith(prepare func(ctx context.Context, module string) error) (before func(ctx context.Context, module string) error) {
	before, a.prepare = a.prepare, prepare
	return before
}

// StopWithin has the agent stop within another time than StopTimeout.
func (a *Agent) StopWithin(d time.Duration) { a.stopTimeout = d }
