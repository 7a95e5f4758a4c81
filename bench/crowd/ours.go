package crowd

import (
	"context"

	"github.com/sandpiper-checks/sandpiper/internal/scheduler"
	"github.com/sandpiper-checks/sandpiper/runtime"
)

// openOurs makes the runtime of the agent. All stateful checks keep what they
// have, whatever that comes to: it is to be measured.
func openOurs(ctx context.Context) (scheduler.Runner, func() error, error) {
	rt, err := runtime.Open(ctx, runtime.Options{Hostname: "bench", StatefulBytes: 1 << 40})
	if err != nil {
		return nil, nil, err
	}
	return rt, func() error { return rt.Close(context.WithoutCancel(ctx)) }, nil
}
