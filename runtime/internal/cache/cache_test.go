package cache_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sandpiper-checks/sandpiper/runtime/internal/cache"
)

func key(n int) cache.Key {
	return cache.Key{Kind: cache.Compiled, Module: fmt.Sprintf("%064x", n), Maker: "compiler 1", Exact: "processor"}
}

// file is that of the only entry.
func file(t *testing.T, dir string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*-*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("the folder holds %v (%v), want one entry", files, err)
	}
	return files[0]
}

func want(t *testing.T, s *cache.Store, k cache.Key, content string) {
	t.Helper()
	if got, ok := s.Get(k); !ok || string(got) != content {
		t.Errorf("got %q, %v, want %q", got, ok, content)
	}
}

func wantNone(t *testing.T, s *cache.Store, k cache.Key) {
	t.Helper()
	if got, ok := s.Get(k); ok {
		t.Errorf("got %q, want none", got)
	}
}

func TestWhatIsKeptIsThereAtTheNextStart(t *testing.T) {
	dir := t.TempDir()
	first := cache.Open(dir, 0, nil)
	first.Put(key(1), []byte("code"))
	first.Put(key(2), nil)
	for _, s := range []*cache.Store{first, cache.Open(dir, 0, nil)} {
		want(t, s, key(1), "code")
		want(t, s, key(2), "")
		wantNone(t, s, key(3))
	}
	first.Put(key(1), []byte("other"))
	want(t, first, key(1), "other")
}

func TestAnEntryIsForExactlyItsKey(t *testing.T) {
	s := cache.Open(t.TempDir(), 0, nil)
	s.Put(key(1), []byte("code"))
	for name, change := range map[string]func(*cache.Key){
		"kind": func(k *cache.Key) { k.Kind = cache.Metered }, "module": func(k *cache.Key) { k.Module = key(2).Module },
		"maker": func(k *cache.Key) { k.Maker = "compiler 2" }, "exact": func(k *cache.Key) { k.Exact = "another" },
	} {
		k := key(1)
		change(&k)
		if _, ok := s.Get(k); ok {
			t.Errorf("there is an entry of another %s", name)
		}
	}
}

func TestWhatWasChangedIsNotUsedAndMadeAgain(t *testing.T) {
	for name, change := range map[string]func(b []byte) []byte{
		"a bit of the MAC":       func(b []byte) []byte { b[0] ^= 1; return b },
		"a bit of the length":    func(b []byte) []byte { b[32] ^= 1; return b },
		"a large length":         func(b []byte) []byte { b[35] = 0x7f; return b },
		"a bit of the key":       func(b []byte) []byte { b[40] ^= 1; return b },
		"a bit of the content":   func(b []byte) []byte { b[len(b)-1] ^= 1; return b },
		"cut by one":             func(b []byte) []byte { return b[:len(b)-1] },
		"cut to the MAC":         func(b []byte) []byte { return b[:32] },
		"empty":                  func([]byte) []byte { return nil },
		"longer by one":          func(b []byte) []byte { return append(b, 0) },
		"another program's":      func([]byte) []byte { return bytes.Repeat([]byte("no entry "), 100) },
		"another installation's": func([]byte) []byte { return another(t, key(1)) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s := cache.Open(dir, 0, nil)
			s.Put(key(1), []byte("code"))
			entry := file(t, dir)
			b, err := os.ReadFile(entry)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(entry, change(b), 0o600); err != nil {
				t.Fatal(err)
			}
			if usable, others, err := cache.List(dir); len(usable) != 0 || others != 1 || err != nil {
				t.Errorf("listed %v and %d others, %v", usable, others, err)
			}
			wantNone(t, s, key(1))
			if _, err := os.Lstat(entry); err == nil {
				t.Error("it is still there")
			}
			s.Put(key(1), []byte("code"))
			want(t, s, key(1), "code")
		})
	}
}

// another is an entry that another installation made.
func another(t *testing.T, k cache.Key) []byte {
	dir := t.TempDir()
	cache.Open(dir, 0, nil).Put(k, []byte("evil"))
	b, err := os.ReadFile(file(t, dir))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestAnEntryUnderAnothersNameIsNotUsed(t *testing.T) {
	dir := t.TempDir()
	s := cache.Open(dir, 0, nil)
	s.Put(key(1), []byte("code"))
	one := file(t, dir)
	moved := filepath.Join(t.TempDir(), "moved")
	if err := os.Rename(one, moved); err != nil {
		t.Fatal(err)
	}
	s.Put(key(2), []byte("other"))
	if err := os.Rename(moved, file(t, dir)); err != nil {
		t.Fatal(err)
	}
	if usable, others, err := cache.List(dir); len(usable) != 0 || others != 1 || err != nil {
		t.Errorf("listed %v and %d others, %v", usable, others, err)
	}
	wantNone(t, s, key(2))
	wantNone(t, s, key(1))
}

// Everybody knows the secret of a folder that has none.
func TestWithoutASecretNothingIsOurs(t *testing.T) {
	dir := t.TempDir()
	cache.Open(dir, 0, nil).Put(key(1), []byte("code"))
	entry := file(t, dir)
	b, err := os.ReadFile(entry)
	if err != nil {
		t.Fatal(err)
	}
	h := hmac.New(sha256.New, nil)
	_, _ = h.Write([]byte("sandpiper cache 1\n"))
	_, _ = h.Write(b[32:])
	if err := os.Remove(filepath.Join(dir, "cache.key")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(entry, append(h.Sum(nil), b[32:]...), 0o600); err != nil {
		t.Fatal(err)
	}
	if usable, others, err := cache.List(dir); len(usable) != 0 || others != 1 || err != nil {
		t.Errorf("listed %v and %d others, %v", usable, others, err)
	}
}

func TestWhatIsNoFileIsNotOpened(t *testing.T) {
	dir := t.TempDir()
	s := cache.Open(dir, 0, nil)
	s.Put(key(1), []byte("code"))
	entry := file(t, dir)
	if err := os.Remove(entry); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(entry, "full"), 0o700); err != nil {
		t.Fatal(err)
	}
	wantNone(t, s, key(1))
	s.Put(key(1), []byte("code")) // which cannot be kept
	wantNone(t, s, key(1))
	if left, err := filepath.Glob(filepath.Join(dir, "writing-*")); len(left) > 0 || err != nil {
		t.Errorf("left are %v, %v", left, err)
	}
}

func TestALostSecretMeansThatAllIsMadeAgain(t *testing.T) {
	for name, lose := range map[string]func(secret string) error{
		"it is gone":   os.Remove,
		"it is cut":    func(secret string) error { return os.Truncate(secret, 31) },
		"it is empty":  func(secret string) error { return os.Truncate(secret, 0) },
		"it is longer": func(secret string) error { return os.WriteFile(secret, make([]byte, 33), 0o600) },
		"another's":    func(secret string) error { return os.WriteFile(secret, make([]byte, 32), 0o600) },
		"a folder": func(secret string) error {
			_ = os.Remove(secret)
			return os.MkdirAll(filepath.Join(secret, "full"), 0o700)
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			cache.Open(dir, 0, nil).Put(key(1), []byte("code"))
			if err := lose(filepath.Join(dir, "cache.key")); err != nil {
				t.Fatal(err)
			}
			if usable, others, err := cache.List(dir); len(usable) != 0 || others != 1 || err != nil {
				t.Errorf("listed %v and %d others, %v", usable, others, err)
			}
			s := cache.Open(dir, 0, nil)
			wantNone(t, s, key(1))
			s.Put(key(1), []byte("code"))
			want(t, s, key(1), "code")
			info, err := os.Stat(filepath.Join(dir, "cache.key"))
			if err != nil || !info.IsDir() && info.Size() != 32 {
				t.Errorf("the new secret is %v, %v", info, err)
			}
		})
	}
}

func TestInstallationsHaveSecretsOfTheirOwn(t *testing.T) {
	a, b := t.TempDir(), t.TempDir()
	var secrets [2][]byte
	for i, dir := range []string{a, b} {
		cache.Open(dir, 0, nil)
		var err error
		if secrets[i], err = os.ReadFile(filepath.Join(dir, "cache.key")); err != nil || len(secrets[i]) != 32 {
			t.Fatalf("%d bytes, %v", len(secrets[i]), err)
		}
	}
	if bytes.Equal(secrets[0], secrets[1]) {
		t.Error("two installations have the same secret")
	}
}

func TestWhatWasUsedLeastLatelyMakesRoom(t *testing.T) {
	dir := t.TempDir()
	s := cache.Open(dir, 5000, nil)
	content := make([]byte, 1000)
	for n := range 4 { // some 1,200 bytes each
		s.Put(key(n), content)
		age(t, dir, key(n), time.Now().Add(-time.Duration(10-n)*24*time.Hour))
	}
	want(t, s, key(0), string(content)) // now it is the last that was used
	s.Put(key(4), content)
	wantNone(t, s, key(1))
	for _, n := range []int{0, 2, 3, 4} {
		want(t, s, key(n), string(content))
	}
	// With less room at the next start, the newest stay.
	age(t, dir, key(0), time.Now().Add(time.Hour))
	s = cache.Open(dir, 1500, nil)
	want(t, s, key(0), string(content))
	if left := list(t, dir); len(left) != 1 {
		t.Errorf("left are %v", left)
	}
}

func TestWhatIsOutdatedMakesRoomFirst(t *testing.T) {
	dir := t.TempDir()
	content := make([]byte, 1000)
	old := cache.Open(dir, 0, nil)
	for n := range 4 { // some 1,200 bytes each; the odd ones are outdated, and were used last
		old.Put(key(n), content)
		age(t, dir, key(n), time.Now().Add(-time.Duration(10-n%2*5-n)*24*time.Hour))
	}
	outdated := func(k cache.Key) bool { return k == key(1) || k == key(3) }
	s := cache.Open(dir, 5000, outdated)
	s.Put(key(4), content)
	wantNone(t, s, key(1))
	for _, n := range []int{0, 2, 3, 4} {
		want(t, s, key(n), string(content))
	}
	// At a start too. What does not tell its key is of no use either.
	nameless, long := filepath.Join(dir, "image-"+strings.Repeat("0", 64)), time.Now().Add(-20*24*time.Hour)
	if err := errors.Join(os.WriteFile(nameless, content[:30], 0o600), os.Chtimes(nameless, long, long)); err != nil {
		t.Fatal(err)
	}
	s = cache.Open(dir, 3700, outdated)
	for _, n := range []int{0, 2, 4} {
		want(t, s, key(n), string(content))
	}
	if left := list(t, dir); len(left) != 3 {
		t.Errorf("left are %v", left)
	}
}

func TestWhatAProcessNeedsIsCountedOnceWhetherThereIsRoomOrNot(t *testing.T) {
	dir := t.TempDir()
	cache.Open(dir, 0, nil).Put(key(1), make([]byte, 1000))
	s := cache.Open(dir, 2000, nil)
	needs := func(want int64) {
		t.Helper()
		if got, most := s.Need(); got < want || got > want+500 || most != 2000 {
			t.Errorf("it needs %d bytes of %d, want some %d of 2000", got, most, want)
		}
	}
	needs(0)
	s.Get(key(0)) // which is not there
	needs(0)
	for range 2 {
		s.Get(key(1))
		needs(1000)
	}
	s.Put(key(2), make([]byte, 3000))
	s.Put(key(2), make([]byte, 3000))
	needs(4000)
}

func TestWhatHasNoRoomAtAllPushesNothingOut(t *testing.T) {
	dir := t.TempDir()
	s := cache.Open(dir, 5000, nil)
	s.Put(key(1), []byte("code"))
	age(t, dir, key(1), time.Now().Add(-time.Minute))
	s.Put(key(2), make([]byte, 5000))
	want(t, s, key(1), "code")
	wantNone(t, s, key(2))
}

func list(t *testing.T, dir string) []cache.Entry {
	t.Helper()
	usable, others, err := cache.List(dir)
	if err != nil || others != 0 {
		t.Fatalf("%d others, %v", others, err)
	}
	return usable
}

// age makes it look as if an entry had been used at a time.
func age(t *testing.T, dir string, k cache.Key, at time.Time) {
	t.Helper()
	elsewhere := t.TempDir() // an entry of the same key has the same name
	cache.Open(elsewhere, 0, nil).Put(k, nil)
	if err := os.Chtimes(filepath.Join(dir, filepath.Base(file(t, elsewhere))), at, at); err != nil {
		t.Fatal(err)
	}
}

func TestAListTellsWhatThereIs(t *testing.T) {
	dir := t.TempDir()
	s := cache.Open(dir, 0, nil)
	s.Put(key(1), []byte("code"))
	got := list(t, dir)
	if len(got) != 1 || got[0].Key != key(1) || got[0].Bytes < 100 || time.Since(got[0].Used) > time.Hour {
		t.Errorf("listed %v", got)
	}
	if usable, others, err := cache.List(filepath.Join(dir, "none")); usable != nil || others != 0 || err != nil {
		t.Errorf("a folder that is not there has %v, %d, %v", usable, others, err)
	}
	if _, _, err := cache.List(filepath.Join(dir, "cache.key")); err == nil {
		t.Error("a file was listed")
	}
}

func TestClearRemovesWhatIsTheCachesAndNothingElse(t *testing.T) {
	dir := t.TempDir()
	s := cache.Open(dir, 0, nil)
	s.Put(key(1), []byte("code"))
	scratch := filepath.Join(dir, "scratch-1")
	if err := os.Mkdir(scratch, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, theirs := range []string{"state.json", "compiled-", "compiled-1", "my-" + key(1).Module, filepath.Join(scratch, "half")} {
		if !filepath.IsAbs(theirs) {
			theirs = filepath.Join(dir, theirs)
		}
		if err := os.WriteFile(theirs, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if n, bytes, err := cache.Clear(dir); n != 1 || bytes < 100 || err != nil {
		t.Errorf("cleared %d entries, %d bytes, %v", n, bytes, err)
	}
	left, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(left) != 4 {
		t.Errorf("left are %v, %v", left, err)
	}
	if n, _, err := cache.Clear(filepath.Join(dir, "none")); n != 0 || err != nil {
		t.Errorf("cleared %d entries of a folder that is not there, %v", n, err)
	}
	// Who has it open goes on.
	s.Put(key(1), []byte("code"))
	want(t, s, key(1), "code")
}

func TestWhatAProcessLeftHalfDoneIsRemovedAfterADay(t *testing.T) {
	dir := t.TempDir()
	for name, age := range map[string]time.Duration{
		"writing-1": 25 * time.Hour, "scratch-1": 25 * time.Hour, "writing-2": 23 * time.Hour, "state.json": 99 * time.Hour,
	} {
		path := filepath.Join(dir, name)
		if err := os.Mkdir(path, 0o700); err != nil {
			t.Fatal(err)
		}
		at := time.Now().Add(-age)
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	cache.Open(dir, 0, nil)
	left, err := fs.Glob(os.DirFS(dir), "*")
	if want := []string{"cache.key", "state.json", "writing-2"}; err != nil || fmt.Sprint(left) != fmt.Sprint(want) {
		t.Errorf("left are %v, %v, want %v", left, err, want)
	}
}

// Whoever reads while others write has something whole, of one of them.
func TestEntriesAreWrittenWholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	cache.Open(dir, 0, nil).Put(key(1), bytes.Repeat([]byte{0}, 50_000))
	var all sync.WaitGroup
	for n := range 4 {
		all.Go(func() {
			s := cache.Open(dir, 0, nil)
			for range 20 {
				s.Put(key(1), bytes.Repeat([]byte{byte(n)}, 50_000))
				got, ok := s.Get(key(1))
				if !ok || len(got) != 50_000 || !bytes.Equal(got, bytes.Repeat(got[:1], 50_000)) {
					t.Errorf("got %d bytes, %v", len(got), ok)
				}
			}
		})
	}
	all.Wait()
}

func FuzzWhatIsNotOursIsNotUsed(f *testing.F) {
	f.Add([]byte(nil))
	f.Add(make([]byte, 36))
	f.Add(append(make([]byte, 35), 0xff))
	f.Fuzz(func(t *testing.T, b []byte) {
		dir := t.TempDir()
		s := cache.Open(dir, 0, nil)
		s.Put(key(1), []byte("code"))
		if err := os.WriteFile(file(t, dir), b, 0o600); err != nil {
			t.Fatal(err)
		}
		wantNone(t, s, key(1))
	})
}

func TestProcessesThatStartAtOnceShareWhatTheyKeep(t *testing.T) {
	for range 20 {
		dir := t.TempDir()
		var all sync.WaitGroup
		for i := range 10 {
			all.Go(func() { cache.Open(dir, 0, nil).Put(key(i), []byte("content")) })
		}
		all.Wait()
		store := cache.Open(dir, 0, nil)
		for i := range 10 {
			if _, ok := store.Get(key(i)); !ok {
				t.Fatalf("what process %d has kept is not there", i)
			}
		}
	}
}
