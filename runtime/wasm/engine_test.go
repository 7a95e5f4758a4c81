package wasm

import (
	"slices"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"github.com/sandpiper-checks/sandpiper/runtime/internal/spectest"
)

// Where the engine reads other instructions than we do, a guest can hide code
// from us. Numbers are the likely place: the specification lets them be longer
// than they need be, and an engine may expect a single byte.
func TestEngineReadsLongNumbersAsWeDo(t *testing.T) {
	ctx := t.Context()
	features := api.CoreFeaturesV2 | experimental.CoreFeaturesTailCall | experimental.CoreFeaturesExceptionHandling
	engine := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfig().WithCoreFeatures(features))
	defer engine.Close(ctx)
	compiles := func(b []byte) error {
		compiled, err := engine.CompileModule(ctx, b)
		if err == nil {
			err = compiled.Close(ctx)
		}
		return err
	}

	const each = 3 // instructions of each opcode, from different places
	tried, variants := map[Opcode]int{}, 0
	for _, b := range spectest.Modules(t, "*.wasm", "v2", "tail-call", "exception-handling") {
		m, err := ReadWithin(b, DefaultCaps())
		if err != nil || len(b) > 10_000 || compiles(b) != nil {
			continue
		}
		w, opcodes := NewWalker(m), opcodesOf(m)
		for body := range m.Code {
			for w.Enter(body); w.Next(); {
				if tried[w.Op]++; tried[w.Op] > each {
					continue
				}
				for at := w.Offset + 1; at < w.End(); at++ {
					for _, padding := range []string{"\x00", "\x80\x00", "\x7f"} {
						longer := withLongNumber(m, body, at, padding)
						same, err := ReadWithin(longer, DefaultCaps())
						if err != nil || !slices.Equal(opcodesOf(same), opcodes) {
							continue // it was no number
						}
						variants++
						// The count of a typed select must be one byte there: safe, as it refuses.
						if err := compiles(longer); err != nil && w.Op != opSelectTyped {
							t.Errorf("%s at %#x with a longer number at %#x: %v, in %x", w.Op, w.Offset, at, err, b)
						}
					}
				}
			}
		}
	}
	t.Logf("%d opcodes, %d modules with a longer number", len(tried), variants)
}

const opSelectTyped Opcode = 0x1c

func opcodesOf(m *Module) (opcodes []Opcode) {
	w := NewWalker(m)
	for body := range m.Code {
		for w.Enter(body); w.Next(); {
			opcodes = append(opcodes, w.Op)
		}
	}
	return opcodes
}

// withLongNumber returns the module with the byte at an offset in a body
// continued by padding.
func withLongNumber(m *Module, body, at int, padding string) []byte {
	var sections []string
	for _, s := range m.Sections {
		if s.Name != "code" || s.ID == 0 {
			sections = append(sections, string(m.At(s.Span)))
			continue
		}
		var bodies []string
		for i, code := range m.Code {
			b := string(m.At(code))
			if k := at - code.Offset; i == body {
				b = b[:k] + string([]byte{b[k] | 0x80}) + padding + b[k+1:]
			}
			bodies = append(bodies, sized(b))
		}
		sections = append(sections, section(10, vector(bodies...)))
	}
	return module(sections...)
}
