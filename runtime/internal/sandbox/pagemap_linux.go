package sandbox

import (
	"encoding/binary"
	"os"
	"runtime"
	"slices"
	"unsafe"

	"golang.org/x/sys/unix"
)

// privatePages finds the pages of a mapping that this process has for itself,
// because it has written to them. It asks the kernel: in one call from Linux
// 6.7 on, and before by reading a word for each page.
type privatePages struct {
	pagemap *os.File
	ask     func(memory []byte) (ranges []pageRange, ok bool) // nil: it cannot be told
}

// pageRange are the bytes from start to before end, in whole pages.
type pageRange struct{ start, end int }

func total(ranges []pageRange) (bytes int64) {
	for _, r := range ranges {
		bytes += int64(r.end - r.start)
	}
	return bytes
}

// openPrivatePages finds out which way gives the right answer for a memory of
// which that range is private and no other.
func openPrivatePages(memory []byte, private pageRange) privatePages {
	file, err := os.Open("/proc/self/pagemap")
	if err != nil {
		return privatePages{}
	}
	p := privatePages{pagemap: file}
	for _, ask := range []func([]byte) ([]pageRange, bool){p.scan, p.read} {
		if ranges, ok := ask(memory); ok && slices.Equal(ranges, []pageRange{private}) {
			p.ask = ask
			return p
		}
	}
	p.close()
	return privatePages{}
}

// of returns the ranges, in their order.
func (p privatePages) of(memory []byte) (ranges []pageRange, ok bool) {
	if p.ask == nil {
		return nil, false
	}
	return p.ask(memory)
}

func (p privatePages) close() {
	if p.pagemap != nil {
		_ = p.pagemap.Close() // it was only read
	}
}

// scanArguments is struct pm_scan_arg of linux/fs.h, and scanned is struct
// page_region.
type scanArguments struct {
	size, flags                    uint64
	start, end, walkEnd            uint64
	regions, regionCount, maxPages uint64
	inverted, all, anyOf, returned uint64
}

type scanned struct{ start, end, _ uint64 }

const (
	pagemapScan = 0xc0606610 // PAGEMAP_SCAN of linux/fs.h: _IOWR('f', 16, struct pm_scan_arg)

	pageIsFile    = 1 << 2 // of the file, hence not private
	pageIsPresent = 1 << 3
	pageIsSwapped = 1 << 4
)

// scan asks by ioctl.
func (p privatePages) scan(memory []byte) (ranges []pageRange, ok bool) {
	base := uint64(uintptr(unsafe.Pointer(unsafe.SliceData(memory))))
	// The kernel is given the address of found as a number, so found must stay
	// where it is: pinned it is not on the stack, which moves when it grows.
	found := new([64]scanned)
	var pinner runtime.Pinner
	pinner.Pin(found)
	defer pinner.Unpin()
	arguments := scanArguments{
		size: uint64(unsafe.Sizeof(scanArguments{})), start: base, end: base + uint64(len(memory)),
		regions: uint64(uintptr(unsafe.Pointer(found))), regionCount: uint64(len(found)),
		inverted: pageIsFile, all: pageIsFile, anyOf: pageIsPresent | pageIsSwapped,
	}
	for arguments.start < arguments.end {
		n, _, errno := unix.Syscall(unix.SYS_IOCTL, p.pagemap.Fd(), pagemapScan, uintptr(unsafe.Pointer(&arguments)))
		if errno != 0 {
			return nil, false
		}
		for _, region := range found[:n] {
			ranges = append(ranges, pageRange{int(region.start - base), int(region.end - base)})
		}
		arguments.start = arguments.walkEnd
	}
	return ranges, true
}

// read reads /proc/self/pagemap: 64 bits for each page, of which 63 says that
// it is in memory, 62 that it is swapped out, and 61 that it is a file's.
func (p privatePages) read(memory []byte) (ranges []pageRange, ok bool) {
	const word, present, swapped, file = 8, 1 << 63, 1 << 62, 1 << 61
	page := os.Getpagesize()
	first := int64(uintptr(unsafe.Pointer(unsafe.SliceData(memory)))) / int64(page)
	words := make([]byte, min(len(memory)/page, 4096)*word)
	for at := 0; at < len(memory); {
		n := min(len(words), (len(memory)-at)/page*word)
		if _, err := p.pagemap.ReadAt(words[:n], (first+int64(at/page))*word); err != nil {
			return nil, false
		}
		for i := 0; i < n; i, at = i+word, at+page {
			bits := binary.LittleEndian.Uint64(words[i:])
			if bits&(present|swapped) == 0 || bits&file != 0 {
				continue
			}
			if last := len(ranges) - 1; last >= 0 && ranges[last].end == at {
				ranges[last].end += page
			} else {
				ranges = append(ranges, pageRange{at, at + page})
			}
		}
	}
	return ranges, true
}
