package sandbox

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"

	"github.com/sandpiper-checks/sandpiper/runtime/internal/meter"
	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

// metered keeps metered modules between starts, in a folder that belongs to the
// user alone; without one it meters each time. To meter costs about as much as
// to load the compiled code.
type metered struct{ dir string }

// of returns the metered form of a module, to freeze its guests or not.
func (c metered) of(m *wasm.Module, freezes bool) ([]byte, error) {
	rewrite, form := meter.Rewrite, "metered"
	if freezes {
		rewrite, form = meter.RewriteToFreeze, "to-freeze"
	}
	if c.dir == "" {
		return rewrite(m)
	}
	file := c.file(m, form)
	if code, ok := readSummed(file); ok {
		return code, nil
	}
	code, err := rewrite(m)
	if err == nil {
		writeSummed(file, code)
	}
	return code, err
}

// Meterable says why a module that was read cannot be metered, and so is not run.
func Meterable(m *wasm.Module) error {
	_, err := meter.Rewrite(m)
	return err
}

// file is where a module's metered form is kept: its name holds all that the
// form depends on.
func (c metered) file(m *wasm.Module, form string) string {
	digest := sha256.Sum256(m.Raw)
	return filepath.Join(c.dir, fmt.Sprintf("%s-%d-%s.wasm", form, meter.Version, hex.EncodeToString(digest[:])))
}

// readSummed reads a file that begins with the digest of the rest. One that is
// not there, or not whole, is as good as none.
func readSummed(file string) ([]byte, bool) {
	b, err := os.ReadFile(file)
	if err != nil || len(b) < sha256.Size {
		return nil, false
	}
	sum, content := [sha256.Size]byte(b), b[sha256.Size:]
	return content, sum == sha256.Sum256(content)
}

// writeSummed writes such a file. That it cannot be kept is no error: the next
// start meters again.
func writeSummed(file string, content []byte) {
	temporary, err := os.CreateTemp(filepath.Dir(file), "metering-*")
	if err != nil {
		return
	}
	sum := sha256.Sum256(content)
	_, err1 := temporary.Write(sum[:])
	_, err2 := temporary.Write(content)
	if err := temporary.Close(); err1 != nil || err2 != nil || err != nil || os.Rename(temporary.Name(), file) != nil {
		_ = os.Remove(temporary.Name())
	}
}
