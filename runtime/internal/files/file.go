package files

import (
	"context"
	"io"
	"io/fs"
	"os"
)

// File is an open file or folder.
type File struct {
	Name string // as it was asked for
	Dir  bool

	tree *Tree
	ctx  context.Context //nolint:containedctx // that of the run, which is longer than any call
	file *os.File
	stop func() bool

	// batch are the entries of a folder from number first on.
	first uint64
	batch []fs.DirEntry
}

// Close closes it.
func (f *File) Close() {
	f.stop()
	_ = f.file.Close()
	f.tree.open--
}

// Stat describes it.
func (f *File) Stat() (fs.FileInfo, error) { return f.file.Stat() }

// Seek is that of [io.Seeker].
func (f *File) Seek(offset int64, whence int) (int64, error) { return f.file.Seek(offset, whence) }

// Read is that of [io.Reader].
func (f *File) Read(b []byte) (int, error) { return f.take(b, f.file.Read) }

// ReadAt is that of [io.ReaderAt], but that it may return less without an error.
func (f *File) ReadAt(b []byte, offset int64) (int, error) {
	return f.take(b, func(b []byte) (int, error) { return f.file.ReadAt(b, offset) })
}

func (f *File) take(b []byte, read func([]byte) (int, error)) (int, error) {
	t := f.tree
	if t.left <= 0 {
		return 0, ErrLimit
	}
	n, err := read(b[:min(int64(len(b)), t.left)])
	t.left -= int64(n)
	return n, err
}

// Entry returns the n-th entry of a folder, from 0, in no order. Its error is
// io.EOF behind the last one. To go on from entry to entry is cheap, to go
// back begins at the first.
func (f *File) Entry(n uint64) (fs.DirEntry, error) {
	const size = 256 // of a batch
	if n < f.first {
		if _, err := f.file.Seek(0, io.SeekStart); err != nil {
			return nil, err
		}
		f.first, f.batch = 0, nil
	}
	for n-f.first >= uint64(len(f.batch)) {
		if err := f.ctx.Err(); err != nil { // a folder can be large
			return nil, err
		}
		next, err := f.file.ReadDir(size)
		if len(next) == 0 {
			return nil, err
		}
		f.first, f.batch = f.first+uint64(len(f.batch)), next
	}
	entry := f.batch[n-f.first]
	if f.tree.left -= int64(len(entry.Name())); f.tree.left < 0 {
		return nil, ErrLimit
	}
	return entry, nil
}
