//go:build unix

package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// world makes a folder in which some is granted, and returns it, without links
// in its own path:
//
//	granted/file, granted/folder/file     "granted"
//	secret/file                           "secret"
//	granted/…                             links, as links says
func world(t testing.TB) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{"granted/folder/deep", "granted/empty", "secret", "granted2"} {
		if err := os.MkdirAll(filepath.Join(dir, folder), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range map[string]string{
		"granted/file": "granted", "granted/folder/file": "granted", "granted/..a": "granted", "granted/a b\nü": "granted",
		"secret/file": "secret", "granted2/file": "secret",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, to := range links(dir) {
		if err := os.Symlink(to, filepath.Join(dir, "granted", name)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func links(dir string) map[string]string {
	return map[string]string{
		"in": "folder/file", "folder/up": "../file", "folder/deep/up": "../../folder/file", "infolder": "folder", "itself": ".",
		"out": "../secret/file", "folder/out": "../../secret/file", "outfolder": "../secret", "outup": "..", "outroot": "/",
		"absolute": dir + "/secret/file", "absolutein": dir + "/granted/file", "null": "/dev/null",
		"chain": "chain2", "chain2": "out", "upanddown": "../granted/file", "loop": "loop", "nowhere": "nothing",
		"proc": "/proc/self/environ", "fd": "/dev/fd/0",
	}
}

func (t *Tree) readAll(name string, as Lookup) (string, error) {
	f, err := t.Open(context.Background(), name, as)
	if err != nil {
		return "", err
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	return string(b), err
}

func TestNoNameLeadsOutOfWhatIsGranted(t *testing.T) {
	dir := world(t)
	tree := NewTree([]string{dir + "/granted", dir + "/secret/none", "/dev/null", "/nowhere"}, 1<<20)
	defer tree.Close()
	for _, row := range []struct {
		name string
		want error
	}{
		{"granted/file", nil},
		{"granted/folder/file", nil},
		{"granted/..a", nil},
		{"granted/a b\nü", nil},
		{"granted/in", nil},
		{"granted/folder/up", nil},
		{"granted/folder/deep/up", nil},
		{"granted/infolder/file", nil},
		{"granted/infolder/up", nil},
		{"granted/itself/itself/file", nil},

		{"", ErrNotGranted},
		{"secret", ErrNotGranted},
		{"secret/file", ErrNotGranted},
		{"granted2/file", ErrNotGranted},
		{"grante", ErrNotGranted},
		{"granted/out", ErrOutside},
		{"granted/folder/out", ErrOutside},
		{"granted/outfolder", ErrOutside},
		{"granted/outfolder/file", ErrOutside},
		{"granted/outup", ErrOutside},
		{"granted/outup/secret/file", ErrOutside},
		{"granted/outroot", ErrOutside},
		{"granted/outroot/etc/passwd", ErrOutside},
		{"granted/outroot" + dir + "/secret/file", ErrOutside},
		{"granted/absolute", ErrOutside},
		{"granted/absolutein", ErrOutside}, // links are followed by where they lead from
		{"granted/chain", ErrOutside},
		{"granted/upanddown", ErrOutside},
		{"granted/null", ErrOutside},
		{"granted/proc", ErrOutside},
		{"granted/fd", ErrOutside},
		{"granted/loop", syscall.ELOOP},
		{"granted/nowhere", fs.ErrNotExist},
		{"granted/nothing", fs.ErrNotExist},
		{"granted/file/x", syscall.ENOTDIR},
		{"granted/" + strings.Repeat("x", 300), syscall.ENAMETOOLONG},
		{"secret/none", fs.ErrNotExist},
		{"secret/none/x", fs.ErrNotExist},
	} {
		name := path.Join(dir, row.name)
		text, err := tree.readAll(name, Lookup{Follow: true})
		if !errors.Is(err, row.want) || err == nil && text != "granted" {
			t.Errorf("%s: %q, %v, want %v", row.name, text, err, row.want)
		}
		if _, err := tree.Stat(name, Lookup{Follow: true}); !errors.Is(err, row.want) {
			t.Errorf("stat %s: %v, want %v", row.name, err, row.want)
		}
	}
	for _, row := range []struct {
		name string
		as   Lookup
		want error
	}{
		{"granted/in", Lookup{}, ErrLink},
		{"granted/out", Lookup{}, ErrLink},
		{"granted/infolder/file", Lookup{}, nil},
		{"granted/outfolder/file", Lookup{}, ErrOutside},
		{"granted/file", Lookup{Follow: true, Folder: true}, syscall.ENOTDIR},
		{"granted/in", Lookup{Follow: true, Folder: true}, syscall.ENOTDIR},
		{"granted/infolder", Lookup{Folder: true}, syscall.ENOTDIR},
	} {
		if _, err := tree.readAll(path.Join(dir, row.name), row.as); !errors.Is(err, row.want) {
			t.Errorf("%s, %+v: %v, want %v", row.name, row.as, err, row.want)
		}
	}
	for _, name := range []string{"/", "/dev", "/dev/null/x", "/nowhere", "relative", "."} {
		if _, err := tree.readAll(name, Lookup{Follow: true}); err == nil {
			t.Errorf("%s was opened", name)
		}
	}
	if tree.open != 0 {
		t.Errorf("%d files are open", tree.open)
	}
}

func TestAFileIsGrantedAlone(t *testing.T) {
	dir := world(t)
	tree := NewTree([]string{dir + "/granted/file", dir + "/granted/in", dir + "/granted/out", dir + "/granted/null"}, 1<<20)
	defer tree.Close()
	for name, want := range map[string]error{
		"file": nil, "in": nil, "out": ErrOutside, "null": ErrOutside, "file/x": syscall.ENOTDIR,
		"folder/file": ErrNotGranted, "..a": ErrNotGranted, "": ErrNotGranted, "filex": ErrNotGranted,
	} {
		if text, err := tree.readAll(path.Join(dir, "granted", name), Lookup{Follow: true}); !errors.Is(err, want) || err == nil && text != "granted" {
			t.Errorf("%s: %q, %v, want %v", name, text, err, want)
		}
	}
}

func TestTheWiderGrantHolds(t *testing.T) {
	dir := world(t)
	tree := NewTree([]string{dir + "/granted/folder", dir + "/granted/", dir + "/granted/folder/deep", dir + "/granted2"}, 1<<20)
	defer tree.Close()
	if len(tree.grants) != 2 {
		t.Errorf("%d grants", len(tree.grants))
	}
	if _, err := tree.readAll(dir+"/granted/folder/up", Lookup{Follow: true}); err != nil {
		t.Error(err)
	}
}

// soon fails the test when f does not return.
func soon(t *testing.T, f func()) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		t.Fatal("it waits")
	}
}

// What would block whoever opens it, or does something when it is opened.
func TestOnlyFilesAndFoldersAreOpened(t *testing.T) {
	dir := world(t)
	if err := syscall.Mkfifo(dir+"/granted/pipe", 0o644); err != nil {
		t.Fatal(err)
	}
	socket, err := net.Listen("unix", dir+"/granted/socket")
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	tree := NewTree([]string{dir + "/granted", "/dev/null", dir + "/granted/pipe"}, 1<<20)
	defer tree.Close()
	for _, name := range []string{dir + "/granted/pipe", dir + "/granted/socket", "/dev/null"} {
		if _, err := tree.Stat(name, Lookup{}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := tree.readAll(name, Lookup{}); !errors.Is(err, ErrKind) {
			t.Errorf("%s: %v", name, err)
		}
		g, rest, err := tree.enter(name)
		if err != nil {
			t.Fatal(err)
		}
		soon(t, func() {
			if _, _, err := g.open(rest); err == nil { // as if it had come there between the two looks
				t.Errorf("%s was opened", name)
			}
		})
	}
	alone := NewTree([]string{dir + "/granted/pipe"}, 1<<20)
	defer alone.Close()
	if _, err := alone.readAll(dir+"/granted/pipe", Lookup{}); !errors.Is(err, ErrKind) {
		t.Errorf("a granted pipe: %v", err)
	}
	soon(t, func() {
		if err := new(grant).openFolder(dir + "/granted/pipe"); err == nil {
			t.Error("a pipe in the place of a folder was opened")
		}
	})
}

func TestAReadEndsWithTheRun(t *testing.T) {
	tree := NewTree(nil, 1<<20)
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer write.Close()
	ctx, cancel := context.WithCancel(t.Context())
	f := tree.opened(ctx, "pipe", read, false)
	defer f.Close()
	time.AfterFunc(10*time.Millisecond, cancel)
	soon(t, func() {
		if _, err := f.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	})
}

func TestFewFilesAreOpenAtOnce(t *testing.T) {
	dir := world(t)
	tree := NewTree([]string{dir + "/granted"}, 1<<20)
	defer tree.Close()
	var open []*File
	for range MaxOpen {
		f, err := tree.Open(t.Context(), dir+"/granted/folder", Lookup{})
		if err != nil {
			t.Fatal(err)
		}
		open = append(open, f)
	}
	if _, err := tree.Open(t.Context(), dir+"/granted/file", Lookup{}); !errors.Is(err, ErrMany) {
		t.Errorf("got %v", err)
	}
	open[3].Close()
	if _, err := tree.Open(t.Context(), dir+"/granted/file", Lookup{}); err != nil {
		t.Error(err)
	}
}

func TestBytesAreLimited(t *testing.T) {
	dir := world(t)
	tree := NewTree([]string{dir + "/granted"}, 10)
	defer tree.Close()
	if text, err := tree.readAll(dir+"/granted/file", Lookup{}); text != "granted" || err != nil {
		t.Errorf("%q, %v", text, err)
	}
	if text, err := tree.readAll(dir+"/granted/file", Lookup{}); text != "gra" || !errors.Is(err, ErrLimit) {
		t.Errorf("%q, %v", text, err)
	}
	f, err := tree.Open(t.Context(), dir+"/granted", Lookup{})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.ReadAt(make([]byte, 1), 0); !errors.Is(err, ErrLimit) {
		t.Errorf("got %v", err)
	}
	if _, err := f.Entry(0); !errors.Is(err, ErrLimit) {
		t.Errorf("got %v", err)
	}
}

func TestAFolderIsListedFromAnyEntryOn(t *testing.T) {
	const n = 1000 // of more than one batch
	dir := world(t)
	var want []string
	for i := range n {
		name := fmt.Sprintf("%d-%s", i, strings.Repeat("x", i%200))
		if err := os.WriteFile(filepath.Join(dir, "granted/empty", name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
		want = append(want, name)
	}
	tree := NewTree([]string{dir + "/granted/empty"}, 1<<20)
	defer tree.Close()
	ctx, cancel := context.WithCancel(t.Context())
	f, err := tree.Open(ctx, dir+"/granted/empty", Lookup{})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var got []string
	for i := range uint64(n) {
		entry, err := f.Entry(i)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, entry.Name())
	}
	for _, i := range []uint64{n - 1, 0, 700, 699, 10, 999, n, 1, 1 << 63, 2} {
		entry, err := f.Entry(i)
		if i < n && (err != nil || entry.Name() != got[i]) {
			t.Errorf("entry %d: %v, %v, want %s", i, entry, err, got[i])
		}
		if i >= n && !errors.Is(err, io.EOF) {
			t.Errorf("entry %d: %v", i, err)
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%d entries, not those that there are", len(got))
	}
	cancel()
	if _, err := f.Entry(n - 1); !errors.Is(err, context.Canceled) {
		t.Errorf("a folder is read on when the run has ended: %v", err)
	}
}

// FuzzNames opens any name in a folder full of links. What it reads is never
// what was not granted.
func FuzzNames(f *testing.F) {
	dir := world(f)
	for name := range links(dir) {
		f.Add(name)
		f.Add(name + "/file")
		f.Add("folder/../" + name)
	}
	f.Add("../secret/file")
	f.Add("folder/../../secret/file")
	f.Add("itself/outup/granted/file")
	tree := NewTree([]string{dir + "/granted"}, 1<<50)
	f.Cleanup(tree.Close)
	f.Fuzz(func(t *testing.T, name string) {
		for _, name := range []string{path.Join(dir, "granted", name), path.Join(dir, name), dir + "/granted/" + name} {
			if text, err := tree.readAll(name, Lookup{Follow: true}); err == nil && text != "granted" {
				t.Errorf("%q holds %q", name, text)
			}
		}
		if tree.open != 0 {
			t.Errorf("%d files are open", tree.open)
		}
	})
}
