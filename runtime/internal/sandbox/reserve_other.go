//go:build !unix

package sandbox

// reservation is memory of Go's heap, which the system gives as it is touched.
type reservation []byte

func reserve(n uint64) reservation { return make(reservation, n) }

// commit says whether the first n bytes can be used.
func (r reservation) commit(n uint64) bool { return n <= uint64(len(r)) }

func (r reservation) free() {}
