//go:build darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd

package cache

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// lock locks a folder until it is unlocked or this process ends, in whatever
// way. The error is errLocked where another, in this process or not, has done
// so, and any other where the folder or its file system cannot be locked.
func lock(dir string) (unlock func(), err error) {
	f, err := os.Open(dir) // which no child inherits
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = f.Close() // nothing was written
		if errors.Is(err, syscall.EWOULDBLOCK) {
			err = errLocked
		}
		return nil, fmt.Errorf("locking %s: %w", dir, err)
	}
	return func() { _ = f.Close() }, nil // nothing was written
}
