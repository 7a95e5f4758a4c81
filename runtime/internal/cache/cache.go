// Package cache keeps on disk what takes long to make and can be made again,
// such as compiled code. It is a folder of its owner alone, in which each entry
// is a file:
//
//	compiled-3f1c…    its name: the kind, and the digest of the key
//
//	 0       32          36
//	+-------+-----------+-------------+----------
//	| MAC   | length of | key, as     | content
//	|       | the key   | JSON        |
//	+-------+-----------+-------------+----------
//
// The MAC, HMAC-SHA256 with a secret of this installation, is over all that
// follows it. The secret is a file of the folder too. So what another program
// or another machine left there, what was changed, and what is not whole, is
// not used. Nothing that is kept is needed: whatever goes wrong, an entry is
// then not there, and is made again.
package cache

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// Kind is what is kept of a module.
type Kind string

const (
	Metered  Kind = "metered"  // the module as it was rewritten
	Compiled Kind = "compiled" // its machine code
	Image    Kind = "image"    // what its initialisation leaves behind
)

// Key says what an entry is, by all that its content depends on.
type Key struct {
	Kind   Kind   `json:"kind"`
	Module string `json:"module"` // the digest of its file, in hexadecimal
	Maker  string `json:"maker"`  // what made it, with its version
	Exact  string `json:"exact"`  // all else that there is
}

// DefaultMaxBytes is enough for hundreds of modules.
const DefaultMaxBytes = 1 << 30

// Store is an open cache. Its methods may be called from many goroutines, and
// many processes may have one folder open.
type Store struct {
	dir      string
	maxBytes int64
	outdated func(Key) bool
	secret   []byte // nil: unknown, so nothing is ours

	trimming sync.Mutex

	mu   sync.Mutex
	used map[string]int64 // bytes of the entries that were got and put, by their names
}

// Open opens the cache in a folder that is there, and is its owner's alone. Its
// entries are at most so many bytes together; 0 means [DefaultMaxBytes]. Those
// that are outdated by their keys, nil for none, are the first to make room.
func Open(dir string, maxBytes int64, outdated func(Key) bool) *Store {
	if maxBytes == 0 {
		maxBytes = DefaultMaxBytes
	}
	if outdated == nil {
		outdated = func(Key) bool { return false }
	}
	s := &Store{dir: dir, maxBytes: maxBytes, outdated: outdated, secret: secretOf(dir), used: map[string]int64{}}
	sweep(dir, time.Now().Add(-temporaryAge))
	s.trim()
	return s
}

// Get returns what was put under the key, which is the caller's from then on.
func (s *Store) Get(k Key) ([]byte, bool) {
	file := filepath.Join(s.dir, k.name())
	info, err := os.Lstat(file)
	if err != nil {
		return nil, false
	}
	_, content, ok := s.read(file, info)
	if !ok {
		_ = os.Remove(file) // or it is written over; a folder may stay
		return nil, false
	}
	// That it was used is worth a write now and then, not each time.
	if now := time.Now(); now.Sub(info.ModTime()) > time.Hour {
		_ = os.Chtimes(file, now, now)
	}
	s.use(k, info.Size())
	return content, true
}

// use notes that an entry is of use to this process.
func (s *Store) use(k Key, bytes int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.used[k.name()] = bytes
}

// Need returns how many bytes all entries have together that this process has
// got and put, whether there was room for them or not, and how many there can
// be. Where it needs more, it will not find all of them at its next start.
func (s *Store) Need() (bytes, most int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, of := range s.used {
		bytes += of
	}
	return bytes, s.maxBytes
}

// Has says that there is an entry for the key, without a look at what it holds.
func (s *Store) Has(k Key) bool {
	_, err := os.Lstat(filepath.Join(s.dir, k.name()))
	return err == nil
}

// Put keeps content, where it can and where there is room for it. What is
// outdated makes room, and then what was used least lately.
func (s *Store) Put(k Key, content []byte) {
	key := k.encoded()
	length := binary.LittleEndian.AppendUint32(nil, uint32(len(key)))
	size := int64(macBytes + len(length) + len(key) + len(content))
	s.use(k, size)
	if size > s.maxBytes {
		return
	}
	if write(s.dir, k.name(), s.mac(length, key, content), length, key, content) == nil {
		s.trim()
	}
}

const macBytes = sha256.Size

func (s *Store) mac(parts ...[]byte) []byte {
	h := hmac.New(sha256.New, s.secret)
	_, _ = h.Write([]byte("sandpiper cache 1\n")) // the version of the layout; a hash does not fail
	for _, part := range parts {
		_, _ = h.Write(part)
	}
	return h.Sum(nil)
}

// read returns the entry that a file holds, if it is ours and has its name. Only regular files are opened: who reads a
// named pipe waits for its writer.
func (s *Store) read(file string, info fs.FileInfo) (k Key, content []byte, ok bool) {
	if s.secret == nil || !info.Mode().IsRegular() || info.Size() > s.maxBytes {
		return Key{}, nil, false
	}
	b, err := os.ReadFile(file)
	if err != nil || len(b) < macBytes+4 || !hmac.Equal(b[:macBytes], s.mac(b[macBytes:])) {
		return Key{}, nil, false
	}
	b = b[macBytes:]
	length := binary.LittleEndian.Uint32(b) // ours, as the MAC says
	b = b[4:]
	if json.Unmarshal(b[:length], &k) != nil || k.name() != filepath.Base(file) {
		return Key{}, nil, false
	}
	return k, b[length:], true
}

// maxKeyBytes is more than any key has.
const maxKeyBytes = 1 << 20

// keyOf returns the key that a file says it is for.
func keyOf(file string) (k Key, ok bool) {
	f, err := os.Open(file)
	if err != nil {
		return Key{}, false
	}
	defer f.Close()
	var head [macBytes + 4]byte
	if _, err := io.ReadFull(f, head[:]); err != nil {
		return Key{}, false
	}
	key := make([]byte, min(binary.LittleEndian.Uint32(head[macBytes:]), maxKeyBytes))
	if _, err := io.ReadFull(f, key); err != nil {
		return Key{}, false
	}
	return k, json.Unmarshal(key, &k) == nil
}

func (k Key) encoded() []byte {
	b, err := json.Marshal(k)
	if err != nil {
		panic("BUG: " + err.Error())
	}
	return b
}

func (k Key) name() string {
	digest := sha256.Sum256(k.encoded())
	return string(k.Kind) + "-" + hex.EncodeToString(digest[:])
}

// trim removes what is outdated, and then what was used least lately, until the
// rest has room.
func (s *Store) trim() {
	s.trimming.Lock()
	defer s.trimming.Unlock()
	files := entries(s.dir)
	var bytes int64
	for _, file := range files {
		bytes += file.Size()
	}
	if bytes <= s.maxBytes {
		return
	}
	stays := map[string]int{}
	for _, file := range files {
		// Nobody has authenticated the key: all that it can do is to go.
		if k, ok := keyOf(filepath.Join(s.dir, file.Name())); ok && !s.outdated(k) {
			stays[file.Name()] = 1
		}
	}
	slices.SortFunc(files, func(a, b fs.FileInfo) int {
		return cmp.Or(cmp.Compare(stays[a.Name()], stays[b.Name()]), a.ModTime().Compare(b.ModTime()))
	})
	for _, file := range files {
		if bytes <= s.maxBytes {
			return
		}
		_ = os.Remove(filepath.Join(s.dir, file.Name())) // another process may have been quicker
		bytes -= file.Size()
	}
}
