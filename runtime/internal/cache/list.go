package cache

import (
	"math"
	"os"
	"path/filepath"
	"time"
)

// Entry is what is known of an entry without its content.
type Entry struct {
	Key
	Bytes int64     // of its file
	Used  time.Time // last, or up to an hour before
}

// List returns the entries of a folder that can be used, and how many files
// there are that are named like entries and cannot. It reads all of them, and
// changes nothing. A folder that is not there has none.
func List(dir string) (usable []Entry, others int, err error) {
	if _, err := os.ReadDir(dir); err != nil && !os.IsNotExist(err) {
		return nil, 0, err
	}
	s := &Store{dir: dir, maxBytes: math.MaxInt64, secret: readSecret(dir)}
	for _, info := range entries(dir) {
		if k, _, ok := s.read(filepath.Join(dir, info.Name()), info); ok {
			usable = append(usable, Entry{k, info.Size(), info.ModTime()})
		} else {
			others++
		}
	}
	return usable, others, nil
}

// Clear removes all that is the cache's own from a folder, its secret too, and
// nothing else; the scratch folders of those who have it open stay. It returns how many entries there were, and their bytes.
func Clear(dir string) (removed int, bytes int64, err error) {
	for _, info := range entries(dir) {
		if err := os.Remove(filepath.Join(dir, info.Name())); err != nil && !os.IsNotExist(err) {
			return removed, bytes, err
		}
		removed++
		bytes += info.Size()
	}
	sweep(dir, time.Now())
	if err := os.Remove(filepath.Join(dir, secretFile)); err != nil && !os.IsNotExist(err) {
		return removed, bytes, err
	}
	return removed, bytes, nil
}
