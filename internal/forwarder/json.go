package forwarder

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"
)

// encode returns the JSON of v in valid UTF-8, which encoding/json does not see
// to where v holds JSON that a guest wrote.
func encode(v any) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	if utf8.Valid(b) {
		return b, nil
	}
	return bytes.ToValidUTF8(b, []byte("\uFFFD")), nil
}

// must encodes what always has a JSON form.
func must(v any) []byte {
	b, err := encode(v)
	if err != nil {
		panic("BUG: encoding our own value: " + err.Error())
	}
	return b
}
