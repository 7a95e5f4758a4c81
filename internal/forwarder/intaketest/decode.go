package intaketest

import (
	"bytes"
	"compress/zlib"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

const (
	maxRawBytes    = 4 << 20
	maxPackedBytes = 5 << 19 // 2.5 MiB
)

//go:embed intake.schema.json
var schema []byte

// Decoder reads bodies as they are sent. It is safe for use by several
// goroutines.
type Decoder struct{ schema *jsonschema.Schema }

// NewDecoder returns a decoder; it costs some milliseconds.
func NewDecoder() *Decoder {
	definition, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	if err != nil {
		panic("BUG: reading intake.schema.json: " + err.Error())
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("intake.schema.json", definition); err != nil {
		panic("BUG: reading intake.schema.json: " + err.Error())
	}
	return &Decoder{compiler.MustCompile("intake.schema.json")}
}

// Decode reads one body, or says what is wrong with it.
func (d *Decoder) Decode(packed []byte) (p Payload, err error) {
	if len(packed) > maxPackedBytes {
		return p, fmt.Errorf("the body has %d bytes, more than %d", len(packed), maxPackedBytes)
	}
	raw, err := expand(packed)
	if err != nil {
		return p, err
	}
	if !utf8.Valid(raw) {
		return p, errors.New("the body is not UTF-8")
	}
	top, err := fields(raw)
	if err != nil {
		return p, fmt.Errorf("reading the body: %w", err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		return p, fmt.Errorf("reading the body: %w", err)
	}
	if err := d.schema.Validate(value); err != nil {
		return p, err
	}
	if _, err := fields(top["events"]); err != nil {
		return p, fmt.Errorf("reading events: %w", err)
	}
	if err := json.Unmarshal(raw, &p); err != nil {
		return p, err
	}
	p.Raw, p.PackedBytes = raw, len(packed)
	return p, nil
}

func expand(packed []byte) ([]byte, error) {
	source := bytes.NewReader(packed)
	expander, err := zlib.NewReader(source)
	if err != nil {
		return nil, fmt.Errorf("the body is not zlib: %w", err)
	}
	raw, err := io.ReadAll(io.LimitReader(expander, maxRawBytes+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("the body is not zlib: %w", err)
	case len(raw) > maxRawBytes:
		return nil, fmt.Errorf("the body expands to more than %d bytes", maxRawBytes)
	case source.Len() > 0:
		return nil, fmt.Errorf("%d bytes follow the body", source.Len())
	}
	return raw, nil
}

// fields reads a JSON object. It refuses a name that stands twice: receivers
// keep one of the two, and not all the same.
func fields(raw []byte) (map[string]json.RawMessage, error) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	opening, err := decoder.Token()
	if err != nil {
		return nil, err
	}
	if opening != json.Delim('{') {
		return nil, fmt.Errorf("want an object, got %v", opening)
	}
	all := map[string]json.RawMessage{}
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		name, _ := token.(string) // between the braces nothing else comes first
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return nil, fmt.Errorf("reading %q: %w", name, err)
		}
		if _, twice := all[name]; twice {
			return nil, fmt.Errorf("%q stands twice", name)
		}
		all[name] = value
	}
	return all, nil
}
