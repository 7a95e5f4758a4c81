package runtime_test

import (
	"fmt"
	"os"
	"strings"
)

// mappedBytes is how much memory without a file this process has mapped and may
// touch: the heap of Go, code of the engine, memories of guests.
func mappedBytes() (n int64) {
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		panic(err)
	}
	for line := range strings.Lines(string(maps)) {
		// 7f0000000000-7f0000001000 rw-p 00000000 00:00 0   and a name
		var from, to, inode uint64
		var access, offset, device string
		if _, err := fmt.Sscanf(line, "%x-%x %s %s %s %d", &from, &to, &access, &offset, &device, &inode); err != nil {
			panic(err)
		}
		if inode == 0 && !strings.HasPrefix(access, "---") {
			n += int64(to - from)
		}
	}
	return n
}
