package wasi

import (
	"errors"
	"io/fs"
	"syscall"

	"github.com/sandpiper-checks/sandpiper/runtime/internal/files"
)

// errno is an error number of the standard.
type errno uint32

const (
	success     errno = 0
	acces       errno = 2
	badf        errno = 8 // no such file is open
	dquot       errno = 19
	inval       errno = 28
	ioerror     errno = 29
	isdir       errno = 31
	loop        errno = 32
	mfile       errno = 33
	nametoolong errno = 37
	noent       errno = 44
	nosys       errno = 52
	notdir      errno = 54
	rofs        errno = 69
	spipe       errno = 70
	notcapable  errno = 76
)

// errnos are the numbers of errors, the first that fits.
var errnos = []struct {
	err  error
	code errno
}{
	{files.ErrNotGranted, acces},
	{files.ErrOutside, acces},
	{files.ErrKind, acces},
	{files.ErrLink, loop},
	{files.ErrMany, mfile},
	{files.ErrLimit, dquot},
	{syscall.ENOTDIR, notdir},
	{syscall.ENAMETOOLONG, nametoolong},
	{syscall.ELOOP, loop},
	{syscall.EINVAL, inval},
	{fs.ErrInvalid, inval},
	{fs.ErrNotExist, noent},
	{fs.ErrPermission, acces},
}

// failed tells the host what was not done with a file, and returns the number
// of the error for the guest.
func (g *guest) failed(name string, err error) errno {
	g.host.FileRefused(name, err)
	for _, e := range errnos {
		if errors.Is(err, e.err) {
			return e.code
		}
	}
	return ioerror
}
