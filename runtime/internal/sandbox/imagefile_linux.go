package sandbox

import (
	"os"
	"slices"
	"unsafe"

	"golang.org/x/sys/unix"
)

// imageFile is a memory in a file that lies in memory and cannot change any
// more. Guests map it: they share what they only read, and have for themselves
// each page that they write to.
//
// One that lies over another has only what differs. Of that, guests map where
// much lies close together, and copy the rest: a process may have only some ten
// thousand mappings.
type imageFile struct {
	fd      int
	size    uint64
	content []byte // the file, mapped to be read; of one over another, only what it has
	private privatePages

	under  *imageFile // nil: it lies over none
	mapped []pageRange
	copied []StoredPart
}

// What of a file over another is mapped: of what has so many bytes, or more, with
// no gap in it of more than so many that do not differ, the largest few.
const (
	mappedBytes = 64 << 10
	gapBytes    = 16 << 10
	mostMapped  = 4
)

// newImageFile writes the parts of a memory to a file. It returns nil where the
// system has no such files.
func newImageFile(size uint64, parts []StoredPart, under *imageFile) *imageFile {
	fd, err := unix.MemfdCreate("sandpiper-image", unix.MFD_CLOEXEC|unix.MFD_ALLOW_SEALING|unix.MFD_NOEXEC_SEAL)
	if err == unix.EINVAL { // before Linux 6.3
		fd, err = unix.MemfdCreate("sandpiper-image", unix.MFD_CLOEXEC|unix.MFD_ALLOW_SEALING)
	}
	if err != nil {
		return nil
	}
	f := &imageFile{fd: fd, size: size, under: under}
	if under != nil {
		f.private = under.private // it was tried
	}
	if !f.fill(parts) || under == nil && !f.tried() {
		f.close()
		return nil
	}
	return f
}

// fill writes the file, seals it, maps it, and finds out what guests map of it.
func (f *imageFile) fill(parts []StoredPart) bool {
	if unix.Ftruncate(f.fd, int64(f.size)) != nil {
		return false
	}
	if f.under == nil {
		f.mapped = []pageRange{{0, int(f.size)}}
	} else {
		f.mapped = gathered(parts)
		for _, r := range f.mapped {
			if under := f.under.content; r.start < len(under) && !f.write(under[r.start:min(r.end, len(under))], r.start) {
				return false
			}
		}
	}
	for _, part := range parts {
		if !f.write(part.Bytes, int(part.Offset)) {
			return false
		}
	}
	const seals = unix.F_SEAL_WRITE | unix.F_SEAL_SHRINK | unix.F_SEAL_GROW | unix.F_SEAL_SEAL
	if _, err := unix.FcntlInt(uintptr(f.fd), unix.F_ADD_SEALS, seals); err != nil {
		return false
	}
	var err error
	if f.content, err = unix.Mmap(f.fd, 0, int(f.size), unix.PROT_READ, unix.MAP_PRIVATE); err != nil {
		return false
	}
	for _, part := range parts {
		within := func(r pageRange) bool { return r.start <= int(part.Offset) && int(part.end()) <= r.end }
		if !slices.ContainsFunc(f.mapped, within) {
			f.copied = append(f.copied, StoredPart{part.Offset, f.content[part.Offset:part.end()]})
		}
	}
	return true
}

func (f *imageFile) write(b []byte, at int) bool {
	n, err := unix.Pwrite(f.fd, b, int64(at))
	return n == len(b) && err == nil
}

// gathered are the ranges in which there are enough parts, close enough, to be
// mapped together.
func gathered(parts []StoredPart) (ranges []pageRange) {
	for len(parts) > 0 {
		n := 1
		for n < len(parts) && parts[n].Offset-parts[n-1].end() <= gapBytes {
			n++
		}
		if start, end := parts[0].Offset, parts[n-1].end(); end-start >= mappedBytes {
			ranges = append(ranges, pageRange{int(start), int(end)})
		}
		parts = parts[n:]
	}
	slices.SortFunc(ranges, func(a, b pageRange) int { return (b.end - b.start) - (a.end - a.start) })
	return ranges[:min(len(ranges), mostMapped)]
}

// mappings is how many mappings a memory has at most that was mapped over: each
// part that is mapped divides another, and behind it all is what the memory may
// grow into.
func (f *imageFile) mappings() int {
	n := 1 + 2*len(f.mapped)
	if f.under != nil {
		n += f.under.mappings() + 1
	}
	return n
}

// mapOver makes a memory, of the size of the file, a private copy of it.
func (f *imageFile) mapOver(memory []byte) bool {
	if f.under != nil && !f.under.mapOver(memory[:f.under.size]) {
		return false
	}
	if f.under != nil && f.size > f.under.size && unix.Mprotect(memory[f.under.size:], unix.PROT_READ|unix.PROT_WRITE) != nil {
		return false
	}
	for _, r := range f.mapped {
		_, err := unix.MmapPtr(f.fd, int64(r.start), unsafe.Pointer(&memory[r.start]), uintptr(r.end-r.start),
			unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_FIXED)
		if err != nil {
			return false
		}
	}
	f.copyParts(memory)
	return true
}

// copyParts copies what is not mapped to a memory that has all the rest.
func (f *imageFile) copyParts(memory []byte) {
	for _, part := range f.copied {
		copy(memory[part.Offset:], part.Bytes)
	}
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
	f.copyParts(memory)
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
		f.copyRange(memory, r)
	}
	return true
}

// copyRange copies a range of the file, and of what it lies over, to a memory.
func (f *imageFile) copyRange(memory []byte, r pageRange) {
	if f.under != nil {
		under := pageRange{min(r.start, int(f.under.size)), min(r.end, int(f.under.size))}
		f.under.copyRange(memory, under)
		clear(memory[under.end:r.end][max(r.start-under.end, 0):])
	}
	for _, own := range f.mapped {
		f.copyBoth(memory, r, own)
	}
	for _, part := range f.copied {
		f.copyBoth(memory, r, pageRange{int(part.Offset), int(part.end())})
	}
}

// copyBoth copies what is in both ranges.
func (f *imageFile) copyBoth(memory []byte, a, b pageRange) {
	if start, end := max(a.start, b.start), min(a.end, b.end); start < end {
		copy(memory[start:end], f.content[start:end])
	}
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
	if f.under == nil {
		f.private.close()
	}
	_ = unix.Close(f.fd) // nothing is written any more
}
