// Package runtime runs checks: modules of the ABI in ../abi/v1, one run of one
// instance at a time, each in a sandbox of its own with bounded memory, time
// and output.
//
// It has two layers. The sandbox, in internal/sandbox, knows modules, guests,
// limits and faults, and nothing of checks. The worlds say what a guest may
// import and what comes of it: internal/wasi is the part of WASI that a
// language's runtime needs, and this package is the world of checks, in which
// everything a run emits ends in one [check.Result]. Which servers a check may
// reach is for internal/egress to say.
package runtime

import (
	"context"
	"crypto/rand"
	"io"
	"sync"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/cache"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/egress"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/sandbox"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/wasi"
	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

// Options configure a Runtime. The zero value is usable.
type Options struct {
	// Hostname is that of the agent, which what a check reports bears
	// unless it names another.
	Hostname string
	// Version is that of the agent.
	Version string
	// CacheDir keeps compiled code and images of guests between starts; empty:
	// none is kept. It is made as by MakeCacheDir, and what that refuses is an
	// error.
	CacheDir string
	// CacheBytes is how much of it there is at most; 0: 1 GiB. What was used
	// least lately makes room.
	CacheBytes int64
	// Caps bound what a module may hold; the zero value: wasm.DefaultCaps().
	Caps wasm.Caps
	// Interpreters make the modules that run files which are none, by the
	// extension of the file's name in lower case, such as ".py". Each is
	// asked once, when there is the first such file, and owned by the runtime.
	// One that makes nothing is missing from this program.
	Interpreters map[string]func() []byte
	// Translators make of the text of a file what its interpreter reads, by the
	// same extensions; where there is none it reads the text itself. Each is
	// called when such a file is loaded, and is to end by itself. Its error
	// keeps the file from running.
	Translators map[string]func(context.Context, []byte) ([]byte, error)
	// State keeps what checks remember; nil: in memory.
	State StateStore
	// StatefulBytes is how much the guests of all stateful checks together may
	// hold between runs; 0: 512 MiB. Beyond, the one that is needed last loses what
	// it has in memory: it can be the one that ran just now.
	StatefulBytes int64
	// Slots is how many guests may execute at once; 0: one a CPU. A guest
	// that waits for the network does not count.
	Slots int
	// Now is the clock; nil: time.Now.
	Now func() time.Time
	// Random is the source of random numbers; nil: crypto/rand. It must not
	// end, and serves many goroutines at once.
	Random io.Reader
}

// Runtime runs checks. Its methods may be called from many goroutines.
type Runtime struct {
	options Options
	opened  time.Time
	sandbox *sandbox.Sandbox
	network *egress.Network
	cache   *cache.Store // nil: there is none
	images  images
	// freezeWall is how long an initialisation that is to be frozen may take.
	freezeWall time.Duration

	mu       sync.Mutex
	modules  map[string]*loading // by path
	byDigest map[[32]byte]*loading
	scripted map[string]*loading   // interpreters, by extension
	sharing  map[[32]byte]*loading // the same by digest: two extensions may have one
	memories map[check.ID]*memory

	residents residents
	samples   spares[check.Sample]
	handles   spares[metric]
}

// Open makes a runtime.
func Open(ctx context.Context, options Options) (*Runtime, error) {
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.Random == nil {
		options.Random = rand.Reader
	}
	options.Caps = orDefault(options.Caps)
	if options.StatefulBytes == 0 {
		options.StatefulBytes = 512 << 20
	}
	if options.State == nil {
		options.State = &memoryStore{states: map[check.ID]map[string][]byte{}}
	}
	program := thisProgram()
	var store *cache.Store
	if options.CacheDir != "" {
		if err := MakeCacheDir(options.CacheDir); err != nil {
			return nil, err
		}
		store = cache.Open(options.CacheDir, options.CacheBytes, outdated(program))
	}
	box, err := sandbox.Open(ctx, sandbox.Options{
		Worlds: []sandbox.World{checkV1().sandboxed(), wasi.World()},
		Cache:  store,
		Slots:  options.Slots,
	})
	if err != nil {
		return nil, err
	}
	return &Runtime{
		options: options, opened: options.Now(), sandbox: box, network: egress.Open(), cache: store, images: openImages(store, program), freezeWall: freezeWall,
		modules: map[string]*loading{}, byDigest: map[[32]byte]*loading{}, scripted: map[string]*loading{}, sharing: map[[32]byte]*loading{},
		memories:  map[check.ID]*memory{},
		residents: residents{most: options.StatefulBytes, mostMappings: mostMappings, all: map[*resident]bool{}},
	}, nil
}

// Close ends the runtime. No run may be under way.
func (rt *Runtime) Close(ctx context.Context) error {
	rt.network.Close()
	return rt.sandbox.Close(ctx)
}

func orDefault(caps wasm.Caps) wasm.Caps {
	if caps == (wasm.Caps{}) {
		return wasm.DefaultCaps()
	}
	return caps
}

func (rt *Runtime) remembered(id check.ID) *memory {
	rt.mu.Lock()
	defer rt.mu.Unlock()
	m := rt.memories[id]
	if m == nil {
		m = new(memory)
		rt.memories[id] = m
	}
	return m
}
