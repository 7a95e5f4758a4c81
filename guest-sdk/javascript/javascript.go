//go:build !noscripts

package javascript

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
)

//go:embed qjs.wasm.gz
var packed []byte

// Module unpacks the interpreter: about 0.8 MB that the caller owns.
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
