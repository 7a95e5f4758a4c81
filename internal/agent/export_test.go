package agent

import "context"

// PrepareWith has modules prepared by another than the runtime.
func (a *Agent) PrepareWith(prepare func(ctx context.Context, module string) error) {
	a.prepare = prepare
}
