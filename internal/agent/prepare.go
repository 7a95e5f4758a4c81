package agent

import (
	"context"
	goruntime "runtime"
	"sync"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
)

// modules are those of all instances. Each is prepared once; the first run of
// an instance waits for its own module, and for no other.
type modules struct {
	paths []string
	ready map[string]chan struct{} // closed when one is prepared, or found to be of no use
}

func modulesOf(instances []check.Instance) modules {
	m := modules{ready: map[string]chan struct{}{}}
	for _, i := range instances {
		if m.ready[i.Module] == nil {
			m.ready[i.Module] = make(chan struct{})
			m.paths = append(m.paths, i.Module)
		}
	}
	return m
}

// waitsFor says that a module is not ready yet.
func (m modules) waitsFor(path string) bool {
	select {
	case <-m.ready[path]:
		return false
	default:
		return true
	}
}

func (m modules) countReady() (n int) {
	for _, path := range m.paths {
		if !m.waitsFor(path) {
			n++
		}
	}
	return n
}

// maxCompilers bounds how many modules are compiled at a time, each of which
// takes some 100 MB.
const maxCompilers = 4

// prepareModules reads and compiles each module. It leaves a processor to the
// checks whose modules are ready. What is wrong with a module shows in the
// result of each of its runs.
func (a *Agent) prepareModules(ctx context.Context) {
	paths := make(chan string)
	var compilers sync.WaitGroup
	for range min(maxCompilers, max(1, goruntime.GOMAXPROCS(0)-1)) {
		compilers.Go(func() {
			for path := range paths {
				if ctx.Err() == nil {
					a.prepareModule(ctx, path)
				}
			}
		})
	}
	for _, path := range a.modules.paths {
		paths <- path
	}
	close(paths)
	compilers.Wait()
}

func (a *Agent) prepareModule(ctx context.Context, path string) {
	start := time.Now()
	err := a.prepare(ctx, path)
	close(a.modules.ready[path])
	if err == nil && a.options.Console != nil {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.options.Console.Prepared(path, time.Since(start))
	}
}

// whenReady runs an instance as soon as its module is ready.
type whenReady struct{ *Agent }

func (a whenReady) Run(ctx context.Context, instance *check.Instance) (check.Result, error) {
	select {
	case <-a.modules.ready[instance.Module]:
		return a.runtime.Run(ctx, instance)
	case <-ctx.Done():
		return check.Result{}, ctx.Err()
	}
}
