package cache

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	goruntime "runtime"
	"time"
)

// The names of what is the cache's own in its folder, besides entries.
const (
	secretFile    = "cache.key"
	writingPrefix = "writing-" // files that are being written
	scratchPrefix = "scratch-"
)

var entryName = regexp.MustCompile(`^(metered|compiled|image)-[0-9a-f]{64}$`)

// temporaryAge is after how long what a process left behind is removed, unless
// a lock tells that it has ended. None takes as long to write a file, and one
// whose scratch folder is gone makes it anew.
const temporaryAge = 24 * time.Hour

// entries are the files that are named as entries are.
func entries(dir string) (files []fs.FileInfo) {
	listed, _ := os.ReadDir(dir) // what cannot be listed has none
	for _, e := range listed {
		if info, err := e.Info(); err == nil && entryName.MatchString(e.Name()) && info.Mode().IsRegular() {
			files = append(files, info)
		}
	}
	return files
}

// write writes a file for its owner alone, which is there whole or not at all.
func write(dir, name string, parts ...[]byte) error {
	return place(dir, name, os.Rename, parts...)
}

// link gives a file a name that no other has. Where the system has no links it
// takes the name from the other.
func link(file, name string) error {
	err := os.Link(file, name)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return os.Rename(file, name)
	}
	return errors.Join(err, os.Remove(file))
}

// place writes a file of any name, and has it named.
func place(dir, name string, as func(file, name string) error, parts ...[]byte) error {
	f, err := os.CreateTemp(dir, writingPrefix+"*")
	if err != nil {
		return err
	}
	for _, part := range parts {
		_, failed := f.Write(part)
		err = errors.Join(err, failed)
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = as(f.Name(), filepath.Join(dir, name))
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}

const secretBytes = 32

// secretOf returns the secret of the folder, and makes one where there is none
// or one that others may know. Of processes that do so at once one makes that of
// all. Where none can be kept, what is put is made once more at the next start.
func secretOf(dir string) []byte {
	if secret := readSecret(dir); secret != nil {
		return secret
	}
	secret := make([]byte, secretBytes)
	_, _ = rand.Read(secret)                                              // does not fail
	for _, as := range []func(file, name string) error{link, os.Rename} { // the second where one is there that is of no use
		_ = place(dir, secretFile, as, secret)
		if kept := readSecret(dir); kept != nil {
			return kept
		}
	}
	return secret
}

// readSecret returns the secret of a folder, nil where there is none that is
// its owner's alone.
func readSecret(dir string) []byte {
	file := filepath.Join(dir, secretFile)
	info, err := os.Lstat(file)
	if err != nil || !info.Mode().IsRegular() || info.Size() != secretBytes ||
		goruntime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 { // there bits do not say who may read
		return nil
	}
	secret, err := os.ReadFile(file)
	if err != nil {
		return nil
	}
	return secret
}
