//go:build !linux

package sandbox

// imageFile is nothing here: images are copied.
type imageFile struct{}

func newImageFile([]byte) (*imageFile, []byte) { return nil, nil }

func (*imageFile) mapOver([]byte) bool { return false }
func (*imageFile) restore([]byte)      {}
func (*imageFile) close()              {}

func (*imageFile) privateBytes(memory []byte) int64 { return int64(len(memory)) }
