//go:build !unix

package runtime

import "io/fs"

// othersMayWrite trusts the access control of the user's own folders, which
// permission bits do not show.
func othersMayWrite(fs.FileInfo) bool { return false }
