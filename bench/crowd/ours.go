package crowd

import (
	"context"

	"github.com/sandpiper-checks/sandpiper/guest-sdk/javascript"
	"github.com/sandpiper-checks/sandpiper/guest-sdk/python"
	"github.com/sandpiper-checks/sandpiper/internal/scheduler"
	"github.com/sandpiper-checks/sandpiper/runtime"
)

// Interpreters are those of the agent.
func Interpreters() map[string]func() []byte {
	return map[string]func() []byte{".py": python.Module, ".js": javascript.Module}
}

// openOurs makes the runtime of the agent. All stateful checks keep what they
// have, whatever that comes to: it is to be measured.
func openOurs(ctx context.Context, cacheDir string) (scheduler.Runner, func() error, error) {
	rt, err := runtime.Open(ctx, runtime.Options{Hostname: "bench", Interpreters: Interpreters(), CacheDir: cacheDir, StatefulBytes: 1 << 40})
	if err != nil {
		return nil, nil, err
	}
	return rt, func() error { return rt.Close(context.WithoutCancel(ctx)) }, nil
}
