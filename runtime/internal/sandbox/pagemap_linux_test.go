package sandbox

import (
	"os"
	"sync"
	"testing"

	"golang.org/x/sys/unix"
)

// atDepth calls f with n more frames on the stack.
//
//go:noinline
func atDepth(n int, f func()) byte {
	var frame [8]byte
	if n == 0 {
		f()
		return frame[0]
	}
	frame[n%8] = byte(n)
	return atDepth(n-1, f) + frame[(n+1)%8]
}

// A stack that grows moves. Wherever it does so on the way to the kernel, what
// that answers must arrive.
func TestChangedPagesAreFoundAtEveryDepthOfTheStack(t *testing.T) {
	page := os.Getpagesize()
	image := make([]byte, 4*page)
	image[0] = 1
	file := newImageFile(uint64(len(image)), nonZero(image), nil)
	if file == nil {
		t.Fatal("there is no file that lies in memory")
	}
	defer file.close()
	memory, err := unix.Mmap(file.fd, 0, len(image), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := unix.Munmap(memory); err != nil {
			t.Error(err)
		}
	}()
	memory[page] = 5
	for depth := range 800 {
		var fresh sync.WaitGroup // a goroutine whose stack is small
		fresh.Go(func() {
			atDepth(depth, func() {
				if r, ok := file.private.of(memory); !ok || len(r) != 1 || r[0] != (pageRange{page, 2 * page}) {
					t.Errorf("at depth %d: %v, %v", depth, r, ok)
				}
			})
		})
		fresh.Wait()
	}
}
