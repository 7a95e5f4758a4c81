//go:build unix

package files

import (
	"io/fs"
	"syscall"
)

// Identity is what tells a file from all others: its device and its number
// there; and how many names it has.
func Identity(info fs.FileInfo) (device, number, names uint64) {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, 0, 1
	}
	return uint64(stat.Dev), uint64(stat.Ino), uint64(stat.Nlink) //nolint:unconvert // their types differ from system to system
}
