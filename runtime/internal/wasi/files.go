package wasi

import "encoding/binary"

// A guest has three files: standard input, which is empty, and standard output
// and error, which are captured.
const (
	stdin  = 0
	stdout = 1
	stderr = 2
)

// stdio succeeds on the three files and does nothing.
func stdio(_ *guest, stack []uint64) errno {
	if uint32(stack[0]) > stderr {
		return badf
	}
	return success
}

// fdStatus describes the three files as character devices.
//
//	0          2          4          8              16             24
//	| type u8  | flags u16| padding  | rights u64    | inherited u64 |
func fdStatus(g *guest, stack []uint64) errno {
	const characterDevice, readRight, writeRight = 2, 1 << 1, 1 << 6
	fd := uint32(stack[0])
	if fd > stderr {
		return badf
	}
	rights := uint64(writeRight)
	if fd == stdin {
		rights = readRight
	}
	b := g.Read(uint32(stack[1]), 24)
	clear(b)
	b[0] = characterDevice
	binary.LittleEndian.PutUint64(b[8:], rights)
	return success
}

// fdRead finds the end of standard input.
func fdRead(g *guest, stack []uint64) errno {
	if uint32(stack[0]) != stdin {
		return badf
	}
	g.put32(stack[3], 0)
	return success
}

// fdWrite captures what the iovs at stack[1], each {ptr u32, len u32}, hold, up
// to a number of bytes: 1024 iovs could name the whole memory as often, and
// nothing ends a host function. Whoever has more to write calls again.
func fdWrite(g *guest, stack []uint64) errno {
	const maxIovs, iovSize, maxBytes = 1024, 8, 64 << 10
	fd, n := uint32(stack[0]), uint32(stack[2])
	if fd != stdout && fd != stderr {
		return badf
	}
	if n > maxIovs {
		return inval
	}
	iovs, written := g.Read(uint32(stack[1]), n*iovSize), uint32(0)
	for ; len(iovs) > 0; iovs = iovs[iovSize:] {
		b := g.View(binary.LittleEndian.Uint32(iovs), binary.LittleEndian.Uint32(iovs[4:]))
		b = b[:min(uint32(len(b)), maxBytes-written)]
		g.host.Output(int(fd), b)
		written += uint32(len(b))
	}
	g.Charge(int(written))
	g.put32(stack[3], written)
	return success
}
