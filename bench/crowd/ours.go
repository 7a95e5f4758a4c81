package crowd

import (
	"context"

	"github.com/sandpiper-checks/sandpiper/internal/scheduler"
	"github.com/sandpiper-checks/sandpiper/runtime"
)

func openOurs(ctx context.Context) (scheduler.Runner, func() error, error) {
	rt, err := runtime.Open(ctx, runtime.Options{Hostname: "bench"})
	if err != nil {
		return nil, nil, err
	}
	return rt, func() error { return rt.Close(context.WithoutCancel(ctx)) }, nil
}
