package wasi

import (
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"math"

	"github.com/sandpiper-checks/sandpiper/runtime/internal/files"
)

// fdRead reads from standard input, which is at its end, or from a file. It
// fills one part of memory, which is as much as a reader may count on.
func fdRead(g *guest, stack []uint64) errno {
	if uint32(stack[0]) == stdin {
		g.put32(stack[3], 0)
		return success
	}
	return g.read(stack, stack[3], func(file *files.File, b []byte) (int, error) { return file.Read(b) })
}

// fdPread reads from a place in a file.
func fdPread(g *guest, stack []uint64) errno {
	if stack[3] > math.MaxInt64 {
		return inval
	}
	return g.read(stack, stack[4], func(file *files.File, b []byte) (int, error) { return file.ReadAt(b, int64(stack[3])) })
}

// read reads into the first of the iovs at stack[1] that is not empty, and
// writes how many bytes that were.
func (g *guest) read(stack []uint64, count uint64, from func(*files.File, []byte) (int, error)) errno {
	g.Read(uint32(count), 4) // a bad pointer reads nothing
	file, code := g.regular(stack[0])
	if code != success {
		if code == spipe { // output
			code = badf
		}
		return code
	}
	var to []byte
	code = g.iovs(stack[1], stack[2], func(part []byte) {
		if len(to) == 0 {
			to = part[:min(len(part), maxTransfer)]
		}
	})
	if code != success {
		return code
	}
	n, err := 0, error(nil)
	if len(to) > 0 {
		g.Wait(func() { n, err = from(file, to) })
	}
	if n == 0 && err != nil && !errors.Is(err, io.EOF) {
		return g.failed(file.Name, err)
	}
	g.Charge(n)
	g.put32(count, uint32(n))
	return success
}

// fdSeek moves in a file. What whence counts from is numbered as in package io.
func fdSeek(g *guest, stack []uint64) errno {
	return g.seek(stack[0], int64(stack[1]), uint32(stack[2]), stack[3])
}

// fdTell says where in a file the next byte is read.
func fdTell(g *guest, stack []uint64) errno {
	return g.seek(stack[0], 0, io.SeekCurrent, stack[1])
}

func (g *guest) seek(fd uint64, offset int64, whence uint32, at uint64) errno {
	g.Read(uint32(at), 8)
	file, code := g.regular(fd)
	switch {
	case code != success:
		return code
	case whence > io.SeekEnd:
		return inval
	}
	var to int64
	var err error
	g.Wait(func() { to, err = file.Seek(offset, int(whence)) })
	if err != nil {
		return g.failed(file.Name, err)
	}
	g.put64(at, uint64(to))
	return success
}

// fdFileStatus describes a file or folder.
//
//	0         8         16            24         32        40         48         56         64
//	| device  | number  | type u8     | names    | size    | read     | changed  | changed  |
func fdFileStatus(g *guest, stack []uint64) errno {
	to := g.Read(uint32(stack[1]), fileStatusSize)
	file := g.file(stack[0])
	switch {
	case !g.isOpen(stack[0]):
		return badf
	case uint32(stack[0]) == root:
		putFolder(to)
		return success
	case file == nil:
		clear(to)
		to[16] = characterDevice
		return success
	}
	var info fs.FileInfo
	var err error
	g.Wait(func() { info, err = file.Stat() })
	if err != nil {
		return g.failed(file.Name, err)
	}
	putFile(to, info)
	return success
}

const fileStatusSize = 64

// putFolder describes the root, which is made up.
func putFolder(to []byte) {
	clear(to)
	to[16] = directory
	binary.LittleEndian.PutUint64(to[24:], 1)
}

func putFile(to []byte, info fs.FileInfo) {
	device, number, names := files.Identity(info)
	changed := uint64(max(info.ModTime().UnixNano(), 0))
	for i, v := range []uint64{device, number, uint64(kindOf(info.Mode())), names, uint64(info.Size()), changed, changed, changed} {
		binary.LittleEndian.PutUint64(to[8*i:], v)
	}
}

func kindOf(mode fs.FileMode) byte {
	switch mode.Type() {
	case 0:
		return regularFile
	case fs.ModeDir:
		return directory
	case fs.ModeSymlink:
		return symbolicLink
	case fs.ModeSocket:
		return socket
	case fs.ModeDevice:
		return blockDevice
	case fs.ModeDevice | fs.ModeCharDevice:
		return characterDevice
	}
	return unknown
}

// fdReadDir lists a folder into the buffer at stack[1], from the entry that
// stack[3] tells on. The last one is cut where the buffer ends; where it is not
// full there are no more.
//
//	0         8           16           20        24
//	| next    | 0         | length u32 | type u8 | name …
func fdReadDir(g *guest, stack []uint64) errno {
	const head = 24
	buffer := g.View(uint32(stack[1]), uint32(stack[2]))
	g.Read(uint32(stack[4]), 4)
	file := g.file(stack[0])
	switch {
	case !g.isOpen(stack[0]):
		return badf
	case uint32(stack[0]) == root:
		g.host.FileRefused(rootName, files.ErrNotGranted)
		return acces
	case file == nil || !file.Dir:
		return notdir
	}
	rest, err := buffer, error(nil)
	g.Wait(func() {
		for n := stack[3]; len(rest) > 0; n++ {
			var entry fs.DirEntry
			if entry, err = file.Entry(n); err != nil {
				return
			}
			b := make([]byte, head, head+len(entry.Name()))
			binary.LittleEndian.PutUint64(b, n+1)
			binary.LittleEndian.PutUint32(b[16:], uint32(len(entry.Name())))
			b[20] = kindOf(entry.Type())
			rest = rest[copy(rest, append(b, entry.Name()...)):]
		}
	})
	if err != nil && !errors.Is(err, io.EOF) {
		return g.failed(file.Name, err)
	}
	used := len(buffer) - len(rest)
	g.Charge(used)
	g.put32(stack[4], uint32(used))
	return success
}
