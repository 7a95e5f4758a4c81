package sandbox

import "context"

// Kept is a guest that is kept between two of its stays. It enters again, or is
// closed, once.
type Kept struct{ cell *cell }

// Enter is [Module.Enter] for a guest that goes on where it was. Without a
// guest in return it is still kept.
func (k *Kept) Enter(ctx context.Context, host any, limits Limits, begin func() context.Context) (*Guest, error) {
	return k.cell.module.enter(ctx, host, limits, begin, k.cell)
}

// Close ends the guest.
func (k *Kept) Close() { k.cell.close() }

// Fits says whether the guest can enter again within a limit of memory, tables
// and all, which may be another than before.
func (k *Kept) Fits(memoryBytes int64) bool {
	c, limit := k.cell, memoryBytes-k.cell.module.tableBytes
	return limit >= c.memoryBytes() && (c.memory == nil || c.memory.fits(uint64(limit)))
}

// Mappings is how many mappings of the system's the guest's memory takes, at
// most. A process may have some 65,000.
func (k *Kept) Mappings() int {
	if i := k.cell.image; i != nil && i.file != nil {
		return i.file.mappings()
	}
	return 2 // what it has, and what it may have
}

// Bytes is about what the guest holds for itself alone: the pages of its memory
// that it does not share with its image, its tables, and what else the engine
// has for it.
func (k *Kept) Bytes() int64 {
	const instanceBytes, functionBytes = 16 << 10, 40 // of the engine, as measured
	c := k.cell
	bytes := instanceBytes + int64(c.module.functions)*functionBytes + c.module.tableBytes
	if c.image != nil && c.image.file != nil {
		return bytes + c.image.file.privateBytes(c.memory.bytes())
	}
	return bytes + c.memoryBytes()
}
