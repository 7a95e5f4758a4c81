package wasi

import "encoding/binary"

// The files that every guest has: standard input, which is empty, and standard
// output and error, which are captured.
const (
	stdin  = 0
	stdout = 1
	stderr = 2
)

// fdWrite captures what the iovs at stack[1], each {ptr u32, len u32}, hold, up
// to a number of bytes: 1024 iovs could name the whole memory as often, and
// nothing ends a host function. Whoever has more to write calls again.
func fdWrite(g *guest, stack []uint64) errno {
	fd := uint32(stack[0])
	if fd != stdout && fd != stderr {
		return badf
	}
	written := uint32(0)
	code := g.iovs(stack[1], stack[2], func(b []byte) {
		b = b[:min(uint32(len(b)), maxTransfer-written)]
		g.host.Output(int(fd), b)
		written += uint32(len(b))
	})
	if code != success {
		return code
	}
	g.Charge(int(written))
	g.put32(stack[3], written)
	return success
}

// maxTransfer is how many bytes one call reads or writes.
const maxTransfer = 64 << 10

// iovs calls f with each part of memory that the n iovs at a place name, and
// charges for none of them.
func (g *guest) iovs(at, n uint64, f func(part []byte)) errno {
	const maxIovs, iovSize = 1024, 8
	if uint32(n) > maxIovs {
		return inval
	}
	for iovs := g.Read(uint32(at), uint32(n)*iovSize); len(iovs) > 0; iovs = iovs[iovSize:] {
		f(g.View(binary.LittleEndian.Uint32(iovs), binary.LittleEndian.Uint32(iovs[4:])))
	}
	return success
}
