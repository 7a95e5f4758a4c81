//go:build unix

package runtime_test

import (
	"context"
	"errors"
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
	// Whatever is read is not written again.
	if second := start(); !maps.Equal(first, second) {
		t.Errorf("first start %v\nthe next   %v", first, second)
	}
}

func TestWhatTheCacheHoldsIsWhatRuns(t *testing.T) {
	dir := t.TempDir()
	modules := map[string][]byte{"a": checkRun(asm.I32(0)), "b": checkRun(asm.I32(1))}
	ran := func() (faults map[string]*check.Fault) {
		faults = map[string]*check.Fault{}
		rt := open(t, runtime.Options{CacheDir: dir})
		for name, module := range modules {
			faults[name] = run(t, rt, module, check.Limits{}).Fault
		}
		return faults
	}
	if faults := ran(); faults["a"] != nil || faults["b"] == nil {
		t.Fatal(faults)
	}
	kept := compiled(t, dir)
	if len(kept) != 2 {
		t.Fatalf("kept are %v", kept)
	}
	swapped := filepath.Join(dir, "swapped")
	for _, move := range [][2]string{{kept[0], swapped}, {kept[1], kept[0]}, {swapped, kept[1]}} {
		if err := os.Rename(move[0], move[1]); err != nil {
			t.Fatal(err)
		}
	}
	if faults := ran(); faults["a"] == nil || faults["b"] != nil {
		t.Errorf("with each other's code: %v", faults)
	}
}

// compiled are the files of the engine's own cache.
func compiled(t *testing.T, dir string) (files []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "wazero-*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestACacheThatFailsStopsNoCheck(t *testing.T) {
	for name, fail := range map[string]func(dir string) error{
		"it is gone": os.RemoveAll,
		"its files are empty": func(dir string) error {
			for _, file := range compiled(t, dir) {
				if err := os.Truncate(file, 0); err != nil {
					return err
				}
			}
			return nil
		},
		"its files are cut": func(dir string) error {
			for _, file := range compiled(t, dir) {
				if err := os.Truncate(file, 100); err != nil {
					return err
				}
			}
			return nil
		},
		"its files cannot be read": func(dir string) error {
			for _, file := range compiled(t, dir) {
				if err := errors.Join(os.Remove(file), os.Mkdir(file, 0o700)); err != nil {
					return err
				}
			}
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir, module := filepath.Join(t.TempDir(), "cache"), checkRun(asm.I32(0))
			if fault := run(t, open(t, runtime.Options{CacheDir: dir}), module, check.Limits{}).Fault; fault != nil {
				t.Fatal(fault)
			}
			if len(compiled(t, dir)) != 1 {
				t.Fatal("nothing was kept")
			}
			rt := open(t, runtime.Options{CacheDir: dir})
			if err := fail(dir); err != nil {
				t.Fatal(err)
			}
			for range 2 {
				if fault := run(t, rt, module, check.Limits{}).Fault; fault != nil {
					t.Error(fault)
				}
			}
			if fault := run(t, rt, []byte("none"), check.Limits{}).Fault; fault == nil || fault.Reason != check.BadModule {
				t.Errorf("a bad module: %v", fault)
			}
		})
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
