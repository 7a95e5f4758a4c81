//go:build !noscripts

package python

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
)

//go:embed python.wasm.gz
var packed []byte

// Module unpacks the interpreter: about 11 MB that the caller owns.
func Module() []byte {
	unpacked, err := gzip.NewReader(bytes.NewReader(packed))
	if err == nil {
		var module []byte
		if module, err = io.ReadAll(unpacked); err == nil {
			return module
		}
	}
	panic("BUG: " + err.Error()) // the file is ours, and gzip has its sum
}
