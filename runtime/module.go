package runtime

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/sandbox"
	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

// Prepare reads, checks and compiles a module, so that its first run need not
// wait for that. A module is loaded once: a later change of the file is seen
// by the next runtime. Files of equal content are compiled once.
func (rt *Runtime) Prepare(ctx context.Context, path string) error {
	_, err := rt.load(ctx, path)
	return err
}

// module is a loaded module.
type module struct {
	*sandbox.Module
	digest    string // of its file, in hexadecimal
	stateful  bool
	loads     bool // it exports check_load
	ours      bool // an interpreter of the options
	lifecycle atomic.Pointer[Lifecycle]

	// Of a script: what runs it, and what it is.
	interpreter *module
	script      packed

	freezing sync.Once
	initial  *initial // what goes with the image of its guests; nil: each is initialised
	image    string   // the digest of the image, where scripts lie over it and images are kept
	bug      error    // of the host, which the initialisation that was to be frozen has shown
}

// loading is a module that is loaded, or being so by whoever asked first.
type loading struct {
	once   sync.Once
	module atomic.Pointer[module] // nil while it is not loaded
	err    error

	// Of an interpreter: what it is until it was compiled, and what that takes.
	asking   sync.Once
	wasm     []byte
	forecast Forecast
}

func (rt *Runtime) load(ctx context.Context, path string) (*module, error) {
	byPath := shared(rt, rt.modules, path)
	byPath.once.Do(func() {
		b, err := readFile(path, rt.options.Caps)
		if err != nil {
			byPath.err = badModule("%v", err)
			return
		}
		m, err := rt.moduleOf(ctx, path, b)
		if err != nil {
			byPath.err = badModule("%s: %v", path, err)
			return
		}
		byPath.module.Store(m)
	})
	return byPath.module.Load(), byPath.err
}

// moduleOf makes a module of the content of a file.
func (rt *Runtime) moduleOf(ctx context.Context, path string, b []byte) (*module, error) {
	digest := sha256.Sum256(b)
	script, isScript, err := scriptOf(path, b, rt.options.Interpreters)
	switch {
	case err != nil:
		return nil, err
	case !isScript:
		loaded := shared(rt, rt.byDigest, digest)
		loaded.once.Do(func() { loaded.compile(ctx, rt, b) })
		return loaded.module.Load(), loaded.err
	}
	interpreter, err := rt.interpret(ctx, extension(script.File))
	if err != nil {
		return nil, err
	}
	if translate := rt.options.Translators[extension(script.File)]; translate != nil {
		if script.Text, err = translate(context.WithoutCancel(ctx), script.Text); err != nil {
			return nil, err
		}
	}
	return interpreter.running(script, hex.EncodeToString(digest[:])), nil
}

// running is the module of a script that m interprets. The digest is that of
// its file.
func (m *module) running(script packed, digest string) *module {
	of := &module{Module: m.Over(), digest: digest, stateful: m.stateful, interpreter: m, script: script}
	of.lifecycle.Store(m.lifecycle.Load())
	return of
}

// scriptOf returns the script that a file is: by its extension, or packed.
func scriptOf(path string, b []byte, interpreters map[string]func() []byte) (packed, bool, error) {
	if interpreters[extension(path)] != nil {
		return packed{File: path, Text: b}, true, nil
	}
	return readPacked(b)
}

// interpret loads the interpreter of an extension.
func (rt *Runtime) interpret(ctx context.Context, extension string) (*module, error) {
	loaded := shared(rt, rt.scripted, extension)
	loaded.once.Do(func() {
		loaded.ask(rt, extension)
		b := loaded.wasm
		loaded.wasm = nil // it is large, and was needed for this alone
		if len(b) == 0 {
			loaded.err = noInterpreter(extension)
			return
		}
		one := shared(rt, rt.sharing, sha256.Sum256(b))
		one.once.Do(func() {
			if one.compile(ctx, rt, b); one.err == nil {
				one.module.Load().ours = true
			}
		})
		loaded.err = one.err
		loaded.module.Store(one.module.Load())
	})
	return loaded.module.Load(), loaded.err
}

// made is what an interpreter is, empty where there is none.
func made(interpreter func() []byte) []byte {
	if interpreter == nil {
		return nil
	}
	return interpreter()
}

func noInterpreter(extension string) error {
	return fmt.Errorf("this program was built without the interpreter of %s files", extension)
}

// compile compiles what was asked for, once: another waits for it that is not
// to be stopped when the first is.
func (l *loading) compile(ctx context.Context, rt *Runtime, b []byte) {
	module, err := rt.compile(context.WithoutCancel(ctx), b)
	l.err = err
	l.module.Store(module)
}

// extension is what of a file's name says which interpreter runs it.
func extension(path string) string { return strings.ToLower(filepath.Ext(path)) }

func shared[K comparable](rt *Runtime, all map[K]*loading, key K) *loading {
	rt.mu.Lock()
	defer rt.mu.Unlock()
	l := all[key]
	if l == nil {
		l = new(loading)
		all[key] = l
	}
	return l
}

// readFile reads the file of a module. What is none is not opened: who reads a
// named pipe waits for its writer. Nor is what the caps do not allow, or none
// could.
func readFile(path string, caps wasm.Caps) ([]byte, error) {
	const c = wasm.CapModuleBytes
	info, err := os.Stat(path)
	most := int64(wasm.HardCaps()[c])
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is not a regular file", path)
	case info.Size() > most:
		return nil, fmt.Errorf("%s has %d bytes, and no module may have more than %d", path, info.Size(), most)
	case info.Size() > int64(caps[c]):
		found := &wasm.CapError{Cap: c, Found: int(info.Size()), Allowed: caps[c], Function: -1}
		return nil, fmt.Errorf("%s: %w", path, movable(found))
	}
	return os.ReadFile(path)
}

// compile refuses what is not a check before the engine sees it.
func (rt *Runtime) compile(ctx context.Context, b []byte) (*module, error) {
	read, err := readWithin(b, rt.options.Caps)
	if err != nil {
		return nil, err
	}
	if problems := admit(read); len(problems) > 0 {
		return nil, errors.New(strings.Join(problems, "; "))
	}
	compiled, err := rt.sandbox.Compile(ctx, read)
	if err != nil {
		return nil, fmt.Errorf("compiling: %w", err)
	}
	lifecycle := lifecycleOf(read, compiled.Obstacle())
	sum := sha256.Sum256(b)
	_, loads := read.Export(checkLoad)
	m := &module{Module: compiled, digest: hex.EncodeToString(sum[:]), stateful: lifecycle.Stateful, loads: loads}
	m.lifecycle.Store(&lifecycle)
	return m, nil
}

// readWithin reads a module that caps allow. Where one does not, the error says
// where an operator can move it.
func readWithin(b []byte, caps wasm.Caps) (*wasm.Module, error) {
	module, err := wasm.ReadWithin(b, caps)
	if capped, ok := errors.AsType[*wasm.CapError](err); ok {
		err = movable(capped)
	}
	return module, err
}

// movable is the error of a cap with what an operator can do about it.
func movable(capped *wasm.CapError) error {
	most := wasm.HardCaps()[capped.Cap]
	if capped.Allowed >= most {
		return capped
	}
	return fmt.Errorf("%w; sandbox.caps.%s in sandpiper.yaml can allow up to %d", capped, capped.Cap, most)
}

// module returns the module of a run, or the fault that it ends with.
func (r *run) module(ctx context.Context) (*module, error) {
	module, err := r.runtime.load(ctx, r.instance.Module)
	if err != nil {
		return nil, err
	}
	if err := r.runtime.freeze(ctx, module); err != nil {
		return nil, err
	}
	if needs := module.MemoryBytes(); needs > r.limits.MemoryBytes {
		return nil, sandbox.NewLimitFault(check.Memory, sandbox.KeyMemory, fmt.Sprintf(
			"the module starts with %d bytes of memory and tables, over the limit of %d", needs, r.limits.MemoryBytes))
	}
	return module, nil
}

func badModule(format string, values ...any) error {
	return sandbox.NewFault(check.BadModule, fmt.Sprintf(format, values...))
}
