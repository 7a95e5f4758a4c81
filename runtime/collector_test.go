package runtime_test

import (
	goruntime "runtime"
	"testing"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/wat"
)

// To collect, every goroutine must be stopped for a moment, and a guest can be
// only where it hands over to the host. All others stand still until it does.
func TestNoGuestKeepsTheCollectorWaiting(t *testing.T) {
	defer goruntime.GOMAXPROCS(goruntime.GOMAXPROCS(1))
	const ceiling = 2 * time.Second // of what took up to a minute
	for _, h := range corpus(t) {
		switch h.name {
		case "time/loop_of_loads", "time/recursion_of_loads", "time/returns_of_loads", "time/returns_of_many_loads", "time/returns_of_loops":
		default:
			continue
		}
		t.Run(h.name, func(t *testing.T) {
			rt, module := open(t, runtime.Options{}), wat.Assemble(h.text)
			done, longest := make(chan struct{}), make(chan time.Duration)
			go func() {
				var most time.Duration
				for {
					start := time.Now()
					goruntime.GC()
					most = max(most, time.Since(start))
					select {
					case <-done:
						longest <- most
						return
					default:
					}
				}
			}()
			r := run(t, rt, module, limits(t, h.limits))
			close(done)
			if waited := <-longest; waited > ceiling {
				t.Errorf("the collector waited for %v", waited)
			}
			if r.Fault == nil || r.Fault.Reason != check.Deadline {
				t.Error(r.Fault)
			}
		})
	}
}
