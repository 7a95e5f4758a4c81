package sandbox

import (
	"bytes"
	"fmt"
	"os"
	"testing"

	"golang.org/x/sys/unix"
)

// BenchmarkRestore compares the ways in which a memory of a size, of which so
// many pages were written, can be made its image again. copiedBytes and
// givenBackBytes rest on it.
func BenchmarkRestore(b *testing.B) {
	page := os.Getpagesize()
	for _, size := range []int{64 << 10, 128 << 10, 256 << 10, 4 << 20, 16 << 20} {
		memory, image := newLinearMemory(uint64(size)), bytes.Repeat([]byte{1}, size)
		file := newImageFile(uint64(size), nonZero(image), nil)
		if file == nil || !memory.reserved.mapImage(file, uint64(size)) {
			b.Fatal("the image cannot be mapped")
		}
		mapped := memory.reserved.bytes
		for _, written := range []int{2, 10, 70, 500, 2000} {
			if written*page > size {
				continue
			}
			for _, way := range []struct {
				name    string
				restore func()
			}{
				{"copy", func() { copy(mapped, image) }},
				{"copy-back", func() { file.copyBack(mapped) }},
				{"give-back", func() { _ = unix.Madvise(mapped, unix.MADV_DONTNEED) }},
			} {
				b.Run(fmt.Sprintf("%dKiB/%d-pages/%s", size>>10, written, way.name), func(b *testing.B) {
					_ = unix.Madvise(mapped, unix.MADV_DONTNEED)
					for b.Loop() {
						for i := range written {
							mapped[i*(size/written)&^(page-1)]++
						}
						way.restore()
					}
				})
			}
		}
		memory.Free()
		file.close()
	}
}
