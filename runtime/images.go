package runtime

import (
	"bytes"
	"crypto/sha256"
	"encoding/gob"
	"encoding/hex"
	"fmt"
	"os"
	"runtime/debug"
	"time"

	"github.com/sandpiper-checks/sandpiper/runtime/internal/cache"
	"github.com/sandpiper-checks/sandpiper/runtime/internal/sandbox"
)

// images keeps what initialisations leave behind from start to start: the
// memory and globals of the guest, and what the host has of it. An image comes
// of what the host answered as much as of the module, so one that another
// program made, an older version of this one for instance, is not used.
type images struct {
	store   *cache.Store // nil: none is kept
	program string       // what tells this program from all others
}

// openImages keeps images in a store, nil for none, if it can be told which
// program this is.
func openImages(store *cache.Store, program string) images {
	if program == "" {
		store = nil
	}
	return images{store, program}
}

// thisProgram is different for each program that was ever built or installed:
// it has the revision of the source, and the size and the time of the file. It
// is asked at the start, before an upgrade can have put another in its place.
func thisProgram() string {
	path, err := os.Executable()
	if err != nil {
		return ""
	}
	file, err := os.Stat(path)
	build, ok := debug.ReadBuildInfo()
	if err != nil || !ok {
		return ""
	}
	return fmt.Sprintf("%s\n%d bytes of %s", build, file.Size(), file.ModTime().UTC().Format(time.RFC3339Nano))
}

// storedImage is what is kept.
type storedImage struct {
	Guest   sandbox.StoredImage
	Initial *initial
	Image   string // that of the module
}

// use freezes a module with what was kept of it. What it returns is nil when
// there is nothing that can be used.
func (i images) use(m *module, now time.Time) *initial {
	if i.store == nil {
		return nil
	}
	content, ok := i.store.Get(i.key(m))
	if !ok {
		return nil
	}
	var s storedImage
	if gob.NewDecoder(bytes.NewReader(content)).Decode(&s) != nil || s.Initial == nil || m.UseImage(s.Guest) != nil {
		return nil
	}
	for n := range s.Initial.Logs {
		s.Initial.Logs[n].At = now // it is told anew at each start
	}
	m.image = s.Image
	return s.Initial
}

// keep keeps what the initialisation of a module has left.
func (i images) keep(m *module, left *initial) {
	if i.store == nil {
		return
	}
	var content bytes.Buffer
	guest := m.StoredImage()
	if m.interpreter == nil {
		m.image = digestOf(guest)
	}
	if err := gob.NewEncoder(&content).Encode(storedImage{guest, left, m.image}); err != nil {
		panic("BUG: " + err.Error())
	}
	i.store.Put(i.key(m), content.Bytes())
}

// digestOf is the same for images that are.
func digestOf(s sandbox.StoredImage) string {
	hash := sha256.New()
	for _, part := range s.Parts {
		fmt.Fprintln(hash, part.Offset, len(part.Bytes))
		hash.Write(part.Bytes)
	}
	fmt.Fprintln(hash, s.Size, s.Globals)
	return hex.EncodeToString(hash.Sum(nil))
}

// key names the image of a script by that of its interpreter too, over which it
// lies, and by the name that its file has, which it may know.
func (i images) key(m *module) cache.Key {
	exact := i.program
	if m.interpreter != nil {
		exact = fmt.Sprintf("%s\n%s\n%s", exact, m.interpreter.image, m.script.File)
	}
	return cache.Key{Kind: cache.Image, Module: m.digest, Maker: "image 2", Exact: exact}
}
