//go:build unix

package sandbox

import "syscall"

// reservation is address space that takes memory only where it was touched.
type reservation struct {
	bytes     []byte
	committed uint64 // of the beginning; the rest cannot be touched
}

// reserve returns n bytes of it, or nil when the system has none to give. What
// is not committed counts nowhere, not even where the system never promises
// more memory than it has.
func reserve(n uint64) *reservation {
	b, err := syscall.Mmap(-1, 0, int(n), syscall.PROT_NONE, syscall.MAP_PRIVATE|syscall.MAP_ANON)
	if err != nil {
		return nil
	}
	return &reservation{bytes: b}
}

// commit says whether the first n bytes can be used.
func (r *reservation) commit(n uint64) bool {
	if n > uint64(len(r.bytes)) {
		return false
	}
	if n > r.committed {
		if syscall.Mprotect(r.bytes[r.committed:n], syscall.PROT_READ|syscall.PROT_WRITE) != nil {
			return false
		}
		r.committed = n
	}
	return true
}

// mapImage maps an image of n bytes over the beginning.
func (r *reservation) mapImage(f *imageFile, n uint64) bool {
	if !f.mapOver(r.bytes[:n]) {
		return false
	}
	r.committed = n
	return true
}

func (r *reservation) free() {
	_ = syscall.Munmap(r.bytes) // fails only for what was not mapped
}
