//go:build !linux

package sandbox

// imageFile is nothing here: images are copied.
type imageFile struct{ content []byte }

func newImageFile(uint64, []StoredPart, *imageFile) *imageFile { return nil }

func (*imageFile) mapOver([]byte) bool { return false }
func (*imageFile) restore([]byte)      {}
func (*imageFile) close()              {}

func (*imageFile) mappings() int { return 0 }

func (*imageFile) privateBytes(memory []byte) int64 { return int64(len(memory)) }
