// Package files opens what an instance may read, and nothing else.
//
// A [Tree] holds the paths of the host that were granted: files, and folders
// with all below them, each at its own name. Names are cleaned and compared
// before the host's file system is asked for anything. Below a granted folder
// links are followed as long as they stay in it, by [os.Root]. What is neither
// a regular file nor a folder is not opened: a pipe could wait for ever, and to
// open a device may do something.
package files

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"syscall"
	"time"
)

// Why something was not opened or read, besides the errors of the host's file
// system.
var (
	ErrNotGranted = errors.New("is not among the files that this instance may read")
	ErrOutside    = errors.New("leads out of what this instance may read")
	ErrKind       = errors.New("is neither a regular file nor a folder")
	ErrLink       = errors.New("is a link")
	ErrMany       = errors.New("too many files are open")
	ErrLimit      = errors.New("over the limit of file bytes")
	ErrWrite      = errors.New("is not written to: checks only read")
)

// MaxOpen is how many files and folders a run may have open at once.
const MaxOpen = 16

// Tree is what one run may read. It is for one goroutine at a time.
type Tree struct {
	grants []*grant
	left   int64 // bytes that may still be read
	open   int
}

// NewTree returns a tree of granted paths, of which limit bytes may be read,
// names in folders included. It asks nothing of the host yet.
func NewTree(granted []string, limit int64) *Tree {
	t := &Tree{left: limit}
	for _, p := range slices.Sorted(slices.Values(granted)) {
		if t.find(path.Clean(p)) == nil { // below another one, which holds more
			t.grants = append(t.grants, &grant{path: path.Clean(p)})
		}
	}
	return t
}

// Close lets go of what the tree holds. Its files are closed before.
func (t *Tree) Close() {
	for _, g := range t.grants {
		if g.root != nil {
			_ = g.root.Close()
		}
	}
}

// enter finds a clean, absolute name in what was granted.
func (t *Tree) enter(name string) (g *grant, rest string, err error) {
	if g = t.find(name); g == nil {
		return nil, "", ErrNotGranted
	}
	rest, err = g.enter(name)
	return g, rest, err
}

// find returns the grant that holds a clean, absolute name.
func (t *Tree) find(name string) *grant {
	for _, g := range t.grants {
		if name == g.path || strings.HasPrefix(name, g.path+"/") {
			return g
		}
	}
	return nil
}

// Lookup is what a name is to be.
type Lookup struct {
	Follow bool // the last part may be a link
	Folder bool // nothing but a folder will do
}

// Stat describes what is at a clean, absolute name; of a link that is not to be
// followed, the link. It can wait for the host's file system.
func (t *Tree) Stat(name string, as Lookup) (fs.FileInfo, error) {
	g, rest, err := t.enter(name)
	if err != nil {
		return nil, err
	}
	return g.stat(rest, as)
}

// Open opens the file or folder at a clean, absolute name. It can wait for the
// host's file system, and so can all methods of the file; when ctx ends, those
// that the host can interrupt return.
func (t *Tree) Open(ctx context.Context, name string, as Lookup) (*File, error) {
	if t.open == MaxOpen {
		return nil, ErrMany
	}
	g, rest, err := t.enter(name)
	if err != nil {
		return nil, err
	}
	info, err := g.stat(rest, as)
	if err == nil {
		err = openable(info)
	}
	if err != nil {
		return nil, err
	}
	file, info, err := g.open(rest)
	if err != nil {
		return nil, err
	}
	return t.opened(ctx, name, file, info.IsDir()), nil
}

func (t *Tree) opened(ctx context.Context, name string, file *os.File, dir bool) *File {
	t.open++
	past := time.Unix(1, 0)
	stop := context.AfterFunc(ctx, func() { _ = file.SetReadDeadline(past) })
	return &File{Name: name, Dir: dir, tree: t, ctx: ctx, file: file, stop: stop}
}

func openable(info fs.FileInfo) error {
	switch {
	case info.IsDir() || info.Mode().IsRegular():
		return nil
	case info.Mode()&fs.ModeSymlink != 0:
		return ErrLink
	}
	return ErrKind
}

// grant is a granted path, and the folder that it is, or is in.
type grant struct {
	path string
	root *os.Root // nil until it is asked for
	only string   // the one name in root, where path is not a folder
}

// enter returns the name within root of a name that the grant holds. Links in
// the folders that lead to it are the operator's, and followed.
func (g *grant) enter(name string) (string, error) {
	if g.root == nil {
		if err := g.openRoot(); err != nil {
			return "", cause(err)
		}
	}
	switch {
	case name == g.path && g.only == "":
		return ".", nil
	case name == g.path:
		return g.only, nil
	case g.only != "":
		return "", syscall.ENOTDIR
	}
	return name[len(g.path)+1:], nil
}

func (g *grant) openRoot() error {
	info, err := os.Stat(g.path)
	if err != nil {
		return err
	}
	folder, only := g.path, ""
	if !info.IsDir() {
		folder, only = path.Split(g.path)
	}
	if err := g.openFolder(folder); err != nil {
		return err
	}
	g.only = only
	return nil
}

// openFolder opens a folder. The dot makes it fail, and not wait, where that
// has become a pipe.
func (g *grant) openFolder(folder string) (err error) {
	g.root, err = os.OpenRoot(folder + "/.")
	return err
}

func (g *grant) stat(name string, as Lookup) (info fs.FileInfo, err error) {
	if as.Follow {
		info, err = g.root.Stat(name)
	} else {
		info, err = g.root.Lstat(name)
	}
	switch {
	case err != nil:
		return nil, cause(err)
	case as.Folder && !info.IsDir():
		return nil, syscall.ENOTDIR
	}
	return info, nil
}

// open opens a name that was looked at. It may have been replaced since: what is
// now a pipe must not make this wait, and must be found out.
func (g *grant) open(name string) (*os.File, fs.FileInfo, error) {
	file, err := g.root.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, nil, cause(err)
	}
	info, err := file.Stat()
	if err == nil {
		err = openable(info)
	}
	if err != nil {
		_ = file.Close()
		return nil, nil, err
	}
	return file, info, nil
}

// cause is the error of the host's file system, or ErrOutside, for which
// os.Root has no name.
func cause(err error) error {
	if errno, ok := errors.AsType[syscall.Errno](err); ok {
		return errno
	}
	return ErrOutside
}
