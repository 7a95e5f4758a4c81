package sandbox

import (
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

// imageFile is a memory in a file that lies in memory and cannot change any
// more. Guests map it: they share what they only read, and have for themselves
// each page that they write to.
type imageFile struct {
	fd      int
	content []byte // the file, mapped to be read
	private privatePages
}

// newImageFile writes a memory to a file, and returns a view of it too. It
// returns nil where the system has no such files.
func newImageFile(memory []byte) (*imageFile, []byte) {
	fd, err := unix.MemfdCreate("sandpiper-image", unix.MFD_CLOEXEC|unix.MFD_ALLOW_SEALING|unix.MFD_NOEXEC_SEAL)
	if err == unix.EINVAL { // before Linux 6.3
		fd, err = unix.MemfdCreate("sandpiper-image", unix.MFD_CLOEXEC|unix.MFD_ALLOW_SEALING)
	}
	if err != nil {
		return nil, nil
	}
	f := &imageFile{fd: fd}
	if !f.write(memory) || !f.tried() {
		f.close()
		return nil, nil
	}
	return f, f.content
}

// write fills the file, seals it, and maps it. Pages of zeros are left out.
func (f *imageFile) write(memory []byte) bool {
	if unix.Ftruncate(f.fd, int64(len(memory))) != nil {
		return false
	}
	page := os.Getpagesize()
	for at := 0; at < len(memory); at += page {
		b := memory[at : at+page]
		if isZero(b) {
			continue
		}
		if n, err := unix.Pwrite(f.fd, b, int64(at)); n != page || err != nil {
			return false
		}
	}
	const seals = unix.F_SEAL_WRITE | unix.F_SEAL_SHRINK | unix.F_SEAL_GROW | unix.F_SEAL_SEAL
	if _, err := unix.FcntlInt(uintptr(f.fd), unix.F_ADD_SEALS, seals); err != nil {
		return false
	}
	var err error
	f.content, err = unix.Mmap(f.fd, 0, len(memory), unix.PROT_READ, unix.MAP_PRIVATE)
	return err == nil
}

// mapOver makes a memory, of the size of the file, a private copy of it.
func (f *imageFile) mapOver(memory []byte) bool {
	_, err := unix.MmapPtr(f.fd, 0, unsafe.Pointer(&memory[0]), uintptr(len(memory)),
		unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_FIXED)
	return err == nil
}

// givenBackBytes is how much of a memory may have changed for it to be copied
// back. Beyond, the pages are given back to the system: they come again one
// page fault at a time, which takes longer than to copy them, but an idle cell
// must not hold on to all that some guest has needed once.
const givenBackBytes = 8 << 20

// restore makes a memory that was mapped over what the file says.
func (f *imageFile) restore(memory []byte) {
	if f.copyBack(memory) {
		return
	}
	if err := unix.Madvise(memory, unix.MADV_DONTNEED); err != nil {
		panic("BUG: giving back a memory: " + err.Error())
	}
}

// copyBack copies back the pages that have changed, where that can be told and
// they are not too many. It costs no page fault: the pages stay the guest's own.
func (f *imageFile) copyBack(memory []byte) bool {
	changed, ok := f.private.of(memory)
	if !ok {
		return false
	}
	if total(changed) > givenBackBytes {
		return false
	}
	for _, r := range changed {
		copy(memory[r.start:r.end], f.content[r.start:r.end])
	}
	return true
}

// privateBytes is how much of a memory that was mapped over is no longer the
// file's, or all of it where that cannot be told.
func (f *imageFile) privateBytes(memory []byte) int64 {
	changed, ok := f.private.of(memory)
	if !ok {
		return int64(len(memory))
	}
	return total(changed)
}

// tried opens what is needed to restore a memory, and tries it on one of three
// pages, of which the first is written, the second not looked at, and the third
// read. Who emulates Linux, or keeps a part of it from its processes, may say
// that something is done and not do it.
func (f *imageFile) tried() bool {
	page := os.Getpagesize()
	memory, err := unix.Mmap(f.fd, 0, 3*page, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE)
	if err != nil {
		return false
	}
	first, third := memory[0], memory[2*page]
	memory[0]++
	f.private = openPrivatePages(memory, pageRange{0, page})
	restored := unix.Madvise(memory, unix.MADV_DONTNEED) == nil && memory[0] == first && memory[2*page] == third
	return unix.Munmap(memory) == nil && restored
}

func (f *imageFile) close() {
	if f.content != nil {
		_ = unix.Munmap(f.content) // fails only for what was not mapped
	}
	f.private.close()
	_ = unix.Close(f.fd) // nothing is written any more
}
