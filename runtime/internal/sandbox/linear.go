package sandbox

// linearMemory is address space of the size of its guest's limit, of which the
// guest has the beginning. Growing hands out more of it and copies nothing, so
// that the memory never moves.
type linearMemory struct {
	reserved *reservation
	limit    uint64 // bytes, for the guest that has it now
	size     uint64 // bytes that the guest has
	starved  bool   // the guest asked for more than its limit, when it last asked
}

// newLinearMemory reserves memory for guests of up to that limit. It returns
// nil when the system has none to give.
func newLinearMemory(limit uint64) *linearMemory {
	reserved := reserve(max(limit, pageBytes))
	if reserved == nil {
		return nil
	}
	return &linearMemory{reserved: reserved, limit: limit}
}

// bytes is what the guest has.
func (m *linearMemory) bytes() []byte { return m.reserved.bytes[:m.size:m.size] }

// fits says whether a guest of that limit can have the memory.
func (m *linearMemory) fits(limit uint64) bool { return limit <= uint64(len(m.reserved.bytes)) }

// Reallocate returns the memory at another size, or nil when the guest may not
// have so much: it then sees -1.
func (m *linearMemory) Reallocate(size uint64) []byte {
	if size > m.limit || !m.reserved.commit(size) {
		m.starved = true
		return nil
	}
	m.size, m.starved = size, false
	return m.bytes()
}

// Free gives the memory back.
func (m *linearMemory) Free() {
	if m.reserved != nil {
		m.reserved.free()
		m.reserved = nil
	}
}
