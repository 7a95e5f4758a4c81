//go:build unix

package cache_test

import (
	"bytes"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/sandpiper-checks/sandpiper/runtime/internal/cache"
)

func TestSecretAndEntriesAreTheirOwnersAlone(t *testing.T) {
	dir := t.TempDir()
	cache.Open(dir, 0, nil).Put(key(1), []byte("code"))
	secret := filepath.Join(dir, "cache.key")
	for _, file := range []string{secret, file(t, dir)} {
		if info, err := os.Stat(file); err != nil || info.Mode() != 0o600 {
			t.Errorf("%s has %v, %v", file, info.Mode(), err)
		}
	}
	before, err := os.ReadFile(secret)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(secret, 0o640); err != nil {
		t.Fatal(err)
	}
	wantNone(t, cache.Open(dir, 0, nil), key(1)) // others may know it, so there is another
	after, err := os.ReadFile(secret)
	if err != nil || bytes.Equal(before, after) {
		t.Errorf("the secret that others could read is still in use, %v", err)
	}
}

func TestANamedPipeIsNotWaitedFor(t *testing.T) {
	dir := t.TempDir()
	s := cache.Open(dir, 0, nil)
	s.Put(key(1), []byte("code"))
	for _, file := range []string{file(t, dir), filepath.Join(dir, "cache.key")} {
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
		if err := syscall.Mkfifo(file, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	wantNone(t, s, key(1))
	wantNone(t, cache.Open(dir, 0, nil), key(1))
}
