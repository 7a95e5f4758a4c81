// Package wasi is the part of wasi_snapshot_preview1 that a guest may have: a
// clock and random numbers that the host answers, captured output, sleep
// within its time, an empty environment, and for reading the files that were
// granted. Whatever else the standard names can be imported and answers ENOSYS,
// so that a language's runtime links and finds out in its own way what is not
// there.
//
// While a guest initialises, clock and random answer fixed values, and files
// cannot be opened: what it remembers is then the same in every guest.
package wasi

import (
	"encoding/binary"
	"time"

	"github.com/sandpiper-checks/sandpiper/runtime/internal/sandbox"
)

// Host is what a guest's host must offer to those that import this world.
type Host interface {
	// Fixed says that the guest, which asks for what, has not begun its first
	// run and is to have the answer that all have.
	Fixed(what string) bool
	// Now is the time of day.
	Now() time.Time
	// Elapsed is the time since a fixed moment; it never goes back.
	Elapsed() time.Duration
	// Random fills b.
	Random(b []byte)
	// Output takes what the guest wrote to its standard output (1) or error (2).
	Output(fd int, b []byte)
	// Descriptors are the guest's open files.
	Descriptors() *Descriptors
	// FileRefused takes the absolute name of a file with which something was
	// not done, and why. Most errors are those of everyday: what is not there.
	FileRefused(name string, err error)
}

// The fixed answers during initialisation. They are not 0: Go's runtime takes
// a clock that reads 0 for a broken one.
const (
	initRealtime  = 946_684_800 * int64(time.Second) // 2000-01-01
	initMonotonic = int64(time.Second)
	initRandom    = 0x5a
)

// World returns the import module.
func World() sandbox.World {
	world := sandbox.World{Module: "wasi_snapshot_preview1"}
	for _, s := range signatures {
		call := calls[s.name]
		if call == nil {
			call = func(*guest, []uint64) errno { return nosys }
		}
		function := sandbox.Function{Name: s.name, Params: types(s.params)}
		if s.name != "proc_exit" {
			function.Results = []sandbox.ValueType{sandbox.I32}
		}
		function.Call = func(g *sandbox.Guest, stack []uint64) {
			if code := call(&guest{g, g.Host.(Host)}, stack); len(stack) > 0 {
				stack[0] = uint64(code)
			}
		}
		world.Functions = append(world.Functions, function)
	}
	return world
}

// guest is a guest that has called.
type guest struct {
	*sandbox.Guest
	host Host
}

func (g *guest) put32(at uint64, v uint32) {
	binary.LittleEndian.PutUint32(g.Read(uint32(at), 4), v)
}

func (g *guest) put64(at uint64, v uint64) {
	binary.LittleEndian.PutUint64(g.Read(uint32(at), 8), v)
}

// calls are the functions that do something, by name.
var calls = map[string]func(g *guest, stack []uint64) errno{
	"args_get":            func(*guest, []uint64) errno { return success },
	"args_sizes_get":      noStrings,
	"environ_get":         func(*guest, []uint64) errno { return success },
	"environ_sizes_get":   noStrings,
	"clock_res_get":       clockResolution,
	"clock_time_get":      clockTime,
	"fd_close":            fdClose,
	"fd_fdstat_get":       fdStatus,
	"fd_fdstat_set_flags": ifOpen,
	"fd_filestat_get":     fdFileStatus,
	"fd_pread":            fdPread,
	"fd_prestat_get":      preopened,
	"fd_prestat_dir_name": preopenedName,
	"fd_read":             fdRead,
	"fd_readdir":          fdReadDir,
	"fd_seek":             fdSeek,
	"fd_tell":             fdTell,
	"fd_write":            fdWrite,
	"path_filestat_get":   pathStatus,
	"path_open":           pathOpen,
	"poll_oneoff":         poll,
	"proc_exit":           procExit,
	"random_get":          random,
	"sched_yield":         func(*guest, []uint64) errno { return success },
}

// noStrings tells that there are 0 of 0 bytes.
func noStrings(g *guest, stack []uint64) errno {
	g.put32(stack[0], 0)
	g.put32(stack[1], 0)
	return success
}

func procExit(g *guest, stack []uint64) errno {
	g.Exit(uint32(stack[0]))
	return success
}

func random(g *guest, stack []uint64) errno {
	b := g.Read(uint32(stack[0]), uint32(stack[1]))
	if g.host.Fixed("random numbers") {
		for i := range b {
			b[i] = initRandom
		}
		return success
	}
	const part = 1 << 20 // between two looks at the clock
	for len(b) > 0 && g.Context().Err() == nil {
		n := min(len(b), part)
		g.host.Random(b[:n])
		b = b[n:]
	}
	return success
}
