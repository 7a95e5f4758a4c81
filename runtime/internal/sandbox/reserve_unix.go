//go:build unix

package sandbox

import "syscall"

// reservation is address space that takes memory only where it was touched.
type reservation []byte

// reserve returns n bytes of it, or nil when the system has none to give.
func reserve(n uint64) reservation {
	b, err := syscall.Mmap(-1, 0, int(n), syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_PRIVATE|syscall.MAP_ANON)
	if err != nil {
		return nil
	}
	return b
}

// commit says whether the first n bytes can be used.
func (r reservation) commit(n uint64) bool { return n <= uint64(len(r)) }

func (r reservation) free() {
	if r != nil {
		_ = syscall.Munmap(r) // fails only for what was not mapped
	}
}
