//go:build unix

package runtime

import (
	"io/fs"
	"os"
	"syscall"
)

// othersMayWrite says whether somebody else than us (or root) decides what the folder holds.
func othersMayWrite(info fs.FileInfo) bool {
	owner, ok := info.Sys().(*syscall.Stat_t)
	return info.Mode().Perm()&0o022 != 0 || ok && owner.Uid != 0 && int(owner.Uid) != os.Geteuid()
}
