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
	"slices"
	"strings"
	"testing"
	"time"

	asm "github.com/sandpiper-checks/sandpiper/abi/testkit/assembler"
	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/cache"
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
	dir := cacheDir(t)
	path := moduleFile(t, checkRun(asm.I32(0)))
	start := func() map[string]time.Time {
		rt, err := runtime.Open(context.Background(), runtime.Options{CacheDir: dir})
		if err != nil {
			t.Fatal(err)
		}
		runInstance(t, rt, &check.Instance{ID: "i", Module: path})
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
	if want := 4; len(first) != want { // the key, and the module metered, compiled and initialised
		t.Fatalf("%d files were kept, want %d", len(first), want)
	}
	// Whatever is read is not written again.
	if second := start(); !maps.Equal(first, second) {
		t.Errorf("first start %v\nthe next   %v", first, second)
	}
}

// The modules of a cache that holds the code of two, one of which fails.
var goodAndBad = map[string][]byte{"a": checkRun(asm.I32(0)), "b": checkRun(asm.I32(1))}

func faultsOf(t *testing.T, dir string) map[string]*check.Fault {
	t.Helper()
	faults := map[string]*check.Fault{}
	rt := open(t, runtime.Options{CacheDir: dir})
	for name, module := range goodAndBad {
		faults[name] = run(t, rt, module, check.Limits{}).Fault
	}
	return faults
}

func TestWhatTheCacheHoldsIsWhatRuns(t *testing.T) {
	dir := cacheDir(t)
	if faults := faultsOf(t, dir); faults["a"] != nil || faults["b"] == nil {
		t.Fatal(faults)
	}
	// Who knows the secret can put the code of one module in the place of the other's.
	store := cache.Open(dir, 0, nil)
	var keys []cache.Key
	var codes [][]byte
	entries, _, err := cache.List(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if code, ok := store.Get(e.Key); ok && e.Kind == cache.Compiled {
			keys, codes = append(keys, e.Key), append(codes, code)
		}
	}
	if len(keys) != 2 {
		t.Fatalf("kept are %v", keys)
	}
	const name = 64 // bytes, which the engine looks for; the code follows
	store.Put(keys[0], slices.Concat(codes[0][:name], codes[1][name:]))
	store.Put(keys[1], slices.Concat(codes[1][:name], codes[0][name:]))
	if faults := faultsOf(t, dir); faults["a"] == nil || faults["b"] != nil {
		t.Errorf("with each other's code: %v", faults)
	}
}

func TestCodeOfAnotherModuleIsNotRun(t *testing.T) {
	dir := cacheDir(t)
	faultsOf(t, dir)
	files := compiled(t, dir)
	if len(files) != 2 {
		t.Fatalf("kept are %v", files)
	}
	swapped := filepath.Join(t.TempDir(), "swapped")
	if err := errors.Join(os.Rename(files[0], swapped), os.Rename(files[1], files[0]), os.Rename(swapped, files[1])); err != nil {
		t.Fatal(err)
	}
	if faults := faultsOf(t, dir); faults["a"] != nil || faults["b"] == nil {
		t.Error(faults)
	}
	// It was made anew, and is there for the next start.
	if report, err := runtime.Cache(dir); err != nil || len(report.Entries) != 6 || report.Foreign != 0 {
		t.Errorf("the cache holds %v, %v", report, err)
	}
}

func TestWhatAnotherBuildKeptIsOutdated(t *testing.T) {
	dir := cacheDir(t)
	faultsOf(t, dir)
	entries, _, err := cache.List(dir)
	if err != nil {
		t.Fatal(err)
	}
	store := cache.Open(dir, 0, nil)
	want := map[string]bool{} // by the maker
	for _, e := range entries {
		want[e.Maker] = false
		if e.Kind == cache.Image {
			e.Exact, e.Maker = "other\n"+e.Exact, "another program"
		} else {
			e.Maker += "0"
		}
		want[e.Maker] = true
		store.Put(e.Key, nil)
	}
	report, err := runtime.Cache(dir)
	if err != nil || len(report.Entries) != 2*len(entries) || len(want) != 6 {
		t.Fatalf("the cache holds %v, %v", report, err)
	}
	for _, e := range report.Entries {
		if e.Outdated != want[e.Maker] {
			t.Errorf("outdated is %v of %s", e.Outdated, e.Maker)
		}
	}
	// All of it fits but for what is outdated.
	var bytes int64
	for _, e := range entries {
		bytes += e.Bytes
	}
	rt := open(t, runtime.Options{CacheDir: dir, CacheBytes: bytes})
	if fault := run(t, rt, goodAndBad["a"], check.Limits{}).Fault; fault != nil {
		t.Error(fault)
	}
	left, err := runtime.Cache(dir)
	if err != nil || len(left.Entries) != len(entries) {
		t.Errorf("left are %v, %v", left, err)
	}
	for _, e := range left.Entries {
		if e.Outdated {
			t.Errorf("left is %s", e.Maker)
		}
	}
	if need, most := rt.CacheNeed(); need == 0 || need >= most || most != bytes {
		t.Errorf("it needs %d of %d bytes", need, most)
	}
	if need, most := open(t, runtime.Options{}).CacheNeed(); need != 0 || most != 0 {
		t.Errorf("without a cache it needs %d of %d bytes", need, most)
	}
}

func TestTheCacheIsBounded(t *testing.T) {
	dir := cacheDir(t)
	faultsOf(t, dir)
	rt := open(t, runtime.Options{CacheDir: dir, CacheBytes: 1})
	if fault := run(t, rt, goodAndBad["a"], check.Limits{}).Fault; fault != nil {
		t.Error(fault)
	}
	if report, err := runtime.Cache(dir); err != nil || len(report.Entries) != 0 {
		t.Errorf("kept are %v, %v", report, err)
	}
}

func TestNothingIsLeftOfWhatTheEngineRead(t *testing.T) {
	dir := cacheDir(t)
	rt := open(t, runtime.Options{CacheDir: dir})
	for range 2 {
		if fault := run(t, rt, goodAndBad["a"], check.Limits{}).Fault; fault != nil {
			t.Error(fault)
		}
		err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
			if err == nil && !entry.IsDir() && filepath.Dir(path) != dir {
				t.Errorf("%s is there while nothing is compiled", path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := rt.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, "scratch-*")); len(left) > 0 || err != nil {
		t.Errorf("left are %v, %v", left, err)
	}
}

func TestACacheThatIsClearedIsFilledAgain(t *testing.T) {
	dir := cacheDir(t)
	rt := open(t, runtime.Options{CacheDir: dir})
	if _, _, err := runtime.ClearCache(dir); err != nil {
		t.Fatal(err)
	}
	if fault := run(t, rt, goodAndBad["a"], check.Limits{}).Fault; fault != nil {
		t.Error(fault)
	}
	if len(compiled(t, dir)) != 1 {
		t.Error("nothing was kept")
	}
}

func cacheDir(t *testing.T) string { return filepath.Join(t.TempDir(), "cache") }

// compiled are the files with compiled code.
func compiled(t *testing.T, dir string) (files []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "compiled-*"))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// entries are the files of all entries.
func entries(t *testing.T, dir string) (files []string) {
	t.Helper()
	for _, kind := range []string{"metered", "compiled", "image"} {
		of, err := filepath.Glob(filepath.Join(dir, kind+"-*"))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, of...)
	}
	return files
}

func TestACacheThatFailsStopsNoCheck(t *testing.T) {
	for name, fail := range map[string]func(dir string) error{
		"it is gone": os.RemoveAll,
		"its files are empty": func(dir string) error {
			for _, file := range entries(t, dir) {
				if err := os.Truncate(file, 0); err != nil {
					return err
				}
			}
			return nil
		},
		"its files are cut": func(dir string) error {
			for _, file := range entries(t, dir) {
				if err := os.Truncate(file, 100); err != nil {
					return err
				}
			}
			return nil
		},
		"its files cannot be read": func(dir string) error {
			for _, file := range entries(t, dir) {
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
	// The folder becomes a file, which even root cannot write into.
	if err := errors.Join(os.RemoveAll(dir), os.WriteFile(dir, nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	for _, code := range []int32{0, 1} {
		fault := run(t, rt, checkRun(asm.I32(code)), check.Limits{}).Fault
		if (fault == nil) != (code == 0) || fault != nil && fault.Reason != check.Exit {
			t.Errorf("a check that returns %d: %v", code, fault)
		}
	}
}
