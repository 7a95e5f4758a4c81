package wasi

import (
	"bytes"
	"io/fs"
	"path"

	"github.com/sandpiper-checks/sandpiper/runtime/internal/files"
)

// maxPathBytes is how long a path may be, as on Linux.
const maxPathBytes = 4096

// name returns the absolute name of a path relative to the folder fd, with no
// dots in it, and whether it can only be that of a folder. That it may leave fd
// does no harm: what counts is what was granted.
func (g *guest) name(fd, ptr, n uint64) (name string, folder bool, code errno) {
	b := g.Read(uint32(ptr), uint32(n))
	base, file := rootName, g.file(fd)
	switch {
	case !g.isOpen(fd):
		return "", false, badf
	case file != nil && file.Dir:
		base = file.Name
	case uint32(fd) != root:
		return "", false, notdir
	case len(b) > maxPathBytes:
		return "", false, nametoolong
	case len(b) == 0:
		return "", false, noent
	case bytes.IndexByte(b, 0) >= 0:
		return "", false, inval
	case b[0] == '/':
		return "", false, notcapable // as the standard has it
	}
	return path.Join(base, string(b)), b[len(b)-1] == '/', success
}

// The bits of lookup flags and open flags.
const (
	followLink = 1

	create     = 1 << 0
	mustBeDir  = 1 << 1
	exclusive  = 1 << 2
	truncate   = 1 << 3
	forWriting = create | exclusive | truncate
)

// pathOpen opens a file or folder for reading.
func pathOpen(g *guest, stack []uint64) errno {
	g.Read(uint32(stack[8]), 4) // a bad pointer opens nothing
	name, folder, code := g.name(stack[0], stack[2], stack[3])
	switch {
	case code != success:
		return code
	case g.host.Fixed("files"):
		return acces
	case stack[4]&forWriting != 0, stack[5]&mayWrite != 0:
		g.host.FileRefused(name, files.ErrWrite)
		return rofs
	}
	as := files.Lookup{Follow: folder || stack[1]&followLink != 0, Folder: folder || stack[4]&mustBeDir != 0}
	descriptors := g.host.Descriptors()
	var file *files.File
	var err error
	g.Wait(func() { file, err = descriptors.Tree.Open(g.Context(), name, as) })
	if err != nil {
		return g.failed(name, err)
	}
	g.put32(stack[8], descriptors.add(file))
	return success
}

// pathStatus describes what is at a path, as fdFileStatus does.
func pathStatus(g *guest, stack []uint64) errno {
	to := g.Read(uint32(stack[4]), fileStatusSize)
	name, folder, code := g.name(stack[0], stack[2], stack[3])
	switch {
	case code != success:
		return code
	case g.host.Fixed("files"):
		return acces
	case name == rootName:
		putFolder(to)
		return success
	}
	var info fs.FileInfo
	var err error
	as := files.Lookup{Follow: folder || stack[1]&followLink != 0, Folder: folder}
	g.Wait(func() { info, err = g.host.Descriptors().Tree.Stat(name, as) })
	if err != nil {
		return g.failed(name, err)
	}
	putFile(to, info)
	return success
}
