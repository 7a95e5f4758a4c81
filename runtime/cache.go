package runtime

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/sandpiper-checks/sandpiper/runtime/internal/cache"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/sandbox"
	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

// MakeCacheDir makes a folder for Options.CacheDir, for its owner only, unless
// it is there, and says why one cannot be used: it cannot be written to, or
// others can. Whoever writes to it decides what runs. A runtime needs none, so
// who asks beforehand can go on without.
func MakeCacheDir(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("making the cache folder: %w", err)
	}
	info, err := os.Stat(dir)
	if err != nil {
		return fmt.Errorf("opening the cache folder: %w", err)
	}
	if othersMayWrite(info) {
		return fmt.Errorf("others can write to the cache folder %s (%v)", dir, info.Mode().Perm())
	}
	probe, err := os.CreateTemp(dir, "probe-*")
	if err != nil {
		return fmt.Errorf("writing to the cache folder: %w", err)
	}
	_ = probe.Close() // nothing was written
	if err := os.Remove(probe.Name()); err != nil {
		return fmt.Errorf("writing to the cache folder: %w", err)
	}
	return nil
}

// CacheReport is what a cache folder holds.
type CacheReport struct {
	Entries []CacheEntry
	// Foreign is how many files are named as entries are, and cannot be used:
	// another installation made them, or they are not whole.
	Foreign int
}

// CacheEntry is what is kept of one module, in one form.
type CacheEntry struct {
	Kind   string // what it is: "metered", "compiled" or "image"
	Module string // the digest of the module, as Digest gives it
	Maker  string // what made it, with its version
	Bytes  int64
	Used   time.Time // last, or up to an hour before
	// Outdated says that another build of this program made it, for which
	// alone it was of use. What is outdated makes room first.
	Outdated bool
}

// Cache returns what a cache folder holds, and changes nothing. It reads all of
// it. A folder that is not there holds nothing.
func Cache(dir string) (CacheReport, error) {
	usable, others, err := cache.List(dir)
	report, outdated := CacheReport{Foreign: others}, outdated(thisProgram())
	for _, e := range usable {
		report.Entries = append(report.Entries, CacheEntry{string(e.Kind), "sha256:" + e.Module, e.Maker, e.Bytes, e.Used, outdated(e.Key)})
	}
	return report, err
}

// outdated says of what it is that a program cannot use, because another build
// made it: what is exact of an image begins with its program.
func outdated(program string) func(cache.Key) bool {
	return func(k cache.Key) bool {
		return sandbox.Outdated(k) || k.Kind == cache.Image && !strings.HasPrefix(k.Exact, program)
	}
}

// CacheNeed returns how many bytes of the cache are of use to this runtime so
// far, and how many there can be; 0 and 0 without a cache. A runtime that needs
// more than there can be makes some of it again at each start.
func (rt *Runtime) CacheNeed() (bytes, most int64) {
	if rt.cache == nil {
		return 0, 0
	}
	return rt.cache.Need()
}

// ClearCache removes all that runtimes have kept in a folder, and nothing else.
// It returns how many entries there were, and their bytes. A runtime that is
// open on it goes on.
func ClearCache(dir string) (entries int, bytes int64, err error) { return cache.Clear(dir) }

// Digest returns the digest of a module's file, as reports have it: sha256:HEX.
func Digest(path string) (string, error) {
	b, err := readFile(path, wasm.HardCaps())
	return digest(b), err
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return "sha256:" + hex.EncodeToString(sum[:])
}
