package runtime

import (
	"fmt"
	"os"
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
