//go:build !(darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd)

package cache

import "errors"

// lock fails: this system has no locks that folders can have.
func lock(string) (unlock func(), err error) { return nil, errors.ErrUnsupported }
