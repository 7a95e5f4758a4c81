package runtime

import "github.com/sandpiper-checks/sandpiper/runtime/wasm"

// Lifecycle is how the guests of a module begin, and how long they last. The
// zero value: each run begins where one initialisation ended, and nothing of it
// lasts.
type Lifecycle struct {
	// Fresh is why each guest is initialised by itself; empty: one is, for all.
	Fresh string `json:"fresh,omitempty"`
	// Stateful says that each instance has a guest of its own, which lasts from
	// run to run.
	Stateful bool `json:"stateful,omitempty"`
}

func (l Lifecycle) String() string {
	switch {
	case l.Stateful && l.Fresh != "":
		return "stateful, each guest fresh: " + l.Fresh
	case l.Stateful:
		return "stateful, from one image"
	case l.Fresh != "":
		return "fresh each time: " + l.Fresh
	}
	return "from one image"
}

// lifecycleOf is what can be told before anything runs. The obstacle is what
// freeze.Of found.
func lifecycleOf(m *wasm.Module, obstacle error) (l Lifecycle) {
	if obstacle != nil {
		l.Fresh = obstacle.Error()
	}
	if manifest, ok, err := manifest(m); ok && err == nil {
		l.Stateful = manifest.Stateful
	}
	return l
}

// Lifecycle is that of the module in a file, as far as it is known by now: ok is
// false while it is not loaded. It waits for nothing.
func (rt *Runtime) Lifecycle(path string) (_ Lifecycle, ok bool) {
	rt.mu.Lock()
	l := rt.modules[path]
	rt.mu.Unlock()
	if l == nil {
		return Lifecycle{}, false
	}
	m := l.module.Load()
	if m == nil {
		return Lifecycle{}, false
	}
	return *m.lifecycle.Load(), true
}
