package cache

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

var errLocked = errors.New("it is locked")

// Scratch makes a folder for its owner alone that nobody else uses. Who asked
// for it removes it. What a process did not come to remove, the next that opens
// the cache does: the folder is locked for as long as its process lives.
func (s *Store) Scratch() (dir string, remove func(), err error) {
	// It has its name only once it is locked: another might take it for one
	// that was left.
	made, err := os.MkdirTemp(s.dir, writingPrefix+"*")
	if err != nil {
		return "", nil, err
	}
	unlock, err := lock(made)
	if err != nil {
		unlock = func() {} // it is removed by its age
	}
	dir = filepath.Join(s.dir, scratchPrefix+strings.TrimPrefix(filepath.Base(made), writingPrefix))
	if err := os.Rename(made, dir); err != nil {
		_ = os.RemoveAll(made) // it is empty; a day later, else
		unlock()
		return "", nil, err
	}
	return dir, func() {
		_ = os.RemoveAll(dir) // the next start does, else
		unlock()
	}, nil
}

// sweep removes what nobody completes any more: of scratch folders, those that
// are not locked; where that cannot be told, and of all else, what was last
// touched before a time.
func sweep(dir string, before time.Time) {
	listed, _ := os.ReadDir(dir)
	for _, e := range listed {
		path := filepath.Join(dir, e.Name())
		switch {
		case strings.HasPrefix(e.Name(), scratchPrefix) && e.IsDir(): // what is none is not opened: it may be a pipe
			unlock, err := lock(path)
			if err == nil {
				_ = os.RemoveAll(path)
				unlock()
			} else if !errors.Is(err, errLocked) {
				removeOlder(path, e, before)
			}
		case strings.HasPrefix(e.Name(), scratchPrefix), strings.HasPrefix(e.Name(), writingPrefix):
			removeOlder(path, e, before)
		}
	}
}

func removeOlder(path string, e fs.DirEntry, before time.Time) {
	if info, err := e.Info(); err == nil && info.ModTime().Before(before) {
		_ = os.RemoveAll(path)
	}
}
