//go:build unix

package runtime_test

import (
	"context"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	goruntime "runtime"
	"strings"
	"testing"
	"time"

	asm "github.com/sandpiper-checks/sandpiper/abi/testkit/assembler"
	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime"
)

func TestTheCacheFolderIsMadeForItsOwnerOnly(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "cache")
	open(t, runtime.Options{CacheDir: dir})
	for _, d := range []string{dir, filepath.Dir(dir)} {
		info, err := os.Stat(d)
		if err != nil {
			t.Fatal(err)
		}
		if perm := info.Mode().Perm(); perm != 0o700 {
			t.Errorf("%s has %v", d, perm)
		}
	}
}

func TestACacheFolderThatOthersCanWriteToIsRefused(t *testing.T) {
	for _, perm := range []fs.FileMode{0o777, 0o770, 0o702} {
		dir := t.TempDir()
		if err := os.Chmod(dir, perm); err != nil { // Mkdir heeds the umask
			t.Fatal(err)
		}
		rt, err := runtime.Open(context.Background(), runtime.Options{CacheDir: dir})
		if err == nil {
			_ = rt.Close(context.Background())
			t.Errorf("%v was accepted", perm)
			continue
		}
		if !strings.Contains(err.Error(), dir) || !strings.Contains(err.Error(), "others can write") {
			t.Errorf("%v: %v", perm, err)
		}
	}
}

func TestACacheFolderThatCannotBeIsAnError(t *testing.T) {
	file := moduleFile(t, nil)
	readOnly := "/proc" // even to root
	if goruntime.GOOS != "linux" {
		readOnly = t.TempDir()
		if err := os.Chmod(readOnly, 0o500); err != nil {
			t.Fatal(err)
		}
	}
	for _, dir := range []string{file, filepath.Join(file, "cache"), readOnly} {
		if rt, err := runtime.Open(context.Background(), runtime.Options{CacheDir: dir}); err == nil {
			_ = rt.Close(context.Background())
			t.Errorf("%s was accepted", dir)
		}
	}
}

func TestTheNextStartUsesWhatTheCacheHolds(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	path := moduleFile(t, checkRun(asm.I32(0)))
	start := func() map[string]time.Time {
		rt, err := runtime.Open(context.Background(), runtime.Options{CacheDir: dir})
		if err != nil {
			t.Fatal(err)
		}
		if err := rt.Prepare(context.Background(), path); err != nil {
			t.Fatal(err)
		}
		if err := rt.Close(context.Background()); err != nil {
			t.Fatal(err)
		}
		written := map[string]time.Time{}
		err = filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			info, err := entry.Info()
			written[name] = info.ModTime()
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return written
	}
	first := start()
	if len(first) == 0 {
		t.Fatal("nothing was kept")
	}
	// Whatever is read is not written again; and what is read is what counts.
	if second := start(); !maps.Equal(first, second) {
		t.Errorf("first start %v\nthe next   %v", first, second)
	}
	for name := range first {
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	rt, err := runtime.Open(context.Background(), runtime.Options{CacheDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer rt.Close(context.Background())
	if err := rt.Prepare(context.Background(), path); err == nil {
		t.Error("the cache was not looked at")
	}
}

func TestWhatTheCacheCannotKeepIsCompiledAllTheSame(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "cache")
	rt := open(t, runtime.Options{CacheDir: dir})
	// The folders in it become files, which even root cannot write into.
	folders, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(folders) == 0 {
		t.Fatalf("the cache has no folder: %v", err)
	}
	for _, folder := range folders {
		if err := os.Remove(folder); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(folder, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, code := range []int32{0, 1} {
		fault := run(t, rt, checkRun(asm.I32(code)), check.Limits{}).Fault
		if (fault == nil) != (code == 0) || fault != nil && fault.Reason != check.Exit {
			t.Errorf("a check that returns %d: %v", code, fault)
		}
	}
}
