//go:build !unix

package sandbox

// reservation is memory of Go's heap, which the system gives as it is touched.
type reservation struct{ bytes []byte }

func reserve(n uint64) *reservation { return &reservation{make([]byte, n)} }

// commit says whether the first n bytes can be used.
func (r *reservation) commit(n uint64) bool { return n <= uint64(len(r.bytes)) }

func (r *reservation) free() {}

func (r *reservation) mapImage(*imageFile, uint64) bool { return false }
