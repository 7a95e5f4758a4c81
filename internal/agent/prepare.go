package agent

import (
	"cmp"
	"context"
	"maps"
	goruntime "runtime"
	"slices"
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

// How many modules are compiled at a time: more than one, so that the small
// ones pass a huge one, and not many, as each takes some 100 MB.
const (
	minCompilers = 2
	maxCompilers = 4
)

// prepareModules reads and compiles each module: first what the cache holds,
// then the smallest, so that no check waits for a module that takes longer than
// its own. Where it can it leaves a processor to the checks whose modules are
// ready. What is wrong with a module shows in the result of each of its runs.
func (a *Agent) prepareModules(ctx context.Context) {
	var mu sync.Mutex
	bytes := map[string]int{} // of what is left to compile
	inParallel(ctx, a.modules.paths, func(path string) {
		forecast := a.forecast(path)
		if forecast.Kept {
			a.prepareModule(ctx, path)
			return
		}
		mu.Lock()
		defer mu.Unlock()
		bytes[path] = forecast.Bytes
	})
	left := slices.SortedFunc(maps.Keys(bytes), func(x, y string) int {
		return cmp.Or(cmp.Compare(bytes[x], bytes[y]), cmp.Compare(x, y))
	})
	inParallel(ctx, left, func(path string) { a.prepareModule(ctx, path) })
}

// inParallel calls f with each path, in their order, until ctx is done.
func inParallel(ctx context.Context, paths []string, f func(path string)) {
	next := make(chan string)
	var workers sync.WaitGroup
	for range min(maxCompilers, max(minCompilers, goruntime.GOMAXPROCS(0)-1)) {
		workers.Go(func() {
			for path := range next {
				if ctx.Err() == nil {
					f(path)
				}
			}
		})
	}
	for _, path := range paths {
		next <- path
	}
	close(next)
	workers.Wait()
}

func (a *Agent) prepareModule(ctx context.Context, path string) {
	start := time.Now()
	err := a.prepare(ctx, path)
	close(a.modules.ready[path])
	if err == nil && ctx.Err() == nil && a.options.Console != nil {
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
