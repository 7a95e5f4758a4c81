package wasi

import (
	"encoding/binary"
	"slices"

	"github.com/sandpiper-checks/sandpiper/runtime/internal/files"
)

// Descriptors are the files that a guest has open besides the three. Number 3
// is the root folder, by which a language's runtime opens all others; it is
// there for every guest, so that all of a module find the same when they
// start. From 4 on is what the guest has opened.
type Descriptors struct {
	Tree *files.Tree

	open [files.MaxOpen]*files.File
}

const (
	root        = 3
	firstOpened = root + 1
)

// Close closes what is open, and the tree.
func (d *Descriptors) Close() {
	for fd, file := range d.open {
		if file != nil {
			file.Close()
			d.open[fd] = nil
		}
	}
	d.Tree.Close()
}

// file returns what the guest has opened under a number, nil where that is nothing.
func (g *guest) file(fd uint64) *files.File {
	if n := uint32(fd) - firstOpened; n < files.MaxOpen { // the three and the root are far above
		return g.host.Descriptors().open[n]
	}
	return nil
}

// regular is file for what can be read from.
func (g *guest) regular(fd uint64) (*files.File, errno) {
	switch file := g.file(fd); {
	case file == nil && uint32(fd) == root, file != nil && file.Dir:
		return nil, isdir
	case file == nil && uint32(fd) <= stderr:
		return nil, spipe
	case file == nil:
		return nil, badf
	default:
		return file, success
	}
}

func (g *guest) isOpen(fd uint64) bool { return uint32(fd) <= root || g.file(fd) != nil }

// add gives a file the lowest number that is free.
func (d *Descriptors) add(file *files.File) uint32 {
	free := slices.Index(d.open[:], nil) // the tree has not opened more than there is room for
	d.open[free] = file
	return uint32(firstOpened + free)
}

func fdClose(g *guest, stack []uint64) errno {
	if !g.isOpen(stack[0]) {
		return badf
	}
	if file := g.file(stack[0]); file != nil {
		file.Close()
		g.host.Descriptors().open[uint32(stack[0])-firstOpened] = nil
	}
	return success // the first four stay
}

// ifOpen succeeds on what is open and does nothing: no flag makes a difference.
func ifOpen(g *guest, stack []uint64) errno {
	if !g.isOpen(stack[0]) {
		return badf
	}
	return success
}

// Kinds of files, and what can be done with them, as the standard numbers it.
const (
	unknown         = 0
	blockDevice     = 1
	characterDevice = 2
	directory       = 3
	regularFile     = 4
	socket          = 6
	symbolicLink    = 7

	mayRead    = 1 << 1
	maySeek    = 1 << 2
	mayTell    = 1 << 5
	mayWrite   = 1 << 6
	mayOpen    = 1 << 13
	mayList    = 1 << 14
	mayStat    = 1 << 18
	mayStatOwn = 1 << 21
	mayPoll    = 1 << 27

	fileRights   = mayRead | maySeek | mayTell | mayStatOwn | mayPoll
	folderRights = mayOpen | mayList | mayStat | mayStatOwn
)

// fdStatus describes what is open.
//
//	0          2          4          8              16             24
//	| type u8  | flags u16| padding  | rights u64    | inherited u64 |
func fdStatus(g *guest, stack []uint64) errno {
	fd, file := uint32(stack[0]), g.file(stack[0])
	kind, rights, inherited := byte(regularFile), uint64(fileRights), uint64(0)
	switch {
	case fd == stdin:
		kind, rights = characterDevice, mayRead
	case fd == stdout, fd == stderr:
		kind, rights = characterDevice, mayWrite
	case fd == root, file != nil && file.Dir:
		// Of the right to write a runtime asks what it would ask with it, and
		// is told by path_open that it has none.
		kind, rights, inherited = directory, folderRights, folderRights|fileRights|mayWrite
	case file == nil:
		return badf
	}
	b := g.Read(uint32(stack[1]), 24)
	clear(b)
	b[0] = kind
	binary.LittleEndian.PutUint64(b[8:], rights)
	binary.LittleEndian.PutUint64(b[16:], inherited)
	return success
}

// preopened tells that number 3 is there before the guest opens anything, and
// how long its name is.
//
//	0      4              8
//	| 0    | length u32   |
func preopened(g *guest, stack []uint64) errno {
	if uint32(stack[0]) != root {
		return badf
	}
	b := g.Read(uint32(stack[1]), 8)
	clear(b)
	binary.LittleEndian.PutUint32(b[4:], uint32(len(rootName)))
	return success
}

const rootName = "/"

func preopenedName(g *guest, stack []uint64) errno {
	if uint32(stack[0]) != root {
		return badf
	}
	b := g.Read(uint32(stack[1]), uint32(stack[2]))
	if len(b) < len(rootName) {
		return nametoolong
	}
	copy(b, rootName)
	return success
}
